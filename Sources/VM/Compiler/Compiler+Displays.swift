// Tuple, list, set and dict displays, with star unpacking.
// Short ones take a run of registers and one instruction; long ones grow item by item, so that a table of thousands
// of entries does not need thousands of registers.

import Syntax

extension Compiler {
  private static let longestRun = 64

  func tuple(_ items: [Expression], _ span: SourceSpan, into destination: Int) throws {
    if items.count <= Compiler.longestRun, !items.contains(where: \.isStarred) {
      let first = try run(items)
      return emit(span, .buildTuple, destination, first, items.count)
    }
    let list = growing(destination)
    try growList(items, span, in: list)
    emit(span, .listToTuple, destination, list)
  }

  func list(_ items: [Expression], _ span: SourceSpan, into destination: Int) throws {
    if items.count >= 3, let values = folder.values(of: items) {
      let list = growing(destination)
      let constant = unit.allocate()
      emit(span, .buildList, list, constant, 0)
      unit.loadConstant(.tuple(values), into: constant)
      unit.emit(.listExtend, list, constant)
      return finish(list, destination)
    }
    if items.count <= Compiler.longestRun, !items.contains(where: \.isStarred) {
      let first = try run(items)
      return emit(span, .buildList, destination, first, items.count)
    }
    let list = growing(destination)
    try growList(items, span, in: list)
    finish(list, destination)
  }

  func set(_ items: [Expression], _ span: SourceSpan, into destination: Int) throws {
    if items.count <= Compiler.longestRun, !items.contains(where: \.isStarred) {
      if items.count >= 3, let values = folder.values(of: items) {
        let set = growing(destination)
        let constant = unit.allocate()
        emit(span, .buildSet, set, constant, 0)
        unit.loadConstant(.frozenSet(values), into: constant)
        unit.emit(.setUpdate, set, constant)
        return finish(set, destination)
      }
      let first = try run(items)
      return emit(span, .buildSet, destination, first, items.count)
    }
    let set = growing(destination)
    emit(span, .buildSet, set, set, 0)
    for item in items { try add(item, .setAdd, .setUpdate, span, to: set) }
    finish(set, destination)
  }

  func dictionary(
    _ keys: [Expression?], _ values: [Expression], _ span: SourceSpan, into destination: Int
  ) throws {
    if keys.count <= Compiler.longestRun / 2, !keys.contains(where: { $0 == nil }) {
      let first = unit.next
      for (key, value) in zip(keys, values) {
        try expression(key!, into: unit.allocate())
        try expression(value, into: unit.allocate())
      }
      return emit(span, .buildDict, destination, first, keys.count)
    }
    let dict = growing(destination)
    emit(span, .buildDict, dict, dict, 0)
    for (key, value) in zip(keys, values) {
      let mark = unit.next
      if let key {
        let first = try operand(key, before: value)
        let second = try operand(value)
        emit(span, .dictSet, dict, first, second)
      } else {
        let mapping = try operand(value)
        emit(span, .dictUpdate, dict, mapping)
      }
      unit.release(to: mark)
    }
    finish(dict, destination)
  }

  /// Values of `items` in consecutive new registers; gives the first.
  func run(_ items: [Expression]) throws -> Int {
    let first = unit.next
    for item in items { try expression(item, into: unit.allocate()) }
    return first
  }

  /// Makes the list r[`list`] of `items`, which may have stars.
  func growList(_ items: [Expression], _ span: SourceSpan, in list: Int) throws {
    let plain = items.prefix(Compiler.longestRun).prefix { !$0.isStarred }
    let mark = unit.next
    let first = try run(Array(plain))
    emit(span, .buildList, list, plain.isEmpty ? list : first, plain.count)
    unit.release(to: mark)
    for item in items.dropFirst(plain.count) { try add(item, .listAppend, .listExtend, span, to: list) }
  }

  /// Adds an item, or all of a starred one, to r[container].
  func add(_ item: Expression, _ one: Op, _ many: Op, _ span: SourceSpan, to container: Int) throws {
    let mark = unit.next
    if case .starred(let value, _) = item.kind {
      let register = try operand(value)
      emit(span, many, container, register)
    } else {
      let register = try operand(item)
      emit(span, one, container, register)
    }
    unit.release(to: mark)
  }

  /// Where a container grows: not in a variable, which its items may still read.
  private func growing(_ destination: Int) -> Int {
    unit.isTemporary(destination) ? destination : unit.allocate()
  }

  private func finish(_ register: Int, _ destination: Int) {
    if register != destination { unit.emit(.move, destination, register) }
  }
}

extension Expression {
  var isStarred: Bool { if case .starred = kind { true } else { false } }
}
