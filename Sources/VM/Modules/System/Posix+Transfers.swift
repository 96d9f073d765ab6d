// `posix`: bytes between descriptors: several buffers at once, copies inside the kernel, advice, locks, and descriptors of
// memory and events.

import CRuntime
import Glibc

let transferConstants: [(StaticString, Int)] = [
  ("F_ULOCK", 0), ("F_LOCK", 1), ("F_TLOCK", 2), ("F_TEST", 3), ("EFD_CLOEXEC", 524_288), ("EFD_NONBLOCK", 2048),
  ("EFD_SEMAPHORE", 1), ("MFD_CLOEXEC", 1), ("MFD_ALLOW_SEALING", 2), ("MFD_HUGETLB", 4), ("MFD_HUGE_SHIFT", 26),
  ("MFD_HUGE_MASK", 63), ("MFD_HUGE_64KB", 16 << 26), ("MFD_HUGE_512KB", 19 << 26), ("MFD_HUGE_1MB", 20 << 26),
  ("MFD_HUGE_2MB", 21 << 26), ("MFD_HUGE_8MB", 23 << 26), ("MFD_HUGE_16MB", 24 << 26), ("MFD_HUGE_32MB", 25 << 26),
  ("MFD_HUGE_256MB", 28 << 26), ("MFD_HUGE_512MB", 29 << 26), ("MFD_HUGE_1GB", 30 << 26), ("MFD_HUGE_2GB", 31 << 26),
  ("MFD_HUGE_16GB", 34 << 26), ("O_ASYNC", 8192), ("O_DIRECT", 16384), ("O_FSYNC", 1_052_672), ("O_LARGEFILE", 0),
  ("O_NOATIME", 262_144), ("O_RSYNC", 1_052_672), ("POSIX_FADV_NORMAL", 0), ("POSIX_FADV_RANDOM", 1),
  ("POSIX_FADV_SEQUENTIAL", 2), ("POSIX_FADV_WILLNEED", 3), ("POSIX_FADV_DONTNEED", 4), ("POSIX_FADV_NOREUSE", 5),
  ("RWF_HIPRI", 1), ("RWF_DSYNC", 2), ("RWF_SYNC", 4), ("RWF_NOWAIT", 8), ("RWF_APPEND", 16), ("SPLICE_F_MOVE", 1),
  ("SPLICE_F_NONBLOCK", 2), ("SPLICE_F_MORE", 4),
]

extension UnsafeMutablePointer where Pointee == ThreadState {
  /// Calls `body` with the memory of a sequence of buffers: how many bytes moved, or `.error`.
  fileprivate func vector(
    _ buffers: Value, _ function: String, isWritten: Bool, _ body: (UnsafeMutablePointer<iovec>, Int32) -> Int
  ) -> Value {
    guard buffers.type.special(.getitem).isBound, buffers.type.special(.len).isBound else {
      return raise(.typeError, "\(function)() arg 2 must be a sequence")
    }
    // The list keeps the buffers alive.
    guard let list = makeList(from: buffers) else { return .error }
    var parts: [iovec] = []
    for index in 0..<list.count {
      if isWritten {
        guard let (bytes, count) = writableBytes(list[index]) else { return .error }
        parts.append(iovec(iov_base: bytes, iov_len: count))
      } else {
        guard let bytes = bytesArgument(list[index]) else { return .error }
        parts.append(iovec(iov_base: UnsafeMutableRawPointer(mutating: bytes.baseAddress), iov_len: bytes.count))
      }
    }
    let count = Int32(parts.count)
    return parts.withUnsafeMutableBufferPointer { parts in
      withUnsafeTemporaryAllocation(of: iovec.self, capacity: max(1, parts.count)) { copy in
        for (index, part) in parts.enumerated() { copy[index] = part }
        let start = copy.baseAddress.unsafelyUnwrapped
        return systemCall { body(start, count) }.map { .int($0) } ?? .error
      }
    }
  }

  /// An offset argument that may be None.
  fileprivate func offset(_ value: Value) -> (isGiven: Bool, place: Int)? {
    if value.isUnbound || value.isNone { return (false, 0) }
    return index(value).map { (true, $0) }
  }

  /// `copy_file_range` and `splice`. Parameters: src, dst, count, offset_src, offset_dst, flags.
  fileprivate func transfer(
    _ a: Arguments, flags: UInt32,
    _ call: (Int32, UnsafeMutablePointer<Int>?, Int32, UnsafeMutablePointer<Int>?, Int, UInt32) -> Int
  ) -> Value {
    guard let source = cInt(a[0]), let target = cInt(a[1]), let count = index(a[2]), let from = offset(a[3]),
      let to = offset(a[4])
    else { return .error }
    if count < 0 { return raise(.valueError, "negative value for 'count' not allowed") }
    var places = (from.place, to.place)
    let moved = withUnsafeMutablePointer(to: &places.0) { first in
      withUnsafeMutablePointer(to: &places.1) { second in
        systemCall { call(source, from.isGiven ? first : nil, target, to.isGiven ? second : nil, count, flags) }
      }
    }
    return moved.map { .int($0) } ?? .error
  }

  /// Functions that return an error number instead of setting errno.
  fileprivate func outcome(number: () -> Int32) -> Value {
    while true {
      let error = blocking(number)
      if error == 0 { return .none }
      if error != EINTR { return raiseOSError(error) }
      if !runPendingWork() { return .error }
    }
  }
}

