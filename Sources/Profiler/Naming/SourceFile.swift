// A source file on the disk, read once and with a bound. The recorder keeps such texts, the readers fall back to them.

import Glibc

struct SourceFile {
  /// Bytes.
  let size: Int
  /// When it was last written to, microseconds since 1970.
  let modified: Int
  /// As UTF-8, with U+FFFD for bytes that are none; nil when the file is larger than asked for.
  let text: String?

  /// Why there is no text, as the system puts it.
  struct Failure: Error {
    let reason: String
  }

  /// Reads a regular file of at most `largest` bytes. Never waits: a pipe with the name of a source file is an error.
  static func read(_ path: String, largest: Int) throws(Failure) -> SourceFile {
    let descriptor = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
    guard descriptor >= 0 else { throw Failure(reason: String(cString: strerror(errno))) }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      throw Failure(reason: "no regular file")
    }
    let size = Int(status.st_size)
    let modified = status.st_mtim.tv_sec * 1_000_000 + status.st_mtim.tv_nsec / 1000
    guard size <= largest else { return SourceFile(size: size, modified: modified, text: nil) }
    var bytes = [UInt8](repeating: 0, count: size)
    var filled = 0
    while filled < bytes.count {
      let count = bytes.withUnsafeMutableBytes { Glibc.read(descriptor, $0.baseAddress! + filled, $0.count - filled) }
      if count <= 0 { break }
      filled += count
    }
    return SourceFile(size: size, modified: modified, text: String(decoding: bytes[..<filled], as: UTF8.self))
  }

  /// Whether a file name of the recording stands for code that came from no file: `<string>`, `<builtins>`.
  static func isNoFile(_ file: String) -> Bool { file.hasPrefix("<") && file.hasSuffix(">") }

  /// A file name of the recording as a path: what is no absolute path begins in the program's directory.
  static func path(_ file: String, in directory: String) -> String {
    file.hasPrefix("/") || directory.isEmpty || isNoFile(file) ? file : directory + "/" + file
  }
}
