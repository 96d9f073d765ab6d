// The flame graph's other shapes: callers and callees, split by state, order of time, comparison; and how a function is found in it.

import Profiler
import Testing

@testable import Viewer

@Suite struct FlamePartTests {
  private let samples = SampleModel.tree
  private let plain = FlameTree.Shape(frames: .all)

  /// `name:weight` in milliseconds of the nodes below `node`.
  private func children(_ tree: FlameTree, _ node: Int = 0) -> [String] {
    tree.children(of: node).map { "\(tree.name(of: Int($0))):\(tree.total[Int($0)] / 1000)" }
  }

  @Test func callersAndCalleesWeighWhatTheFunctionDoes() {
    for (index, function) in samples.functions.enumerated() {
      let sandwich = FlameSandwich(Int32(index), of: samples, shape: plain)
      let total = FlameTree(samples, shape: plain).functionTotals().first { $0.function == index }
      #expect(sandwich.callers.total[0] == total?.total ?? 0, "\(function.name)")
      #expect(sandwich.callees.total[0] == total?.total ?? 0)
      #expect(function.name == "fib" || sandwich.callees.own[0] == total?.own ?? 0)
    }
  }

  @Test func whatIsAboveAndBelow() {
    let compare = FlameSandwich(5, of: samples, shape: plain)
    #expect(children(compare.callers) == ["qsort:1200"])
    #expect(children(compare.callees).isEmpty)
    let sorted = FlameSandwich(3, of: samples, shape: plain)
    #expect(children(sorted.callers) == ["<module>:2600"] && children(sorted.callees) == ["qsort:2450"])
    // Recursion counts where it is outermost.
    let fib = FlameSandwich(6, of: samples, shape: plain)
    #expect(children(fib.callers) == ["<module>:1200"] && children(fib.callees) == ["fib:1000"])
    let collect = FlameSandwich(7, of: samples, shape: plain)
    #expect(children(collect.callers) == ["Image.pixel:500", "evil\u{1B}[2Jname\u{202E}:5"])
  }

  @Test func goingThroughTheSandwich() {
    func sandwich(_ keys: String) -> FlameSandwich? { SampleModel.state(keys: keys).flame.sandwich }
    #expect(sandwich("2s") == nil)
    #expect(SampleModel.state(keys: "2s").message == "put the cursor on a function")
    let open = sandwich("2jjlsk")!
    #expect(open.isAbove && open.callers.name(of: open.node) == "<module>")
    #expect(sandwich("2jjlskj")!.node == 0)
    #expect(sandwich("2jjlsjj")!.callees.name(of: sandwich("2jjlsjj")!.node) == "compare")
    let entered = sandwich("2jjlsj<enter>")!
    #expect(samples.functions[Int(entered.function)].name == "qsort" && entered.before == [3])
    #expect(sandwich("2jjlsj<enter><backspace>")!.function == 3)
    #expect(sandwich("2jjlss") == nil && sandwich("2jjls<esc>") == nil && sandwich("2jjls<backspace>") == nil)
  }

