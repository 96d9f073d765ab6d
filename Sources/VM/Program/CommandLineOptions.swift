// The options of `pitviper run`: those of `python3` that make sense here, and our own.

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
  public var warningFilters: [String] = []
  public var extendedOptions: [String] = []

  /// A command line that cannot be understood: one line for stderr.
  public struct Problem: Error {
    public let message: String
  }

  /// Reads options up to the script, `-c`, `-m` or `-`; everything after belongs to the script.
  public static func parse(_ words: [String]) throws -> ProgramOptions {
    var options = ProgramOptions()
    var index = 0
    func value(of name: String) throws -> String {
      index += 1
      guard index < words.count else { throw Problem(message: "option \(name) needs a value") }
      return words[index]
    }
    while index < words.count {
      let word = words[index]
      if word == "-" {
        options.arguments = Array(words[(index + 1)...])
        return options
      }
      guard word.hasPrefix("-") else {
        options.source = .script(word)
        options.arguments = Array(words[(index + 1)...])
        return options
      }
      if word == "--" {
        index += 1
        continue
      }
      if word.hasPrefix("--") {
        let parts = word.split(separator: "=", maxSplits: 1).map(String.init)
        func argument() throws -> String { parts.count == 2 ? parts[1] : try value(of: parts[0]) }
        switch parts[0] {
        case "--version": options.source = .version; return options
        case "--disassemble": options.machine.disassemble = true
        case "--stats": options.machine.statistics = true
        case "--gc-stress":
          guard let interval = Int(try argument()), interval >= 0 else {
            throw Problem(message: "--gc-stress needs a number: collect at every n-th allocation")
          }
          options.machine.gcStress = interval
        case "--memory-limit":
          let text = try argument()
          guard let bytes = byteCount(text) else {
            throw Problem(message: "--memory-limit: '\(text)' is no size (examples: 512M, 2G)")
          }
          options.machine.memoryLimit = bytes
        case "--jit":
          if let problem = options.machine.setJIT(try argument()) { throw Problem(message: "--jit: " + problem) }
        case "--jit-disable":
          let names = try argument().split(separator: ",").map(String.init)
          if let problem = options.machine.disablePasses(names) { throw Problem(message: "--jit-disable: " + problem) }
        case "--jit-print": options.machine.printsTraces = true
        case "--jit-check": options.machine.checksTraces = true
        default:
          throw Problem(message: unknown(word))
        }
        index += 1
        continue
      }
      // Short options may be joined: -SEc code.
      var letters = Substring(word.dropFirst())
      while let letter = letters.popFirst() {
        switch letter {
        case "c":
          let code = letters.isEmpty ? try value(of: "-c") : String(letters)
          options.source = .command(code)
          options.arguments = Array(words[(index + 1)...])
          return options
        case "m":
          let module = letters.isEmpty ? try value(of: "-m") : String(letters)
          options.source = .module(module)
          options.arguments = Array(words[(index + 1)...])
          return options
        case "W":
          options.warningFilters.append(letters.isEmpty ? try value(of: "-W") : String(letters))
          letters = ""
        case "X":
          options.extendedOptions.append(letters.isEmpty ? try value(of: "-X") : String(letters))
          letters = ""
        case "V":
          options.source = .version
          return options
        case "O": options.machine.optimize += 1
        case "S": options.machine.noSite = true
        case "E": options.machine.ignoreEnvironment = true
        case "I":
          options.machine.isolated = true
          options.machine.ignoreEnvironment = true
        case "u": options.machine.unbuffered = true
        case "B", "b", "d", "q", "s", "v", "i", "P": break
        default: throw Problem(message: unknown(word))
        }
      }
      index += 1
    }
    return options
  }

  private static let known = [
    "--version", "--disassemble", "--stats", "--gc-stress", "--memory-limit", "--jit", "--jit-disable", "--jit-print",
    "--jit-check",
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
