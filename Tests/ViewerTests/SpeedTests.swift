// How much processor time a key press takes on a large tree. Prints what it measured; the bound is wide enough for a
// debug build, and still fails when drawing depends on the size of the tree.

import Foundation
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

  /// Time this thread spends on a processor, whatever else the machine is doing.
  static func processorTime(_ body: () throws -> Void) rethrows -> Duration {
    func now() -> Duration {
      var time = timespec()
      clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
      return .seconds(time.tv_sec) + .nanoseconds(time.tv_nsec)
    }
    let start = now()
    try body()
    return now() - start
  }

  @Test func aKeyPressOnALargeTree() {
    let size = GridSize(width: 200, height: 60)
    var state = ViewerState(model: Self.bigModel(nodes: 100_000), size: size, depth: .indexed, charset: .unicode)
    func measure(_ what: String, _ keys: String) -> Duration {
      let presses = Key.sequence(keys).keys
      var worst = Duration.zero
      var all = Duration.zero
      for key in presses {
        let time = Self.processorTime {
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

  /// The first screen of a recording of a million samples with thousands of stacks.
  @Test func openingALargeRecording() throws {
    let path = FileManager.default.temporaryDirectory.appendingPathComponent("large-\(UUID().uuidString).pitviper").path
    defer { unlink(path) }
    let samples = 1_000_000
    let writer = try RecordingWriter(path: path, period: 1000)
    writer.addThread(ThreadID(1), native: 1, name: "main", started: 0)
    var stacks: [StackID] = []
    for index in 0..<5000 {
      let frames = (0..<20).map { depth in
        let place = (index >> (depth / 2)) % 50
        let function = writer.intern(
          FunctionRecord(
            kind: .python, name: "function_\(depth)_\(place)", file: "/src/large.py", line: depth * 50 + place))
        return writer.intern(function: function, line: depth * 50 + place + index % 3)
      }
      if let stack = writer.intern(rootFirst: frames) { stacks.append(stack) }
    }
    for index in 0..<samples {
      let sample = Sample(
        time: Microseconds(index + 1) * 1000, stack: stacks[index &* 7919 % stacks.count],
        state: index % 5 == 0 ? .runtime : .interpreting, weight: 1000)
      writer.add(sample, thread: ThreadID(1))
      if index % 10_000 == 0 { try writer.flush() }
    }
    try writer.close(ending: "exit 0")
    var source = RecordingSource(path: path)
    var model = ViewerModel()
    let reading = try Self.processorTime { model = try source.load() }
    #expect(model.samples == samples)
    let drawing = Self.processorTime {
      let size = GridSize(width: 120, height: 40)
      _ = ViewerState(model: model, size: size, depth: .indexed, charset: .unicode).render()
    }
    print("viewer speed, 1,000,000 samples in \(stacks.count) stacks: reading \(reading), first screen \(drawing)")
    #expect(reading + drawing < .seconds(20))
  }
}
