// One call of a C function by the interpreter (or by a trace that leaves it to a helper). In the order of its life:
//
//   let crossing = CrossingLedger.crossing(thread, function: address, name: name, signature: signature, route: CROSSING_CFFI)
//   var call = ForeignCall(thread, crossing)                 // from here on the thread is converting
//   return withUnsafeTemporaryAllocation(byteCount: Int(signature.pointee.blockBytes), alignment: 16) { block in
//     … write the arguments at block + signature.pointee.arguments[i].offset; count strings and arrays: call.addBytes(n) …
//     call.invoke(signature, address, block.baseAddress!)    // in C
//     let result = … read from block + signature.pointee.result.offset …
//     call.end()                                             // also when a conversion has failed before `invoke`
//     return result
//   }
//
// The block lies on the native stack, so that references in it keep their objects alive. While C runs, other threads may
// run Python code, when there are any; callbacks come back through ForeignClosure. An exception that a callback left
// pending is the route's matter.

import CRuntime

struct ForeignCall {
  private let thread: Thread
  private let crossing: CrossingLedger.Record
  private let outerState: UInt32
  private let outerCrossing: UInt32
  /// Of the time stamp counter; only while `crossings_are_exact`.
  private var mark: UInt64 = 0

  /// Conversion of the arguments begins.
  @inline(__always) init(_ thread: Thread, _ crossing: CrossingLedger.Record) {
    self.thread = thread
    self.crossing = crossing
    outerState = thread.pointee.state
    outerCrossing = thread.pointee.crossing
    thread.pointee.crossing = crossing.pointee.id
    thread.pointee.state = VM_STATE_CONVERSION.rawValue
    if _slowPath(crossings_are_exact != 0) { mark = vm_cycles() }
  }

  /// Bytes converted beyond those of the signature: strings, arrays, structures.
  @inline(__always) func addBytes(_ count: Int) { crossing.pointee.bytes &+= UInt64(count) }

  /// Calls the function; its result lies in the block then.
  @inline(__always) mutating func invoke(
    _ signature: ForeignSignaturePointer, _ function: UnsafeRawPointer, _ block: Raw
  ) {
    crossing.pointee.calls &+= 1
    if _slowPath(crossings_are_exact != 0) { mark = crossing.add(since: mark, to: \.conversionCycles) }
    thread.pointee.state = VM_STATE_C_CALL.rawValue
    if _fastPath(!givesLockUp) {
      vm_call_foreign(thread, signature, function, block)
    } else {
      thread.offeringLock { [thread] in vm_call_foreign(thread, signature, function, block) }
    }
    thread.pointee.state = VM_STATE_CONVERSION.rawValue
    if _slowPath(crossings_are_exact != 0) { mark = crossing.add(since: mark, to: \.callCycles) }
  }

  /// The result has been converted, or something has failed.
  @inline(__always) func end() {
    if _slowPath(crossings_are_exact != 0) { _ = crossing.add(since: mark, to: \.conversionCycles) }
    thread.pointee.state = outerState
    thread.pointee.crossing = outerCrossing
  }
}

extension UnsafeMutablePointer where Pointee == Crossing {
  /// Adds the cycles since `mark` to a counter; the present time.
  @inline(never) func add(since mark: UInt64, to counter: WritableKeyPath<Crossing, UInt64>) -> UInt64 {
    let now = vm_cycles()
    pointee[keyPath: counter] &+= now &- mark
    return now
  }
}
