// memoryview of ctypes objects: the formats of PEP 3118, which `struct` and so memoryview cannot read.

import CRuntime

extension UnsafeMutablePointer where Pointee == ThreadState {
  func makeForeignView(_ object: Value) -> Value {
    let layout = CData(object).layout
    let shape = layout.word(CLayout.Word.shape)
    var inner = layout
    while inner.category == .array, let item = inner.item { inner = item }
    let lengths = shape.isKind(.tuple) ? TupleRef(shape) : TupleRef(vm.pointee.emptyTuple)
    var count = 1
    for index in 0..<lengths.count { count *= lengths[index].asInt }
    let format = StringRef.make(self, layout.format)
    let strides = contiguousStrides(lengths, inner.size)
    return MemoryViewRef.make(
      self, object, start: 0, count: count, stride: inner.size, code: 0, readOnly: false,
      shape: lengths.count == 1 ? .none : lengths.value, strides: lengths.count == 1 ? .none : strides,
      item: ViewItem(format: format, size: inner.size)
    ).value
  }
}
