// What `byref` and `from_param` give: an argument ready for a C call, with the object that it stands for. Words:
//   1 letter of the type ("P" for pointers)    2 the object, `_obj`    3 the value: an int (addresses too) or a float
// and the module's function `byref`.

import CRuntime

struct ArgumentRef: Handle {
  let pointer: Raw
  @inline(__always) init(_ pointer: Raw) { self.pointer = pointer }
  static let words = 5

  @inline(__always) var code: UInt8 { UInt8(truncatingIfNeeded: pointer.intWord(1)) }
  @inline(__always) var object: Value { pointer.word(2) }
  @inline(__always) var content: Value { pointer.word(3) }
  /// What else must live as long (a copy of a text), or None.
  var kept: Value { pointer.word(4) }

  static func make(_ thread: Thread, _ code: UInt8, _ object: Value, _ content: Value, kept: Value = .none) -> Value {
    let shape = TypeRef(ctypesTypes.argument).rootShape
    let argument = thread.allocate(headerImage(shape, .native, words: words), words: words)
    argument.setIntWord(1, Int(code))
    argument.setWord(2, object)
    argument.setWord(3, content)
    argument.setWord(4, kept)
    return .object(argument)
  }

  static func makePointer(_ thread: Thread, _ object: Value, _ address: UInt, kept: Value = .none) -> Value {
    let content = thread.makeInt(address)
    return make(thread, CTypeCode.ascii("P"), object, content, kept: kept)
  }
}

@inline(__always) func isArgument(_ value: Value) -> Bool {
  value.isObject && value.objectKind == .native
    && value.pointer.shapeWord == TypeRef(ctypesTypes.argument).rootShape.address
}

extension UnsafeMutablePointer where Pointee == ThreadState {
  /// `byref(object, offset)`.
  func reference(_ value: Value, offset: Value = .unbound) -> Value {
    guard let distance = offset.isUnbound ? 0 : index(offset) else { return .error }
    guard isCTypesObject(value) else {
      return raise(.typeError, "byref() argument must be a ctypes instance, not '\(value.typeName)'")
    }
    return ArgumentRef.makePointer(self, value, UInt(bitPattern: CData(value).address) &+ UInt(bitPattern: distance))
  }

  func defineArgumentType() {
    ctypesTypes.argument = vm.pointee.immortal(
      define(
        TypeDefinition(
          name: "CArgObject", words: ArgumentRef.words, flags: TypeFlags.final | TypeFlags.notInstantiable,
          methods: [
            NativeDefinition("__repr__(self, /)") { t, a in StringRef.make(t, t.describe(ArgumentRef(a[0]))) }
          ],
          attributes: [
            GetSetDefinition("_obj", isMember: true, { _, o in ArgumentRef(o).object })
          ])))
  }

  private func describe(_ argument: ArgumentRef) -> String {
    let letter = CTypeCode.text(argument.code)
    func hexadecimal(_ value: Value) -> String { "0x" + String(lowBits(value) ?? 0, radix: 16) }
    switch Unicode.Scalar(argument.code) {
    case "b", "B", "h", "H", "i", "I", "l", "L", "q", "Q", "d", "f":
      return "<cparam '\(letter)' (\(str(text: argument.content)))>"
    case "c":
      let byte = UInt8(truncatingIfNeeded: argument.content.asInt)
      let isPlain = byte >= 32 && byte < 127 && byte != 39 && byte != 92
      let digits = String(byte, radix: 16)
      let text = isPlain ? CTypeCode.text(byte) : "\\x" + (digits.count < 2 ? "0" : "") + digits
      return "<cparam 'c' ('\(text)')>"
    case "z", "Z", "P": return "<cparam '\(letter)' (\(hexadecimal(argument.content)))>"
    default: return "<cparam '\(letter)' at 0x\(String(UInt(bitPattern: argument.pointer), radix: 16))>"
    }
  }
}
