// Whether two files may be compared at all. What may not is refused with one line that says what to do.

public enum Suitability {
  /// Iterations from which on a steady state can be told from its beginning.
  static let fewestIterations = 20
  /// Enough to see that counters have become steady.
  static let fewestCountedIterations = 4
  static let fewestProcesses = 2
  /// On each side. All pairs of processes are compared, and the numbers of their orders must be numbers: of 520 with 520 there are more
  /// than a Double holds.
  public static let mostProcesses = 500

  /// - Returns: what differs and was accepted, a sentence each.
  /// - Throws: `GateError`, status 2 for files that do not belong together, 3 for too little in them.
  public static func check(
    _ baseline: BenchmarkFacts, _ candidate: BenchmarkFacts, configuration: GateConfiguration, countersOnly: Bool
  ) throws(GateError) -> [String] {
    var notes: [String] = []
    let (before, after) = (baseline.script, candidate.script)
    guard before.isSameBenchmark(as: after) else {
      throw GateError(
        .unusable, "the baseline measures \(before.text), the candidate \(after.text): measure the same on both sides")
    }
    if before.digest != after.digest { notes.append("The script's text differs; its lines are matched by function.") }
    if baseline.version != candidate.version {
      let text = "the baseline was measured with pitviper \(baseline.version), the candidate with \(candidate.version)"
      guard configuration.accepted.contains(.version) else {
        throw GateError(.unusable, "\(text): measure the baseline again, or compare versions with --accept version")
      }
      notes.append(text.sentence)
    }
    if baseline.jit != candidate.jit {
      let text = "the JIT's parameters differ (\(difference(baseline.jit, candidate.jit)))"
      guard configuration.accepted.contains(.jit) else {
        throw GateError(.unusable, "\(text): measure both sides alike, or compare them with --accept jit")
      }
      notes.append(text.sentence)
    }
    for (name, facts) in [("baseline", baseline), ("candidate", candidate)] {
      guard let missing = facts.missing else { continue }
      notes.append(
        "Of the \(name)'s \(facts.processes.count + missing) processes, those that failed or have not run (\(missing)) are left out."
      )
    }
    if let before = baseline.hashSeed, let after = candidate.hashSeed, before != after {
      notes.append("The hash seeds differ (\(before), \(after)); counters may differ because of that.")
    }
    try checkAmount(baseline, candidate, countersOnly: countersOnly)
    if countersOnly {
      guard baseline.hasCounters, candidate.hasCounters else {
        throw GateError(.unusable, "there are no counters to compare: 'pitviper bench' counts only on PitViper itself")
      }
    } else if baseline.hasTimes && candidate.hasTimes {
      notes += try checkMachine(baseline, candidate, configuration: configuration)
    } else if !baseline.hasCounters || !candidate.hasCounters {
      throw GateError(.unusable, "the files have neither times nor counters in common: measure both sides again")
    } else {
      notes.append("One file has counters only; times are not compared.")
    }
    return notes
  }

  /// Of two lists of parameters what is not in both: `threshold=40, now threshold=100`.
  private static func difference(_ before: String, _ after: String) -> String {
    let sides = [before, after].map { $0.split(separator: ",").map(String.init) }
    let only = [sides[0].filter { !sides[1].contains($0) }, sides[1].filter { !sides[0].contains($0) }]
    let texts = only.map { words in
      words.isEmpty ? "none" : words.prefix(3).joined(separator: ", ") + (words.count > 3 ? " …" : "")
    }
    return "\(texts[0]); now \(texts[1])"
  }

  private static func checkMachine(
    _ baseline: BenchmarkFacts, _ candidate: BenchmarkFacts, configuration: GateConfiguration
  ) throws(GateError) -> [String] {
    guard !baseline.machine.isComparable(with: candidate.machine) else { return [] }
    let text =
      "the baseline was measured on another machine (\(baseline.machine.text); now \(candidate.machine.text))"
    guard configuration.accepted.contains(.machine) else {
      throw GateError(
        .unusable, "\(text): measure it here, compare --counters alone, or say --accept machine")
    }
    return [text.sentence]
  }

  private static func checkAmount(
    _ baseline: BenchmarkFacts, _ candidate: BenchmarkFacts, countersOnly: Bool
  ) throws(GateError) {
    for (name, facts) in [("baseline", baseline), ("candidate", candidate)] {
      guard facts.processes.count >= fewestProcesses else {
        throw GateError(
          .tooLittle,
          "the \(name) has \(facts.processes.count == 1 ? "one process" : "no process"): "
            + "measure with --processes 10")
      }
      guard facts.processes.count <= mostProcesses else {
        throw GateError(.unusable, "the \(name) has more than \(mostProcesses) processes: measure fewer")
      }
      let needed = countersOnly || !facts.hasTimes ? fewestCountedIterations : fewestIterations
      guard facts.iterations >= needed else {
        throw GateError(
          .tooLittle,
          "the \(name) has \(facts.iterations) iterations in each process, \(needed) are needed: "
            + "measure with --iterations \(max(needed, 100))")
      }
    }
    guard baseline.iterations == candidate.iterations else {
      throw GateError(
        .unusable,
        "the baseline has \(baseline.iterations) iterations, the candidate \(candidate.iterations): "
          + "measure both with --iterations \(max(baseline.iterations, candidate.iterations))")
    }
  }
}

extension ScriptFacts {
  /// `sobel.py`, `run of sobel.py 64`
  var text: String { ([function.map { "\($0) of \(name)" } ?? name] + arguments).joined(separator: " ") }
}

extension String {
  fileprivate var sentence: String { prefix(1).uppercased() + dropFirst() + "." }
}
