// Formats of the module `struct`: what a format string means, and how one value becomes bytes and back.
// Numbers are read and written least significant byte first and turned round for big-endian formats.

import CRuntime
import Glibc

/// One type code of a format, with its repeat count and place.
struct StructField {
  enum Kind: UInt8 { case padding, character, bytes, pascal, boolean, signed, unsigned, half, float, double }

  var kind: Kind
  var code: UInt8
  var isBigEndian: Bool
  /// Not of the sizes and alignments of this machine.
  var isStandard: Bool
  /// Bytes of one item.
  var size: Int
  var count: Int
  var offset: Int

  /// A number of 1, 2, 4 or 8 bytes.
  @inline(__always) static func bits(_ place: UnsafePointer<UInt8>, _ size: Int, isBigEndian: Bool) -> UInt64 {
    let raw = UnsafeRawPointer(place)
    switch size {
    case 1: return UInt64(place[0])
    case 2:
      let number = raw.loadUnaligned(as: UInt16.self)
      return UInt64(isBigEndian ? number.byteSwapped : number)
    case 4:
      let number = raw.loadUnaligned(as: UInt32.self)
      return UInt64(isBigEndian ? number.byteSwapped : number)
    default:
      let number = raw.loadUnaligned(as: UInt64.self)
      return isBigEndian ? number.byteSwapped : number
    }
  }

  /// Writes the low 1, 2, 4 or 8 bytes of a number.
  @inline(__always) static func store(
    _ bits: UInt64, _ place: UnsafeMutablePointer<UInt8>, _ size: Int, isBigEndian: Bool
  ) {
    let raw = UnsafeMutableRawPointer(place)
    switch size {
    case 1: place[0] = UInt8(truncatingIfNeeded: bits)
    case 2:
      let number = UInt16(truncatingIfNeeded: bits)
      raw.storeBytes(of: isBigEndian ? number.byteSwapped : number, as: UInt16.self)
    case 4:
      let number = UInt32(truncatingIfNeeded: bits)
      raw.storeBytes(of: isBigEndian ? number.byteSwapped : number, as: UInt32.self)
    default: raw.storeBytes(of: isBigEndian ? bits.byteSwapped : bits, as: UInt64.self)
    }
  }

  /// Python values for this field.
  var values: Int { kind == .padding ? 0 : kind == .bytes || kind == .pascal ? 1 : count }

  /// Kind and size by code; alignment on this machine is the size. Standard formats have no P, n and N, and their l
  /// and L have 4 bytes.
  static func row(_ code: UInt8, isNative: Bool) -> (kind: Kind, size: Int)? {
    switch Unicode.Scalar(code) {
    case "x": (.padding, 1)
    case "c": (.character, 1)
    case "s": (.bytes, 1)
    case "p": (.pascal, 1)
    case "?": (.boolean, 1)
    case "b": (.signed, 1)
    case "B": (.unsigned, 1)
    case "h": (.signed, 2)
    case "H": (.unsigned, 2)
    case "i": (.signed, 4)
    case "I": (.unsigned, 4)
    case "l": (.signed, isNative ? 8 : 4)
    case "L": (.unsigned, isNative ? 8 : 4)
    case "q": (.signed, 8)
    case "Q": (.unsigned, 8)
    case "n": isNative ? (.signed, 8) : nil
    case "N", "P": isNative ? (.unsigned, 8) : nil
    case "e": (.half, 2)
    case "f": (.float, 4)
    case "d": (.double, 8)
    default: nil
    }
  }
}

/// A format that has been read.
struct StructLayout {
  var fields: [StructField] = []
  var size = 0
  var values = 0

  struct Problem: Error { let message: String }

