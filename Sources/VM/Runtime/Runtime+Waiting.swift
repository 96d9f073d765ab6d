// Waiting for descriptors and time: deadlines, and system calls that are repeated while signals interrupt them.

import CRuntime
import Glibc

/// When a wait ends: never, or at a point of the monotonic clock.
struct Deadline {
  private let end: Int?

  /// `nanoseconds` from now; nil never ends.
  init(in nanoseconds: Int?) { end = nanoseconds.map { Int(monotonicNanoseconds()) &+ $0 } }

  /// Milliseconds left, rounded up, as poll(2) takes them: −1 when the wait never ends.
  var milliseconds: Int32 {
    guard let end else { return -1 }
    let left = max(0, end - Int(monotonicNanoseconds()))
    return Int32(clamping: (left + 999_999) / 1_000_000)
  }

  var hasPassed: Bool { end.map { Int(monotonicNanoseconds()) >= $0 } ?? false }
}

extension UnsafeMutablePointer where Pointee == ThreadState {
  /// A system call that may wait, repeated while signals interrupt it; nil with an exception pending.
  func waitingCall(_ body: () -> Int) -> Int? {
    while true {
      let result = blocking(body)
      if result >= 0 { return result }
      if errno != EINTR {
        raiseOSError(errno)
        return nil
      }
      if !runPendingWork() { return nil }
    }
  }

  /// Waits with poll(2) until a descriptor is ready, a signal's handler raises or the deadline passes: the number of
  /// ready descriptors, or nil with an exception pending.
  func wait(_ descriptors: UnsafeMutablePointer<pollfd>?, _ count: Int, until deadline: Deadline) -> Int? {
    // Once the deadline has passed, it asks without waiting.
    waitingCall { Int(poll(descriptors, nfds_t(count), deadline.milliseconds)) }
  }

  /// A descriptor, or the one of an object with `fileno`; nil with an exception pending.
  func fileDescriptor(_ value: Value) -> Int32? {
    guard let number = value.isBool ? (value.isTrue ? 1 : 0) : descriptor(value) else { return nil }
    if number >= 0 { return number }
    raise(.valueError, "file descriptor cannot be a negative integer (\(number))")
    return nil
  }

  /// Seconds in an argument (None: nil inside) as nanoseconds; outer nil with an exception pending.
  func timeout(_ value: Value, _ message: String, negative: String?) -> Int?? {
    if value.isUnbound || value.isNone { return .some(nil) }
    if !value.isFloat && unwrapInteger(value).isUnbound && value.type.special(.index).isUnbound
      && value.type.special(.float).isUnbound
    {
      raise(.typeError, message)
      return nil
    }
    guard let seconds = double(of: value) else { return nil }
    if seconds.isNaN {
      raise(.valueError, "Invalid value NaN (not a number)")
      return nil
    }
    if seconds < 0, let negative {
      raise(.valueError, negative)
      return nil
    }
    guard abs(seconds) < 9.2e9 else {
      raise(.overflowError, "timestamp too large to convert to C _PyTime_t")
      return nil
    }
    // Up, so that nobody wakes too early.
    return .some(Int((seconds * 1e9).rounded(seconds < 0 ? .down : .up)))
  }
}
