// Traces in the page: the trees with their sampled time, the listings of those with the most time (lines, operations, machine
// code, exits), guards that failed, and recordings given up.

import Profiler

extension PageData {
  func traces(_ json: inout JSONStream) throws {
    let tree = try profile.traceTree(of: counts)
    // A trace comes before its bridges: the first rows hang together.
    let order = tree.rows(.time)
    bound("Traces, the trees with the most time", order.count, Limit.traces)
    json.member("in_traces_us", tree.inTraces)
    rows(
      "traces",
      [
        "trace", "kind", "parent", "parent_exit", "link", "function", "line", "started_us", "ended_us", "cause",
        "entered", "recorded_operations", "recorded_guards", "operations", "guards", "bytes", "record_ns",
        "optimize_ns", "allocate_ns", "encode_ns", "self_us", "total_us", "tree_us",
      ],
      order.prefix(Limit.traces).map { row in
        let trace = tree.traces[row.index]
        let parent = tree.parents[row.index] < 0 ? -1 : tree.traces[Int(tree.parents[row.index])].number
        return [
          trace.number, name(trace.kind), parent, trace.parentExit ?? -1, trace.link ?? -1, function(trace.place),
          trace.line, Int(trace.started), trace.ended.map { Int($0) } ?? -1, name(trace.cause), trace.entered,
          trace.recordedOperations, trace.recordedGuards, trace.operations, trace.guards, trace.bytes,
          trace.recordTime, trace.optimizeTime, trace.allocateTime, trace.encodeTime, tree.own[row.index],
          tree.total[row.index], tree.tree[row.index],
        ]
      }, total: order.count, &json)
    let heaviest = order.prefix(Limit.traces).map(\.index).sorted { (tree.total[$0], $1) > (tree.total[$1], $0) }
    try listings(heaviest.map { tree.traces[$0] }, &json)
  }

  private func listings(_ traces: [ProfileTrace], _ json: inout JSONStream) throws {
    var room = Limit.listingBytes
    var written = 0
    let stacks = profile.traceStacks(of: counts)
    try json.object("listings") { json in
      for trace in traces.prefix(Limit.listings) where room > 0 {
        if written % 16 == 0 { try job.report(0.5 + 0.2 * Double(written) / Double(Limit.listings)) }
        written += 1
        let listing = try profile.traceListing(of: trace, stacks)
        try json.object(String(trace.number)) { json in room -= try write(listing, &json) }
        json.lineBreak()
      }
    }
    bound("Traces that can be opened, those with the most time", traces.count, written)
  }

  /// Writes the inside of a listing.
  /// - Returns: about how many bytes of text it has.
  private func write(_ listing: TraceListing, _ json: inout JSONStream) throws -> Int {
    var bytes = 0
    var isCut = false
    json.member("total_us", listing.total)
    rows(
      "lines", ["function", "line", "us", "text"],
      try listing.lines.prefix(1000).map {
        [function($0.function), $0.line, $0.weight, name(try sourceLine($0.function.file, $0.line))]
      }, total: listing.lines.count, &json)
    bytes += 40 * listing.lines.count
    for (name, blocks) in [("blocks", listing.blocks), ("recorded", listing.recorded)] {
      json.array(name) { json in
        for block in blocks.prefix(Limit.blocks) {
          json.object { json in
            json.member("line", block.line ?? -1)
            json.member("behind", block.isBehind)
            let operations = kept(block.operations.lazy.map { PageNames.code($0.text, limit: 400) }, &bytes)
            json.array("operations") { json in for text in operations { json.value(text) } }
            json.array("exits") { json in
              for operation in block.operations.prefix(operations.count) { json.value(operation.exit ?? -1) }
            }
            let instructions = kept(block.instructions.lazy.map { self.offset($0.offset) + "  " + $0.text }, &bytes)
            json.array("instructions") { json in for text in instructions { json.value(text) } }
            isCut = isCut || operations.count < block.operations.count || instructions.count < block.instructions.count
          }
        }
      }
    }
    isCut = isCut || max(listing.blocks.count, listing.recorded.count) > Limit.blocks
    rows(
      "exits", ["exit", "kind", "function", "line", "expected", "seen", "failures", "bridge", "lost_us"],
      listing.exits.prefix(1000).map {
        [
          $0.number, name($0.kind), function($0.place), $0.line, name($0.expected), name($0.seen), $0.failures,
          $0.bridge ?? -1, $0.lost,
        ]
      }, total: listing.exits.count, &json)
    if isCut {
      limits.append(
        "Operations and machine code of trace \(listing.trace.number): the first \(Figures.bytes(Limit.bytesOfListing))."
      )
    }
    return bytes + 60 * min(1000, listing.exits.count)
  }

  /// The first lines of a trace's text, as many as there is room for.
  private func kept(_ lines: some Sequence<String>, _ bytes: inout Int) -> [String] {
    var kept: [String] = []
    for line in lines {
      if bytes >= Limit.bytesOfListing { break }
      bytes += line.utf8.count + 4
      kept.append(line)
    }
    return kept
  }

  /// At least four hexadecimal digits.
  private func offset(_ number: Int) -> String {
    let digits = String(number, radix: 16)
    return String(repeating: "0", count: max(0, 4 - digits.count)) + digits
  }

  func guards(_ json: inout JSONStream) throws {
    let all = try profile.failingGuards(of: counts, limit: .max)
    bound("Guards that failed, those with the most time lost", all.count, Limit.guards)
    json.member("lost_us", all.reduce(0) { $0 + $1.lost.weight })
    rows(
      "guards", ["trace", "exit", "kind", "function", "line", "expected", "seen", "failures", "bridge", "lost_us"],
      all.prefix(Limit.guards).map {
        [
          $0.trace, $0.exit, name($0.kind), function($0.place), $0.line, name($0.expected), name($0.seen),
          $0.failures, $0.bridge ?? -1, $0.lost.weight,
        ]
      }, total: all.count, &json)
  }

  func aborts(_ json: inout JSONStream) throws {
    rows(
      "aborts", ["title", "count", "record_ns", "interpreted_us", "function", "line", "count_at_place"],
      try profile.aborts(of: counts).prefix(Limit.places).map {
        [
          name($0.title), $0.count, $0.recordTime, $0.interpreted.weight, function($0.place), $0.line, $0.countAtPlace,
        ]
      }, &json)
    let places = try profile.givenUpPlaces()
    bound("Places of recordings given up", places.count, Limit.places)
    rows(
      "given_up",
      [
        "title", "meaning", "function", "line", "is_bridge", "count", "record_ns", "instruction", "stop_function",
        "stop_line",
      ],
      places.prefix(Limit.places).map {
        [
          name($0.title), name($0.meaning), function($0.place), $0.line, $0.isBridge ? 1 : 0, $0.count, $0.recordTime,
          name($0.instruction), function($0.stopPlace), $0.stopLine,
        ]
      }, total: places.count, &json)
  }
}