  init(_ format: StringRef) throws(Problem) {
    var index = 0
    var isBigEndian = false
    var isStandard = false
    if format.count > 0 {
      switch Unicode.Scalar(format[0]) {
      case "<", "=": isStandard = true
      case ">", "!": (isStandard, isBigEndian) = (true, true)
      case "@": break
      default: index = -1
      }
      index += 1
    }
    if (0..<format.count).contains(where: { format[$0] == 0 }) { throw Problem(message: "embedded null character") }
    while index < format.count {
      var code = format[index]
      index += 1
      if code == 32 || code >= 9 && code <= 13 { continue }
      var count = 1
      if code >= 48 && code <= 57 {
        count = Int(code) - 48
        while index < format.count, format[index] >= 48, format[index] <= 57 {
          let (product, overflow) = count.multipliedReportingOverflow(by: 10)
          let (sum, excess) = product.addingReportingOverflow(Int(format[index]) - 48)
          if overflow || excess { throw Problem(message: "total struct size too long") }
          count = sum
          index += 1
        }
        if index == format.count { throw Problem(message: "repeat count given without format specifier") }
        code = format[index]
        index += 1
      }
      guard code < 128, let row = StructField.row(UInt8(code), isNative: !isStandard) else {
        throw Problem(message: "bad char in struct format")
      }
      if !isStandard { size = (size + row.size - 1) / row.size * row.size }
      if count > (Int.max - size - 8) / row.size { throw Problem(message: "total struct size too long") }
      let field = StructField(
        kind: row.kind, code: UInt8(code), isBigEndian: isBigEndian, isStandard: isStandard, size: row.size,
        count: count, offset: size)
      fields.append(field)
      size += count * row.size
      values += field.values
    }
  }
}

extension UnsafeMutablePointer where Pointee == ThreadState {
  // MARK: Unpacking

  /// The value number `index` of a field, whose struct begins at `source`.
  @inline(__always) func unpack(
    _ field: UnsafePointer<StructField>, _ index: Int, _ source: UnsafePointer<UInt8>
  ) -> Value {
    let size = field.pointee.size
    let place = source + (field.pointee.offset &+ index &* size)
    switch field.pointee.kind {
    case .signed:
      let shift = UInt64(64 &- size &* 8)
      let bits = StructField.bits(place, size, isBigEndian: field.pointee.isBigEndian)
      return makeInt(Int(Int64(bitPattern: bits &<< shift) &>> Int64(shift)))
    case .unsigned: return makeInt(UInt(StructField.bits(place, size, isBigEndian: field.pointee.isBigEndian)))
    case .double:
      return makeFloat(
        Double(bitPattern: StructField.bits(place, size, isBigEndian: field.pointee.isBigEndian)))
    default: return unpackRare(field.pointee, place)
    }
  }

  @inline(never) private func unpackRare(_ field: StructField, _ place: UnsafePointer<UInt8>) -> Value {
    let bits =
      field.kind == .half || field.kind == .float
      ? StructField.bits(place, field.size, isBigEndian: field.isBigEndian) : 0
    switch field.kind {
    case .character: return BytesRef.make(self, place, 1)
    case .bytes: return BytesRef.make(self, place, field.count)
    case .pascal: return BytesRef.make(self, place + 1, field.count == 0 ? 0 : min(Int(place[0]), field.count - 1))
    case .boolean: return .bool(place[0] != 0)
    case .half: return makeFloat(Double(Float16(bitPattern: UInt16(truncatingIfNeeded: bits))))
    case .float: return makeFloat(Double(Float(bitPattern: UInt32(truncatingIfNeeded: bits))))
    default: return .none
    }
  }

  // MARK: Packing

  /// Writes small ints in range and immediate floats; false, with nothing pending, for all that `pack` must look at.
  @inline(__always) func packQuickly(
    _ field: UnsafePointer<StructField>, _ index: Int, _ value: Value, _ target: UnsafeMutablePointer<UInt8>
  ) -> Bool {
    let size = field.pointee.size
    let bits: UInt64
    if value.isInt {
      let number = value.asInt
      let shift = 64 &- size &* 8
      switch field.pointee.kind {
      case .signed:
        if (number &<< shift) &>> shift != number { return false }
      case .unsigned:
        if number < 0 || shift > 0 && number &>> (size &* 8) != 0 { return false }
      default: return false
      }
      bits = UInt64(bitPattern: Int64(number))
    } else {
      guard value.isImmediateFloat, field.pointee.kind == .double else { return false }
      bits = value.asDouble.bitPattern
    }
    StructField.store(
      bits, target + (field.pointee.offset &+ index &* size), size, isBigEndian: field.pointee.isBigEndian)
    return true
  }

