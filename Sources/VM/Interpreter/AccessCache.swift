// One cache for all attribute sites that see too many shapes for an inline cache: (shape, name) → place.
//
// Direct-mapped. A slot entry stays right as long as the shape exists and no data descriptor appears in its class
// (`flushInlineCaches` empties the cache then); a method entry also compares the shape's version.

import CRuntime
import Glibc

struct AccessEntry {
  enum Kind: UInt32 { case none, slot, writableSlot, method, tupleItem }

  var shape: UInt32
  var kind: Kind
  var name: UInt64
  /// Byte offset of an inline slot; index of a named tuple's field.
  var offset: Int
  var version: UInt32
  var value: Value
}

enum AccessCache {
  static let count = 1024

  static func allocate() -> Raw {
    // Zeros are empty entries, and calloc touches no page before an entry is used.
    calloc(count, MemoryLayout<AccessEntry>.stride)
  }

  static func clear(_ cache: Raw) {
    cache.assumingMemoryBound(to: AccessEntry.self).initialize(
      repeating: AccessEntry(shape: 0, kind: .none, name: 0, offset: 0, version: 0, value: .unbound), count: count)
  }

  @inline(__always) static func entry(_ t: Thread, _ shape: UInt32, _ name: Value) -> UnsafeMutablePointer<AccessEntry>
  {
    let hash = (UInt64(shape) &>> 4) &+ (name.bits &>> 4)
    return t.pointee.accessCache.unsafelyUnwrapped.assumingMemoryBound(to: AccessEntry.self)
      + Int(truncatingIfNeeded: hash & UInt64(count - 1))
  }

  /// The field of a named tuple that the cache knows, or unbound.
  @inline(__always) static func tupleItem(_ t: Thread, _ object: Value, _ name: Value) -> Value {
    guard object.isObject, object.objectKind == .tuple else { return .unbound }
    let shape = object.pointer.shapeWord
    let entry = entry(t, shape, name)
    guard entry.pointee.kind == .tupleItem, entry.pointee.shape == shape, entry.pointee.name == name.bits,
      entry.pointee.version == ShapeRef(address: shape).pointer.pointee.version,
      UInt(bitPattern: entry.pointee.offset) < UInt(bitPattern: TupleRef(object).count)
    else { return .unbound }
    return TupleRef(object)[entry.pointee.offset]
  }

  /// Remembers where `object.name` is found, when that is an inline slot or a plain method.
  @inline(never) static func fill(_ t: Thread, _ object: Value, _ name: Value) {
    guard object.isObject, object.objectKind != .module, object.objectKind != .type else { return }
    let shape = ShapeRef(address: object.pointer.shapeWord)
    let type = shape.type
    guard type.special(.getattribute) == vm.pointee.objectGetAttribute, !shape.pointer.pointee.isDictMode else {
      return
    }
    let inType = type.lookup(name)
    if inType.isObject && inType.type.value == tupleGetterType && object.isKind(.tuple) {
      entry(t, shape.address, name).pointee = AccessEntry(
        shape: shape.address, kind: .tupleItem, name: name.bits, offset: inType.pointer.intWord(1),
        version: shape.pointer.pointee.version, value: .unbound)
      return
    }
    let isMember = inType.isKind(.memberDescriptor)
    if inType.isBound && !isMember && t.isDataDescriptor(inType) { return }
    let entry = entry(t, shape.address, name)
    let slot = shape.slot(of: isMember ? inType.pointer.word(1) : name)
    if slot >= 0 {
      guard slot < Int(shape.pointer.pointee.inlineCapacity) else { return }
      let writable = type.special(.setattr) == vm.pointee.objectSetAttribute
      entry.pointee = AccessEntry(
        shape: shape.address, kind: writable ? .writableSlot : .slot, name: name.bits,
        offset: (Int(shape.pointer.pointee.attributeWord) + 1 + slot) * 8, version: 0, value: .unbound)
    } else if isPlainMethod(inType) && object.objectKind != .function && object.objectKind != .superObject {
      entry.pointee = AccessEntry(
        shape: shape.address, kind: .method, name: name.bits, offset: 0, version: shape.pointer.pointee.version,
        value: inType)
    }
  }
}
