// Python source is parsed and compiled while the program works: eval, exec or compile in a loop.

enum SourceCompiled {
  static let leastShare = 0.1
  /// A program shorter than that is mostly its start: its imports are no fault.
  static let leastTime = 500_000 as Microseconds

  static let rule = Rule(name: "source-compiled") { evidence throws(RecordingError) in
    let part = evidence.counts(in: [.compiling])
    guard evidence.counts.weight >= Int(leastTime), let (row, weight) = evidence.hottestLine(of: part),
      !row.function.file.contains("importlib")
    else { return [] }
    let cost = evidence.share(weight)
    guard cost.low >= leastShare else { return [] }
    return [
      Finding(
        rule: "source-compiled", title: "Source is compiled again and again", cost: cost,
        costMeaning: "in parsing and compiling Python source that this line asks for", place: row.function,
        line: row.line,
        evidence: ["\(evidence.text(evidence.state(.compiling))) in the compiler of Python source in all"],
        suggestion: "eval, exec and compile translate their text at each call. Compile it once, before the loop.",
        edit: "code = compile(text, \"<text>\", \"eval\")   # once\nvalue = eval(code)", target: .line)
    ]
  }
}
