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
  func split(_ exception: Value, _ condition: Value) -> (Value, Value)? {
    let whole = meets(exception, condition)
    if whole < 0 { return nil }
    if whole == 1 { return (exception, .none) }
    if !isGroup(exception) { return (.none, exception) }
    let members = groupMembers(exception)
    let matching = ListRef.make(self)
    let rest = ListRef.make(self)
    for index in 0..<members.count {
      guard let (yes, no) = split(members[index], condition) else { return nil }
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
    let parts = ListRef.make(self)
    var rest = Value.none
    for index in 0..<raised.count where !raised[index].isNone {
      let part = raised[index]
      // The unhandled rest has the traceback of the original: it is a part of it, not a new exception.
      if isGroup(original) && isGroup(part) && ExceptionRef(part).traceback == ExceptionRef(original).traceback {
        rest = part
      } else if part == original {
        rest = part
      } else {
        parts.append(self, part)
      }
    }
    if parts.count == 0 { return rest }
    if parts.count == 1 && rest.isNone { return parts[0] }
    if !rest.isNone { parts.append(self, rest) }
    return call(ExceptionType.baseExceptionGroup.type, vm.pointee.emptyString, parts.value)
  }
}
