// Instances of subclasses of built-in types whose objects have no fixed size or hold raw words (int, float, complex,
// Decimal, str, bytes, tuple). Such objects have no place of their own for attributes, so the attribute word is in a
// two-word holder in front of the object: shapes of these types have `attributeWord` −1.
//
//   −2  header of the holder (kind cell)    −1  attribute word    0  header of the object, flag `attributesInFront`

import CRuntime

extension Kind {
  /// Attributes of instances of subclasses are in front of the object.
  var holdsAttributesInFront: Bool {
    switch self {
    case .float, .bigInt, .complex, .decimal, .string, .bytes, .tuple: true
    default: false
    }
  }

  /// Objects whose size depends on their value, in CPython too: their subclasses have no members.
  var hasItems: Bool {
    switch self {
    case .bigInt, .bytes, .tuple, .type: true
    default: false
    }
  }
}

extension UnsafeMutablePointer where Pointee == ThreadState {
  /// Memory for an instance of `type`, `words` words from its header on; only the header is written.
  func allocateSubclassInstance(_ type: TypeRef, words: Int, flags: UInt8) -> Raw {
    let shape = type.rootShape
    let kind = type.instanceKind
    if shape.pointer.pointee.attributeWord == 0 {
      return allocateAnySize(shape, kind, words: words, flags: flags)
    }
    let holder = headerImage(vm.pointee.shapes.cell, .cell, words: 2)
    let front: Raw
    let isLarge = (words &+ 2) &* 8 > HeapGeometry.largeObjectBytes
    if isLarge {
      front = heap.pointee.allocateLarge(self, bytes: (words &+ 2) &* 8, zeroed: true)
      front.storeBytes(of: holder, as: UInt64.self)
    } else {
      // Both objects are multiples of 16 bytes, so one allocation holds them one behind the other.
      front = allocate(holder, words: words &+ 2)
    }
    front.setWord(1, .unbound)
    let object = front + 16
    object.storeBytes(
      of: headerImage(shape, kind, words: isLarge ? 0 : words, flags: flags | HeaderFlags.attributesInFront),
      as: UInt64.self)
    return object
  }
}
