// Recording items of bytes, bytearray and array.array: packed numbers behind a check of the index.

import CRuntime
import TraceIR

extension ItemFormat {
  /// How a trace reads and writes these items; nil for those whose numbers may not fit 62 bits, and characters.
  fileprivate var element: Packing.Element? {
    switch self {
    case .signedByte: .int8
    case .byte: .uint8
    case .short: .int16
    case .unsignedShort: .uint16
    case .int: .int32
    case .unsignedInt: .uint32
    case .float: .float32
    case .double: .float64
    default: nil
    }
  }
}

extension Packing.Element {
  /// Smallest and largest number, for the whole ones.
  var range: ClosedRange<Int>? {
    switch self {
    case .int8: -128...127
    case .uint8: 0...255
    case .int16: -32768...32767
    case .uint16: 0...65535
    case .int32: -2_147_483_648...2_147_483_647
    case .uint32: 0...4_294_967_295
    default: nil
    }
  }
}

extension Recorder {
  /// The packed items behind a register: their storage and what they are, with the index checked; nil for other objects.
  private func packed(
    _ container: Value, _ register: Int, _ index: Reference, _ actual: Int
  ) -> (base: Reference, position: Reference, packing: Packing, region: Region)? {
    let shape = container.pointer.shapeWord
    let shapes = vm.pointee.shapes
    if shape == shapes.bytes.address {
      guard actual >= 0, actual < BytesRef(container).count else { return nil }
      let object = readObject(register, container)
      let count = emit(.rawToInt, emit(.load, type: .raw, object, immediate: 16, region: .immutable))
      guardian(.guardTrue, emit(.intBelow, index, count))
      return (object, index, Packing(.uint8, offset: StringRef.dataOffset), .immutable)
    }
    var element = Packing.Element.uint8
    if shape != shapes.byteArray.address {
      guard container.type.value == vm.pointee.types.array, container.type.rootShape.address == shape,
        let format = ItemFormat(rawValue: UInt8(container.pointer.intWord(3))), let known = format.element
      else { return nil }
      element = known
    }
    let bytes = ByteArrayRef(container).count
    guard actual >= 0, actual < bytes / element.width else { return nil }
    let object = readObject(register, container)
    if shape != shapes.byteArray.address {
      let format = emit(.load, type: .int, object, immediate: 24, region: .immutable)
      guardian(.guardTrue, emit(.intEqual, format, int(constant: container.pointer.intWord(3))))
    }
    var count = emit(.load, type: .int, object, immediate: 8, region: .fields)
    if element.width > 1 { count = emit(.shiftRight, count, int(constant: element.width.trailingZeroBitCount)) }
    guardian(.guardTrue, emit(.intBelow, index, count))
    let storage = emit(.load, type: .object, object, immediate: 16, region: .fields)
    return (storage, index, Packing(element, offset: 16), .buffers)
  }

  func packedItem(_ container: Value, _ register: Int, _ index: Reference, _ actual: Int) -> Reference? {
    guard let place = packed(container, register, index, actual) else { return nil }
    return emit(
      .loadPacked, type: place.packing.element.result, place.base, place.position, immediate: place.packing.immediate,
      region: place.region)
  }

  /// Whether the store was recorded.
  func setPackedItem(_ container: Value, _ register: Int, _ index: Reference, _ actual: Int, _ valueRegister: Int)
    -> Bool
  {
    let value = r[valueRegister]
    if container.pointer.shapeWord == vm.pointee.shapes.bytes.address { return false }
    guard value.isInt || value.isExactFloat, let place = packed(container, register, index, actual) else {
      return false
    }
    let number: Reference
    if let range = place.packing.element.range {
      guard value.isInt, range.contains(value.asInt) else { return false }
      number = readInt(valueRegister)
      guardRange(number, range)
    } else {
      if place.packing.element == .float32 { return false }
      number = readFloat(valueRegister, value)
    }
    emit(.storePacked, place.base, place.position, number, immediate: place.packing.immediate, region: place.region)
    return true
  }

  /// `array.append(item)` for a number below 256 where the storage has room; false: a call must make some.
  func appendByte(_ array: Reference, _ actual: ByteArrayRef, _ item: Reference) -> Bool {
    guard actual.count < actual.capacity, actual.pointer.headerFlags & HeaderFlags.exported == 0 else { return false }
    let header = emit(.load, type: .raw, array, region: .fields)
    let flag = emit(.rawAnd, header, raw(constant: UInt64(HeaderFlags.exported) << 40))
    guardian(.guardTrue, emit(.rawEqual, flag, raw(constant: 0)))
    let count = emit(.load, type: .int, array, immediate: 8, region: .fields)
    let storage = guardian(.guardObject, emit(.load, type: .value, array, immediate: 16, region: .fields))
    let capacity = emit(.load, type: .int, storage, immediate: 8, region: .immutable)
    guardian(.guardTrue, emit(.intLess, count, capacity))
    emit(.storePacked, storage, count, item, immediate: Packing(.uint8, offset: 16).immediate, region: .buffers)
    emit(.store, array, emit(.add, count, int(constant: 1)), immediate: 8, region: .fields)
    return true
  }
}
