// `posix`: folders, links and what is known about files.

import CRuntime
import Glibc

let posixFolderFunctions: [NativeDefinition] = [
  NativeDefinition(.function, "stat(path, *, dir_fd=None, follow_symlinks=True)") { t, a in
    guard let folder = t.folder(a[1]), let follow = t.flag(a[2], default: true) else { return .error }
    if a[0].isInt {
      if folder != AT_FDCWD { return t.raise(.valueError, "stat: can't specify dir_fd without matching path") }
      if !follow { return t.raise(.valueError, "stat: cannot use fd and follow_symlinks together") }
    }
    return t.status(of: a[0], "stat", in: folder, follow: follow)
  },
  NativeDefinition(.function, "lstat(path, *, dir_fd=None)") { t, a in
    t.folder(a[1]).map { t.status(of: a[0], "lstat", in: $0, follow: false) } ?? .error
  },
  NativeDefinition(.function, "fstat(fd)") { t, a in
    guard let descriptor = t.cInt(a[0]) else { return .error }
    var information = stat()
    if fstat(descriptor, &information) != 0 { return t.raiseOSError(errno) }
    return t.makeStatus(information)
  },
  NativeDefinition(.function, "access(path, mode, *, dir_fd=None, effective_ids=False, follow_symlinks=True)") { t, a in
    guard let path = t.path(a[0], "access"), let mode = t.cInt(a[1]), let folder = t.folder(a[2]),
      let isEffective = t.flag(a[3]), let follow = t.flag(a[4], default: true)
    else { return .error }
    let flags = (isEffective ? AT_EACCESS : 0) | (follow ? 0 : AT_SYMLINK_NOFOLLOW)
    guard let status = t.withPath(path, { faccessat(folder, $0, mode, flags) }) else { return .error }
    return .bool(status == 0)
  },
  NativeDefinition(.function, "listdir(path=None)") { t, a in
    let names = ListRef.make(t)
    let complete = t.forEachEntry(a[0], "listdir") { entry, asBytes in
      names.append(t, t.fileText(entryName(entry), asBytes: asBytes))
    }
    return complete ? names.value : .error
  },
  NativeDefinition(.function, "scandir(path=None)") { t, a in t.scan(a[0]) },
  NativeDefinition(.function, "getcwd()") { t, _ in
    guard let folder = getcwd(nil, 0) else { return t.raiseOSError(errno) }
    defer { free(folder) }
    return t.fileText(folder)
  },
  NativeDefinition(.function, "getcwdb()") { t, _ in
    guard let folder = getcwd(nil, 0) else { return t.raiseOSError(errno) }
    defer { free(folder) }
    return t.fileText(folder, asBytes: true)
  },
  NativeDefinition(.function, "chdir(path)") { t, a in
    if a[0].isInt { return t.systemCall { Int(fchdir(Int32(truncatingIfNeeded: a[0].asInt))) } == nil ? .error : .none }
    return t.pathCall(a[0], "chdir") { chdir($0) }
  },
  NativeDefinition(.function, "fchdir(fd)") { t, a in
    guard let descriptor = t.descriptor(a[0]) else { return .error }
    return t.systemCall { Int(fchdir(descriptor)) } == nil ? .error : .none
  },
  NativeDefinition(.function, "mkdir(path, mode=0o777, *, dir_fd=None)") { t, a in
    guard let mode = t.cInt(a[1], default: 0o777), let folder = t.folder(a[2]) else { return .error }
    return t.pathCall(a[0], "mkdir") { mkdirat(folder, $0, mode_t(bitPattern: mode)) }
  },
  NativeDefinition(.function, "mkfifo(path, mode=0o666, *, dir_fd=None)") { t, a in
    guard let mode = t.cInt(a[1], default: 0o666), let folder = t.folder(a[2]) else { return .error }
    return t.pathCall(a[0], "mkfifo") { mkfifoat(folder, $0, mode_t(bitPattern: mode)) }
  },
  NativeDefinition(.function, "rmdir(path, *, dir_fd=None)") { t, a in
    guard let folder = t.folder(a[1]) else { return .error }
    return t.pathCall(a[0], "rmdir") { unlinkat(folder, $0, AT_REMOVEDIR) }
  },
  NativeDefinition(.function, "unlink(path, *, dir_fd=None)") { t, a in t.remove(a, "unlink") },
  NativeDefinition(.function, "remove(path, *, dir_fd=None)") { t, a in t.remove(a, "remove") },
  NativeDefinition(.function, "rename(src, dst, *, src_dir_fd=None, dst_dir_fd=None)") { t, a in t.rename(a, "rename")
  },
  NativeDefinition(.function, "replace(src, dst, *, src_dir_fd=None, dst_dir_fd=None)") { t, a in t.rename(a, "replace")
  },
  NativeDefinition(.function, "link(src, dst, *, src_dir_fd=None, dst_dir_fd=None, follow_symlinks=True)") { t, a in
    guard let from = t.folder(a[2]), let to = t.folder(a[3]), let follow = t.flag(a[4], default: true) else {
      return .error
    }
    // As link(2), which does not follow, when nothing is said: CPython does so.
    let flags = follow && (from != AT_FDCWD || to != AT_FDCWD) ? AT_SYMLINK_FOLLOW : 0
    return t.pathCall(a[0], a[1], "link") { linkat(from, $0, to, $1, flags) }
  },
  NativeDefinition(.function, "symlink(src, dst, target_is_directory=False, *, dir_fd=None)") { t, a in
    guard let folder = t.folder(a[3]) else { return .error }
    return t.pathCall(a[0], a[1], "symlink") { symlinkat($0, folder, $1) }
  },
  NativeDefinition(.function, "readlink(path, *, dir_fd=None)") { t, a in
    guard let path = t.path(a[0], "readlink"), let folder = t.folder(a[1]) else { return .error }
    return withUnsafeTemporaryAllocation(of: CChar.self, capacity: 4097) { buffer in
      guard let count = t.withPath(path, { readlinkat(folder, $0, buffer.baseAddress!, 4096) }) else { return .error }
      if count < 0 { return t.raiseOSError(errno, filename: a[0]) }
      buffer[count] = 0
      return t.fileText(buffer.baseAddress!, asBytes: path.isKind(.bytes))
    }
  },
  NativeDefinition(.function, "chmod(path, mode, *, dir_fd=None, follow_symlinks=True)") { t, a in
    guard let mode = t.cInt(a[1]), let folder = t.folder(a[2]), let follow = t.flag(a[3], default: true) else {
      return .error
    }
    if a[0].isInt {
      let descriptor = Int32(truncatingIfNeeded: a[0].asInt)
      return t.systemCall { Int(fchmod(descriptor, mode_t(bitPattern: mode))) } == nil ? .error : .none
    }
    // Linux has no modes of links.
    var isLink = false
    let result = t.pathCall(a[0], "chmod") { path in
      let status = fchmodat(folder, path, mode_t(bitPattern: mode), follow ? 0 : AT_SYMLINK_NOFOLLOW)
      isLink = status < 0 && errno == EOPNOTSUPP && !follow
      return isLink ? 0 : status
    }
    return isLink ? t.raise(.notImplementedError, "chmod: follow_symlinks unavailable on this platform") : result
  },
  NativeDefinition(.function, "fchmod(fd, mode)") { t, a in
    guard let descriptor = t.cInt(a[0]), let mode = t.cInt(a[1]) else { return .error }
    return t.systemCall { Int(fchmod(descriptor, mode_t(mode))) } == nil ? .error : .none
  },
  NativeDefinition(.function, "chown(path, uid, gid, *, dir_fd=None, follow_symlinks=True)") { t, a in
    guard let user = t.accountNumber(a[1], "uid"), let group = t.accountNumber(a[2], "gid"),
      let folder = t.folder(a[3]), let follow = t.flag(a[4], default: true)
    else { return .error }
    if a[0].isInt {
      let descriptor = Int32(truncatingIfNeeded: a[0].asInt)
      return t.systemCall { Int(fchown(descriptor, user, group)) } == nil ? .error : .none
    }
    return t.pathCall(a[0], "chown") { fchownat(folder, $0, user, group, follow ? 0 : AT_SYMLINK_NOFOLLOW) }
  },
  NativeDefinition(.function, "fchown(fd, uid, gid)") { t, a in
    guard let descriptor = t.cInt(a[0]), let user = t.accountNumber(a[1], "uid"),
      let group = t.accountNumber(a[2], "gid")
    else { return .error }
    return t.systemCall { Int(fchown(descriptor, user, group)) } == nil ? .error : .none
  },
  NativeDefinition(.function, "lchown(path, uid, gid)") { t, a in
    guard let user = t.accountNumber(a[1], "uid"), let group = t.accountNumber(a[2], "gid") else { return .error }
    return t.pathCall(a[0], "lchown") { lchown($0, user, group) }
  },
  NativeDefinition(.function, "utime(path, times=None, *, ns=None, dir_fd=None, follow_symlinks=True)") { t, a in
    t.setTimes(a)
  },
  NativeDefinition(.function, "umask(mask, /)") { t, a in
    guard let mask = t.cInt(a[0]) else { return .error }
    return .int(Int(umask(mode_t(truncatingIfNeeded: mask))))
  },
]

