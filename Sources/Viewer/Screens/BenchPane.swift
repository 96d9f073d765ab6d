// What the warmup screen shows of a bench: the iteration times of all processes as curves, those of several files over each other,
// under them what the JIT did in one process, and below that what happened in the iterations under the cursor.
//
// Invariants: `iteration` is one of the longest process, `process` an index into all files' timed processes, `row` a row of the list
// or 0. Drawing is in BenchPane+Draw.swift.

import Bench
import Profiler
import Warmup

struct BenchPane: Sendable {
  let analyses: [BenchAnalysis]
  /// Iterations of the longest process.
  let count: Int
  /// Seconds of the fastest and the slowest iteration.
  let range: ClosedRange<Double>
  var iteration = 0
  /// Which process's events are shown.
  var process = 0
  var row = 0
  var found = ""
  /// The processes of all files one after the other, with the index of their file.
  let processes: [Shown]

  /// A timed process with what is known of it.
  struct Shown: Sendable {
    let file: Int
    let process: BenchProcess
    let segments: [Segment]
    let causes: [BenchCause]
    let moments: [BenchMoment]
  }

  init(_ analyses: [BenchAnalysis]) {
    self.analyses = analyses
    processes = analyses.enumerated().flatMap { file, analysis in
      analysis.timed.indices.map {
        Shown(
          file: file, process: analysis.timed[$0], segments: analysis.warmup?.processes[$0].segments ?? [],
          causes: analysis.causes[$0], moments: analysis.moments[$0])
      }
    }
    count = processes.map(\.process.iterations.count).max() ?? 0
    let seconds = analyses.flatMap { $0.seconds.joined() }.filter { $0 > 0 }
    range = (seconds.min() ?? 1e-9)...(seconds.max() ?? 1e-9)
  }

  /// The cursor of an earlier reading, as far as what it was on is still there.
  mutating func keepPlace(of old: BenchPane) {
    iteration = max(0, min(old.iteration, count - 1))
    let index = processes.firstIndex { $0.file == old.shown?.file && $0.process.id == old.shown?.process.id }
    process = index ?? 0
    // Another number of iterations shares the columns in another way.
    row = index != nil && count == old.count ? old.row : 0
  }

  static let keys: [KeyHelp] = [
    KeyHelp(keys: "← → h l", does: "earlier, later iterations"),
    KeyHelp(keys: "[  ]", does: "to the iterations before, after, in which something happened"),
    KeyHelp(keys: "p P", does: "what happened in the next, the previous process"),
    KeyHelp(keys: "↑ ↓ j k", does: "move in what happened there"),
    KeyHelp(keys: "Home End", does: "to the first, to the last iteration"),
  ]

  /// Iterations in one column: as many columns as there is room for, and no more than iterations.
  func slots(_ width: Int) -> WarmupSlots { WarmupSlots(count: count, columns: width) }

  var shown: Shown? { processes.indices.contains(process) ? processes[process] : nil }

  /// A line of the list: a cause, which is of no kind, or an event.
  struct Line: Sendable {
    let iteration: Int
    let kind: EventKind?
    let text: String
  }

  /// Causes of steps and peaks, then events, of these iterations of the shown process.
  func list(_ iterations: Range<Int>) -> [Line] {
    guard let shown else { return [] }
    let causes = shown.causes.filter { iterations.contains($0.iteration) }.sorted { $0.iteration < $1.iteration }
    let lines = causes.map { cause in
      let effect =
        switch cause.kind {
        case .step(let change): "\(BenchReport.change(change)) from here on"
        case .peak(let excess): "\(Figures.time(nanoseconds: Double(excess))) longer"
        }
      return Line(iteration: cause.iteration, kind: nil, text: "\(effect): \(cause.text)")
    }
    let moments = shown.moments.filter { iterations.contains(max(0, $0.iteration)) }
    return lines + moments.map { Line(iteration: max(0, $0.iteration), kind: $0.kind, text: $0.text) }
  }

