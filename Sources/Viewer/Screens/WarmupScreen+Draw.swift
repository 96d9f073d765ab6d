// Drawing of the warmup screen.

import Profiler

extension WarmupScreen {
  func draw(on grid: inout Grid, _ context: ScreenContext) {
    if let bench { return bench.draw(on: &grid, context) }
    guard let warmup else {
      grid.put(problem ?? "reading …", x: context.area.x, y: context.area.y, width: context.area.width, style: .faint)
      return
    }
    let layout = WarmupLayout(context.area, warmup: warmup)
    drawHead(warmup, on: &grid, layout.head)
    guard warmup.slices.contains(where: { $0.tiers.weight > 0 }) else {
      grid.put(context.model.noSamples, x: layout.graph.x, y: layout.graph.y, style: .faint)
      return
    }
    let slots = slots(context)
    drawCurve(warmup, slots, on: &grid, layout)
    drawMarks(warmup, slots, on: &grid, layout)
    drawAxis(warmup, slots, on: &grid, layout)
    drawSlice(warmup, slots, on: &grid, layout.slice)
    drawEvents(context, on: &grid, layout.list)
  }

  private func drawHead(_ warmup: Warmup, on grid: inout Grid, _ area: Area) {
    let steadiness = warmup.steadiness
    let isShort = steadiness.statement.count > area.width
    grid.put(
      isShort ? steadiness.inShort : steadiness.statement, x: area.x, y: area.y, width: area.width, style: .title)
    guard area.height > 1 else { return }
    let lines = WordWrap.lines(steadiness.derivation, width: area.width)
    for (row, line) in lines.prefix(area.height - 1).enumerated() {
      grid.put(line, x: area.x, y: area.y + 1 + row, width: area.width, style: .faint)
    }
  }

  private func drawCurve(_ warmup: Warmup, _ slots: WarmupSlots, on grid: inout Grid, _ layout: WarmupLayout) {
    let column = Tier.allCases.firstIndex(of: .machineCode)!
    var last = 0.0
    let values = (0..<slots.count).map { slot in
      let slices = warmup.slices[slots.slices(of: slot)]
      let weight = slices.reduce(0) { $0 + $1.tiers.weight }
      // Where nothing was sampled the curve goes on.
      if weight > 0 { last = Double(slices.reduce(0) { $0 + $1.tiers.weights[column] }) / Double(weight) }
      return last
    }
    let graph = layout.graph
    grid.putCurve(values, top: 1, in: graph, style: Style(.stateTrace))
    var labels = ["100 %", "machine", "code"].prefix(max(0, graph.height - 1)).map { $0 }
    labels += [String](repeating: "", count: max(0, graph.height - 1 - labels.count)) + ["0 %"]
    for (row, label) in labels.prefix(graph.height).enumerated() {
      grid.put(label, x: 0, y: graph.y + row, width: graph.x - 1, style: .faint)
    }
  }

  /// How often each kind of thing happened, by column: a digit, or + for more than nine.
  private func drawMarks(_ warmup: Warmup, _ slots: WarmupSlots, on grid: inout Grid, _ layout: WarmupLayout) {
    for (row, kind) in layout.kinds.prefix(layout.marks.height).enumerated() {
      let y = layout.marks.y + row
      grid.put(kind.label, x: 0, y: y, width: layout.graph.x - 1, style: .faint)
      for slot in 0..<slots.count {
        let count = warmup.slices[slots.slices(of: slot)].reduce(0) { $0 + $1.count(of: kind) }
        guard count > 0 else { continue }
        let x = layout.graph.x + slots.columns(of: slot, width: layout.graph.width).lowerBound
        grid.putGlyph(count > 9 ? "+" : String(count), x: x, y: y, style: Style(kind.role))
      }
    }
  }

