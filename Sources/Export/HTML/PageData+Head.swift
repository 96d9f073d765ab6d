// What the page says of the recording as a whole: program, totals, states, the doctor's findings, environment and losses.

import Profiler

extension PageData {
  func head(_ json: inout JSONStream) {
    json.member("program", name(profile.environment["program"] ?? "recording"))
    for key in ["mode", "started", "finished"] { json.member(key, name(profile.environment[key])) }
    json.member("duration_us", Int(profile.duration))
    json.member("sampled_us", counts.weight)
    json.member("samples", counts.samples)
    json.member("broken", profile.brokenSamples(of: counts))
    json.member("chosen", name(chosen))
    let found = Dictionary(uniqueKeysWithValues: profile.stateRows(of: counts).map { ($0.state, $0) })
    json.array("states") { json in
      for state in SampleState.allCases {
        json.object { json in
          json.member("name", state.name)
          json.member("label", state.label)
          json.member("meaning", state.info.meaning)
          json.member("samples", found[state]?.samples ?? 0)
          json.member("us", found[state]?.share.weight ?? 0)
        }
      }
    }
    json.lineBreak()
  }

  /// The choice of samples in words; nil when all were taken.
  private var chosen: String? {
    var parts = filter.choice(duration: profile.duration).map { [$0] } ?? []
    if !filter.hiddenKinds.isEmpty {
      let kinds = FunctionKind.allCases.filter(filter.hiddenKinds.contains).map(\.name).joined(separator: ", ")
      parts.append("without frames of kind \(kinds)")
    }
    return parts.isEmpty ? nil : parts.joined(separator: "; ")
  }

  func findings(_ all: [Finding], _ json: inout JSONStream) {
    bound("Findings", all.count, Limit.findings)
    json.array("findings") { json in
      for finding in all.prefix(Limit.findings) {
        json.object { json in
          json.member("rule", finding.rule)
          json.member("title", name(finding.title))
          json.member("cost_us", finding.cost.weight)
          json.member("cost_is", name(finding.costMeaning))
          json.member("function", function(finding.place))
          json.member("line", finding.line)
          json.array("evidence") { json in for line in finding.evidence.prefix(50) { json.value(name(line)) } }
          json.member("suggestion", name(finding.suggestion))
          json.member("edit", PageNames.code(finding.edit ?? ""))
          json.array("target") { json in
            switch finding.target {
            case .trace(let number):
              json.value("trace")
              json.value(number)
            case .exit(let id):
              json.value("guard")
              json.value(id.trace)
              json.value(id.exit)
            case .crossing(let function):
              json.value("crossing")
              json.value(name(function))
            case .line: json.value("line")
            case .none: break
            }
          }
        }
        json.lineBreak()
      }
    }
  }

  func environment(_ json: inout JSONStream) {
    let values = profile.environment.sorted { $0.key < $1.key }
    bound("Lines of the environment", values.count, Limit.environment)
    rows(
      "environment", ["name", "value"], values.prefix(Limit.environment).map { [name($0.key), name($0.value)] }, &json)
    rows(
      "losses", ["meaning", "count", "is_missing"],
      profile.losses.prefix(100).map {
        [name(LossCause.meaning($0.cause)), $0.count, LossCause.losesSamples($0.cause) ? 1 : 0]
      }, &json)
    let last = profile.overhead.last
    rows(
      "overhead", ["handler_us", "collector_us", "program_us"],
      last.map { [[Int($0.handler), Int($0.collector), Int($0.program)]] } ?? [], &json)
  }
}
