// The commit that is checked out where a workload lies, as the label of its bench in a history. Read from git's own files: no program
// is started beside a measurement. What has been changed since is not seen.

import Foundation
import Glibc

enum GitCommit {
  /// - Parameter folder: absolute; the working tree may begin above it.
  /// - Returns: its hash; nil outside of a working tree, before the first commit, or when references are kept in a way not known here.
  static func checkedOut(at folder: String) -> String? {
    guard let resolved = realpath(folder, nil) else { return nil }
    defer { free(resolved) }
    var folder = String(cString: resolved)
    while true {
      if let administration = administration(of: folder) { return head(of: administration) }
      guard folder != "/", let slash = folder.lastIndex(of: "/") else { return nil }
      folder = slash == folder.startIndex ? "/" : String(folder[..<slash])
    }
  }

  /// `.git`, or the folder that a file of this name points to in a further working tree or a submodule.
  private static func administration(of tree: String) -> String? {
    let path = tree + "/.git"
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else { return nil }
    if isFolder.boolValue { return path }
    guard let line = firstLine(path), line.hasPrefix("gitdir: ") else { return nil }
    return absolute(String(line.dropFirst("gitdir: ".count)), from: tree)
  }

  private static func head(of administration: String) -> String? {
    guard let line = firstLine(administration + "/HEAD") else { return nil }
    guard line.hasPrefix("ref: ") else { return hash(line) }
    let reference = String(line.dropFirst("ref: ".count))
    // Further working trees share the references of the first.
    let common = firstLine(administration + "/commondir").map { absolute($0, from: administration) } ?? administration
    if let line = firstLine("\(common)/\(reference)") { return hash(line) }
    let packed = (try? String(contentsOfFile: common + "/packed-refs", encoding: .utf8)) ?? ""
    let row = packed.split(separator: "\n").first { $0.hasSuffix(" " + reference) }
    return row.flatMap { hash(String($0.prefix { $0 != " " })) }
  }

  private static func hash(_ text: String) -> String? {
    [40, 64].contains(text.utf8.count) && text.allSatisfy { $0.isASCII && $0.isHexDigit } ? text : nil
  }

  private static func absolute(_ path: String, from folder: String) -> String {
    path.hasPrefix("/") ? path : folder + "/" + path
  }

  private static func firstLine(_ path: String) -> String? {
    (try? String(contentsOfFile: path, encoding: .utf8))?.split(separator: "\n").first.map(String.init)
  }
}