/// The zero-terminated name of a folder entry.
private func entryName(_ entry: UnsafeMutablePointer<dirent>) -> UnsafePointer<CChar> {
  let offset = MemoryLayout<dirent>.offset(of: \dirent.d_name)!
  return UnsafePointer((UnsafeMutableRawPointer(entry) + offset).assumingMemoryBound(to: CChar.self))
}

extension UnsafeMutablePointer where Pointee == ThreadState {
  func makeStatType() -> Value {
    let visible = [
      "st_mode", "st_ino", "st_dev", "st_nlink", "st_uid", "st_gid", "st_size", "st_atime", "st_mtime", "st_ctime",
    ]
    let type = makeStructType(
      "os.stat_result", visible,
      hidden: [
        "st_atime", "st_mtime", "st_ctime", "st_atime_ns", "st_mtime_ns", "st_ctime_ns", "st_blksize", "st_blocks",
        "st_rdev",
      ])
    // As items times are whole seconds, as attributes they are floats.
    for name in visible[7...] { _ = TypeRef(type).dict.remove(self, StringRef.intern(name)) }
    TypeRef(type).typeModified()
    return type
  }

  func makeStatus(_ status: stat) -> Value {
    let tuple = TupleRef.allocate(self, count: 19)
    let numbers = [
      Int(status.st_mode), Int(truncatingIfNeeded: status.st_ino), Int(truncatingIfNeeded: status.st_dev),
      Int(status.st_nlink), Int(status.st_uid), Int(status.st_gid), status.st_size, status.st_atim.tv_sec,
      status.st_mtim.tv_sec, status.st_ctim.tv_sec,
    ]
    for (index, number) in numbers.enumerated() { tuple[index] = makeInt(number) }
    for (index, time) in [status.st_atim, status.st_mtim, status.st_ctim].enumerated() {
      tuple[10 + index] = makeFloat(Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9)
      tuple[13 + index] = makeInt(time.tv_sec * 1_000_000_000 + time.tv_nsec)
    }
    tuple[16] = .int(Int(status.st_blksize))
    tuple[17] = .int(Int(status.st_blocks))
    tuple[18] = .int(Int(truncatingIfNeeded: status.st_rdev))
    return call(posixTypes.stat, tuple.value)
  }

