// The flame graph against another recording, or another range of this one, and in the order of time: both need samples that
// the model does not hold, and ask for them.

import Profiler

/// What a recording is compared with.
public enum Comparison: Hashable, Sendable {
  case recording(path: String)
  case range(Range<Microseconds>)

  var label: String {
    switch self {
    case .recording(let path): String(Figures.fileName(path))
    case .range(let range): "\(Figures.time(range.lowerBound)) to \(Figures.time(range.upperBound))"
    }
  }
}

/// Stacks in the order of time.
public struct TimedStacks: Sendable {
  /// Its weights are runs, thread after thread, each in the order of time.
  public var tree: SampleTree
  /// Microseconds of one run; nil when every sample is a run of its own.
  public var slice: Microseconds?

  public init(tree: SampleTree, slice: Microseconds?) {
    self.tree = tree
    self.slice = slice
  }
}

extension FlameScreen {
  func questions(_ context: ScreenContext) -> [Question] {
    var questions: [Question] = []
    if wantsTime, timed == nil || timedIsOld, problem == nil { questions.append(.timeOrder(context.selection)) }
    if let comparison, before == nil || beforeIsOld, problem == nil {
      questions.append(.difference(comparison, context.selection))
    }
    return questions
  }

  mutating func take(_ reply: Reply, to question: Question, _ context: ScreenContext) {
    switch (question, reply) {
    case (.timeOrder(context.selection), .timeOrder(let stacks)): (timed, timedIsOld) = (stacks, false)
    case (.difference(let other, context.selection), .difference(let tree)) where other == comparison:
      (before, beforeIsOld) = (tree, false)
    case (.timeOrder(context.selection), .failed(let reason)):
      wantsTime = false
      timed = nil
      problem = reason
    case (.difference(let other, context.selection), .failed(let reason)) where other == comparison:
      comparison = nil
      before = nil
      problem = reason
    default: return
    }
    gather()
    var shape = tree.shape
    shape.order = wantsTime && timed != nil ? .byTime : shape.order == .byTime ? .heaviestFirst : shape.order
    reshape(shape, keepingPath: true)
    rebuildTable()
  }

  /// Compares with something else from now on; nil: with nothing.
  mutating func compare(with other: Comparison?) {
    comparison = other
    before = nil
    problem = nil
    wantsTime = false
    sandwich = nil
    gather()
    var shape = tree.shape
    if shape.order == .byTime { shape.order = .heaviestFirst }
    reshape(shape, keepingPath: true)
    rebuildTable()
  }

  /// The samples that are drawn, of those that have come.
  mutating func gather() {
    if wantsTime, let timed {
      samples = timed.tree
    } else if let before, !wantsTime {
      samples = base.against(before)
    } else {
      samples = base
    }
  }

  /// Heaviest first, by name, in time.
  mutating func nextOrder() {
    var shape = tree.shape
    switch shape.order {
    case .heaviestFirst where !wantsTime: shape.order = .byName
    case .byName where comparison == nil:
      wantsTime = true
      problem = nil
      shape.order = timed == nil ? .heaviestFirst : .byTime
    case .heaviestFirst, .byName, .byTime:
      wantsTime = false
      shape.order = .heaviestFirst
    }
    gather()
    reshape(shape, keepingPath: true)
  }

  /// What the line above the graph says of order and comparison.
  var orderText: String {
    if wantsTime, let timed {
      let slice = timed.slice.map { ", the stack seen most in each \(Figures.time($0))" } ?? ""
      return ", in time" + slice
    }
    if wantsTime { return ", reading the order of time …" }
    return tree.shape.order == .byName ? ", by name" : ", heaviest first"
  }

  /// `against FILE: + more, - less`, and how much of what was before is gone.
  var comparisonText: String {
    guard let comparison else { return problem ?? "" }
    guard tree.changes != nil else { return "reading \(comparison.label) …" }
    var gone = 0
    for node in 1..<max(1, tree.count) where tree.total[node] == 0 && tree.beforeTotal[node] > 0 {
      if tree.total[Int(tree.parent[node])] > 0 { gone += tree.beforeTotal[node] }
    }
    let share = Double(gone) / Double(max(1, tree.beforeTotal[0]))
    return "against \(comparison.label): + more, - less" + (gone > 0 ? ", \(Figures.percent(share)) gone" : "")
  }

  /// `before 12.3 %, +5.7 points (+4.1 … +7.2)`, with what the test says.
  func changeText(of node: Int) -> String? {
    guard let changes = tree.changes else { return nil }
    let change = changes.change(before: tree.beforeTotal[node], after: tree.total[node])
    func points(_ value: Double) -> String { DifferenceReport.signed(value * 100, digits: 1) }
    let verdict = changes.sign(of: node) == 0 ? "no more than noise" : "more than noise"
    return "before \(Figures.percent(change.before)), change \(points(change.difference)) "
      + "(\(points(change.low)) … \(points(change.high))): \(verdict)"
  }

  /// Stands before the name in a box that changed: the sign and points of the share.
  func changeMark(of node: Int, in tree: FlameTree) -> String {
    guard let changes = tree.changes, changes.sign(of: node) != 0 else { return "" }
    let change = changes.change(before: tree.beforeTotal[node], after: tree.total[node])
    return DifferenceReport.signed(change.difference * 100, digits: 1) + " "
  }
}
