// Where the time went in the page: the stacks of the flame graph, functions, and lines of Python with their text.
//
// The text of a line is the recording's. Of files that it does not keep it is read from the disk now, for those that are Python's by
// their name only: a recording is untrusted, and must not make a page that somebody passes on carry other files of this machine.

import Profiler

extension PageData {
  func tree(_ json: inout JSONStream) {
    let tree = PageTree(profile.stackTree(of: counts, hiding: filter.hiddenKinds), limit: Limit.nodes)
    json.object("tree") { json in
      column("parent", tree.parents, &json)
      column("function", tree.functions.map { $0.map { function(profile.function($0)) } ?? -1 }, &json)
      column("entry_node", tree.entries.map(\.node), &json)
      column("entry_state", tree.entries.map(\.state), &json)
      column("entry_samples", tree.entries.map(\.samples), &json)
      column("entry_us", tree.entries.map(\.weight), &json)
      json.member("nodes_left_out", tree.leftOut)
      json.member("left_out_us", tree.leftOutWeight)
    }
    if tree.leftOut > 0 {
      limits.append(
        "Flame graph: the \(Figures.count(Limit.nodes)) heaviest of \(Figures.count(Limit.nodes + tree.leftOut)) "
          + "frames; \(Figures.time(Microseconds(tree.leftOutWeight))) that end in the others count as their callers' own time."
      )
    }
  }

  func functionRows(_ json: inout JSONStream) {
    let all = profile.functionRows(of: counts, hiding: filter.hiddenKinds.union([.runtime, .trace]))
    bound("Functions", all.count, Limit.functions)
    rows(
      "function_rows", ["function", "self_us", "total_us"],
      all.prefix(Limit.functions).map { [function($0.function), $0.own.weight, $0.total.weight] }, total: all.count,
      &json)
  }

  func lineRows(_ json: inout JSONStream) throws {
    let heat = try profile.sourceHeat(of: counts)
    let lines = heat.files.flatMap(\.lines).filter { $0.total > 0 || $0.failures > 0 || $0.aborts > 0 }
      .sorted { ($0.own, $0.total, $0.failures, $1.line) > ($1.own, $1.total, $1.failures, $0.line) }
    bound("Lines", lines.count, Limit.lines)
    var columns = [
      "function", "line", "text", "self_us", "total_us", "guards", "failures", "lost_us", "traces", "first_trace",
    ]
    columns += ["aborts"] + SampleState.allCases.map { "state_\($0.name)" }
    rows(
      "lines", columns,
      try lines.prefix(Limit.lines).map { line in
        [
          function(line.function), line.line, name(try sourceLine(line.function.file, line.line)), line.own, line.total,
          line.guards, line.failures, line.lost, line.traceCount, line.traces.first ?? -1, line.aborts,
        ] + line.states
      }, total: lines.count, &json)
    json.array("sources") { json in
      for (file, text) in sources.sorted(by: { $0.key < $1.key }) {
        switch text.condition {
        case .recorded, .unchanged: continue
        case .changed: json.array { json in sourceNote(file, "was written to after the recording began", &json) }
        case .missing(let reason): json.array { json in sourceNote(file, reason, &json) }
        }
      }
    }
  }

  private func sourceNote(_ file: String, _ what: String, _ json: inout JSONStream) {
    json.value(name(file))
    json.value(name(what))
  }

  /// The text of a line, as the recording keeps it or as the file is now; nil when it is not known.
  func sourceLine(_ file: String, _ line: Int) throws(RecordingError) -> String? {
    guard line > 0 else { return nil }
    if sources[file] == nil {
      guard sources.count < Limit.sources, sourceBytes < Limit.sourceBytes else { return nil }
      let text = try profile.recording.sourceText(file)
      sourceBytes += text.lines.reduce(0) { $0 + $1.utf8.count }
      sources[file] = text
    }
    let isPython = file.hasSuffix(".py") || file.hasSuffix(".pyw")
    guard let source = sources[file], source.condition == .recorded || isPython, let text = source.line(line) else {
      return nil
    }
    let spaces = text.prefix { $0 == " " || $0 == "\t" }.count
    return String(repeating: " ", count: min(spaces, 60)) + text.dropFirst(spaces).prefix(400)
  }
}
