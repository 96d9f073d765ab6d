// The module `posix`: what os.py stands on. Its functions are rows in files by subject (Posix+…); this one holds the
// helpers they share, the constants and the structures.

import CRuntime
import Glibc

/// Types of the module; immortal.
struct PosixTypes {
  var stat = Value.unbound, terminalSize = Value.unbound, uname = Value.unbound, times = Value.unbound
  var entry = Value.unbound, scan = Value.unbound, statvfs = Value.unbound, waitid = Value.unbound
  var scheduling = Value.unbound
}
nonisolated(unsafe) var posixTypes = PosixTypes()

extension UnsafeMutablePointer where Pointee == ThreadState {
  /// Runs a system call, again after each interruption; its result, or nil with an exception pending.
  func systemCall(filename: Value = .none, _ body: () -> Int) -> Int? {
    while true {
      let result = blocking(body)
      if result >= 0 { return result }
      if errno == EINTR {
        if !runPendingWork() { return nil }
        continue
      }
      raiseOSError(errno, filename: filename)
      return nil
    }
  }

  /// A system call on one path: None, or `.error`.
  func pathCall(_ value: Value, _ function: String, _ body: (UnsafePointer<CChar>) -> Int32) -> Value {
    guard let path = path(value, function) else { return .error }
    while true {
      guard let status = withPath(path, body) else { return .error }
      if status >= 0 { return .none }
      if errno != EINTR { return raiseOSError(errno, filename: value) }
      if !runPendingWork() { return .error }
    }
  }

  /// A system call on two paths.
  func pathCall(
    _ first: Value, _ second: Value, _ function: String,
    _ body: (UnsafePointer<CChar>, UnsafePointer<CChar>) -> Int32
  ) -> Value {
    guard let a = path(first, function), let b = path(second, function) else { return .error }
    guard let inner = withPath(a, { source in withPath(b) { body(source, $0) } }), let status = inner else {
      return .error
    }
    if status >= 0 { return .none }
    let text = StringRef.make(self, String(cString: strerror(errno)))
    let arguments = TupleRef.allocate(self, count: 5)
    arguments[0] = .int(Int(errno))
    arguments[1] = text
    arguments[2] = first
    arguments[3] = .none
    arguments[4] = second
    let exception = call(ExceptionType.osError.type, tuple: arguments)
    return exception.isError ? .error : raise(exception: exception)
  }

  /// A path from the system: bytes when asked, else str with undecodable bytes as lone surrogates.
  func fileText(_ text: UnsafePointer<CChar>, asBytes: Bool = false) -> Value {
    let count = strlen(text)
    let bytes = text.withMemoryRebound(to: UInt8.self, capacity: count + 1) { BytesRef.make(self, $0, count) }
    if asBytes { return bytes }
    var consumed = 0
    return decode(bytes, .utf8, .surrogateEscape, final: true, &consumed)
  }

  /// An int argument for a C int; nil with an exception pending.
  func cInt(_ value: Value) -> Int32? {
    guard let number = index(value) else { return nil }
    guard let small = Int32(exactly: number) else {
      raise(.overflowError, "signed integer is greater than maximum")
      return nil
    }
    return small
  }

  /// An optional int argument.
  func cInt(_ value: Value, default other: Int32) -> Int32? {
    value.isUnbound || value.isNone ? other : cInt(value)
  }

  /// The descriptor in a `dir_fd` argument, AT_FDCWD for None; nil with an exception pending.
  func folder(_ value: Value) -> Int32? {
    if value.isUnbound || value.isNone { return AT_FDCWD }
    if unwrapInteger(value).isUnbound && value.type.special(.index).isUnbound {
      raise(.typeError, "argument should be integer or None, not \(value.typeName)")
      return nil
    }
    return cInt(value)
  }

