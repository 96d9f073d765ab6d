// A small recording with known figures that every snapshot is drawn from: 10,000 samples of 1 ms, Python over C and
// back, recursion, garbage collection, and names that need care.

@testable import Profiler
@testable import Viewer

enum SampleModel {
  static let functions = [
    Function(name: "<module>", file: "/home/ada/edges/sobel.py", line: 1, kind: .python),
    Function(name: "convolve", file: "/home/ada/edges/sobel.py", line: 12, kind: .python),
    Function(name: "Image.pixel", file: "/home/ada/edges/image.py", line: 40, kind: .python),
    Function(name: "sorted_by", file: "/home/ada/edges/sobel.py", line: 55, kind: .python),
    Function(name: "qsort", file: "/lib/x86_64-linux-gnu/libc.so.6", line: 0, kind: .native),
    Function(name: "compare", file: "/home/ada/edges/sobel.py", line: 61, kind: .python),
    Function(name: "fib", file: "/home/ada/edges/fib.py", line: 3, kind: .python),
    Function(name: "collect", file: "/usr/bin/pitviper", line: 0, kind: .runtime),
    Function(name: "写真を読む", file: "/home/ada/edges/写真.py", line: 7, kind: .python),
    Function(name: "evil\u{1B}[2Jname\u{202E}", file: "/tmp/e\u{7}vil.py", line: 9, kind: .python),
  ]

  /// Stacks by function index, the state they ended in, and samples.
  static let stacks: [(path: [Int], state: SampleState, samples: Int)] = [
    ([0], .compiling, 100),
    ([0, 1], .interpreting, 2600),
    ([0, 1, 2], .interpreting, 1900),
    ([0, 1, 2, 7], .garbageCollection, 500),
    ([0, 3], .interpreting, 150),
    ([0, 3, 4], .cCall, 1250),
    ([0, 3, 4, 5], .interpreting, 900),
    ([0, 3, 4, 5], .conversion, 300),
    ([0, 6], .interpreting, 200),
    ([0, 6, 6], .interpreting, 400),
    ([0, 6, 6, 6], .interpreting, 600),
    ([0, 8], .interpreting, 700),
    ([0, 9], .interpreting, 395),
    ([0, 9, 7], .garbageCollection, 5),
  ]

  static var tree: SampleTree {
    var builder = NodeBuilder(expecting: 16)
    var weights: [SampleTree.Weight] = []
    for stack in stacks {
      let node = stack.path.reduce(Int32(0)) { builder.child(of: $0, function: Int32($1)) }
      weights.append(
        SampleTree.Weight(node: node, state: stack.state, samples: stack.samples, weight: stack.samples * 1000))
    }
    return SampleTree(functions: functions, function: builder.function, parent: builder.parent, weights: weights)
  }