  @Test func splitByState() {
    var shape = plain
    shape.splitByState = true
    let tree = FlameTree(samples, shape: shape)
    let whole = FlameTree(samples, shape: plain)
    let compare = tree.node(at: [0, 3, 4, 5].map { samples.functions[$0] })
    #expect(
      children(tree, compare)
        == ["(interpreter):900", "(conversion):300"].map { $0.replacing("(", with: "").replacing(")", with: "") })
    #expect(tree.ownWeight(of: compare) == 1_200_000)
    #expect(tree.total[0] == whole.total[0] && tree.own[compare] == 0)
    shape.inverted = true
    let inverted = FlameTree(samples, shape: shape)
    #expect(
      Set(children(inverted).map { String($0.prefix { $0 != ":" }) }) == Set(whole.states(of: 0).map(\.state.label)))
    #expect(inverted.total[0] == whole.total[0])
  }

  @Test func theSandwichSplitByState() {
    let split = SampleModel.state(keys: "2jjljjsx").flame.sandwich!
    let plain = SampleModel.state(keys: "2jjljjs").flame.sandwich!
    #expect(split.callees.shape.splitByState && !plain.callees.shape.splitByState)
    #expect(split.function == plain.function && split.callees.total[0] == plain.callees.total[0])
    let states = split.callees.children(of: 0).map { split.callees.state(of: Int($0)) }
    #expect(states.contains { $0 != nil }, "what ends in the function")
    #expect(split.callees.ownWeight(of: 0) == plain.callees.ownWeight(of: 0) && split.callees.own[0] == 0)
    // The nearest callers are states, and there is no sandwich of a state.
    #expect(split.callers.children(of: 0).allSatisfy { split.callers.state(of: Int($0)) != nil })
    let entered = SampleModel.state(keys: "2jjljjsxk<enter>")
    #expect(entered.flame.sandwich!.function == split.function && entered.message == "a state has no callers")
    #expect(SampleModel.state(keys: "2jjljjsxx").flame.sandwich!.callees.shape.splitByState == false)
  }

  @Test func theTableCompared() {
    let keys = ":against earlier.pitviper<enter>"
    let table = SampleModel.state(keys: keys + "t").flame.table!
    let changes = table.changes!
    for (index, row) in table.rows.enumerated() {
      let mine = FlameTree(samples, shape: FlameTree.Shape(frames: .withoutRuntime)).functionTotals()
        .first { table.functions[$0.function] == table.functions[row.function] }
      #expect(row.own == mine?.own ?? 0 && row.total == mine?.total ?? 0)
      #expect(row.ownBefore >= 0 && row.ownBefore <= row.totalBefore)
      let cell = table.changeCell(changes.total, row: index, before: row.totalBefore, after: row.total)
      #expect(cell.text.hasSuffix("*") == (changes.total.sign(of: index + 1) != 0))
    }
    let earlier = SampleModel.earlier.weights.reduce(0) { $0 + $1.weight }
    #expect(table.rows.reduce(0) { $0 + $1.ownBefore } == earlier, "what ended somewhere, ended in one function")
    let sorted = SampleModel.state(keys: keys + "tsss").flame.table!
    #expect(sorted.sort == .change)
    #expect(SampleModel.state(keys: "2tsss").flame.table!.sort == .own)
  }

  @Test func theOrderOfTime() {
    var shape = plain
    shape.order = .byTime
    let timed = SampleModel.timed
    let tree = FlameTree(timed, shape: shape)
    #expect(tree.total[0] == timed.weights.reduce(0) { $0 + $1.weight })
    // <module> is always there: one box; convolve comes twice.
    #expect(children(tree).count == 1)
    let names = children(tree, 1).map { String($0.prefix { $0 != ":" }) }
    #expect(names.filter { $0 == "convolve" }.count == 2 && names.first == "convolve")
    for node in 0..<tree.count {
      #expect(tree.total[node] == tree.own[node] + tree.children(of: node).reduce(0) { $0 + tree.total[Int($1)] })
    }
    let keys = SampleModel.state(keys: "2oo").flame
    #expect(keys.tree.shape.order == .byTime)
    #expect(SampleModel.state(keys: "2ooo").flame.tree.shape.order == .heaviestFirst)
  }

  @Test func againstAnotherRecording() {
    let both = samples.against(SampleModel.earlier)
    let tree = FlameTree(both, shape: plain)
    #expect(tree.total[0] == FlameTree(samples, shape: plain).total[0])
    #expect(tree.beforeTotal[0] == SampleModel.earlier.weights.reduce(0) { $0 + $1.weight })
    let changes = tree.changes!
    func sign(_ path: [Int]) -> Int { changes.sign(of: tree.node(at: path.map { samples.functions[$0] })) }
    #expect(sign([0, 1]) == -1 && sign([0, 6]) == 1 && sign([0]) == 0)
    // Found although it began at another line.
    let sorted = tree.node(at: [0, 3].map { samples.functions[$0] })
    #expect(tree.beforeTotal[sorted] == 2_600_000)
    for node in 0..<tree.count where !tree.children(of: node).isEmpty {
      #expect(tree.beforeTotal[node] >= tree.children(of: node).reduce(0) { $0 + tree.beforeTotal[Int($1)] })
    }
  }

  @Test func againstItselfNothingChanged() {
    let tree = FlameTree(samples.against(samples), shape: FlameTree.Shape(inverted: true, frames: .all))
    #expect((0..<tree.count).allSatisfy { tree.changes!.sign(of: $0) == 0 && tree.total[$0] == tree.beforeTotal[$0] })
  }

  @Test func comparingByCommand() {
    let state = SampleModel.state(keys: ":against earlier.pitviper<enter>")
    #expect(state.current == .flame && state.flame.comparison == .recording(path: "earlier.pitviper"))
    #expect(state.flame.tree.changes != nil)
    #expect(SampleModel.state(keys: ":against 1-2<enter>").flame.comparison == .range(1_000_000..<2_000_000))
    #expect(SampleModel.state(keys: ":against 1-2<enter>:against off<enter>").flame.tree.changes == nil)
    #expect(SampleModel.state(keys: ":against 1-2<enter>d").flame.comparison == nil)
    let missing = SampleModel.state(keys: ":against missing<enter>").flame
    #expect(missing.comparison == nil && missing.problem!.contains("no such file"))
  }

  @Test func aFunctionIsFoundWhateverElseContainsItsName() {
    var model = SampleModel.model
    model.tree.functions[3].name = "o"
    model.tree.functions[8].name = "trace 12"
    model.tree.functions[9].name = "trace 1"
    var state = ViewerState(model: model, size: SampleModel.sizes[0], depth: .none, charset: .unicode)
    _ = state.open(.flame, .function(name: "o", file: "/home/ada/edges/sobel.py"))
    #expect(state.selectedName == "o" && state.searchText == "o" && state.message == nil)
    _ = state.open(.flame, .function(name: "trace 1", file: nil))
    #expect(state.selectedName == "trace 1")
    _ = state.open(.flame, .function(name: "fib", file: nil))
    #expect(state.selectedName == "fib")
    #expect(state.message == "the heaviest of 3 boxes" && state.flame.tree.path(to: state.flame.selected).count == 2)
    // Frames that are hidden are shown for it; nothing is said of a search that found none.
    _ = state.open(.flame, .function(name: "collect", file: nil))
    #expect(state.selectedName == "collect" && state.flame.tree.shape.frames == .all)
    _ = state.open(.flame, .function(name: "nobody", file: nil))
    #expect(state.message!.contains("no function"))
    _ = state.open(.intoC, .function(name: "adler32", file: nil))
    #expect(state.ledger.cursor == 1)
    _ = state.open(.intoC, .function(name: "qsort", file: nil))
    #expect(state.ledger.cursor == 0)
    _ = state.open(.intoC, .function(name: "sort", file: nil))
    #expect(state.message == "no call of it was recorded")
  }

  @Test func reloadingKeepsTheSandwich() {
    var state = SampleModel.state(keys: "2vjjljjsk")
    let sandwich = state.flame.sandwich!
    func name(_ sandwich: FlameSandwich?) -> String? { sandwich.map { $0.tree.name(of: $0.node) } }
    #expect(sandwich.isAbove && sandwich.node != 0)
    var model = SampleModel.model
    // Every function has another number.
    model.tree.functions.insert(Function(name: "new", file: "n.py", line: 1, kind: .python), at: 0)
    model.tree.function = model.tree.function.map { $0 < 0 ? $0 : $0 + 1 }
    state.load(model)
    #expect(state.flame.sandwich?.function == sandwich.function + 1 && state.flame.sandwich?.isAbove == true)
    #expect(name(state.flame.sandwich) == name(sandwich))
    state.load(ViewerModel())
    #expect(state.flame.sandwich == nil, "the function is gone")
    _ = state.render()
  }

  @Test func comparisonAndOrderOfTimeStayUntilTheyAreReadAgain() {
    var compared = SampleModel.state(keys: ":against earlier.pitviper<enter>")
    #expect(
      compared.update(.loaded(SampleModel.model)) == [.ask(.difference(.recording(path: "earlier.pitviper"), .all))])
    #expect(compared.flame.tree.changes != nil)
    _ = compared.update(.key(.escape))
    #expect(compared.flame.tree.changes == nil && compared.flame.comparison == nil)
    #expect(compared.render().snapshot.contains("given up"))
    var timed = SampleModel.state(keys: "2oo")
    #expect(timed.update(.loaded(SampleModel.model)) == [.ask(.timeOrder(.all))])
    #expect(
      timed.flame.tree.shape.order == .byTime && timed.flame.samples.weights.count == SampleModel.timed.weights.count)
    _ = timed.update(.answered(.timeOrder(.all), SampleModel.answer(.timeOrder(.all))))
    #expect(timed.pending.isEmpty && timed.flame.tree.shape.order == .byTime)
  }

  /// An answer to what is no longer compared with leaves what is.
  @Test func aLateFailureIsNotOfTheNewComparison() {
    var state = ViewerState(model: SampleModel.model, size: SampleModel.sizes[0], depth: .none, charset: .unicode)
    for key in Key.sequence(":against missing<enter>:against earlier.pitviper<enter>").keys {
      _ = state.update(.key(key))
    }
    _ = state.update(.answered(.difference(.recording(path: "missing"), .all), .failed("no such file")))
    #expect(state.flame.comparison == .recording(path: "earlier.pitviper") && state.flame.problem == nil)
  }
}
