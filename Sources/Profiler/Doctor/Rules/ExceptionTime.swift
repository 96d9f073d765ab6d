// Much time goes into raising exceptions.

enum ExceptionTime {
  static let leastShare = 0.1

  /// The VM's functions that make an exception, fill its traceback, or look for its handler.
  private static func raises(_ function: ProfileFunction) -> Bool {
    guard function.kind == .runtime else { return false }
    return ["ThreadState.raise(", "ThreadState.unwind(", "ExceptionRef.", "TracebackRef."].contains {
      function.name.contains($0)
    }
  }

  static let rule = Rule(name: "exception-time") { evidence throws(RecordingError) in
    let part = evidence.profile.counts(of: evidence.counts, below: raises)
    let cost = evidence.share(part.weight)
    guard cost.low >= leastShare else { return [] }
    let lines = evidence.profile.lineRows(of: part).filter { $0.own.weight > 0 }
    guard let worst = lines.first else { return [] }
    return [
      Finding(
        rule: "exception-time", title: "Much of the time goes into raising exceptions", cost: cost,
        costMeaning: "in making exceptions and their tracebacks", place: worst.function, line: worst.line,
        evidence: lines.prefix(3).map {
          "\(TextReport.place($0.function, $0.line)): \(Figures.percent($0.own.share)) of it"
        },
        suggestion: "Test for the case before the exception is raised, or use a method that returns a default.",
        edit: "value = table.get(key, default)   # instead of try: table[key] except KeyError", target: .line)
    ]
  }
}
