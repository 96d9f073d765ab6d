// Runs a trace as machine code and in the reference interpreter, from the same memory, and compares what is left behind.
import CRuntime
import TraceIR
import Testing

@testable import Backend

/// A value of a snapshot, other than a float, as a tagged word.
private func taggedWord(_ bits: UInt64, _ type: ValueType) -> UInt64 {
  type == .condition ? bits != 0 ? TraceMachine.trueWord : TraceMachine.falseWord : bits
}

/// Values of an exit's snapshot by reference.
func exitValues(_ trace: Trace, _ exit: CompiledExit, _ native: NativeExit) -> [Reference: (
  bits: UInt64, type: ValueType
)] {
  let live = trace.liveValues(ofSnapshot: Int(exit.snapshot))
  precondition(live.count == exit.locations.count, "as many locations as live values")
  var values: [Reference: (bits: UInt64, type: ValueType)] = [:]
  withUnsafePointer(to: native.frame) { frame in
    for (number, reference) in live.enumerated() {
      values[reference] = (exit.locations[number].word(in: frame), exit.types[number])
    }
  }
  return values
}

/// Compares an exit with the reference's: place, registers, frames, virtual objects.
func compareExit(
  _ trace: Trace, _ compiled: CompiledTrace, _ native: NativeExit, _ expected: TraceExit, _ machine: TraceMachine,
  _ context: () -> String
) {
  let number = Int(native.number) - 1000
  guard compiled.exits.indices.contains(number) else {
    Issue.record("exit \(number) does not exist\n\(context())")
    return
  }
  let exit = compiled.exits[number]
  guard Int(exit.instruction) == expected.instruction else {
    Issue.record("left at %\(exit.instruction), not %\(expected.instruction)\n\(context())")
    return
  }
  let values = exitValues(trace, exit, native)
  func matches(_ reference: Reference, _ word: UInt64, depth: Int = 0) -> Bool {
    if reference.isVirtual {
      if depth > 4 { return true }
      let object = trace.virtuals[reference.index]
      for (position, field) in trace.fields(of: object).enumerated() {
        guard let stored = machine.words[word - 1 + 8 * UInt64(position + 1)] else { return false }
        if !matches(field, stored, depth: depth + 1) { return false }
      }
      return true
    }
    let (bits, type): (UInt64, ValueType)
    if reference.isInstruction {
      (bits, type) = values[reference]!
    } else {
      let constant = trace.constants[reference.index]
      (bits, type) = (constant.type == .int ? constant.bits << 2 : constant.bits, constant.type)
    }
    if type == .float { return machine.unbox(word).map(canonical) == canonical(bits) }
    return taggedWord(bits, type) == word
  }
  for entry in trace.entries(of: trace.snapshots[Int(exit.snapshot)]) {
    let word = expected.registers[entry.slot]!
    if !matches(entry.value, word) {
      let found = values[entry.value].map { String($0.bits, radix: 16) } ?? "constant"
      Issue.record(
        "register \(entry.slot) (\(entry.value)) is \(found), not \(String(word, radix: 16))\n\(context())")
      return
    }
  }
  var frame = Int(trace.snapshots[Int(exit.snapshot)].point.frame)
  for rebuilt in expected.frames {
    let node = trace.frames[frame]
    for (reference, word) in [(node.function, rebuilt.function), (node.locals, rebuilt.locals)] {
      if let word, !matches(reference, word) { Issue.record("a frame differs\n\(context())") }
    }
    frame = Int(node.parent)
  }
}

/// What `compareRuns` saw.
enum RunResult: Equatable {
  case same(instruction: Int)
  /// The reference refuses the trace (a promise like "known to fit" broken) or does not end.
  case refused
}

/// Runs `trace` both ways. `prepare` sets the memory up and is called before each of the two runs.
@discardableResult
func compareRuns(
  _ machine: TestMachine, _ trace: Trace, bodies: [TraceMachine.HelperBody] = [], prepare: () -> Void = {}
) -> RunResult {
  prepare()
  machine.resetHeap()
  helperLog = []
  var reference = machine.reference()
  reference.bodies = bodies
  reference.stepLimit = 20_000
  guard let expected = try? reference.run(trace), expected.cause != .stepLimit else { return .refused }
  let compiled: CompiledTrace
  do {
    compiled = try Backend.compile(trace, environment: machine.environment)
  } catch {
    Issue.record("not compiled: \(error)\n\(trace.text)")
    return .refused
  }
  defer { machine.codeMemory.free(compiled.code) }
  let native = machine.run(compiled.entry)
  compareExit(trace, compiled, native, expected, reference) { trace.text }
  for (address, word) in reference.words {
    let base = UInt64(UInt(bitPattern: machine.heap))
    guard (base..<base + UInt64(TestMachine.heapBytes / 2)).contains(address) else { continue }
    let found = machine.heap.load(fromByteOffset: Int(address - base), as: UInt64.self)
    if canonical(found) != canonical(word) {
      Issue.record("memory at \(address - base) is \(found), not \(word)\n\(trace.text)")
    }
  }
  let calls = reference.calls.map(RandomHelpers.noted)
  if helperLog != calls { Issue.record("calls \(helperLog), not \(calls)\n\(trace.text)") }
  return .same(instruction: expected.instruction)
}