let posixTransferFunctions: [NativeDefinition] = [
  NativeDefinition(.function, "readv(fd, buffers, /)") { t, a in
    guard let file = t.cInt(a[0]) else { return .error }
    return t.vector(a[1], "readv", isWritten: true) { readv(file, $0, $1) }
  },
  NativeDefinition(.function, "writev(fd, buffers, /)") { t, a in
    guard let file = t.cInt(a[0]) else { return .error }
    return t.vector(a[1], "writev", isWritten: false) { writev(file, $0, $1) }
  },
  NativeDefinition(.function, "preadv(fd, buffers, offset, flags=0, /)") { t, a in
    guard let file = t.cInt(a[0]), let place = t.index(a[2]), let flags = t.cInt(a[3], default: 0) else {
      return .error
    }
    return t.vector(a[1], "preadv", isWritten: true) { preadv2(file, $0, $1, place, flags) }
  },
  NativeDefinition(.function, "pwritev(fd, buffers, offset, flags=0, /)") { t, a in
    guard let file = t.cInt(a[0]), let place = t.index(a[2]), let flags = t.cInt(a[3], default: 0) else {
      return .error
    }
    return t.vector(a[1], "pwritev", isWritten: false) { pwritev2(file, $0, $1, place, flags) }
  },
  NativeDefinition(.function, "sendfile(out_fd, in_fd, offset, count)") { t, a in
    guard let target = t.cInt(a[0]), let source = t.cInt(a[1]), let place = t.offset(a[2]), let count = t.index(a[3])
    else { return .error }
    var start = place.place
    let sent = withUnsafeMutablePointer(to: &start) { start in
      t.systemCall { sendfile(target, source, place.isGiven ? start : nil, count) }
    }
    return sent.map { .int($0) } ?? .error
  },
  NativeDefinition(.function, "copy_file_range(src, dst, count, offset_src=None, offset_dst=None)") { t, a in
    t.transfer(a, flags: 0) { copy_file_range($0, $1, $2, $3, $4, $5) }
  },
  NativeDefinition(.function, "splice(src, dst, count, offset_src=None, offset_dst=None, flags=0)") { t, a in
    guard let flags = t.cInt(a[5], default: 0) else { return .error }
    return t.transfer(a, flags: UInt32(bitPattern: flags)) { splice($0, $1, $2, $3, $4, $5) }
  },
  NativeDefinition(.function, "posix_fadvise(fd, offset, length, advice, /)") { t, a in
    guard let file = t.cInt(a[0]), let start = t.index(a[1]), let length = t.index(a[2]), let advice = t.cInt(a[3])
    else { return .error }
    return t.outcome { posix_fadvise(file, start, length, advice) }
  },
  NativeDefinition(.function, "posix_fallocate(fd, offset, length, /)") { t, a in
    guard let file = t.cInt(a[0]), let start = t.index(a[1]), let length = t.index(a[2]) else { return .error }
    return t.outcome { posix_fallocate(file, start, length) }
  },
  NativeDefinition(.function, "lockf(fd, command, length, /)") { t, a in
    guard let file = t.cInt(a[0]), let command = t.cInt(a[1]), let length = t.index(a[2]) else { return .error }
    return t.systemCall { Int(lockf(file, command, length)) } == nil ? .error : .none
  },
  NativeDefinition(.function, "eventfd(initval, flags=524288)") { t, a in
    guard let start = t.index(a[0]), let flags = t.cInt(a[1], default: 524_288) else { return .error }
    guard let value = UInt32(exactly: start) else {
      return t.raise(.valueError, start < 0 ? "value must be positive" : "value too large to convert to C unsigned int")
    }
    return t.systemCall { Int(eventfd(value, flags)) }.map { .int($0) } ?? .error
  },
  NativeDefinition(.function, "eventfd_read(fd)") { t, a in
    guard let file = t.descriptor(a[0]) else { return .error }
    var value: UInt64 = 0
    let status = withUnsafeMutablePointer(to: &value) { value in t.systemCall { Int(eventfd_read(file, value)) } }
    return status == nil ? .error : t.makeInt(Int(truncatingIfNeeded: value))
  },
  NativeDefinition(.function, "eventfd_write(fd, value)") { t, a in
    guard let file = t.descriptor(a[0]), let value = t.lowBits(a[1]) else { return .error }
    return t.systemCall { Int(eventfd_write(file, UInt64(value))) } == nil ? .error : .none
  },
  NativeDefinition(.function, "memfd_create(name, flags=1)") { t, a in
    guard let name = t.path(a[0], "memfd_create"), let flags = t.cInt(a[1], default: 1),
      let opened = t.withPath(name, { (file: memfd_create($0, UInt32(bitPattern: flags)), error: errno) })
    else { return .error }
    return opened.file < 0 ? t.raiseOSError(opened.error) : .int(Int(opened.file))
  },
  NativeDefinition(.function, "getrandom(size, flags=0)") { t, a in
    guard let size = t.index(a[0]), let flags = t.cInt(a[1], default: 0) else { return .error }
    if size < 0 { return t.raiseOSError(EINVAL) }
    let buffer = BytesRef.allocate(t, count: min(size, 1 << 25))
    let bytes = buffer.bytes
    let length = min(size, 1 << 25)
    guard let count = t.systemCall({ getrandom(bytes, length, UInt32(bitPattern: flags)) }) else { return .error }
    return count == length ? buffer.value : BytesRef.make(t, buffer.bytes, count)
  },
]
