// Drawing of a bench's curves. The scale is logarithmic, so that a slow first iteration does not hide the rest. Each file has a
// colour and a letter; without colour the letters stand on its curve.

import Bench
import Glibc
import Profiler
import Warmup

extension BenchPane {
  private static let roles: [Role] = [.stateTrace, .stateExit, .stateCall, .stateCollecting, .stateRecording, .warning]

  private func role(_ file: Int) -> Role { Self.roles[file % Self.roles.count] }
  private func letter(_ file: Int) -> String { String(Character(Unicode.Scalar(UInt8(97 + file % 26)))) }

  func draw(on grid: inout Grid, _ context: ScreenContext) {
    let layout = BenchLayout(context.area, self)
    drawHead(on: &grid, layout.head)
    guard count > 0 else {
      grid.put("no process has ended yet", x: layout.graph.x, y: layout.graph.y, style: .faint)
      return
    }
    drawCurves(on: &grid, layout.graph, letters: context.monochrome || context.charset == .ascii)
    let slots = slots(layout.graph.width)
    drawMarks(slots, on: &grid, layout)
    drawAxis(slots, on: &grid, layout)
    drawCursor(slots, on: &grid, layout.cursor)
    drawList(slots, on: &grid, layout.list)
  }

  private func drawHead(on grid: inout Grid, _ area: Area) {
    for (file, analysis) in analyses.enumerated().prefix(area.height) {
      let y = area.y + file
      let warmup = analysis.warmup
      var x = area.x
      x += grid.put("\(letter(file)) ", x: x, y: y, style: Style(role(file)))
      x += grid.put("\(analysis.benchmark.vm)  ", x: x, y: y, width: area.width - x, style: .title)
      let unfinished = analysis.benchmark.isFinished ? "" : ", unfinished"
      let text =
        "\(warmup?.verdict.description ?? "no times") in \(BenchReport.processes(analysis.timed.count))\(unfinished), steady from "
        + "\(BenchReport.spread(warmup?.steadyIterations, BenchReport.count)), then "
        + BenchReport.estimate(warmup?.steadyTime)
      grid.put(text, x: x, y: y, width: max(0, area.width - x))
    }
  }

  // MARK: Curves

  private func height(_ seconds: Double) -> Double {
    let span = log(range.upperBound) - log(range.lowerBound)
    return span < 1e-9 ? 0.5 : max(0, min(1, (log(max(1e-9, seconds)) - log(range.lowerBound)) / span))
  }

  private func drawCurves(on grid: inout Grid, _ area: Area, letters: Bool) {
    for (row, label) in [(0, range.upperBound), (area.height - 1, range.lowerBound)] where area.height > 1 {
      grid.put(
        BenchReport.seconds(label), x: 0, y: area.y + row, width: max(0, area.x - 1), style: .faint, align: .right
      )
    }
    // Letters tell files apart and stay readable; everything else gives way to the segments.
    let showsLetters = letters && analyses.count > 1
    if showsLetters { drawSegments(on: &grid, area) }
    for (file, analysis) in analyses.enumerated() {
      if !letters {
        for curve in analysis.seconds.prefix(30) { drawDots(curve, on: &grid, area, Style(role(file), .dim)) }
      }
      if showsLetters {
        drawLetters(analysis.median, letter(file), on: &grid, area)
      } else {
        drawDots(analysis.median, on: &grid, area, Style(role(file), .bold))
      }
    }
    if !showsLetters { drawSegments(on: &grid, area) }
  }

  /// The segments of the shown process, as level lines at their means.
  private func drawSegments(on grid: inout Grid, _ area: Area) {
    guard let shown else { return }
    for segment in shown.segments {
      let y = row(height(segment.mean), area)
      let start = segment.start * area.width / count
      for x in start..<min(area.width, max(start + 1, (segment.end + 1) * area.width / count)) {
        grid.putGlyph(grid.glyphs.level, x: area.x + x, y: y, style: Style(role(shown.file)))
      }
    }
  }

  private func row(_ height: Double, _ area: Area) -> Int {
    area.y + Int((1 - height) * Double(max(0, area.height - 1)) + 0.5)
  }

  /// A place of the grid for each of several points of a column; a column of many iterations shows their lowest and highest.
  private func drawDots(
    _ curve: [Double], on grid: inout Grid, _ area: Area, _ style: Style
  ) {
    guard !curve.isEmpty else { return }
    // Shorter processes end earlier.
    let columns = max(1, area.width * curve.count / max(1, count))
    let values = (0..<columns * 2).map { column -> Double in
      let start = column * curve.count / (columns * 2)
      let end = max(start + 1, (column + 1) * curve.count / (columns * 2))
      return height(curve[start..<min(end, curve.count)].max()!)
    }
    let part = Area(x: area.x, y: area.y, width: columns, height: area.height)
    grid.putCurve(values, top: 1, in: part, style: style)
  }

  private func drawLetters(
    _ curve: [Double], _ letter: String, on grid: inout Grid, _ area: Area
  ) {
    for column in 0..<area.width {
      let start = column * count / area.width
      guard start < curve.count else { return }
      grid.putGlyph(letter, x: area.x + column, y: row(height(curve[start]), area))
    }
  }

  // MARK: Below

