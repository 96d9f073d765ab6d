// What all screens share: the way back, the selection, questions that wait, and what the timeline and SQL screens do with them.

import Foundation
import Testing

@testable import Profiler
@testable import Viewer

@Suite struct ShellTests {
  func state(_ keys: String) -> ViewerState { SampleModel.state(keys: keys) }

  @Test func backspaceGoesBack() {
    #expect(state("16<backspace>").current == .overview)
    #expect(state("1689<backspace><backspace>").current == .intoC)
    #expect(state("<backspace>").message!.contains("where you began"))
    let back = state("6jf<backspace>")
    #expect(back.current == .intoC && back.ledger.cursor == 1 && back.searchText.isEmpty)
    #expect(state("2jj<enter><backspace>").current == .flame, "the flame graph zooms out first")
  }

  @Test func theHistoryIsBounded() {
    let keys = String(repeating: "12", count: 100)
    #expect(state(keys).history.count == ViewerState.historyLength)
  }

  @Test func aRangeIsTypedAndDropped() {
    #expect(state(":range 1.5-3<enter>").selection.range == 1_500_000..<3_000_000)
    #expect(state(":range 2-<enter>").selection.range == 2_000_000..<10_250_000)
    #expect(state(":range -2<enter>").selection.range == 0..<2_000_000)
    #expect(state(":range 1.5-3<enter>:range all<enter>").selection == .all)
    #expect(state(":range 1.5-3<enter><esc>").selection == .all)
    for wrong in ["3-1", "x", "1-2-3", "1-1e300", "nan-2", "-"] where wrong != "-" {
      let state = state(":range \(wrong)<enter>")
      #expect(state.selection == .all && state.message!.contains("two times"), "\(wrong)")
    }
    #expect(state(":range 1.5-3<enter>").render().snapshot.split(separator: "\n")[0].contains("1.5-3 s"))
  }

  @Test func theTimelineChoosesARange() {
    let chosen = state("8<pagedown> lll ")
    let range = chosen.selection.range!
    #expect(chosen.timeline.mark == nil && range.lowerBound > 0)
    let column = Double(chosen.timeline.whole.upperBound) / 68
    #expect(abs(Double(range.upperBound - range.lowerBound) - 4 * column) < 2)
    #expect(state("8<pagedown> lll 1").selection.range == range, "every screen follows")
    #expect(state("8<pagedown> lll <esc>").selection == .all)
    #expect(state("8<pagedown> <esc>").timeline.mark == nil)
    let zoomed = state("8<pagedown> lll z")
    #expect(zoomed.timeline.view == range && range.contains(zoomed.timeline.cursor))
    #expect(state("8<pagedown> lll za").timeline.view == zoomed.timeline.whole)
  }

  @Test func theMouseChoosesARange() {
    var state = state("8")
    state.settle(.mouse(Mouse(action: .click, x: 30, y: 6)), SampleModel.carryOut)
    state.settle(.key(.character(" ")), SampleModel.carryOut)
    state.settle(.mouse(Mouse(action: .click, x: 40, y: 6)), SampleModel.carryOut)
    state.settle(.key(.character(" ")), SampleModel.carryOut)
    let range = state.selection.range!
    #expect(state.timeline.slice(at: range.lowerBound, of: 68).lowerBound == range.lowerBound)
    #expect(state.timeline.column(of: range.lowerBound, slices: 68) == 18)
    #expect(state.timeline.column(of: range.upperBound - 1, slices: 68) == 28)
  }

  @Test func columnsAndTimesAgree() {
    let timeline = state("8").timeline
    for slices in [1, 7, 68, 108, 333] {
      for column in 0..<slices {
        #expect(timeline.column(of: timeline.time(column: column, slices: slices), slices: slices) == column)
      }
    }
  }

  @Test func zoomKeepsTheCursorInView() {
    for keys in ["8<pagedown>++++++++++++++++++++++++", "8G+++----", "8+++---", "8eee+++lll"] {
      let timeline = state(keys).timeline
      #expect(timeline.view.contains(timeline.cursor) && timeline.whole.contains(timeline.view.lowerBound))
      #expect(timeline.view.upperBound <= timeline.whole.upperBound)
    }
  }

