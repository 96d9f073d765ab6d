// Facts as JSON: small, readable in a review, kept in a repository as a baseline of counters.

import Profiler
import Foundation

extension BenchmarkFacts {
  static let largestFile = 64 << 20
  /// Processes of a bench.
  static let mostAsked = 10_000
  static let format = "pitviper benchmark facts 1"

  private struct Envelope: Codable {
    var format: String
    var facts: BenchmarkFacts
  }

  /// - Throws: `GateError` for a damaged file, or numbers that no benchmark has.
  init(json: Data, name: String) throws(GateError) {
    let envelope: Envelope
    do { envelope = try JSONDecoder().decode(Envelope.self, from: json) } catch {
      throw GateError(.unusable, "\(name) is damaged or no benchmark; measure it again with 'pitviper bench'")
    }
    guard envelope.format == Self.format else {
      throw GateError(.unusable, "\(name) was written by another version; measure it again with 'pitviper bench'")
    }
    self = envelope.facts
    guard isSound else {
      throw GateError(.unusable, "\(name) holds impossible figures; measure it again with 'pitviper bench'")
    }
  }

  /// Whether all numbers are in the ranges that arithmetic relies on.
  var isSound: Bool {
    func isTime(_ value: Double) -> Bool { value.isFinite && value >= 0 && value < 1e9 }
    func isNumber(_ value: Int) -> Bool { (0..<1 << 60).contains(value) }
    func isPlace(_ place: BenchPlace) -> Bool { (0..<1 << 31).contains(place.line) }
    return processes.count <= Self.mostAsked && isNumber(missing ?? 0) && isNumber(iterations)
      && interpreted.allSatisfy { !$0.isEmpty && $0.allSatisfy(isNumber) }
      && processes.allSatisfy { process in
        process.wall.allSatisfy(isTime) && process.cpu.allSatisfy(isTime)
          && isNumber(process.peakBytes ?? 0)
          && process.traces.allSatisfy { isNumber($0.count) && isNumber($0.bytes) && isPlace($0.place) }
          && process.aborts.allSatisfy { isNumber($0.count) && isPlace($0.begin) && isPlace($0.place) }
          && process.guards.allSatisfy { isNumber($0.failures) && isNumber($0.bridges) && isPlace($0.place) }
          && (process.cpu.isEmpty || process.cpu.count == process.wall.count)
      }
  }

  /// The text of a file that `init(json:name:)` reads.
  public var json: String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    let data = (try? encoder.encode(Envelope(format: Self.format, facts: self))) ?? Data()
    return String(decoding: data, as: UTF8.self) + "\n"
  }
}

extension Int {
  /// Adds a number of a file: sums of hostile numbers must not overflow.
  mutating func saturate(_ other: Int) {
    let (sum, overflow) = addingReportingOverflow(other)
    self = overflow ? .max : sum
  }
}
