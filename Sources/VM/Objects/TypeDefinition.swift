// Making built-in types: a definition with tables of methods and attributes becomes a type object.
//
// Every built-in type has one file (or a few) that ends in `static func define(_ thread: Thread)`; `VM.start`
// calls them in order (Builtins/Startup.swift).

import CRuntime

/// Shapes that objects get before their type exists (strings, tuples, dicts …), by type name.
nonisolated(unsafe) var earlyShapes: [String: ShapeRef] = [:]

struct TypeDefinition {
  var name: StaticString
  var base: Value = .unbound  // object when unbound
  var kind: Kind = .native
  /// Words of the native layout, header included. Subclass instances get an attribute word after them.
  var words = 1
  var flags = 0
  var module: StaticString = "builtins"
  var methods: [NativeDefinition] = []
  var attributes: [GetSetDefinition] = []
  /// `__doc__`.
  var doc: StaticString = ""
  /// Exact instances have an attribute word themselves (exceptions).
  var hasAttributes = false
}

extension UnsafeMutablePointer where Pointee == ThreadState {
  /// A built-in type. Its instances get the type's root shape: `TypeRef(value).rootShape`.
  @discardableResult func define(_ definition: TypeDefinition) -> Value {
    let base = definition.base.isBound ? definition.base : vm.pointee.types.object
    let type = allocateType(metatype: vm.pointee.types.type)
    let name = StringRef.intern(definition.name)
    let dict = DictRef.make(self)
    type.setField(.name, name)
    type.setField(.qualname, name)
    type.setField(.dict, dict.value)
    type.setField(.module, StringRef.intern(definition.module))
    type.setField(.flags, .int(definition.flags))
    type.setField(.kind, .int(Int(definition.kind.rawValue)))
    type.setField(.baseWords, .int(definition.words))
    setBases(type, base.isBound ? TupleRef.make(self, base) : vm.pointee.emptyTuple)
    let root: ShapeRef
    if let early = earlyShapes[String(describing: definition.name)] {
      early.pointer.pointee.type = type.value
      if definition.hasAttributes { early.pointer.pointee.attributeWord = Int16(definition.words) }
      root = early
    } else {
      root = ShapeRef.make(
        type: type.value, inlineCapacity: 0, attributeWord: definition.hasAttributes ? definition.words : 0)
    }
    type.setField(.rootShape, .int(Int(root.address)))
    populate(type, definition)
    return type.value
  }

  /// Makes `shape` the root shape of a type: the shape that objects made before the type existed have already, or the
  /// type's own.
  func adopt(_ shape: inout ShapeRef, for type: Value) {
    let type = TypeRef(type)
    if shape.address == 0 {
      shape = type.rootShape
    } else {
      shape.pointer.pointee.type = type.value
      type.setField(.rootShape, .int(Int(shape.address)))
      type.typeModified()
    }
  }

  /// Adds the tables of a definition to the type's dict.
  func populate(_ type: TypeRef, _ definition: TypeDefinition) {
    let dict = type.dict
    for method in definition.methods { addMethod(type, method) }
    for attribute in definition.attributes {
      let descriptor = GetSetRef.make(self, attribute, owner: type.value)
      dict.set(name: descriptor.pointer.word(1), descriptor)
    }
    if definition.doc.utf8CodeUnitCount > 0 {
      dict.set(name: vm.pointee.names.doc, StringRef.make(self, definition.doc))
    }
    type.typeModified()
  }

  func addMethod(_ type: TypeRef, _ definition: NativeDefinition) {
    let function = NativeRef.make(self, definition, owner: type.value, module: type.field(.module))
    var value = function
    switch definition.binding {
    case .method, .function: break
    case .classMethod: value = makeWrapper(vm.pointee.shapes.classMethod, .classMethod, function)
    case .staticMethod: value = makeWrapper(vm.pointee.shapes.staticMethod, .staticMethod, function)
    }
    type.dict.set(name: NativeRef(function).field(.name), value)
  }

  /// classmethod and staticmethod objects.
  func makeWrapper(_ shape: ShapeRef, _ kind: Kind, _ inner: Value) -> Value {
    let words = WrapperField.words + 1
    let object = allocate(headerImage(shape, kind, words: words), words: words)
    object.setWord(1, inner)
    object.setWord(WrapperField.words, .unbound)
    return .object(object)
  }

  /// Memory for a type object, all fields empty. The type is immortal.
  func allocateType(metatype: Value) -> TypeRef {
    let shape = metatype.isBound ? TypeRef(metatype).rootShape : ShapeRef(address: 0)
    let extra =
      metatype.isBound && shape.pointer.pointee.attributeWord != 0
      ? 1 + Int(shape.pointer.pointee.inlineCapacity) : 0
    let words = TypeRef.words + extra
    let object = allocate(headerImage(shape, .type, words: words), words: words)
    for index in 1..<TypeRef.words { object.setIntWord(index, 0) }
    for index in TypeRef.words..<words { object.setWord(index, .unbound) }
    let type = TypeRef(object)
    vm.pointee.typesCreated.append(type.value)
    return type
  }

  /// Sets bases and a single-inheritance MRO, and registers with the bases. (Class statements compute C3.)
  func setBases(_ type: TypeRef, _ bases: Value) {
    type.setField(.bases, bases)
    let list = TupleRef(bases)
    if list.count == 0 {
      type.setField(.mro, TupleRef.make(self, type.value))
      return
    }
    let baseMRO = TypeRef(list[0]).mro
    let mro = TupleRef.allocate(self, count: baseMRO.count + 1)
    mro[0] = type.value
    for index in 0..<baseMRO.count { mro[index + 1] = baseMRO[index] }
    type.setField(.mro, mro.value)
    for index in 0..<list.count { addSubclass(TypeRef(list[index]), type) }
  }

  func addSubclass(_ base: TypeRef, _ type: TypeRef) {
    if !base.field(.subclasses).isObject { base.setField(.subclasses, ListRef.make(self).value) }
    ListRef(base.field(.subclasses)).append(self, type.value)
  }

  /// A module made of native functions; registered in sys.modules.
  @discardableResult func defineModule(_ name: StaticString, doc: StaticString = "", _ functions: [NativeDefinition])
    -> ModuleRef
  {
    let moduleName = StringRef.intern(name)
    let module = ModuleRef.make(self, name: moduleName)
    if doc.utf8CodeUnitCount > 0 { module.namespace.set(name: vm.pointee.names.doc, StringRef.make(self, doc)) }
    for definition in functions {
      let function = NativeRef.make(self, definition, owner: .unbound, module: moduleName)
      module.namespace.set(name: NativeRef(function).field(.name), function)
    }
    DictRef(vm.pointee.modules).set(name: moduleName, module.value)
    return module
  }
}
