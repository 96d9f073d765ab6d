// Calls of helpers (TraceHelpers.swift): those that cannot fail, those whose exception goes to the interpreter, and those that
// refuse what would need Python code.

import CRuntime
import TraceIR

extension Recorder {
  /// A helper that cannot run Python code.
  func call(_ helper: TraceHelper, _ arguments: [Reference]) -> Reference { call(helper.rawValue, arguments) }

  func call(_ helper: Int, _ arguments: [Reference]) -> Reference {
    let row = TraceHelpers.rows[helper]
    if row.mayInvalidate { needsValidity = true }
    var values = arguments
    for index in 0..<values.count where row.parameters[index] == .value || row.parameters[index] == .object {
      values[index] = boxed(values[index])
    }
    return trace.appendCall(helper, type: row.result, values, point: point)
  }

  /// A helper that may fail: its exception goes to the interpreter.
  func callChecked(_ helper: TraceHelper, _ arguments: [Reference]) -> Reference {
    if TraceHelpers.rows[helper.rawValue].runsPython { flush() }
    let result = call(helper, arguments)
    guardSuccess(result)
    return result
  }

  /// A helper that refuses what would need Python code: the interpreter executes the instruction then.
  func callPlain(_ helper: TraceHelper, _ arguments: [Reference]) -> Reference {
    let result = call(helper, arguments)
    guardian(.guardDifferent, result, constant(.unbound))
    guardSuccess(result)
    return result
  }

  /// A helper that refuses, or the one that runs Python code.
  func callPlainly(_ helper: TraceHelper?, otherwise: TraceHelper, _ arguments: [Reference]) -> Reference {
    if let helper { return callPlain(helper, arguments) }
    return callChecked(otherwise, arguments)
  }

  /// Leaves with the pending exception when a helper has failed.
  func guardSuccess(_ result: Reference) {
    let snapshot = makeSnapshot(.raise)
    trace.append(
      TraceInstruction(
        .guardDifferent, a: result, b: trace.constant(.value(Value.error.bits)), snapshot: snapshot, point: point))
    success = Success(result: result, guardIndex: trace.instructions.count - 1, frameCount: frames.count)
  }
}
