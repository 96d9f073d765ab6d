// Recording `a, b = items`: tuples and lists of the right length are read item by item, others by a helper.

import CRuntime
import TraceIR

extension Recorder {
  func unpack(_ a: Int, _ b: Int, count: Int) throws(AbortReason) {
    let source = r[b]
    let shapes = vm.pointee.shapes
    if source.isObject, source.pointer.shapeWord == shapes.tuple.address, TupleRef(source).count == count {
      let object = readObject(b, source)
      let length = emit(.load, type: .int, object, immediate: 8, region: .immutable)
      guardian(.guardTrue, emit(.intEqual, length, int(constant: count)))
      let items = (0..<count).map {
        emit(.load, type: .value, object, immediate: Int64(16 + 8 * $0), region: .immutable)
      }
      for (index, item) in items.enumerated() { write(a + index, item) }
      return
    }
    if source.isObject, source.pointer.shapeWord == shapes.list.address, ListRef(source).count == count, count > 0 {
      let object = readObject(b, source)
      let length = emit(.load, type: .int, object, immediate: 8, region: .listHeader)
      guardian(.guardTrue, emit(.intEqual, length, int(constant: count)))
      let storage = emit(.load, type: .object, object, immediate: 16, region: .listHeader)
      let items = (0..<count).map {
        emit(.load, type: .value, storage, immediate: Int64(16 + 8 * $0), region: .listItems)
      }
      for (index, item) in items.enumerated() { write(a + index, item) }
      return
    }
    let tuple = asObject(callChecked(.unpack, [read(b), raw(constant: UInt64(count))]))
    for index in 0..<count {
      write(a + index, emit(.load, type: .value, tuple, immediate: Int64(16 + 8 * index), region: .immutable))
    }
  }
}
