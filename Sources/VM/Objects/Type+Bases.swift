// Bases of a class: layout and order (C3), and assignment to `__bases__`: the checks, then new MROs for the class and its subclasses.

import CRuntime

extension TypeRef {
  /// Does CPython's collector trace instances? Those that may refer to something else.
  fileprivate var isCollectedInCPython: Bool {
    if isHeapType {
      return flags & TypeFlags.noDict == 0 || !memberNames.isEmpty || layoutBase?.isCollectedInCPython ?? false
    }
    switch instanceKind {
    case .float, .bigInt, .complex, .string, .bytes, .byteArray: return false
    default: return value != vm.pointee.types.object
    }
  }
}

extension UnsafeMutablePointer where Pointee == ThreadState {
  /// `type.__bases__ = value`; false with TypeError pending, and then nothing has changed.
  func assignBases(_ type: TypeRef, _ value: Value) -> Bool {
    func refuse(_ message: String) -> Bool {
      raise(.typeError, message)
      return false
    }
    let name = type.nameText
    guard type.isHeapType else { return refuse("cannot set '__bases__' attribute of immutable type '\(name)'") }
    if value.isUnbound { return refuse("cannot delete '__bases__' attribute of immutable type '\(name)'") }
    guard value.isKind(.tuple) else {
      return refuse("can only assign tuple to \(name).__bases__, not \(value.typeName)")
    }
    let bases = TupleRef(value)
    if bases.count == 0 { return refuse("can only assign non-empty tuple to \(name).__bases__, not ()") }
    for index in 0..<bases.count {
      guard bases[index].isKind(.type) else {
        return refuse("\(name).__bases__ must be tuple of classes, not '\(bases[index].typeName)'")
      }
      if TypeRef(bases[index]).isSubtype(of: type) { return refuse("a __bases__ item causes an inheritance cycle") }
    }
    guard let solid = solidBase(bases), let old = type.layoutBase else { return false }
    // CPython frees objects that its collector knows by another function, and compares those first.
    if solid.isCollectedInCPython != old.isCollectedInCPython {
      return refuse("__bases__ assignment: '\(solid.nameText)' deallocator differs from '\(old.nameText)'")
    }
    guard solid.hasLayout(of: old) else {
      return refuse("__bases__ assignment: '\(solid.nameText)' object layout differs from '\(old.nameText)'")
    }

    let formerBases = type.bases
    let formerOrders = ListRef.make(self)
    type.setField(.bases, value)
    if !recomputeOrder(type, formerOrders) {
      type.setField(.bases, formerBases.value)
      for index in stride(from: 0, to: formerOrders.count, by: 2) {
        TypeRef(formerOrders[index]).setField(.mro, formerOrders[index + 1])
      }
      return false
    }
    type.setField(.solidBase, solid.value)
    for index in 0..<formerBases.count { removeSubclass(TypeRef(formerBases[index]), type) }
    for index in 0..<bases.count { addSubclass(TypeRef(bases[index]), type) }
    flushInlineCaches()
    type.typeModified()
    return true
  }

  /// New MROs for a class and everything derived from it; appends class and former MRO of each to `former`.
  private func recomputeOrder(_ type: TypeRef, _ former: ListRef) -> Bool {
    let order = resolutionOrder(type)
    if order.isError { return false }
    former.append(self, type.value)
    former.append(self, type.field(.mro))
    type.setField(.mro, order)
    guard type.field(.subclasses).isObject else { return true }
    let subclasses = ListRef(type.field(.subclasses))
    for index in 0..<subclasses.count where !recomputeOrder(TypeRef(subclasses[index]), former) { return false }
    return true
  }

