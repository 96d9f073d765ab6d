// One trace opened: its lines with samples, its operations before or after optimisation, and its machine code; side by side where there is
// room, below each other where there is not. Drawing is in TraceView+Draw.swift.
//
// Invariant: `rows` of a width is a pure function of listing, stage and whether code is shown; the cursor is a row of it.

import Profiler

/// A trace with the text of the files that it runs through.
public struct OpenedTrace: Sendable {
  public let listing: TraceListing
  /// By the name that the recording has of the file.
  public let texts: [String: SourceText]
}

struct TraceView: Sendable {
  /// What a key leads to.
  enum Outcome {
    case answer(Answer)
    case open(Int)
    case close
  }

  /// One line on the screen. In the wide form the parts stand side by side.
  struct Row: Equatable {
    let block: Int
    /// The line of Python of its block: the first row of a block.
    var isHeading = false
    var operation: Int?
    var instruction: Int?
    /// A line or an exit of a trace whose text was not kept.
    var line: Int?
    var exit: Int?
  }

  /// The trace one came from.
  final class Before: Sendable {
    let view: TraceView
    init(_ view: TraceView) { self.view = view }
  }

  /// From this width on the three stand side by side.
  static let wide = 110

  static let hint = "Tab line  e guard  Enter bridge, source  b before  m code"
  static let keys: [KeyHelp] = [
    KeyHelp(keys: "In a trace: Tab", does: "next line of the source, Shift-Tab the one before"),
    KeyHelp(keys: "b", does: "operations before, after optimisation"),
    KeyHelp(keys: "m", does: "machine code beside or below the operations, or not"),
    KeyHelp(keys: "e", does: "next guard that failed"),
    KeyHelp(keys: "Enter", does: "the bridge of a guard, or the line in the source"),
    KeyHelp(keys: "p", does: "the trace that a bridge grew from"),
    KeyHelp(keys: "Backspace Esc", does: "back"),
  ]

  let number: Int
  let isFromOutside: Bool
  let before: Before?
  var isStale = true
  var found = TextSearch()
  private(set) var trace: OpenedTrace?
  private(set) var problem: String?
  private(set) var showsRecorded = false
  /// Nil until somebody chooses: machine code that does not stand beside the operations would only part them.
  private var choosesCode: Bool?
  private(set) var cursor = ListCursor()
  /// The exit to go to once the trace is there.
  private var wantedExit: Int?
  /// The line to go to, likewise.
  private var wantedLine: (file: String, line: Int)?

  init(
    number: Int, exit: Int? = nil, line: (file: String, line: Int)? = nil, isFromOutside: Bool = false,
    before: TraceView? = nil
  ) {
    self.number = number
    self.isFromOutside = isFromOutside
    self.before = before.map(Before.init)
    wantedExit = exit
    wantedLine = line
  }

  /// Whether machine code is shown in this width.
  func showsCode(width: Int) -> Bool { choosesCode ?? (width >= Self.wide) }

  mutating func take(_ reply: Reply) {
    isStale = false
    switch reply {
    case .trace(let trace): self.trace = trace
    case .failed(let reason): (trace, problem) = (nil, reason)
    default: break
    }
  }

  // MARK: Rows

  var blocks: [TraceListing.Block] {
    guard let listing = trace?.listing else { return [] }
    return showsRecorded ? listing.recorded : listing.blocks
  }

  func rows(width: Int) -> [Row] {
    guard let listing = trace?.listing else { return [] }
    let blocks = blocks
    if blocks.isEmpty {
      return listing.lines.indices.map { Row(block: 0, isHeading: true, line: $0) }
        + listing.exits.indices.filter { listing.exits[$0].failures > 0 }.map { Row(block: 0, exit: $0) }
    }
    var rows: [Row] = []
    for (index, block) in blocks.enumerated() {
      let instructions = showsCode(width: width) && !showsRecorded ? block.instructions.count : 0
      if width >= Self.wide {
        for row in 0..<max(1, block.operations.count, instructions) {
          rows.append(
            Row(
              block: index, isHeading: row == 0, operation: row < block.operations.count ? row : nil,
              instruction: row < instructions ? row : nil))
        }
      } else {
        rows.append(Row(block: index, isHeading: true))
        rows += block.operations.indices.map { Row(block: index, operation: $0) }
        rows += (0..<instructions).map { Row(block: index, instruction: $0) }
      }
    }
    return rows
  }

  /// The exit on a row, if it has one.
  func exit(_ row: Row) -> ProfileExit? {
    guard let listing = trace?.listing else { return nil }
    if let exit = row.exit { return listing.exits[exit] }
    guard let operation = row.operation, blocks.indices.contains(row.block),
      let number = blocks[row.block].operations[operation].exit
    else { return nil }
    return listing.exits.indices.contains(number) ? listing.exits[number] : nil
  }

  /// The line of Python of a row.
  func line(_ row: Row) -> TraceListing.Line? {
    guard let listing = trace?.listing else { return nil }
    if let line = row.line { return listing.lines[line] }
    let blocks = blocks
    guard row.exit == nil, blocks.indices.contains(row.block), let line = blocks[row.block].line else { return nil }
    return listing.lines[line]
  }

