// A function in which the interpreter stays because its loop, or the function itself, could not be recorded.

enum NeverCompiled {
  static let leastShare = 0.05

  static let rule = Rule(name: "never-compiled") { evidence throws(RecordingError) in
    let weights = evidence.profile.interpretedOwnWeights(of: evidence.counts)
    let left = Set(evidence.events.filter { $0.kind == "blacklisted" && $0.trace == nil }.compactMap { $0.place?.id })
    var seen: Set<FunctionID> = []
    return evidence.aborts.compactMap { abort in
      let cost = evidence.share(weights[abort.place.id] ?? 0)
      guard !abort.isBridge, !evidence.compiledFunctions.contains(abort.place.id), abort.reason != "rehearsal",
        cost.low >= leastShare,
        seen.insert(abort.place.id).inserted
      else { return nil }
      var lines = [
        "its recording was given up \(times(abort.count)): \(abort.title) (\(abort.meaning))",
        "the last time at \(TextReport.place(abort.stopPlace, abort.stopLine)), instruction \(abort.instruction)",
      ]
      if left.contains(abort.place.id) { lines.append("the place is not tried again") }
      return Finding(
        rule: "never-compiled", title: "\(abort.place.name) never becomes machine code",
        cost: cost, costMeaning: "in this function, in the interpreter and what it calls of the VM", place: abort.place,
        line: abort.stopPlace.id == abort.place.id ? abort.stopLine : abort.line, evidence: lines,
        suggestion: advice(abort), edit: edit(abort), target: .line)
    }
  }

  private static func times(_ count: Int) -> String { count == 1 ? "once" : "\(Figures.count(count)) times" }

  /// What helps against a reason.
  static func advice(_ abort: GivenUpPlace) -> String {
    let stop = TextReport.place(abort.stopPlace, abort.stopLine)
    return switch abort.reason {
    case "unsupportedInstruction", "unsupportedCall":
      "What \(stop) does (\(abort.instruction)) is not compiled. Take it out of the loop, or write it in another way."
    case "exceptionRaised":
      "An exception leaves the loop at \(stop). Catch it inside the loop, or test for the case before it is raised."
    case "tooLong", "tooManySlots", "tooManySpills":
      "The body of the loop is too large for one trace. Split it into several loops or functions."
    case "tooDeep":
      "Too many calls lie inside each other. Replace the recursion by a loop with a list of what is left to do."
    case "innerLoop", "shortInnerLoop":
      "Put the inner loop into a function of its own, so that it can be compiled by itself."
    case "generatorSuspended":
      "Build a list instead of yielding item by item, or put the work between two yields into a function."
    case "frameLeft": "The loop ends before it pays. Put the loop over many items into one function."
    case "assumptionBroken":
      "Globals or classes change while the loop runs. Keep what changes in locals or in an object's field."
    case "interrupted", "threadSwitched":
      "Signals or other threads come in between while it is recorded. Let one thread do the whole loop, or let the others begin later."
    case "invalidTrace":
      "This is a fault of pitviper and not of the program. Please report it, with the function."
    case "codeMemoryFull", "traceLimit":
      "The limits of the JIT were reached: raise them with --jit code-limit, bridge-limit or trace-count."
    default: "Make the loop simpler around \(stop)."
    }
  }

  /// The same for what was to become a bridge; nil when there is nothing special to say.
  static func adviceForBridge(_ abort: GivenUpPlace) -> String? {
    switch abort.reason {
    case "frameLeft", "generatorSuspended":
      "The loop is left here (\(abort.instruction)) and entered anew each time. Let it do more before it yields or returns, for example "
        + "collect what it finds in a list."
    case "exceptionRaised", "unsupportedInstruction", "unsupportedCall", "tooLong": advice(abort)
    default: nil
    }
  }

  static func edit(_ abort: GivenUpPlace) -> String? {
    switch abort.instruction {
    case "importName": "# at the top of the file\nimport module"
    case "unpackEx": "first, rest = row[0], row[1:]"
    default: nil
    }
  }
}
