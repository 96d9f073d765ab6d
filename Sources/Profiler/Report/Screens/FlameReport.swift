// Screen 2 as a report: the stacks as a tree, functions under their callers, the heaviest first. Only the nodes with the most
// time are kept, so that text and JSON stay small however many stacks there are; what is left out is said.
// Frames of the VM itself are left out unless frames are chosen with --hide, as on the screen.

public struct FlameReport: ScreenReport {
  public static let name = "flame"
  public static let usualLimit = 60
  /// Nodes with less than this share of the samples are left out.
  static let smallestShare = 0.002

  struct Node: Sendable {
    /// Index of the caller among the nodes; nil: nothing calls it.
    let parent: Int?
    let depth: Int
    let function: ProfileFunction
    let own: Share
    let total: Share
    /// Time by state, the largest first.
    let states: [(state: SampleState, weight: Int)]
  }

  /// A parent is before its children, a node before its later siblings.
  let nodes: [Node]
  let nodeCount: Int
  private let hidden: Set<FunctionKind>

  public init(_ request: ScreenRequest) throws(RecordingError) {
    let hidden = request.filter.hiddenKinds.isEmpty ? [.runtime] : request.filter.hiddenKinds
    let tree = request.profile.callTree(of: request.counts, hiding: hidden)
    let smallest = max(1, Int(Double(tree.weight) * Self.smallestShare))
    // A caller has at least the time of what it calls, and a smaller number: the heaviest nodes hang together.
    let kept = (1..<max(1, tree.nodeCount)).filter { tree.totalWeight(of: $0) >= smallest }
      .sorted { (tree.totalWeight(of: $0), $1) > (tree.totalWeight(of: $1), $0) }.prefix(request.limit)
    let isKept = Set(kept)
    var nodes: [Node] = []
    var work: [(node: Int, parent: Int?, depth: Int)] = []
    func push(below node: Int, _ parent: Int?, _ depth: Int) {
      work += tree.children(of: node).reversed().map { Int($0) }.filter(isKept.contains).map { ($0, parent, depth) }
    }
    push(below: CallTree.root, nil, 0)
    while let next = work.popLast() {
      let states = tree.states.map { ($0, tree.totalWeight(of: next.node, in: $0)) }.filter { $0.1 > 0 }
      nodes.append(
        Node(
          parent: next.parent, depth: next.depth,
          function: request.profile.function(tree.function(of: next.node)!),
          own: Share(weight: tree.selfWeight(of: next.node), of: tree.weight, samples: tree.samples),
          total: tree.share(of: next.node), states: states.sorted { $0.1 > $1.1 }))
      push(below: next.node, nodes.count - 1, next.depth + 1)
    }
    self.nodes = nodes
    self.hidden = hidden
    nodeCount = tree.nodeCount - 1
  }

  public func lines(_ layout: TextReport) -> [String] {
    if nodes.isEmpty { return [] }
    let isWide = layout.width >= 100
    var table = TextTable(
      [("total", .right)] + (isWide ? [("interval", .right)] : [])
        + [("own", .right)] + (layout.width >= 80 ? [("mostly", .left)] : []) + [("stack", .elastic)])
    for node in nodes {
      table.add(
        [Figures.percent(node.total.share)] + (isWide ? [Figures.interval(node.total)] : [])
          + [Figures.percent(node.own.share)]
          + (layout.width >= 80 ? [node.states.first?.state.label ?? ""] : [])
          + [indent(node.depth, room: layout.width / 4) + node.function.label])
    }
    let without = hidden.map(\.name).sorted().joined(separator: ", ")
    var lines = layout.section("Stacks, without frames of kind \(without)", table)
    if nodes.count < nodeCount {
      lines.append(
        DisplayText.fitted(
          "  the \(Figures.count(nodes.count)) heaviest of \(Figures.count(nodeCount)) nodes; --limit shows more, "
            + "of at least \(Figures.percent(Self.smallestShare))", columns: layout.width))
    }
    return lines
  }

  /// Two columns a level; deeper than there is room for, the depth as a number.
  private func indent(_ depth: Int, room: Int) -> String {
    depth * 2 <= room ? String(repeating: "  ", count: depth) : "(\(depth)) "
  }

  public var members: [(String, JSONValue)] {
    [
      ("nodes_in_all", .integer(nodeCount)), ("hidden", .array(hidden.map(\.name).sorted().map { .string($0) })),
      (
        "nodes",
        .array(
          nodes.map { node in
            .object(
              [("parent", node.parent.map { .integer($0) } ?? .null)] + JSONReport.name(node.function) + [
                ("self", .object(JSONReport.interval(node.own))), ("total", .object(JSONReport.interval(node.total))),
                ("states_s", .object(node.states.map { ($0.state.name, .number(Double($0.weight) / 1e6)) })),
              ])
          })
      ),
    ]
  }
}

extension ProfileFunction {
  /// The name as graphs show it: what is not Python says so.
  public var label: String { name + kind.mark }
}

extension FunctionKind {
  /// Follows the name of a frame that is not Python.
  public var mark: String {
    switch self {
    case .python: ""
    case .trace: " [jit]"
    case .native: " [C]"
    case .runtime: " [vm]"
    case .crossing: " [to C]"
    }
  }
}
