// Writes one recording: interns functions, frames, nodes and stacks, buffers the samples of each thread, and commits
// everything at every flush. Invariants: row ids are dense and start at 1; a node's parent has a smaller id;
// whatever was committed stays readable after kill -9 or a full disk. One thread uses a writer at a time; it takes no
// samples and knows no clock.

import GRDB
import GRDBSQLite
import Glibc

/// A function as it is stored. `line` is its first line, 0 when unknown.
public struct FunctionRecord: Hashable, Sendable {
  public var kind: FunctionKind
  public var name: String
  /// Python source file, or the path of the module of native code.
  public var file: String
  public var line: Int

  public init(kind: FunctionKind, name: String, file: String, line: Int = 0) {
    self.kind = kind
    self.name = name
    self.file = file
    self.line = line
  }
}

public final class RecordingWriter {
  public let path: String
  let queue: DatabaseQueue
  /// The longest span of one chunk while recording, and after `close`.
  static let compactedSpan: Microseconds = 10_000_000

  // What is known, and what of it waits for the next commit.
  private var functionIDs: [FunctionRecord: FunctionID] = [:]
  private var frameIDs: [UInt64: FrameID] = [:]
  private var frameCount = 0
  private var nodeIDs: [UInt64: NodeID] = [:]
  private var stackIDs: [StackKey: StackID] = [:]
  var pending = PendingRows()
  private var buffers: [ThreadID: [Sample]] = [:]
  /// Nominal time between two samples, microseconds; may change between flushes.
  public var period: Microseconds
  /// Samples that could not be written because the disk was full or failing.
  public private(set) var samplesNotWritten = 0

  struct PendingRows {
    var functions: [(Int, FunctionRecord)] = []
    var frames: [(Int, Int, Int)] = []
    var nodes: [(Int, Int, Int)] = []
    var stacks: [(StackID, StackKey)] = []
    var threads: [(Int, Int, String, Microseconds)] = []
    var modules: [(Int, String, UInt, Int, String)] = []
    var collections: [GarbageCollection] = []
    var overhead: [OverheadRow] = []
    var environment: [String: String] = [:]
    var losses: [String: Int] = [:]
    var traces = TraceRows()
    var crossings = CrossingRows()
    var sources: [SourceRow] = []
  }

  /// Creates the file. An existing recording of the same name is replaced, any other existing file is left alone.
  public init(path: String, period: Microseconds) throws(RecordingError) {
    self.path = path
    self.period = max(1, period)
    try RecordingWriter.clear(path: path)
    do {
      var configuration = Configuration()
      configuration.label = "recording"
      configuration.busyMode = .timeout(2)
      configuration.prepareDatabase { database in
        try database.execute(sql: "PRAGMA synchronous = NORMAL; PRAGMA cache_size = -4096")
      }
      queue = try DatabaseQueue(path: path, configuration: configuration)
      // The tables come before WAL mode, so that the file itself says what it is from the first moment.
      try queue.write { try RecordingSchema.create(in: $0) }
      try queue.writeWithoutTransaction { try $0.execute(sql: "PRAGMA journal_mode = WAL") }
    } catch {
      let reason = RecordingWriter.reason(of: error, path: path)
      for suffix in ["", "-wal", "-shm", "-journal"] { unlink(path + suffix) }
      throw .cannotCreate(path: path, reason: reason)
    }
  }

  static func clear(path: String) throws(RecordingError) {
    var status = stat()
    if stat(path, &status) == 0 {
      guard status.st_mode & S_IFMT == S_IFREG else {
        throw .cannotCreate(path: path, reason: "it exists and is not a regular file")
      }
      do { _ = try RecordingHeader.version(path: path) } catch {
        switch error {
        case .newer, .damaged, .empty: break
        case .foreign: throw .cannotCreate(path: path, reason: "it exists and is not a pitviper recording")
        default: throw .cannotCreate(path: path, reason: "\(error)")
        }
      }
      if access(path, W_OK) != 0 { throw .cannotCreate(path: path, reason: String(cString: strerror(errno))) }
    }
    for suffix in ["", "-wal", "-shm", "-journal"] where unlink(path + suffix) != 0 && errno != ENOENT {
      throw .cannotCreate(path: path, reason: String(cString: strerror(errno)))
    }
    // SQLite reports a folder that is missing or closed to us only as "unable to open": ask the system instead.
    let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { throw .cannotCreate(path: path, reason: String(cString: strerror(errno))) }
    Glibc.close(descriptor)
  }

