// How the screens letter and colour each state. Names are SampleState's; the rows follow its order.

import Profiler

extension SampleState {
  /// The letter stands for the colour on terminals without.
  var look: (letter: String, role: Role) {
    switch self {
    case .native: ("n", .stateNative)
    case .interpreting: ("i", .stateInterpreting)
    case .runtime: ("r", .stateRuntime)
    case .compiling: ("p", .stateCompiling)
    case .garbageCollection: ("g", .stateCollecting)
    case .cCall: ("c", .stateCall)
    case .conversion: ("v", .stateConversion)
    case .recording: ("R", .stateRecording)
    case .optimizing: ("O", .stateOptimizing)
    case .encoding: ("E", .stateEncoding)
    case .trace: ("T", .stateTrace)
    case .exit: ("X", .stateExit)
    }
  }

  /// Stacked parts of a row of weights by state.
  static func parts(_ weights: some Sequence<Int>) -> [Part] {
    zip(allCases, weights).compactMap { state, weight in
      weight > 0 ? Part(value: Double(weight), role: state.look.role, letter: state.look.letter) : nil
    }
  }
}