  /// A number of a user (`uid`) or group (`gid`); −1 stands for "as it is". Nil with an exception pending.
  func accountNumber(_ value: Value, _ kind: String) -> UInt32? {
    if unwrapInteger(value).isUnbound && value.type.special(.index).isUnbound {
      raise(.typeError, "\(kind) should be integer, not \(value.typeName)")
      return nil
    }
    let number = toIndex(value)
    if number.isError { return nil }
    guard number.isInt, number.asInt >= -1, number.asInt < 1 << 32 else {
      // CPython's words: what fits a C long but no uid_t is "less", too.
      let isLess = number.isInt || truth(compare(.lessEqual, number, makeInt(Int.max))) == 1
      raise(.overflowError, "\(kind) is \(isLess ? "less than minimum" : "greater than maximum")")
      return nil
    }
    return UInt32(truncatingIfNeeded: number.asInt)
  }

  /// A descriptor, or an object with `fileno`.
  func descriptor(_ value: Value) -> Int32? {
    if value.isInt { return cInt(value) }
    let method = findAttribute(value, StringRef.intern("fileno"))
    if method.isError { return nil }
    if method.isUnbound {
      raise(.typeError, "argument must be an int, or have a fileno() method.")
      return nil
    }
    let result = call(method)
    return result.isError ? nil : cInt(result)
  }

  fileprivate func environment() -> Value {
    let dict = DictRef.make(self)
    var entry = environ
    while let text = entry.pointee {
      if let equals = strchr(text + 1, 61) {
        let nameLength = equals - text
        let name = text.withMemoryRebound(to: UInt8.self, capacity: nameLength + 1) {
          BytesRef.make(self, $0, nameLength)
        }
        let value = fileText(equals + 1, asBytes: true)
        if dict.get(self, name).isUnbound { dict.set(self, name, value) }
      }
      entry += 1
    }
    return dict.value
  }
}

private let constants: [(StaticString, Int)] = [
  ("F_OK", 0), ("R_OK", 4), ("W_OK", 2), ("X_OK", 1), ("O_RDONLY", 0), ("O_WRONLY", 1), ("O_RDWR", 2),
  ("O_CREAT", 64), ("O_EXCL", 128), ("O_NOCTTY", 256), ("O_TRUNC", 512), ("O_APPEND", 1024), ("O_NONBLOCK", 2048),
  ("O_NDELAY", 2048), ("O_DSYNC", 4096), ("O_SYNC", 1_052_672), ("O_DIRECTORY", 65536), ("O_NOFOLLOW", 131_072),
  ("O_CLOEXEC", 524_288), ("O_ACCMODE", 3), ("O_PATH", 2_097_152), ("O_TMPFILE", 4_259_840), ("SEEK_DATA", 3),
  ("SEEK_HOLE", 4), ("WNOHANG", 1), ("WUNTRACED", 2), ("WCONTINUED", 8), ("WEXITED", 4), ("WSTOPPED", 2),
  ("WNOWAIT", 16_777_216), ("EX_OK", 0), ("EX_USAGE", 64), ("EX_DATAERR", 65), ("EX_NOINPUT", 66), ("EX_NOUSER", 67),
  ("EX_NOHOST", 68), ("EX_UNAVAILABLE", 69), ("EX_SOFTWARE", 70), ("EX_OSERR", 71), ("EX_OSFILE", 72),
  ("EX_CANTCREAT", 73), ("EX_IOERR", 74), ("EX_TEMPFAIL", 75), ("EX_PROTOCOL", 76), ("EX_NOPERM", 77),
  ("EX_CONFIG", 78), ("PRIO_PROCESS", 0), ("PRIO_PGRP", 1), ("PRIO_USER", 2), ("RTLD_LAZY", 1), ("RTLD_NOW", 2),
  ("RTLD_GLOBAL", 256), ("RTLD_LOCAL", 0), ("SCHED_OTHER", 0), ("SCHED_FIFO", 1), ("SCHED_RR", 2), ("TMP_MAX", 238_328),
  ("NGROUPS_MAX", 65536), ("P_ALL", 0), ("P_PID", 1), ("P_PGID", 2), ("GRND_NONBLOCK", 1), ("GRND_RANDOM", 2),
]