  /// Goes to the exit or line that was wished for, the first time that the trace is drawn or moved in.
  func effectiveCursor(_ rows: [Row]) -> ListCursor {
    var cursor = cursor
    if let wantedExit, let row = rows.firstIndex(where: { exit($0)?.number == wantedExit }) {
      cursor.move(to: row, count: rows.count)
    }
    if let wantedLine, let row = rows.firstIndex(where: { isLine(wantedLine, of: $0) }) {
      cursor.move(to: row, count: rows.count)
    }
    cursor.limit(count: rows.count)
    return cursor
  }

  private func isLine(_ wanted: (file: String, line: Int), of row: Row) -> Bool {
    guard row.isHeading, let line = line(row) else { return false }
    return line.line == wanted.line && line.function.file == wanted.file
  }

  // MARK: Keys

  /// The cursor is where it is, from now on.
  private mutating func settle(_ rows: [Row]) {
    cursor = effectiveCursor(rows)
    wantedExit = nil
    wantedLine = nil
  }

  mutating func press(_ key: Key, _ context: ScreenContext) -> Outcome {
    let rows = rows(width: context.area.width)
    settle(rows)
    if cursor.press(key, count: rows.count, page: context.area.height - TraceView.headingHeight(context.area) - 1) {
      return .answer(.handled)
    }
    switch key {
    case .backspace, .escape, .left, .character("h"): return .close
    case .character("b"):
      guard let listing = trace?.listing, listing.hasText else { return .answer(.message(Self.noText)) }
      keepingPlace(rows, context) { $0.showsRecorded.toggle() }
    case .character("m"):
      guard let listing = trace?.listing, listing.hasText else { return .answer(.message(Self.noText)) }
      keepingPlace(rows, context) { $0.choosesCode = !$0.showsCode(width: context.area.width) }
    case .tab: return .answer(go(to: rows.map(\.isHeading), 1) ? .handled : .message("no other line"))
    case .backTab: return .answer(go(to: rows.map(\.isHeading), -1) ? .handled : .message("no other line"))
    case .character("e"):
      let isThere = go(to: rows.map { (exit($0)?.failures ?? 0) > 0 }, 1)
      return .answer(isThere ? .handled : .message("no guard of this trace failed"))
    case .character("p"):
      guard let parent = trace?.listing.trace.parent else { return .answer(.message("it grew from no other trace")) }
      return .open(parent)
    case .enter, .right, .character("l"):
      guard rows.indices.contains(cursor.row) else { return .answer(.handled) }
      if let bridge = exit(rows[cursor.row])?.bridge { return .open(bridge) }
      if let exit = exit(rows[cursor.row]), rows[cursor.row].exit != nil {
        return .answer(.open(.source, .line(file: exit.place.file, line: exit.line)))
      }
      guard let line = line(rows[cursor.row]) else { return .answer(.message("its line is not known")) }
      return .answer(.open(.source, .line(file: line.function.file, line: line.line)))
    default: return .answer(.ignored)
    }
    return .answer(.handled)
  }

  static let noText = "the texts of traces are kept by profile --traces alone"

  /// After a change of what is shown the cursor is on the same line of Python.
  private mutating func keepingPlace(_ rows: [Row], _ context: ScreenContext, _ change: (inout TraceView) -> Void) {
    let before = rows.indices.contains(cursor.row) ? line(rows[cursor.row]) : nil
    change(&self)
    let after = self.rows(width: context.area.width)
    let row = after.firstIndex { row in
      guard let before, let line = line(row) else { return false }
      return line.line == before.line && line.function.id == before.function.id
    }
    cursor.move(to: row ?? 0, count: after.count)
  }

  /// To the next row in a direction that is wanted.
  private mutating func go(to wanted: [Bool], _ direction: Int) -> Bool {
    guard let row = TextSearch.next(from: cursor.row, direction, count: wanted.count, { wanted[$0] }) else {
      return false
    }
    cursor.move(to: row, count: wanted.count)
    return true
  }

  mutating func step(_ direction: Int, _ context: ScreenContext) -> Bool {
    let rows = rows(width: context.area.width)
    settle(rows)
    return go(to: rows.map(matches), direction)
  }

  func matches(_ row: Row) -> Bool {
    guard !found.isEmpty else { return false }
    if row.isHeading, let line = line(row), found.matches(sourceText(of: line)) { return true }
    guard blocks.indices.contains(row.block) else { return false }
    let block = blocks[row.block]
    return row.operation.map { found.matches(block.operations[$0].text) } ?? false
      || row.instruction.map { found.matches(block.instructions[$0].text) } ?? false
  }

  /// What stands on a line, or the function's name where that is not to be had.
  func sourceText(of line: TraceListing.Line) -> String {
    guard let text = trace?.texts[line.function.file]?.line(line.line) else { return "in \(line.function.name)" }
    return text.replacing("\t", with: "    ")
  }

  mutating func click(_ mouse: Mouse, _ context: ScreenContext) -> Bool {
    let rows = rows(width: context.area.width)
    settle(rows)
    let heading = Self.headingHeight(context.area)
    let row = cursor.firstRow(height: context.area.height - heading) + mouse.y - context.area.y - heading
    guard mouse.y >= context.area.y + heading, rows.indices.contains(row) else { return false }
    cursor.move(to: row, count: rows.count)
    return true
  }
}
