// Screen 5: when was it fast? The share of machine code over time, under it what was compiled, given up and collected, and
// below that what happened in the slice of time under the cursor.
//
// The slices are asked for when the screen is shown first. Invariants: `slice` is one of them, or 0 when there are none;
// `event` is a row of the list, or 0. What one column stands for depends on the width: WarmupLayout knows.
// Drawing is in WarmupScreen+Draw.swift.

import Profiler

struct WarmupScreen: Screen {
  let name = ScreenName.warmup
  var hint: String {
    bench == nil ? "←→ time  ↑↓ events  Enter the trace  s only this time" : "←→ iterations  [ ] events  p process"
  }
  var keys: [KeyHelp] { bench == nil ? Self.sampleKeys : BenchPane.keys }
  private static let sampleKeys: [KeyHelp] = [
    KeyHelp(keys: "← → h l", does: "earlier, later"),
    KeyHelp(keys: "[  ]", does: "to the slice before, after, in which something happened"),
    KeyHelp(keys: "↑ ↓ j k", does: "move in what happened there"),
    KeyHelp(keys: "Enter", does: "show the trace, or the line"),
    KeyHelp(keys: "s", does: "only the time under the cursor, on every screen"),
    KeyHelp(keys: "Home End", does: "to the beginning, to the end"),
  ]

  /// Nil until it has come; then it stays until a newer one is there.
  var warmup: Warmup?
  var problem: String?
  var slice = 0
  var event = 0
  var found = ""
  /// Of a file made by `pitviper bench` the whole screen.
  var bench: BenchPane?
  var isBench = false
  private var isStale = true

  mutating func load(_ model: ViewerModel) {
    isBench = model.isBench
    isStale = true
  }

  func questions(_ context: ScreenContext) -> [Question] {
    guard isStale else { return [] }
    return [isBench ? .bench : .warmup(context.selection)]
  }

  mutating func take(_ reply: Reply, to question: Question, _ context: ScreenContext) {
    guard question == (isBench ? .bench : .warmup(context.selection)) else { return }
    isStale = false
    problem = nil
    switch reply {
    case .bench(let analyses):
      var pane = BenchPane(analyses)
      pane.found = found
      if let bench { pane.keepPlace(of: bench) }
      bench = pane
    case .warmup(let warmup): replace(with: warmup, context)
    case .failed(let reason): (warmup, bench, problem) = (nil, nil, reason)
    default: break
    }
  }

  /// The cursor stays at its time and on its event, as far as the newer slices have them.
  private mutating func replace(with newer: Warmup, _ context: ScreenContext) {
    let time = warmup.flatMap { $0.slices.indices.contains(slice) ? $0.slices[slice].tiers.start : nil }
    let events = events(context)
    let selected = events.indices.contains(event) ? events[event] : nil
    warmup = newer
    if let time { slice = newer.slices.lastIndex { $0.tiers.start <= time } ?? 0 }
    slice = max(0, min(slice, newer.slices.count - 1))
    event = self.events(context).firstIndex { $0.kind == selected?.kind && $0.time == selected?.time } ?? 0
  }

  /// The slices of time in one column, and what happened in them.
  func slots(_ context: ScreenContext) -> WarmupSlots {
    WarmupSlots(count: warmup?.slices.count ?? 0, columns: WarmupLayout(context.area, warmup: warmup).graph.width)
  }

  func events(_ context: ScreenContext) -> [WarmupEvent] {
    guard let warmup, !warmup.slices.isEmpty else { return [] }
    return warmup.slices[slots(context).slices(around: slice)].flatMap(\.events)
  }

  mutating func press(_ key: Key, _ context: ScreenContext) -> Answer {
    if let bench { return self.bench!.press(key, width: BenchLayout(context.area, bench).graph.width) }
    guard let warmup, !warmup.slices.isEmpty else { return .ignored }
    let slots = slots(context)
    let slot = slots.slot(of: slice)
    if let target = slots.target(of: key, from: slot) {
      go(to: target, slots)
      return .handled
    }
    switch key {
    case .character("["), .character("]"):
      let step = key == .character("]") ? 1 : -1
      guard let next = slots.next(from: slot, step, where: { !isEmpty($0, slots) }) else {
        return .message("nothing happened \(step > 0 ? "after" : "before")")
      }
      go(to: next, slots)
    case .down, .character("j"): event = min(event + 1, max(0, events(context).count - 1))
    case .up, .character("k"): event = max(0, event - 1)
    case .enter: return showEvent(context)
    case .character("s"):
      let slices = slots.slices(around: slice)
      let end =
        slices.upperBound < warmup.slices.count ? warmup.slices[slices.upperBound].tiers.start : warmup.range.upperBound
      var filter = context.selection
      filter.range = warmup.slices[slices.lowerBound].tiers.start..<end
      return .select(filter)
    default: return .ignored
    }
    return .handled
  }

  private func isEmpty(_ slot: Int, _ slots: WarmupSlots) -> Bool {
    warmup!.slices[slots.slices(of: slot)].allSatisfy { $0.events.isEmpty }
  }

  private mutating func go(to slot: Int, _ slots: WarmupSlots) {
    slice = slots.slices(of: max(0, min(slot, slots.count - 1))).lowerBound
    event = 0
  }

  private func showEvent(_ context: ScreenContext) -> Answer {
    let events = events(context)
    guard events.indices.contains(event) else { return .message("nothing was compiled or collected here") }
    if let trace = events[event].trace { return .open(.traces, .trace(trace)) }
    guard let place = events[event].place else { return .message("the garbage collector belongs to no line") }
    return .open(.source, .line(file: place.file, line: events[event].line))
  }

