// The file that an export becomes: written under another name beside its place and renamed when it is whole, so that nobody
// finds half of it. What is no regular file (a pipe, a device) is written to as it is. A signal that ends the program takes the
// unfinished file away, when `removeOnSignals` was called; only `kill -9` leaves `NAME.part-PID`.

import Glibc

public final class OutputFile {
  /// Where the file is in the end: behind a symbolic link, the file that it names.
  public let path: String
  private let descriptor: Int32
  /// Nil when it is written in place.
  private let temporary: String?

  /// - Parameter input: the recording, which must not be overwritten.
  public init(path: String, input: String) throws(ExportError) {
    var status = stat()
    let exists = stat(path, &status) == 0
    let resolved = exists ? realpath(path, nil) : nil
    defer { free(resolved) }
    self.path = resolved.map { String(cString: $0) } ?? path
    if exists, status.st_mode & S_IFMT == S_IFDIR { throw .cannotCreate(path: path, reason: "it is a directory") }
    var source = Glibc.stat()
    if exists, stat(input, &source) == 0, status.st_ino == source.st_ino, status.st_dev == source.st_dev {
      throw .cannotCreate(path: path, reason: "it is the recording itself")
    }
    if exists, status.st_mode & S_IFMT != S_IFREG {
      temporary = nil
      descriptor = open(path, O_WRONLY | O_CLOEXEC)
    } else {
      temporary = "\(self.path).part-\(getpid())"
      unlink(temporary!)
      unfinishedPath = strdup(temporary!)
      descriptor = open(temporary!, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
      // Who could not read the old file must not read the new one.
      if exists, descriptor >= 0 { fchmod(descriptor, status.st_mode & 0o777) }
    }
    guard descriptor >= 0 else { throw .cannotCreate(path: path, reason: String(cString: strerror(errno))) }
  }

  /// From now on SIGINT, SIGTERM and SIGHUP remove an unfinished file before they end the program; ignored ones stay ignored.
  public static func removeOnSignals() {
    for number in [SIGINT, SIGTERM, SIGHUP] {
      var action = sigaction()
      if sigaction(number, nil, &action) == 0, isIgnored(action) { continue }
      signal(number) { number in
        // Only what POSIX allows in a signal handler.
        if let unfinishedPath { unlink(unfinishedPath) }
        signal(number, SIG_DFL)
        raise(number)
      }
    }
  }

  private static func isIgnored(_ action: sigaction) -> Bool {
    unsafeBitCast(action.__sigaction_handler.sa_handler, to: Int.self) == unsafeBitCast(SIG_IGN, to: Int.self)
  }

  private func forget() {
    free(unfinishedPath)
    unfinishedPath = nil
  }

  public func sink() -> ByteSink { ByteSink(descriptor: descriptor) }

  /// Gives the file its name.
  public func commit() throws(ExportError) {
    defer { forget() }
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
    forget()
  }
}

/// The file that a signal handler takes away; one export runs at a time.
nonisolated(unsafe) private var unfinishedPath: UnsafeMutablePointer<CChar>?
