// How a trace calls a native function of `NativeRow.table`: with boxed arguments, which are put into a small area on the
// native stack as the function expects them. Parameters that the call leaves out are unbound.
//
// The first argument tells what to call: the address of the body (or of the class object), the checks of the
// parameters from bit 48 on, two bits each, and from bit 56 on one more than the number of arguments of a class.

import CRuntime

enum NativeCalls {
  private typealias Word = UInt64

  /// What to call, as the helper's first argument.
  static func target(_ row: NativeRow, _ callee: Value, count: Int) -> UInt64 {
    var word: UInt64
    if row.isClass {
      word = callee.bits | UInt64(count + 1) << 56
    } else {
      word = UInt64(UInt(bitPattern: NativeRef(callee).pointer.word(1).asAddress))
    }
    for (index, parameter) in row.parameters.enumerated() { word |= parameter.check.rawValue << UInt64(48 + 2 * index) }
    return word
  }

  /// Calls as a trace would; for asking while recording what comes of it.
  static func call(_ t: Thread, _ row: NativeRow, _ callee: Value, _ arguments: [Value]) -> Value {
    func argument(_ index: Int) -> Value { index < arguments.count ? arguments[index] : .unbound }
    let target = target(row, callee, count: arguments.count)
    return Value(bits: run(t, target, argument(0), argument(1), argument(2), argument(3)))
  }

  /// The helper for a row of this many parameters.
  static func address(parameters: Int) -> UInt {
    switch parameters {
    case 0: unsafeBitCast(call0, to: UInt.self)
    case 1: unsafeBitCast(call1, to: UInt.self)
    case 2: unsafeBitCast(call2, to: UInt.self)
    case 3: unsafeBitCast(call3, to: UInt.self)
    default: unsafeBitCast(call4, to: UInt.self)
    }
  }

  private static let call0: @convention(c) (Thread, Word) -> Word = { t, target in
    run(t, target, .unbound, .unbound, .unbound, .unbound)
  }
  private static let call1: @convention(c) (Thread, Word, Word) -> Word = { t, target, a in
    run(t, target, Value(bits: a), .unbound, .unbound, .unbound)
  }
  private static let call2: @convention(c) (Thread, Word, Word, Word) -> Word = { t, target, a, b in
    run(t, target, Value(bits: a), Value(bits: b), .unbound, .unbound)
  }
  private static let call3: @convention(c) (Thread, Word, Word, Word, Word) -> Word = { t, target, a, b, c in
    run(t, target, Value(bits: a), Value(bits: b), Value(bits: c), .unbound)
  }
  private static let call4: @convention(c) (Thread, Word, Word, Word, Word, Word) -> Word = { t, target, a, b, c, d in
    run(t, target, Value(bits: a), Value(bits: b), Value(bits: c), Value(bits: d))
  }

  @inline(__always)
  private static func run(_ t: Thread, _ target: Word, _ a: Value, _ b: Value, _ c: Value, _ d: Value) -> Word {
    withUnsafeTemporaryAllocation(of: Value.self, capacity: 12) { buffer in
      let arguments = buffer.baseAddress.unsafelyUnwrapped
      arguments[0] = a
      arguments[1] = b
      arguments[2] = c
      arguments[3] = d
      for index in 4..<12 { arguments[index] = .unbound }
      let checks = target &>> 48 & 0xFF
      if _slowPath(checks != 0), !passes(t, checks, arguments) { return Value.unbound.bits }
      let address = target & 0xFFFF_FFFF_FFFF
      let count = Int(target &>> 56)
      let result = t.plainly {
        if _slowPath(count > 0) {
          return t.constructInstance(TypeRef(Value(bits: address)), arguments, count &- 1, names: .unbound)
        }
        return unsafeBitCast(UInt(address), to: NativeBody.self)(t, arguments)
      }
      withExtendedLifetime(buffer) {}
      return result.bits
    }
  }

  /// Whether the arguments are what the checks ask for.
  @inline(never) static func passes(_ t: Thread, _ checks: UInt64, _ arguments: Arguments) -> Bool {
    for index in 0..<NativeRow.mostParameters {
      switch NativeParameter.Check(rawValue: checks &>> UInt64(2 * index) & 3) {
      case .plain: if !t.isPlain(arguments[index]) { return false }
      case .plainItems: if !t.hasPlainItems(arguments[index], ordered: false) { return false }
      case .orderedItems: if !t.hasPlainItems(arguments[index], ordered: true) { return false }
      default: break
      }
    }
    return true
  }
}
