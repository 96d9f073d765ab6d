// What `pitviper bench` has measured: fresh processes, each with its iterations, and what the JIT and the garbage collector
// did in each. One file holds one workload on one interpreter. Times are nanoseconds since the process's own origin, on
// CLOCK_MONOTONIC, so that an iteration and an event of the same process can be compared; counters are totals at the end of
// an iteration since the process began. `Recording.benchmark()` reads it, `BenchWriter` writes it, docs/bench.md explains it.

public struct Benchmark: Sendable {
  public var path: String
  /// Name → value (docs/bench.md lists the names): program, interpreter, machine, parameters.
  public var environment: [String: String]
  /// In the order in which they ran.
  public var processes: [BenchProcess]
  public var noise: [BenchNoise]

  public init(
    path: String, environment: [String: String] = [:], processes: [BenchProcess] = [], noise: [BenchNoise] = []
  ) {
    self.path = path
    self.environment = environment
    self.processes = processes
    self.noise = noise
  }

  /// Processes whose times count, complete ones only.
  public var timed: [BenchProcess] { processes.filter { $0.isComplete && !$0.isCounting } }
  /// The untimed process that counted bytecodes; nil on other interpreters.
  public var counting: BenchProcess? { processes.first { $0.isComplete && $0.isCounting } }
  /// Processes that ended early.
  public var failed: [BenchProcess] { processes.filter { !$0.isComplete } }
  /// How the interpreter is called in tables: `pitviper`, or the words of `--vm`.
  public var vm: String { environment["vm"] ?? "pitviper" }
  public var program: String { environment["program"] ?? path }
  /// False while processes are missing: it was interrupted, or still runs.
  public var isFinished: Bool { environment["finished"] != nil }
}

/// One process execution.
public struct BenchProcess: Sendable, Codable, Equatable {
  /// From 1.
  public var id: Int
  /// It counted bytecodes, which takes time: its times mean nothing.
  public var isCounting: Bool
  /// Nil when all iterations ran, else what went wrong, in one line.
  public var failure: String?
  /// Microseconds since the start of the recording.
  public var started: Microseconds = 0
  /// Most memory resident, kilobytes; 0 when unknown.
  public var peakKilobytes = 0
  /// Nanoseconds that an empty workload takes by the same clock reads: the overhead inside each measured time.
  public var overhead = 0
  public var conditions = BenchConditions()
  public var iterations: [BenchIteration] = []
  public var activity = BenchActivity()

  public init(id: Int, isCounting: Bool = false, failure: String? = nil) {
    self.id = id
    self.isCounting = isCounting
    self.failure = failure
  }

  public var isComplete: Bool { failure == nil }
}

/// What the machine was like around one process; nil where it cannot be seen.
public struct BenchConditions: Sendable, Codable, Equatable {
  /// Load average of the last minute before the start, in hundredths.
  public var load: Int?
  /// Mean frequency of the processors before and after, kilohertz.
  public var frequencyBefore: Int?
  public var frequencyAfter: Int?
  /// Times the kernel took the processor away, and moved the process to another one.
  public var involuntarySwitches: Int?
  public var migrations: Int?

  public init() {}
}

public struct BenchIteration: Sendable, Codable, Equatable {
  /// Nanoseconds since the process's origin, and nanoseconds it took by the clock and of the processor.
  public var start: Int
  public var wall: Int
  public var cpu: Int
  /// Totals of the VM at its end; nil on other interpreters.
  public var counters: BenchCounters?

  public init(start: Int, wall: Int, cpu: Int, counters: BenchCounters? = nil) {
    self.start = start
    self.wall = wall
    self.cpu = cpu
    self.counters = counters
  }

  public var end: Int { start + wall }
}

/// Totals since the process began.
public struct BenchCounters: Sendable, Codable, Equatable {
  /// Bytecodes that the interpreter dispatched; nil unless the process counted them.
  public var bytecodes: Int?
  /// Compiled: loops and functions, and bridges.
  public var traces = 0
  public var bridges = 0
  /// Recordings given up.
  public var aborts = 0
  /// Failures of guards that went back to the interpreter.
  public var guardFailures = 0
  public var collections = 0
  /// Calls into C through cffi and ctypes.
  public var crossings = 0

  public init() {}
}

/// Something that makes times doubtful.
public struct BenchNoise: Sendable, Codable, Equatable {
  /// Nil: the machine as a whole.
  public var process: Int?
  /// `load`, `frequency`, `switches`, `migrations`, `governor`.
  public var kind: String
  /// One sentence.
  public var detail: String

  public init(process: Int?, kind: String, detail: String) {
    self.process = process
    self.kind = kind
    self.detail = detail
  }
}
