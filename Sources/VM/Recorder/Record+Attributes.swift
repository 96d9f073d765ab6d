// Recording attribute access: where the attribute is found is worked out once, from the object at hand; the trace
// guards the shape (and for class attributes its version) and goes straight there.

import CRuntime
import TraceIR

/// Where an attribute of an object is.
private enum AttributePlace {
  case slot(offset: Int, mayBeUnbound: Bool)
  case overflow(attributeOffset: Int, itemOffset: Int)
  case constant(Value)
  case method(Value)
  case classMethod(Value, Value)
  case property(getter: Value)
  case tupleItem(Int)
  case moduleCell(CellRef)
  /// In the dict of a function.
  case functionDict(DictRef)
  /// In the dict that `__dict__` has turned the attributes into.
  case dictEntry(Int)
  case unknown
}

extension Recorder {
  /// Leaves when the class of the object has changed since.
  func guardVersion(_ actual: Value) {
    let shape = actual.pointer.shapeWord
    let version = ShapeRef(address: shape).pointer.pointee.version
    guardian(.guardVersion, immediate: Int64(bitPattern: UInt64(shape) | UInt64(version) << 32))
  }

  private func place(of object: Value, _ name: Value) -> AttributePlace {
    guard object.isObject else { return .unknown }
    let shape = ShapeRef(address: object.pointer.shapeWord)
    let type = shape.type
    if object.objectKind == .module {
      if type.special(.getattribute) != vm.pointee.moduleGetAttribute || type.lookup(name).isBound { return .unknown }
      let namespace = ModuleRef(object).namespace
      if !namespace.holdsCells || namespace.get(name: name).isUnbound { return .unknown }
      return .moduleCell(namespace.cell(thread, name: name))
    }
    if object.objectKind == .type { return placeInType(TypeRef(object), name) }
    if type.special(.getattribute) != vm.pointee.objectGetAttribute { return .unknown }
    let inType = type.lookup(name)
    if inType.isKind(.property) {
      return thread.inlineGetter(object, name).map { .property(getter: $0.value) } ?? .unknown
    }
    let isMember = inType.isKind(.memberDescriptor)
    if inType.isObject && inType.type.value == tupleGetterType && object.isKind(.tuple) {
      let index = inType.pointer.intWord(1)
      return index < TupleRef(object).count ? .tupleItem(index) : .unknown
    }
    if inType.isBound && !isMember && thread.isDataDescriptor(inType) { return .unknown }
    if shape.pointer.pointee.isDictMode { return inType.isUnbound ? placeInDict(object, shape, name) : .unknown }
    if inType.isUnbound, let dict = dict(ofFunction: object), holds(dict, name) { return .functionDict(dict) }
    let slot = shape.slot(of: isMember ? inType.pointer.word(1) : name)
    if slot >= 0 {
      let attributeWord = Int(shape.pointer.pointee.attributeWord)
      let capacity = Int(shape.pointer.pointee.inlineCapacity)
      if slot < capacity { return .slot(offset: (attributeWord + 1 + slot) * 8, mayBeUnbound: isMember) }
      if attributeWord > 0 {
        return .overflow(attributeOffset: attributeWord * 8, itemOffset: 16 + (slot - capacity) * 8)
      }
      return .unknown
    }
    if inType.isUnbound || isMember || object.objectKind == .function || object.objectKind == .superObject {
      return .unknown
    }
    if isPlainMethod(inType) { return .method(inType) }
    if let found = wrapped(inType, type) { return found }
    if !inType.isObject || inType.type.special(.get).isUnbound { return .constant(inType) }
    return .unknown
  }

  private func placeInDict(_ object: Value, _ shape: ShapeRef, _ name: Value) -> AttributePlace {
    guard object.objectKind == .instance, !shape.type.keepsMembersApart else { return .unknown }
    let dict = DictRef(object.pointer.word(Int(shape.pointer.pointee.attributeWord)))
    guard dict.pointer.shapeWord == vm.pointee.shapes.dict.address, !dict.holdsCells, holds(dict, name) else {
      return .unknown
    }
    let index = dict.find(thread, name, hash: thread.hash(name))
    return dict.entries[index].key == name ? .dictEntry(index) : .unknown
  }

