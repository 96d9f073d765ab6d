// Recording calls by the rows of `NativeRow.table`: arguments put in the order of the parameters, their types guarded,
// and a call that needs no frames in memory.

import CRuntime
import TraceIR

extension Recorder {
  /// Arguments by the parameters of the function: those left out between others are unbound. Nil when a name does not
  /// fit, or the callee is a class other than `enumerate`.
  func place(_ callee: Value, _ given: [Operand], _ names: TupleRef) -> [Operand]? {
    let positional = given.count - names.count
    if callee == vm.pointee.types.enumerate {
      return positional == 1 && names.count == 1 && StringRef(names[0]).text == "start" ? given : nil
    }
    guard callee.isKind(.nativeFunction) else { return nil }
    let signature = NativeRef(callee).signature(thread)
    guard !signature.isRaw, !signature.hasVarKeywords, !signature.hasVarArguments, positional <= signature.positional
    else { return nil }
    let parameters = TupleRef(NativeRef(callee).field(.parameters))
    let missing = Operand(constant(.unbound), .unbound)
    var placed = Array(given[..<positional])
    for index in 0..<names.count {
      guard
        let parameter = (max(positional, signature.positionalOnly)..<max(positional, signature.total)).first(where: {
          parameters[$0] == names[index]
        })
      else { return nil }
      while placed.count <= parameter { placed.append(missing) }
      guard placed[parameter].actual.isUnbound else { return nil }
      placed[parameter] = given[positional + index]
    }
    for index in 0..<signature.required where index >= placed.count || placed[index].actual.isUnbound { return nil }
    return placed
  }

  func callRows(
    _ a: Int, _ callee: Value, _ name: String, _ operands: [Operand], isNamed: Bool = false
  ) throws(AbortReason) -> Bool {
    for number in NativeRow.byName[name] ?? [] {
      guard let arguments = argumentsOfRow(number, callee, operands, isNamed: isNamed) else { continue }
      if operands.count == 1, let sort = characterSort(name, operands[0]) {
        write(a, sort)
        return true
      }
      let row = NativeRow.table[number]
      let helper = TraceHelper.allCases.count + number
      if raises(row, callee, operands.map(\.actual)) {
        try callFailing(helper, arguments)
      } else {
        write(a, callRow(row, helper, arguments))
      }
      return true
    }
    return false
  }

  /// Whether a call that has no effects, and so may be repeated, fails with what it is given now.
  private func raises(_ row: NativeRow, _ callee: Value, _ actuals: [Value]) -> Bool {
    guard row.writes.isEmpty, row.result == .value else { return false }
    let result = NativeCalls.call(thread, row, callee, actuals)
    if !result.isError { return false }
    thread.pointee.exception = .unbound
    return true
  }

  /// The guarded arguments for the helper of a row, or nil when they are not those of the row.
  private func argumentsOfRow(
    _ number: Int, _ callee: Value, _ operands: [Operand], isNamed: Bool
  ) -> [Reference]? {
    let row = NativeRow.table[number]
    let count = operands.count
    guard count <= row.parameters.count else { return nil }
    if row.isClass {
      guard count == row.parameters.count else { return nil }
    } else {
      let signature = NativeRef(callee).signature(thread)
      guard !signature.isRaw, !signature.hasVarKeywords, count >= signature.required, count <= signature.total,
        signature.total <= 8
      else { return nil }
      // The helper calls the body, which trusts its receiver.
      if NativeRef(callee).field(.owner).isBound, count > 0, !NativeRef(callee).fits(operands[0].actual) { return nil }
      // More by position than it takes.
      if count > signature.positional && !isNamed { return nil }
    }
    for (operand, parameter) in zip(operands, row.parameters)
    where operand.actual.isBound && !parameter.types.contains(AcceptedTypes(operand.actual)) {
      return nil
    }
    guard checksPass(row, operands.map(\.actual)) else { return nil }
    var arguments = [raw(constant: NativeCalls.target(row, callee, count: count))]
    for (index, parameter) in row.parameters.enumerated() {
      guard index < count else {
        arguments.append(constant(.unbound))
        continue
      }
      if parameter.isGuarded && operands[index].actual.isBound { guardSameType(operands[index]) }
      arguments.append(operands[index].reference)
    }
    return arguments
  }

  private func callRow(_ row: NativeRow, _ helper: Int, _ arguments: [Reference]) -> Reference {
    let result = call(helper, arguments)
    switch row.result {
    case .int: return result
    case .truth: return emit(.same, result, constant(.true))
    case .value:
      // A look-up may refuse, and so may what is checked at the call.
      if row.mayRefuse { guardian(.guardDifferent, result, constant(.unbound)) }
      guardSuccess(result)
      return result
    }
  }

  private func checksPass(_ row: NativeRow, _ actuals: [Value]) -> Bool {
    for (parameter, actual) in zip(row.parameters, actuals) {
      switch parameter.check {
      case .nothing: break
      case .plain: if !thread.isPlain(actual) { return false }
      case .plainItems: if !thread.hasPlainItems(actual, ordered: false) { return false }
      case .orderedItems: if !thread.hasPlainItems(actual, ordered: true) { return false }
      }
    }
    return true
  }
}
