// The programs that can be measured: the files of Benchmarks/programs and scripts given by the user.
import Foundation

/// One Python program and how it is repeated.
struct Program {
  enum Form {
    /// Defines `run(n)`, `SIZE` and `EXPECTED`: the driver iterates it inside one process.
    case iterated
    /// Any other script: each iteration is a process of its own, and its output must equal CPython's.
    case whole
  }

  let name: String
  let path: String
  let form: Form

  /// `form` is found out by what the file defines, unless it is given.
  init(path: String, form: Form? = nil) throws {
    let url = URL(fileURLWithPath: path).standardizedFileURL
    let text: String
    do {
      text = try String(contentsOf: url, encoding: .utf8)
    } catch {
      throw HarnessError.unreadable(path)
    }
    self.path = url.path
    name = url.deletingPathExtension().lastPathComponent
    if let form {
      self.form = form
      return
    }
    let lines = text.split(separator: "\n", omittingEmptySubsequences: true)
    let defines = { (prefix: String) in lines.contains { $0.hasPrefix(prefix) } }
    self.form = defines("def run(") && defines("SIZE") && defines("EXPECTED") ? .iterated : .whole
  }

  /// All programs of a folder, by name; `only` keeps those named, each of which must exist.
  static func all(in folder: String, only: [String]) throws -> [Program] {
    let files = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    let names = files.filter { $0.hasSuffix(".py") }.map { String($0.dropLast(3)) }.sorted()
    guard !names.isEmpty else { throw HarnessError.noPrograms(folder) }
    return try all(names.map { "\(folder)/\($0).py" }, only: only)
  }

  /// The programs in these files; `only` keeps those named, each of which must exist.
  static func all(_ paths: [String], only: [String], form: Form? = nil) throws -> [Program] {
    let programs = try paths.map { try Program(path: $0, form: form) }
    let names = programs.map(\.name)
    for name in only where !names.contains(name) {
      throw HarnessError.unknownProgram(name, names.filter { $0.contains(name) || name.contains($0) })
    }
    return programs.filter { only.isEmpty || only.contains($0.name) }
  }
}

/// What stops the harness before it measures anything; each prints as one line.
enum HarnessError: Error, CustomStringConvertible {
  case unreadable(String)
  case noPrograms(String)
  case unknownProgram(String, [String])
  case missing(String, String)
  case unwritable(String)

  var description: String {
    switch self {
    case .unreadable(let path): "cannot read \(path)"
    case .noPrograms(let folder): "no benchmark programs in \(folder); run from the repository's root or use --root"
    case .unknownProgram(let name, let near):
      "no benchmark program is named \(name)" + (near.isEmpty ? "" : "; did you mean \(near.joined(separator: ", "))?")
    case .missing(let what, let path): "\(what) is not at \(path)"
    case .unwritable(let path): "cannot write \(path)"
    }
  }
}
