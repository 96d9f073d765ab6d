// What the program was doing when a sample was taken: one row per VMState of the state block
// (Sources/CRuntime/include/vm_state.h). Database, reports and viewer take names and meanings from here.

/// The state of the thread at a sample. The raw value is the number in the recording.
public enum SampleState: UInt8, CaseIterable, Sendable {
  case native = 0
  case interpreting = 1
  case runtime = 2
  case compiling = 3
  case garbageCollection = 4
  case cCall = 5
  case conversion = 6
  case recording = 7
  case optimizing = 8
  case encoding = 9
  case trace = 10
  case exit = 11

  /// How many states there are; states are numbered from 0 without gaps.
  public static let count = 12

  /// The name in the database and in JSON (stable), the label on a screen, and the meaning.
  public var info: (name: String, label: String, meaning: String) {
    switch self {
    case .native: ("native", "outside the VM", "start-up, exit and threads that run no Python")
    case .interpreting: ("interpreting", "interpreter", "running bytecode")
    case .runtime: ("runtime", "runtime", "helpers of the VM: objects, strings, dictionaries, built-in functions")
    case .compiling: ("compiling", "compiling source", "parsing and compiling Python source")
    case .garbageCollection: ("gc", "garbage collection", "collecting garbage")
    case .cCall: ("c_call", "C call", "inside a foreign C function")
    case .conversion: ("conversion", "conversion", "converting arguments or results of a C call")
    case .recording: ("recording", "recording traces", "recording a trace")
    case .optimizing: ("optimizing", "optimizing traces", "optimizing a trace")
    case .encoding: ("encoding", "encoding traces", "writing machine code")
    case .trace: ("trace", "machine code", "running machine code of a trace")
    case .exit: ("exit", "trace exits", "rebuilding frames at a trace exit")
    }
  }

  public var name: String { info.name }
  public var label: String { info.label }

  /// The state of a name in the database, or nil.
  public init?(name: String) {
    guard let state = Self.allCases.first(where: { $0.name == name }) else { return nil }
    self = state
  }
}

/// What kind of code a function is. The raw value is the number in the recording.
public enum FunctionKind: UInt8, CaseIterable, Sendable {
  /// A Python function, at the line it was executing.
  case python = 0
  /// Machine code of a trace.
  case trace = 1
  /// C, C++ or Swift code of a library.
  case native = 2
  /// Native code of the pitviper program itself: interpreter, objects, garbage collector.
  case runtime = 3
  /// Where a stack crosses from Python into a C function; since format 3.
  case crossing = 4

  /// Those of format 1 and 2.
  static let kindsOfVersion1: [FunctionKind] = [.python, .trace, .native, .runtime]

  /// The name in the database and in JSON (stable).
  public var name: String {
    switch self {
    case .python: "python"
    case .trace: "trace"
    case .native: "native"
    case .runtime: "runtime"
    case .crossing: "crossing"
    }
  }
}
