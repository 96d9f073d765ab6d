// Every operation as machine code, on edge cases and random values, against the reference interpreter.
import CRuntime
import TraceIR
import Testing

@testable import Backend

/// Builds traces of a root frame with one snapshot for all guards.
struct TraceBuilder {
  var trace: Trace
  init(origin: TraceOrigin = .loop) {
    trace = Trace(origin: origin)
    trace.frames = [FrameNode(parent: -1, code: 1)]
    trace.points = [Point(frame: 0, offset: 0)]
  }
  mutating func snapshot(_ entries: [(Int32, Reference)], offset: UInt32 = 4, frame: Int32 = 0) -> Int32 {
    trace.snapshots.append(
      Snapshot(
        point: Point(frame: frame, offset: offset), firstEntry: Int32(trace.entries.count),
        entryCount: Int32(entries.count)))
    trace.entries += entries.map { SnapshotEntry(slot: $0.0, value: $0.1) }
    return Int32(trace.snapshots.count - 1)
  }
  @discardableResult mutating func add(
    _ operation: Operation, _ a: Reference = .none, _ b: Reference = .none, _ c: Reference = .none,
    type: ValueType? = nil, immediate: Int64 = 0, snapshot: Int32 = -1
  ) -> Reference {
    trace.append(
      Instruction(operation, type: type, a: a, b: b, c: c, immediate: immediate, snapshot: snapshot))
  }
  /// A value of `type`, read from register `slot` of the root frame.
  mutating func input(_ slot: Int, _ type: ValueType) -> Reference {
    let word = add(.slot, immediate: Int64(slot))
    switch type {
    case .int: return add(.guardInt, word, snapshot: snapshot([]))
    case .float: return add(.guardFloat, word, snapshot: snapshot([]))
    case .condition: return add(.guardBool, word, snapshot: snapshot([]))
    case .object: return add(.guardObject, word, snapshot: snapshot([]))
    case .raw:
      // The pattern of a float: any 64 bits come through memory instead.
      return add(.load, add(.windowPointer), type: .raw, immediate: Int64(8 * slot))
    default: return word
    }
  }
  mutating func constant(_ bits: UInt64, _ type: ValueType) -> Reference {
    trace.constant(Constant(type, type == .int ? UInt64(bitPattern: Int64(bitPattern: bits) >> 2) : bits))
  }
}

let edgeInts: [Int] = [
  0, 1, -1, 2, -2, 3, 5, 7, -7, 10, 60, 100, -100, 1 << 20, -(1 << 20), (1 << 30) - 1, 1 << 30, -(1 << 30), 1 << 31,
  1 << 32, -(1 << 33), 123_456_789_012, (1 << 61) - 1, -(1 << 61), (1 << 60), -(1 << 60),
]
let edgeFloats: [Double] = [
  0, -0.0, 1, -1, 0.5, 1.5, -2.5, 3.14159, 1e10, -1e18, 2.3e18, 2.305843009213694e18, -2.305843009213694e18, 1e19,
  1e75, -1e75, 1e-70, .infinity, -.infinity, .nan,
]

/// An immediate float's word; nil for what would be boxed.
func floatWord(_ number: Double) -> UInt64? { TraceMachine.immediate(number.bitPattern) }
func intWord(_ number: Int) -> UInt64 { UInt64(bitPattern: Int64(number << 2)) }

func words(of type: ValueType) -> [UInt64] {
  switch type {
  case .int: edgeInts.map(intWord)
  case .float: edgeFloats.compactMap(floatWord)
  case .condition: [0x45, 0x4D]
  case .raw: [0, 1, 5, 0x8000_0000_0000_0000, .max, 0x1234_5678_9ABC_DEF0, 1 << 31, 1 << 32]
  default: [intWord(5), 0x45, 0x15, floatWord(1.5)!, intWord(5), 0x4D]
  }
}

extension MachineCode {
  @Suite(.serialized) struct LoweringTests {
    static let pure = Operation.allCases.filter { $0.info.operationClass == .pure && !$0.info.operands.isEmpty }
    static let overflow: [Operation] = [
      .addOverflow, .subtractOverflow, .multiplyOverflow, .negateOverflow, .shiftLeftOverflow, .floatToInt,
    ]

    /// A trace that computes `operation` of registers 0 and 1, or of constants, and leaves with all values.
    private func build(_ operation: Operation, constants: [UInt64?], operandsLive: Bool) -> Trace {
      var builder = TraceBuilder()
      var operands: [Reference] = []
      for (slot, type) in operation.info.operands.enumerated() {
        if let constant = constants[slot] {
          let bits =
            type == .float ? TraceMachine.init().unbox(constant)! : type == .condition ? (constant >> 3 & 1) : constant
          operands.append(builder.constant(bits, type))
        } else {
          operands.append(builder.input(slot, type))
        }
      }
      while operands.count < 2 { operands.append(.none) }
      var entries: [(Int32, Reference)] = []
      if operandsLive {
        for (slot, operand) in operands.enumerated() where !operand.isNone {
          entries.append((Int32(slot + 4), operand))
        }
      }
      let isGuard = operation.info.operationClass == .guardian
      let early = isGuard ? builder.snapshot(entries) : -1
      let immediate: Int64 = operation == .rawShiftRight ? 13 : 0
      let result = builder.add(operation, operands[0], operands[1], immediate: immediate, snapshot: early)
      builder.add(.leave, snapshot: builder.snapshot(entries + [(8, storable(&builder, result))], offset: 9))
      return builder.trace
    }

    private func storable(_ builder: inout TraceBuilder, _ result: Reference) -> Reference { result }

    private func isAllowed(_ operation: Operation, _ words: [UInt64]) -> Bool {
      let b = words.count > 1 ? Int(Int64(bitPattern: words[1]) >> 2) : 0
      switch operation {
      case .floorDivide, .modulo: return b != 0 && b != -1
      case .shiftLeft, .shiftLeftOverflow: return (0...60).contains(b)
      case .shiftRight, .intBelow: return b >= 0
      default: return true
      }
    }

    @Test(arguments: pure + overflow)
    func operations(_ operation: Operation) {
      let machine = TestMachine()
      let types = operation.info.operands
      var compared = 0
      let first = words(of: types[0])
      let second = types.count > 1 ? words(of: types[1]) : [0]
      for a in first {
        for b in second {
          guard isAllowed(operation, [a, b]) else { continue }
          for form in 0..<(types.count > 1 ? 4 : 2) {
            if form == 3 { continue }
            let constants: [UInt64?] = [form & 1 != 0 ? a : nil, form & 2 != 0 ? b : nil]
            for operandsLive in [false, true] {
              let trace = build(operation, constants: constants, operandsLive: operandsLive)
              let result = compareRuns(machine, trace) {
                machine.window[0] = a
                machine.window[1] = b
              }
              if result != .refused { compared += 1 }
            }
          }
        }
      }
      #expect(compared >= 8, "\(operation)")
    }
  }
}
