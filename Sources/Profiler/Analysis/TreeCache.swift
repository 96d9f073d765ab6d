// Merged trees are the same for every filter, so a Profile makes each of them once.

import Synchronization

final class TreeCache: Sendable {
  private let trees = Mutex<[Set<FunctionKind>?: MergedTree]>([:])

  /// The tree for a set of hidden kinds (nil: the tree of lines), made when it is asked for first.
  func tree(_ key: Set<FunctionKind>?, make: () -> MergedTree) -> MergedTree {
    if let known = trees.withLock({ $0[key] }) { return known }
    let made = make()
    trees.withLock { $0[key] = made }
    return made
  }
}
