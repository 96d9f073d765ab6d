// `Benchmarks --talk`: the examples of the talk that PitViper's JIT is measured by, on frames of 640×480 points, with what
// PyPy reached there. The programs are in Benchmarks/talk and Benchmarks/programs.
import Foundation

/// One example.
private struct Example {
  let title: String
  /// Below Benchmarks.
  let path: String
  /// Times faster than CPython in the talk, where it gave a number.
  var inTheTalk = ""
  /// Needs NumPy, which only CPython has here.
  var isNumPy = false
}

private let examples = [
  Example(title: "Sobel, flat", path: "talk/sobel_flat.py", inTheTalk: "59×"),
  Example(title: "Sobel, half abstract", path: "talk/sobel_half.py"),
  Example(title: "Sobel, fully abstract", path: "talk/sobel_full.py", inTheTalk: "428×"),
  Example(title: "a.foo()", path: "programs/call_method.py"),
  Example(title: "bound_foo()", path: "programs/call_bound.py"),
  Example(title: "for n in numbers: tot += n", path: "talk/loop_sum.py"),
  Example(title: "sum(numbers)", path: "talk/builtin_sum.py"),
  Example(title: "tot += i * j % 7, 10⁷ times", path: "talk/products.py"),
  Example(title: "[x * 2 for x in numbers]", path: "talk/doubled.py"),
  Example(title: "NumPy: numbers * 2", path: "talk/numpy_doubled.py", isNumPy: true),
]

/// Pairs whose times are compared: what for, and the two titles.
private let comparisons = [
  ("half abstract against flat", "Sobel, half abstract", "Sobel, flat"),
  ("fully abstract against flat", "Sobel, fully abstract", "Sobel, flat"),
  ("a.foo() against bound_foo()", "a.foo()", "bound_foo()"),
  ("tot += n against sum", "for n in numbers: tot += n", "sum(numbers)"),
]

struct Talk {
  let measurer: Measurer
  /// The folder Benchmarks.
  let folder: String
  /// Median seconds of the steady state, by title and interpreter.
  private var seconds: [String: [String: Double]] = [:]
  private(set) var failures = 0

  init(_ measurer: Measurer, folder: String) {
    self.measurer = measurer
    self.folder = folder
  }

  /// Measures and prints the table and the comparisons.
  mutating func run() throws {
    let names = measurer.interpreters.map(\.name)
    var header = "example".padded(28)
    for name in names { header += "\(name) ms".padded(15, right: true) }
    for name in names.dropFirst() { header += name.padded(10, right: true) }
    print(header + "the talk".padded(10, right: true))
    for example in examples {
      try measure(example)
      print(line(example, names))
    }
    print()
    for (title, one, other) in comparisons {
      print(title.padded(32) + names.map { "\($0) \(ratio(one, other, on: $0))" }.joined(separator: ", "))
    }
    if let numpy = seconds["NumPy: numbers * 2"]?[names[0]] {
      let ratios = names.map { name in
        let own = seconds["[x * 2 for x in numbers]"]?[name]
        return "\(name) " + (own.map { String(format: "%.2f×", $0 / numpy) } ?? "failed")
      }
      print("[x * 2 …] against NumPy".padded(32) + ratios.joined(separator: ", "))
    }
  }

  private mutating func measure(_ example: Example) throws {
    let program = try Program(path: "\(folder)/\(example.path)")
    let measurer =
      example.isNumPy
      ? Measurer(
        interpreters: [self.measurer.interpreters[0]], driver: self.measurer.driver, rounds: self.measurer.rounds,
        iterations: self.measurer.iterations, limit: self.measurer.limit) : self.measurer
    for (name, one) in measurer.measure(program) {
      if let failure = one.failure {
        // NumPy may well be missing.
        if !example.isNumPy { failures += 1 }
        print("    \(example.title), \(name): \(failure)")
      } else {
        seconds[example.title, default: [:]][name] = median(one.steady.flatMap { $0 })
      }
    }
  }

  private func line(_ example: Example, _ names: [String]) -> String {
    let own = seconds[example.title] ?? [:]
    var line = example.title.padded(28)
    for name in names { line += (own[name].map { String(format: "%.2f", $0 * 1000) } ?? "").padded(15, right: true) }
    for name in names.dropFirst() {
      let ratio = own[name].flatMap { one in own[names[0]].map { String(format: "%.1f×", $0 / one) } }
      line += (ratio ?? "").padded(10, right: true)
    }
    return line + example.inTheTalk.padded(10, right: true)
  }

  private func ratio(_ one: String, _ other: String, on name: String) -> String {
    guard let first = seconds[one]?[name], let second = seconds[other]?[name] else { return "failed" }
    return String(format: "%.2f×", first / second)
  }
}

extension String {
  fileprivate func padded(_ width: Int, right: Bool = false) -> String {
    let padding = String(repeating: " ", count: max(right ? 1 : 0, width - count))
    return right ? padding + self : self + padding
  }
}