  /// The value of entry `index` of the dict that holds the attributes of an object in dict mode.
  private func loadDictEntry(_ object: Reference, _ actual: Value, _ index: Int, _ name: Value) -> Reference {
    let attributeWord = Int(ShapeRef(address: actual.pointer.shapeWord).pointer.pointee.attributeWord)
    let dict = emit(.load, type: .object, object, immediate: Int64(8 * attributeWord), region: .attributes)
    guardShape(dict, actual.pointer.word(attributeWord))
    let fill = emit(.load, type: .int, dict, immediate: 16, region: .tables)
    guardian(.guardTrue, emit(.intLess, int(constant: index), fill))
    let entries = guardian(.guardObject, emit(.load, type: .value, dict, immediate: 24, region: .tables))
    let offset = Int64(16 + index * MemoryLayout<DictEntry>.stride)
    guardian(
      .guardSame, emit(.load, type: .value, entries, immediate: offset + 8, region: .tables), constant(name))
    return emit(.load, type: .value, entries, immediate: offset + 16, region: .tables)
  }

  /// The attributes of a function, if it has any.
  private func dict(ofFunction object: Value) -> DictRef? {
    guard object.objectKind == .function, object.pointer.shapeWord == vm.pointee.shapes.function.address else {
      return nil
    }
    let dict = FunctionRef(object).field(.dict)
    guard dict.isObject, dict.pointer.shapeWord == vm.pointee.shapes.dict.address, !DictRef(dict).holdsCells else {
      return nil
    }
    return DictRef(dict)
  }

  private func loadDict(ofFunction function: Reference, _ actual: DictRef) -> Reference {
    let offset = Int64(FunctionRef.Field.dict.rawValue * 8)
    let dict = asObject(
      emit(.load, type: .value, function, immediate: offset, region: Recorder.functionRegion(offset: offset)))
    guardShape(dict, actual.value)
    return dict
  }

  /// A function in a `staticmethod`, or in a `classmethod` of that class.
  private func wrapped(_ value: Value, _ type: TypeRef) -> AttributePlace? {
    guard value.isKind(.staticMethod) || value.isKind(.classMethod), !value.type.isHeapType else { return nil }
    let inner = value.pointer.word(1)
    guard inner.isKind(.function) || inner.isKind(.nativeFunction) else { return nil }
    return value.isKind(.staticMethod) ? .constant(inner) : .classMethod(inner, type.value)
  }

  private func placeInType(_ type: TypeRef, _ name: Value) -> AttributePlace {
    guard type.type.special(.getattribute) == vm.pointee.typeGetAttribute, type.type.lookup(name).isUnbound else {
      return .unknown
    }
    let value = type.lookup(name)
    guard value.isBound else { return .unknown }
    if let found = wrapped(value, type) { return found }
    let plain =
      !value.isObject || value.isKind(.function) || value.isKind(.nativeFunction)
      || (value.type.special(.get).isUnbound && !value.isKind(.staticMethod) && !value.isKind(.classMethod)
        && !value.isKind(.property) && !value.isKind(.getSetDescriptor) && !value.isKind(.memberDescriptor))
    return plain ? .constant(value) : .unknown
  }

  /// The object behind a register with its shape guarded; classes and modules by identity.
  private func guardedObject(_ register: Int, needsVersion: Bool) -> Reference {
    let actual = r[register]
    if actual.objectKind == .type || actual.objectKind == .module {
      let value = read(register)
      guardIdentity(value, actual)
      if actual.objectKind == .type {
        let root = TypeRef(actual).rootShape
        let version = TypeRef(actual).version
        guardian(.guardVersion, immediate: Int64(bitPattern: UInt64(root.address) | UInt64(version) << 32))
      }
      return constant(actual)
    }
    let object = readObject(register, actual)
    if needsVersion { guardVersion(actual) }
    return object
  }

  func getAttribute(_ a: Int, object b: Int, name: Value, resume: PC) throws(AbortReason) {
    let actual = r[b]
    if actual.isKind(.foreignData), let value = foreignField(operand(b), name) ?? objectField(operand(b), name) {
      return write(a, value)
    }
    if case .property(let getter) = place(of: actual, name) {
      let object = guardedObject(b, needsVersion: true)
      return try inline(
        FunctionRef(getter), constant(getter), arguments: [object], base: windowEnd, result: base + a, resume: resume,
        flags: 0)
    }
    if isFoundPlainly(actual, name) {
      // The register is known as an object from here on.
      if actual.objectKind != .type && actual.objectKind != .module { _ = readObject(b, actual) }
      if let value = plainAttribute(operand(b), name) { return write(a, value) }
    }
    write(a, callChecked(.getAttribute, [read(b), constant(name)]))
  }