  /// Writes `value` as the value number `index` of a field; the bytes are 0 before. False with an exception pending.
  func pack(_ field: StructField, _ index: Int, _ value: Value, _ target: UnsafeMutablePointer<UInt8>) -> Bool {
    let place = target + field.offset + index * field.size
    switch field.kind {
    case .padding: return true
    case .character:
      guard value.isKind(.bytes), BytesRef(value).count == 1 else {
        return failStruct("char format requires a bytes object of length 1")
      }
      place[0] = BytesRef(value).bytes[0]
      return true
    case .bytes, .pascal:
      guard value.isKind(.bytes) || value.isKind(.byteArray), let view = byteView(value) else {
        return failStruct("argument for '\(Character(Unicode.Scalar(field.code)))' must be a bytes object")
      }
      let prefix = field.kind == .pascal ? 1 : 0
      let length = max(0, min(view.count, field.count - prefix))
      if length > 0 { memcpy(place + prefix, view.baseAddress!, length) }
      if prefix == 1 && field.count > 0 { place[0] = UInt8(min(length, 255)) }
      return true
    case .boolean:
      let truth = truth(value)
      place[0] = truth == 1 ? 1 : 0
      return truth >= 0
    default: break
    }
    guard
      let bits = field.kind.rawValue >= StructField.Kind.half.rawValue
        ? floatBits(field, value) : integerBits(field, value)
    else { return false }
    StructField.store(bits, place, field.size, isBigEndian: field.isBigEndian)
    return true
  }

  private func floatBits(_ field: StructField, _ value: Value) -> UInt64? {
    guard let number = double(of: value) else {
      if pendingMatches(.typeError) {
        pointee.exception = .unbound
        _ = failStruct("required argument is not a float")
      }
      return nil
    }
    if field.kind == .double { return number.bitPattern }
    let isHalf = field.kind == .half
    let half = Float16(number)
    let single = Float(number)
    // Of a float in this machine's own format CPython checks nothing.
    if number.isFinite && (isHalf ? !half.isFinite : !single.isFinite && field.isStandard) {
      raise(.overflowError, "float too large to pack with \(isHalf ? "e" : "f") format")
      return nil
    }
    return isHalf ? UInt64(half.bitPattern) : UInt64(single.bitPattern)
  }

  private func integerBits(_ field: StructField, _ value: Value) -> UInt64? {
    var integer = unwrapInteger(value)
    if integer.isUnbound {
      if value.type.special(.index).isUnbound {
        _ = failStruct("required argument is not an integer")
        return nil
      }
      integer = toIndex(value)
      if integer.isError { return nil }
    }
    let isSigned = field.kind == .signed
    let isPointer = field.code == UInt8(ascii: "P")
    // The low 64 bits, when a machine word holds the number.
    var bits: UInt64 = 0
    let fits = withUnsafeMutableBytes(of: &bits) { buffer in
      let bytes = buffer.baseAddress!.assumingMemoryBound(to: UInt8.self)
      if isSigned || isPointer && isNegative(integer) { return writeBytes(integer, bytes, 8, signed: true) }
      return !isNegative(integer) && writeBytes(integer, bytes, 8, signed: false)
    }
    if !fits {
      // A byte or a short is read as a C long, where a negative number has no other problem than its range.
      if !isSigned && field.size < 4 && integer.isInt { return failRange(field) }
      let isTooLong = isPointer || field.isBigEndian && field.size == 8
      _ = failStruct(isTooLong ? "int too large to convert" : "argument out of range")
      return nil
    }
    if field.size == 8 { return bits }
    if !isSigned && field.size < 4 && bits > UInt64(Int64.max) {
      _ = failStruct("argument out of range")
      return nil
    }
    let width = UInt64(field.size * 8)
    let inRange =
      isSigned
      ? Int64(bitPattern: bits) >= -(1 << Int64(width - 1)) && Int64(bitPattern: bits) < 1 << Int64(width - 1)
      : bits < 1 << width
    return inRange ? bits : failRange(field)
  }

  private func failRange(_ field: StructField) -> UInt64? {
    let width = UInt64(field.size * 8)
    let isSigned = field.kind == .signed
    let low = isSigned ? "-\(1 << (width - 1) as UInt64)" : "0"
    let high = isSigned ? UInt64(1) << (width - 1) - 1 : 1 << width - 1
    let name =
      switch Unicode.Scalar(field.code) {
      case "b": "byte"
      case "B": "ubyte"
      case "h" where !field.isBigEndian: "short"
      case "H" where !field.isBigEndian: "ushort"
      default: "'\(Character(Unicode.Scalar(field.code)))'"
      }
    _ = failStruct("\(name) format requires \(low) <= number <= \(high)")
    return nil
  }
}
