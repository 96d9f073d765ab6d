// What instructions with an inline cache for an attribute have in common.
//
// Three cache words follow the instruction:
//   0  shape (low 32 bits) and byte offset of the slot (high 32 bits)
//   1  version of the shape (low 32 bits) and number of misses (high 32 bits)
//   2  a class attribute, a global cell, or the shape that a store moves to
// A general form looks the attribute up, fills the cache and becomes a quick form; a quick form that misses calls
// the general form again, and after `missLimit` misses the site gives up caching.

import CRuntime

let missLimit: UInt64 = 24

@inline(__always) func cachedShape(_ pc: PC) -> UInt32 { UInt32(truncatingIfNeeded: pc[0]) }
@inline(__always) func cachedOffset(_ pc: PC) -> Int { Int(truncatingIfNeeded: pc[0] &>> 32) }
@inline(__always) func cachedVersion(_ pc: PC) -> UInt32 { UInt32(truncatingIfNeeded: pc[1]) }
@inline(__always) func currentVersion(_ pc: PC) -> UInt32 {
  ShapeRef(address: cachedShape(pc)).pointer.pointee.version
}

/// Writes a cache and the quick form, unless the site has missed too often.
@inline(__always) func quicken(
  _ pc: PC, _ w: UInt64, _ quick: Op, generic: Op, shape: UInt32, offset: Int = 0, version: UInt32 = 0,
  value: Value = .unbound
) {
  let cache = UnsafeMutablePointer(mutating: pc)
  let misses = (cache[1] &>> 32) &+ 1
  let op = misses > missLimit ? generic : quick
  cache[0] = UInt64(shape) | UInt64(truncatingIfNeeded: offset) &<< 32
  cache[1] = UInt64(version) | misses &<< 32
  cache[2] = value.bits
  (cache - 1).pointee = w & ~0xFF | UInt64(op.rawValue)
}

/// Counts a look-up that no inline cache can hold; after a few the site is generic for good.
func giveUp(_ pc: PC, _ w: UInt64, _ generic: Op) {
  let cache = UnsafeMutablePointer(mutating: pc)
  let misses = (cache[1] &>> 32) &+ 1
  cache[1] = misses &<< 32
  if misses > missLimit { (cache - 1).pointee = w & ~0xFF | UInt64(generic.rawValue) }
}

/// `Class.name` and `Class.method(…)`: cached by the identity of the class and its version.
func cacheTypeAttribute(_ t: Thread, _ pc: PC, _ w: UInt64, _ type: TypeRef, _ name: Value, _ quick: Op) {
  guard type.type.special(.getattribute) == vm.pointee.typeGetAttribute, type.type.lookup(name).isUnbound else {
    return
  }
  let value = type.lookup(name)
  guard value.isBound else { return }
  let plain =
    !value.isObject || value.isKind(.function) || value.isKind(.nativeFunction)
    || (value.type.special(.get).isUnbound && !value.isKind(.staticMethod) && !value.isKind(.classMethod)
      && !value.isKind(.property) && !value.isKind(.getSetDescriptor) && !value.isKind(.memberDescriptor))
  guard plain else { return }
  let cache = UnsafeMutablePointer(mutating: pc)
  let misses = (cache[1] &>> 32) &+ 1
  guard misses <= missLimit else { return }
  cache[0] = type.value.bits
  cache[1] = UInt64(type.version) | misses &<< 32
  cache[2] = value.bits
  (cache - 1).pointee = w & ~0xFF | UInt64(quick.rawValue)
}