  /// Whether `plainAttribute` finds it.
  func isFoundPlainly(_ object: Value, _ name: Value) -> Bool {
    switch place(of: object, name) {
    case .property, .unknown: false
    case .slot(let offset, _): object.pointer.load(fromByteOffset: offset, as: Value.self).isBound
    default: true
    }
  }

  /// An attribute that is found without a frame; ask `isFoundPlainly` first.
  func plainAttribute(_ object: Operand, _ name: Value) -> Reference? {
    let actual = object.actual
    func guarded(needsVersion: Bool) -> Reference {
      if actual.objectKind == .type || actual.objectKind == .module {
        guardIdentity(object.reference, actual)
        if actual.objectKind == .type {
          let root = TypeRef(actual).rootShape
          let version = TypeRef(actual).version
          guardian(.guardVersion, immediate: Int64(bitPattern: UInt64(root.address) | UInt64(version) << 32))
        }
        return constant(actual)
      }
      let reference = asObject(object.reference)
      guardShape(reference, actual)
      if needsVersion { guardVersion(actual) }
      return reference
    }
    switch place(of: actual, name) {
    case .slot(let offset, let mayBeUnbound):
      let value = emit(
        .load, type: .value, guarded(needsVersion: false), immediate: Int64(offset), region: .attributes)
      if mayBeUnbound { guardBound(value) }
      return value
    case .overflow(let attributeOffset, let itemOffset):
      let overflow = emit(
        .load, type: .object, guarded(needsVersion: false), immediate: Int64(attributeOffset), region: .attributes)
      return emit(.load, type: .value, overflow, immediate: Int64(itemOffset), region: .attributes)
    case .constant(let value):
      _ = guarded(needsVersion: true)
      return constant(value)
    case .method(let function): return boundMethod(function, guarded(needsVersion: true))
    case .classMethod(let function, let type):
      _ = guarded(needsVersion: true)
      return boundMethod(function, constant(type))
    case .tupleItem(let index):
      return emit(
        .load, type: .value, guarded(needsVersion: true), immediate: Int64(16 + 8 * index), region: .immutable)
    case .dictEntry(let index): return loadDictEntry(guarded(needsVersion: true), actual, index, name)
    case .moduleCell(let cell):
      _ = guarded(needsVersion: false)
      return loadCellContent(cell, name)
    case .functionDict(let dict):
      let table = loadDict(ofFunction: guarded(needsVersion: false), dict)
      return callPlain(.dictGetDefault, [table, constant(name), constant(.unbound)])
    case .property, .unknown: return nil
    }
  }

  func boundMethod(_ function: Value, _ object: Reference) -> Reference {
    let shapes = vm.pointee.shapes
    let shape = function.isKind(.nativeFunction) ? shapes.boundNative : shapes.boundMethod
    let method = emit(.new, immediate: header(shape, .boundMethod, words: 3))
    emit(.store, method, constant(function), immediate: 8, region: .immutable)
    emit(.store, method, boxed(object), immediate: 16, region: .immutable)
    return method
  }

  /// First register above the current frame's window: where the interpreter places frames that are no plain calls.
  var windowEnd: Int { base + Int(info.pointee.registerCount) }

  func loadMethod(_ a: Int, object b: Int, name: Value) throws(AbortReason) {
    let actual = r[b]
    if actual.isKind(.foreignData), let value = foreignField(operand(b), name) {
      write(a, value)
      return write(a + 1, constant(.unbound))
    }
    switch place(of: actual, name) {
    case .method(let function):
      let object = guardedObject(b, needsVersion: true)
      write(a, constant(function))
      return write(a + 1, object)
    case .classMethod(let function, let type):
      _ = guardedObject(b, needsVersion: true)
      write(a, constant(function))
      return write(a + 1, constant(type))
    case .constant(let value):
      _ = guardedObject(b, needsVersion: true)
      if value.isKind(.boundMethod), !actual.isKind(.type) {
        // The interpreter takes it apart.
        write(a, constant(BoundMethodRef(value).function))
        return write(a + 1, constant(BoundMethodRef(value).selfValue))
      }
      // A function of the class: no self.
      write(a, constant(value))
      return write(a + 1, constant(.unbound))
    case .moduleCell(let cell):
      _ = guardedObject(b, needsVersion: false)
      write(a, loadCellContent(cell, name))
      return write(a + 1, constant(.unbound))
    case .slot(let offset, _):
      let held = actual.pointer.load(fromByteOffset: offset, as: Value.self)
      if held.isUnbound || held.isKind(.boundMethod) { break }
      let object = guardedObject(b, needsVersion: false)
      let value = emit(.load, type: .value, object, immediate: Int64(offset), region: .attributes)
      guardBound(value)
      // The interpreter takes bound methods apart here: this must not be one.
      if held.isObject { guardShape(asObject(value), held) }
      write(a, value)
      return write(a + 1, constant(.unbound))
    case .dictEntry(let index):
      let held = thread.findOwnAttribute(actual, name)
      if held.isUnbound || held.isKind(.boundMethod) { break }
      let value = loadDictEntry(guardedObject(b, needsVersion: true), actual, index, name)
      if held.isObject { guardShape(asObject(value), held) }
      write(a, value)
      return write(a + 1, constant(.unbound))
    default: break
    }
    // The pair that the interpreter would find: function and self, or value and unbound.
    let pair = callChecked(.loadMethod, [read(b), constant(name)])
    write(a, pair)
    write(
      a + 1,
      emit(.load, type: .value, emit(.threadPointer), immediate: TraceHelpers.secondResultOffset, region: .thread))
  }

