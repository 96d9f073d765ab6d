// The course of time in the page: tiers and events of the warmup, states and threads of the timeline; and the ledger of calls into C.

import Profiler

extension PageData {
  func warmup(_ json: inout JSONStream) throws {
    let warmup = try profile.warmup(filter)
    json.object("warmup") { json in
      json.member("statement", name(warmup.steadiness.statement))
      json.member("derivation", name(warmup.steadiness.derivation))
      switch warmup.steadiness.verdict {
      case .steady(let from): json.member("steady_from_us", Int(from))
      default: json.member("steady_from_us", -1)
      }
      json.member("slice_us", Self.number(warmup.sliceLength))
      json.array("tiers") { json in for tier in Tier.allCases { json.value(tier.label) } }
      json.array("kinds") { json in
        for kind in EventKind.allCases {
          json.array { json in
            json.value(kind.label)
            json.value(kind.letter)
          }
        }
      }
      let columns =
        ["start_us"] + Tier.allCases.map { "tier_\($0.rawValue)" } + EventKind.allCases.map(\.rawValue)
      rows(
        "slices", columns, warmup.slices.map { [Int($0.tiers.start)] + $0.tiers.weights + $0.counts }, &json)
      // As many of each slice as there is room for, so that the end of a long recording has its events too.
      let total = warmup.slices.reduce(0) { $0 + $1.counts.reduce(0, +) }
      let each = max(1, Limit.events / max(1, warmup.slices.count))
      let events = warmup.slices.enumerated().flatMap { slice in
        slice.element.events.prefix(each).map { (slice.offset, $0) }
      }
      if total > events.count {
        limits.append(
          "Events of the warmup: \(Figures.count(events.count)) of \(Figures.count(total)) are listed; the marks count all."
        )
      }
      rows(
        "events", ["slice", "kind", "time_us", "trace", "function", "line", "detail"],
        events.map { slice, event in
          [
            slice, EventKind.allCases.firstIndex(of: event.kind)!, Int(event.time), event.trace ?? -1,
            function(event.place), event.line, name(event.detail),
          ]
        }, total: total, &json)
    }
  }

  func timeline(_ json: inout JSONStream) throws {
    let range =
      filter.range.map { $0.lowerBound..<max($0.lowerBound + 1, min($0.upperBound, profile.duration + 1)) }
      ?? 0..<max(1, profile.duration + 1)
    var chosen = filter
    chosen.range = range
    let timeline = try profile.timeline(slices: Limit.slices, filter: chosen)
    json.object("timeline") { json in
      json.member("start_us", Int(range.lowerBound))
      json.member("end_us", Int(range.upperBound))
      json.array("slices") { json in
        for slice in timeline.slices { json.array { json in for weight in slice { json.value(weight) } } }
      }
    }
    json.lineBreak()
    let threads = try profile.countsByThread(filter)
    bound("Threads", threads.count, Limit.threads)
    rows(
      "threads", ["thread", "name", "native", "started_us", "samples", "us"],
      threads.prefix(Limit.threads).map { thread, counts in
        let known = profile.threads.first { $0.id == thread }
        return [
          Int(thread.raw), name(known?.name ?? ""), known?.native ?? 0, Int(known?.started ?? 0), counts.samples,
          counts.weight,
        ]
      }, total: threads.count, &json)
    let collections = job.collections
    rows(
      "collections", ["count", "us", "longest_us"],
      [
        [
          collections.count, collections.reduce(0) { $0 + Int($1.duration) },
          Int(collections.map(\.duration).max() ?? 0),
        ]
      ], &json)
  }

  func crossings(_ json: inout JSONStream) throws {
    let all = try profile.crossingFunctions(of: counts)
    bound("C functions", all.count, Limit.crossings)
    var list: [[Int]] = []
    for (index, row) in all.prefix(Limit.crossings).enumerated() {
      list.append([-1, function(row.function), 0, name(row.signature), name(row.route)] + figures(row.cost))
      if row.sites.count > Limit.sites { bound("Call sites of a C function", row.sites.count, Limit.sites) }
      for site in row.sites.prefix(Limit.sites) {
        list.append([index, function(site.function), site.line, -1, -1] + figures(site.cost))
      }
    }
    var columns = [
      "of", "function", "line", "signature", "route", "calls", "traced_calls", "bytes", "callbacks", "exact",
    ]
    columns += ["total_us", "c_us", "overhead_us", "callback_us", "break_even", "break_even_low", "break_even_high"]
    for tier in ["interpreted", "traced"] {
      for part in ["c", "overhead", "callback"] { columns += ["", "_low", "_high"].map { "\(tier)_\(part)_ps\($0)" } }
    }
    rows("crossings", columns, list, total: all.count, &json)
  }

  /// Times of one call in picoseconds; −1 where there is none.
  private func figures(_ cost: CrossingCost) -> [Int] {
    func picoseconds(_ estimate: Estimate?) -> [Int] {
      guard let estimate else { return [-1, -1, -1] }
      return [Self.number(estimate.value * 1000), Self.number(estimate.low * 1000), Self.number(estimate.high * 1000)]
    }
    var row = [cost.calls, cost.tracedCalls, cost.bytes, cost.callbacks, cost.isExact ? 1 : 0]
    row += [cost.total.weight, cost.inC.weight, cost.overhead.weight, cost.callback.weight]
    if let even = cost.breakEven {
      row += [even.wholeItems, Self.number(max(1, even.low).rounded(.up)), Self.number(max(1, even.high).rounded(.up))]
    } else {
      row += [-1, -1, -1]
    }
    for times in [cost.interpreted, cost.traced] {
      row += picoseconds(times?.inC) + picoseconds(times?.overhead) + picoseconds(times?.callback)
    }
    return row
  }
}
