// A guard that fails for ever: each failure leaves machine code, and the interpreter runs until it is entered again.

enum FailingGuard {
  /// A bridge grows after eight failures; a hundred without one will go on.
  static let leastFailures = 100
  static let leastShare = 0.03

  static let rule = Rule(name: "failing-guard") { evidence throws(RecordingError) in
    evidence.guards.filter {
      $0.bridge == nil && $0.failures >= leastFailures && evidence.lost($0).low >= leastShare
    }.map { row in
      var lines = [
        "\(Figures.count(row.failures)) failures\(evidence.whole) of \(row.kind), exit \(row.exit) of trace \(row.trace); no bridge took its place"
      ]
      if let expected = row.expected {
        lines.append("expected \(expected)" + (row.seen.map { ", seen last \($0)" } ?? ""))
      }
      let abort = evidence.aborts.first { $0.isBridge && $0.place.id == row.place.id && $0.line == row.line }
      if let abort {
        lines.append("recordings of a bridge were given up \(Figures.counted(abort.count, "time")): \(abort.title)")
      }
      let (suggestion, edit) = advice(row, abort)
      return Finding(
        rule: "failing-guard", title: "A guard keeps failing", cost: evidence.lost(row),
        costMeaning: "in exits and interpreter from its failures until machine code was entered again",
        place: row.place, line: row.line,
        evidence: lines, suggestion: suggestion, edit: edit,
        target: .exit(ExitID(trace: row.trace, exit: row.exit)))
    }
  }

  private static func advice(_ row: ProfileGuard, _ abort: GivenUpPlace?) -> (String, String?) {
    if let expected = row.expected, let seen = row.seen, expected != seen {
      let numbers: Set = ["int", "float", "bool"]
      if numbers.contains(expected), numbers.contains(seen) {
        return (
          "The line works with \(expected) and \(seen). Make it one type before the loop.",
          "values = [float(x) for x in values]"
        )
      }
      return (
        "The line was compiled for \(expected) and gets \(seen), and no bridge was made for that. Use one class with a field instead of "
          + "many classes.", MegamorphicSite.oneClass
      )
    }
    if let abort, let advice = NeverCompiled.adviceForBridge(abort) { return (advice, nil) }
    return (
      "The way the program takes here changes all the time and could not be compiled. Move the rare case out of the loop, into a "
        + "function of its own.", nil
    )
  }
}
