// What the VM did in one measured process: traces, exits that failed, recordings given up, collections, calls into C. Times are
// nanoseconds since the process's origin; places are written out, so that the rows of two files can be compared.

/// What the VM did in one process.
public struct BenchActivity: Sendable, Codable, Equatable {
  public var traces: [BenchTrace] = []
  /// Exits that failed or have a bridge.
  public var exits: [BenchExit] = []
  public var aborts: [BenchAbort] = []
  public var events: [BenchEvent] = []
  public var collections: [BenchCollection] = []
  public var crossings: [BenchCrossing] = []

  public init() {}
}

/// A line of Python.
public struct BenchPlace: Sendable, Codable, Hashable {
  public var function: String
  public var file: String
  public var line: Int

  public init(function: String, file: String, line: Int) {
    self.function = function
    self.file = file
    self.line = line
  }

  public var fileName: String { file.split(separator: "/").last.map(String.init) ?? "?" }

  /// `sobel.py:31`
  public var text: String { "\(fileName):\(line)" }

  /// `total (sobel.py:31)`
  public var functionText: String { "\(function) (\(text))" }

  /// What stays when the file moves.
  public var key: String { "\(fileName) \(function) \(line)" }
}

/// A compiled trace.
public struct BenchTrace: Sendable, Codable, Equatable {
  public var number: Int
  /// `loop`, `function` or `bridge`.
  public var kind: String
  public var root: Int
  /// The exit it grew from.
  public var parent: Int?
  public var parentExit: Int?
  public var link: Int?
  public var place: BenchPlace
  /// When its recording began, and when its code was ready.
  public var time: Int
  public var installed: Int
  public var operations: Int
  public var guards: Int
  public var bytes: Int
  public var entered: Int
  /// Nanoseconds in recorder, optimiser, register allocation and encoder.
  public var compileTime: Int
  /// When and why it became invalid.
  public var ended: Int?
  public var cause: String?

  public init(
    number: Int, kind: String, root: Int, parent: Int? = nil, parentExit: Int? = nil, link: Int? = nil,
    place: BenchPlace, time: Int, installed: Int, operations: Int = 0, guards: Int = 0, bytes: Int = 0,
    entered: Int = 0, compileTime: Int = 0, ended: Int? = nil, cause: String? = nil
  ) {
    self.number = number
    self.kind = kind
    self.root = root
    self.parent = parent
    self.parentExit = parentExit
    self.link = link
    self.place = place
    self.time = time
    self.installed = installed
    self.operations = operations
    self.guards = guards
    self.bytes = bytes
    self.entered = entered
    self.compileTime = compileTime
    self.ended = ended
    self.cause = cause
  }
}

/// An exit of a trace that failed, or that has a bridge.
public struct BenchExit: Sendable, Codable, Equatable {
  public var trace: Int
  public var number: Int
  /// The guard, or the instruction that leaves.
  public var kind: String
  public var place: BenchPlace
  public var expected: String?
  /// The type on which it failed last.
  public var seen: String?
  public var failures: Int
  public var bridge: Int?

  public init(
    trace: Int, number: Int, kind: String, place: BenchPlace, expected: String? = nil, seen: String? = nil,
    failures: Int = 0, bridge: Int? = nil
  ) {
    self.trace = trace
    self.number = number
    self.kind = kind
    self.place = place
    self.expected = expected
    self.seen = seen
    self.failures = failures
    self.bridge = bridge
  }

  public var isGuard: Bool { kind.hasPrefix("guard") }
}

/// A recording given up.
public struct BenchAbort: Sendable, Codable, Equatable {
  public var time: Int
  public var reason: String
  /// Where the recording had begun, and where it was given up.
  public var place: BenchPlace
  public var abortPlace: BenchPlace
  public var instruction: String
  public var parent: Int?
  public var parentExit: Int?
  public var operations: Int

  public init(
    time: Int, reason: String, place: BenchPlace, abortPlace: BenchPlace, instruction: String = "",
    parent: Int? = nil, parentExit: Int? = nil, operations: Int = 0
  ) {
    self.time = time
    self.reason = reason
    self.place = place
    self.abortPlace = abortPlace
    self.instruction = instruction
    self.parent = parent
    self.parentExit = parentExit
    self.operations = operations
  }
}

/// `blacklisted`, `invalidated` or `flushed`.
public struct BenchEvent: Sendable, Codable, Equatable {
  public var time: Int
  public var kind: String
  public var trace: Int?
  public var place: BenchPlace?
  public var detail: String

  public init(time: Int, kind: String, trace: Int? = nil, place: BenchPlace? = nil, detail: String) {
    self.time = time
    self.kind = kind
    self.trace = trace
    self.place = place
    self.detail = detail
  }
}

/// A garbage collection.
public struct BenchCollection: Sendable, Codable, Equatable {
  public var time: Int
  public var duration: Int
  public var bytesBefore: Int
  public var bytesAfter: Int

  public init(time: Int, duration: Int, bytesBefore: Int, bytesAfter: Int) {
    self.time = time
    self.duration = duration
    self.bytesBefore = bytesBefore
    self.bytesAfter = bytesAfter
  }
}

/// Calls of one C function from one place in the whole process.
public struct BenchCrossing: Sendable, Codable, Equatable {
  public var name: String
  public var library: String
  /// `file:line`, empty when no Python code calls.
  public var site: String
  public var calls: Int
  public var tracedCalls: Int
  public var bytes: Int
  public var callbacks: Int

  public init(
    name: String, library: String, site: String, calls: Int, tracedCalls: Int, bytes: Int, callbacks: Int
  ) {
    self.name = name
    self.library = library
    self.site = site
    self.calls = calls
    self.tracedCalls = tracedCalls
    self.bytes = bytes
    self.callbacks = callbacks
  }
}
