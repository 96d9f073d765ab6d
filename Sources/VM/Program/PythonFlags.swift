// What Python's options and environment variables ask for. `sys.flags`, `sys.warnoptions` and `sys._xoptions` show it.
// An option and its variable add up as in CPython: the higher number counts, and -E and -I leave the variables out.

import Glibc

public struct PythonFlags {
  public var debug = 0
  /// `-i` or PYTHONINSPECT: the prompt follows the program.
  public var inspect = 0
  /// `-i`: the prompt, whether standard input is a terminal or not.
  public var interactive = 0
  /// 1 leaves out `assert`, 2 docstrings too.
  public var optimize = 0
  public var writesNoCode = false
  public var noUserSite = false
  public var noSite = false
  public var ignoresEnvironment = false
  public var verbose = 0
  public var bytesWarning = 0
  public var quiet = false
  public var isolated = false
  public var safePath = false
  public var unbuffered = false
  /// `-x`: the first line of the script is for somebody else.
  public var skipsFirstLine = false
  /// `-W`, in order.
  public var warningFilters: [String] = []
  /// `-X`, in order.
  public var extensions: [String] = []

  // What environment variables and `-X` say.
  public private(set) var isDevelopment = false
  public private(set) var isUTF8 = false
  public private(set) var warnsOfDefaultEncoding = false
  public private(set) var printsImportTimes = false
  public private(set) var enablesFaultHandler = false
  public private(set) var hidesColumns = false
  /// Longest decimal text of an int; nil: nobody has said.
  public private(set) var maximumDigits: Int?
  /// PYTHONHASHSEED; nil: random.
  public private(set) var hashSeed: UInt32?
  public private(set) var cachePrefix: String?
  /// `sys.warnoptions`.
  public private(set) var warningOptions: [String] = []

  public init() {}

  /// The value of a variable that says something and counts.
  func environment(_ name: String) -> String? {
    guard !ignoresEnvironment, let value = getenv(name), value[0] != 0 else { return nil }
    return String(cString: value)
  }

  /// The text after `-X name=`, empty for `-X name`; the last one counts.
  func extensionValue(_ name: String) -> String? {
    for text in extensions.reversed() {
      let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      if parts[0] == name { return parts.count > 1 ? String(parts[1]) : "" }
    }
    return nil
  }

  /// Adds what the environment and `-X` say to the options of the command line.
  /// - Throws: `ProgramOptions.Problem` for a value that makes no sense.
  mutating func complete() throws {
    func level(_ name: String) -> Int { environment(name).map { max(1, Int($0) ?? 1) } ?? 0 }
    func isOn(_ variable: String, _ option: String) -> Bool {
      extensionValue(option) != nil || environment(variable) != nil
    }
    if isolated { (ignoresEnvironment, noUserSite, safePath) = (true, true, true) }
    debug = max(debug, level("PYTHONDEBUG"))
    verbose = max(verbose, level("PYTHONVERBOSE"))
    optimize = max(optimize, level("PYTHONOPTIMIZE"))
    inspect = max(inspect, level("PYTHONINSPECT"))
    writesNoCode = writesNoCode || environment("PYTHONDONTWRITEBYTECODE") != nil
    noUserSite = noUserSite || environment("PYTHONNOUSERSITE") != nil
    safePath = safePath || environment("PYTHONSAFEPATH") != nil
    unbuffered = unbuffered || environment("PYTHONUNBUFFERED") != nil
    isDevelopment = isOn("PYTHONDEVMODE", "dev")
    warnsOfDefaultEncoding = isOn("PYTHONWARNDEFAULTENCODING", "warn_default_encoding")
    printsImportTimes = isOn("PYTHONPROFILEIMPORTTIME", "importtime")
    enablesFaultHandler = isDevelopment || isOn("PYTHONFAULTHANDLER", "faulthandler")
    hidesColumns = isOn("PYTHONNODEBUGRANGES", "no_debug_ranges")
    cachePrefix = (extensionValue("pycache_prefix") ?? environment("PYTHONPYCACHEPREFIX")).flatMap {
      $0.isEmpty ? nil : $0
    }
    isUTF8 = try utf8Mode()
    maximumDigits = try digits()
    hashSeed = try seed()
    let fromEnvironment = environment("PYTHONWARNINGS").map { $0.split(separator: ",").map(String.init) } ?? []
    warningOptions = (isDevelopment ? ["default"] : []) + fromEnvironment + warningFilters
    if bytesWarning > 0 { warningOptions.append(bytesWarning > 1 ? "error::BytesWarning" : "default::BytesWarning") }
  }

  private func utf8Mode() throws -> Bool {
    if let text = extensionValue("utf8") {
      guard ["", "0", "1"].contains(text) else { throw ProgramOptions.Problem(message: "invalid -X utf8 option value") }
      return text != "0"
    }
    guard let text = environment("PYTHONUTF8") else { return false }
    guard ["0", "1"].contains(text) else {
      throw ProgramOptions.Problem(message: "invalid PYTHONUTF8 environment variable value")
    }
    return text == "1"
  }

  private func digits() throws -> Int? {
    for (text, source) in [
      (extensionValue("int_max_str_digits"), "-X int_max_str_digits"),
      (environment("PYTHONINTMAXSTRDIGITS"), "PYTHONINTMAXSTRDIGITS"),
    ] {
      guard let text else { continue }
      guard let number = Int(text), number == 0 || number >= 640, number <= Int32.max else {
        throw ProgramOptions.Problem(message: "\(source): invalid limit; must be >= 640 or 0 for unlimited.")
      }
      return number
    }
    return nil
  }

  private func seed() throws -> UInt32? {
    guard let text = environment("PYTHONHASHSEED"), text != "random" else { return nil }
    guard let number = UInt32(text) else {
      throw ProgramOptions.Problem(
        message: "PYTHONHASHSEED must be \"random\" or an integer in range [0; 4294967295]")
    }
    return number
  }
}