  func loadSuperMethod(_ a: Int, _ b: Int, name: Value) throws(AbortReason) {
    let start = r[b]
    let object = r[b + 1]
    guard start.isKind(.type), object.isObject, object.objectKind != .type,
      object.type.isSubtype(of: TypeRef(start))
    else { throw .unsupportedInstruction }
    let found = thread.superLookup(after: start, of: object.type.value, name)
    guard isPlainMethod(found) else { throw .unsupportedInstruction }
    guardIdentity(read(b), start)
    let receiver = readObject(b + 1, object)
    guardVersion(object)
    write(a, constant(found))
    write(a + 1, receiver)
  }

  func loadSpecial(_ a: Int, object b: Int, _ special: Special) throws(AbortReason) {
    let actual = r[b]
    let hook = actual.type.special(special)
    guard actual.isObject, isPlainMethod(hook) else { throw .unsupportedInstruction }
    let object = readObject(b, actual)
    guardVersion(actual)
    write(a, constant(hook))
    write(a + 1, object)
  }

  // MARK: Writing

  func setAttribute(object a: Int, value b: Int, name: Value) throws(AbortReason) {
    let actual = r[a]
    if actual.isKind(.foreignData),
      setForeignField(operand(a), name, operand(b)) || setObjectField(operand(a), name, operand(b))
    {
      return
    }
    if actual.isObject && actual.objectKind != .module && actual.objectKind != .type {
      let shape = ShapeRef(address: actual.pointer.shapeWord)
      let type = shape.type
      let inType = type.lookup(name)
      let isMember = inType.isKind(.memberDescriptor)
      if inType.isUnbound, let dict = dict(ofFunction: actual) {
        let table = loadDict(ofFunction: readObject(a, actual), dict)
        _ = callPlain(.dictSetTable, [table, constant(name), read(b)])
        return
      }
      if type.special(.setattr) == vm.pointee.objectSetAttribute, !shape.pointer.pointee.isDictMode,
        shape.pointer.pointee.attributeWord > 0,
        inType.isUnbound || isMember || !thread.isDataDescriptor(inType)
      {
        let slotName = isMember ? inType.pointer.word(1) : name
        let slot = shape.slot(of: slotName)
        let capacity = Int(shape.pointer.pointee.inlineCapacity)
        let first = Int(shape.pointer.pointee.attributeWord) + 1
        if slot >= 0 && slot < capacity {
          let object = readObject(a, actual)
          if isMember { guardVersion(actual) }
          let value = boxed(read(b))
          emit(.store, object, value, immediate: Int64((first + slot) * 8), region: .attributes)
          return
        }
        // The attribute is new: the object moves on to the next shape, when the slot is inline.
        let next = Int(shape.pointer.pointee.slotCount)
        if slot < 0, isMember || type.flags & TypeFlags.noDict == 0, next < capacity {
          let target = shape.adding(slotName)
          let object = readObject(a, actual)
          guardVersion(actual)
          let value = boxed(read(b))
          emit(.store, object, value, immediate: Int64((first + next) * 8), region: .attributes)
          emit(.setShape, object, immediate: Int64(target.address), region: .shape)
          return
        }
      }
    }
    _ = callChecked(.setAttribute, [read(a), constant(name), read(b)])
  }
}