  /// A sort with callbacks, a call that is too fine, and names that need care.
  static func crossings(_ model: ViewerModel) -> [CrossingFunction] {
    func exactly(_ value: Double) -> Estimate { Estimate(value: value, low: value * 0.9, high: value * 1.1) }
    func cost(_ calls: Int, _ traced: Int, inC: Int, overhead: Int, callback: Int, _ items: Double?) -> CrossingCost {
      var cost = CrossingCost()
      cost.calls = calls
      cost.tracedCalls = traced
      cost.bytes = (calls + traced) * 24
      cost.callbacks = callback * 300
      cost.inC = model.share(inC * 1000)
      cost.overhead = model.share(overhead * 1000)
      cost.callback = model.share(callback * 1000)
      cost.total = model.share((inC + overhead + callback) * 1000)
      func times(_ calls: Int) -> CallTimes? {
        calls == 0
          ? nil
          : CallTimes(calls: calls, inC: exactly(812), overhead: exactly(1540), callback: exactly(Double(callback)))
      }
      cost.interpreted = times(calls)
      cost.traced = times(traced)
      cost.breakEven = items.map { BreakEven(items: $0, low: $0 * 0.9, high: $0 * 1.1) }
      return cost
    }
    func function(_ name: String, _ file: String, _ line: Int, _ kind: FunctionKind) -> ProfileFunction {
      ProfileFunction(id: FunctionID(0), kind: kind, name: name, file: file, line: line)
    }
    func site(_ index: Int, _ line: Int, _ cost: CrossingCost) -> CrossingSite {
      let caller = functions[index]
      return CrossingSite(
        function: function(caller.name, caller.file, caller.line, caller.kind), line: line, cost: cost)
    }
    let libc = "/lib/x86_64-linux-gnu/libc.so.6"
    return [
      CrossingFunction(
        function: function("qsort", libc, 0, .crossing),
        signature: "void qsort(void *, size_t, size_t, int(*)(const void *, const void *))", route: "cffi",
        cost: cost(36, 4, inC: 1250, overhead: 300, callback: 900, 4.6),
        sites: [
          site(3, 57, cost(30, 0, inC: 1000, overhead: 300, callback: 900, 4.6)),
          site(8, 9, cost(6, 4, inC: 250, overhead: 0, callback: 0, nil)),
        ]),
      CrossingFunction(
        function: function("adler32", "/lib/x86_64-linux-gnu/libz.so.1", 0, .crossing),
        signature: "unsigned long adler32(unsigned long, const unsigned char *, unsigned)", route: "ctypes",
        cost: cost(1_000, 1_234_567, inC: 300, overhead: 600, callback: 0, 38),
        sites: [site(1, 14, cost(1_000, 1_234_567, inC: 300, overhead: 600, callback: 0, 38))]),
      CrossingFunction(
        function: function("evil\u{1B}[2J", "/tmp/\u{7}.so", 0, .crossing),
        signature: "int evil\u{1B}[2J(void\u{202E})",
        route: "cffi", cost: cost(12, 0, inC: 0, overhead: 2, callback: 0, nil),
        sites: [CrossingSite(function: nil, line: 0, cost: cost(12, 0, inC: 0, overhead: 2, callback: 0, nil))]),
    ]
  }

  static var model: ViewerModel {
    var model = ViewerModel()
    model.title = "sobel.py  sobel.pitviper"
    model.duration = 10.25
    model.askedRate = 997
    model.achievedRate = 995.6
    model.mode = "cpu"
    model.samples = 10_000
    model.weight = 10_000_000
    model.broken = 7
    model.lost = 12
    model.losses = [("ring full", 12), ("overrun", 31)]
    for stack in stacks { model.states[Int(stack.state.rawValue)] += stack.samples * 1000 }
    model.crossings = crossings(model)
    model.tree = tree
    let flame = FlameTree(tree, shape: FlameTree.Shape(frames: .withoutRuntime))
    model.functions = flame.functionTotals().sorted { ($0.own, $0.total) > ($1.own, $1.total) }.map { row in
      let function = functions[row.function]
      return Hot(
        label: function.name + function.kind.mark, function: function.name, file: function.file,
        line: function.kind == .python ? function.line : 0, own: model.share(row.own), total: model.share(row.total))
    }
    model.lines = [
      ("sobel.py:14 convolve", 1, 2400), ("image.py:41 Image.pixel", 2, 1900), ("sobel.py:62 compare", 5, 900),
    ]
    .map { label, function, samples in
      Hot(
        label: label, function: functions[function].name, file: functions[function].file,
        line: Int(label.split(separator: ":")[1].prefix { $0 != " " })!, own: model.share(samples * 1000),
        total: model.share(samples * 1200))
    }
    // Start-up, then the interpreter with a C call in the middle and collections at the end.
    model.timeline = StateTimeline(
      slice: 0.25,
      slices: (0..<41).map { slice in
        var states = [Int](repeating: 0, count: SampleState.count)
        states[Int(SampleState.interpreting.rawValue)] = slice < 15 || slice > 22 ? 180_000 : 60_000
        states[Int(SampleState.cCall.rawValue)] = (15...22).contains(slice) ? 160_000 : 0
        states[Int(SampleState.compiling.rawValue)] = slice == 0 ? 60_000 : 0
        states[Int(SampleState.garbageCollection.rawValue)] = slice > 30 ? 50_000 : 0
        return states
      })
    return model
  }

