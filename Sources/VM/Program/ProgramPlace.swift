// Where the running program stands, and the virtual environment it belongs to.
//
// A virtual environment is a folder with a file `pyvenv.cfg`. It is in force when the program is called through it
// (`python -m venv` makes links to the program in its `bin`), as in CPython, and when VIRTUAL_ENV names it: then people
// have made it with CPython and activated it.

import Glibc

enum StandardLibrary {
  static let prefix = "/usr"
  static let folder = "/usr/lib/python3.11"
}

struct ProgramPlace {
  /// `sys.executable`: as called, so that links stay links; empty when unknown.
  let executable: String
  /// The folder of the virtual environment, `sys.prefix`.
  let environment: String?
  /// `include-system-site-packages` of its settings; true without an environment.
  let sharesSystemPackages: Bool

  init(_ options: VMOptions) {
    executable = options.executable ?? ProgramPlace.calledPath() ?? ""
    var folders: [String] = []
    if let slash = executable.lastIndex(of: "/") {
      let folder = String(executable[..<slash])
      folders = [folder, folder.lastIndex(of: "/").map { String(folder[..<$0]) } ?? ""]
    }
    if let active = options.python.environment("VIRTUAL_ENV") { folders.append(active) }
    for folder in folders {
      guard case .success(let bytes) = readFile(folder + "/pyvenv.cfg") else { continue }
      environment = folder
      sharesSystemPackages = ProgramPlace.setting("include-system-site-packages", in: bytes) == "true"
      return
    }
    environment = nil
    sharesSystemPackages = true
  }

  /// The value of a line `name = value`, in lower case.
  private static func setting(_ name: String, in bytes: [UInt8]) -> String? {
    for line in String(decoding: bytes, as: UTF8.self).split(separator: "\n") {
      let parts = line.split(separator: "=", maxSplits: 1).map { $0.split(separator: " ").joined(separator: " ") }
      if parts.count == 2, parts[0].lowercased() == name { return parts[1].lowercased() }
    }
    return nil
  }

  /// The absolute path of the word the program was called with, looked up as the shell does; else the running file.
  private static func calledPath() -> String? {
    let word = CommandLine.arguments.first ?? ""
    var candidates: [String] = []
    if word.hasPrefix("/") {
      candidates = [word]
    } else if word.contains("/") {
      candidates = [absolutePath(word)]
    } else if !word.isEmpty, let path = getenv("PATH") {
      candidates = String(cString: path).split(separator: ":").map { "\($0)/\(word)" }
    }
    // pitviper-tools runs scripts, too, in the name of the program beside it.
    if let found = candidates.first(where: { access($0, X_OK) == 0 && isFile($0) }) { return withoutTools(found) }
    guard let path = realpath("/proc/self/exe", nil) else { return nil }
    defer { free(path) }
    return withoutTools(String(cString: path))
  }

  private static func withoutTools(_ path: String) -> String {
    path.hasSuffix("/pitviper-tools") ? String(path.dropLast("-tools".count)) : path
  }
}

/// The current folder and the path, joined without resolving either.
func absolutePath(_ path: String) -> String {
  guard !path.hasPrefix("/"), let folder = getcwd(nil, 0) else { return path }
  defer { free(folder) }
  return String(cString: folder) + "/" + (path.hasPrefix("./") ? String(path.dropFirst(2)) : path)
}
