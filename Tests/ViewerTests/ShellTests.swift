// What all screens share: the way back, the selection, questions that wait, and what the timeline and SQL screens do with them.

import Foundation
import Profiler
import Testing

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
