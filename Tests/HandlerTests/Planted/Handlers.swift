// Three handlers in the form of Sources/VM/Interpreter, and one fault for each -D flag. HandlerTests compiles this
// file and shows it to Tools/check-handlers; it is part of no program.

typealias PC = UnsafePointer<UInt64>
typealias Registers = UnsafeMutablePointer<UInt64>
typealias Thread = UnsafeMutableRawPointer
typealias Handler = @convention(c) (PC, Registers, UnsafeRawPointer, UnsafeRawPointer, Thread, UInt64) -> UInt64

@inline(__always)
func next(_ pc: PC, _ r: Registers, _ k: UnsafeRawPointer, _ fp: UnsafeRawPointer, _ t: Thread) -> UInt64 {
  let w = pc.pointee
  let handler = t.load(fromByteOffset: Int(w & 0xFF) &<< 3, as: Handler.self)
  return handler(pc + 1, r, k, fp, t, w)
}

@inline(never)
func addSlow(
  _ pc: PC, _ r: Registers, _ k: UnsafeRawPointer, _ fp: UnsafeRawPointer, _ t: Thread, _ w: UInt64
) -> UInt64 {
  r[0] = w
  return next(pc, r, k, fp, t)
}

@_cdecl("op_add") @inline(__always)
func opAdd(
  _ pc: PC, _ r: Registers, _ k: UnsafeRawPointer, _ fp: UnsafeRawPointer, _ t: Thread, _ w: UInt64
) -> UInt64 {
  if r[1] & r[2] & 3 == 0 {
    r[0] = r[1] &+ r[2]
    #if PLANTED_CALL
      return next(pc, r, k, fp, t) &+ 1
    #else
      return next(pc, r, k, fp, t)
    #endif
  }
  #if PLANTED_SLOW_CALL
    return addSlow(pc, r, k, fp, t, w) &+ 1
  #else
    return addSlow(pc, r, k, fp, t, w)
  #endif
}

final class Box {
  var value: UInt64 = 0
}

@inline(never) func change(_ box: Box) { box.value &+= 1 }

@_cdecl("op_load") @inline(__always)
func opLoad(
  _ pc: PC, _ r: Registers, _ k: UnsafeRawPointer, _ fp: UnsafeRawPointer, _ t: Thread, _ w: UInt64
) -> UInt64 {
  #if PLANTED_RETAIN
    let box = Unmanaged<Box>.fromOpaque(k).takeUnretainedValue()
    change(box)
    r[0] = box.value
  #else
    r[0] = w
  #endif
  return next(pc, r, k, fp, t)
}

@_cdecl("op_leave")
func opLeave(
  _ pc: PC, _ r: Registers, _ k: UnsafeRawPointer, _ fp: UnsafeRawPointer, _ t: Thread, _ w: UInt64
) -> UInt64 {
  r[0]
}
