// `posix`: file systems: their sizes and limits, extended attributes, devices.

import CRuntime
import Glibc

let fileSystemConstants: [(StaticString, Int)] = [
  ("ST_RDONLY", 1), ("ST_NOSUID", 2), ("ST_NODEV", 4), ("ST_NOEXEC", 8), ("ST_SYNCHRONOUS", 16), ("ST_MANDLOCK", 64),
  ("ST_WRITE", 128), ("ST_APPEND", 256), ("ST_NOATIME", 1024), ("ST_NODIRATIME", 2048), ("ST_RELATIME", 4096),
  ("XATTR_CREATE", 1), ("XATTR_REPLACE", 2), ("XATTR_SIZE_MAX", 65536),
]

let pathConfiguration: [(StaticString, Int32)] = [
  ("PC_LINK_MAX", 0), ("PC_MAX_CANON", 1), ("PC_MAX_INPUT", 2), ("PC_NAME_MAX", 3), ("PC_PATH_MAX", 4),
  ("PC_PIPE_BUF", 5), ("PC_CHOWN_RESTRICTED", 6), ("PC_NO_TRUNC", 7), ("PC_VDISABLE", 8), ("PC_SYNC_IO", 9),
  ("PC_ASYNC_IO", 10), ("PC_PRIO_IO", 11), ("PC_SOCK_MAXBUF", 12), ("PC_FILESIZEBITS", 13),
  ("PC_REC_INCR_XFER_SIZE", 14), ("PC_REC_MAX_XFER_SIZE", 15), ("PC_REC_MIN_XFER_SIZE", 16), ("PC_REC_XFER_ALIGN", 17),
  ("PC_ALLOC_SIZE_MIN", 18), ("PC_SYMLINK_MAX", 19),
]

let textConfiguration: [(StaticString, Int32)] = [
  ("CS_PATH", 0), ("CS_GNU_LIBC_VERSION", 2), ("CS_GNU_LIBPTHREAD_VERSION", 3), ("CS_LFS_CFLAGS", 1000),
  ("CS_LFS_LDFLAGS", 1001), ("CS_LFS_LIBS", 1002), ("CS_LFS_LINTFLAGS", 1003), ("CS_LFS64_CFLAGS", 1004),
  ("CS_LFS64_LDFLAGS", 1005), ("CS_LFS64_LIBS", 1006), ("CS_LFS64_LINTFLAGS", 1007),
]

extension UnsafeMutablePointer where Pointee == ThreadState {
  /// A number of `sysconf` and its like, given as a number or by its name in `names`; nil with an exception pending.
  func configuration(_ value: Value, _ names: [(StaticString, Int32)]) -> Int32? {
    if value.isKind(.string) {
      let text = StringRef(value).text
      if let row = names.first(where: { "\($0.0)" == text }) { return row.1 }
      raise(.valueError, "unrecognized configuration name")
      return nil
    }
    if unwrapInteger(value).isUnbound {
      raise(.typeError, "configuration names must be strings or integers")
      return nil
    }
    return cInt(value)
  }

  /// A number of a system call that also uses −1 for "no limit".
  fileprivate func limit(_ path: Value, _ call: () -> Int) -> Value {
    errno = 0
    let value = call()
    return value < 0 && errno != 0 ? raiseOSError(errno, filename: path) : .int(value)
  }

  fileprivate func makeFileSystem(_ status: statvfs) -> Value {
    let tuple = TupleRef.allocate(self, count: 11)
    let numbers: [UInt] = [
      status.f_bsize, status.f_frsize, status.f_blocks, status.f_bfree, status.f_bavail, status.f_files, status.f_ffree,
      status.f_favail, status.f_flag, status.f_namemax, status.f_fsid,
    ]
    for index in 0..<11 { tuple[index] = .int(0) }
    for (index, number) in numbers.enumerated() { tuple[index] = makeInt(Int(truncatingIfNeeded: number)) }
    return call(posixTypes.statvfs, tuple.value)
  }

  fileprivate func fileSystem(of value: Value) -> Value {
    var status = statvfs()
    if value.isInt {
      if fstatvfs(Int32(truncatingIfNeeded: value.asInt), &status) < 0 { return raiseOSError(errno) }
    } else {
      guard let path = path(value, "statvfs"), let result = withPath(path, { statvfs($0, &status) }) else {
        return .error
      }
      if result < 0 { return raiseOSError(errno, filename: value) }
    }
    return makeFileSystem(status)
  }

  /// An operation on the attribute `name` of a file: its result, or nil with an exception pending. `call` gets the
  /// descriptor or −1, the path, whether to follow links, and the name.
  fileprivate func attribute(
    _ target: Value, _ function: String, _ name: Value?, follows: Value,
    _ call: (Int32, UnsafePointer<CChar>, Int32, UnsafePointer<CChar>) -> Int
  ) -> Int? {
    guard let follow = flag(follows, default: true) else { return nil }
    if target.isInt && !follow {
      raise(.valueError, "\(function): cannot use fd and follow_symlinks together")
      return nil
    }
    let path = target.isInt ? StringRef.intern("") : self.path(target, function)
    guard let path, let attribute = name.map({ self.path($0, function) }) ?? StringRef.intern("") else { return nil }
    let descriptor = target.isInt ? Int32(truncatingIfNeeded: target.asInt) : -1
    let outcome = withPath(path) { path in
      withPath(attribute) { attribute -> (count: Int, error: Int32) in
        let count = call(descriptor, path, follow ? 1 : 0, attribute)
        return (count, errno)
      }
    }
    guard let outcome, let outcome else { return nil }
    if outcome.count >= 0 { return outcome.count }
    raiseOSError(outcome.error, filename: target)
    return nil
  }
}

