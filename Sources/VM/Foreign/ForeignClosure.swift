// C function pointers that call back into the VM: thunks where arguments and result travel in registers, else libffi's closures.
//
//   let closure = ForeignClosure.make(signature, handler, context: object)    // nil: no memory
//   closure.pointee.code                                                       // what C gets
//
// A closure lives as long as its context, a heap object, which it does not keep alive: when a collection finds that nobody
// refers to the object, the closure is freed, and C must not call it any more. The handler is called with the global lock held, on
// whichever thread C calls from; a thread that is not ours gets a state block, which it keeps until it ends. The handler reads
// arguments where the pointers say (`CScalar.load`), writes an integer result widened (`CScalar.storeWidened`), any other one as it lies
// in memory, and leaves no exception pending: none may unwind through C.

import CLibFFI
import CRuntime
import Glibc

/// Thread, context, pointers to the arguments, place of the result (zeroed).
typealias ForeignHandler = @convention(c) (Thread, Value, UnsafeMutablePointer<Raw?>, Raw) -> Void

struct ForeignClosure {
  /// Address of the C function.
  private(set) var code: Raw
  let signature: ForeignSignaturePointer
  fileprivate let handler: ForeignHandler
  /// Address of the context object.
  fileprivate let context: Raw
  /// Nil for a thunk.
  fileprivate var closure: UnsafeMutablePointer<ffi_closure>?

  static var exist: Bool { !all.isEmpty }

  /// All that exist.
  nonisolated(unsafe) private static var all: [UnsafeMutablePointer<ForeignClosure>] = []

  static func make(
    _ signature: ForeignSignaturePointer, _ handler: ForeignHandler, context: Value
  ) -> UnsafeMutablePointer<ForeignClosure>? {
    let record = UnsafeMutablePointer<ForeignClosure>.allocate(capacity: 1)
    let isDirect = signature.pointee.isDirect != 0 && signature.pointee.isVariadic == 0
    guard let made = isDirect ? makeThunk(record) : makeLibraryClosure(signature, record) else {
      record.deallocate()
      return nil
    }
    record.initialize(
      to: ForeignClosure(
        code: made.code, signature: signature, handler: handler, context: context.pointer, closure: made.closure))
    all.append(record)
    beginGivingLockUp()
    return record
  }

  private typealias Made = (code: Raw, closure: UnsafeMutablePointer<ffi_closure>?)

  private static func makeThunk(_ record: UnsafeMutablePointer<ForeignClosure>) -> Made? {
    let code = vm_make_thunk(
      { record, block in
        enterThunk(record.unsafelyUnwrapped.assumingMemoryBound(to: ForeignClosure.self), block.unsafelyUnwrapped)
      }, record)
    return code.map { ($0, nil) }
  }

  private static func makeLibraryClosure(
    _ signature: ForeignSignaturePointer, _ record: UnsafeMutablePointer<ForeignClosure>
  ) -> Made? {
    var code: Raw?
    guard let memory = ffi_closure_alloc(MemoryLayout<ffi_closure>.size, &code), let code else { return nil }
    let closure = memory.assumingMemoryBound(to: ffi_closure.self)
    let status = ffi_prep_closure_loc(
      closure, signature.pointee.call.assumingMemoryBound(to: ffi_cif.self),
      { _, result, arguments, record in
        let result = result.unsafelyUnwrapped
        let record = record.unsafelyUnwrapped.assumingMemoryBound(to: ForeignClosure.self)
        memset(result, 0, max(8, Int(record.pointee.signature.pointee.result.size)))
        enterClosure(record, arguments.unsafelyUnwrapped, result)
      }, record, code)
    if status == FFI_OK { return (code, closure) }
    ffi_closure_free(memory)
    return nil
  }

  /// The closure whose code C was given, when it is one of ours.
  static func find(code: UnsafeRawPointer) -> UnsafeMutablePointer<ForeignClosure>? {
    all.first { $0.pointee.code == code }
  }

  /// Its context object.
  var contextValue: Value { .object(context) }

  /// Between marking and sweeping: frees the closures of objects that were lost.
  static func freeLost(_ heap: inout Heap) {
    all.removeAll { record in
      if heap.isMarked(.object(record.pointee.context)) { return false }
      if let closure = record.pointee.closure { ffi_closure_free(closure) } else { vm_free_thunk(record.pointee.code) }
      record.deallocate()
      return true
    }
  }
}

/// C has called a thunk: the block is an image of the registers.
@inline(__always) private func enterThunk(_ record: UnsafeMutablePointer<ForeignClosure>, _ block: Raw) {
  let signature = record.pointee.signature
  block.storeBytes(of: 0, toByteOffset: Int(FOREIGN_INTEGER_RESULT), as: UInt64.self)
  block.storeBytes(of: 0, toByteOffset: Int(FOREIGN_VECTOR_RESULT), as: UInt64.self)
  let limit = Int(FOREIGN_INTEGER_REGISTERS + FOREIGN_VECTOR_REGISTERS)
  withUnsafeTemporaryAllocation(of: Raw?.self, capacity: limit) { places in
    let places = places.baseAddress.unsafelyUnwrapped
    var index = 0
    while index < Int(signature.pointee.argumentCount) {
      places[index] = block + Int(signature.pointee.arguments[index].offset)
      index &+= 1
    }
    enterClosure(record, places, block + Int(signature.pointee.result.offset))
  }
}

/// C has called: takes the lock, calls the handler. The place of the result is zeroed.
private func enterClosure(
  _ record: UnsafeMutablePointer<ForeignClosure>, _ arguments: UnsafeMutablePointer<Raw?>, _ result: Raw
) {
  let start = _slowPath(crossings_are_exact != 0) ? vm_cycles() : 0
  guard let thread = vm_current_thread() else {
    let thread = attachForeignThread()
    runHandler(thread, record, arguments, result)
    return thread.leaveToForeignCode()
  }
  let isOutside = thread.isOutside
  let parked = thread.pointee.parkedStack
  if isOutside || parked != nil { thread.takeLockBack() }
  let crossing = thread.pointee.crossing
  let state = thread.pointee.state
  runHandler(thread, record, arguments, result)
  if isOutside { return thread.leaveToForeignCode() }
  thread.pointee.state = state
  if crossing != 0 {
    thread.pointee.calledBack = 1
    let record = CrossingLedger.record(crossing)
    record.pointee.callbacks &+= 1
    if _slowPath(start != 0) { _ = record.add(since: start, to: \.callbackCycles) }
  }
  if let parked { thread.offerLockAgain(parked) }
}

/// The program sees the errno that C left, and C what the program leaves.
@inline(__always) private func runHandler(
  _ thread: Thread, _ record: UnsafeMutablePointer<ForeignClosure>, _ arguments: UnsafeMutablePointer<Raw?>,
  _ result: Raw
) {
  let place = thread.pointee.errorPlace.unsafelyUnwrapped
  let error = place.pointee
  thread.pointee.foreignError = error
  thread.pointee.state = VM_STATE_CONVERSION.rawValue
  record.pointee.handler(thread, record.pointee.contextValue, arguments, result)
  place.pointee = thread.pointee.foreignError
}
