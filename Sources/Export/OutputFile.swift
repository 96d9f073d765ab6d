// The file that an export becomes: written under another name beside its place and renamed when it is whole, so that nobody
// finds half of it. What is no regular file (a pipe, a device) is written to as it is.

import Glibc

public final class OutputFile {
  public let path: String
  private let descriptor: Int32
  /// Nil when it is written in place.
  private let temporary: String?

  /// - Parameter input: the recording, which must not be overwritten.
  public init(path: String, input: String) throws(ExportError) {
    self.path = path
    var status = stat()
    let exists = stat(path, &status) == 0
    if exists, status.st_mode & S_IFMT == S_IFDIR { throw .cannotCreate(path: path, reason: "it is a directory") }
    var source = Glibc.stat()
    if exists, stat(input, &source) == 0, status.st_ino == source.st_ino, status.st_dev == source.st_dev {
      throw .cannotCreate(path: path, reason: "it is the recording itself")
    }
    if exists, status.st_mode & S_IFMT != S_IFREG {
      temporary = nil
      descriptor = open(path, O_WRONLY | O_CLOEXEC)
    } else {
      temporary = "\(path).part-\(getpid())"
      unlink(temporary!)
      descriptor = open(temporary!, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
    }
    guard descriptor >= 0 else { throw .cannotCreate(path: path, reason: String(cString: strerror(errno))) }
  }

  public func sink() -> ByteSink { ByteSink(descriptor: descriptor) }

  /// Gives the file its name.
  public func commit() throws(ExportError) {
    if close(descriptor) != 0 || temporary.map({ rename($0, path) }) ?? 0 != 0 {
      let reason = String(cString: strerror(errno))
      if let temporary { unlink(temporary) }
      throw .writeFailed(reason: reason)
    }
  }

  /// Leaves no trace of it.
  public func discard() {
    close(descriptor)
    if let temporary { unlink(temporary) }
  }
}
