// What `_ctypes` knows of a class: an object of words that describes its C type. Classes refer to theirs by `TypeRef.cLayout`,
// objects by their first word. The first words are those that both routes to C share (Foreign/ForeignData.swift).
//
// A layout may be filled in until it is final: until the class has an instance, a field or a subclass.

import CRuntime

/// What sort of C type a layout describes.
enum CTypeCategory: Int { case simple = 1, pointer, array, structure, union, function }

struct CLayout: Handle {
  let pointer: Raw
  @inline(__always) init(_ pointer: Raw) { self.pointer = pointer }

  enum Word {
    static let owner = ForeignTypeWord.firstOwn, flags = owner + 1, target = owner + 2, format = owner + 3
    static let shape = owner + 4, argumentTypes = owner + 5, converters = owner + 6, resultType = owner + 7
    static let checker = owner + 8, initializers = owner + 9, fieldList = owner + 10, aggregate = owner + 11
    static let pointerType = owner + 12
    static let count = owner + 13
  }

  struct Flags {
    static let isPointer = 0x100, hasPointer = 0x200, hasUnion = 0x400, hasBitField = 0x800, final = 0x1000
    /// The other order of bytes.
    static let swapped = 0x2000
    /// A class directly below `_SimpleCData`: its fields and items are plain Python values.
    static let plain = 0x4000
    /// `from_param` of the class is the one that it was born with (see CallPlan).
    static let functionMask = 0xFF
  }

  var category: CTypeCategory { CTypeCategory(rawValue: pointer.intWord(ForeignTypeWord.category) & 0xFF)! }
  /// The letter of a simple type, as ASCII; 0 for all else.
  @inline(__always) var code: UInt8 { UInt8(truncatingIfNeeded: pointer.intWord(ForeignTypeWord.category) >> 8) }
  func setCategory(_ category: CTypeCategory, code: UInt8 = 0) {
    pointer.setIntWord(ForeignTypeWord.category, category.rawValue | Int(code) << 8)
  }

  /// In bytes.
  @inline(__always) var size: Int {
    get { pointer.intWord(ForeignTypeWord.size) }
    nonmutating set { pointer.setIntWord(ForeignTypeWord.size, newValue) }
  }
  var alignment: Int {
    get { pointer.intWord(ForeignTypeWord.alignment) }
    nonmutating set { pointer.setIntWord(ForeignTypeWord.alignment, newValue) }
  }
  /// Layout of an array's items or of a pointer's target; nil for all else.
  @inline(__always) var item: CLayout? {
    let item = pointer.word(ForeignTypeWord.item)
    return item.isObject ? CLayout(item) : nil
  }
  func setItem(_ layout: CLayout?) { pointer.setWord(ForeignTypeWord.item, layout?.value ?? .none) }
  /// Items of an array, −1 for all else.
  var length: Int {
    get { pointer.intWord(ForeignTypeWord.length) }
    nonmutating set { pointer.setIntWord(ForeignTypeWord.length, newValue) }
  }
  /// Names to field objects; those of the bases are not in it.
  var fields: Value {
    get { pointer.word(ForeignTypeWord.fields) }
    nonmutating set { pointer.setWord(ForeignTypeWord.fields, newValue) }
  }

  @inline(__always) func word(_ word: Int) -> Value { pointer.word(word) }
  func setWord(_ word: Int, _ value: Value) { pointer.setWord(word, value) }
  /// The class.
  @inline(__always) var owner: TypeRef { TypeRef(pointer.word(Word.owner)) }
  @inline(__always) var flags: Int {
    get { pointer.intWord(Word.flags) }
    nonmutating set { pointer.setIntWord(Word.flags, newValue) }
  }
  func has(_ flag: Int) -> Bool { flags & flag != 0 }
  /// The class of the items or of the target, or None.
  @inline(__always) var target: Value { pointer.word(Word.target) }
  /// Text of PEP 3118, or None.
  var format: String {
    let format = pointer.word(Word.format)
    return format.isKind(.string) ? StringRef(format).text : "B"
  }
  /// How many values `_objects` and the initialisers count: fields, items, 1 for pointers.
  var initializers: Int {
    get { pointer.intWord(Word.initializers) }
    nonmutating set { pointer.setIntWord(Word.initializers, newValue) }
  }
  /// Fields and items of this type are plain Python values, not objects of the class.
  @inline(__always) var isPlain: Bool { flags & Flags.plain != 0 }
  @inline(__always) var isSwapped: Bool { flags & Flags.swapped != 0 }

  static func make(_ thread: Thread, _ type: TypeRef, _ category: CTypeCategory) -> CLayout {
    let shape = TypeRef(ctypesTypes.layout).rootShape
    let object = thread.allocate(headerImage(shape, .native, words: Word.count), words: Word.count)
    for word in 1..<Word.count { object.setWord(word, .none) }
    let layout = CLayout(object)
    layout.setCategory(category)
    for word in [ForeignTypeWord.size, ForeignTypeWord.alignment, Word.flags, Word.initializers] {
      object.setIntWord(word, 0)
    }
    layout.length = -1
    object.setWord(Word.owner, type.value)
    object.setWord(Word.aggregate, .address(nil))
    type.cLayout = layout.value
    return layout
  }
}

extension TypeRef {
  /// Word of the type object for the layout; small int 0 (as the type was made) when there is none.
  private static let layoutWord = Field.attributes.rawValue + 1

  var cLayout: Value {
    @inline(__always) get { pointer.word(TypeRef.layoutWord) }
    nonmutating set { pointer.setWord(TypeRef.layoutWord, newValue) }
  }
}

/// The layout of a class of C data; nil for abstract classes and everything else.
@inline(__always) func describedType(_ type: Value) -> CLayout? {
  guard type.isKind(.type) else { return nil }
  let layout = TypeRef(type).cLayout
  return layout.isObject ? CLayout(layout) : nil
}

/// Types of the module; immortal.
struct CTypesTypes {
  var layout = Value.unbound, field = Value.unbound, argument = Value.unbound, thunk = Value.unbound
  var data = Value.unbound, simple = Value.unbound, pointer = Value.unbound, array = Value.unbound
  var structure = Value.unbound, union = Value.unbound, function = Value.unbound
  var simpleMeta = Value.unbound, pointerMeta = Value.unbound, arrayMeta = Value.unbound
  var structureMeta = Value.unbound, unionMeta = Value.unbound, functionMeta = Value.unbound
  var argumentError = Value.unbound
  /// The functions behind `[…]`, `[…] =` and `(…)` of arrays, pointers and functions, as long as no class replaces them: the
  /// VM's own routines for these go past the call of a method.
  var arrayGet = Value.unbound, arraySet = Value.unbound, pointerGet = Value.unbound, pointerSet = Value.unbound
  var functionCall = Value.unbound
  /// `__new__` and `__init__` of simple types and pointers; of structures and of unions.
  var simpleNew = Value.unbound, simpleInit = Value.unbound, pointerNew = Value.unbound, pointerInit = Value.unbound
  var structureNew = Value.unbound, structureInit = Value.unbound, unionNew = Value.unbound, unionInit = Value.unbound
  /// The dict `_pointer_type_cache`.
  var pointerTypes = Value.unbound
  /// (item type, length) → array type.
  var arrayTypes = Value.unbound
}
nonisolated(unsafe) var ctypesTypes = CTypesTypes()
/// The shape of layouts: objects of ctypes are those of kind `.foreignData` whose first word has it.
nonisolated(unsafe) var layoutShape: UInt32 = 0
