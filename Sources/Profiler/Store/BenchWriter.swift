// Writes the file of `pitviper bench`: one transaction per process, so that whatever has ended stays when the bench is
// killed, and the same command goes on from there. No samples are in such a file.

import GRDB
import Glibc

public final class BenchWriter {
  public let path: String
  private let queue: DatabaseQueue

  /// Creates the file. An existing recording of the same name is replaced, any other existing file is left alone.
  public init(creating path: String, environment: [String: String]) throws(RecordingError) {
    self.path = path
    try RecordingWriter.clear(path: path)
    do {
      queue = try BenchWriter.open(path)
      try queue.write { try RecordingSchema.create(in: $0) }
    } catch {
      throw .cannotCreate(path: path, reason: RecordingWriter.reason(of: error, path: path))
    }
    try set(environment: environment)
  }

  /// Goes on with a file that is there.
  public init(continuing path: String) throws(RecordingError) {
    self.path = path
    let recording = try Recording(path: path)
    guard recording.version == RecordingSchema.version else {
      throw .cannotCreate(path: path, reason: "it was begun by another version of pitviper")
    }
    do { queue = try BenchWriter.open(path) } catch {
      throw .cannotCreate(path: path, reason: RecordingWriter.reason(of: error, path: path))
    }
  }

  private static func open(_ path: String) throws -> DatabaseQueue {
    var configuration = Configuration()
    configuration.label = "bench"
    configuration.busyMode = .timeout(10)
    return try DatabaseQueue(path: path, configuration: configuration)
  }

  /// Adds or replaces entries of the environment table.
  public func set(environment: [String: String]) throws(RecordingError) {
    try write { database in
      try database.insert(
        "INSERT OR REPLACE INTO environment VALUES (?,?)", environment.sorted { $0.key < $1.key }
      ) { $0.bind($1.key, $1.value) }
    }
  }

  /// Adds a process with all that is known of it; one of the same number is replaced.
  public func add(_ process: BenchProcess, noise: [BenchNoise] = []) throws(RecordingError) {
    try write { database in
      for table in ["iteration", "process_trace", "process_exit"] + BenchWriter.listTables + ["noise"] {
        try database.execute(sql: "DELETE FROM \(table) WHERE process = ?", arguments: [process.id])
      }
      try BenchWriter.insert(process, into: database)
      try BenchWriter.insert(noise, into: database)
    }
  }

  public func add(noise: [BenchNoise]) throws(RecordingError) {
    try write { try BenchWriter.insert(noise, into: $0) }
  }

  /// The whole file is there; nobody may write after it.
  public func close() { try? queue.close() }

  private func write(_ body: (Database) throws -> Void) throws(RecordingError) {
    do { try queue.write(body) } catch {
      throw .writeFailed(path: path, reason: RecordingWriter.reason(of: error, path: path))
    }
  }

  private static let listTables = ["process_abort", "process_event", "process_gc", "process_crossing"]

  private static func insert(_ noise: [BenchNoise], into database: Database) throws {
    try database.insert("INSERT INTO noise VALUES (NULL,?,?,?)", noise) { row, item in
      row.bind(optional: item.process)
      row.bind(item.kind, item.detail)
    }
  }

  private static func insert(_ process: BenchProcess, into database: Database) throws {
    let id = process.id
    try database.insert("INSERT OR REPLACE INTO process VALUES (?,?,?,?,?,?,?,?,?,?,?)", [process]) { row, item in
      row.bind(id, item.isCounting ? 1 : 0)
      row.bind(optional: item.failure)
      row.bind(Int(item.started), item.peakKilobytes, item.overhead)
      row.bind(
        optional: item.conditions.load, item.conditions.frequencyBefore, item.conditions.frequencyAfter,
        item.conditions.involuntarySwitches, item.conditions.migrations)
    }
    try database.insert(
      "INSERT INTO iteration VALUES (?,?,?,?,?,?,?,?,?,?,?,?)", Array(process.iterations.enumerated())
    ) { row, item in
      row.bind(id, item.offset, item.element.start, item.element.wall, item.element.cpu)
      let counters = item.element.counters
      row.bind(
        optional: counters?.bytecodes, counters?.traces, counters?.bridges, counters?.aborts, counters?.guardFailures,
        counters?.collections, counters?.crossings)
    }
    try insert(process.activity, of: id, into: database)
  }

  private static func insert(_ activity: BenchActivity, of id: Int, into database: Database) throws {
    try database.insert(
      "INSERT INTO process_trace VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)", activity.traces
    ) { row, item in
      row.bind(id, item.number)
      row.bind(item.kind)
      row.bind(item.root)
      row.bind(optional: item.parent, item.parentExit, item.link)
      row.bind(item.place)
      row.bind(item.time, item.installed, item.operations, item.guards, item.bytes, item.entered, item.compileTime)
      row.bind(optional: item.ended)
      row.bind(optional: item.cause)
    }
    try database.insert("INSERT INTO process_exit VALUES (?,?,?,?,?,?,?,?,?,?,?)", activity.exits) { row, item in
      row.bind(id, item.trace, item.number)
      row.bind(item.kind)
      row.bind(item.place)
      row.bind(optional: item.expected)
      row.bind(optional: item.seen)
      row.bind(item.failures)
      row.bind(optional: item.bridge)
    }
    try database.insert("INSERT INTO process_abort VALUES (NULL,?,?,?,?,?,?,?,?,?,?,?,?,?)", activity.aborts) {
      row, item in
      row.bind(id, item.time)
      row.bind(item.reason)
      row.bind(item.place)
      row.bind(item.abortPlace)
      row.bind(item.instruction)
      row.bind(optional: item.parent, item.parentExit)
      row.bind(item.operations)
    }
    try database.insert("INSERT INTO process_event VALUES (NULL,?,?,?,?,?,?,?,?)", activity.events) { row, item in
      row.bind(id, item.time)
      row.bind(item.kind)
      row.bind(optional: item.trace)
      row.bind(optional: item.place?.function)
      row.bind(optional: item.place?.file)
      row.bind(optional: item.place?.line)
      row.bind(item.detail)
    }
    try database.insert("INSERT INTO process_gc VALUES (NULL,?,?,?,?,?)", activity.collections) { row, item in
      row.bind(id, item.time, item.duration, item.bytesBefore, item.bytesAfter)
    }
    try database.insert("INSERT INTO process_crossing VALUES (NULL,?,?,?,?,?,?,?,?)", activity.crossings) { row, item in
      row.bind(id)
      row.bind(item.name, item.library, item.site)
      row.bind(item.calls, item.tracedCalls, item.bytes, item.callbacks)
    }
  }
}

extension RowBinder {
  fileprivate mutating func bind(_ place: BenchPlace) {
    bind(place.function, place.file)
    bind(place.line)
  }
}
