// Machine numbers in arrays and memory views: one row per type code, with its size and how an item is read and written.

import CRuntime
import Glibc

/// The raw value is the type code's ASCII value.
enum ItemFormat: UInt8 {
  case signedByte = 98, byte = 66, unicode = 117, short = 104, unsignedShort = 72, int = 105, unsignedInt = 73
  case long = 108, unsignedLong = 76, longLong = 113, unsignedLongLong = 81, float = 102, double = 100

  var size: Int {
    switch self {
    case .signedByte, .byte: 1
    case .short, .unsignedShort: 2
    case .int, .unsignedInt, .float, .unicode: 4
    default: 8
    }
  }

  /// The Python object for the item at `place`.
  func read(_ thread: Thread, _ place: UnsafeRawPointer) -> Value {
    switch self {
    case .signedByte: return .int(Int(place.loadUnaligned(as: Int8.self)))
    case .byte: return .int(Int(place.loadUnaligned(as: UInt8.self)))
    case .unicode: return StringRef.character(thread, place.loadUnaligned(as: UInt32.self))
    case .short: return .int(Int(place.loadUnaligned(as: Int16.self)))
    case .unsignedShort: return .int(Int(place.loadUnaligned(as: UInt16.self)))
    case .int: return .int(Int(place.loadUnaligned(as: Int32.self)))
    case .unsignedInt: return .int(Int(place.loadUnaligned(as: UInt32.self)))
    case .long, .longLong: return thread.makeInt(place.loadUnaligned(as: Int.self))
    case .unsignedLong, .unsignedLongLong: return thread.makeInt(place.loadUnaligned(as: UInt.self))
    case .float: return thread.makeFloat(Double(place.loadUnaligned(as: Float.self)))
    case .double: return thread.makeFloat(place.loadUnaligned(as: Double.self))
    }
  }

  /// Writes the machine form of `value`; false with an exception pending.
  func write(_ thread: Thread, _ value: Value, to place: UnsafeMutableRawPointer) -> Bool {
    switch self {
    case .signedByte:
      return integer(thread, value, -128, 127, "signed char") { place.storeBytes(of: Int8($0), as: Int8.self) }
    case .byte:
      return integer(thread, value, 0, 255, "unsigned byte integer") { place.storeBytes(of: UInt8($0), as: UInt8.self) }
    case .short:
      return integer(thread, value, -32768, 32767, "signed short integer") {
        place.storeBytes(of: Int16($0), as: Int16.self)
      }
    case .unsignedShort:
      return integer(thread, value, 0, 65535, "unsigned short") { place.storeBytes(of: UInt16($0), as: UInt16.self) }
    case .int:
      return integer(thread, value, -(1 << 31), 1 << 31 - 1, "signed integer") {
        place.storeBytes(of: Int32($0), as: Int32.self)
      }
    case .unsignedInt:
      return integer(thread, value, 0, 1 << 32 - 1, "unsigned int") {
        place.storeBytes(of: UInt32($0), as: UInt32.self)
      }
    case .long, .longLong, .unsignedLong, .unsignedLongLong:
      let signed = self == .long || self == .longLong
      let plain = thread.toIndex(value)
      if plain.isError { return false }
      return withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 8) { buffer in
        let bytes = buffer.baseAddress.unsafelyUnwrapped
        if !signed && thread.isNegative(plain) {
          thread.raise(.overflowError, "can't convert negative value to unsigned int")
          return false
        }
        guard thread.writeBytes(plain, bytes, 8, signed: signed) else {
          let name = self == .longLong || self == .unsignedLongLong ? nil : signed ? "long" : "unsigned long"
          thread.raise(
            .overflowError, name.map { "Python int too large to convert to C \($0)" } ?? "int too big to convert")
          return false
        }
        memcpy(place, bytes, 8)
        return true
      }
    case .float:
      guard let d = thread.double(of: value) else { return false }
      place.storeBytes(of: Float(d), as: Float.self)
    case .double:
      guard let d = thread.double(of: value) else { return false }
      place.storeBytes(of: d, as: Double.self)
    case .unicode:
      guard value.isKind(.string), StringRef(value).count == 1 else {
        thread.raise(.typeError, "array item must be a unicode character, not \(value.typeName)")
        return false
      }
      place.storeBytes(of: StringRef(value)[0], as: UInt32.self)
    }
    return true
  }

  private func integer(
    _ thread: Thread, _ value: Value, _ low: Int, _ high: Int, _ name: String, _ store: (Int) -> Void
  ) -> Bool {
    if value.isFloat {
      thread.raise(.typeError, "'float' object cannot be interpreted as an integer")
      return false
    }
    let plain = thread.toIndex(value)
    if plain.isError { return false }
    let number = plain.isInt ? plain.asInt : thread.isNegative(plain) ? Int.min : Int.max
    if number < low {
      thread.raise(.overflowError, "\(name) is less than minimum")
      return false
    }
    if number > high {
      thread.raise(.overflowError, "\(name) is greater than maximum")
      return false
    }
    store(number)
    return true
  }
}
