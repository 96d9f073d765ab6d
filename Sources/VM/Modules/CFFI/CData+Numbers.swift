// C data as Python values: repr, truth, int, float, complex, hash and comparison. Scalars behave as the Python objects that they
// convert to, everything else as its address.

import CRuntime
import Glibc

extension UnsafeMutablePointer where Pointee == ThreadState {
  // MARK: Text

  /// `repr`.
  func representation(_ data: CDataRef) -> Value {
    let text = representationText(data)
    return text.map { StringRef.make(self, $0) } ?? .error
  }

  /// Nil with an exception pending.
  private func representationText(_ data: CDataRef) -> String? {
    let type = data.type
    let name = type.nameText
    if data.isOwner {
      if type.has(CTypeFlags.pointsToVoid) && data.isOf(foreignTypes.keeper) {
        return textWithObject(name, "handle to", data.extra)
      }
      if type.isFunction { return textWithObject(name, "calling", TupleRef(data.extra)[1]) }
      return "<cdata '\(name)' owning \(ownedBytes(data)) bytes>"
    }
    if data.isOf(foreignTypes.fromBuffer) {
      guard isMemoryView(data.owner), !MemoryViewRef(data.owner).isReleased else {
        return "<cdata '\(name)' buffer RELEASED>"
      }
      let source = data.extra.typeName
      return type.isArray
        ? "<cdata '\(name)' buffer len \(data.count) from '\(source)' object>"
        : "<cdata '\(name)' buffer from '\(source)' object>"
    }
    guard let content = contentText(data) else { return nil }
    return "<cdata '\(name)\(type.isAggregate ? " &" : "")' \(content)>"
  }

  private func textWithObject(_ name: String, _ text: String, _ object: Value) -> String? {
    let shown = repr(object)
    return shown.isError ? nil : "<cdata '\(name)' \(text) \(StringRef(shown).text)>"
  }

  private func contentText(_ data: CDataRef) -> String? {
    let type = data.type
    if type.isScalar {
      if type.isEnum { return enumText(data, withNumber: true) }
      if type.isLongDouble { return longDoubleText(data.place.load(as: Float80.self)) }
      let value = load(data.place, type)
      if value.isError { return nil }
      let shown = repr(value)
      return shown.isError ? nil : StringRef(shown).text
    }
    if type.isArray && type.length < 0 { return "sliced length \(data.count)" }
    return data.bits == 0 ? "NULL" : "0x" + String(data.bits, radix: 16)
  }

  /// The name of an enum's value, or the number; nil with an exception pending.
  func enumText(_ data: CDataRef, withNumber: Bool = false) -> String? {
    let value = load(data.place, data.type)
    if value.isError { return nil }
    let name = DictRef(TupleRef(data.type.related)[1]).get(self, value)
    if name.isError { return nil }
    let number = str(text: value)
    if name.isUnbound { return number }
    return withNumber ? "\(number): \(StringRef(name).text)" : StringRef(name).text
  }

  private func longDoubleText(_ number: Float80) -> String {
    withUnsafeTemporaryAllocation(of: CChar.self, capacity: 128) { buffer in
      let base = buffer.baseAddress.unsafelyUnwrapped
      withVaList([number]) { _ = vsnprintf(base, 128, "%LE", $0) }
      return String(cString: base)
    }
  }

  // MARK: Sizes

  /// Bytes of a structure that `new` made with an open array at its end; −1 for everything else.
  func openStructureBytes(_ data: CDataRef) -> Int {
    var data = data
    guard data.isOwner || data.isOf(foreignTypes.destroyed) else { return -1 }
    if data.type.has(CTypeFlags.pointsToAggregate) {
      guard isInterfaceData(data.owner) else { return -1 }
      data = CDataRef(data.owner)
    }
    return data.type.has(CTypeFlags.hasOpenArray) && data.type.isAggregate ? data.ownLength : -1
  }

  /// Bytes of what `new` made.
  func ownedBytes(_ data: CDataRef) -> Int {
    let size = openStructureBytes(data)
    if size >= 0 { return size }
    if data.type.isPointer { return data.type.item.size }
    return data.type.isArray ? data.count * data.type.item.size : data.type.size
  }

  // MARK: Numbers

  func isTrue(_ data: CDataRef) -> Bool {
    let type = data.type
    guard type.isScalar else { return data.bits != 0 }
    switch type.scalar {
    case .float, .double: return type.scalar.real(at: data.place) != 0
    case .longDouble: return data.place.load(as: Float80.self) != 0
    case .floatComplex:
      return data.place.loadUnaligned(as: Float.self) != 0 || (data.place + 4).loadUnaligned(as: Float.self) != 0
    case .doubleComplex:
      return data.place.loadUnaligned(as: Double.self) != 0 || (data.place + 8).loadUnaligned(as: Double.self) != 0
    default: return rawBits(data.place, size: type.size) != 0
    }
  }

  func toInteger(_ data: CDataRef) -> Value {
    let type = data.type
    if type.isScalar {
      switch type.scalar.kind {
      case .signed, .unsigned: return load(data.place, type)
      case .bool:
        let value = load(data.place, type)
        return value.isError ? .error : .int(value.isTrue ? 1 : 0)
      case .character:
        let bits = rawBits(data.place, size: type.size)
        return .int(type.scalar == .wideChar ? Int(Int32(truncatingIfNeeded: bits)) : Int(bits))
      case .real: return makeInt(truncating: type.scalar.real(at: data.place))
      default: break
      }
    }
    return raise(.typeError, "int() not supported on cdata '\(type.nameText)'")
  }

  func toFloat(_ data: CDataRef) -> Value {
    if data.type.isFloating { return makeFloat(data.type.scalar.real(at: data.place)) }
    return raise(.typeError, "float() not supported on cdata '\(data.type.nameText)'")
  }

  func toComplex(_ data: CDataRef) -> Value {
    if data.type.isComplex { return load(data.place, data.type) }
    return raise(.typeError, "complex() not supported on cdata '\(data.type.nameText)'")
  }

  // MARK: Comparison

  func hash(of data: CDataRef) -> Value {
    if data.type.isScalar && !data.type.isLongDouble {
      let value = load(data.place, data.type)
      if value.isError { return .error }
      let hash = hash(value)
      return hash == hashFailed ? .error : makeInt(hash)
    }
    // As CPython hashes pointers: their lowest bits say little.
    let hash = Int(bitPattern: data.bits >> 4 | data.bits << 60)
    return makeInt(hash == -1 ? -2 : hash)
  }

  func compareData(_ operation: Comparison, _ left: Value, _ right: Value) -> Value {
    let isLeftAddress = isNonScalarData(left)
    let isRightAddress = isNonScalarData(right)
    if isLeftAddress && isRightAddress {
      let a = CDataRef(left).bits
      let b = CDataRef(right).bits
      switch operation {
      case .equal: return .bool(a == b)
      case .notEqual: return .bool(a != b)
      case .less: return .bool(a < b)
      case .lessEqual: return .bool(a <= b)
      case .greater: return .bool(a > b)
      case .greaterEqual: return .bool(a >= b)
      }
    }
    if isLeftAddress || isRightAddress { return .notImplemented }
    let a = comparable(left)
    if a.isError { return .error }
    let b = comparable(right)
    return b.isError ? .error : compare(operation, a, b)
  }

  private func comparable(_ value: Value) -> Value {
    guard isInterfaceData(value) else { return value }
    let data = CDataRef(value)
    if data.type.isLongDouble {
      return raise(.notImplementedError, "cannot use <cdata '\(data.type.nameText)'> in a comparison")
    }
    return load(data.place, data.type)
  }
}