/// The largest value, and list of names, that Linux has.
private let attributeLimit = 65536

let posixFileSystemFunctions: [NativeDefinition] = [
  NativeDefinition(.function, "statvfs(path)") { t, a in t.fileSystem(of: a[0]) },
  NativeDefinition(.function, "fstatvfs(fd, /)") { t, a in
    t.cInt(a[0]).map { t.fileSystem(of: .int(Int($0))) } ?? .error
  },
  NativeDefinition(.function, "pathconf(path, name)") { t, a in
    guard let name = t.configuration(a[1], pathConfiguration) else { return .error }
    if a[0].isInt { return t.limit(.none) { fpathconf(Int32(truncatingIfNeeded: a[0].asInt), name) } }
    guard let path = t.path(a[0], "pathconf") else { return .error }
    return t.withPath(path) { path in t.limit(a[0]) { pathconf(path, name) } } ?? .error
  },
  NativeDefinition(.function, "fpathconf(fd, name, /)") { t, a in
    guard let descriptor = t.cInt(a[0]), let name = t.configuration(a[1], pathConfiguration) else { return .error }
    return t.limit(.none) { fpathconf(descriptor, name) }
  },
  NativeDefinition(.function, "confstr(name, /)") { t, a in
    guard let name = t.configuration(a[0], textConfiguration) else { return .error }
    errno = 0
    let length = confstr(name, nil, 0)
    if length == 0 { return errno != 0 ? t.raiseOSError(errno) : .none }
    return withUnsafeTemporaryAllocation(of: CChar.self, capacity: length) { buffer in
      confstr(name, buffer.baseAddress, length)
      return t.fileText(buffer.baseAddress!)
    }
  },
  NativeDefinition(.function, "mknod(path, mode=0o600, device=0, *, dir_fd=None)") { t, a in
    guard let mode = t.cInt(a[1], default: 0o600), let device = a[2].isUnbound ? 0 : t.lowBits(a[2]),
      let folder = t.folder(a[3])
    else { return .error }
    return t.pathCall(a[0], "mknod") { mknodat(folder, $0, mode_t(bitPattern: mode), dev_t(device)) }
  },
  NativeDefinition(.function, "major(device, /)") { t, a in
    t.lowBits(a[0]).map { .int(Int(vm_major($0))) } ?? .error
  },
  NativeDefinition(.function, "minor(device, /)") { t, a in
    t.lowBits(a[0]).map { .int(Int(vm_minor($0))) } ?? .error
  },
  NativeDefinition(.function, "makedev(major, minor, /)") { t, a in
    guard let major = t.cInt(a[0]), let minor = t.cInt(a[1]) else { return .error }
    return t.makeInt(Int(truncatingIfNeeded: vm_device(UInt32(bitPattern: major), UInt32(bitPattern: minor))))
  },
  NativeDefinition(.function, "chroot(path)") { t, a in t.pathCall(a[0], "chroot") { chroot($0) } },
  NativeDefinition(.function, "getxattr(path, attribute, *, follow_symlinks=True)") { t, a in
    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: attributeLimit) { buffer in
      let count = t.attribute(a[0], "getxattr", a[1], follows: a[2]) {
        vm_get_attribute($0, $1, $2, $3, buffer.baseAddress, attributeLimit)
      }
      return count.map { BytesRef.make(t, buffer.baseAddress!, $0) } ?? .error
    }
  },
  NativeDefinition(.function, "setxattr(path, attribute, value, flags=0, *, follow_symlinks=True)") { t, a in
    guard let value = t.bytesArgument(a[2]), let flags = t.cInt(a[3], default: 0) else { return .error }
    let done = t.attribute(a[0], "setxattr", a[1], follows: a[4]) {
      vm_set_attribute($0, $1, $2, $3, value.baseAddress, value.count, flags)
    }
    return done == nil ? .error : .none
  },
  NativeDefinition(.function, "removexattr(path, attribute, *, follow_symlinks=True)") { t, a in
    let done = t.attribute(a[0], "removexattr", a[1], follows: a[2]) { vm_remove_attribute($0, $1, $2, $3) }
    return done == nil ? .error : .none
  },
  NativeDefinition(.function, "listxattr(path=None, *, follow_symlinks=True)") { t, a in
    let target = a[0].isUnbound || a[0].isNone ? StringRef.intern(".") : a[0]
    return withUnsafeTemporaryAllocation(of: CChar.self, capacity: attributeLimit) { buffer in
      let count = t.attribute(target, "listxattr", nil, follows: a[1]) { file, path, follow, _ in
        vm_list_attributes(file, path, follow, buffer.baseAddress, attributeLimit)
      }
      guard let count else { return .error }
      let names = ListRef.make(t)
      var place = 0
      while place < count {
        let name = buffer.baseAddress! + place
        names.append(t, t.fileText(name))
        place += strlen(name) + 1
      }
      return names.value
    }
  },
]
