// The two things that are compared: each a recording, or a range of one, with its chosen samples.

/// One side of a comparison.
public struct DifferenceSide: Sendable {
  public let profile: Profile
  public let filter: SampleFilter
  public let counts: StackCounts
  /// Kish's effective number of samples; the samples of one stack and state count as equal.
  let effective: Double

  public init(_ profile: Profile, filter: SampleFilter = .all) throws(RecordingError) {
    self.init(profile, filter: filter, counts: try profile.counts(filter))
  }

  init(_ profile: Profile, filter: SampleFilter, counts: StackCounts) {
    self.profile = profile
    self.filter = filter
    self.counts = counts
    let squares = counts.rows.reduce(0.0) {
      $0 + Double($1.weight) * Double($1.weight) / Double(max(1, $1.samples))
    }
    effective = squares > 0 ? Double(counts.weight) * Double(counts.weight) / squares : 0
  }

  func sampled(_ weight: Int) -> Sampled { Sampled(weight: weight, total: counts.weight, effective: effective) }
}

/// Both sides.
struct DifferenceSides: Sendable {
  let before: DifferenceSide
  let after: DifferenceSide
  let runToRun: Double

  /// The change of a part with these weights.
  func measure(_ before: Int, _ after: Int) -> Measure {
    let sampled = (self.before.sampled(before), self.after.sampled(after))
    return Measure(
      share: Change(sampled.0, sampled.1, runToRun: runToRun),
      time: Change(
        sampled.0, sampled.1,
        scale: (Double(self.before.counts.weight) / 1e6, Double(self.after.counts.weight) / 1e6), runToRun: runToRun))
  }
}

/// A place in the program, by which rows of two recordings find each other.
public struct DifferencePlace: Hashable, Sendable, Comparable {
  /// What is counted there: a kind of frame, trace or guard, a reason.
  public let kind: String
  public let function: String
  public let file: String
  public let line: Int

  public init(kind: String, function: String, file: String, line: Int) {
    self.kind = kind
    self.function = function
    self.file = file
    self.line = line
  }

  init(_ function: ProfileFunction, kind: String? = nil, line: Int? = nil) {
    self.init(
      kind: kind ?? function.kind.name, function: function.name, file: function.file, line: line ?? function.line)
  }

  public static func < (left: DifferencePlace, right: DifferencePlace) -> Bool {
    (left.function, left.file, left.line, left.kind) < (right.function, right.file, right.line, right.kind)
  }

  /// The same place, in a file that was moved or in which lines were added above it.
  fileprivate func loosened(_ step: Int) -> DifferencePlace {
    switch step {
    case 0: self
    case 1: DifferencePlace(kind: kind, function: function, file: file, line: 0)
    case 2: DifferencePlace(kind: kind, function: function, file: TextReport.lastComponent(file), line: line)
    default: DifferencePlace(kind: kind, function: function, file: TextReport.lastComponent(file), line: 0)
    }
  }

  /// Pairs rows of the same place: first those that agree in everything, then those whose line differs, then those whose folder
  /// does. Where several fit, they pair in the order of their lines.
  /// - Returns: every row once, in the order of places.
  public static func pairs<Row>(
    _ before: [Row], _ after: [Row], place: (Row) -> DifferencePlace
  ) -> [(place: DifferencePlace, before: Row?, after: Row?)] {
    var first = before.map { (place($0), $0) }.sorted { $0.0 < $1.0 }
    var second = after.map { (place($0), $0) }.sorted { $0.0 < $1.0 }
    var result: [(place: DifferencePlace, before: Row?, after: Row?)] = []
    for step in 0...3 {
      var waiting: [DifferencePlace: [Int]] = [:]
      for index in second.indices.reversed() { waiting[second[index].0.loosened(step), default: []].append(index) }
      var isTaken = [Bool](repeating: false, count: second.count)
      var left: [(DifferencePlace, Row)] = []
      for (place, row) in first {
        if let index = waiting[place.loosened(step)]?.popLast() {
          isTaken[index] = true
          result.append((second[index].0, row, second[index].1))
        } else {
          left.append((place, row))
        }
      }
      first = left
      second = second.indices.filter { !isTaken[$0] }.map { second[$0] }
    }
    result += first.map { ($0.0, $0.1, nil) } + second.map { ($0.0, nil, $0.1) }
    return result.sorted { $0.place < $1.place }
  }
}
