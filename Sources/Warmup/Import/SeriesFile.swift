// Reads series from a file of anybody's: finds out by its content what it is. The name of the file plays no part.

import Foundation

public enum SeriesFormat: String, CaseIterable, Sendable {
  /// A JSON array of seconds, or an array of such arrays.
  case json = "JSON"
  case csv = "CSV"
  case pyperf
  case krun = "Krun"
  /// A file of `pitviper bench`, which others than this room read.
  case bench
}

/// What a file holds.
public struct SeriesFile: Equatable, Sendable {
  public let format: SeriesFormat
  /// One per benchmark; at least one, each with at least one process. Names may hold anything.
  public let sets: [ProcessSet]
  /// What was left out, and why: for the user. May quote names of the file.
  public let notes: [String]

  /// Series that were read elsewhere.
  public init(format: SeriesFormat, sets: [ProcessSet], notes: [String] = []) {
    self.format = format
    self.sets = sets
    self.notes = notes
  }

  /// Reads the file at `path`, `-` for standard input.
  public init(path: String) throws(ImportError) {
    do {
      try self.init(bytes: try FileBytes.read(path))
    } catch {
      throw ImportError(
        file: path == "-" ? "standard input" : path, place: error.place, problem: error.problem)
    }
  }

  public init(bytes: [UInt8]) throws(ImportError) {
    var bytes = bytes
    if Bzip2.isCompressed(bytes) { bytes = try Bzip2.decompress(bytes) }
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { bytes.removeFirst(3) }
    let imported: Imported
    switch bytes.first(where: { !" \t\r\n".utf8.contains($0) }) {
    case nil: throw ImportError(problem: bytes.isEmpty ? "the file is empty" : "the file holds nothing but space")
    case UInt8(ascii: "["): imported = try ArrayImport.read(bytes)
    case UInt8(ascii: "{"): imported = try ObjectImport.read(bytes)
    default:
      try Self.rejectBinary(bytes)
      imported = try CSVImport.read(bytes)
    }
    format = imported.format
    sets = imported.sets
    notes = imported.notes
  }

  private static func rejectBinary(_ bytes: [UInt8]) throws(ImportError) {
    if bytes.starts(with: "SQLite format 3".utf8) {
      throw ImportError(problem: ImportError.isDatabase)
    }
    if bytes.starts(with: [0x1F, 0x8B]) { throw ImportError(problem: "compressed with gzip; unpack it first") }
    if bytes.prefix(4096).contains(where: { $0 < 0x09 }) {
      throw ImportError(problem: "neither JSON nor CSV (it has bytes that are no text)")
    }
  }
}

/// What a reader of one format found.
struct Imported {
  var format: SeriesFormat
  var sets: [ProcessSet] = []
  var notes: [String] = []

  init(_ format: SeriesFormat) { self.format = format }

  /// Adds a benchmark. Errors name its process.
  mutating func add(_ name: String, _ processes: [[Double]]) throws(ImportError) {
    let prefix = name.isEmpty ? "" : "benchmark \(ImportError.quoted(name)), "
    guard !processes.isEmpty else { throw ImportError(place: prefix + "processes", problem: "there are none") }
    guard processes.count <= ImportLimit.processes else {
      throw ImportError(problem: "\(processes.count) processes; at most \(ImportLimit.processes)")
    }
    var series: [Series] = []
    for (index, seconds) in processes.enumerated() {
      do {
        series.append(try Series(seconds))
      } catch {
        throw ImportError(place: prefix + "process \(index)", problem: error.description)
      }
    }
    sets.append(ProcessSet(name: name, processes: series))
  }
}

enum FileBytes {
  /// The whole file, at most `ImportLimit.bytes`; pipes too.
  static func read(_ path: String) throws(ImportError) -> [UInt8] {
    let descriptor = path == "-" ? 0 : open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw ImportError(problem: String(cString: strerror(errno))) }
    defer { if descriptor != 0 { close(descriptor) } }
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = Foundation.read(descriptor, &chunk, chunk.count)
      if count < 0 && errno == EINTR { continue }
      guard count >= 0 else { throw ImportError(problem: String(cString: strerror(errno))) }
      if count == 0 { return bytes }
      bytes.append(contentsOf: chunk[..<count])
      guard bytes.count <= ImportLimit.bytes else {
        throw ImportError(problem: "larger than \(ImportLimit.bytes >> 20) MiB")
      }
    }
  }
}
