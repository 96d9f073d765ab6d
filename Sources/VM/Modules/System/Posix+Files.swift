// `posix`: descriptors and the contents of files.

import CRuntime
import Glibc

let posixFileFunctions: [NativeDefinition] = [
  NativeDefinition(.function, "open(path, flags, mode=0o777, *, dir_fd=None)") { t, a in
    guard let path = t.path(a[0], "open"), let flags = t.cInt(a[1]), let mode = t.cInt(a[2], default: 0o777),
      let folder = t.folder(a[3])
    else { return .error }
    while true {
      guard let result = t.withPath(path, { openat(folder, $0, flags | O_CLOEXEC, mode_t(mode)) }) else {
        return .error
      }
      if result >= 0 { return .int(Int(result)) }
      if errno != EINTR { return t.raiseOSError(errno, filename: a[0]) }
      if !t.runPendingWork() { return .error }
    }
  },
  NativeDefinition(.function, "close(fd)") { t, a in
    guard let descriptor = t.cInt(a[0]) else { return .error }
    return close(descriptor) == 0 || errno == EINTR ? .none : t.raiseOSError(errno)
  },
  NativeDefinition(.function, "closerange(fd_low, fd_high, /)") { t, a in
    guard let low = t.cInt(a[0]), let high = t.cInt(a[1]) else { return .error }
    if low < high { for descriptor in low..<high { close(descriptor) } }
    return .none
  },
  NativeDefinition(.function, "read(fd, length, /)") { t, a in
    guard let descriptor = t.cInt(a[0]), let length = t.index(a[1]) else { return .error }
    if length < 0 { return t.raiseOSError(EINVAL) }
    let buffer = ByteArrayRef.make(t)
    buffer.reserve(t, min(length, 1 << 30) + 1)
    guard let count = t.systemCall({ read(descriptor, buffer.bytes, length) }) else { return .error }
    buffer.count = count
    return t.makeBytes(buffer.buffer)
  },
  NativeDefinition(.function, "pread(fd, length, offset, /)") { t, a in
    guard let descriptor = t.cInt(a[0]), let length = t.index(a[1]), let offset = t.index(a[2]) else { return .error }
    if length < 0 { return t.raiseOSError(EINVAL) }
    let buffer = ByteArrayRef.make(t)
    buffer.reserve(t, min(length, 1 << 30) + 1)
    guard let count = t.systemCall({ pread(descriptor, buffer.bytes, length, offset) }) else { return .error }
    buffer.count = count
    return t.makeBytes(buffer.buffer)
  },
  NativeDefinition(.function, "write(fd, data, /)") { t, a in
    guard let descriptor = t.cInt(a[0]) else { return .error }
    guard let view = byteView(a[1]) else {
      return t.raise(.typeError, "a bytes-like object is required, not '\(a[1].typeName)'")
    }
    return t.systemCall { write(descriptor, view.baseAddress, view.count) }.map { .int($0) } ?? .error
  },
  NativeDefinition(.function, "pwrite(fd, buffer, offset, /)") { t, a in
    guard let descriptor = t.cInt(a[0]), let offset = t.index(a[2]) else { return .error }
    guard let view = byteView(a[1]) else {
      return t.raise(.typeError, "a bytes-like object is required, not '\(a[1].typeName)'")
    }
    return t.systemCall { pwrite(descriptor, view.baseAddress, view.count, offset) }.map { .int($0) } ?? .error
  },
  NativeDefinition(.function, "lseek(fd, position, how, /)") { t, a in
    guard let descriptor = t.cInt(a[0]), let offset = t.index(a[1]), let how = t.cInt(a[2]) else { return .error }
    return t.systemCall { lseek(descriptor, offset, how) }.map { .int($0) } ?? .error
  },
  NativeDefinition(.function, "ftruncate(fd, length, /)") { t, a in
    guard let descriptor = t.cInt(a[0]), let length = t.index(a[1]) else { return .error }
    return t.systemCall { Int(ftruncate(descriptor, length)) } == nil ? .error : .none
  },
  NativeDefinition(.function, "truncate(path, length)") { t, a in
    guard let length = t.index(a[1]) else { return .error }
    if a[0].isInt {
      return t.systemCall { Int(ftruncate(Int32(truncatingIfNeeded: a[0].asInt), length)) } == nil ? .error : .none
    }
    return t.pathCall(a[0], "truncate") { truncate($0, length) }
  },
  NativeDefinition(.function, "fsync(fd)") { t, a in
    guard let descriptor = t.descriptor(a[0]) else { return .error }
    return t.systemCall { Int(fsync(descriptor)) } == nil ? .error : .none
  },
  NativeDefinition(.function, "fdatasync(fd)") { t, a in
    guard let descriptor = t.descriptor(a[0]) else { return .error }
    return t.systemCall { Int(fdatasync(descriptor)) } == nil ? .error : .none
  },
  NativeDefinition(.function, "sync()") { _, _ in
    sync()
    return .none
  },
  NativeDefinition(.function, "dup(fd, /)") { t, a in
    guard let descriptor = t.cInt(a[0]) else { return .error }
    return t.systemCall { Int(fcntl(descriptor, F_DUPFD_CLOEXEC, 0)) }.map { .int($0) } ?? .error
  },
  NativeDefinition(.function, "dup2(fd, fd2, inheritable=True)") { t, a in
    guard let from = t.cInt(a[0]), let to = t.cInt(a[1]) else { return .error }
    let inheritable = a[2].isUnbound || t.truth(a[2]) == 1
    let result = t.systemCall { Int(inheritable || from == to ? dup2(from, to) : dup3(from, to, O_CLOEXEC)) }
    return result.map { .int($0) } ?? .error
  },
  NativeDefinition(.function, "pipe()") { t, _ in
    var ends: [Int32] = [0, 0]
    if pipe2(&ends, O_CLOEXEC) != 0 { return t.raiseOSError(errno) }
    return TupleRef.make(t, .int(Int(ends[0])), .int(Int(ends[1])))
  },
  NativeDefinition(.function, "pipe2(flags, /)") { t, a in
    guard let flags = t.cInt(a[0]) else { return .error }
    var ends: [Int32] = [0, 0]
    if pipe2(&ends, flags) != 0 { return t.raiseOSError(errno) }
    return TupleRef.make(t, .int(Int(ends[0])), .int(Int(ends[1])))
  },
  NativeDefinition(.function, "openpty()") { t, _ in
    t.makeTerminal().map { TupleRef.make(t, .int(Int($0.main)), .int(Int($0.other))) } ?? .error
  },
  NativeDefinition(.function, "isatty(fd, /)") { t, a in
    guard let descriptor = t.cInt(a[0]) else { return .error }
    return .bool(isatty(descriptor) != 0)
  },
  NativeDefinition(.function, "ttyname(fd, /)") { t, a in
    guard let descriptor = t.cInt(a[0]) else { return .error }
    return ttyname(descriptor).map { t.fileText($0) } ?? t.raiseOSError(errno)
  },
  NativeDefinition(.function, "get_inheritable(fd, /)") { t, a in
    guard let descriptor = t.cInt(a[0]), let flags = t.systemCall({ Int(fcntl(descriptor, F_GETFD)) }) else {
      return .error
    }
    return .bool(flags & Int(FD_CLOEXEC) == 0)
  },
  NativeDefinition(.function, "set_inheritable(fd, inheritable, /)") { t, a in
    guard let descriptor = t.cInt(a[0]) else { return .error }
    let flag = t.truth(a[1]) == 1 ? 0 : FD_CLOEXEC
    return t.systemCall { Int(fcntl(descriptor, F_SETFD, flag)) } == nil ? .error : .none
  },
  NativeDefinition(.function, "get_blocking(fd, /)") { t, a in
    guard let descriptor = t.cInt(a[0]), let flags = t.systemCall({ Int(fcntl(descriptor, F_GETFL)) }) else {
      return .error
    }
    return .bool(flags & Int(O_NONBLOCK) == 0)
  },
  NativeDefinition(.function, "set_blocking(fd, blocking, /)") { t, a in
    guard let descriptor = t.cInt(a[0]), let flags = t.systemCall({ Int(fcntl(descriptor, F_GETFL)) }) else {
      return .error
    }
    let wanted = t.truth(a[1]) == 1 ? Int32(flags) & ~O_NONBLOCK : Int32(flags) | O_NONBLOCK
    return t.systemCall { Int(fcntl(descriptor, F_SETFL, wanted)) } == nil ? .error : .none
  },
  NativeDefinition(.function, "device_encoding(fd)") { t, a in
    guard let descriptor = t.cInt(a[0]) else { return .error }
    return isatty(descriptor) != 0 ? StringRef.make(t, "UTF-8") : .none
  },
  NativeDefinition(.function, "get_terminal_size(fd=1, /)") { t, a in
    guard let descriptor = t.cInt(a[0], default: 1) else { return .error }
    var columns: Int32 = 0
    var rows: Int32 = 0
    if vm_terminal_size(descriptor, &columns, &rows) != 0 { return t.raiseOSError(errno) }
    return t.call(posixTypes.terminalSize, TupleRef.make(t, .int(Int(columns)), .int(Int(rows))))
  },
  NativeDefinition(.function, "urandom(size, /)") { t, a in
    guard let size = t.index(a[0]) else { return .error }
    if size < 0 { return t.raise(.valueError, "negative argument not allowed") }
    let result = BytesRef.allocate(t, count: size)
    var offset = 0
    while offset < size {
      let part = min(256, size - offset)
      if getentropy(result.bytes + offset, part) != 0 { return t.raiseOSError(errno) }
      offset += part
    }
    return result.value
  },
  NativeDefinition(.function, "fspath(path)") { t, a in
    if a[0].isKind(.string) || a[0].isKind(.bytes) { return a[0] }
    let hook = a[0].type.special(.fspath)
    if hook.isUnbound {
      return t.raise(.typeError, "expected str, bytes or os.PathLike object, not \(a[0].typeName)")
    }
    let result = t.callUnbound(hook, a[0])
    if result.isError || result.isKind(.string) || result.isKind(.bytes) { return result }
    return t.raise(
      .typeError, "expected \(a[0].typeName).__fspath__() to return str or bytes, not \(result.typeName)")
  },
  NativeDefinition(.function, "strerror(code, /)") { t, a in
    guard let code = t.cInt(a[0]) else { return .error }
    return StringRef.make(t, String(cString: strerror(code)))
  },
  NativeDefinition(.function, "_path_normpath(path)") { t, a in
    guard a[0].isKind(.string) else { return t.raise(.typeError, "_path_normpath() argument 'path' must be str") }
    return StringRef.make(t, normalizedPath(StringRef(a[0]).text))
  },
]

/// `a//b/./c/../d` without empty parts, `.` and resolvable `..`.
func normalizedPath(_ path: String) -> String {
  if path.isEmpty { return "." }
  let slashes = path.hasPrefix("//") && !path.hasPrefix("///") ? "//" : path.hasPrefix("/") ? "/" : ""
  var parts: [Substring] = []
  for part in path.split(separator: "/") where part != "." {
    if part != ".." || slashes.isEmpty && parts.isEmpty || parts.last == ".." {
      parts.append(part)
    } else if !parts.isEmpty {
      parts.removeLast()
    }
  }
  let result = slashes + parts.joined(separator: "/")
  return result.isEmpty ? "." : result
}
