// The doctor's findings on the overview: keys, mouse, what Enter opens, and the panel as text (Snapshots/findings-*).

import Foundation
import Testing

@testable import Profiler
@testable import Viewer

@Suite struct FindingTests {
  private static func function(_ name: String, _ file: String) -> ProfileFunction {
    ProfileFunction(id: FunctionID(0), kind: .python, name: name, file: file, line: 1)
  }

  /// One of each target, and text that needs care.
  static let findings = [
    Finding(
      rule: "failing-guard", title: "A guard keeps failing",
      cost: Share(weight: 2_410_000, of: 10_000_000, samples: 10_000),
      costMeaning: "from its failures until machine code was entered again",
      place: function("convolve", "/home/ada/edges/sobel.py"), line: 14,
      evidence: [
        "1,204,331 failures of guardInt, exit 3 of trace 7; no bridge took its place", "expected int, seen last float",
        "recordings of a bridge were given up 5 times: too long",
      ],
      suggestion: "The line works with int and float. Make it one type before the loop.",
      edit: "values = [float(x) for x in values]", target: .exit(ExitID(trace: 7, exit: 3))),
    Finding(
      rule: "fine-calls", title: "Calls of adler32 carry too little",
      cost: Share(weight: 1_100_000, of: 10_000_000, samples: 10_000), costMeaning: "in conversion and call overhead",
      place: function("checksum", "/home/ada/edges/sobel.py"), line: 57, evidence: ["1,235,567 calls"],
      suggestion: "Collect the items and hand about 38 of them to C in one call.", target: .crossing("adler32")),
    Finding(
      rule: "bridge-explosion", title: "One loop has split into 77 bridges",
      cost: Share(weight: 900_000, of: 10_000_000, samples: 10_000), costMeaning: "in its bridges",
      place: function("写真を読む", "/home/ada/edges/写真.py"), line: 9, evidence: ["trace 1 has 77 bridges"],
      suggestion: "Take the rare cases out of it.", target: .trace(1)),
    Finding(
      rule: "exception-time", title: "Much of the time goes into raising exceptions",
      cost: Share(weight: 800_000, of: 10_000_000, samples: 10_000), costMeaning: "in making exceptions",
      place: function("evil\u{1B}[2Jname\u{202E}", "/tmp/e\u{7}vil.py"), line: 9,
      evidence: ["evil\u{1B}[2J\nline"], suggestion: "Test before.", edit: "x\u{1B}[2J", target: .line),
    Finding(
      rule: "sampling-trouble", title: "Many stacks are cut",
      cost: Share(weight: 700_000, of: 10_000_000, samples: 10_000), costMeaning: "is not under its callers",
      evidence: ["700 of 10,000 stacks"], suggestion: "Flatten the recursion."),
  ]

  private static func state(
    _ keys: String, _ size: GridSize = SampleModel.sizes[0], charset: Charset = .unicode,
    reply: Reply = .findings(findings)
  ) -> ViewerState {
    func carryOut(_ effect: Effect) -> Event? {
      if case .ask(let question) = effect, case .findings = question { return .answered(question, reply) }
      return SampleModel.carryOut(effect)
    }
    var state = ViewerState(model: SampleModel.model, size: size, depth: .none, charset: charset)
    state.settle(.resize(size), carryOut)
    for key in Key.sequence(keys).keys { state.settle(.key(key), carryOut) }
    return state
  }

  @Test(arguments: [("first", "d"), ("scrolled", "dj<pagedown>"), ("hostile", "djjj"), ("closed", "dd")])
  func snapshots(name: String, keys: String) throws {
    for (index, size) in SampleModel.sizes.enumerated() {
      try SnapshotTests.compare(
        Self.state(keys, size, charset: index == 1 ? .ascii : .unicode), "findings-\(name)")
    }
  }

  @Test(arguments: [("none", Reply.findings([])), ("failed", .failed("a.pitviper is damaged"))])
  func snapshotsWithoutFindings(name: String, reply: Reply) throws {
    for size in SampleModel.sizes { try SnapshotTests.compare(Self.state("d", size, reply: reply), "findings-\(name)") }
  }

  @Test func askedForWithTheFirstKey() {
    #expect(Self.state("").overview.doctor.findings == nil)
    #expect(Self.state("").render().snapshot.contains("what costs time, and what to change"))
    #expect(Self.state("d").overview.doctor.findings?.count == 5)
    #expect(Self.state("dd").render().snapshot.contains("5 findings (d): 24.1 % A guard keeps failing, sobel.py:14"))
  }

  @Test func theCursorStaysInTheList() {
    #expect(Self.state("dk").overview.doctor.cursor == 0)
    #expect(Self.state("djjjjjjjj").overview.doctor.cursor == 4)
    #expect(Self.state("dGgj").overview.doctor.cursor == 1)
    // The list behind keeps its own.
    #expect(Self.state("jjdjjj<esc>").overview.cursor == 2)
  }

