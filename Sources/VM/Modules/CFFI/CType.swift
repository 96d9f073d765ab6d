// Layout of C types as Python objects (`_cffi_backend.CType`) and of the fields of structures (`_cffi_backend.CField`).
// Words of a type:
//   1 category: ForeignCategory, and from bit 8 on the code of a scalar (an enum has that of its integer type)
//   2 size in bytes, −1 when unknown          3 alignment in bytes, −1 when unknown
//   4 item type of a pointer or array, result type of a function, else None
//   5 length of an array, −1 when open        6 dict: name → field of a complete structure or union, else None
//   7 name as C writes it                     8 where in the name a declared variable's name belongs
//   9 flags (CTypeFlags)                     10 further types, see `related`
//  11 address of the ForeignSignature of a function that can be called, else 0
//  12 list of (name, field) in order; of a function the reason why it cannot be called; of a structure that a module of
//     declarations describes and nobody has needed yet, its index there (Declarations+Types.swift)
//  13 the pointer type to this type or None  14 dict of types made from this one (arrays, functions) or None
// A type never changes once it is complete, so that traces may rely on what they read. Equal types are identical.

import CRuntime

enum CTypeFlags {
  static let isEnum = 1
  /// Structures and unions without fields yet, and void.
  static let isOpaque = 2
  /// A structure whose last field is an array of open length, or such a structure.
  static let hasOpenArray = 4
  /// Fields lie elsewhere than C would put them by itself: cannot be passed by value.
  static let hasCustomLayout = 8
  /// Packing moved a field: cannot be passed by value.
  static let isPacked = 16
  /// A pointer to a structure or union: `new` makes an owning object for its target, too.
  static let pointsToAggregate = 32
  static let pointsToVoid = 64
  static let pointsToVoidOrChar = 128
  static let isFile = 256
  /// A function with `...`.
  static let isVariadic = 512
}

struct CTypeRef: Handle, Equatable {
  let pointer: Raw
  @inline(__always) init(_ pointer: Raw) { self.pointer = pointer }
  static let words = 15

  @inline(__always) var category: Int { pointer.intWord(1) }
  @inline(__always) var size: Int {
    get { pointer.intWord(2) }
    nonmutating set { pointer.setIntWord(2, newValue) }
  }
  @inline(__always) var alignment: Int {
    get { pointer.intWord(3) }
    nonmutating set { pointer.setIntWord(3, newValue) }
  }
  @inline(__always) var item: CTypeRef { CTypeRef(pointer.word(4)) }
  @inline(__always) var hasItem: Bool { pointer.word(4).isObject }
  @inline(__always) var length: Int { pointer.intWord(5) }
  @inline(__always) var fields: DictRef { DictRef(pointer.word(6)) }
  @inline(__always) var isComplete: Bool { pointer.word(6).isObject }
  @inline(__always) var name: StringRef { StringRef(pointer.word(7)) }
  var nameText: String { name.text }
  @inline(__always) var namePosition: Int { pointer.intWord(8) }
  @inline(__always) var flags: Int {
    get { pointer.intWord(9) }
    nonmutating set { pointer.setIntWord(9, newValue) }
  }
  /// Of an array: the pointer type it decays to; of a pointer: its open array type or None; of a function: the tuple of
  /// its argument types; of an enum: the tuple of two dicts, name → value and value → name; of a structure with an index in
  /// word 12: the FFI object with its declarations.
  @inline(__always) var related: Value {
    get { pointer.word(10) }
    nonmutating set { pointer.setWord(10, newValue) }
  }
  @inline(__always) var signatureWord: Value { pointer.word(11) }
  @inline(__always) var fieldList: ListRef { ListRef(pointer.word(12)) }

  @inline(__always) func has(_ flag: Int) -> Bool { flags & flag != 0 }

