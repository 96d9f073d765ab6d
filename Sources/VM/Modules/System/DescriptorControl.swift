// The module `fcntl`: control of descriptors, and file locks.

import CRuntime
import Glibc

private let fcntlConstants: [(StaticString, Int)] = [
  ("LOCK_SH", 1), ("LOCK_EX", 2), ("LOCK_NB", 4), ("LOCK_UN", 8), ("LOCK_MAND", 32), ("LOCK_READ", 64),
  ("LOCK_WRITE", 128), ("LOCK_RW", 192), ("F_DUPFD", 0), ("F_DUPFD_CLOEXEC", 1030), ("F_GETFD", 1), ("F_SETFD", 2),
  ("F_GETFL", 3), ("F_SETFL", 4), ("F_GETLK", 5), ("F_SETLK", 6), ("F_SETLKW", 7), ("F_OFD_GETLK", 36),
  ("F_OFD_SETLK", 37), ("F_OFD_SETLKW", 38), ("F_GETOWN", 9), ("F_SETOWN", 8), ("F_GETSIG", 11), ("F_SETSIG", 10),
  ("F_RDLCK", 0), ("F_WRLCK", 1), ("F_UNLCK", 2), ("F_GETLK64", 5), ("F_SETLK64", 6), ("F_SETLKW64", 7),
  ("FASYNC", 8192), ("F_SETLEASE", 1024), ("F_GETLEASE", 1025), ("F_NOTIFY", 1026), ("F_EXLCK", 4), ("F_SHLCK", 8),
  ("F_SETPIPE_SZ", 1031), ("F_GETPIPE_SZ", 1032), ("FD_CLOEXEC", 1), ("DN_ACCESS", 1), ("DN_MODIFY", 2),
  ("DN_CREATE", 4), ("DN_DELETE", 8), ("DN_RENAME", 16), ("DN_ATTRIB", 32), ("DN_MULTISHOT", 1 << 31),
  ("F_ADD_SEALS", 1033), ("F_GET_SEALS", 1034), ("F_SEAL_SEAL", 1), ("F_SEAL_SHRINK", 2), ("F_SEAL_GROW", 4),
  ("F_SEAL_WRITE", 8),
]

/// The most bytes that a structure in an argument may have.
private let structureLimit = 1024

/// A call with a structure, whose bytes come back as bytes; nil with an exception pending.
private func withStructure(
  _ t: Thread, _ argument: Value, _ name: String, _ body: (UnsafeMutableRawPointer) -> Int32
) -> Value {
  var bytes = argument
  if argument.isKind(.string) {
    bytes = t.encode(StringRef(argument), .utf8, .strict)
    if bytes.isError { return .error }
  }
  guard let view = t.bytesArgument(bytes) else { return .error }
  if view.count > structureLimit { return t.raise(.valueError, "\(name) argument 3 is too long") }
  return withUnsafeTemporaryAllocation(byteCount: structureLimit, alignment: 8) { buffer in
    memset(buffer.baseAddress!, 0, structureLimit)
    if let base = view.baseAddress { memcpy(buffer.baseAddress!, base, view.count) }
    let count = view.count
    if t.waitingCall({ Int(body(buffer.baseAddress!)) }) == nil { return .error }
    return BytesRef.make(t, buffer.baseAddress!.assumingMemoryBound(to: UInt8.self), count)
  }
}

private func isBytesLike(_ value: Value) -> Bool { value.isKind(.string) || byteView(value) != nil }

private let fcntlFunctions: [NativeDefinition] = [
  NativeDefinition(.function, "fcntl(fd, cmd, arg=0, /)") { t, a in
    guard let descriptor = t.fileDescriptor(a[0]), let command = t.cInt(a[1]) else { return .error }
    if a[2].isBound && isBytesLike(a[2]) {
      if a[2].isKind(.string) ? StringRef(a[2]).count > structureLimit : byteView(a[2])!.count > structureLimit {
        return t.raise(.valueError, "fcntl string arg too long")
      }
      return withStructure(t, a[2], "fcntl") { vm_fcntl(descriptor, command, Int(bitPattern: $0)) }
    }
    guard let argument = a[2].isUnbound ? 0 : t.lowBits(a[2]) else { return .error }
    let number = Int(UInt32(truncatingIfNeeded: argument))
    return t.waitingCall { Int(vm_fcntl(descriptor, command, number)) }.map { .int($0) } ?? .error
  },
  NativeDefinition(.function, "ioctl(fd, request, arg=0, mutate_flag=True, /)") { t, a in
    guard let descriptor = t.fileDescriptor(a[0]), let bits = t.lowBits(a[1]), let mutates = t.flag(a[3], default: true)
    else { return .error }
    let request = UInt(UInt32(truncatingIfNeeded: bits))
    if a[2].isBound && isBytesLike(a[2]) {
      let isWritable = !a[2].isKind(.string) && !a[2].isKind(.bytes) && mutates
      if isWritable, let view = byteView(a[2]), let base = view.baseAddress {
        // The kernel writes into the caller's own buffer.
        let target = UnsafeMutableRawPointer(mutating: base)
        return t.waitingCall { Int(vm_ioctl(descriptor, request, target)) }.map { .int($0) } ?? .error
      }
      if a[2].isKind(.string) ? StringRef(a[2]).count > structureLimit : byteView(a[2])!.count > structureLimit {
        return t.raise(.valueError, "ioctl string arg too long")
      }
      return withStructure(t, a[2], "ioctl") { vm_ioctl(descriptor, request, $0) }
    }
    guard let argument = a[2].isUnbound ? 0 : t.lowBits(a[2]) else { return .error }
    let number = Int(Int32(truncatingIfNeeded: argument))
    return t.waitingCall { Int(vm_ioctl_number(descriptor, request, number)) }.map { .int($0) } ?? .error
  },
  NativeDefinition(.function, "flock(fd, operation, /)") { t, a in
    guard let descriptor = t.fileDescriptor(a[0]), let operation = t.cInt(a[1]) else { return .error }
    return t.waitingCall { Int(flock(descriptor, operation)) } == nil ? .error : .none
  },
  NativeDefinition(.function, "lockf(fd, cmd, len=0, start=0, whence=0, /)") { t, a in
    guard let descriptor = t.fileDescriptor(a[0]), let command = t.cInt(a[1]), let length = t.count(a[2], default: 0),
      let start = t.count(a[3], default: 0), let whence = t.cInt(a[4], default: 0)
    else { return .error }
    var lock = Glibc.flock()
    if command & 8 != 0 {
      lock.l_type = Int16(F_UNLCK)
    } else if command & 1 != 0 {
      lock.l_type = Int16(F_RDLCK)
    } else if command & 2 != 0 {
      lock.l_type = Int16(F_WRLCK)
    } else {
      return t.raise(.valueError, "unrecognized lockf argument")
    }
    lock.l_start = start
    lock.l_len = length
    lock.l_whence = Int16(whence)
    let operation = command & 4 != 0 ? F_SETLK : F_SETLKW
    let done = withUnsafeMutablePointer(to: &lock) { place in
      t.waitingCall { Int(vm_fcntl(descriptor, operation, Int(bitPattern: place))) }
    }
    return done == nil ? .error : .none
  },
]

func defineDescriptorControl(_ thread: Thread) {
  let module = thread.defineModule("fcntl", doc: "File control and I/O control on descriptors.", fcntlFunctions)
  module.set(fcntlConstants)
}
