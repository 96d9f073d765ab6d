// Which registers of a code object are read later: what a snapshot must restore, and nothing else.
//
// Backward data flow over the instructions, once per code object that is ever recorded. A register is live at an
// instruction when some path from there reads it before writing it; exception handlers are successors of every
// instruction they cover, and of the one behind. Code that can look at its own variables by name (`locals()` and the
// like) keeps all named locals live.

import CRuntime

struct Liveness {
  /// 64-bit words per instruction word of the code.
  let stride: Int
  private var bits: [UInt64]

  /// Whether `register` is live before the instruction at `offset`.
  @inline(__always) func isLive(_ register: Int, at offset: Int) -> Bool {
    bits[offset * stride + register >> 6] & (1 << UInt64(register & 63)) != 0
  }

  /// Calls `body` for each live register below `limit`, in rising order.
  @inline(__always) func forEach(at offset: Int, below limit: Int, _ body: (Int) -> Void) {
    var word = 0
    while word < stride && word * 64 < limit {
      var rest = bits[offset * stride + word]
      while rest != 0 {
        let register = word * 64 + rest.trailingZeroBitCount
        if register >= limit { return }
        body(register)
        rest &= rest - 1
      }
      word += 1
    }
  }

  init(_ info: UnsafeMutablePointer<CodeInfo>) {
    let length = Int(info.pointee.length)
    let registers = Int(info.pointee.registerCount)
    let stride = (registers + 63) / 64
    self.stride = stride
    bits = Array(repeating: 0, count: (length + 1) * stride)
    let start = info.pointee.start.unsafelyUnwrapped
    var offsets: [Int] = []
    var offset = 0
    while offset < length {
      offsets.append(offset)
      offset += 1 + opcode(start[offset]).cacheWords
    }
    let handlerCount = Int(info.pointee.handlerCount)
    let handlers = info.pointee.handlers?.assumingMemoryBound(to: ExceptionHandler.self)
    let named = Liveness.looksAtItself(info) ? Int(info.pointee.localCount) : 0
    var live = Array(repeating: UInt64(0), count: stride)
    var changed = true
    while changed {
      changed = false
      for offset in offsets.reversed() {
        let word = start[offset]
        let op = opcode(word)
        let following = offset + 1 + op.cacheWords
        for index in 0..<stride { live[index] = 0 }
        func join(_ target: Int, except register: Int = -1) {
          guard target >= 0, target < length else { return }
          for index in 0..<stride {
            var more = bits[target * stride + index]
            if register >> 6 == index { more &= ~(1 << UInt64(register & 63)) }
            live[index] |= more
          }
        }
        if op.continues { join(following) }
        // The loop variable gets the item on the way into the body, and keeps its value at the end.
        if let distance = op.jumpDistance(word) {
          join(offset + 1 + distance, except: op == .forIter ? A(word) : -1)
        }
        op.forEachWrite(word) { live[$0 >> 6] &= ~(1 << UInt64($0 & 63)) }
        op.forEachRead(word, registers: registers, localCount: Int(info.pointee.localCount + info.pointee.clearCount)) {
          live[$0 >> 6] |= 1 << UInt64($0 & 63)
        }
        for index in 0..<handlerCount {
          let handler = handlers.unsafelyUnwrapped[index]
          // Also behind the last one: a frame that waits for its call is asked there.
          if offset >= Int(handler.start) && offset <= Int(handler.end) {
            join(Int(handler.target), except: Int(handler.register))
          }
        }
        for register in 0..<named { live[register >> 6] |= 1 << UInt64(register & 63) }
        for index in 0..<stride where bits[offset * stride + index] != live[index] {
          bits[offset * stride + index] = live[index]
          changed = true
        }
      }
    }
  }

  /// Does the code use a name through which it could see its own variables?
  private static func looksAtItself(_ info: UnsafeMutablePointer<CodeInfo>) -> Bool {
    let names = TupleRef(info.code.field(.names))
    for index in 0..<names.count {
      switch StringRef(names[index]).text {
      case "locals", "vars", "eval", "exec", "dir", "_getframe", "currentframe": return true
      default: break
      }
    }
    return false
  }
}

extension Op {
  /// Whether the next instruction can follow.
  var continues: Bool {
    switch self {
    case .jump, .return, .returnNone, .raise, .reraise, .leave: false
    default: true
    }
  }

  /// Distance of a jump from the word behind the instruction, or nil.
  func jumpDistance(_ word: UInt64) -> Int? {
    let info = info
    if info.c == .jump { return signedC(word) }
    return info.b == .wideJump ? wide(word) : nil
  }

  /// Registers that the instruction certainly writes on every path that goes on.
  func forEachWrite(_ word: UInt64, _ body: (Int) -> Void) {
    switch self {
    // On one of the two ways only; a sent value may be kept too.
    case .forIter, .send: return
    case .unpackSequence: for index in 0..<C(word) { body(A(word) + index) }
    case .unpackEx: for index in 0..<(C(word) & 0xFF) + 1 + C(word) >> 8 { body(A(word) + index) }
    case .exceptionTriple: for index in 0..<3 { body(A(word) + index) }
    case .loadMethod, .loadMethodClass, .loadMethodModule, .loadMethodType, .loadMethodGeneric, .loadSpecial,
      .loadSuperMethod, .matchExceptionGroup:
      body(A(word))
      body(A(word) + 1)
    case .copyFree: for index in 0..<B(word) { body(A(word) + index) }
    case .deleteLocal: body(A(word))
    default:
      switch info.a {
      case .write, .writeTwo, .writeMany: body(A(word))
      default: break
      }
    }
  }

  /// Registers that the instruction may read.
  func forEachRead(_ word: UInt64, registers: Int, localCount: Int, _ body: (Int) -> Void) {
    func run(_ first: Int, _ count: Int) { for register in first..<min(first + count, registers) { body(register) } }
    switch self {
    case .call: run(A(word), 1); run(A(word) + 2, B(word))
    case .callMethod: run(A(word), B(word) + 2)
    case .callKeywords: run(A(word), 1); run(A(word) + 2, B(word))
    case .callMethodKeywords: run(A(word), B(word) + 2)
    case .callSpread: run(A(word), 4)
    case .makeFunction: run(A(word) + 1, 4)
    case .startGenerator: run(0, localCount)
    case .buildTuple, .buildList, .buildSet, .buildString: run(B(word), C(word))
    case .buildDict: run(B(word), 2 * C(word))
    case .formatValue: run(B(word), C(word) & 256 != 0 ? 2 : 1)
    case .buildSlice: run(B(word), C(word))
    case .getSlice: run(B(word), 1); run(C(word), 2)
    case .setSlice: run(A(word), 1); run(B(word), 2); run(C(word), 1)
    case .matchClass: run(B(word), 3)
    case .raise: run(A(word), B(word))
    case .loadSuperMethod, .getSuperAttr: run(B(word), 2)
    case .checkLocal, .deleteLocal: run(A(word), 1)
    case .yieldDelegate: run(A(word), 1); run(B(word), 1)
    default:
      let info = info
      func operand(_ kind: OperandKind, _ register: Int) {
        switch kind {
        case .read, .modify: run(register, 1)
        case .readTwo: run(register, 2)
        case .readMany: run(register, registers - register)
        default: break
        }
      }
      operand(info.a, A(word))
      operand(info.b, B(word))
      operand(info.c, C(word))
    }
  }
}
