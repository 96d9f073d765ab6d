// `sys.path` at the start: the folder of the script, PYTHONPATH, the standard library, and the folders of installed
// packages that exist (what CPython's `site` does, without importing it): the virtual environment's or the user's and
// the system's. Their `.pth` files add folders and, but for the system's, may run a line of code.

import Glibc

struct SearchPath {
  private(set) var folders: [String] = []
  /// Lines of `.pth` files that start with `import`, in order, with their file's name.
  private(set) var imports: [(file: String, line: String)] = []

  init(_ options: ProgramOptions, _ place: ProgramPlace) {
    let flags = options.machine.python
    // A script that is a folder or an archive is searched itself, whatever -P says.
    if let first = SearchPath.start(options.source, isSafe: flags.safePath) { folders.append(first) }
    let named = flags.environment("PYTHONPATH").map { $0.split(separator: ":", omittingEmptySubsequences: false) } ?? []
    let library = named.map(String.init) + [StandardLibrary.folder]
    if flags.noSite {
      folders += library
      return
    }
    // Each once, and what is relative stays where the program was started.
    var seen: Set<String> = []
    folders += library.map { normalizedPath(absolutePath($0)) }.filter { seen.insert($0).inserted }
    for folder in SearchPath.packageFolders(flags, place) where isDirectory(folder) && !folders.contains(folder) {
      // Start-up code of packages is run where somebody has chosen the packages for this program, not for the system.
      add(folder, runsCode: !folder.hasPrefix("/usr/"))
    }
  }

  /// What comes first: the folder of the script, or where the program was started.
  private static func start(_ source: ProgramOptions.Source, isSafe: Bool) -> String? {
    switch source {
    case .script(let script):
      if isDirectory(script) || ScriptArchive.isArchive(script) { return script }
      if isSafe { return nil }
      guard let resolved = realpath(script, nil) else { return "" }
      defer { free(resolved) }
      let full = String(cString: resolved)
      return full.lastIndex(of: "/").map { String(full[..<$0]) } ?? ""
    case .module:
      guard !isSafe, let folder = getcwd(nil, 0) else { return nil }
      defer { free(folder) }
      return String(cString: folder)
    default: return isSafe ? nil : ""
    }
  }

  private static func packageFolders(_ flags: PythonFlags, _ place: ProgramPlace) -> [String] {
    var result: [String] = []
    if let environment = place.environment { result.append(environment + "/lib/python3.11/site-packages") }
    if !place.sharesSystemPackages { return result }
    if !flags.noUserSite, getuid() == geteuid(), let base = userBase(flags) {
      result.append(base + "/lib/python3.11/site-packages")
    }
    // Debian's names: what pip installs for all users, and what the system's packages bring.
    return result + ["/usr/local/lib/python3.11/dist-packages", "/usr/lib/python3/dist-packages"]
  }

  private static func userBase(_ flags: PythonFlags) -> String? {
    if let base = flags.environment("PYTHONUSERBASE") { return base }
    return getenv("HOME").map { String(cString: $0) + "/.local" }
  }

  /// The folder, and what its `.pth` files name.
  private mutating func add(_ folder: String, runsCode: Bool) {
    folders.append(folder)
    guard let entries = opendir(folder) else { return }
    defer { closedir(entries) }
    var files: [String] = []
    while let entry = readdir(entries) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if name.hasSuffix(".pth"), !name.hasPrefix(".") { files.append(name) }
    }
    for name in files.sorted() {
      guard case .success(let bytes) = readFile(folder + "/" + name) else { continue }
      for line in String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isNewline) {
        if line.hasPrefix("#") { continue }
        if line.hasPrefix("import ") || line.hasPrefix("import\t") {
          if runsCode { imports.append((folder + "/" + name, String(line))) }
          continue
        }
        let text = line.reversed().drop { $0 == " " || $0 == "\t" }.reversed()
        if text.isEmpty { continue }
        let path = text.first == "/" ? String(text) : folder + "/" + String(text)
        if access(path, F_OK) == 0, !folders.contains(path) { folders.append(path) }
      }
    }
  }
}

/// A script that is a zip file with `__main__.py`.
enum ScriptArchive {
  /// Whether the file ends with the directory of a zip file (which may stand behind a `#!` line).
  static func isArchive(_ path: String) -> Bool {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    if descriptor < 0 { return false }
    defer { close(descriptor) }
    var information = stat()
    guard fstat(descriptor, &information) == 0, information.st_mode & S_IFMT == S_IFREG, information.st_size >= 22
    else { return false }
    var start: (UInt8, UInt8, UInt8, UInt8) = (0, 0, 0, 0)
    // The end record is last, unless a comment follows: then the file starts as archives do.
    if pread(descriptor, &start, 4, information.st_size - 22) == 4, start == (0x50, 0x4B, 5, 6) { return true }
    return pread(descriptor, &start, 4, 0) == 4 && start == (0x50, 0x4B, 3, 4)
  }
}
