// How long a key press takes on a large tree. Prints what it measured; the bound is wide enough for a busy machine
// and a debug build, and still fails when drawing depends on the size of the tree.

import Profiler
import Testing

@testable import Viewer

@Suite(.serialized) struct SpeedTests {
  /// A hundred thousand nodes, up to 60 deep, weights that fall off.
  static func bigModel(nodes: Int) -> ViewerModel {
    var seed: UInt64 = 42
    func random(_ limit: Int) -> Int {
      seed = seed &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(seed >> 33) % limit
    }
    var tree = SampleTree(
      functions: (0..<3000).map { index in
        Function(
          name: "module\(index % 40).function_number_\(index)", file: "/a/b/module\(index % 40).py", line: index,
          kind: .python)
      }, function: [-1], parent: [-1], weights: [])
    var depth = [0]
    for node in 1...nodes {
      var parent = random(3) == 0 ? random(node) : node - 1 - random(min(node, 4))
      if depth[parent] >= 60 { parent = random(min(node, 50)) }
      tree.parent.append(Int32(parent))
      tree.function.append(Int32(random(3000)))
      depth.append(depth[parent] + 1)
      let state = SampleState(rawValue: UInt8(random(SampleState.count)))!
      tree.weights.append(SampleTree.Weight(node: Int32(node), state: state, samples: 1 + random(20), weight: 1000))
    }
    var model = ViewerModel()
    model.tree = tree
    model.samples = tree.weights.reduce(0) { $0 + $1.samples }
    model.weight = nodes * 1000
    return model
  }

  @Test func aKeyPressOnALargeTree() {
    let size = GridSize(width: 200, height: 60)
    var state = ViewerState(model: Self.bigModel(nodes: 100_000), size: size, depth: .indexed, charset: .unicode)
    let clock = ContinuousClock()
    func measure(_ what: String, _ keys: String) -> Duration {
      let presses = Key.sequence(keys).keys
      var worst = Duration.zero
      var all = Duration.zero
      for key in presses {
        let time = clock.measure {
          _ = state.update(.key(key))
          _ = state.render()
        }
        worst = max(worst, time)
        all += time
      }
      print("viewer speed, 100k nodes, 200x60: \(what): mean \(all / presses.count), worst \(worst)")
      return worst
    }
    _ = state.update(.key(.character("2")))
    var drawing = Duration.zero
    drawing = max(drawing, measure("move", "jjjjllhhjjkkjjjj"))
    drawing = max(drawing, measure("zoom", "<enter><backspace><backspace>z"))
    _ = measure("search", "/number_17<enter>nnnn<esc>")
    _ = measure("invert", "ii")
    _ = measure("fold recursion", "cc")
    _ = measure("order", "oo")
    _ = measure("table", "tjjst")
    #expect(drawing < .milliseconds(500))
  }
}