  @inline(__always) var isScalar: Bool { category & 0xFF == ForeignCategory.scalar }
  @inline(__always) var scalar: CScalar {
    unsafeBitCast(UInt8(truncatingIfNeeded: category >> 8), to: CScalar.self)
  }
  @inline(__always) var isPointer: Bool { category == ForeignCategory.pointer }
  @inline(__always) var isArray: Bool { category == ForeignCategory.array }
  @inline(__always) var isFunction: Bool { category == ForeignCategory.function }
  @inline(__always) var isVoid: Bool { category == ForeignCategory.void }
  @inline(__always) var isPointerLike: Bool { isPointer || isFunction }
  @inline(__always) var isAggregate: Bool {
    category == ForeignCategory.structure || category == ForeignCategory.union
  }
  @inline(__always) var isEnum: Bool { has(CTypeFlags.isEnum) }
  /// An integer or character type of `size` bytes whose value is an int.
  var isInteger: Bool { isScalar && (scalar.kind == .signed || scalar.kind == .unsigned) }
  var isCharacter: Bool { isScalar && scalar.kind == .character }
  var isIntegerOrCharacter: Bool { isInteger || isCharacter }
  var isBool: Bool { isScalar && scalar == .bool }
  var isFloating: Bool { isScalar && scalar.kind == .real }
  var isLongDouble: Bool { isScalar && scalar == .longDouble }
  var isComplex: Bool { isScalar && scalar.kind == .complex }

  /// A type with all words but category and name empty; immortal it is not.
  static func make(_ thread: Thread, category: Int, name: String, position: Int? = nil) -> CTypeRef {
    let text = StringRef.make(thread, name)
    let shape = TypeRef(foreignTypes.type).rootShape
    let object = thread.allocate(headerImage(shape, .native, words: words), words: words)
    for index in 1..<words { object.setWord(index, .none) }
    object.setIntWord(1, category)
    for index in [2, 3, 5] { object.setIntWord(index, -1) }
    object.setWord(7, text)
    object.setIntWord(8, position ?? name.unicodeScalars.count)
    object.setIntWord(9, 0)
    object.setWord(11, .address(nil))
    return CTypeRef(object)
  }

  /// The name with something where a variable's name would stand: "int *" with "x" gives "int *x".
  func name(inserting text: String) -> String {
    let scalars = Array(nameText.unicodeScalars)
    var result = String.UnicodeScalarView()
    result.append(contentsOf: scalars[..<namePosition])
    result.append(contentsOf: text.unicodeScalars)
    result.append(contentsOf: scalars[namePosition...])
    return String(result)
  }
}

/// A field. Words: 1 type  2 offset in bytes  3 first bit of a bit-field (`noBits`, or `openArray` for an array without a
/// length)  4 bits, −1  5 1 when initialisers by position pass over it.
struct CFieldRef: Handle {
  let pointer: Raw
  @inline(__always) init(_ pointer: Raw) { self.pointer = pointer }
  static let words = 6
  static let noBits = -1, openArray = -2

  @inline(__always) var type: CTypeRef { CTypeRef(pointer.word(1)) }
  @inline(__always) var offset: Int { pointer.intWord(2) }
  @inline(__always) var bitPosition: Int { pointer.intWord(3) }
  @inline(__always) var bitSize: Int { pointer.intWord(4) }
  @inline(__always) var flags: Int { pointer.intWord(5) }

  static func make(
    _ thread: Thread, _ type: CTypeRef, offset: Int, bitPosition: Int, bitSize: Int, flags: Int
  ) -> CFieldRef {
    let shape = TypeRef(foreignTypes.field).rootShape
    let object = thread.allocate(headerImage(shape, .native, words: words), words: words)
    object.setWord(1, type.value)
    object.setIntWord(2, offset)
    object.setIntWord(3, bitPosition)
    object.setIntWord(4, bitSize)
    object.setIntWord(5, flags)
    return CFieldRef(object)
  }
}

/// The Python types of the module, and the shapes of the sorts of C data.
struct ForeignTypes {
  var type = Value.unbound
  var field = Value.unbound
  var library = Value.unbound
  var iterator = Value.unbound
  var buffer = Value.unbound
  var interface = Value.unbound
  var declaredLibrary = Value.unbound
  var allocator = Value.unbound
  /// C data: any; that owns its memory; that keeps a Python object; from a buffer; with a destructor.
  var data = Value.unbound
  var owner = Value.unbound
  var keeper = Value.unbound
  var fromBuffer = Value.unbound
  var destroyed = Value.unbound
  /// FFI.error
  var error = Value.unbound
  /// The opaque type FILE of `FFI`.
  var file = Value.unbound
  /// list: structures of declarations that are still to be completed
  var pending = Value.unbound
  /// dict: name → scalar type; "void" too.
  var primitives = Value.unbound
}

nonisolated(unsafe) var foreignTypes = ForeignTypes()

func isCType(_ value: Value) -> Bool {
  value.isObject && foreignTypes.type.isBound
    && value.pointer.shapeWord == TypeRef(foreignTypes.type).rootShape.address
}
