// Versions of a loop: traces of the same loop for other types of its registers.
//
// The loop head enters the first trace only. A guard there that fails on another type grows a bridge to the end of the
// iteration; when registers then hold what no version expects, the bridge goes on to the first one for the time being, and a
// new version is recorded at once. Once that is compiled, the bridge is recorded again and goes on to it. What a trace expects
// is only used to choose: every version has its own guards.

import CRuntime
import TraceIR

/// What a trace expects of a register of its root frame when it is entered.
struct ExpectedType {
  enum Test {
    case int, float, bool
    /// Any object, or one of this shape.
    case object(UInt32?)
  }
  let slot: Int32
  var test: Test

  func accepts(_ registers: Registers) -> Bool {
    let value = registers[Int(slot)]
    switch test {
    case .int: return value.isInt
    case .float: return value.isImmediateFloat
    case .bool: return value.isBool
    case .object(let shape): return value.isObject && (shape == nil || value.pointer.shapeWord == shape)
    }
  }

  /// The guards of registers that a trace has in front of its loop.
  static func all(of trace: Trace) -> [ExpectedType] {
    var result: [ExpectedType] = []
    var objects: [Int: Int] = [:]
    for (index, instruction) in trace.instructions.enumerated() {
      if instruction.operation == .loop { break }
      guard instruction.a.isInstruction else { continue }
      if instruction.operation == .guardShape, let known = objects[instruction.a.index] {
        if case .object(nil) = result[known].test {
          result[known].test = .object(UInt32(truncatingIfNeeded: instruction.immediate))
        }
      }
      let source = trace.instructions[instruction.a.index]
      guard source.operation == .slot else { continue }
      let test: Test
      switch instruction.operation {
      case .guardInt: test = .int
      case .guardFloat: test = .float
      case .guardBool: test = .bool
      case .guardObject:
        test = .object(nil)
        objects[index] = result.count
      default: continue
      }
      result.append(ExpectedType(slot: Int32(source.immediate), test: test))
    }
    return result
  }
}

extension TraceRecord {
  func accepts(_ registers: Registers) -> Bool { expected.allSatisfy { $0.accepts(registers) } }
}

extension JIT {
  /// The version of a loop that expects what the registers hold, or nil.
  func version(of first: TraceRecord, for registers: Registers) -> TraceRecord? {
    if first.accepts(registers) { return first }
    return first.versions.first { $0.isValid && $0.accepts(registers) }
  }

  /// Records a version of a loop from its head on, at which the interpreter stands. `bridge` should go on to it.
  func startVersion(
    of first: TraceRecord, for bridge: TraceRecord, _ pc: PC, _ r: Registers, _ k: Constants, _ fp: FramePointer
  ) {
    guard recorder == nil, first.isValid, first.versions.count + 1 < parameters.versionLimit,
      first.versionTries < parameters.tryLimit, traces.count < parameters.traceCountLimit,
      thread.pointee.pendingWork == 0
    else { return }
    fp.pointee.pc = pc - 1
    let recorder = Recorder(thread, frame: fp, anchor: first.anchor, origin: .loop, parentExit: -1)
    recorder.version = (first, bridge)
    begin(recorder)
    step(pc, r, k, fp)
  }

  func installVersion(_ record: TraceRecord, of first: TraceRecord, for bridge: TraceRecord) {
    first.versions.append(record)
    first.followers.append(record.number)
    if !bridge.isValid { return }
    exits[bridge.parentExit].isAwaited = true
    replace(bridge, cause: "trace \(record.number) is a version for its types")
    exits[bridge.parentExit].threshold = exits[bridge.parentExit].failures &+ 1
  }

  /// A version could not be recorded. True when it is not tried again.
  func penalizeVersion(of first: TraceRecord, _ reason: AbortReason) -> Bool {
    first.versionTries = reason.info.isPermanent ? parameters.tryLimit : first.versionTries + 1
    return first.versionTries >= parameters.tryLimit
  }
}