func definePosix(_ thread: Thread) {
  let module = thread.defineModule(
    "posix", doc: "System calls.",
    posixFileFunctions + posixFolderFunctions + posixProcessFunctions + posixIdentityFunctions
      + posixTransferFunctions + posixFileSystemFunctions + posixSchedulingFunctions + posixChildFunctions)
  let namespace = module.namespace
  for (name, number) in constants + transferConstants + fileSystemConstants + schedulingConstants + childConstants {
    namespace.set(name: StringRef.intern(name), .int(number))
  }
  posixTypes.terminalSize = thread.makeStructType("os.terminal_size", ["columns", "lines"])
  posixTypes.uname = thread.makeStructType(
    "posix.uname_result", ["sysname", "nodename", "release", "version", "machine"])
  posixTypes.times = thread.makeStructType(
    "posix.times_result", ["user", "system", "children_user", "children_system", "elapsed"])
  posixTypes.statvfs = thread.makeStructType(
    "os.statvfs_result",
    [
      "f_bsize", "f_frsize", "f_blocks", "f_bfree", "f_bavail", "f_files", "f_ffree", "f_favail", "f_flag", "f_namemax",
    ], hidden: ["f_fsid"])
  posixTypes.waitid = thread.makeStructType(
    "posix.waitid_result", ["si_pid", "si_uid", "si_signo", "si_status", "si_code"])
  posixTypes.scheduling = thread.makeStructType(
    "posix.sched_param", ["sched_priority"], methods: schedulingParameterMethods)
  posixTypes.stat = thread.makeStatType()
  thread.defineScanning()
  for (name, type) in [
    ("stat_result", posixTypes.stat), ("statvfs_result", posixTypes.statvfs), ("waitid_result", posixTypes.waitid),
    ("sched_param", posixTypes.scheduling), ("terminal_size", posixTypes.terminalSize),
    ("uname_result", posixTypes.uname),
    ("times_result", posixTypes.times), ("DirEntry", posixTypes.entry), ("error", ExceptionType.osError.type),
  ] { namespace.set(name: StringRef.intern(name), type) }
  namespace.set(name: StringRef.intern("environ"), thread.environment())
  // os.py derives `supports_follow_symlinks` and its like from this list.
  let list = ListRef.make(thread)
  for feature in features {
    list.append(thread, StringRef.intern(feature))
  }
  namespace.set(name: StringRef.intern("_have_functions"), list.value)
  let tables: [(StaticString, [(StaticString, Int32)])] = [
    ("sysconf_names", systemConfiguration), ("pathconf_names", pathConfiguration),
    ("confstr_names", textConfiguration),
  ]
  for (name, rows) in tables {
    let dict = DictRef.make(thread)
    for (name, number) in rows { dict.set(name: StringRef.intern(name), .int(Int(number))) }
    namespace.set(name: StringRef.intern(name), dict.value)
  }
}

private let features = [
  "HAVE_FACCESSAT", "HAVE_FCHDIR", "HAVE_FCHMOD", "HAVE_FCHMODAT", "HAVE_FCHOWN", "HAVE_FCHOWNAT", "HAVE_FDOPENDIR",
  "HAVE_FEXECVE", "HAVE_FPATHCONF", "HAVE_FSTATAT", "HAVE_FSTATVFS", "HAVE_FTRUNCATE", "HAVE_FUTIMENS", "HAVE_LCHOWN",
  "HAVE_LINKAT", "HAVE_LSTAT", "HAVE_LUTIMES", "HAVE_MKDIRAT", "HAVE_MKFIFOAT", "HAVE_MKNODAT", "HAVE_OPENAT",
  "HAVE_READLINKAT", "HAVE_RENAMEAT", "HAVE_SYMLINKAT", "HAVE_UNLINKAT", "HAVE_UTIMENSAT",
]

let systemConfiguration: [(StaticString, Int32)] = [
  ("SC_PAGESIZE", 30), ("SC_PAGE_SIZE", 30), ("SC_CLK_TCK", 2), ("SC_NPROCESSORS_ONLN", 84),
  ("SC_NPROCESSORS_CONF", 83), ("SC_PHYS_PAGES", 85), ("SC_AVPHYS_PAGES", 86), ("SC_OPEN_MAX", 4), ("SC_ARG_MAX", 0),
  ("SC_IOV_MAX", 60),
]