  @Test func eventsUnderTheCursorAreListed() {
    #expect(state("8e").timeline.list?.events.events.map(\.kind) == [.compiled, .bridge])
    #expect(state("8ee").timeline.list?.events.events.map(\.kind) == [.aborted])
    #expect(state("8eeE").timeline.list?.events.events.count == 2)
    #expect(state("8eeeee").message!.contains("no events after"))
    #expect(state("8ee<enter>").message!.contains("no trace"))
  }

  @Test func questionsAreAskedOnceAndGivenUp() {
    var state = ViewerState(model: SampleModel.model, size: SampleModel.sizes[0], depth: .none, charset: .unicode)
    let asked = state.update(.key(.character("8")))
    #expect(asked.count == 2 && state.pending.count == 2)
    #expect(state.update(.key(.down)).isEmpty, "what is being read is not asked for again")
    #expect(state.render().snapshot.contains("reading"))
    #expect(state.update(.key(.escape)).contains(.giveUp) && state.pending.isEmpty)
    #expect(state.timeline.problem == "given up")
    guard case .ask(let question) = asked[0] else { return }
    #expect(state.update(.answered(question, SampleModel.answer(question))).isEmpty, "too late")
    #expect(state.update(.key(.right)).count == 2, "another key asks again")
  }

  /// What is shown must be of the samples that are chosen, or nothing.
  @Test func givenUpAnswersLeaveNoOldFigures() {
    for (keys, word) in [("3", "convolve"), ("4", "guard"), ("7", "total"), ("5", "steady")] {
      var state = state(keys)
      #expect(state.render().snapshot.contains(word))
      #expect(state.update(.loaded(SampleModel.model)).count == 1, "\(keys) asks anew")
      #expect(state.render().snapshot.contains(word), "the old stays until the new is there")
      _ = state.update(.key(.escape))
      let rows = state.render().snapshot.split(separator: "\n", omittingEmptySubsequences: false)
      let screen = rows.dropFirst().dropLast().joined(separator: "\n")
      #expect(screen.contains("given up") && !screen.contains(word), "\(keys)")
      state.settle(.loaded(SampleModel.model), SampleModel.carryOut)
      #expect(state.render().snapshot.contains(word), "\(keys) comes back")
    }
  }

  @Test func theTraceBehindAnotherIsReadAgain() {
    var state = state("3<enter>e<enter>")
    state.settle(.loaded(SampleModel.model), SampleModel.carryOut)
    #expect(state.update(.key(.backspace)) == [.ask(.trace(0, .all))])
  }

  @Test func theWarmupCursorStaysAtItsTime() {
    var state = state("5llllllll")
    func screen() -> WarmupScreen { state[.warmup] as! WarmupScreen }
    let (slice, old) = (screen().slice, screen().warmup!)
    #expect(slice > 5)
    let newer = Warmup(range: old.range, slices: Array(old.slices.dropFirst(5)), steadiness: old.steadiness)
    #expect(state.update(.loaded(SampleModel.model)) == [.ask(.warmup(.all))])
    #expect(screen().slice == slice && screen().warmup != nil)
    _ = state.update(.answered(.warmup(.all), .warmup(newer)))
    #expect(screen().slice == slice - 5)
  }

  @Test func howItIsSteadyIsSaidInFull() {
    for width in 40...200 {
      let text = SampleModel.state(GridSize(width: width, height: 24), keys: "5").render().snapshot
      #expect(text.contains("4.25 s on") && text.contains("run."), "\(width) columns")
    }
    #expect(SampleModel.state(SampleModel.sizes[2], keys: "5").render().snapshot.contains("4.25 s on"))
  }

  @Test func theRangeAndTheRecordingAreSaidAtEveryWidth() {
    for width in 40...130 {
      var state = SampleModel.state(GridSize(width: width, height: 12), keys: ":range 1.5-3<enter>")
      state.model.progress = .growing
      for name in ScreenName.allCases {
        state.current = name
        let rows = state.render().snapshot.split(separator: "\n", omittingEmptySubsequences: false)
        let places = [rows.first!, rows.last!].map { $0.contains("1.5-3 s, recording") }
        #expect(places == [width >= 56, width < 56], "\(name) at \(width)")
      }
    }
  }

