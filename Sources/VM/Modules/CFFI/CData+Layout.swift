// C data as Python objects (`_cffi_backend._CDataBase` and the classes derived from it), kind `foreignData`, laid out as
// Foreign/ForeignData.swift says. Here
//   the address is the value of a pointer, and where an array, a structure or a scalar lies;
//   the owner is a raw array of our heap, other C data, a memory view, or None;
//   the length is that of an array whose type is open, and the bytes of a structure with an open array, else −1;
//   extra is the name of a function, of `gc` the destructor, of a callback its information (CData+Callback.swift), else None.
// The heap does not move: an address in a raw array of ours holds as long as the owner is reachable. The two highest bits of
// an address are not kept: no address has them different from the third.

import CRuntime
import Glibc

struct CDataRef: Handle {
  let pointer: Raw
  @inline(__always) init(_ pointer: Raw) { self.pointer = pointer }
  @inline(__always) init(_ value: Value) { pointer = value.pointer }
  static let words = ForeignData.words

  @inline(__always) var type: CTypeRef { CTypeRef(pointer.word(1)) }
  @inline(__always) var bits: UInt {
    get { UInt(bitPattern: pointer.intWord(2)) }
    nonmutating set { pointer.setIntWord(2, Int(bitPattern: newValue)) }
  }
  /// Nil for NULL.
  @inline(__always) var address: Raw? { Raw(bitPattern: bits) }
  /// Where the data lies; only when that is known not to be NULL.
  @inline(__always) var place: Raw { Raw(bitPattern: bits).unsafelyUnwrapped }
  @inline(__always) var owner: Value {
    get { pointer.word(3) }
    nonmutating set { pointer.setWord(3, newValue) }
  }
  @inline(__always) var ownLength: Int { pointer.intWord(4) }
  @inline(__always) var extra: Value {
    get { pointer.word(6) }
    nonmutating set { pointer.setWord(6, newValue) }
  }

  @inline(__always) var shapeAddress: UInt32 { pointer.shapeWord }
  func isOf(_ type: Value) -> Bool { shapeAddress == TypeRef(type).rootShape.address }
  /// Made by `new`: its memory is its own.
  var isOwner: Bool { isOf(foreignTypes.owner) || isOf(foreignTypes.keeper) }

  /// Items of an array.
  @inline(__always) var count: Int {
    let length = type.length
    return length >= 0 ? length : ownLength
  }
}

@inline(__always) func isInterfaceData(_ value: Value) -> Bool {
  value.isObject && value.objectKind == .foreignData && hasInterfaceClass(value)
}

/// Objects of the kind are shared with ctypes: the class tells.
@inline(__always) private func hasInterfaceClass(_ value: Value) -> Bool {
  let type = ShapeRef(address: value.pointer.shapeWord).type
  if type.value == foreignTypes.data { return true }
  return foreignTypes.data.isBound && type.isSubtype(of: TypeRef(foreignTypes.data))
}

/// C data that is a pointer, array, structure, union or function: what compares by its address.
func isNonScalarData(_ value: Value) -> Bool { isInterfaceData(value) && !CDataRef(value).type.isScalar }

extension UnsafeMutablePointer where Pointee == ThreadState {
  /// C data at an address that others keep alive.
  @inline(__always) func makeCData(
    _ type: CTypeRef, bits: UInt, owner: Value = .none, length: Int = -1, extra: Value = .none, of pythonType: Value
  ) -> CDataRef {
    let shape = TypeRef(pythonType).rootShape
    let object = allocate(
      headerImage(shape, .foreignData, words: CDataRef.words), words: CDataRef.words)
    object.setWord(1, type.value)
    object.setIntWord(2, Int(bitPattern: bits))
    object.setWord(3, owner)
    object.setIntWord(4, length)
    object.setWord(5, type.signatureWord)
    object.setWord(6, extra)
    return CDataRef(object)
  }

  @inline(__always) func makeCData(_ type: CTypeRef, at place: Raw?) -> Value {
    makeCData(type, bits: UInt(bitPattern: place), of: foreignTypes.data).value
  }

  @inline(__always) func makeCData(_ type: CTypeRef, bits: UInt) -> Value {
    makeCData(type, bits: bits, of: foreignTypes.data).value
  }

  /// A scalar value of its own, zero until the caller stores.
  func makeScalar(_ type: CTypeRef) -> CDataRef {
    let memory = makeForeignMemory(bytes: type.size)
    return makeCData(
      type, bits: UInt(bitPattern: ForeignMemory.start(memory)), owner: .object(memory), of: foreignTypes.data)
  }

  /// Zeroed memory in the heap, aligned to 16 bytes.
  func makeForeignMemory(bytes: Int, clear: Bool = true) -> Raw {
    let object = makeRawArray(self, bytes: bytes + ForeignMemory.headRoom)
    if clear { memset(object + 16, 0, bytes + ForeignMemory.headRoom) }
    return object
  }
}

/// Memory for C in a raw array. Objects are aligned to 16 bytes and their bytes begin 16 bytes behind the header.
enum ForeignMemory {
  /// Large objects lie in pages of their own: aligned, too.
  static let headRoom = 0
  @inline(__always) static func start(_ object: Raw) -> Raw { object + 16 }
}
