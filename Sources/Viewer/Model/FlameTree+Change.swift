// What changed in each node since another recording or range: its share before and after, and whether that is more than the
// noise of sampling (docs/difference.md). Made only for trees with weights of before.

import Profiler

struct FlameChanges: Sendable {
  /// Nodes with less than this share before and after are not judged: they have no cell on a screen.
  private static let smallestShare = 0.001

  /// Effective samples behind the whole, before and after.
  private let before: (weight: Int, effective: Double)
  private let after: (weight: Int, effective: Double)
  /// By node: +1 more, −1 less, 0 no more than noise.
  private let signs: [Int8]

  init(before: [SampleTree.Weight], after: [SampleTree.Weight], beforeTotal: [Int], total: [Int]) {
    let sides = [before, after].map { weights in
      (weight: weights.reduce(0) { $0 + $1.weight }, effective: Self.effective(weights))
    }
    self.before = sides[0]
    self.after = sides[1]
    var signs = [Int8](repeating: 0, count: total.count)
    let judged = total.indices.dropFirst().filter {
      Double(total[$0]) >= Self.smallestShare * Double(sides[1].weight)
        || Double(beforeTotal[$0]) >= Self.smallestShare * Double(sides[0].weight)
    }
    let changes = judged.map { Self.change(beforeTotal[$0], total[$0], sides[0], sides[1]) }
    let threshold = Change.threshold(changes.map(\.probability))
    for (node, change) in zip(judged, changes) where change.probability <= threshold {
      signs[node] = change.difference > 0 ? 1 : change.difference < 0 ? -1 : 0
    }
    self.signs = signs
  }

  func sign(of node: Int) -> Int { Int(signs[node]) }

  /// The change of a part with these weights.
  func change(before: Int, after: Int) -> Change { Self.change(before, after, self.before, self.after) }

  private static func change(
    _ weight: Int, _ other: Int, _ before: (weight: Int, effective: Double), _ after: (weight: Int, effective: Double)
  ) -> Change {
    Change(
      Sampled(weight: weight, total: before.weight, effective: before.effective),
      Sampled(weight: other, total: after.weight, effective: after.effective))
  }

  /// Kish's effective number of samples; those of one stack and state count as equal.
  private static func effective(_ weights: [SampleTree.Weight]) -> Double {
    let sum = weights.reduce(0.0) { $0 + Double($1.weight) }
    let squares = weights.reduce(0.0) { $0 + Double($1.weight) * Double($1.weight) / Double(max(1, $1.samples)) }
    return squares > 0 ? sum * sum / squares : 0
  }
}

extension SampleTree {
  /// The same stacks with the weights of another recording as those of before. Functions are the same by kind, name, file and
  /// line, or where they moved (DifferencePlace.pairs); what is only there is added without weight.
  func against(_ other: SampleTree) -> SampleTree {
    var result = self
    // Traces are numbered as they come: it is the place that makes them the same.
    func places(_ functions: [Function]) -> [(index: Int, place: DifferencePlace)] {
      functions.enumerated().map { index, function in
        let name = function.kind == .trace ? "" : function.name
        return (
          index,
          DifferencePlace(kind: function.kind.name, function: name, file: function.file, line: function.line)
        )
      }
    }
    var functionOf = [Int32](repeating: -1, count: other.functions.count)
    for pair in DifferencePlace.pairs(places(other.functions), places(functions), place: \.place) {
      guard let before = pair.before?.index else { continue }
      if let after = pair.after?.index {
        functionOf[before] = Int32(after)
      } else {
        functionOf[before] = Int32(result.functions.count)
        result.functions.append(other.functions[before])
      }
    }
    var builder = NodeBuilder(expecting: parent.count + other.parent.count)
    var number = [Int32](repeating: 0, count: parent.count)
    for node in parent.indices.dropFirst() {
      number[node] = builder.child(of: number[Int(parent[node])], function: function[node])
    }
    var otherNumber = [Int32](repeating: 0, count: other.parent.count)
    for node in other.parent.indices.dropFirst() {
      otherNumber[node] = builder.child(
        of: otherNumber[Int(other.parent[node])], function: functionOf[Int(other.function[node])])
    }
    result.function = builder.function
    result.parent = builder.parent
    result.weights = weights.map {
      Weight(node: number[Int($0.node)], state: $0.state, samples: $0.samples, weight: $0.weight)
    }
    result.before = other.weights.map {
      Weight(node: otherNumber[Int($0.node)], state: $0.state, samples: $0.samples, weight: $0.weight)
    }
    return result
  }
}