  /// Parameters: path, dir_fd.
  fileprivate func remove(_ a: Arguments, _ function: String) -> Value {
    guard let folder = folder(a[1]) else { return .error }
    return pathCall(a[0], function) { unlinkat(folder, $0, 0) }
  }

  /// Parameters: src, dst, src_dir_fd, dst_dir_fd.
  fileprivate func rename(_ a: Arguments, _ function: String) -> Value {
    guard let from = folder(a[2]), let to = folder(a[3]) else { return .error }
    return pathCall(a[0], a[1], function) { renameat(from, $0, to, $1) }
  }

  func status(of value: Value, _ function: String, in folder: Int32 = AT_FDCWD, follow: Bool) -> Value {
    var information = stat()
    if value.isInt {
      if fstat(Int32(truncatingIfNeeded: value.asInt), &information) != 0 { return raiseOSError(errno) }
      return makeStatus(information)
    }
    guard let path = path(value, function),
      let status = withPath(path, { fstatat(folder, $0, &information, follow ? 0 : AT_SYMLINK_NOFOLLOW) })
    else { return .error }
    return status == 0 ? makeStatus(information) : raiseOSError(errno, filename: value)
  }

  /// Calls `body` for each entry but `.` and `..`; false with an exception pending.
  fileprivate func forEachEntry(
    _ value: Value, _ function: String, _ body: (UnsafeMutablePointer<dirent>, Bool) -> Void
  ) -> Bool {
    let folder: OpaquePointer?
    var asBytes = false
    if value.isUnbound || value.isNone {
      folder = opendir(".")
    } else if value.isInt {
      folder = fdopendir(dup(Int32(truncatingIfNeeded: value.asInt)))
      if let folder { rewinddir(folder) }
    } else {
      guard let path = path(value, function), let opened = withPath(path, { opendir($0) }) else { return false }
      folder = opened
      asBytes = path.isKind(.bytes)
    }
    guard let folder else {
      raiseOSError(errno, filename: value.isUnbound || value.isNone ? .none : value)
      return false
    }
    defer { closedir(folder) }
    while let entry = readdir(folder) {
      let name = entryName(entry)
      if name[0] == 46 && (name[1] == 0 || name[1] == 46 && name[2] == 0) { continue }
      body(entry, asBytes)
    }
    return true
  }

