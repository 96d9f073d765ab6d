// Type objects. A value object: every word is a Value, so the collector needs no special case.
//
// A type's attributes are in `dict`; special methods are cached per type in words after `specialsBase`, filled on
// first use and emptied when an attribute of the type or of a base changes (`typeModified`).

import CRuntime

struct TypeFlags {
  /// Made by a class statement (may be changed, has a `__dict__`).
  static let heap = 1
  /// May not be a base class.
  static let final = 2
  static let isException = 4
  /// Instances have no `__dict__` (all classes in the MRO use `__slots__`, or a built-in layout without attributes).
  static let noDict = 8
  static let isMetatype = 16
  static let abstract = 32
  /// Instances cannot be made by calling the type.
  static let notInstantiable = 64
  static let hasSlots = 128
  /// The class or a base has members made by `__slots__`.
  static let keepsMembers = 256
  /// The class or a base has `__del__`.
  static let finalizer = 512
  /// Instances of the class, made in Python, may be referenced weakly.
  static let weaklyReferable = 1024
  /// Its own `+` and `*` come after those of numbers, for they concatenate and repeat.
  static let sequence = 2048
}

struct TypeRef: Handle, Equatable {
  let pointer: Raw
  @inline(__always) init(_ pointer: Raw) { self.pointer = pointer }

  enum Field: Int {
    case name = 1, qualname, bases, mro, dict, rootShape, dictShape, flags, kind, baseWords, inlineSlots
    case subclasses, solidBase, module, maker, slotNames, attributes
  }
  static let specialsBase = 24
  static let words = specialsBase + Special.allCases.count

  @inline(__always) func field(_ field: Field) -> Value { pointer.word(field.rawValue) }
  @inline(__always) func setField(_ field: Field, _ value: Value) { pointer.setWord(field.rawValue, value) }

  @inline(__always) var name: StringRef { StringRef(field(.name)) }
  var nameText: String { name.text }
  /// The name as messages have it: with its module for types of modules written natively.
  var fullNameText: String {
    let module = field(.module)
    if isHeapType || !module.isKind(.string) || module == StringRef.intern("builtins") { return nameText }
    return "\(StringRef(module).text).\(nameText)"
  }
  @inline(__always) var dict: DictRef { DictRef(field(.dict)) }
  @inline(__always) var mro: TupleRef { TupleRef(field(.mro)) }
  @inline(__always) var bases: TupleRef { TupleRef(field(.bases)) }
  @inline(__always) var flags: Int {
    get { field(.flags).asInt }
    nonmutating set { setField(.flags, .int(newValue)) }
  }
  @inline(__always) var isHeapType: Bool { flags & TypeFlags.heap != 0 }
  @inline(__always) var isException: Bool { flags & TypeFlags.isException != 0 }
  /// Shape of a fresh instance.
  @inline(__always) var rootShape: ShapeRef { ShapeRef(address: UInt32(field(.rootShape).asInt)) }
  /// Native layout of instances.
  @inline(__always) var instanceKind: Kind { unsafeBitCast(UInt8(field(.kind).asInt), to: Kind.self) }
  /// Words of the native layout, header included; the attribute word and the inline slots follow.
  @inline(__always) var baseWords: Int { field(.baseWords).asInt }
  @inline(__always) var inlineSlots: Int { field(.inlineSlots).asInt }
  @inline(__always) var version: UInt32 { rootShape.pointer.pointee.version }

  /// True when `self` is `other` or derives from it.
  @inline(__always) func isSubtype(of other: TypeRef) -> Bool {
    if pointer == other.pointer { return true }
    let mro = self.mro
    var index = 1
    let count = mro.count
    while index < count {
      if mro[index].bits == other.value.bits { return true }
      index &+= 1
    }
    return false
  }

  /// Attribute found along the MRO (no descriptor is called), or unbound. `name` must be interned.
  func lookup(_ name: Value) -> Value {
    let version = self.version
    let shape = rootShape.address
    let slot = Int(truncatingIfNeeded: (UInt64(shape) &>> 4) ^ (name.bits &>> 3)) & VM.methodCacheMask
    let entry = vm.pointee.methodCache + slot
    if entry.pointee.shape == shape && entry.pointee.version == version && entry.pointee.name == name.bits {
      return entry.pointee.value
    }
    let value = lookupUncached(name)
    entry.pointee = MethodCacheEntry(shape: shape, version: version, name: name.bits, value: value)
    return value
  }

