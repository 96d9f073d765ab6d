// Sums of the chunks of a recording that is still being written, so that a newer reading decodes only the chunks that have
// come since. A closed recording has its sums in the file and needs none.
//
// Invariant: chunks are never changed while a recording grows, and their numbers ascend; closing it writes them anew.

/// Weights by state of each chunk, in the order of their numbers.
struct ChunkSums: Sendable {
  private(set) var ids: [Int] = []
  /// Times of the first and the last sample.
  private(set) var spans: [ClosedRange<Microseconds>] = []
  /// Microseconds by state, a row for each chunk.
  private(set) var weights: [Int] = []

  var lastChunk: Int { ids.last ?? 0 }

  mutating func add(id: Int, span: ClosedRange<Microseconds>, weights: [Int]) {
    ids.append(id)
    spans.append(span)
    self.weights += weights
  }

  func weights(ofChunk index: Int) -> ArraySlice<Int> {
    weights[index * SampleState.count..<(index + 1) * SampleState.count]
  }
}

/// What a reading of a recording that was not closed leaves for the next one. Holds no connection to the file.
public struct RecordingSums: Sendable {
  /// Tells one recording from another in its place.
  let started: String?
  let stackCount: Int
  let totals: [(thread: ThreadID, counts: StackCounts)]
  let chunks: ChunkSums
}

extension Profile {
  /// For `Recording.profile(after:)`; nil for a closed recording.
  public var sums: RecordingSums? {
    chunkSums.map {
      RecordingSums(started: environment["started"], stackCount: stackCount, totals: totals, chunks: $0)
    }
  }

  /// Weights by state in `count` equal slices of `range`, all of the recording, from the sums of the chunks; only chunks with
  /// samples of several slices are decoded.
  func slices(_ count: Int, of range: Range<Microseconds>, from sums: ChunkSums) throws(RecordingError) -> [Int] {
    let perMicrosecond = Double(count) / Double(max(1, range.upperBound - range.lowerBound))
    func slice(_ time: Microseconds) -> Int { min(count - 1, Int(Double(time - range.lowerBound) * perMicrosecond)) }
    var slices = [Int](repeating: 0, count: max(1, count) * SampleState.count)
    for (index, span) in sums.spans.enumerated() {
      if range.contains(span.lowerBound), range.contains(span.upperBound),
        slice(span.lowerBound) == slice(span.upperBound)
      {
        let row = slice(span.lowerBound) * SampleState.count
        for (state, weight) in sums.weights(ofChunk: index).enumerated() { slices[row + state] += weight }
      } else {
        try forEachSample(ofChunk: sums.ids[index], range: range) { time, _, state, weight in
          slices[slice(time) * SampleState.count + state] += weight
        }
      }
    }
    return slices
  }
}

extension StackCounts {
  /// The counts of both, row by row; both sorted by stack, then state.
  func adding(_ other: StackCounts) -> StackCounts {
    var rows: [Row] = []
    rows.reserveCapacity(self.rows.count + other.rows.count)
    func key(_ row: Row) -> Int { row.stack.index << 8 | Int(row.state.rawValue) }
    var rest = other.rows[...]
    for var row in self.rows {
      while let next = rest.first, key(next) < key(row) { rows.append(rest.removeFirst()) }
      if let same = rest.first, key(same) == key(row) {
        row.samples += same.samples
        row.weight += same.weight
        rest.removeFirst()
      }
      rows.append(row)
    }
    return StackCounts(rows: rows + rest)
  }
}
