// Recording what lists do in place: `append` and `pop` without a call, and slices of built-in sequences.

import CRuntime
import TraceIR

extension Recorder {
  // MARK: The last item

  /// `list.append(value)`: the storage grows out of line, when it is full.
  func append(_ value: Reference, to list: Reference) {
    let item = boxed(value)
    let count = emit(.load, type: .int, list, immediate: 8, region: .listHeader)
    let storage = emit(
      .makeRoom, emit(.load, type: .value, list, immediate: 16, region: .listHeader), count)
    emit(.storeElement, storage, count, item, immediate: 16, region: .listItems)
    emit(.store, list, storage, immediate: 16, region: .listHeader)
    emit(.store, list, emit(.add, count, int(constant: 1)), immediate: 8, region: .listHeader)
  }

  /// `list.pop()` of a list that is not empty.
  func popLast(_ list: Reference) -> Reference {
    let count = emit(.load, type: .int, list, immediate: 8, region: .listHeader)
    guardian(.guardTrue, emit(.intLess, int(constant: 0), count))
    let last = emit(.add, count, int(constant: -1))
    let storage = emit(.load, type: .object, list, immediate: 16, region: .listHeader)
    let item = emit(.loadElement, type: .value, storage, last, immediate: 16, region: .listItems)
    emit(.storeElement, storage, last, int(constant: 0), immediate: 16, region: .listItems)
    emit(.store, list, last, immediate: 8, region: .listHeader)
    return item
  }

  // MARK: Slices

  private static let sliced: AcceptedTypes = [.list, .tuple, .string, .bytes, .byteArray]

  private func isBound(_ value: Value) -> Bool { value.isInt || value.isNone || value.isUnbound }

  /// Bounds stay of the sort that they are now.
  private func guardBound(_ bound: Operand) {
    if bound.actual.isUnbound || bound.actual.isNone {
      guardIdentity(bound.reference, bound.actual)
    } else {
      guardSameType(bound)
    }
  }

  /// `container[start:stop]` of a built-in sequence with bounds that are small ints or None.
  func getSlice(_ a: Int, container b: Int, bounds c: Int) {
    let container = Operand(read(b), r[b], register: b)
    guard Self.sliced.contains(AcceptedTypes(container.actual)), isBound(r[c]), isBound(r[c + 1]) else {
      return write(a, callChecked(.getSlice, [container.reference, read(c), read(c + 1)]))
    }
    for register in c...c + 1 { guardBound(operand(register)) }
    write(a, callChecked(.getSlicePlain, [text(container), read(c), read(c + 1)]))
  }

  /// `container[start:stop] = value` of a list by a list or tuple, and `del container[start:stop]`.
  func setSlice(container a: Int, bounds b: Int, value c: Int) {
    let value = operand(c)
    let type = AcceptedTypes(value.actual)
    guard AcceptedTypes(r[a]) == .list, isBound(r[b]), isBound(r[b + 1]),
      value.actual.isUnbound || type == .list || type == .tuple
    else {
      _ = callChecked(.setSlice, [read(a), read(b), read(b + 1), read(c)])
      return
    }
    let list = readObject(a, r[a])
    for register in b...b + 1 { guardBound(operand(register)) }
    if value.actual.isUnbound { guardIdentity(value.reference, .unbound) } else { guardSameType(value) }
    _ = callChecked(.setSlicePlain, [list, read(b), read(b + 1), read(c)])
  }

  /// A slice object, which most often is used at once and never made.
  func buildSlice(_ a: Int, first: Int, count: Int) {
    let slice = emit(.new, immediate: header(vm.pointee.shapes.slice, .slice, words: SliceRef.baseWords))
    for index in 0..<3 {
      var bound = constant(.none)
      if index < count {
        bound = boxed(read(first + index))
        if r[first + index].isUnbound {
          guardIdentity(bound, .unbound)
          bound = constant(.none)
        }
      }
      emit(.store, slice, bound, immediate: Int64(8 * (index + 1)), region: .immutable)
    }
    write(a, slice)
  }

  /// `container[slice]` of a built-in list or tuple for a slice of small ints and Nones; nil for everything else.
  func slice(_ container: Operand, _ index: Operand) -> Reference? {
    let accepted: AcceptedTypes = [.list, .tuple, .string]
    guard index.actual.isObject, index.actual.isKind(.slice), accepted.contains(AcceptedTypes(container.actual)) else {
      return nil
    }
    let actual = SliceRef(index.actual)
    let bounds = [actual.start, actual.stop, actual.step]
    // A step of zero is an error.
    guard bounds.allSatisfy({ $0.isInt || $0.isNone }), actual.step != .int(0) else { return nil }
    let object = asObject(index.reference)
    guardShape(object, index.actual)
    let words = bounds.enumerated().map { number, bound in
      let word = emit(.load, type: .value, object, immediate: Int64(8 * (number + 1)), region: .immutable)
      guardBound(Operand(word, bound))
      return word
    }
    return callChecked(.getStridePlain, [text(container)] + words)
  }
}
