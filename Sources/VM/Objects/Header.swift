// The 8-byte header of every heap object, and the word accessors that handles are made of.
//
//   bytes 0-3  shape: address of its Shape (shapes live below 4 GiB), one compare for inline caches
//   byte  4    kind: which native layout the object has (a subclass of list still has kind list)
//   byte  5    flags
//   bytes 6-7  size in words, header included; 0 for objects in the large-object space
//
// The collector knows two sorts of object: leaf objects (flag `leaf`: raw bytes, nothing to trace) and value
// objects, whose every word after the header is a Value. Raw numbers in a value object are stored as small ints.

import CRuntime

/// Native layouts. One per built-in type that has a layout of its own.
public enum Kind: UInt8, CaseIterable {
  case instance  // object of a Python class without a native layout, and plain native structs of values
  case float, bigInt, string, bytes  // leaf
  case byteArray
  case tuple, list, dict, set, frozenSet
  case array  // storage of lists, dict entries, big register files: values
  case rawArray  // storage of index tables, byte arrays, buffers: leaf
  case range, slice
  case function, nativeFunction, boundMethod, nativeMethod, cell, globalCell
  case code, type, module, property, classMethod, staticMethod, superObject
  case generator, traceback, exception, frame
  case listIterator, tupleIterator, rangeIterator, dictIterator, setIterator, stringIterator, bytesIterator
  case sequenceIterator, callableIterator, nativeIterator
  case dictView, mappingProxy
  case memberDescriptor, getSetDescriptor
  case weakReference
  case complex, decimal
  case foreignData  // C data seen from Python: cffi's and ctypes' objects (Foreign/ForeignData.swift)
  case foreignField  // a field of a ctypes structure, as a descriptor (Modules/CTypes/FieldObject.swift)
  case native  // any other type implemented natively; its shape tells which
}

struct HeaderFlags {
  static let leaf: UInt8 = 1
  /// Strings: interned (equal strings are identical when both are interned).
  static let interned: UInt8 = 2
  /// Strings: all code points below 128.
  static let ascii: UInt8 = 4
  /// Dicts: entries hold global cells whose contents are the values (module and class namespaces).
  static let holdsCells: UInt8 = 2
  /// The attribute word is in a holder in front of the object (Subclass.swift).
  static let attributesInFront: UInt8 = 8
  /// Strings: the text is in a buffer shared with other strings (SharedText.swift).
  static let sharesBuffer: UInt8 = 16
  /// The object may refer to something outside its traced words (see Heap.hiddenReference).
  static let hiddenReference: UInt8 = 8 | 16
  /// A weak reference to this object may exist. Weak references have it, too: the collector then looks at them closely.
  static let weaklyReferenced: UInt8 = 16
  /// bytearray, array.array: a memoryview of this object may be in use.
  static let exported: UInt8 = 64
  /// repr() of this container is in progress (recursion guard).
  static let visiting: UInt8 = 32
}

struct Header {
  var shape: UInt32
  var kind: Kind
  var flags: UInt8
  var words: UInt16
}

extension UnsafeMutableRawPointer {
  @inline(__always) var header: Header {
    get { load(as: Header.self) }
    nonmutating set { storeBytes(of: newValue, as: Header.self) }
  }
  @inline(__always) var shapeWord: UInt32 {
    get { load(as: UInt32.self) }
    nonmutating set { storeBytes(of: newValue, as: UInt32.self) }
  }
  @inline(__always) var headerFlags: UInt8 {
    get { load(fromByteOffset: 5, as: UInt8.self) }
    nonmutating set { storeBytes(of: newValue, toByteOffset: 5, as: UInt8.self) }
  }
  @inline(__always) func word(_ index: Int) -> Value { load(fromByteOffset: index &* 8, as: Value.self) }
  @inline(__always) func setWord(_ index: Int, _ value: Value) {
    storeBytes(of: value, toByteOffset: index &* 8, as: Value.self)
  }
  @inline(__always) func intWord(_ index: Int) -> Int { word(index).asInt }
  @inline(__always) func setIntWord(_ index: Int, _ value: Int) { setWord(index, .int(value)) }
  @inline(__always) func rawWord(_ index: Int) -> UInt64 { load(fromByteOffset: index &* 8, as: UInt64.self) }
  @inline(__always) func setRawWord(_ index: Int, _ value: UInt64) {
    storeBytes(of: value, toByteOffset: index &* 8, as: UInt64.self)
  }
  @inline(__always) func values(at index: Int) -> UnsafeMutablePointer<Value> {
    (self + index &* 8).assumingMemoryBound(to: Value.self)
  }
  @inline(__always) var asValue: Value { .object(self) }
}

/// A typed view of a heap object: one stored pointer, no ownership, no reference counting.
protocol Handle {
  var pointer: Raw { get }
  init(_ pointer: Raw)
}
extension Handle {
  @inline(__always) init(_ value: Value) { self.init(value.pointer) }
  @inline(__always) var value: Value { .object(pointer) }
  @inline(__always) var shape: ShapeRef { ShapeRef(address: pointer.shapeWord) }
  @inline(__always) var type: TypeRef { ShapeRef(address: pointer.shapeWord).type }
}
