// Compiled modules on disk, so that a module is compiled once and not in every run.
//
// A file is what importlib calls a .pyc: four bytes of identity, flags, time and size of the source, the code object.
// Its place is `__pycache__/NAME.TAG.pyc` beside the source, as importlib has it; what lies under /usr, or in a folder
// that cannot be written, is kept in ~/.cache/pitviper (XDG_CACHE_HOME) under the source's path. PYTHONPYCACHEPREFIX
// names another root for all.
//
// A file is written beside its place and renamed, so that nobody reads half of one, and two writers do no harm: the
// last one stays. Whatever is wrong with a file, the source is compiled and the file written anew; whatever is wrong
// with writing, the program goes on without.

import CRuntime
import Glibc

/// When the source was changed last, and its size: what a file of compiled code must agree with.
struct SourceStamp: Equatable {
  var seconds: UInt32
  var size: UInt32
  /// Bits of `st_mode`; of no meaning for agreement.
  var mode: mode_t = 0

  init(_ information: stat) {
    seconds = UInt32(truncatingIfNeeded: information.st_mtim.tv_sec)
    size = UInt32(truncatingIfNeeded: information.st_size)
    mode = information.st_mode
  }
}

enum CodeCache {
  #if TRAMPOLINE
    static let tag = "pitviper-311-trampoline"
  #else
    static let tag = "pitviper-311"
  #endif
  /// Identity, flags, time, size.
  private static let headerSize = 16
  /// The flag of files that hold for their source whatever its time; another one wants the source's hash compared,
  /// which is left to importlib.
  private static let hashed: UInt32 = 1

  /// The code of a source file, from the cache or compiled; nil with an exception pending.
  static func code(_ t: Thread, source path: String) -> CodeRef? {
    var information = stat()
    let isKnown = stat(path, &information) == 0
    let isListing = vm.pointee.options.disassemble
    if isKnown, !isListing, let code = read(t, path, SourceStamp(information)) { return code }
    // The stamp is that of the text that is compiled, and older than it at worst.
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    var failure = errno
    var text: [UInt8]?
    if descriptor >= 0 {
      _ = fstat(descriptor, &information)
      switch readAll(descriptor) {
      case .success(let bytes): text = bytes
      case .failure(let error): failure = error.number
      }
      close(descriptor)
    }
    guard let text else {
      t.raiseOSError(failure, filename: StringRef.make(t, path))
      return nil
    }
    guard let code = t.compile(text, filename: path) else { return nil }
    if !isListing { write(t, code, path, SourceStamp(information)) }
    return code
  }

  /// The code in the bytes of a file of compiled code, whatever its source; nil when they are something else.
  static func code(_ t: Thread, compiled bytes: [UInt8]) -> CodeRef? {
    bytes.withUnsafeBytes { bytes in
      guard bytes.count > headerSize, bytes.loadUnaligned(as: UInt32.self) == CodeFormat.magic else { return nil }
      var position = headerSize
      return CodeReader.read(t, bytes, at: &position)
    }
  }

  // MARK: Reading

  private static func read(_ t: Thread, _ path: String, _ stamp: SourceStamp) -> CodeRef? {
    for file in places(t, path) {
      if let code = read(t, file, of: path, stamp) { return code }
    }
    return nil
  }

  private static func read(_ t: Thread, _ file: String, of path: String, _ stamp: SourceStamp) -> CodeRef? {
    let descriptor = open(file, O_RDONLY | O_CLOEXEC)
    if descriptor < 0 { return nil }
    defer { close(descriptor) }
    var information = stat()
    guard fstat(descriptor, &information) == 0, information.st_mode & S_IFMT == S_IFREG,
      information.st_size > headerSize, information.st_size < 1 << 30
    else { return nil }
    let bytes = UnsafeMutableRawBufferPointer.allocate(byteCount: Int(information.st_size), alignment: 16)
    defer { bytes.deallocate() }
    var filled = 0
    while filled < bytes.count {
      let count = Glibc.read(descriptor, bytes.baseAddress! + filled, bytes.count - filled)
      if count < 0 && errno == EINTR { continue }
      if count <= 0 { return nil }
      filled += count
    }
    let flags = bytes.load(fromByteOffset: 4, as: UInt32.self)
    // Flags that nobody has defined are damage.
    guard bytes.load(as: UInt32.self) == CodeFormat.magic, flags & ~hashed == 0,
      flags == hashed
        || bytes.load(fromByteOffset: 8, as: UInt32.self) == stamp.seconds
          && bytes.load(fromByteOffset: 12, as: UInt32.self) == stamp.size
    else { return nil }
    var position = headerSize
    return CodeReader.read(t, UnsafeRawBufferPointer(bytes), at: &position, filename: StringRef.intern(path))
  }

