// The functions that `ctypes` calls by address: memmove and memset of the C library, and three that make Python objects (cast,
// string_at, wstring_at). The three have an address like C functions, but calls of it stay in the VM: see `callPassing`.

import CRuntime
import Glibc

private let moveMemory: @convention(c) (Raw, UnsafeRawPointer, Int) -> Raw? = { memmove($0, $1, $2) }
private let fillMemory: @convention(c) (Raw, Int32, Int) -> Raw? = { memset($0, $1, $2) }
// What C would get from the three.
private let castPlace: @convention(c) (Raw?) -> Int = { _ in 1 }
private let stringPlace: @convention(c) (Raw?) -> Int = { _ in 2 }
private let wideStringPlace: @convention(c) (Raw?) -> Int = { _ in 3 }

private func address(_ function: @convention(c) (Raw?) -> Int) -> UInt { unsafeBitCast(function, to: UInt.self) }

let ownAddresses: [(StaticString, UInt)] = [
  ("_memmove_addr", unsafeBitCast(moveMemory, to: UInt.self)),
  ("_memset_addr", unsafeBitCast(fillMemory, to: UInt.self)),
  ("_cast_addr", address(castPlace)), ("_string_at_addr", address(stringPlace)),
  ("_wstring_at_addr", address(wideStringPlace)),
]

typealias OwnFunction = (Thread, UnsafeBufferPointer<PassedArgument>) -> Value

/// By address.
nonisolated(unsafe) let ownFunctions: [UInt: OwnFunction] = [
  address(castPlace): { t, a in
    guard a.count >= 3 else { return .none }
    return t.cast(
      Raw(bitPattern: UInt(a[0].low)), ObjectWord.decode(UInt(a[1].low)), ObjectWord.decode(UInt(a[2].low)))
  },
  address(stringPlace): { t, a in
    guard a.count >= 2, let place = UnsafePointer<UInt8>(bitPattern: UInt(a[0].low)) else {
      return t.raise(.valueError, "NULL pointer access")
    }
    let size = Int(Int32(truncatingIfNeeded: a[1].low))
    if size >= 0 { return size == 0 ? vm.pointee.emptyBytes : BytesRef.make(t, place, size) }
    return BytesRef.make(t, place, strlen(UnsafeRawPointer(place).assumingMemoryBound(to: CChar.self)))
  },
  address(wideStringPlace): { t, a in
    guard a.count >= 2, let place = UnsafePointer<wchar_t>(bitPattern: UInt(a[0].low)) else {
      return t.raise(.valueError, "NULL pointer access")
    }
    let size = Int(Int32(truncatingIfNeeded: a[1].low))
    return t.wideText(place, count: size >= 0 ? size : t.wideLength(place))
  },
]

extension UnsafeMutablePointer where Pointee == ThreadState {
  /// `cast(source, type)`, with the address that `source` stands for.
  fileprivate func cast(_ address: Raw?, _ source: Value, _ type: Value) -> Value {
    let layout = describedType(type)
    let isPointer =
      layout.map { [.pointer, .function].contains($0.category) || CTypeCode.isIn($0.code, "PzZO") } ?? false
    guard isPointer else {
      let name = type.isKind(.type) ? TypeRef(type).nameText : type.typeName
      return raise(.typeError, "cast() argument 2 must be a pointer type, not \(name)")
    }
    let result = call(type)
    if result.isError { return .error }
    // The result keeps what the source keeps, and the source: they share one dict.
    if isCTypesObject(source) {
      let from = CData(source)
      _ = keptObjects(from)
      if from.objects.isNone { from.objects = DictRef.make(self).value }
      CData(result).objects = from.objects
      if from.objects.isKind(.dict) {
        let key = makeInt(UInt(bitPattern: source.pointer))
        if !DictRef(from.objects).set(self, key, source) { return .error }
      }
    } else {
      CData(result).pointer.setWord(ForeignData.Word.owner, ownerBeside(CData(result), source))
    }
    CData(result).pointed = address
    return result
  }

  /// Keeps the memory of a result and a bytes object or text that it points at.
  private func ownerBeside(_ result: CData, _ source: Value) -> Value {
    let memory = result.pointer.word(ForeignData.Word.owner)
    return source.isObject ? TupleRef.make(self, memory, source) : memory
  }
}
