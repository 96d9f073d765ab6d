// Recording iteration over dicts and their views: views and iterators are plain objects, which mostly are never made,
// and the next entry is read where it lies. What is unusual (deleted entries, namespaces, a dict that changed) is left to
// helpers or to the interpreter.

import CRuntime
import TraceIR

extension Recorder {
  /// A new view of a dict.
  func makeDictView(_ dict: Reference, _ facet: DictFacet) -> Reference {
    let shapes = vm.pointee.shapes
    let shape: ShapeRef
    switch facet {
    case .keys: shape = shapes.dictKeys
    case .values: shape = shapes.dictValues
    case .items: shape = shapes.dictItems
    }
    let view = emit(.new, immediate: header(shape, .dictView, words: 2))
    emit(.store, view, dict, immediate: 8, region: .immutable)
    return view
  }

  /// The iterator of a dict, or of what a view shows of it.
  func makeDictIterator(_ dict: Reference, _ facet: DictFacet) -> Reference {
    let shapes = vm.pointee.shapes
    let shape: ShapeRef
    switch facet {
    case .keys: shape = shapes.dictKeyIterator
    case .values: shape = shapes.dictValueIterator
    case .items: shape = shapes.dictItemIterator
    }
    let count = emit(.load, type: .int, dict, immediate: 8, region: .tables)
    let iterator = emit(.new, immediate: header(shape, .dictIterator, words: 4))
    emit(.store, iterator, dict, immediate: 8, region: .iterators)
    emit(.store, iterator, int(constant: 0), immediate: 16, region: .iterators)
    emit(.store, iterator, count, immediate: 24, region: .iterators)
    return iterator
  }

  /// What the view shows, by its shape; nil for the view of something else.
  func facet(ofView shape: UInt32) -> DictFacet? {
    let shapes = vm.pointee.shapes
    if shape == shapes.dictKeys.address { return .keys }
    if shape == shapes.dictValues.address { return .values }
    return shape == shapes.dictItems.address ? .items : nil
  }

  /// The next entry of a dict's iterator, as `nextEntry` finds it. Words of the iterator: 1 dict, 2 position and, above
  /// `positionBits`, the entries given, 3 count expected.
  func advanceDict(_ pointer: Raw, _ object: () -> Reference) -> Advance {
    let positionBits = 31
    let shapes = vm.pointee.shapes
    guard pointer.word(1).isObject, pointer.word(1).pointer.shapeWord == shapes.dict.address else { return .unknown }
    let dict = DictRef(pointer.word(1))
    let state = pointer.intWord(2)
    let position = state & (1 << positionBits - 1)
    let ends = position >= dict.fill
    guard !dict.holdsCells, dict.count == pointer.intWord(3), dict.finger <= position,
      ends || dict.entries[position].key.isBound && state >> positionBits < pointer.intWord(3)
    else { return .unknown }
    let iterator = object()
    let source = guardian(.guardObject, emit(.load, type: .value, iterator, immediate: 8, region: .iterators))
    guardShape(source, .object(dict.pointer))
    // A flag of the header says whether the values may be in cells. It changes only where Python code may run.
    let header = emit(.load, type: .raw, source, immediate: 0, region: .tables)
    let cells = emit(.rawAnd, header, raw(constant: UInt64(HeaderFlags.holdsCells) << 40))
    guardian(.guardTrue, emit(.rawEqual, cells, raw(constant: 0)))
    func word(_ object: Reference, _ index: Int, _ region: Region) -> Reference {
      emit(.load, type: .int, object, immediate: Int64(8 * index), region: region)
    }
    let expected = word(iterator, 3, .iterators)
    guardian(.guardTrue, emit(.intEqual, word(source, 1, .tables), expected))
    let packed = word(iterator, 2, .iterators)
    let index = emit(.and, packed, int(constant: 1 << positionBits - 1))
    guardian(.guardTrue, emit(.intLessEqual, word(source, 5, .tables), index))
    let goesOn = emit(.intLess, index, word(source, 2, .tables))
    if ends {
      guardian(.guardFalse, goesOn)
      emit(.store, iterator, constant(.none), immediate: 8, region: .iterators)
      return .ended
    }
    guardian(.guardTrue, goesOn)
    let given = emit(.shiftRight, packed, int(constant: positionBits))
    guardian(.guardTrue, emit(.intLess, given, expected))
    let entries = emit(.load, type: .object, source, immediate: 24, region: .tables)
    let first = emit(.multiply, index, int(constant: 3))
    func entry(_ offset: Int64) -> Reference {
      emit(.loadElement, type: .value, entries, first, immediate: 16 + offset, region: .tables)
    }
    let container = Value.object(dict.pointer)
    var key = entry(8)
    guardian(.guardDifferent, key, constant(.unbound))
    let shape = pointer.shapeWord
    if shape != shapes.dictValueIterator.address { key = steady(key, dict.entries[position].key, in: container) }
    postpone(iterator, emit(.add, packed, int(constant: 1 << positionBits + 1)), 16)
    if shape == shapes.dictKeyIterator.address { return .item(key) }
    let value = steady(entry(16), dict.entries[position].value, in: container)
    if shape == shapes.dictValueIterator.address { return .item(value) }
    return .item(tuple([key, value]))
  }
}
