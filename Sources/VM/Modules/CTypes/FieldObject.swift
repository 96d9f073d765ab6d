// Fields of structures and unions: descriptors that read and write their part of an object's memory. Words: those of
// ForeignFieldWord, then 5 index, 6 the class of the field, 7 how it is read, 8 whether it is anonymous.

import CRuntime

struct FieldRef: Handle {
  let pointer: Raw
  @inline(__always) init(_ pointer: Raw) { self.pointer = pointer }

  enum Word {
    static let index = ForeignFieldWord.firstOwn, owner = index + 1, access = index + 2, anonymous = index + 3
    static let count = index + 4
  }
  /// How a field is read and written.
  enum Access: Int { case part, bits, text, wideText }

  @inline(__always) var type: CLayout { CLayout(pointer.word(ForeignFieldWord.type)) }
  @inline(__always) var offset: Int { pointer.intWord(ForeignFieldWord.offset) }
  var lowBit: Int { pointer.intWord(ForeignFieldWord.bitPosition) }
  var bitSize: Int { pointer.intWord(ForeignFieldWord.bitSize) }
  @inline(__always) var index: Int { pointer.intWord(Word.index) }
  @inline(__always) var access: Int { pointer.intWord(Word.access) }
  var isAnonymous: Bool {
    get { pointer.word(Word.anonymous).isTrue }
    nonmutating set { pointer.setWord(Word.anonymous, .bool(newValue)) }
  }
  /// What `size` of the descriptor says: bytes, or for bit-fields bits and the lowest bit in one number.
  var sizeWord: Int { bitSize > 0 ? bitSize << 16 + lowBit : type.size }

  static func make(
    _ thread: Thread, _ type: CLayout, offset: Int, index: Int, lowBit: Int = -1, bitSize: Int = 0
  ) -> FieldRef {
    let shape = TypeRef(ctypesTypes.field).rootShape
    let field = thread.allocate(headerImage(shape, .foreignField, words: Word.count), words: Word.count)
    field.setWord(ForeignFieldWord.type, type.value)
    field.setIntWord(ForeignFieldWord.offset, offset)
    field.setIntWord(ForeignFieldWord.bitPosition, lowBit)
    field.setIntWord(ForeignFieldWord.bitSize, bitSize)
    field.setIntWord(Word.index, index)
    field.setWord(Word.owner, type.owner.value)
    field.setWord(Word.anonymous, .false)
    var access = bitSize > 0 ? Access.bits : .part
    if type.category == .array, let item = type.item {
      if item.code == CTypeCode.ascii("c") { access = .text }
      if item.code == CTypeCode.ascii("u") { access = .wideText }
    }
    field.setIntWord(Word.access, access.rawValue)
    return FieldRef(field)
  }
}

extension UnsafeMutablePointer where Pointee == ThreadState {
  /// `object.field`.
  func foreignField(_ field: Value, of object: Value) -> Value {
    let field = FieldRef(field)
    guard isCTypesObject(object) else {
      return raise(.typeError, "not a ctype instance")
    }
    let data = CData(object)
    let type = field.type
    let place = data.memory + field.offset
    switch FieldRef.Access(rawValue: field.access).unsafelyUnwrapped {
    case .part: return readPart(type, of: object, index: field.index, at: place)
    case .bits:
      return readBits(type.code, place, swapped: type.isSwapped, low: field.lowBit, bits: field.bitSize)
    case .text: return readText(place, bytes: type.size, wide: false)
    case .wideText: return readText(place, bytes: type.size, wide: true)
    }
  }

  /// `object.field = value`, or `del object.field` when it is unbound; false with an exception pending.
  func setForeignField(_ field: Value, of object: Value, _ value: Value) -> Bool {
    let field = FieldRef(field)
    guard isCTypesObject(object) else {
      raise(.typeError, "not a ctype instance")
      return false
    }
    if value.isUnbound {
      raise(.typeError, "can't delete attribute")
      return false
    }
    let data = CData(object)
    let type = field.type
    let place = data.memory + field.offset
    switch FieldRef.Access(rawValue: field.access).unsafelyUnwrapped {
    case .part: return writePart(type, of: data, index: field.index, at: place, value)
    case .bits:
      return !writeBits(
        type.code, value, place, swapped: type.isSwapped, low: field.lowBit, bits: field.bitSize
      ).isError
    case .text, .wideText:
      let isWide = field.access == FieldRef.Access.wideText.rawValue
      if isCTypesObject(value) { return writePart(type, of: data, index: field.index, at: place, value) }
      return !writeText(value, place, bytes: type.size, wide: isWide, toFirstNUL: !isWide).isError
    }
  }

  func defineFieldType() {
    ctypesTypes.field = vm.pointee.immortal(
      define(
        TypeDefinition(
          name: "CField", kind: .foreignField, words: FieldRef.Word.count,
          flags: TypeFlags.final | TypeFlags.notInstantiable, module: "_ctypes",
          methods: [
            NativeDefinition("__get__(self, instance, owner=None, /)") { t, a in
              a[1].isNone ? a[0] : t.foreignField(a[0], of: a[1])
            },
            NativeDefinition("__set__(self, instance, value, /)") { t, a in
              t.setForeignField(a[0], of: a[1], a[2]) ? .none : .error
            },
            NativeDefinition("__delete__(self, instance, /)") { t, a in
              t.setForeignField(a[0], of: a[1], .unbound) ? .none : .error
            },
            NativeDefinition("__repr__(self, /)") { t, a in
              let field = FieldRef(a[0])
              let name = field.type.owner.nameText
              let place =
                field.bitSize > 0
                ? "ofs=\(field.offset):\(field.lowBit), bits=\(field.bitSize)"
                : "ofs=\(field.offset), size=\(field.type.size)"
              return StringRef.make(t, "<Field type=\(name), \(place)>")
            },
          ],
          attributes: [
            GetSetDefinition("offset", { _, f in .int(FieldRef(f).offset) }),
            GetSetDefinition("size", { _, f in .int(FieldRef(f).sizeWord) }),
          ])))
  }
}