  static let sizes = [
    GridSize(width: 80, height: 24), GridSize(width: 120, height: 40), GridSize(width: 40, height: 12),
  ]

  static func state(
    _ size: GridSize = sizes[0], depth: ColourDepth = .none, charset: Charset = .unicode, keys: String = ""
  ) -> ViewerState {
    var state = ViewerState(model: model, size: size, depth: depth, charset: charset)
    state.settle(.resize(size), carryOut)
    for key in Key.sequence(keys).keys { state.settle(.key(key), carryOut) }
    return state
  }

  /// Answers at once, with fixed figures: the same model whatever is selected.
  static func carryOut(_ effect: Effect) -> Event? {
    switch effect {
    case .ask(let question): .answered(question, answer(question))
    case .select, .reload: .loaded(model)
    case .save(let queries): .answered(.savedQueries, .savedQueries(queries))
    case .quit, .giveUp, .redraw: nil
    }
  }

  static func answer(_ question: Question) -> Reply {
    switch question {
    case .timeView(let range, let slices): return .timeView(timeView(range, slices: slices))
    case .events(let range): return .events(EventList(events: events.filter { range.contains($0.time) }, isCut: false))
    case .savedQueries: return .savedQueries([SavedQuery(name: "mine \u{1B}[2J", sql: "SELECT 1\nFROM mine")])
    case .sql(let text) where text.hasPrefix("SELECT"):
      return .sql(QueryResult(columns: ["name", "evil\u{1B}[2J", "n"], rows: (0..<100).map(queryRow), time: 0.012))
    case .sql(let text): return .failed("near \"\(text)\": syntax error")
    case .warmup: return .warmup(warmup)
    case .bench: return .bench([])
    case .findings: return .findings(TraceModel.findings)
    case .timeOrder: return .timeOrder(TimedStacks(tree: timed, slice: nil))
    case .difference(.recording("missing"), _): return .failed("missing cannot be opened: there is no such file")
    case .difference: return .difference(earlier)
    case .traces, .trace, .guards, .source, .sourceFile: return TraceModel.answer(question)
    }
  }

  /// The same samples as runs: each stack twice, a third and then the rest.
  static var timed: SampleTree {
    var tree = tree
    let parts = [1, 2].map { part in
      tree.weights.map { weight in
        var run = weight
        run.samples = weight.samples * part / 3
        run.weight = run.samples * 1000
        return run
      }
    }
    tree.weights = parts[0] + parts[1]
    return tree
  }

  /// Another recording: `convolve` was slower, `fib` faster, `sorted_by` elsewhere, and one function is gone.
  static var earlier: SampleTree {
    var tree = tree
    tree.functions[3].line = 50
    let gone = Int32(tree.functions.count)
    tree.functions.append(Function(name: "gone", file: "/home/ada/edges/sobel.py", line: 90, kind: .python))
    tree.function.append(gone)
    tree.parent.append(1)
    for index in tree.weights.indices {
      let name = functions[Int(tree.function[Int(tree.weights[index].node)])].name
      let factor = name == "convolve" ? 2.0 : name == "fib" ? 0.5 : 1
      tree.weights[index].samples = Int(Double(tree.weights[index].samples) * factor)
      tree.weights[index].weight = tree.weights[index].samples * 1000
    }
    tree.weights.append(
      SampleTree.Weight(node: Int32(tree.parent.count - 1), state: .interpreting, samples: 300, weight: 300_000))
    return tree
  }

