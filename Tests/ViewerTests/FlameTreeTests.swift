// The shapes of the call tree keep every sample: inverted, folded, ordered, searched.

import Profiler
import Testing

@testable import Viewer

@Suite struct FlameTreeTests {
  func tree(inverted: Bool = false, folded: Bool = false, byName: Bool = false) -> FlameTree {
    FlameTree(
      SampleModel.tree,
      shape: FlameTree.Shape(inverted: inverted, recursionFolded: folded, order: byName ? .byName : .heaviestFirst))
  }

  func names(_ tree: FlameTree, _ node: Int) -> [String] { tree.children(of: node).map { tree.name(of: Int($0)) } }

  func node(_ tree: FlameTree, _ path: String...) -> Int {
    path.reduce(0) { node, name in Int(tree.children(of: node).first { tree.name(of: Int($0)) == name }!) }
  }

  static let shapes = FlameTree.Frames.allCases.flatMap { frames in
    [false, true].flatMap { inverted in
      [false, true].map { FlameTree.Shape(inverted: inverted, recursionFolded: $0, frames: frames) }
    }
  }

  @Test(arguments: shapes) func everyShapeKeepsTheTotals(shape: FlameTree.Shape) {
    let tree = FlameTree(SampleModel.tree, shape: shape)
    #expect(tree.total[0] == 10_000_000)
    #expect(tree.sampleTotal[0] == 10_000)
    #expect(tree.own.reduce(0, +) == 10_000_000)
    for node in 0..<tree.count {
      #expect(tree.total[node] == tree.own[node] + tree.children(of: node).reduce(0) { $0 + tree.total[Int($1)] })
      #expect(tree.states(of: node).reduce(0) { $0 + $1.weight } == tree.total[node])
      if node > 0 { #expect(tree.parent[node] < node) }
    }
  }

  @Test func childrenAreOrdered() {
    #expect(names(tree(), node(tree(), "<module>")).first == "convolve")
    let named = tree(byName: true)
    let found = names(named, node(named, "<module>"))
    #expect(found == found.sorted() && found.count == 5)
  }

  @Test func invertedTreesPutCalleesFirst() {
    let tree = tree(inverted: true)
    let collect = node(tree, "collect")
    #expect(tree.total[collect] == 505_000)
    #expect(Set(names(tree, collect)) == ["Image.pixel", SampleModel.functions[9].name])
    #expect(tree.total[node(tree, "collect", "Image.pixel", "convolve", "<module>")] == 500_000)
  }

  @Test func hiddenFramesBelongToTheirCallers() {
    let shape = FlameTree.Shape(frames: .pythonOnly)
    let tree = FlameTree(SampleModel.tree, shape: shape)
    let order = node(tree, "<module>", "sorted_by")
    // Its own 150, and 1,250 in qsort.
    #expect(tree.own[order] == 1_400_000)
    #expect(names(tree, order) == ["compare"])
    let inverted = FlameTree(SampleModel.tree, shape: FlameTree.Shape(inverted: true, frames: .pythonOnly))
    #expect(inverted.total[node(inverted, "sorted_by", "<module>")] == 1_400_000)
    #expect(inverted.total[node(inverted, "compare", "sorted_by")] == 1_200_000)
  }

  @Test func foldedRecursionAppearsOnce() {
    let tree = tree(folded: true)
    let fib = node(tree, "<module>", "fib")
    #expect(tree.total[fib] == 1_200_000 && tree.own[fib] == 1_200_000)
    #expect(names(tree, fib).isEmpty)
  }

  @Test func mutualRecursionFolds() {
    // a b a b, then c below the last b.
    let samples = SampleTree(
      functions: ["a", "b", "c"].map { Function(name: $0, file: "", line: 0, kind: .python) },
      function: [-1, 0, 1, 0, 1, 2], parent: [-1, 0, 1, 2, 3, 4],
      weights: [SampleTree.Weight(node: 5, state: .interpreting, samples: 1, weight: 10)])
    let tree = FlameTree(samples, shape: FlameTree.Shape(recursionFolded: true))
    #expect(tree.count == 4)
    #expect(tree.total[node(tree, "a", "b", "c")] == 10)
  }

  @Test func totalsCountRecursionOnce() {
    let rows = tree().functionTotals()
    let fib = rows.first { SampleModel.functions[$0.function].name == "fib" }!
    #expect(fib.own == 1_200_000 && fib.total == 1_200_000)
    let module = rows.first { $0.function == 0 }!
    #expect(module.own == 100_000 && module.total == 10_000_000)
  }

  @Test func matchesCountNestedOnce() {
    let tree = tree()
    let fib = tree.matches("FIB")
    #expect(fib.nodes == 3 && fib.weight == 1_200_000)
    // The whole program is in sobel.py.
    #expect(tree.matches("sobel.py").weight == 10_000_000)
    #expect(tree.matches("image.py:40").weight == 2_400_000)
    #expect(tree.matches("nothing like it").nodes == 0)
  }

  @Test func pathsSurviveAnotherShape() {
    let first = tree()
    let pixel = node(first, "<module>", "convolve", "Image.pixel")
    let second = tree(byName: true)
    #expect(second.name(of: second.node(at: first.path(to: pixel))) == "Image.pixel")
  }

  @Test(arguments: [10, 40, 80, 333]) func boxesNeverOverlap(width: Int) {
    for zoom in 0..<tree().count {
      let tree = tree()
      let layout = FlameLayout(tree, zoom: zoom, width: width)
      for row in layout.rows {
        for (left, right) in zip(row, row.dropFirst()) { #expect(left.x + left.width <= right.x) }
        #expect(row.allSatisfy { $0.x >= 0 && $0.width > 0 && $0.x + $0.width <= width })
      }
      #expect(layout.find(zoom, in: tree) != nil)
    }
  }

  @Test func deepStacksAreDrawnAndWalked() {
    let depth = 20_000
    let samples = SampleTree(
      functions: [Function(name: "down", file: "deep.py", line: 1, kind: .python)],
      function: [-1] + Array(repeating: 0, count: depth), parent: [-1] + (0..<depth).map { Int32($0) },
      weights: [SampleTree.Weight(node: Int32(depth), state: .interpreting, samples: 5, weight: 5)])
    let tree = FlameTree(samples, shape: FlameTree.Shape())
    #expect(FlameLayout(tree, zoom: 0, width: 80).rows.count == depth + 1)
    #expect(tree.functionTotals().map(\.total) == [5])
    #expect(FlameTree(samples, shape: FlameTree.Shape(recursionFolded: true)).count == 2)
  }
}