  // MARK: scandir

  /// Words of an entry: 1 name, 2 path, 3 type as readdir gives it, 4 inode, 5 and 6 results of stat and lstat or None,
  /// 7 descriptor of the folder that the path is relative to.
  fileprivate func scan(_ value: Value) -> Value {
    let entries = ListRef.make(self)
    let here = value.isUnbound || value.isNone
    let base = value.isInt ? .unbound : here ? .none : path(value, "scandir") ?? .error
    if base.isError { return .error }
    let complete = forEachEntry(value, "scandir") { entry, asBytes in
      let name = fileText(entryName(entry), asBytes: asBytes)
      let object = allocateInstance(TypeRef(posixTypes.entry)).pointer
      entries.append(self, object.asValue)
      object.setWord(1, name)
      object.setWord(2, join(base, name))
      object.setIntWord(3, Int(entry.pointee.d_type))
      object.setWord(4, makeInt(Int(truncatingIfNeeded: entry.pointee.d_ino)))
      object.setIntWord(7, value.isInt ? value.asInt : Int(AT_FDCWD))
    }
    if !complete { return .error }
    let scan = allocateInstance(TypeRef(posixTypes.scan))
    scan.pointer.setWord(1, entries.value)
    scan.pointer.setIntWord(2, 0)
    return scan
  }

  /// `folder/name`; the name alone below a descriptor (unbound), `./name` is what CPython makes for the current one (None).
  private func join(_ folder: Value, _ name: Value) -> Value {
    if folder.isUnbound { return name }
    if folder.isNone {
      return name.isKind(.bytes) ? name : concatenate(StringRef(StringRef.make(self, "./")), StringRef(name))
    }
    if folder.isKind(.bytes) {
      var bytes = Array(byteView(folder)!)
      if bytes.last != 47 { bytes.append(47) }
      return makeBytes(bytes + Array(byteView(name)!))
    }
    let base = StringRef(folder)
    if base.count > 0 && base[base.count - 1] == 47 { return concatenate(base, StringRef(name)) }
    return concatenate(StringRef(concatenate(base, StringRef(StringRef.make(self, "/")))), StringRef(name))
  }

  fileprivate func entryStatus(_ entry: Raw, follow: Bool) -> Value {
    let place = follow ? 5 : 6
    if entry.word(place).isObject { return entry.word(place) }
    let result = status(
      of: entry.word(2), "stat", in: Int32(truncatingIfNeeded: entry.intWord(7)), follow: follow)
    if !result.isError { entry.setWord(place, result) }
    return result
  }

  /// Is the entry of this file type (S_IFDIR …)? What is gone is of no type.
  fileprivate func entryIs(_ entry: Raw, _ mode: Int, _ kind: Int, follow: Bool) -> Value {
    let known = entry.intWord(3)
    if known != 0 && !(follow && known == 10) { return .bool(known == kind) }
    let status = entryStatus(entry, follow: follow)
    if status.isError {
      if pendingMatches(.fileNotFoundError) {
        pointee.exception = .unbound
        return .false
      }
      return .error
    }
    return .bool(TupleRef(status)[0].asInt & 0o170000 == mode)
  }