  // MARK: Places

  /// Where the compiled code of a source may lie, the preferred place first.
  private static func places(_ t: Thread, _ path: String) -> [String] {
    guard let slash = path.lastIndex(of: "/") else { return places(t, "./" + path) }
    let optimize = vm.pointee.options.python.optimize
    let name = path[path.index(after: slash)...]
    let base = name.hasSuffix(".py") ? name.dropLast(3) : name
    let file = "\(base).\(tag)\(optimize > 0 ? ".opt-\(optimize)" : "").pyc"
    let prefix = ModuleRef(vm.pointee.sysModule).namespace.get(name: StringRef.intern("pycache_prefix"))
    if prefix.isKind(.string) { return [StringRef(prefix).text + "\(absolutePath(String(path[..<slash])))/\(file)"] }
    var result: [String] = []
    if !path.hasPrefix("/usr/") { result.append("\(path[..<slash])/__pycache__/\(file)") }
    if let root = userCache { result.append(root + "\(absolutePath(String(path[..<slash])))/\(file)") }
    return result
  }

  private static let userCache: String? = {
    for (variable, folder) in [("XDG_CACHE_HOME", "/pitviper"), ("HOME", "/.cache/pitviper")] {
      if let value = getenv(variable), value[0] == UInt8(ascii: "/") { return String(cString: value) + folder }
    }
    return nil
  }()

  // MARK: Writing

  private static func write(_ t: Thread, _ code: CodeRef, _ path: String, _ stamp: SourceStamp) {
    let setting = ModuleRef(vm.pointee.sysModule).namespace.get(name: StringRef.intern("dont_write_bytecode"))
    if setting.isBound && t.truth(setting) != 0 {
      t.pointee.exception = .unbound
      return
    }
    guard let body = CodeWriter.bytes(t, of: code) else { return }
    var header: [UInt32] = [CodeFormat.magic, 0, stamp.seconds, stamp.size]
    let bytes = header.withUnsafeMutableBytes { Array($0) } + body
    // Readable for whom the source is; the writer can always replace it.
    let mode = stamp.mode & 0o666 | 0o200
    for file in places(t, path) where replace(file, bytes, mode) { return }
  }

  /// Puts the bytes at `file` in one step; false when that cannot be done.
  private static func replace(_ file: String, _ bytes: [UInt8], _ mode: mode_t) -> Bool {
    let folder = String(file[..<file.lastIndex(of: "/")!])
    guard makeFolder(folder) else { return false }
    let temporary = "\(file).\(getpid()).\(monotonicNanoseconds())"
    let descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode)
    if descriptor < 0 { return false }
    var offset = 0
    while offset < bytes.count {
      let count = bytes.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress! + offset, $0.count - offset) }
      if count < 0 && errno == EINTR { continue }
      if count <= 0 { break }
      offset += count
    }
    // Some file systems tell only now that the disk is full.
    let isClosed = close(descriptor) == 0
    if isClosed, offset == bytes.count, rename(temporary, file) == 0 { return true }
    unlink(temporary)
    return false
  }

  private static func makeFolder(_ folder: String) -> Bool {
    if mkdir(folder, 0o777) == 0 || errno == EEXIST { return true }
    // Beside a source its folder exists: only a root of our own is made step by step.
    guard errno == ENOENT, let slash = folder.lastIndex(of: "/"), slash > folder.startIndex,
      makeFolder(String(folder[..<slash]))
    else { return false }
    return mkdir(folder, 0o777) == 0 || errno == EEXIST
  }
}
