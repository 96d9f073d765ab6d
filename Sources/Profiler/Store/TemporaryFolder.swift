// A folder for files that are of no use after a command.

import Glibc

/// In `$TMPDIR`, or `/tmp`. Whoever made it removes it: a program that calls `exit` releases nothing.
public final class TemporaryFolder {
  public struct Failure: Error, CustomStringConvertible {
    public let description: String
  }

  public let path: String

  public init() throws(Failure) {
    let base = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
    var name = Array("\(base)/pitviper-XXXXXX".utf8CString)
    guard mkdtemp(&name) != nil else {
      throw Failure(description: "cannot make a folder in \(base): \(String(cString: strerror(errno)))")
    }
    path = name.withUnsafeBufferPointer { String(cString: $0.baseAddress!) }
  }

  /// With all that is in it; links are removed, not followed.
  public func remove() { Self.remove(path) }

  private static func remove(_ path: String) {
    guard unlink(path) != 0, let folder = opendir(path) else { return }
    var names: [String] = []
    while let entry = readdir(folder) {
      names.append(
        withUnsafePointer(to: &entry.pointee.d_name) {
          String(cString: UnsafeRawPointer($0).assumingMemoryBound(to: CChar.self))
        })
    }
    closedir(folder)
    for name in names where name != "." && name != ".." { remove("\(path)/\(name)") }
    rmdir(path)
  }

  deinit { remove() }
}
