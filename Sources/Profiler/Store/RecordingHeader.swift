// The first hundred bytes of a file, read before SQLite sees it: tells an empty, foreign or newer file apart without
// opening a database that was made to do harm.

import Glibc

enum RecordingHeader {
  /// The format version of the file, or the reason why it is no recording that this program reads.
  static func version(path: String) throws(RecordingError) -> Int {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)  // a pipe would wait for a writer
    guard descriptor >= 0 else {
      if errno == ENOENT { throw .missing(path: path) }
      throw .unreadable(path: path, reason: String(cString: strerror(errno)))
    }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else {
      throw .unreadable(path: path, reason: String(cString: strerror(errno)))
    }
    guard status.st_mode & S_IFMT == S_IFREG else {
      throw .unreadable(
        path: path, reason: status.st_mode & S_IFMT == S_IFDIR ? "it is a directory" : "not a regular file")
    }
    var header = [UInt8](repeating: 0, count: 100)
    let count = pread(descriptor, &header, header.count, 0)
    if count < 0 { throw .unreadable(path: path, reason: String(cString: strerror(errno))) }
    if count == 0 { throw .empty(path: path) }
    let magic = Array("SQLite format 3".utf8) + [0]
    guard count == header.count else {
      if Array(header.prefix(min(count, 16))) == Array(magic.prefix(count)) {
        throw .damaged(path: path, detail: "it ends within its header")
      }
      throw .foreign(path: path)
    }
    guard Array(header.prefix(16)) == magic, bigEndian(header, at: 68) == UInt32(RecordingSchema.applicationID) else {
      throw .foreign(path: path)
    }
    let version = Int(bigEndian(header, at: 60))
    if version > RecordingSchema.version {
      throw .newer(path: path, version: version, supported: RecordingSchema.version)
    }
    if version < 1 { throw .damaged(path: path, detail: "it carries no format version") }
    return version
  }

  private static func bigEndian(_ bytes: [UInt8], at offset: Int) -> UInt32 {
    bytes[offset..<offset + 4].reduce(0) { $0 << 8 | UInt32($1) }
  }
}