  private func drawAxis(_ warmup: Warmup, _ slots: WarmupSlots, on grid: inout Grid, _ layout: WarmupLayout) {
    let y = layout.axis.y
    let graph = layout.graph
    let columns = slots.columns(of: slots.slot(of: slice), width: graph.width)
    // The cursor stands in the first column; the time of the beginning beside it.
    let begin = graph.x + (columns.lowerBound == 0 ? 2 : 0)
    grid.put(Figures.time(warmup.range.lowerBound), x: begin, y: y, style: .faint)
    grid.put(Figures.time(warmup.range.upperBound), x: graph.x, y: y, width: graph.width, style: .faint, align: .right)
    for row in graph.y..<max(graph.y, y) {
      grid.restyle(Area(x: graph.x + columns.lowerBound, y: row, width: 1, height: 1)) { $0.background = .selection }
    }
    grid.putGlyph("^", x: graph.x + columns.lowerBound, y: y, style: .selection)
    if case .steady(let time) = warmup.steadiness.verdict, time > warmup.range.lowerBound {
      let length = Double(warmup.range.upperBound - warmup.range.lowerBound)
      let x = graph.x + Int(Double(time - warmup.range.lowerBound) / max(1, length) * Double(graph.width))
      grid.put("steady", x: min(x, graph.x + graph.width - 16), y: y, style: Style(.accent))
      grid.putGlyph("^", x: graph.x + columns.lowerBound, y: y, style: .selection)
    }
  }

  private func drawSlice(_ warmup: Warmup, _ slots: WarmupSlots, on grid: inout Grid, _ area: Area) {
    let range = slots.slices(around: slice)
    let slices = warmup.slices[range]
    let weight = slices.reduce(0) { $0 + $1.tiers.weight }
    let start = slices[range.lowerBound].tiers.start
    let end = start + Microseconds((warmup.sliceLength * Double(range.count)).rounded())
    let shares = Tier.allCases.indices.map { tier in
      (Tier.allCases[tier], slices.reduce(0) { $0 + $1.tiers.weights[tier] })
    }
    .filter { $0.1 > 0 }.sorted { $0.1 > $1.1 }
    .map { "\($0.0.label) \(Figures.percent(Double($0.1) / Double(max(1, weight))))" }
    let text = shares.isEmpty ? "no samples" : shares.joined(separator: ", ")
    let used = grid.put(
      "\(Figures.time(start)) to \(Figures.time(end))  ", x: area.x, y: area.y, width: area.width, style: .title)
    grid.put(text, x: area.x + used, y: area.y, width: area.width - used)
  }

  private func drawEvents(_ context: ScreenContext, on grid: inout Grid, _ area: Area) {
    guard let warmup else { return }
    let events = events(context)
    let slices = warmup.slices[slots(context).slices(around: slice)]
    let hidden = slices.reduce(0) { $0 + $1.counts.reduce(0, +) } - events.count
    if events.isEmpty {
      grid.put(
        "nothing was compiled, given up or collected here", x: area.x, y: area.y, width: area.width, style: .faint)
      return
    }
    let first = firstEvent(height: area.height)
    for (row, index) in (first..<min(events.count, first + area.height)).enumerated() {
      let event = events[index]
      let y = area.y + row
      let isSelected = index == self.event
      func style(_ style: Style) -> Style { isSelected ? .selection : style }
      if isSelected { grid.fill(Area(x: area.x, y: y, width: area.width, height: 1), .selection) }
      grid.put(Figures.time(event.time), x: area.x, y: y, width: 8, style: style(.faint), align: .right)
      grid.put(event.kind.title, x: area.x + 9, y: y, width: 11, style: style(Style(event.kind.role)))
      let place = event.place.map { "\($0.name)  \(Figures.fileName($0.file)):\(event.line)  " } ?? ""
      let trace = event.trace.map { "trace \($0)  " } ?? ""
      let isLast = row == area.height - 1 && index == events.count - 1
      let more = isLast && hidden > 0 ? "  and \(Figures.count(hidden)) more" : ""
      grid.put(
        place + trace + event.detail + more, x: area.x + 21, y: y, width: area.width - 21,
        style: style(matches(event) ? Style(.match) : .plain))
    }
  }
}

extension Steadiness {
  /// The statement for narrow screens.
  fileprivate var inShort: String {
    switch verdict {
    case .tooFewSamples: "too few samples to say when steady"
    case .noMachineCode: "no machine code in the last quarter"
    case .steady(let time): "\(Figures.percent(share.share)) machine code from \(Figures.time(time)) on"
    case .unsteady(let time): "not steady, departs at \(Figures.time(time))"
    }
  }
}

extension EventKind {
  /// Its colour, on every screen that shows events.
  var role: Role {
    switch self {
    case .compiled, .bridge: .stateTrace
    case .aborted, .blacklisted: .stateExit
    case .invalidated, .flushed: .warning
    case .collection: .stateCollecting
    }
  }
}