  static let events = [
    TimelineEvent(
      time: 1_000_000, kind: .compiled, trace: 0, detail: "trace 0", function: "convolve",
      file: "/home/ada/edges/sobel.py", line: 14),
    TimelineEvent(
      time: 1_010_000, kind: .bridge, trace: 1, function: functions[9].name, file: functions[9].file, line: 9),
    TimelineEvent(
      time: 4_000_000, kind: .aborted, detail: "evil\u{1B}[2J\nreason", function: "写真を読む",
      file: "/home/ada/edges/写真.py", line: 8),
    TimelineEvent(time: 8_000_000, kind: .collection, duration: 1234, detail: "freed 1.2 MB of 3.4 MB"),
    TimelineEvent(time: 9_000_000, kind: .invalidated, trace: 0, detail: "a global has changed"),
  ]

  /// The slices of `model.timeline`, spread over other slices.
  static func timeView(_ range: Range<Microseconds>, slices: Int) -> TimeView {
    let timeline = model.timeline
    let length = Double(range.upperBound - range.lowerBound) / Double(slices)
    func time(_ slice: Int) -> Double { Double(range.lowerBound) + length * Double(slice) }
    let states = (0..<slices).map { slice in
      let row = timeline.slices[min(timeline.slices.count - 1, Int(time(slice) / timeline.slice / 1e6))]
      return row.map { Int(Double($0) * length / (timeline.slice * 1e6)) }
    }
    var counts = Array(repeating: Array(repeating: 0, count: EventKind.allCases.count), count: slices)
    for event in events where range.contains(event.time) {
      counts[Int(Double(event.time - range.lowerBound) / length)][event.kind.index] += 1
    }
    return TimeView(range: range, states: states, events: counts)
  }

  /// Interpreter, then machine code with an excursion, and something of every kind.
  private static var warmup: Warmup {
    func slice(_ index: Int) -> WarmupSlice {
      var tiers = TierSlice(start: Microseconds(index) * 250_000)
      let compiled = index < 4 ? 0 : (15...16).contains(index) ? 60_000 : 200_000
      tiers.weights = [compiled, 5000, 240_000 - compiled, index < 6 ? 10_000 : 0, index > 30 ? 9000 : 0, 1000]
      var slice = WarmupSlice(tiers: tiers)
      let function = functions[index % functions.count]
      let place = ProfileFunction(
        id: FunctionID(0), kind: function.kind, name: function.name, file: function.file, line: function.line)
      for (column, kind) in EventKind.allCases.enumerated() where index % (column * 3 + 2) == 1 {
        slice.counts[column] = kind == .collection ? 12 : 1
        slice.events.append(
          WarmupEvent(
            kind: kind, time: tiers.start + Microseconds(column) * 1000, trace: column < 2 ? index : nil,
            place: kind == .collection ? nil : place, line: function.line + 2, detail: "412 operations, 3.2 kB"))
      }
      return slice
    }
    let slices = (0..<41).map(slice)
    let range = 0..<Microseconds(10_250_000)
    return Warmup(
      range: range, slices: slices,
      steadiness: Steadiness(slices.map(\.tiers), range: range, samples: 10_000))
  }

  private static func queryRow(_ row: Int) -> [QueryResult.Cell] {
    let name = row == 3 ? functions[9].name : "写真を読む \(row)"
    let long = String(repeating: "long ", count: row == 4 ? 2000 : row)
    return [.text(name), .text(long), .integer(Int64(row * row))]
  }
}

extension ViewerState {
  var flame: FlameScreen { self[.flame] as! FlameScreen }
  var ledger: CrossingScreen { self[.intoC] as! CrossingScreen }
  var timeline: TimelineScreen { self[.timeline] as! TimelineScreen }
  var sql: SQLScreen { self[.sql] as! SQLScreen }
  var overview: OverviewScreen { self[.overview] as! OverviewScreen }
  /// Name of the node under the cursor of the flame graph.
  var selectedName: String { flame.tree.name(of: flame.selected) }
}