  private func drawMarks(_ slots: WarmupSlots, on grid: inout Grid, _ layout: BenchLayout) {
    let moments = shown?.moments ?? []
    for (row, kind) in layout.kinds.prefix(layout.marks.height).enumerated() {
      let y = layout.marks.y + row
      grid.put(kind.label, x: 0, y: y, width: max(0, layout.graph.x - 1), style: .faint)
      var counts: [Int: Int] = [:]
      for moment in moments where moment.kind == kind {
        counts[slots.slot(of: max(0, moment.iteration)), default: 0] += 1
      }
      for (slot, number) in counts {
        let x = layout.graph.x + slots.columns(of: slot, width: layout.graph.width).lowerBound
        grid.putGlyph(number > 9 ? "+" : String(number), x: x, y: y, style: Style(kind.role))
      }
    }
  }

  private func drawAxis(_ slots: WarmupSlots, on grid: inout Grid, _ layout: BenchLayout) {
    let y = layout.axis.y
    let graph = layout.graph
    func column(_ iteration: Int) -> Int {
      graph.x + slots.columns(of: slots.slot(of: min(max(0, iteration), count - 1)), width: graph.width).lowerBound
    }
    grid.put("0", x: graph.x, y: y, style: .faint)
    // Files that are steady from one column on share a word.
    var steady: [Int: [Int]] = [:]
    for (file, analysis) in analyses.enumerated() {
      if let from = analysis.warmup?.steadyIterations { steady[column(Int(from.median)), default: []].append(file) }
    }
    let x = column(iteration)
    var used = x + 1
    var isCovered = false
    for (place, files) in steady.sorted(by: { $0.key < $1.key }) {
      let mark = analyses.count > 1 ? "steady " + files.map(letter).joined() : "steady"
      // The cursor's sign stands before it.
      let start = place == x ? place + 2 : place
      grid.put(mark, x: start, y: y, width: mark.count, style: Style(role(files[0])))
      used = max(used, start + mark.count)
      if (start..<start + mark.count).contains(x) { isCovered = true }
    }
    let room = graph.x + graph.width - used - 1
    if let last = ["iteration \(count - 1)", "\(count - 1)"].first(where: { $0.count <= room }) {
      grid.put(last, x: graph.x, y: y, width: graph.width, style: .faint, align: .right)
    }
    for row in graph.y..<max(graph.y, y) {
      grid.restyle(Area(x: x, y: row, width: 1, height: 1)) { $0.background = .selection }
    }
    if isCovered {
      grid.restyle(Area(x: x, y: y, width: 1, height: 1)) { $0 = .selection }
    } else {
      grid.putGlyph("^", x: x, y: y, style: .selection)
    }
  }

  private func drawCursor(_ slots: WarmupSlots, on grid: inout Grid, _ area: Area) {
    guard let shown else { return }
    let range = slots.slices(around: iteration)
    let here = range.filter { $0 < shown.process.iterations.count }.map { shown.process.iterations[$0] }
    let name =
      range.count > 1 ? "iterations \(range.lowerBound) to \(range.upperBound - 1)" : "iteration \(range.lowerBound)"
    let of = analyses.count > 1 ? " of \(analyses[shown.file].benchmark.vm)" : ""
    let used = grid.put(
      "\(name), process \(shown.process.id)\(of)  ", x: area.x, y: area.y, width: area.width, style: .title)
    guard let first = here.first, let last = here.last else {
      grid.put("it made fewer", x: area.x + used, y: area.y, width: max(0, area.width - used), style: .faint)
      return
    }
    let mean = here.reduce(0) { $0 + $1.wall } / here.count
    var text = Figures.time(nanoseconds: Double(mean)) + (here.count > 1 ? " on average" : "")
    if let segment = shown.segments.first(where: { $0.end >= range.lowerBound }) {
      text += ", segment \(segment.start)–\(segment.end) at \(BenchReport.seconds(segment.mean))"
    }
    if let end = last.counters {
      let before = range.lowerBound > 0 ? shown.process.iterations[range.lowerBound - 1].counters : BenchCounters()
      func add(_ one: String, _ many: String, _ counter: KeyPath<BenchCounters, Int>) {
        let number = end[keyPath: counter] - (before?[keyPath: counter] ?? 0)
        if number != 0 { text += ", \(Figures.count(number)) \(number == 1 ? one : many)" }
      }
      add("guard failure", "guard failures", \.guardFailures)
      add("call into C", "calls into C", \.crossings)
      add("collection", "collections", \.collections)
    }
    if first.cpu > 0, here.count == 1, first.wall - first.cpu > first.wall / 5 {
      text += ", \(Figures.time(nanoseconds: Double(first.wall - first.cpu))) without the processor"
    }
    grid.put(text, x: area.x + used, y: area.y, width: max(0, area.width - used))
  }

  private func drawList(_ slots: WarmupSlots, on grid: inout Grid, _ area: Area) {
    let lines = list(slots.slices(around: iteration))
    if lines.isEmpty {
      grid.put("nothing happened here", x: area.x, y: area.y, width: area.width, style: .faint)
      return
    }
    let first = max(0, row - max(0, area.height - 1))
    for (position, index) in (first..<min(lines.count, first + area.height)).enumerated() {
      let line = lines[index]
      let y = area.y + position
      let isSelected = index == row
      if isSelected { grid.fill(Area(x: area.x, y: y, width: area.width, height: 1), .selection) }
      func style(_ style: Style) -> Style { isSelected ? .selection : style }
      grid.put(String(line.iteration), x: area.x, y: y, width: 7, style: style(.faint), align: .right)
      let isMatch = !found.isEmpty && line.text.lowercased().contains(found)
      let role = line.kind.map { Style($0.role) } ?? .title
      grid.put(line.kind?.rawValue ?? "why", x: area.x + 8, y: y, width: 11, style: style(role))
      grid.put(
        line.text, x: area.x + 20, y: y, width: max(0, area.width - 20), style: style(isMatch ? Style(.match) : .plain))
    }
  }
}