  static func reason(of error: any Error, path: String) -> String {
    guard let error = error as? DatabaseError else { return "\(error)" }
    switch error.resultCode {
    case .SQLITE_FULL: return "no space left on device"
    case .SQLITE_IOERR: return "input/output error (\(error.message ?? "no detail"))"
    case .SQLITE_READONLY: return "read-only file or folder"
    default: return error.message ?? "SQLite error \(error.resultCode.rawValue)"
    }
  }

  // MARK: Interning

  /// The row of a function, made when it is new.
  public func intern(_ function: FunctionRecord) -> FunctionID {
    if let known = functionIDs[function] { return known }
    let id = FunctionID(functionIDs.count + 1)
    functionIDs[function] = id
    pending.functions.append((id.index, function))
    return id
  }

  /// The row of a function at a line (0: unknown).
  public func intern(function: FunctionID, line: Int) -> FrameID {
    let key = UInt64(UInt32(bitPattern: function.raw)) << 32 | UInt64(UInt32(truncatingIfNeeded: line))
    if let known = frameIDs[key] { return known }
    let id = makeFrame(function: function, line: line)
    frameIDs[key] = id
    return id
  }

  /// A row of its own for a function that stands in stacks in several roles: that of each crossing of one C function.
  func makeFrame(function: FunctionID, line: Int = 0) -> FrameID {
    frameCount += 1
    pending.frames.append((frameCount, function.index, line))
    return FrameID(frameCount)
  }

  /// The row of a whole stack, outermost frame first. An empty path has no stack. `exit` is the exit through which machine code
  /// was left before, when its loss is what the samples show.
  public func intern(rootFirst path: some Sequence<FrameID>, broken: Bool = false, exit: ExitID? = nil) -> StackID? {
    var node = NodeID(0)
    for frame in path { node = intern(frame: frame, under: node) }
    if node.raw == 0 { return nil }
    let key = StackKey(node: node, isBroken: broken, exit: exit)
    if let known = stackIDs[key] { return known }
    let id = StackID(stackIDs.count + 1)
    stackIDs[key] = id
    pending.stacks.append((id, key))
    return id
  }

  private func intern(frame: FrameID, under parent: NodeID) -> NodeID {
    let key = UInt64(UInt32(bitPattern: parent.raw)) << 32 | UInt64(UInt32(bitPattern: frame.raw))
    if let known = nodeIDs[key] { return known }
    let id = NodeID(nodeIDs.count + 1)
    nodeIDs[key] = id
    pending.nodes.append((id.index, parent.index, frame.index))
    return id
  }

  // MARK: Rows

  public func add(_ sample: Sample, thread: ThreadID) {
    buffers[thread, default: []].append(sample)
  }

  public func addThread(_ id: ThreadID, native: Int, name: String, started: Microseconds) {
    pending.threads.append((id.index, native, name, started))
  }

  public func addModule(id: Int, path: String, base: UInt, size: Int, build: String) {
    pending.modules.append((id, path, base, size, build))
  }

  public func add(_ collection: GarbageCollection) { pending.collections.append(collection) }
  public func add(_ overhead: OverheadRow) { pending.overhead.append(overhead) }

  /// Adds or replaces environment entries with the next commit.
  public func set(environment: [String: String]) {
    pending.environment.merge(environment) { _, new in new }
  }

  /// The total number of samples lost so far for a cause, replacing what was known.
  public func set(losses cause: String, to count: Int) { pending.losses[cause] = count }

  // MARK: Commit

