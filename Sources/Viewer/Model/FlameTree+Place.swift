// Where samples go in a flame tree of a certain shape: the nodes they end in, made as they are needed.

import Profiler

extension FlameTree {
  /// The node that each of the samples' weights ends in.
  static func place(_ samples: SampleTree, shape: Shape, in builder: inout NodeBuilder) -> [Int32] {
    func folded(_ function: Int32, under node: Int32, _ builder: borrowing NodeBuilder) -> Int32? {
      guard shape.recursionFolded else { return nil }
      var current = node
      while current > 0 {
        if builder.function[Int(current)] == function { return current }
        current = builder.parent[Int(current)]
      }
      return nil
    }
    func step(_ node: Int32, _ function: Int32, _ builder: inout NodeBuilder) -> Int32 {
      folded(function, under: node, builder) ?? builder.child(of: node, function: function)
    }

    let isShown = samples.functions.map { shape.frames.shows($0.kind) }
    let weights = samples.before.isEmpty ? samples.weights : samples.weights + samples.before
    let stateBase = shape.splitByState ? Int32(samples.functions.count) : nil
    if shape.order == .byTime { return placeByTime(samples, shape, isShown, stateBase, in: &builder) }
    if shape.inverted { return placeInverted(samples, weights, isShown, stateBase, in: &builder, step) }
    var target = [Int32](repeating: 0, count: samples.parent.count)
    for source in samples.parent.indices.dropFirst() {
      let caller = target[Int(samples.parent[source])]
      let function = samples.function[source]
      target[source] = isShown[Int(function)] ? step(caller, function, &builder) : caller
    }
    guard let stateBase else { return weights.map { target[Int($0.node)] } }
    return weights.map { weight in
      builder.child(of: target[Int(weight.node)], function: stateBase + Int32(weight.state.rawValue))
    }
  }

  /// Each run below the boxes it shares with the run before it.
  private static func placeByTime(
    _ samples: SampleTree, _ shape: Shape, _ isShown: [Bool], _ stateBase: Int32?, in builder: inout NodeBuilder
  ) -> [Int32] {
    var open: [(function: Int32, node: Int32)] = []
    return samples.weights.map { weight in
      var path: [Int32] = stateBase.map { [$0 + Int32(weight.state.rawValue)] } ?? []
      var source = weight.node
      while source > 0 {
        let function = samples.function[Int(source)]
        if isShown[Int(function)] { path.append(function) }
        source = samples.parent[Int(source)]
      }
      if !shape.inverted { path.reverse() }
      if shape.recursionFolded {
        var seen = Set<Int32>()
        path = path.filter { seen.insert($0).inserted }
      }
      var shared = 0
      while shared < min(open.count, path.count), open[shared].function == path[shared] { shared += 1 }
      open.removeSubrange(shared...)
      for function in path[shared...] {
        open.append((function, builder.newChild(of: open.last?.node ?? 0, function: function)))
      }
      return open.last?.node ?? 0
    }
  }

  /// Follows all stacks from their ends towards the root, one caller a round, and leaves those whose company so far
  /// weighs too little to follow.
  private static func placeInverted(
    _ samples: SampleTree, _ weights: [SampleTree.Weight], _ isShown: [Bool], _ stateBase: Int32?,
    in builder: inout NodeBuilder,
    _ step: (Int32, Int32, inout NodeBuilder) -> Int32
  ) -> [Int32] {
    func firstShown(_ node: Int32) -> Int32 {
      var node = node
      while node > 0, !isShown[Int(samples.function[Int(node)])] { node = samples.parent[Int(node)] }
      return node
    }
    // What ends in one place has its callers in common, whatever its state; split by state it has not.
    var endOfNode = [Int32](repeating: -1, count: samples.parent.count)
    var source: [Int32] = []
    var placed: [Int32] = []
    var load: [Int] = []
    var whole = 0
    let endOfWeight = weights.map { weight in
      let node = firstShown(weight.node)
      var end = endOfNode[Int(node)]
      if end < 0 || stateBase != nil {
        end = Int32(source.count)
        endOfNode[Int(node)] = end
        source.append(node)
        placed.append(stateBase.map { builder.child(of: 0, function: $0 + Int32(weight.state.rawValue)) } ?? 0)
        load.append(0)
      }
      load[Int(end)] += weight.weight
      whole += weight.weight
      return Int(end)
    }
    var following = source.indices.filter { source[$0] > 0 }
    var arrived: [Int] = []
    while !following.isEmpty {
      for end in following {
        let node = Int(step(placed[end], samples.function[Int(source[end])], &builder))
        placed[end] = Int32(node)
        source[end] = firstShown(samples.parent[Int(source[end])])
        while arrived.count <= node { arrived.append(0) }
        arrived[node] += load[end]
      }
      following.removeAll { source[$0] <= 0 || arrived[Int(placed[$0])] < whole / smallestFollowed }
    }
    return endOfWeight.map { placed[$0] }
  }
}
