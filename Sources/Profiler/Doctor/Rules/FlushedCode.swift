// The memory for machine code was full and everything was compiled anew.

enum FlushedCode {
  static let leastShare = 0.02

  static let rule = Rule(name: "flushed-code") { evidence throws(RecordingError) in
    let flushes = evidence.events.filter {
      $0.kind == "flushed" && $0.detail.hasPrefix("code memory full") && evidence.includes($0.time)
    }
    guard !flushes.isEmpty else { return [] }
    let lost = evidence.compiled.filter {
      $0.cause?.hasPrefix("code memory full") == true && $0.ended.map { evidence.includes($0) } == true
    }
    let cost = evidence.compilerShare(nanoseconds: lost.reduce(0) { $0 + $1.compileTime })
    guard cost.low >= leastShare, let worst = lost.max(by: { $0.bytes < $1.bytes }) else { return [] }
    return [
      Finding(
        rule: "flushed-code", title: "The memory for machine code was full", cost: cost,
        costMeaning: "spent on compiling traces that were thrown away afterwards", place: worst.place,
        line: worst.line,
        evidence: [
          "\(Figures.counted(flushes.count, "time")) everything was flushed: \(Figures.counted(lost.count, "trace")), "
            + Figures.bytes(lost.reduce(0) { $0 + $1.bytes }),
          "the largest of them has \(Figures.bytes(worst.bytes)): \(TextReport.place(worst.place, worst.line))",
        ],
        suggestion: "Give machine code more memory (KiB), or make fewer functions at run time.",
        edit: "pitviper run --jit code-limit=65536 …", target: .trace(worst.number))
    ]
  }
}