  @Test func theHelpShowsEveryKeyWhole() {
    for width in [40, 59, 60, 80] {
      for name in ScreenName.allCases {
        let state = SampleModel.state(GridSize(width: width, height: 250), keys: "\(name.rawValue)?")
        let text = state.render().snapshot
        for row in state.screen.keys + ViewerState.commonKeys {
          #expect(text.contains(row.keys), "\(row.keys) of \(name) at \(width)")
        }
      }
    }
  }

  @Test func theEndOfALongLineIsShown() {
    let long = String(repeating: "写x", count: 200) + "end"
    for width in 20...45 {
      let state = SampleModel.state(GridSize(width: width, height: 12), keys: "2/" + long)
      let foot = state.render().snapshot.split(separator: "\n", omittingEmptySubsequences: false).last!
      #expect(foot.hasPrefix("/") && foot.contains("写xend"), "\(width): \(foot)")
    }
  }

  @Test func queriesRunAndAreSaved() {
    #expect(state(":sql SELECT 1<enter>").sql.result?.rows.count == 100)
    #expect(state(":sql DELETE FROM x<enter>").sql.problem!.contains("syntax error"))
    #expect(state("9j<enter>").sql.query == SavedQuery.builtIn[0].sql)
    #expect(state("9iSELECT 2<enter>").sql.query == "SELECT 2")
    let saved = state("9iSELECT 2<enter>smy own<enter>").sql
    #expect(saved.own?.map(\.name) == ["my own", "mine \u{1B}[2J"])
    #expect(state("9iSELECT 2<enter>smy own<enter><tab>d").sql.own?.map(\.name) == ["mine \u{1B}[2J"])
    #expect(state("9jd").message!.contains("came with the program"))
    #expect(state("9iSELECT 2<enter>s<enter>").message!.contains("needs a name"))
    #expect(state("9j<enter><backspace>").sql.isListing)
    // A name that was not given is not asked of the next query.
    let left = state("9iSELECT 2<enter>smy<esc>iSELECT 3<enter>").sql
    #expect(left.query == "SELECT 3" && left.own?.map(\.name) == ["mine \u{1B}[2J"])
  }

  @Test func anOpenRowScrollsByLines() {
    for size in SampleModel.sizes {
      func rows(_ keys: String) -> String {
        SampleModel.state(size, keys: ":sql SELECT 1<enter>jjjj<enter>" + keys).render().snapshot
      }
      let first = rows("")
      #expect(first.contains("name ") && !first.contains("n        16") && rows("jk") == first && rows("Gg") == first)
      #expect(!rows("j").contains("写真を読む") && rows("j").contains("evil␛[2J"))
      // The end of the long value, and the value after it in the last line.
      let last = rows("G").split(separator: "\n").dropLast().last!
      #expect(last.hasPrefix("n ") && last.hasSuffix(" 16") && rows("Gj") == rows("G"), "\(last)")
    }
  }

  @Test func aQueryThatIsNotSavedSaysSo() {
    var state = ViewerState(model: SampleModel.model, size: SampleModel.sizes[0], depth: .none, charset: .unicode)
    func carryOut(_ effect: Effect) -> Event? {
      if case .save = effect { return .answered(.savedQueries, .failed("cannot write queries.sql: no space")) }
      return SampleModel.carryOut(effect)
    }
    for key in Key.sequence("9iSELECT 2<enter>smy own<enter>").keys { state.settle(.key(key), carryOut) }
    #expect(state.render().snapshot.contains("cannot write queries.sql: no space"))
  }

  @Test func queryFilesAreReadAndWritten() throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("queries-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: folder) }
    let file = QueryFile(path: folder.path + "/a/b/queries.sql")
    #expect(try file.read().isEmpty)
    let queries = [
      SavedQuery(name: "one", sql: "SELECT 1 -- first\nFROM t"), SavedQuery(name: "zwei ä", sql: "SELECT 2"),
    ]
    try file.write(queries)
    #expect(try file.read() == queries)
    try file.write([])
    #expect(try file.read().isEmpty)
    #expect(QueryFile.parse("rubbish\n-- name:\nSELECT 1\n-- name: x\n\n") == [])
    #expect(throws: QueryFileError.self) { try QueryFile(path: "/proc/none/queries.sql").write(queries) }
  }
}
