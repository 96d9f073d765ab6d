// Every key of every screen, pressed in the real program: KeyTable.swift.

import Testing

@testable import Viewer

@Suite(.enabled(if: ViewerWindow.isWanted, "make check-viewer"))
struct KeysInTmuxTests {
  @Test(arguments: KeyTable.rows) func key(_ row: KeyRow) throws { try row.check() }

  /// What the help lists and no row presses.
  @Test func theTableIsComplete() {
    func names(_ help: KeyHelp) -> [String] {
      let keys = help.keys.split(separator: ": ").last ?? ""
      return keys.split(separator: " ").map(String.init).filter { $0 != "…" }
    }
    for screen in ViewerState.allScreens {
      let pressed = Set(KeyTable.rows.filter { $0.screen == screen.name }.map(\.helpName))
      let missing = screen.keys.flatMap(names).filter { !pressed.contains($0) }
      #expect(missing.isEmpty, "\(screen.title): \(missing)")
    }
    let pressed = Set(KeyTable.rows.map(\.helpName))
    #expect(ViewerState.commonKeys.flatMap(names).filter { !pressed.contains($0) }.isEmpty)
  }
}
