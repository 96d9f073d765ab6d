// Hidden classes. A shape says which type an object has and at which slot each attribute lives.
//
// Shapes form one tree per (type, inline capacity): adding an attribute moves an object along a transition.
// They live below 4 GiB, outside the collected heap and for ever, so that an object header names its shape in
// 32 bits and an inline cache compares one 32-bit word. `version` changes whenever an attribute of the type or
// of one of its bases changes; caches of class attributes compare it as well.

import CRuntime
import Glibc

struct Shape {
  var type: Value
  var version: UInt32
  var slotCount: UInt16
  /// Slots that instances of this shape have inline; the rest are in the overflow array.
  var inlineCapacity: UInt16
  /// Index of the word that holds the overflow array or, in dict mode, the attribute dict; 0: no attributes,
  /// −1: in front of the object (Subclass.swift), and then never inline.
  var attributeWord: Int16
  var isDictMode: Bool
  var parent: UInt32
  /// Attribute that this shape adds to its parent.
  var name: Value
  /// Attribute name → slot, open addressing; built on first use.
  var slots: UnsafeMutablePointer<SlotEntry>?
  var slotMask: Int
  /// Shapes that add one attribute to this one.
  var transitions: UnsafeMutablePointer<Transition>?
  var transitionCount: Int
}

struct SlotEntry {
  var name: UInt64
  var slot: Int
}

struct Transition {
  var name: UInt64
  var shape: UInt32
}

struct ShapeRef: Equatable {
  /// An object with more attributes than this keeps them in a dict.
  static let maximumSlots = 128

  let address: UInt32
  @inline(__always) init(address: UInt32) { self.address = address }

  @inline(__always) var pointer: UnsafeMutablePointer<Shape> {
    UnsafeMutablePointer(bitPattern: UInt(address)).unsafelyUnwrapped
  }
  @inline(__always) var type: TypeRef { TypeRef(pointer.pointee.type) }

  /// A new root shape.
  static func make(
    type: Value, inlineCapacity: Int = 0, attributeWord: Int = 0, isDictMode: Bool = false
  ) -> ShapeRef {
    let memory = shapeMemory.allocate(MemoryLayout<Shape>.stride)
    memory.bindMemory(to: Shape.self, capacity: 1).initialize(
      to: Shape(
        type: type, version: vm.pointee.nextVersion(), slotCount: 0, inlineCapacity: UInt16(inlineCapacity),
        attributeWord: Int16(attributeWord), isDictMode: isDictMode, parent: 0, name: .unbound, slots: nil,
        slotMask: 0, transitions: nil, transitionCount: 0))
    return ShapeRef(address: UInt32(UInt(bitPattern: memory)))
  }

  /// Slot of an attribute, or -1. `name` must be interned.
  func slot(of name: Value) -> Int {
    let shape = pointer
    if shape.pointee.slotCount == 0 { return -1 }
    if shape.pointee.slots == nil { buildSlots() }
    let mask = shape.pointee.slotMask
    let entries = shape.pointee.slots.unsafelyUnwrapped
    var index = Int(truncatingIfNeeded: name.bits &>> 4) & mask
    while true {
      let entry = entries[index]
      if entry.name == name.bits { return entry.slot }
      if entry.name == 0 { return -1 }
      index = (index &+ 1) & mask
    }
  }

  private func buildSlots() {
    let count = Int(pointer.pointee.slotCount)
    var capacity = 4
    while capacity < count * 2 { capacity *= 2 }
    let entries = UnsafeMutablePointer<SlotEntry>.allocate(capacity: capacity)
    entries.initialize(repeating: SlotEntry(name: 0, slot: 0), count: capacity)
    var shape = self
    var slot = count
    while slot > 0 {
      slot -= 1
      let name = shape.pointer.pointee.name.bits
      var index = Int(truncatingIfNeeded: name &>> 4) & (capacity - 1)
      while entries[index].name != 0 { index = (index + 1) & (capacity - 1) }
      entries[index] = SlotEntry(name: name, slot: slot)
      shape = ShapeRef(address: shape.pointer.pointee.parent)
    }
    pointer.pointee.slots = entries
    pointer.pointee.slotMask = capacity - 1
  }

  /// The shape reached by adding attribute `name` (interned).
  func adding(_ name: Value) -> ShapeRef {
    let shape = pointer
    for index in 0..<shape.pointee.transitionCount {
      let transition = shape.pointee.transitions.unsafelyUnwrapped[index]
      if transition.name == name.bits { return ShapeRef(address: transition.shape) }
    }
    let memory = shapeMemory.allocate(MemoryLayout<Shape>.stride)
    memory.bindMemory(to: Shape.self, capacity: 1).initialize(
      to: Shape(
        type: shape.pointee.type, version: shape.pointee.version, slotCount: shape.pointee.slotCount + 1,
        inlineCapacity: shape.pointee.inlineCapacity, attributeWord: shape.pointee.attributeWord, isDictMode: false,
        parent: address, name: name, slots: nil, slotMask: 0, transitions: nil, transitionCount: 0))
    let child = ShapeRef(address: UInt32(UInt(bitPattern: memory)))
    let count = shape.pointee.transitionCount
    if count & (count - 1) == 0 {  // full at powers of two
      let grown = UnsafeMutablePointer<Transition>.allocate(capacity: max(1, count * 2))
      if count > 0 {
        grown.initialize(from: shape.pointee.transitions.unsafelyUnwrapped, count: count)
        shape.pointee.transitions.unsafelyUnwrapped.deallocate()
      }
      shape.pointee.transitions = grown
    }
    shape.pointee.transitions.unsafelyUnwrapped[count] = Transition(name: name.bits, shape: child.address)
    shape.pointee.transitionCount = count + 1
    return child
  }

  /// Attribute names in the order they were added.
  var names: [Value] {
    var result: [Value] = []
    var shape = self
    while shape.pointer.pointee.slotCount > 0 {
      result.append(shape.pointer.pointee.name)
      shape = ShapeRef(address: shape.pointer.pointee.parent)
    }
    return result.reversed()
  }

  /// Whether this shape or one reached from it was made for the attribute, or for any (nil).
  func treeStores(_ name: Value?) -> Bool {
    if pointer.pointee.slotCount > 0, name == nil || pointer.pointee.name == name { return true }
    for index in 0..<pointer.pointee.transitionCount {
      let next = ShapeRef(address: pointer.pointee.transitions.unsafelyUnwrapped[index].shape)
      if next.treeStores(name) { return true }
    }
    return false
  }

  /// Calls `body` for this shape and everything reached from it.
  func forEachInTree(_ body: (ShapeRef) -> Void) {
    body(self)
    for index in 0..<pointer.pointee.transitionCount {
      ShapeRef(address: pointer.pointee.transitions.unsafelyUnwrapped[index].shape).forEachInTree(body)
    }
  }
}

/// Bump memory below 4 GiB for shapes.
struct ShapeMemory {
  private var cursor: UInt = 0
  private var limit: UInt = 0

  mutating func allocate(_ bytes: Int) -> Raw {
    let rounded = UInt((bytes + 15) & ~15)
    if cursor + rounded > limit {
      let chunk = 256 << 10
      let address = mmap(nil, chunk, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_32BIT, -1, 0)
      guard let address, address != MAP_FAILED else { fatalExit("no memory below 4 GiB for object shapes") }
      cursor = UInt(bitPattern: address)
      limit = cursor + UInt(chunk)
    }
    defer { cursor += rounded }
    return Raw(bitPattern: cursor).unsafelyUnwrapped
  }
}

nonisolated(unsafe) var shapeMemory = ShapeMemory()
