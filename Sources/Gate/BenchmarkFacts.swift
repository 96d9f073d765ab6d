// What the gate knows of one benchmark: times and counters of each process, and what the JIT did at which place. Filled from a bench
// file (BenchmarkFacts+Recording.swift) or from JSON (BenchmarkFacts+JSON.swift), which a repository can keep. No statistics here.

import Profiler

/// Processes × iterations of one script on one machine with one version.
public struct BenchmarkFacts: Equatable, Sendable, Codable {
  public var script: ScriptFacts
  public var machine: MachineFacts
  /// Version of pitviper that measured.
  public var version: String
  /// Parameters of the JIT in force.
  public var jit: String
  /// Options of the virtual machine, as they were given.
  public var options: String
  /// When it was measured: UTC, ISO 8601; orders the files of a history.
  public var started: String
  /// The commit of the script's repository, when there is one.
  public var commit: String?
  /// `PYTHONHASHSEED` of its processes; nil when it is not known.
  public var hashSeed: String?
  /// Timed processes that were asked for and failed or have not run; nil when there are none.
  public var missing: Int?
  /// Iterations of each process.
  public var iterations: Int
  /// Bytecodes interpreted in each iteration, of each process that counted them (such a process is not timed). Empty for other
  /// interpreters.
  public var interpreted: [[Int]]
  public var processes: [ProcessFacts]

  public init(
    script: ScriptFacts, machine: MachineFacts, version: String, jit: String, options: String, started: String,
    commit: String?,
    iterations: Int, interpreted: [[Int]], processes: [ProcessFacts]
  ) {
    self.script = script
    self.machine = machine
    self.version = version
    self.jit = jit
    self.options = options
    self.started = started
    self.commit = commit
    self.iterations = iterations
    self.interpreted = interpreted
    self.processes = processes
  }

  /// Whether times were kept: a committed baseline of counters has none.
  public var hasTimes: Bool { !processes.isEmpty && processes.allSatisfy { !$0.wall.isEmpty } }

  /// Whether the virtual machine counted: other interpreters are only timed.
  public var hasCounters: Bool { !interpreted.isEmpty }

  /// The same without times, memory and folders: what does not depend on the machine. It is kept in a repository, whose commits it does
  /// not name.
  public var countersOnly: BenchmarkFacts {
    var facts = self
    facts.script.path = script.name
    facts.machine.host = ""
    facts.commit = nil
    facts.changePlaces { $0.file = $0.fileName }
    for index in facts.processes.indices {
      facts.processes[index].wall = []
      facts.processes[index].cpu = []
      facts.processes[index].peakBytes = nil
    }
    return facts
  }
}

extension BenchmarkFacts {
  /// Changes the places of all traces, guards and aborts.
  mutating func changePlaces(_ change: (inout BenchPlace) -> Void) {
    for process in processes.indices {
      for index in processes[process].traces.indices { change(&processes[process].traces[index].place) }
      for index in processes[process].guards.indices { change(&processes[process].guards[index].place) }
      for index in processes[process].aborts.indices {
        change(&processes[process].aborts[index].begin)
        change(&processes[process].aborts[index].place)
      }
    }
  }
}

/// Two files are of the same benchmark when name, function and arguments are equal; the digest tells whether the text is, too.
public struct ScriptFacts: Equatable, Sendable, Codable {
  /// The file's name without its folder.
  public var name: String
  /// Where it was when it was measured.
  public var path: String
  /// Of its text; hexadecimal. Empty for a module.
  public var digest: String
  /// What an iteration calls, nil for the whole script.
  public var function: String?
  public var arguments: [String]

  public init(name: String, path: String, digest: String, function: String?, arguments: [String]) {
    self.name = name
    self.path = path
    self.digest = digest
    self.function = function
    self.arguments = arguments
  }

  public var isModule: Bool { digest.isEmpty }

  public func isSameBenchmark(as other: ScriptFacts) -> Bool {
    name == other.name && function == other.function && arguments == other.arguments
  }
}

public struct MachineFacts: Equatable, Sendable, Codable {
  public var host: String
  public var processor: String
  public var processors: Int

  public init(host: String, processor: String, processors: Int) {
    self.host = host
    self.processor = processor
    self.processors = processors
  }

  /// Times can be compared between machines of one kind; the host's name does not matter (runners of a CI system change it).
  public func isComparable(with other: MachineFacts) -> Bool {
    processor == other.processor && processors == other.processors
  }

  public var text: String { "\(processor), \(processors) processors" }
}

public struct ProcessFacts: Equatable, Sendable, Codable {
  /// Seconds of each iteration, real and CPU time; both empty in a file of counters.
  public var wall: [Double]
  public var cpu: [Double]
  /// Most memory resident, bytes.
  public var peakBytes: Int?
  public var traces: [TraceFacts]
  public var aborts: [AbortFacts]
  public var guards: [GuardFacts]

  public init(
    wall: [Double], cpu: [Double], peakBytes: Int?, traces: [TraceFacts], aborts: [AbortFacts], guards: [GuardFacts]
  ) {
    self.wall = wall
    self.cpu = cpu
    self.peakBytes = peakBytes
    self.traces = traces
    self.aborts = aborts
    self.guards = guards
  }
}

/// Compiled traces of one kind at one place.
public struct TraceFacts: Equatable, Sendable, Codable {
  /// `loop`, `function` or `bridge`.
  public var kind: String
  /// Where it begins; for a bridge, where its guard is.
  public var place: BenchPlace
  public var count: Int
  /// Machine code, bytes.
  public var bytes: Int

  public init(kind: String, place: BenchPlace, count: Int, bytes: Int) {
    self.kind = kind
    self.place = place
    self.count = count
    self.bytes = bytes
  }

  public var isBridge: Bool { kind == "bridge" }
}

/// Recordings given up for one reason at one place.
public struct AbortFacts: Equatable, Sendable, Codable {
  public var reason: String
  /// The reason as a sentence.
  public var title: String
  /// Where the recording had begun, and where it was given up.
  public var begin: BenchPlace
  public var place: BenchPlace
  /// Whether a bridge was being recorded.
  public var isBridge: Bool
  public var count: Int

  public init(
    reason: String, title: String, begin: BenchPlace, place: BenchPlace, isBridge: Bool, count: Int
  ) {
    self.reason = reason
    self.title = title
    self.begin = begin
    self.place = place
    self.isBridge = isBridge
    self.count = count
  }
}

/// Guards of one kind at one place.
public struct GuardFacts: Equatable, Sendable, Codable {
  public var kind: String
  /// What it expects: a type, `true`, `no overflow` …
  public var expected: String?
  public var place: BenchPlace
  public var failures: Int
  /// How many of them a bridge has taken the place of.
  public var bridges: Int

  public init(kind: String, expected: String?, place: BenchPlace, failures: Int, bridges: Int) {
    self.kind = kind
    self.expected = expected
    self.place = place
    self.failures = failures
    self.bridges = bridges
  }

  /// `guardInt`
  public var text: String { expected.map { "\(kind) (expects \($0))" } ?? kind }
}