  private func lookupUncached(_ name: Value) -> Value {
    let mro = self.mro
    for index in 0..<mro.count {
      let value = TypeRef(mro[index]).dict.get(name: name)
      if value.isBound { return value }
    }
    return .unbound
  }

  /// A special method of this type as found along the MRO, or unbound. Fast after the first use.
  @inline(__always) func special(_ special: Special) -> Value {
    let value = pointer.word(TypeRef.specialsBase &+ special.index)
    // Small int 0: not looked up yet.
    return value.bits == 0 ? fillSpecial(special) : value
  }

  @inline(never) private func fillSpecial(_ special: Special) -> Value {
    let value = lookup(special.name)
    pointer.setWord(TypeRef.specialsBase &+ special.index, value)
    return value
  }

  /// To be called after any change of `dict`, `bases` or `mro`: new versions, empty caches, for subclasses too.
  func typeModified() { typeModified(after: vm.pointee.nextVersion()) }

  /// A type with a later version than `start` had its turn: an `mro` in Python can make a class its own subclass.
  private func typeModified(after start: UInt32) {
    if rootShape.pointer.pointee.version > start { return }
    let version = vm.pointee.nextVersion()
    rootShape.forEachInTree { $0.pointer.pointee.version = version }
    if field(.dictShape).asInt != 0 {
      ShapeRef(address: UInt32(field(.dictShape).asInt)).pointer.pointee.version = version
    }
    // Older root shapes (smaller inline capacity) of the same type.
    var older = rootShape.pointer.pointee.parent
    while older != 0 {
      let shape = ShapeRef(address: older)
      shape.forEachInTree { $0.pointer.pointee.version = version }
      older = shape.pointer.pointee.parent
    }
    for index in 0..<Special.allCases.count { pointer.setIntWord(TypeRef.specialsBase + index, 0) }
    if isHeapType {
      let isFinalized = lookupUncached(StringRef.intern("__del__")).isBound
      flags = isFinalized ? flags | TypeFlags.finalizer : flags & ~TypeFlags.finalizer
    }
    let subclasses = field(.subclasses)
    if subclasses.isObject {
      let list = ListRef(subclasses)
      for index in 0..<list.count { TypeRef(list[index]).typeModified(after: start) }
    }
  }

  /// Whether an object of this class or of one derived from it may have had the attribute, or any attribute (nil), in a
  /// slot: all that a cache without a version can hold. Most classes get their descriptors before they have objects.
  /// Below `depth` classes the answer is yes: an `mro` in Python can make a class its own subclass.
  func instancesStore(_ name: Value?, depth: Int = 64) -> Bool {
    if depth == 0 { return true }
    var root = rootShape.address
    while root != 0 {
      let shape = ShapeRef(address: root)
      if shape.treeStores(name) { return true }
      root = shape.pointer.pointee.parent
    }
    let subclasses = field(.subclasses)
    guard subclasses.isObject else { return false }
    let list = ListRef(subclasses)
    for index in 0..<list.count where TypeRef(list[index]).instancesStore(name, depth: depth - 1) { return true }
    return false
  }

  /// Stores an attribute of the type itself.
  func setAttribute(_ name: Value, _ value: Value) {
    dict.set(name: name, value)
    typeModified()
  }

  /// More inline slots for instances made from now on: a fresh shape tree.
  func growInlineSlots(to count: Int) {
    let old = rootShape
    setField(.inlineSlots, .int(count))
    let root = ShapeRef.make(type: value, inlineCapacity: count, attributeWord: baseWords)
    root.pointer.pointee.version = old.pointer.pointee.version
    root.pointer.pointee.parent = old.address
    setField(.rootShape, .int(Int(root.address)))
  }
}

extension VM {
  static let methodCacheMask = 1023
}

extension Value {
  /// The type of any value.
  @inline(__always) var type: TypeRef {
    if isObject { return ShapeRef(address: pointer.shapeWord).type }
    return immediateType
  }

  @inline(__always) private var immediateType: TypeRef {
    if isInt { return TypeRef(vm.pointee.types.int) }
    if isImmediateFloat { return TypeRef(vm.pointee.types.float) }
    if isBool { return TypeRef(vm.pointee.types.bool) }
    if isNone { return TypeRef(vm.pointee.types.noneType) }
    if isNotImplemented { return TypeRef(vm.pointee.types.notImplementedType) }
    return TypeRef(vm.pointee.types.ellipsis)
  }

  /// The name of the type as messages have it.
  var typeName: String { type.fullNameText }

  @inline(__always) func isInstance(of type: Value) -> Bool { self.type.isSubtype(of: TypeRef(type)) }
}
