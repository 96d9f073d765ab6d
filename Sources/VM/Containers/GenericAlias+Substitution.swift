// Type variables in parametrised types: which there are, and `list[T][int]`, which puts others in their place.
//
// What may stand for what is decided by the variables themselves, which are written in Python (typing.py): by their methods
// `__typing_subst__` and `__typing_prepare_subst__`. Parameters are found anew in each nested alias by `__parameters__`.

import CRuntime

private let substituteName: StaticString = "__typing_subst__"
private let prepareName: StaticString = "__typing_prepare_subst__"
private let parametersName: StaticString = "__parameters__"
private let unpackedArgumentsName: StaticString = "__typing_unpacked_tuple_args__"
private let unpackedVariableName: StaticString = "__typing_is_unpacked_typevartuple__"

extension GenericAliasRef {
  /// Type variables among the arguments, in order of appearance.
  func parameters(_ thread: Thread) -> Value {
    let known = pointer.word(3)
    if known.isBound { return known }
    let list = ListRef.make(thread)
    func add(_ value: Value) {
      for index in 0..<list.count where list[index] == value { return }
      list.append(thread, value)
    }
    for index in 0..<arguments.count where !arguments[index].isKind(.type) {
      let argument = arguments[index]
      guard let substitute = thread.optional(argument, substituteName) else { return .error }
      if substitute.isBound {
        add(argument)
        continue
      }
      guard let nested = thread.optional(argument, parametersName) else { return .error }
      guard nested.isKind(.tuple) else { continue }
      for index in 0..<TupleRef(nested).count { add(TupleRef(nested)[index]) }
    }
    let tuple = list.tuple(thread)
    pointer.setWord(3, tuple)
    return tuple
  }

  /// The arguments with the parameters replaced by `given`, a value or a tuple of several; a tuple.
  func substitute(_ thread: Thread, _ given: Value) -> Value {
    let parameters = parameters(thread)
    if parameters.isError { return .error }
    let variables = TupleRef(parameters)
    if variables.count == 0 { return thread.raise(.typeError, "\(thread.repr(text: value)) is not a generic class") }
    var items = thread.unpackingTuples(given)
    if items.isError { return .error }
    for index in 0..<variables.count {
      guard let prepare = thread.optional(variables[index], prepareName) else { return .error }
      guard prepare.isBound else { continue }
      items = thread.call(prepare, value, items)
      if items.isError { return .error }
      if !items.isKind(.tuple) { items = TupleRef.make(thread, items) }
    }
    let values = TupleRef(items)
    if values.count != variables.count {
      let word = values.count > variables.count ? "many" : "few"
      return thread.raise(
        .typeError,
        "Too \(word) arguments for \(thread.repr(text: value)); actual \(values.count), expected \(variables.count)")
    }
    let result = ListRef.make(thread)
    for index in 0..<arguments.count where !append(thread, arguments[index], to: result, variables, values) {
      return .error
    }
    return result.tuple(thread)
  }

  /// Appends what becomes of one argument: itself, what its variable stands for, or the same of the alias that it is.
  private func append(
    _ thread: Thread, _ argument: Value, to result: ListRef, _ variables: TupleRef, _ values: TupleRef
  ) -> Bool {
    if argument.isKind(.type) {
      result.append(thread, argument)
      return true
    }
    guard let isVariadic = thread.optional(argument, unpackedVariableName),
      let substitute = thread.optional(argument, substituteName)
    else { return false }
    let unpacks = isVariadic.isBound ? thread.truth(isVariadic) : 0
    if unpacks < 0 { return false }
    var replaced = argument
    if substitute.isBound {
      guard let index = variables.position(of: argument) else { return true }
      replaced = thread.call(substitute, values[index])
    } else {
      replaced = replaceNested(thread, argument, variables, values)
    }
    if replaced.isError { return false }
    guard unpacks > 0 && replaced.isKind(.tuple) else {
      result.append(thread, replaced)
      return true
    }
    for index in 0..<TupleRef(replaced).count { result.append(thread, TupleRef(replaced)[index]) }
    return true
  }

  /// `argument` itself, or subscripted by what its own parameters stand for.
  private func replaceNested(
    _ thread: Thread, _ argument: Value, _ variables: TupleRef, _ values: TupleRef
  ) -> Value {
    guard let nested = thread.optional(argument, parametersName) else { return .error }
    guard nested.isKind(.tuple), TupleRef(nested).count > 0 else { return argument }
    let inner = ListRef.make(thread)
    for index in 0..<TupleRef(nested).count {
      let parameter = TupleRef(nested)[index]
      guard let position = variables.position(of: parameter) else {
        inner.append(thread, parameter)
        continue
      }
      // A variable that can be unpacked stands for any number of types.
      if values[position].isKind(.tuple) && parameter.type.special(.iter).isBound {
        for index in 0..<TupleRef(values[position]).count { inner.append(thread, TupleRef(values[position])[index]) }
      } else {
        inner.append(thread, values[position])
      }
    }
    return thread.getItem(argument, inner.tuple(thread))
  }
}

extension UnsafeMutablePointer where Pointee == ThreadState {
  /// An attribute, unbound when there is none; nil with another exception pending.
  fileprivate func optional(_ value: Value, _ name: StaticString) -> Value? {
    let found = findAttribute(value, StringRef.intern(name))
    if !found.isError { return found }
    guard pendingMatches(.attributeError) else { return nil }
    pointee.exception = .unbound
    return .unbound
  }

  /// A tuple of the items of `given`, with those of `*tuple[int, str]` in its place, unless it ends in an ellipsis.
  fileprivate func unpackingTuples(_ given: Value) -> Value {
    let items = given.isKind(.tuple) ? TupleRef(given) : TupleRef(TupleRef.make(self, given))
    let result = ListRef.make(self)
    for index in 0..<items.count {
      let item = items[index]
      guard let inner = item.isKind(.type) ? .some(.unbound) : optional(item, unpackedArgumentsName) else {
        return .error
      }
      guard inner.isKind(.tuple), TupleRef(inner).count == 0 || TupleRef(inner)[TupleRef(inner).count - 1] != .ellipsis
      else {
        result.append(self, item)
        continue
      }
      for index in 0..<TupleRef(inner).count { result.append(self, TupleRef(inner)[index]) }
    }
    return result.tuple(self)
  }
}

extension ListRef {
  fileprivate func tuple(_ thread: Thread) -> Value {
    TupleRef.make(thread, count > 0 ? items : pointer.values(at: 1), count)
  }
}

extension TupleRef {
  fileprivate func position(of value: Value) -> Int? { (0..<count).first { self[$0] == value } }
}