  mutating func press(_ key: Key, width: Int) -> Answer {
    guard count > 0 else { return .ignored }
    let slots = slots(width)
    let slot = slots.slot(of: iteration)
    if let target = slots.target(of: key, from: slot) {
      go(to: target, slots)
      return .handled
    }
    switch key {
    case .character("["), .character("]"):
      let step = key == .character("]") ? 1 : -1
      guard let next = slots.next(from: slot, step, where: { !list(slots.slices(of: $0)).isEmpty }) else {
        return .message("nothing happened \(step > 0 ? "after" : "before")")
      }
      go(to: next, slots)
    case .down, .character("j"): row = min(row + 1, max(0, list(slots.slices(of: slot)).count - 1))
    case .up, .character("k"): row = max(0, row - 1)
    case .character("p"): show(process: process + 1)
    case .character("P"): show(process: process - 1)
    default: return .ignored
    }
    return .handled
  }

  private mutating func show(process: Int) {
    self.process = (process + processes.count) % max(1, processes.count)
    row = 0
  }

  mutating func go(to slot: Int, _ slots: WarmupSlots) {
    iteration = slots.slices(of: max(0, min(slot, slots.count - 1))).lowerBound
    row = 0
  }

  mutating func mouse(_ mouse: Mouse, _ area: Area) -> Answer {
    let layout = BenchLayout(area, self)
    switch mouse.action {
    case .wheelUp: return press(.up, width: layout.graph.width)
    case .wheelDown: return press(.down, width: layout.graph.width)
    case .click, .doubleClick:
      let x = mouse.x - layout.graph.x
      guard x >= 0, x < layout.graph.width, mouse.y >= layout.graph.y, mouse.y <= layout.axis.y, count > 0 else {
        return .ignored
      }
      let slots = slots(layout.graph.width)
      go(to: x * slots.count / max(1, layout.graph.width), slots)
      return .handled
    }
  }

  // MARK: Search

  private func matches(_ text: String) -> Bool { !found.isEmpty && text.lowercased().contains(found) }

  mutating func search(_ text: String) -> Answer {
    found = text.lowercased()
    guard !text.isEmpty else { return .handled }
    let number = list(0..<max(1, count)).count { matches($0.text) }
    return .message("\(Figures.count(number)) lines match in this process")
  }

  mutating func step(_ direction: Int, width: Int) -> Answer {
    let slots = slots(width)
    let here = slots.slot(of: iteration)
    let lines = list(slots.slices(of: here))
    let rest = direction > 0 ? Array(lines.indices.dropFirst(row + 1)) : lines.indices.prefix(row).reversed()
    if let next = rest.first(where: { matches(lines[$0].text) }) {
      row = next
      return .handled
    }
    for distance in 1...slots.count {
      let slot = (here + direction * distance + slots.count * 2) % slots.count
      let lines = list(slots.slices(of: slot))
      let match = direction > 0 ? lines.firstIndex { matches($0.text) } : lines.lastIndex { matches($0.text) }
      guard let index = match else { continue }
      go(to: slot, slots)
      row = index
      return .handled
    }
    return .message("no line of this process contains it")
  }
}

/// Rows of the pane: a line for each file, the curves, a row for each kind of event, the axis, the cursor's iterations, the list.
struct BenchLayout {
  var head: Area
  var graph: Area
  var marks: Area
  var axis: Area
  var cursor: Area
  var list: Area
  let kinds: [EventKind]

  init(_ area: Area, _ pane: BenchPane) {
    var rest = area
    let moments = pane.shown?.moments ?? []
    let present = EventKind.allCases.filter { kind in moments.contains { $0.kind == kind } }
    kinds = Array(present.prefix(max(1, area.height / 4)))
    head = rest.takeTop(min(pane.analyses.count, max(1, area.height / 6)))
    list = rest.takeBottom(max(3, min(rest.height / 3, 12)))
    cursor = rest.takeBottom(1)
    axis = rest.takeBottom(1)
    marks = rest.takeBottom(min(kinds.count, max(0, rest.height - 1)))
    _ = rest.takeLeft(min(WarmupLayout.labels, rest.width / 3))
    graph = rest
  }
}
