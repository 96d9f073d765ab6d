// Much time goes into collecting garbage.

enum GarbagePressure {
  /// Programs that make objects at full speed spend up to 27 % here; the benchmark programs say so (docs/doctor.md).
  static let leastShare = 0.3

  static let rule = Rule(name: "garbage-pressure") { evidence throws(RecordingError) in
    let cost = evidence.state(.garbageCollection)
    let collections = evidence.profile.collections(evidence.filter)
    guard cost.low >= leastShare, !collections.isEmpty else { return [] }
    let part = evidence.counts(in: [.garbageCollection])
    let lines = evidence.profile.lineRows(of: part).filter { $0.own.weight > 0 }
    let longest = collections.map(\.duration).max() ?? 0
    let live = collections.map(\.bytesAfter).max() ?? 0
    let freed = collections.reduce(0) { $0 + max(0, $1.bytesBefore - $1.bytesAfter) }
    return [
      Finding(
        rule: "garbage-pressure", title: "Much of the time goes into collecting garbage", cost: cost,
        costMeaning: "in the garbage collector", place: lines.first?.function, line: lines.first?.line ?? 0,
        evidence: [
          "\(Figures.counted(collections.count, "collection")), the longest \(Figures.time(longest)); "
            + "\(Figures.bytes(freed)) freed, at most \(Figures.bytes(live)) in use after one",
          "collections began most often at "
            + lines.prefix(3).map {
              "\(TextReport.place($0.function, $0.line)) (\(Figures.percent($0.own.share)) of them)"
            }.joined(separator: ", "),
        ],
        suggestion:
          "Make fewer objects on this line: reuse a list, keep numbers in locals or in an array.array. Objects that stay cost at "
          + "each collection, too: keep fewer of them.",
        target: .line)
    ]
  }
}
