// Parts of the stacks as trees of their own: what a function calls, and what calls it.
//
// A stack on which the function is more than once counts where it is outermost, so that both parts weigh what the
// function's total says.

import Profiler

extension SampleTree {
  /// What `function` calls: the root stands for the function itself.
  func callees(of wanted: Int32) -> SampleTree {
    let inside = outermost(wanted)
    var number = [Int32](repeating: 0, count: parent.count)
    var part = SampleTree(functions: functions, function: [-1], parent: [-1], weights: [])
    for node in parent.indices where inside[node] >= 0 && inside[node] != node {
      number[node] = Int32(part.parent.count)
      part.function.append(function[node])
      part.parent.append(number[Int(parent[node])])
    }
    part.weights = weights.filter { inside[Int($0.node)] >= 0 }.map {
      Weight(node: number[Int($0.node)], state: $0.state, samples: $0.samples, weight: $0.weight)
    }
    return part
  }

  /// What calls `function`: to be drawn inverted, with the function itself as the root.
  func callers(of wanted: Int32) -> SampleTree {
    let inside = outermost(wanted)
    // One weight for each place and state: there are fewer places than stacks below them.
    var sums: [Int: Weight] = [:]
    for weight in weights where inside[Int(weight.node)] >= 0 {
      let caller = parent[Int(inside[Int(weight.node)])]
      let key = Int(caller) * SampleState.count + Int(weight.state.rawValue)
      sums[key, default: Weight(node: caller, state: weight.state, samples: 0, weight: 0)].add(weight)
    }
    let part = sums.sorted { $0.key < $1.key }.map(\.value)
    return SampleTree(functions: functions, function: function, parent: parent, weights: part)
  }

  /// For each node the outermost one with `function` on the way to it, −1 where there is none.
  private func outermost(_ wanted: Int32) -> [Int32] {
    var inside = [Int32](repeating: -1, count: parent.count)
    for node in parent.indices.dropFirst() {
      let above = inside[Int(parent[node])]
      inside[node] = above >= 0 ? above : function[node] == wanted ? Int32(node) : -1
    }
    return inside
  }
}

extension SampleTree.Weight {
  fileprivate mutating func add(_ other: SampleTree.Weight) {
    samples += other.samples
    weight += other.weight
  }
}
