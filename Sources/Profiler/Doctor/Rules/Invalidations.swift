// Traces that were given up because something they take for granted was assigned.

enum Invalidations {
  static let leastTraces = 10
  static let leastShare = 0.02

  static let rule = Rule(name: "invalidations") { evidence throws(RecordingError) in
    let lost = evidence.compiled.filter { trace in
      trace.cause?.hasPrefix("global ") == true && trace.ended.map { evidence.includes($0) } == true
    }
    let cost = evidence.compilerShare(nanoseconds: lost.reduce(0) { $0 + $1.compileTime })
    guard lost.count >= leastTraces, cost.low >= leastShare else { return [] }
    var causes: [String: Int] = [:]
    for trace in lost { causes[trace.cause!, default: 0] += 1 }
    let most = causes.sorted { ($0.value, $1.key) > ($1.value, $0.key) }
    let worst = lost.max { $0.compileTime < $1.compileTime }!
    return [
      Finding(
        rule: "invalidations", title: "Assignments to globals throw machine code away", cost: cost,
        costMeaning: "spent on compiling traces that were given up afterwards", place: worst.place,
        line: worst.line,
        evidence: ["\(Figures.count(lost.count)) traces were given up"]
          + most.prefix(3).map { "\(Figures.count($0.value)): \($0.key)" },
        suggestion:
          "Traces take globals, functions and classes as constants. Keep what changes in a local, an argument, or a field of an "
          + "object.",
        edit: "class State:\n    pass\n\nstate = State()\nstate.limit = 10   # instead of a global LIMIT",
        target: .trace(worst.number))
    ]
  }
}