  /// Commits everything added since the last flush. When it throws, the rows that describe stacks are kept for the next
  /// attempt, and the buffered samples are dropped and counted, so that memory stays bounded on a full disk.
  public func flush() throws(RecordingError) {
    do {
      try queue.writeWithoutTransaction { database in
        try database.inTransaction(.immediate) {
          try writePending(to: database)
          return .commit
        }
      }
      pending = PendingRows()
    } catch {
      samplesNotWritten += buffers.values.reduce(0) { $0 + $1.count }
      for thread in buffers.keys { buffers[thread]!.removeAll(keepingCapacity: true) }
      throw .writeFailed(path: path, reason: RecordingWriter.reason(of: error, path: path))
    }
    for thread in buffers.keys { buffers[thread]!.removeAll(keepingCapacity: true) }
  }

  private func writePending(to database: Database) throws {
    try database.insert("INSERT INTO function VALUES (?,?,?,?,?)", pending.functions) { row, item in
      row.bind(item.0, Int(item.1.kind.rawValue))
      row.bind(item.1.name, item.1.file)
      row.bind(item.1.line)
    }
    try database.insert("INSERT INTO frame VALUES (?,?,?)", pending.frames) { $0.bind($1.0, $1.1, $1.2) }
    try database.insert("INSERT INTO node VALUES (?,?,?)", pending.nodes) { $0.bind($1.0, $1.1, $1.2) }
    try database.insert("INSERT INTO stack VALUES (?,?,?,?,?)", pending.stacks) { row, item in
      row.bind(item.0.index, item.1.node.index, item.1.isBroken ? 1 : 0)
      row.bind(optional: item.1.exit?.trace, item.1.exit?.exit)
    }
    try database.insert("INSERT INTO thread VALUES (?,?,?,?)", pending.threads) { row, item in
      row.bind(item.0, item.1)
      row.bind(item.2)
      row.bind(Int(item.3))
    }
    try database.insert("INSERT OR REPLACE INTO module VALUES (?,?,?,?,?)", pending.modules) { row, item in
      row.bind(item.0)
      row.bind(item.1)
      row.bind(Int(bitPattern: item.2), item.3)
      row.bind(item.4)
    }
    try database.insert("INSERT INTO gc VALUES (NULL,?,?,?,?,?)", pending.collections) { row, item in
      row.bind(item.thread.index, Int(item.time), Int(item.duration), item.bytesBefore, item.bytesAfter)
    }
    try database.insert("INSERT OR REPLACE INTO overhead VALUES (?,?,?,?,?)", pending.overhead) { row, item in
      row.bind(Int(item.time), item.samples, Int(item.handler), Int(item.collector), Int(item.program))
    }
    try database.insert("INSERT OR REPLACE INTO environment VALUES (?,?)", Array(pending.environment)) {
      $0.bind($1.key, $1.value)
    }
    try database.insert("INSERT OR REPLACE INTO loss VALUES (?,?)", Array(pending.losses)) { row, item in
      row.bind(item.key)
      row.bind(item.value)
    }
    try pending.traces.write(to: database)
    try pending.crossings.write(to: database)
    try RecordingWriter.insert(sources: pending.sources, into: database)
    let filled = buffers.filter { !$0.value.isEmpty }.sorted { $0.key < $1.key }
    try RecordingWriter.insert(chunks: filled.map { ($0.key, $0.value) }, period: period, into: database)
  }

  static func insert(
    chunks: [(thread: ThreadID, samples: [Sample])], period: Microseconds, into database: Database
  ) throws {
    try database.insert("INSERT INTO chunk VALUES (NULL,?,?,?,?,?,?,?,?)", chunks) { row, chunk in
      let bytes = SampleCoding.encode(chunk.samples, period: period)
      row.bind(chunk.thread.index, Int(chunk.samples.first!.time), Int(chunk.samples.last!.time), chunk.samples.count)
      row.bind(chunk.samples.reduce(0) { $0 + $1.weight }, Int(period), bytes.count)
      row.bind(bytes)
    }
  }
}