  func defineScanning() {
    var entry = TypeDefinition(
      name: "DirEntry", kind: .native, words: 8, flags: TypeFlags.notInstantiable, module: "posix")
    entry.methods = [
      NativeDefinition("is_dir(self, /, *, follow_symlinks=True)") { t, a in
        t.entryIs(a[0].pointer, 0o040000, 4, follow: a[1].isUnbound || t.truth(a[1]) == 1)
      },
      NativeDefinition("is_file(self, /, *, follow_symlinks=True)") { t, a in
        t.entryIs(a[0].pointer, 0o100000, 8, follow: a[1].isUnbound || t.truth(a[1]) == 1)
      },
      NativeDefinition("is_symlink(self, /)") { t, a in t.entryIs(a[0].pointer, 0o120000, 10, follow: false) },
      NativeDefinition("stat(self, /, *, follow_symlinks=True)") { t, a in
        t.entryStatus(a[0].pointer, follow: a[1].isUnbound || t.truth(a[1]) == 1)
      },
      NativeDefinition("inode(self, /)") { _, a in a[0].pointer.word(4) },
      NativeDefinition("__fspath__(self, /)") { _, a in a[0].pointer.word(2) },
      NativeDefinition("__repr__(self, /)") { t, a in
        StringRef.make(t, "<DirEntry \(t.repr(text: a[0].pointer.word(1)))>")
      },
    ]
    entry.attributes = [
      GetSetDefinition("name", { _, e in e.pointer.word(1) }), GetSetDefinition("path", { _, e in e.pointer.word(2) }),
    ]
    posixTypes.entry = define(entry)
    var scan = TypeDefinition(
      name: "ScandirIterator", kind: .native, words: 3, flags: TypeFlags.notInstantiable, module: "posix")
    scan.methods = [
      NativeDefinition("__iter__(self, /)") { _, a in a[0] },
      NativeDefinition("__next__(self, /)") { t, a in
        let entries = ListRef(a[0].pointer.word(1))
        let index = a[0].pointer.intWord(2)
        guard index < entries.count else { return t.raise(.stopIteration, arguments: vm.pointee.emptyTuple) }
        a[0].pointer.setIntWord(2, index + 1)
        return entries[index]
      },
      NativeDefinition("close(self, /)") { _, a in
        a[0].pointer.setIntWord(2, Int(Int32.max))
        return .none
      },
      NativeDefinition("__enter__(self, /)") { _, a in a[0] },
      NativeDefinition("__exit__(self, /, *args)") { _, a in
        a[0].pointer.setIntWord(2, Int(Int32.max))
        return .none
      },
    ]
    posixTypes.scan = define(scan)
  }

  // MARK: utime

  fileprivate func setTimes(_ a: Arguments) -> Value {
    var times = [timespec](repeating: timespec(), count: 2)
    let given = a[1].isBound && !a[1].isNone
    let exact = a[2].isBound && !a[2].isNone
    if given && exact { return raise(.valueError, "utime: you may specify either 'times' or 'ns' but not both") }
    if given || exact {
      let pair = exact ? a[2] : a[1]
      guard pair.isKind(.tuple), TupleRef(pair).count == 2 else {
        return raise(
          .typeError,
          exact
            ? "utime: 'ns' must be a tuple of two ints" : "utime: 'times' must be either a tuple of two ints or None")
      }
      for place in 0..<2 {
        if exact {
          guard let number = index(TupleRef(pair)[place]) else { return .error }
          let second = Int((Double(number) / 1e9).rounded(.down))
          times[place] = timespec(tv_sec: second, tv_nsec: number - second * 1_000_000_000)
        } else {
          guard let number = double(of: TupleRef(pair)[place]) else { return .error }
          let second = number.rounded(.down)
          times[place] = timespec(tv_sec: Int(second), tv_nsec: Int((number - second) * 1e9))
        }
      }
    } else {
      for place in 0..<2 { times[place].tv_nsec = (1 << 30) - 1 }  // UTIME_NOW
    }
    guard let folder = folder(a[3]), let follow = flag(a[4], default: true) else { return .error }
    if a[0].isInt {
      return systemCall { Int(futimens(Int32(truncatingIfNeeded: a[0].asInt), times)) } == nil ? .error : .none
    }
    return pathCall(a[0], "utime") { utimensat(folder, $0, times, follow ? 0 : AT_SYMLINK_NOFOLLOW) }
  }
}
