// The command line of `run` and `profile` up to the script: which words are options of the command itself, and which go
// on to the virtual machine (Sources/VM/Program/CommandLineOptions.swift): its options, Python's flags, what to run, and
// everything that belongs to the script, untouched.

struct ScriptWords: Equatable {
  /// Options of the command itself, with their values.
  var own: [String] = []
  /// The rest, in order.
  var program: [String] = []

  /// - Parameters:
  ///   - valueOptions: options of the command that take a value, in the next word or after `=`.
  ///   - flags: options of the command that take none.
  init(_ words: [String], valueOptions: Set<String>, flags: Set<String>) {
    var index = 0
    while index < words.count {
      let word = words[index]
      let name = word.hasPrefix("--") ? String(word.prefix { $0 != "=" }) : word
      let isComplete = name != word
      if valueOptions.contains(name) {
        own += words[index..<min(words.count, index + (isComplete ? 1 : 2))]
        index += isComplete ? 1 : 2
      } else if flags.contains(word) {
        own.append(word)
        index += 1
      } else if word == "-" || word == "--" || !word.hasPrefix("-") || ScriptWords.holdsProgram(word) {
        break
      } else {
        let takesNext = !isComplete && ScriptWords.machineValueOptions.contains(name)
        program += words[index..<min(words.count, index + (takesNext ? 2 : 1))]
        index += takesNext ? 2 : 1
      }
    }
    if index < words.count { program += words[index...] }
  }

  /// Options of the virtual machine that are followed by a value.
  static let machineValueOptions: Set<String> = ["--gc-stress", "--memory-limit", "--jit", "--jit-disable", "-W", "-X"]
  static let machineFlags: Set<String> = ["--disassemble", "--stats", "--version", "--jit-print", "--jit-check"]

  /// Whether a word of joined letters contains `-c` or `-m`, which ends the options.
  private static func holdsProgram(_ word: String) -> Bool {
    guard !word.hasPrefix("--") else { return false }
    for letter in word.dropFirst() {
      if letter == "c" || letter == "m" { return true }
      if letter == "W" || letter == "X" { return false }
    }
    return false
  }
}