  /// The order in which a class looks attributes up, as its metatype's `mro` gives it: a tuple, or `.error`.
  func resolutionOrder(_ type: TypeRef) -> Value {
    if type.type.lookup(vm.pointee.mroName) == vm.pointee.typeMRO { return linearize(type)?.value ?? .error }
    let list = callMethod(type.value, vm.pointee.mroName)
    if list.isError { return .error }
    let order = makeTuple(from: list)
    if order.isError { return .error }
    // Methods of a class whose instances look different would read what is not there.
    let layout = (type.layoutBase ?? type).layoutRoot
    for index in 0..<TupleRef(order).count where TupleRef(order)[index] != type.value {
      let base = TupleRef(order)[index]
      guard base.isKind(.type) else {
        return raise(.typeError, "mro() returned a non-class ('\(base.typeName)')")
      }
      if !layout.isSubtype(of: TypeRef(base).layoutRoot) {
        return raise(.typeError, "mro() returned base with unsuitable layout ('\(TypeRef(base).nameText)')")
      }
    }
    return order
  }

  private func removeSubclass(_ base: TypeRef, _ type: TypeRef) {
    guard base.field(.subclasses).isObject else { return }
    let list = ListRef(base.field(.subclasses))
    let kept = ListRef.make(self)
    for index in 0..<list.count where list[index] != type.value { kept.append(self, list[index]) }
    base.setField(.subclasses, kept.value)
  }
}

extension UnsafeMutablePointer where Pointee == ThreadState {
  /// The base whose native layout instances get; nil with TypeError when two bases disagree.
  func solidBase(_ bases: TupleRef) -> TypeRef? {
    var best = TypeRef(vm.pointee.types.object)
    for index in 0..<bases.count {
      let base = TypeRef(bases[index])
      if base.flags & TypeFlags.final != 0 {
        raise(.typeError, "type '\(base.fullNameText)' is not an acceptable base type")
        return nil
      }
      let layout = base.layoutRoot
      if best.layoutRoot.isSubtype(of: layout) {
        if index == 0 { best = base }
        continue
      }
      if layout.isSubtype(of: best.layoutRoot) {
        best = base
        continue
      }
      raise(.typeError, "multiple bases have instance lay-out conflict")
      return nil
    }
    return best
  }

  /// C3 linearization of a type from its bases; nil with TypeError.
  func linearize(_ type: TypeRef) -> TupleRef? {
    let bases = type.bases
    for index in 0..<bases.count {
      for earlier in 0..<index where bases[earlier] == bases[index] {
        raise(.typeError, "duplicate base class \(TypeRef(bases[index]).nameText)")
        return nil
      }
    }
    let result = ListRef.make(self)
    result.append(self, type.value)
    if bases.count == 1 {
      _ = extend(result, by: TypeRef(bases[0]).field(.mro))
      return TupleRef(TupleRef.make(self, result.items, result.count))
    }
    // Sequences still to merge: the bases' MROs and the bases themselves, as (tuple, position).
    var sequences: [(TupleRef, Int)] = []
    for index in 0..<bases.count { sequences.append((TypeRef(bases[index]).mro, 0)) }
    sequences.append((bases, 0))
    while true {
      sequences.removeAll { $0.1 >= $0.0.count }
      if sequences.isEmpty { break }
      var chosen: Value?
      for (sequence, position) in sequences {
        let candidate = sequence[position]
        let inTail = sequences.contains { other, start in
          (start + 1..<max(start + 1, other.count)).contains { other[$0] == candidate }
        }
        if !inTail {
          chosen = candidate
          break
        }
      }
      guard let chosen else {
        let names = sequences.map { TypeRef($0.0[$0.1]).nameText }
        var unique: [String] = []
        for name in names where !unique.contains(name) { unique.append(name) }
        raise(
          .typeError,
          "Cannot create a consistent method resolution\norder (MRO) for bases \(unique.joined(separator: ", "))")
        return nil
      }
      result.append(self, chosen)
      for index in sequences.indices where sequences[index].0[sequences[index].1] == chosen { sequences[index].1 += 1 }
    }
    return TupleRef(TupleRef.make(self, result.items, result.count))
  }
}
