// The options of `pitviper run`: those of `python3`, and our own.

/// What a command line asks the VM to run.
public struct ProgramOptions {
  public enum Source: Equatable {
    case script(String)
    case command(String)
    case module(String)
    case standardInput
    case version
  }

  public var source = Source.standardInput
  /// `sys.argv[1…]`.
  public var arguments: [String] = []
  public var machine = VMOptions()

  /// A command line that cannot be understood: one line for stderr.
  public struct Problem: Error {
    public let message: String
    /// CPython ends with 1 when a value of the environment or of `-X` makes no sense.
    public let status: Int32

    init(message: String, status: Int32 = 1) {
      self.message = message
      self.status = status
    }

    static func usage(_ message: String) -> Problem { Problem(message: message, status: 2) }
  }

  /// Reads options up to the script, `-c`, `-m` or `-`, then the environment; everything after belongs to the script.
  /// - Throws: `Problem`.
  public static func parse(_ words: [String]) throws -> ProgramOptions {
    var reader = OptionReader(words: words)
    try reader.read()
    try reader.options.machine.python.complete()
    return reader.options
  }
}

private struct OptionReader {
  let words: [String]
  var index = 0
  var options = ProgramOptions()

  mutating func read() throws {
    while index < words.count {
      let word = words[index]
      if word == "-" { return take(.standardInput) }
      if !word.hasPrefix("-") { return take(.script(word)) }
      if word.hasPrefix("--") {
        if word != "--" { try readLong(word) }
      } else if try readShort(word) {
        return
      }
      if options.source == .version { return }
      index += 1
    }
  }

  /// What to run stands at `index`; the rest are its arguments.
  private mutating func take(_ source: ProgramOptions.Source) {
    options.source = source
    options.arguments = Array(words[(index + 1)...])
  }

  private mutating func value(of name: String) throws -> String {
    index += 1
    guard index < words.count else { throw ProgramOptions.Problem.usage("option \(name) needs a value") }
    return words[index]
  }

  /// Letters that may be joined: `-SEc code`. True when what to run has been found.
  private mutating func readShort(_ word: String) throws -> Bool {
    var letters = Substring(word.dropFirst())
    while let letter = letters.popFirst() {
      if let set = OptionReader.switches[letter] {
        set(&options.machine.python)
        continue
      }
      guard "cmWX".contains(letter) else {
        if letter != "V" { throw ProgramOptions.Problem.usage(OptionReader.unknown(word)) }
        options.source = .version
        return true
      }
      let text = letters.isEmpty ? try value(of: "-\(letter)") : String(letters)
      letters = ""
      switch letter {
      case "c": take(.command(text))
      case "m": take(.module(text))
      case "W": options.machine.python.warningFilters.append(text)
      default: options.machine.python.extensions.append(text)
      }
      if letter == "c" || letter == "m" { return true }
    }
    return false
  }

  private static let switches: [Character: (inout PythonFlags) -> Void] = [
    "b": { $0.bytesWarning += 1 }, "B": { $0.writesNoCode = true }, "d": { $0.debug += 1 },
    "E": { $0.ignoresEnvironment = true },
    "i": {
      $0.inspect += 1
      $0.interactive += 1
    },
    "I": { $0.isolated = true }, "O": { $0.optimize += 1 }, "P": { $0.safePath = true }, "q": { $0.quiet = true },
    "s": { $0.noUserSite = true }, "S": { $0.noSite = true }, "u": { $0.unbuffered = true }, "v": { $0.verbose += 1 },
    "x": { $0.skipsFirstLine = true },
  ]

  private mutating func readLong(_ word: String) throws {
    let parts = word.split(separator: "=", maxSplits: 1).map(String.init)
    func argument() throws -> String { parts.count == 2 ? parts[1] : try value(of: parts[0]) }
    func wrong(_ message: String) -> ProgramOptions.Problem { .usage(message) }
    switch parts[0] {
    case "--version": options.source = .version
    case "--disassemble": options.machine.disassemble = true
    case "--stats": options.machine.statistics = true
    case "--gc-stress":
      guard let interval = Int(try argument()), interval >= 0 else {
        throw wrong("--gc-stress needs a number: collect at every n-th allocation")
      }
      options.machine.gcStress = interval
    case "--memory-limit":
      let text = try argument()
      guard let bytes = OptionReader.byteCount(text) else {
        throw wrong("--memory-limit: '\(text)' is no size (examples: 512M, 2G)")
      }
      options.machine.memoryLimit = bytes
    case "--jit":
      if let problem = options.machine.setJIT(try argument()) { throw wrong("--jit: " + problem) }
    case "--jit-disable":
      let names = try argument().split(separator: ",").map(String.init)
      if let problem = options.machine.disablePasses(names) { throw wrong("--jit-disable: " + problem) }
    case "--jit-print": options.machine.printsTraces = true
    case "--jit-check": options.machine.checksTraces = true
    case "--check-hash-based-pycs":
      guard ["always", "default", "never"].contains(try argument()) else {
        throw wrong("--check-hash-based-pycs must be one of 'default', 'always', or 'never'")
      }
    default: throw wrong(OptionReader.unknown(word))
    }
  }

  private static let known = [
    "--version", "--disassemble", "--stats", "--gc-stress", "--memory-limit", "--jit", "--jit-disable", "--jit-print",
    "--jit-check", "--check-hash-based-pycs",
  ]

  private static func unknown(_ word: String) -> String {
    let name = word.split(separator: "=").first.map(String.init) ?? word
    let near = known.min { editDistance($0, name) < editDistance($1, name) }
    let hint = near.flatMap { editDistance($0, name) <= 3 ? " (did you mean \($0)?)" : nil } ?? ""
    return "unknown option \(word)\(hint)"
  }

  /// `512M`, `2G`, `1048576`.
  private static func byteCount(_ text: String) -> Int? {
    let units: [Character: Int] = ["k": 1 << 10, "K": 1 << 10, "m": 1 << 20, "M": 1 << 20, "g": 1 << 30, "G": 1 << 30]
    guard let last = text.last else { return nil }
    if let unit = units[last] {
      guard let number = Int(text.dropLast()), number > 0, number < 1 << 20 else { return nil }
      return number * unit
    }
    return Int(text).flatMap { $0 > 0 ? $0 : nil }
  }
}

/// Levenshtein distance between two short words.
func editDistance(_ a: String, _ b: String) -> Int {
  let x = Array(a.utf8)
  let y = Array(b.utf8)
  var row = Array(0...y.count)
  for i in 0..<x.count {
    var diagonal = row[0]
    row[0] = i + 1
    for j in 0..<y.count {
      let above = row[j + 1]
      row[j + 1] = min(min(above, row[j]) + 1, diagonal + (x[i] == y[j] ? 0 : 1))
      diagonal = above
    }
  }
  return row[y.count]
}
