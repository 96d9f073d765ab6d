// A reader of pprof's profile.proto for tests: unpacks with gzip, walks the wire format, checks every reference.

import Foundation
import Testing

@testable import Profiler

extension ReadExport {
  /// A field of a message: a number, or bytes.
  private enum Field {
    case number(Int)
    case data(Data)
  }

  private static func varint(_ data: Data, _ place: inout Int) throws -> Int {
    var value = 0 as UInt64
    var shift = 0 as UInt64
    while true {
      try #require(place < data.endIndex && shift < 64)
      let byte = data[place]
      place += 1
      value |= UInt64(byte & 0x7F) << shift
      if byte < 0x80 { return Int(bitPattern: UInt(value)) }
      shift += 7
    }
  }

  private static func fields(_ data: Data) throws -> [(Int, Field)] {
    var place = data.startIndex
    var fields: [(Int, Field)] = []
    while place < data.endIndex {
      let key = try varint(data, &place)
      if key & 7 == 0 {
        fields.append((key >> 3, .number(try varint(data, &place))))
      } else {
        try #require(key & 7 == 2)
        let count = try varint(data, &place)
        try #require(count >= 0 && place + count <= data.endIndex)
        fields.append((key >> 3, .data(data[place..<place + count])))
        place += count
      }
    }
    return fields
  }

  private static func packed(_ data: Data) throws -> [Int] {
    var place = data.startIndex
    var values: [Int] = []
    while place < data.endIndex { values.append(try varint(data, &place)) }
    return values
  }

  private static func unpacked(_ data: Data) throws -> Data {
    let file = FileManager.default.temporaryDirectory.appendingPathComponent("\(UUID().uuidString).gz")
    try data.write(to: file)
    defer { try? FileManager.default.removeItem(at: file) }
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/bin/gzip")
    process.arguments = ["-dc", file.path]
    let pipe = Pipe()
    process.standardOutput = pipe
    try process.run()
    let result = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    #expect(process.terminationStatus == 0)
    return result
  }

  mutating func readPprof(_ data: Data) throws {
    var strings: [String] = []
    var locations: [Int: Int] = [:]
    var functions: [Int: Int] = [:]
    var mappings: Set<Int> = []
    var mappingOfLocation: [Int] = []
    var samples: [(locations: [Int], values: [Int], labels: [(Int, Int)])] = []
    for (number, field) in try Self.fields(try Self.unpacked(data)) {
      if number == 10, case .number(let duration) = field { #expect(duration >= 0) }
      guard case .data(let bytes) = field else { continue }
      switch number {
      case 6: strings.append(String(decoding: bytes, as: UTF8.self))
      case 2:
        var sample: (locations: [Int], values: [Int], labels: [(Int, Int)]) = ([], [], [])
        for (inner, field) in try Self.fields(bytes) {
          guard case .data(let bytes) = field else { continue }
          if inner == 1 { sample.locations = try Self.packed(bytes) }
          if inner == 2 { sample.values = try Self.packed(bytes) }
          if inner == 3 { sample.labels.append(try Self.pair(bytes, 1, 2)) }
        }
        samples.append(sample)
      case 3: mappings.insert(try Self.pair(bytes, 1, 5).0)
      case 4:
        var line = 0
        for (inner, field) in try Self.fields(bytes) {
          if inner == 4, case .data(let bytes) = field { line = try Self.pair(bytes, 1, 2).0 }
        }
        let (id, mapping) = try Self.pair(bytes, 1, 2)
        #expect(id > 0 && locations[id] == nil)
        locations[id] = line
        mappingOfLocation.append(mapping)
      case 5:
        let (id, name) = try Self.pair(bytes, 1, 2)
        #expect(id > 0 && functions[id] == nil)
        functions[id] = name
      default: break
      }
    }
    #expect(strings.first?.isEmpty == true && mappingOfLocation.allSatisfy(mappings.contains))
    #expect(strings.allSatisfy { $0 == DisplayText.safe($0) }, "labels, too, have nothing that a terminal obeys")
    var count = 0
    var byState: [String: Int] = [:]
    for sample in samples {
      try #require(sample.values.count == 2 && !sample.locations.isEmpty)
      count += sample.values[0]
      weight += sample.values[1]
      for location in sample.locations {
        let function = try #require(locations[location])
        names.insert(strings[try #require(functions[function])])
      }
      for (key, value) in sample.labels where strings[key] == "state" {
        byState[strings[value], default: 0] += sample.values[1]
      }
    }
    self.samples = count
    states = byState
  }

  private static func pair(_ data: Data, _ first: Int, _ second: Int) throws -> (Int, Int) {
    var result = (0, 0)
    for (number, field) in try fields(data) {
      guard case .number(let value) = field else { continue }
      if number == first { result.0 = value }
      if number == second { result.1 = value }
    }
    return result
  }
}
