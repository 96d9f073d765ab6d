// The cursor of a list that is longer than the screen: which row it is on, which rows are shown. Invariant: 0 ≤ row < count, or 0
// in an empty list, once `limit` has seen the count.

struct ListCursor: Equatable, Sendable {
  private(set) var row = 0
  /// Rows of the list when it was last looked at.
  private var count = 0

  /// Moves for the keys that mean the same in every list; false for any other key.
  mutating func press(_ key: Key, count: Int, page: Int) -> Bool {
    switch key {
    case .down, .character("j"): row += 1
    case .up, .character("k"): row -= 1
    case .pageDown: row += max(1, page)
    case .pageUp: row -= max(1, page)
    case .home, .character("g"): row = 0
    case .end, .character("G"): row = count - 1
    default: return false
    }
    limit(count: count)
    return true
  }

  mutating func move(to row: Int, count: Int) {
    self.row = row
    limit(count: count)
  }

  mutating func limit(count: Int) {
    self.count = count
    row = max(0, min(row, count - 1))
  }

  /// The first row shown where `height` rows have room: the cursor is in the middle, except near both ends, so that a jump shows
  /// what is around its goal.
  func firstRow(height: Int) -> Int { max(0, min(row - height / 2, count - height)) }
}