  @Test func enterGoesThere() {
    #expect(Self.state("d<enter>").current == .guards)
    #expect(Self.state("dj<enter>").current == .intoC)
    #expect(Self.state("djj<enter>").current == .traces)
    #expect(Self.state("djjj<enter>").current == .source)
    let whole = Self.state("djjjj<enter>")
    #expect(whole.current == .overview && whole.message == "it concerns the whole program")
  }

  @Test func longFindingsScroll() {
    let small = SampleModel.sizes[2]
    let first = Self.state("d", small).render().snapshot
    #expect(first.contains("more lines: PgDn") && !first.contains("values = [float(x)"))
    let last = Self.state("d<pagedown><pagedown><pagedown><pagedown><pagedown><pagedown>", small)
    #expect(last.render().snapshot.contains("values = [float(x)") && !last.render().snapshot.contains("more lines"))
    #expect(Self.state("d<pagedown>j", small).overview.doctor.scrolled == 0)
    #expect(Self.state("d<pagedown><pageup><pageup>", small).overview.doctor.scrolled == 0)
    // On a large screen there is nothing to scroll.
    #expect(Self.state("d<pagedown>", SampleModel.sizes[1]).overview.doctor.scrolled == 0)
  }

  @Test func theMouseChoosesAndOpens() {
    var state = Self.state("d")
    // Row 0 are the tabs, row 1 the heading of the list.
    _ = state.update(.mouse(Mouse(action: .click, x: 10, y: 3)))
    #expect(state.overview.doctor.cursor == 1)
    _ = state.update(.mouse(Mouse(action: .wheelDown, x: 10, y: 3)))
    #expect(state.overview.doctor.cursor == 2)
    _ = state.update(.mouse(Mouse(action: .click, x: 10, y: 1)))
    _ = state.update(.mouse(Mouse(action: .click, x: 10, y: 22)))
    #expect(state.overview.doctor.cursor == 2)
    _ = state.update(.mouse(Mouse(action: .doubleClick, x: 10, y: 2)))
    #expect(state.current == .guards)
  }

  @Test func nothingFoundAndNothingRead() {
    #expect(Self.state("d", reply: .findings([])).render().snapshot.contains("The doctor found nothing."))
    #expect(Self.state("dd", reply: .findings([])).render().snapshot.contains("The doctor found nothing."))
    let failed = Self.state("d", reply: .failed("a.pitviper is damaged")).render().snapshot
    #expect(failed.contains("a.pitviper is damaged") && !failed.contains("found nothing"))
  }

  @Test func anotherReadingAsksAnew() {
    var state = Self.state("d")
    #expect(state.overview.doctor.findings != nil)
    let effects = state.update(.loaded(SampleModel.model))
    #expect(effects.contains { if case .ask(.findings) = $0 { true } else { false } })
  }

  @Test func theOldOnesStayUntilTheNewOnesAreThere() {
    var state = Self.state("djj")
    #expect(state.overview.doctor.selected?.rule == "bridge-explosion")
    _ = state.update(.loaded(SampleModel.model))
    #expect(state.overview.doctor.findings?.count == 5)
    _ = state.update(.answered(.findings(.all), .findings(Array(Self.findings.dropFirst()))))
    #expect(state.overview.doctor.findings?.count == 4)
    #expect(state.overview.doctor.selected?.rule == "bridge-explosion" && state.overview.doctor.cursor == 1)
    // The one line of the closed list is of these samples or of none.
    var closed = Self.state("dd")
    _ = closed.update(.loaded(SampleModel.model))
    #expect(closed.overview.doctor.findings == nil)
  }

  @Test func whatCouldNotBeReadIsAskedForAgain() {
    var state = Self.state("dd", reply: .failed("a.pitviper is damaged"))
    #expect(state.pending.isEmpty)
    let effects = state.update(.key(.character("d")))
    #expect(effects.contains { if case .ask(.findings) = $0 { true } else { false } })
  }

  @Test func everySizeDrawsInsideTheGrid() {
    for width in [1, 5, 19, 33, 40, 72, 250] {
      for height in [1, 3, 6, 9, 13, 24, 60] {
        for keys in ["d", "djjj", "dG<pagedown>", "dd"] {
          let grid = Self.state(keys, GridSize(width: width, height: height)).render()
          for y in 0..<height {
            let columns = (0..<width).reduce(0) { $0 + SafeText.width(of: grid[$1, y].text, charset: .unicode) }
            #expect(columns == width, "row \(y) of \(width)x\(height) after \(keys)")
          }
          #expect(grid.snapshot.unicodeScalars.allSatisfy { $0 == "\n" || DisplayText.spelling(of: $0) == nil })
        }
      }
    }
  }
}
