// Keys of the screens of traces, guards and source.

import Testing

@testable import Profiler
@testable import Viewer

@Suite struct TraceKeyTests {
  private func state(_ keys: String) -> ViewerState { SampleModel.state(keys: keys) }
  private func numbers(_ keys: String) -> [Int] {
    let traces = state(keys).traces
    return traces.rows.map { traces.tree!.traces[$0.index].number }
  }

  @Test func theListOfTraces() {
    #expect(numbers("3") == [0, 1, 2, 3, 4, 5])
    #expect(numbers("3 ") == [0, 4, 5] && numbers("3  ") == [0, 1, 2, 3, 4, 5])
    #expect(numbers("3jjh") == [0, 1, 3, 4, 5], "the bridges of its parent go")
    #expect(state("3jjh").traces.selected!.number == 1)
    #expect(numbers("3a") == [0, 4, 5] && numbers("3aa").count == 6)
    #expect(numbers("3t") == [0, 1, 4, 5, 2, 3])
    #expect(state("3ss").traces.order == .entries && numbers("3ss") == [4, 5, 0, 3, 1, 2])
    #expect(state("3jjjjss").traces.selected!.number == 4, "the cursor stays on its trace")
    #expect(state("3/evil<enter>").traces.selected!.number == 5)
    #expect(state("3/zzz<enter>").message!.contains("no trace"))
    let source = state("3jo")
    #expect(source.current == .source && source.source.number(ofRow: source.source.cursor.row) == 15)
    #expect(state("3jo<backspace>").current == .traces)
  }

  @Test func aTraceOpened() {
    #expect(state("3<enter>").traces.opened?.trace?.listing.total == 5_300_000)
    #expect(state("3<enter><backspace>").traces.opened == nil)
    #expect(state("3<enter><esc>").traces.opened == nil)
    #expect(state("3<enter>b").traces.opened!.showsRecorded)
    #expect(state("3<enter>e<enter>").traces.opened!.number == 1, "the bridge of the guard that failed")
    #expect(state("3<enter>e<enter><backspace>").traces.opened!.number == 0)
    #expect(state("3j<enter>p").traces.opened!.number == 0)
    let source = state("3<enter><tab><enter>")
    #expect(source.current == .source && source.source.number(ofRow: source.source.cursor.row) == 15)
    #expect(state("3<enter>/guardFloat<enter>").message == nil)
    #expect(state("3<enter>/nothing<enter>").message!.contains("nothing in this trace"))
  }

  @Test func guards() {
    let first = state("4").guards
    #expect(first.rows.count == 4 && first.selected!.failures == 12_345)
    #expect(state("4s").guards.selected!.failures == 12_345 && state("4s").guards.cursor.row == 1)
    #expect(state("4<tab>").guards.table == .aborts && state("4<tab>").guards.selectedAbort!.reason == "tooLong")
    let opened = state("4<enter>")
    #expect(opened.current == .traces && opened.traces.opened!.number == 0)
    let view = opened.traces.opened!
    let rows = view.rows(width: 80)
    #expect(view.exit(rows[view.effectiveCursor(rows).row])!.number == 2)
    #expect(state("4<enter><backspace>").current == .guards)
    #expect(state("4b").traces.opened!.number == 1)
    let source = state("4<tab>j<enter>").source
    #expect(source.path == "/tmp/e\u{7}vil.py" && source.number(ofRow: source.cursor.row) == 9)
    #expect(state("4/name<enter>").guards.selected!.trace == 5)
  }

  @Test func findingsLeadToWhatTheyAreAbout() {
    let guards = state("d<enter>")
    #expect(guards.current == .guards && guards.guards.selected!.exit == 2 && guards.guards.selected!.trace == 0)
    #expect(state("4d<esc>1dj<enter>").current == .intoC)
    let ledger = state("dj<enter>").ledger
    #expect(ledger.functions[ledger.rows[ledger.cursor].function].function.name == "adler32")
    #expect(state("djj<enter>").message!.contains("the whole program"))
    // The guards are there already, in another order and with the cursor elsewhere.
    let again = state("4sG1d<enter>").guards
    #expect(again.selected!.exit == 2 && again.selected!.trace == 0)
  }

  @Test func source() {
    let first = state("7").source
    #expect(first.path == TraceModel.file && first.number(ofRow: first.cursor.row) == 15, "the hottest line")
    #expect(first.rowCount == 70 && first.hot.count == 2)
    func line(_ keys: String) -> Int { state(keys).source.number(ofRow: state(keys).source.cursor.row) }
    #expect(line("7<tab>") == 14 && line("7<tab><tab>") == 15 && line("7<backtab>") == 14)
    #expect(line("7gm") == 15 && line("7G") == 70 && line("7/def conv<enter>") == 12)
    #expect(state("7f").source.isChoosing && !state("7f<esc>").source.isChoosing)
    let other = state("7fj<enter>").source
    #expect(other.path == "/home/ada/image.py" && other.rowCount == 1 && other.number(ofRow: 0) == 41)
    #expect(state("7<enter>").traces.opened!.number == 0)
    #expect(state("7g<enter>").message!.contains("no trace"))
  }
}