  mutating func mouse(_ mouse: Mouse, _ context: ScreenContext) -> Answer {
    if bench != nil { return bench!.mouse(mouse, context.area) }
    let layout = WarmupLayout(context.area, warmup: warmup)
    switch mouse.action {
    case .wheelUp: return press(.up, context)
    case .wheelDown: return press(.down, context)
    case .click, .doubleClick:
      guard warmup != nil else { return .ignored }
      let x = mouse.x - layout.graph.x
      if x >= 0, x < layout.graph.width, mouse.y >= layout.graph.y, mouse.y < layout.axis.y + layout.axis.height {
        let slots = slots(context)
        go(to: x * slots.count / max(1, layout.graph.width), slots)
        return .handled
      }
      let row = mouse.y - layout.list.y + firstEvent(height: layout.list.height)
      guard layout.list.contains(x: mouse.x, y: mouse.y), events(context).indices.contains(row) else { return .ignored }
      event = row
      return mouse.action == .doubleClick ? showEvent(context) : .handled
    }
  }

  func firstEvent(height: Int) -> Int { max(0, event - max(0, height - 1)) }

  func matches(_ event: WarmupEvent) -> Bool {
    guard !found.isEmpty else { return false }
    let text = "\(event.kind.label) \(event.place?.name ?? "") \(event.place?.file ?? ""):\(event.line) \(event.detail)"
    return text.lowercased().contains(found)
  }

  mutating func search(_ text: String, _ context: ScreenContext) -> Answer {
    found = text.lowercased()
    if bench != nil { return bench!.search(text) }
    guard !text.isEmpty, let warmup else { return .handled }
    return .message("\(Figures.count(warmup.slices.reduce(0) { $0 + $1.events.count { matches($0) } })) events match")
  }

  mutating func step(_ direction: Int, _ context: ScreenContext) -> Answer {
    if let bench { return self.bench!.step(direction, width: BenchLayout(context.area, bench).graph.width) }
    guard let warmup, !warmup.slices.isEmpty else { return .handled }
    let slots = slots(context)
    let here = events(context)
    let rest = direction > 0 ? Array(here.indices.dropFirst(event + 1)) : here.indices.prefix(event).reversed()
    if let next = rest.first(where: { matches(here[$0]) }) {
      event = next
      return .handled
    }
    for distance in 1...slots.count {
      let slot = (slots.slot(of: slice) + direction * distance + slots.count * 2) % slots.count
      let events = warmup.slices[slots.slices(of: slot)].flatMap(\.events)
      let match = direction > 0 ? events.firstIndex { matches($0) } : events.lastIndex { matches($0) }
      guard let match else { continue }
      go(to: slot, slots)
      event = match
      return .handled
    }
    return .message("no event contains it")
  }
}

/// How slices of time share the columns of the graph: a slot is a column, or several where there are more columns than slices.
struct WarmupSlots {
  let sliceCount: Int
  let count: Int

  init(count slices: Int, columns: Int) {
    sliceCount = slices
    count = max(1, min(slices, columns))
  }

  func slot(of slice: Int) -> Int {
    // The slot whose slices hold it, by the inverse of `slices(of:)`.
    var slot = min(count - 1, slice * count / max(1, sliceCount))
    while slot + 1 < count, slices(of: slot).upperBound <= slice { slot += 1 }
    return slot
  }

  /// Where a key moves the cursor to, perhaps beyond the ends; nil for other keys.
  func target(of key: Key, from slot: Int) -> Int? {
    switch key {
    case .left, .character("h"): slot - 1
    case .right, .character("l"): slot + 1
    case .home, .character("g"): 0
    case .end, .character("G"): count - 1
    case .pageUp: slot - max(1, count / 10)
    case .pageDown: slot + max(1, count / 10)
    default: nil
    }
  }

  /// The first slot before (−1) or after (+1) that has something.
  func next(from slot: Int, _ step: Int, where hasSomething: (Int) -> Bool) -> Int? {
    var next = slot + step
    while next >= 0, next < count, !hasSomething(next) { next += step }
    return next >= 0 && next < count ? next : nil
  }

  func slices(of slot: Int) -> Range<Int> { slot * sliceCount / count..<(slot + 1) * sliceCount / count }
  func slices(around slice: Int) -> Range<Int> { slices(of: slot(of: slice)) }
  func columns(of slot: Int, width: Int) -> Range<Int> { slot * width / count..<(slot + 1) * width / count }
}

/// Rows of the screen: what is said, the curve, a row for each kind of event, the axis, what happened under the cursor.
struct WarmupLayout {
  /// Columns left of the graph, for names.
  static let labels = 12

  var head: Area
  var graph: Area
  var marks: Area
  var axis: Area
  var slice: Area
  var list: Area
  let kinds: [EventKind]

  init(_ area: Area, warmup: Warmup?) {
    var rest = area
    let present = EventKind.allCases.filter { kind in warmup?.slices.contains { $0.count(of: kind) > 0 } ?? false
    }
    // On a low screen the rarer kinds give way.
    kinds = Array(present.prefix(max(1, area.height / 4)))
    let derivation = warmup?.steadiness.derivation ?? ""
    let said = derivation.isEmpty ? 1 : 1 + WordWrap.lines(derivation, width: area.width).count
    head = rest.takeTop(area.height >= 18 ? min(said, area.height / 3) : 1)
    let list = max(3, min(rest.height / 3, 12))
    self.list = rest.takeBottom(list)
    slice = rest.takeBottom(1)
    axis = rest.takeBottom(1)
    marks = rest.takeBottom(min(kinds.count, max(0, rest.height - 1)))
    _ = rest.takeLeft(min(Self.labels, rest.width / 3))
    graph = rest
  }
}
