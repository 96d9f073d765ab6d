// What keys and the mouse do, as changes of the state.

import Testing

@testable import Viewer

@Suite struct KeyTests {
  func state(_ keys: String) -> ViewerState { SampleModel.state(keys: keys) }

  func effects(_ keys: String, then key: Key) -> [Effect] {
    var state = state(keys)
    return state.update(.key(key))
  }

  @Test func numbersSwitchScreens() {
    #expect(state("2").current == .flame)
    #expect(state("21").current == .overview)
    #expect(state("0").message!.contains("no screen 0"))
  }

  @Test func leaving() {
    #expect(effects("", then: .character("q")) == [.quit])
    #expect(effects("2", then: .character("q")) == [.quit])
    #expect(effects(":q", then: .enter) == [.quit])
    #expect(effects("2/", then: .character("q")).isEmpty)
  }

  @Test func commands() {
    #expect(state(":flame<enter>").current == .flame)
    #expect(state(":2<enter>").current == .flame)
    #expect(state(":help<enter>").helpLine == 0)
    #expect(effects(":reload", then: .enter) == [.reload])
    #expect(state(":dance<enter>").message!.contains("no command dance"))
    #expect(state(":<enter>").message == nil)
    #expect(state(":q<esc>").prompt == nil)
  }

  @Test func helpOpensScrollsAndCloses() {
    #expect(state("2?").helpLine == 0)
    #expect(state("2?jj").helpLine == 2)
    #expect(state("2?jk<up>").helpLine == 0)
    #expect(state("2?x").helpLine == nil)
    #expect(
      SampleModel.state(SampleModel.sizes[2], keys: "2?" + String(repeating: "j", count: 500)).render()
        .snapshot.contains("9  SQL"))
  }

  @Test func theCursorWalksTheStacks() {
    #expect(state("2").selectedName == "all")
    #expect(state("2j").selectedName == "<module>")
    #expect(state("2jj").selectedName == "convolve")
    #expect(state("2jjj").selectedName == "Image.pixel")
    #expect(state("2jjl").selectedName == "sorted_by")
    #expect(state("2jjlh").selectedName == "convolve")
    #expect(state("2jjkk").selectedName == "all")
    #expect(state("2jjh").selectedName == "convolve")
    #expect(state("2G").selectedName == "Image.pixel")
  }

  @Test func theCursorFollowsTheScreenWhenTheRootIsBelow() {
    #expect(state("2fk").selectedName == "<module>")
    #expect(state("2fkj").selectedName == "all")
  }

  @Test func zoomingInAndOut() {
    let zoomed = state("2jjl<enter>")
    #expect(zoomed.flame.tree.name(of: zoomed.flame.zoom) == "sorted_by")
    let out = state("2jjl<enter><backspace>")
    #expect(out.flame.tree.name(of: out.flame.zoom) == "<module>")
    #expect(out.selectedName == "sorted_by")
    #expect(state("2jjl<enter>z").flame.zoom == 0)
    #expect(state("2<backspace>").flame.zoom == 0)
  }

  @Test func framesAreHiddenAndShown() {
    func kinds(_ keys: String) -> Set<String> {
      let tree = state(keys).flame.tree
      return Set((1..<tree.count).map { tree.functions[Int(tree.function[$0])].kind.name })
    }
    #expect(kinds("2") == ["python", "native"])
    #expect(kinds("2v") == ["python"])
    #expect(kinds("2vv") == ["python", "native", "runtime"])
    #expect(kinds("2vvv") == ["python", "native"])
    // A search that only hidden frames answer shows them.
    let found = state("2/collect<enter>")
    #expect(found.selectedName == "collect" && found.flame.tree.shape.frames == .all)
  }

  @Test func shapesKeepThePlace() {
    #expect(state("2jjlo").selectedName == "sorted_by")
    #expect(state("2jjlc").selectedName == "sorted_by")
    #expect(state("2i").flame.tree.shape.inverted)
    #expect(state("2ii").flame.tree.shape.inverted == false)
    #expect(state("2b").flame.colouring == .kinds)
  }

  @Test func searchingStepsThroughMatches() {
    #expect(state("2/fib").flame.matches.nodes == 3)
    #expect(state("2/fib<enter>").selectedName == "fib")
    #expect(state("2/fib<enter>").message == "match 1 of 3")
    #expect(state("2/fib<enter>nn").message == "match 3 of 3")
    #expect(state("2/fib<enter>N").message == "match 3 of 3")
    #expect(state("2/fib<enter>nnn").message == "match 1 of 3")
    #expect(state("2/fib<enter><esc>").flame.matches.nodes == 0)
    #expect(state("2/fib<esc>").searchText == "")
    #expect(state("2/fi<backspace>").searchText == "f")
    #expect(state("2/zzz<enter>").message!.contains("no function"))
    #expect(state("n").message!.contains("/ starts a search"))
  }

  @Test func matchesOutsideTheZoomAreReached() {
    let found = state("2jjl<enter>/写真<enter>")
    #expect(found.selectedName == "写真を読む")
    #expect(found.flame.zoom == 0)
  }

  @Test func theTableSortsAndLeadsBack() {
    #expect(state("2t").flame.table?.rows.first.map { SampleModel.functions[$0.function].name } == "convolve")
    #expect(state("2ts").flame.table?.rows.first.map { SampleModel.functions[$0.function].name } == "<module>")
    #expect(state("2tss").flame.table?.sort == .name)
    #expect(state("2tt").flame.table == nil)
    let back = state("2tj<enter>")
    #expect(back.flame.table == nil)
    #expect(back.searchText == "Image.pixel" && back.selectedName == "Image.pixel")
    #expect(state("2tj<enter><backspace>").flame.table?.cursor == 1, "Backspace comes back to the table")
    #expect(state("2t<esc>").flame.table == nil)
    #expect(state("2t<backspace>").flame.table == nil && state("2t<backspace>").current == .flame)
  }

  @Test func aClickBesideTheRowsLeavesTheCursorInTheList() {
    var state = state("G")
    #expect(state.overview.cursor > 2)
    _ = state.update(.mouse(Mouse(action: .click, x: 60, y: 22)))
    #expect(state.overview.list == .lines && state.overview.cursor == 2)
  }

  @Test func theOverviewLeadsToTheFlameGraph() {
    let opened = state("j<enter>")
    #expect(opened.current == .flame && opened.selectedName == "Image.pixel")
    #expect(state("<tab>").overview.list == .lines)
    #expect(state("<tab>j<enter>").current == .source)
    #expect(state("o").current == .source && state("<tab>o").current == .source)
  }

  @Test func theLedgerOpensSortsAndLeadsToTheFlameGraph() {
    func names(_ keys: String) -> [String] {
      let ledger = state(keys).ledger
      return ledger.rows.map { row in
        row.site.map { ledger.label(site: ledger.functions[row.function].sites[$0]) }
          ?? ledger.functions[row.function].function.name
      }
    }
    let evil = "evil\u{1B}[2J"
    #expect(names("6") == ["qsort", "adler32", evil])
    #expect(names("6<enter>") == ["qsort", "sobel.py:57 sorted_by", "写真.py:9 写真を読む", "adler32", evil])
    #expect(names("6<enter><enter>") == ["qsort", "adler32", evil])
    #expect(names("6ljj<left>") == ["qsort", "adler32", evil])
    #expect(state("6ljj<left>").ledger.cursor == 0)
    #expect(names("6s") == ["adler32", "qsort", evil])
    #expect(state("6s").ledger.sort == .overhead && state("6s").ledger.cursor == 1, "the cursor stays on its row")
    #expect(names("6ss") == ["adler32", "qsort", evil])
    #expect(names("6sss") == ["qsort", "adler32", evil])
    #expect(names("6aG").last == "outside of Python code" && state("6aa").ledger.rows.count == 3)
    let found = state("6/ADLER<enter>")
    #expect(found.ledger.cursor == 1)
    #expect(state("6/zzz<enter>").message!.contains("no C function"))
    let flame = state("6f")
    #expect(flame.current == .flame && flame.selectedName == "qsort")
    var clicked = state("6")
    _ = clicked.update(.mouse(Mouse(action: .doubleClick, x: 10, y: 3)))
    #expect(clicked.ledger.cursor == 1 && clicked.ledger.rows.count == 4)
  }

  @Test func theLedgerKeepsItsPlaceWhenReadAgain() {
    var state = state("6jlj")
    var model = SampleModel.model
    model.crossings.reverse()
    state.load(model)
    let ledger = state.ledger
    #expect(ledger.rows.count == 4 && ledger.rows[ledger.cursor].site == 0)
    #expect(ledger.functions[ledger.rows[ledger.cursor].function].function.name == "adler32")
    model.crossings = []
    state.load(model)
    #expect(state.ledger.cursor == 0 && state.render().snapshot.contains("no calls into C"))
  }

  @Test func theMouseSelectsAndZooms() {
    var state = state("2")
    // Row 0 are the tabs, row 1 the head, row 2 the root, row 4 the functions that <module> calls.
    _ = state.update(.mouse(Mouse(action: .click, x: 45, y: 4)))
    #expect(state.selectedName == "sorted_by")
    #expect(state.flame.zoom == 0)
    _ = state.update(.mouse(Mouse(action: .doubleClick, x: 45, y: 4)))
    #expect(state.flame.tree.name(of: state.flame.zoom) == "sorted_by")
    _ = state.update(.mouse(Mouse(action: .click, x: 2, y: 0)))
    #expect(state.current == .overview)
    _ = state.update(.mouse(Mouse(action: .click, x: 79, y: 23)))
    _ = state.update(.mouse(Mouse(action: .wheelDown, x: 10, y: 15)))
    #expect(state.overview.cursor == 1)
  }

  @Test func clicksOutsideTheGridAreHarmless() {
    var state = state("2")
    for (x, y) in [(-1, -1), (500, 500), (0, 23), (79, 1), (0, 21)] {
      for action in [Mouse.Action.click, .doubleClick, .wheelUp, .wheelDown] {
        _ = state.update(.mouse(Mouse(action: action, x: x, y: y)))
      }
    }
    _ = state.render()
  }

  @Test func resizingKeepsThePlace() {
    var state = state("2jjl")
    #expect(state.update(.resize(GridSize(width: 120, height: 40))) == [.redraw])
    #expect(state.selectedName == "sorted_by")
    #expect(state.render().size.width == 120)
  }

  @Test func reloadingKeepsThePlace() {
    var state = state("2jjl<enter>")
    var model = SampleModel.model
    // Another heavy function appears before the others.
    model.tree.functions.append(Function(name: "new", file: "n.py", line: 1, kind: .python))
    model.tree.function.append(10)
    model.tree.parent.append(1)
    model.tree.weights.insert(
      SampleTree.Weight(node: Int32(model.tree.parent.count - 1), state: .native, samples: 9000, weight: 9_000_000),
      at: 0)
    state.load(model)
    #expect(state.selectedName == "sorted_by")
    #expect(state.flame.tree.name(of: state.flame.zoom) == "sorted_by")
    #expect(state.flame.tree.total[0] == 19_000_000)
  }

  @Test func keySequences() {
    #expect(Key.sequence("a<enter>").keys == [.character("a"), .enter])
    #expect(Key.sequence("<less>").keys == [.character("<")])
    #expect(Key.sequence("<nope>").unknown == "nope")
    #expect(Key.sequence("<enter").unknown == "enter")
  }

  /// Every key in every situation: nothing may trap.
  @Test func anySequenceOfKeysIsSurvived() {
    let keys: [Key] = "123ajkhlgGzcifobtsnN/?:qr+- \u{0C}x".map { .character($0) } + Key.names.map(\.key)
    var generator = SystemRandomNumberGenerator()
    var state = state("")
    var pressed: [Key] = []
    for step in 0..<20_000 {
      let key = keys.randomElement(using: &generator)!
      pressed.append(key)
      _ = state.update(.key(key))
      if step % 50 == 0 {
        let size = GridSize(width: Int.random(in: 1...140), height: Int.random(in: 1...50))
        _ = state.update(.resize(size))
        let grid = state.render()
        #expect(grid.size == size, "\(pressed.suffix(60))")
      }
      #expect(state.flame.tree.parent.indices.contains(state.flame.selected))
    }
  }
}
