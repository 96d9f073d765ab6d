// ExceptionGroup, BaseExceptionGroup and what `except*` does with them.

import CRuntime

let exceptionGroupMethods: [NativeDefinition] = [
  NativeDefinition(.staticMethod, "__new__(cls, /, *args)") { t, a in
    let arguments = TupleRef(a[1])
    guard arguments.count == 2 else {
      return t.raise(
        .typeError, "BaseExceptionGroup.__new__() takes exactly 2 arguments (\(arguments.count) given)")
    }
    guard arguments[0].isKind(.string) else {
      return t.raise(.typeError, "BaseExceptionGroup.__new__() argument 1 must be str, not \(arguments[0].typeName)")
    }
    guard arguments[1].isKind(.list) || arguments[1].isKind(.tuple) else {
      return t.raise(.typeError, "second argument (exceptions) must be a sequence")
    }
    let members = t.makeTuple(from: arguments[1])
    if members.isError { return .error }
    let tuple = TupleRef(members)
    if tuple.count == 0 {
      return t.raise(.valueError, "second argument (exceptions) must be a non-empty sequence")
    }
    var allOrdinary = true
    for index in 0..<tuple.count {
      guard tuple[index].isKind(.exception) else {
        return t.raise(.valueError, "Item \(index) of second argument (exceptions) is not an exception")
      }
      if !tuple[index].isInstance(of: ExceptionType.exception.type) { allOrdinary = false }
    }
    var type = a[0]
    if type == ExceptionType.baseExceptionGroup.type && allOrdinary { type = ExceptionType.exceptionGroup.type }
    if type == ExceptionType.exceptionGroup.type && !allOrdinary {
      return t.raise(.typeError, "Cannot nest BaseExceptions in an ExceptionGroup")
    }
    if !allOrdinary && TypeRef(type).isSubtype(of: TypeRef(ExceptionType.exception.type)) {
      return t.raise(.typeError, "Cannot nest BaseExceptions in '\(TypeRef(type).nameText)'")
    }
    let group = ExceptionRef.make(t, type: type, arguments: a[1])
    t.setField(group.value, "message", arguments[0])
    t.setField(group.value, "exceptions", members)
    return group.value
  },
  NativeDefinition("__init__(self, /, *args)") { _, a in
    ExceptionRef(a[0]).arguments = a[1]
    return .none
  },
  NativeDefinition("__str__(self, /)") { t, a in
    let count = t.groupMembers(a[0]).count
    let message = t.findOwnAttribute(a[0], StringRef.intern("message"))
    return StringRef.make(t, "\(t.str(text: message)) (\(count) sub-exception\(count == 1 ? "" : "s"))")
  },
  NativeDefinition("derive(self, excs, /)") { t, a in
    let message = t.findOwnAttribute(a[0], StringRef.intern("message"))
    return t.call(ExceptionType.baseExceptionGroup.type, message, a[1])
  },
  NativeDefinition("split(self, condition, /)") { t, a in
    guard let (matching, rest) = t.split(a[0], a[1]) else { return .error }
    return TupleRef.make(t, matching, rest)
  },
  NativeDefinition("subgroup(self, condition, /)") { t, a in
    guard let (matching, _) = t.split(a[0], a[1]) else { return .error }
    return matching
  },
  classGetItemDefinition,
]

/// The message and the members are read from the object's own attributes, and never written again.
let exceptionGroupAttributes: [GetSetDefinition] = [
  GetSetDefinition("message", { t, group in t.findOwnAttribute(group, StringRef.intern("message")) }),
  GetSetDefinition("exceptions", { t, group in t.findOwnAttribute(group, StringRef.intern("exceptions")) }),
]

extension UnsafeMutablePointer where Pointee == ThreadState {
  func groupMembers(_ group: Value) -> TupleRef {
    TupleRef(findOwnAttribute(group, StringRef.intern("exceptions")))
  }

  private func isGroup(_ value: Value) -> Bool { value.isInstance(of: ExceptionType.baseExceptionGroup.type) }

  /// 1, 0 or −1: does a leaf or a group match the condition (a type, a tuple of types, a predicate)?
  private func meets(_ exception: Value, _ condition: Value) -> Int {
    if condition.isKind(.type) || condition.isKind(.tuple) { return matches(exception, condition) }
    let result = call(condition, exception)
    return result.isError ? -1 : truth(result)
  }

  /// The matching part and the rest of an exception or group, each None when empty; nil on failure.
  func split(_ exception: Value, _ condition: Value, depth: Int = 0) -> (Value, Value)? {
    if depth > vm.pointee.recursionLimit || nativeStackIsLow {
      raise(.recursionError, "maximum recursion depth exceeded in exceptiongroup_split_recursive")
      return nil
    }
    let whole = meets(exception, condition)
    if whole < 0 { return nil }
    if whole == 1 { return (exception, .none) }
    if !isGroup(exception) { return (.none, exception) }
    let members = groupMembers(exception)
    let matching = ListRef.make(self)
    let rest = ListRef.make(self)
    for index in 0..<members.count {
      guard let (yes, no) = split(members[index], condition, depth: depth + 1) else { return nil }
      if !yes.isNone { matching.append(self, yes) }
      if !no.isNone { rest.append(self, no) }
    }
    let yes = derive(exception, matching)
    let no = derive(exception, rest)
    return yes.isError || no.isError ? nil : (yes, no)
  }

