// Two versions of a script: lines of a function move when something above them changes. All sites of a function move together, so
// one shift per function brings them together again: the one that makes most sites of the baseline meet a site of the same kind in
// the candidate; the smallest of equals.

import Profiler

struct LineShift {
  private struct Function: Hashable {
    let file: String
    let name: String

    init(_ place: BenchPlace) { (file, name) = (place.fileName, place.function) }
  }

  private struct Site: Hashable {
    let kind: String
    let line: Int
  }

  private var shifts: [Function: Int] = [:]

  /// The baseline with the line numbers and folders of the candidate.
  static func align(_ baseline: BenchmarkFacts, to candidate: BenchmarkFacts) -> BenchmarkFacts {
    var facts = baseline
    var files: [String: String] = [:]
    var found = candidate
    found.changePlaces { files[$0.fileName] = $0.file }
    facts.changePlaces { place in
      if let file = files[place.fileName] { place.file = file }
    }
    // A module has no digest: its lines are brought together always.
    if baseline.script.digest == candidate.script.digest && !baseline.script.isModule { return facts }
    let shift = LineShift(baseline, candidate)
    facts.changePlaces { shift.move(&$0) }
    return facts
  }

  private init(_ baseline: BenchmarkFacts, _ candidate: BenchmarkFacts) {
    let before = Self.sites(baseline)
    let after = Self.sites(candidate)
    for (function, sites) in before {
      guard let targets = after[function] else { continue }
      var met = [0: sites.intersection(targets).count]
      for site in sites {
        for target in targets where target.kind == site.kind && target.line != site.line {
          met[target.line - site.line, default: 0] += 1
        }
      }
      shifts[function] = met.max { ($0.value, -abs($0.key), $0.key) < ($1.value, -abs($1.key), $1.key) }!.key
    }
  }

  private func move(_ place: inout BenchPlace) { place.line += shifts[Function(place)] ?? 0 }

  private static func sites(_ facts: BenchmarkFacts) -> [Function: Set<Site>] {
    var sites: [Function: Set<Site>] = [:]
    func add(_ place: BenchPlace, _ kind: String) {
      // A function with thousands of sites is shifted as its first ones are.
      if sites[Function(place)]?.count ?? 0 < 500 {
        sites[Function(place), default: []].insert(Site(kind: kind, line: place.line))
      }
    }
    for process in facts.processes {
      for trace in process.traces { add(trace.place, trace.kind) }
      for site in process.guards { add(site.place, site.kind) }
      for abort in process.aborts { add(abort.begin, "abort") }
    }
    return sites
  }
}
