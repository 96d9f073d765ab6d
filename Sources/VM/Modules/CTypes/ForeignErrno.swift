// The errno that functions made with `use_errno` see instead of the C library's: `get_errno` and `set_errno` of the module.

import CRuntime

/// The module's own copy of errno for each thread, which functions made with `use_errno` see instead of the C library's.
enum ForeignErrno {
  /// By the index of the thread; kept when a thread has ended.
  nonisolated(unsafe) private static var copies: [UInt64: UnsafeMutablePointer<Int32>] = [:]
  /// The copy asked for last, and whose it is.
  nonisolated(unsafe) private static var latest: (thread: UInt64, place: UnsafeMutablePointer<Int32>)?

  private static func place(_ thread: Thread) -> UnsafeMutablePointer<Int32> {
    let index = thread.pointee.threadIndex
    if let latest, latest.thread == index { return latest.place }
    let place = copies[index] ?? .allocate(capacity: 1)
    if copies[index] == nil {
      place.initialize(to: 0)
      copies[index] = place
    }
    latest = (index, place)
    return place
  }

  static func exchange(_ thread: Thread) {
    let place = place(thread)
    (place.pointee, thread.pointee.foreignError) = (thread.pointee.foreignError, place.pointee)
  }
  static func value(_ thread: Thread) -> Int32 { place(thread).pointee }
  /// The old value.
  static func set(_ thread: Thread, _ number: Int32) -> Int32 {
    let place = place(thread)
    defer { place.pointee = number }
    return place.pointee
  }
}