  /// A group like `group` with other members, or None for no members.
  private func derive(_ group: Value, _ members: ListRef) -> Value {
    if members.count == 0 { return .none }
    let derived = callMethod(group, StringRef.intern("derive"), members.value)
    if derived.isError { return .error }
    guard isGroup(derived) else { return raise(.typeError, "derive must return an instance of BaseExceptionGroup") }
    let from = ExceptionRef(group)
    let to = ExceptionRef(derived)
    to.traceback = from.traceback
    to.cause = from.cause
    to.context = from.context
    to.suppressContext = from.suppressContext
    let notes = findOwnAttribute(group, vm.pointee.names.notes)
    if notes.isKind(.list), let copy = makeList(from: notes) {
      _ = setOwnAttribute(derived, vm.pointee.names.notes, copy.value)
    }
    return derived
  }

  /// `except* pattern`: (matching part as a group, rest). A naked exception that matches is wrapped.
  func splitGroup(_ exception: Value, _ pattern: Value) -> (Value, Value)? {
    if exception.isNone { return (.none, .none) }
    let patterns = pattern.isKind(.tuple) ? TupleRef(pattern) : TupleRef(TupleRef.make(self, pattern))
    for index in 0..<patterns.count
    where patterns[index].isKind(.type)
      && TypeRef(patterns[index]).isSubtype(of: TypeRef(ExceptionType.baseExceptionGroup.type))
    {
      raise(
        .typeError, "catching ExceptionGroup with except* is not allowed. Use except instead.")
      return nil
    }
    if !isGroup(exception) {
      let match = matches(exception, pattern)
      if match < 0 { return nil }
      if match == 0 { return (.none, exception) }
      let members = TupleRef.make(self, exception)
      let group = call(ExceptionType.baseExceptionGroup.type, vm.pointee.emptyString, members)
      return group.isError ? nil : (group, .none)
    }
    return split(exception, pattern)
  }

  /// What is raised at the end of `except*`: the exceptions raised by its clauses and the unhandled rest, or None.
  func regroup(_ raised: ListRef, _ original: Value) -> Value {
    if !isGroup(original) {
      // A naked exception was wrapped for the one clause that could run.
      for index in 0..<raised.count where !raised[index].isNone { return raised[index] }
      return .none
    }
    let parts = ListRef.make(self)
    let kept = ListRef.make(self)
    for index in 0..<raised.count where !raised[index].isNone {
      if isPart(raised[index], of: original) {
        collectLeaves(raised[index], kept)
      } else {
        parts.append(self, raised[index])
      }
    }
    guard let rest = project(original, kept) else { return .error }
    if parts.count == 0 { return rest }
    if !rest.isNone { parts.append(self, rest) }
    return call(ExceptionType.baseExceptionGroup.type, vm.pointee.emptyString, parts.value)
  }

  /// Was `exception` split off from `original`, or raised by a clause? A part has the metadata of the whole.
  private func isPart(_ exception: Value, of original: Value) -> Bool {
    let one = ExceptionRef(exception)
    let other = ExceptionRef(original)
    return one.traceback == other.traceback && one.cause == other.cause && one.context == other.context
      && sameNotes(exception, original)
  }

  /// Parts have copies of the list of notes.
  private func sameNotes(_ one: Value, _ other: Value) -> Bool {
    let first = findOwnAttribute(one, vm.pointee.names.notes)
    let second = findOwnAttribute(other, vm.pointee.names.notes)
    if !first.isKind(.list) || !second.isKind(.list) { return first == second }
    let count = ListRef(first).count
    return count == ListRef(second).count && (0..<count).allSatisfy { ListRef(first)[$0] == ListRef(second)[$0] }
  }

  private func collectLeaves(_ exception: Value, _ leaves: ListRef) {
    if !isGroup(exception) { return leaves.append(self, exception) }
    let members = groupMembers(exception)
    for index in 0..<members.count { collectLeaves(members[index], leaves) }
  }

  /// The part of `exception` whose leaves are among these objects, in the shape it had, or None; nil on failure.
  private func project(_ exception: Value, _ leaves: ListRef) -> Value? {
    if !isGroup(exception) { return (0..<leaves.count).contains { leaves[$0] == exception } ? exception : .some(.none) }
    let members = groupMembers(exception)
    let kept = ListRef.make(self)
    for index in 0..<members.count {
      guard let part = project(members[index], leaves) else { return nil }
      if !part.isNone { kept.append(self, part) }
    }
    if kept.count == members.count && (0..<kept.count).allSatisfy({ kept[$0] == members[$0] }) { return exception }
    let derived = derive(exception, kept)
    return derived.isError ? nil : derived
  }
}
