// The configuration file, JSON (docs/gate.md). Unknown words are errors: a threshold that nobody reads protects nobody.

import Foundation

extension GateConfiguration {
  static let largestFile = 1 << 20

  /// - Throws: `GateError` with the file's name and what is wrong in it.
  public init(file: String) throws(GateError) {
    guard let handle = FileHandle(forReadingAtPath: file), let data = try? handle.read(upToCount: Self.largestFile + 1)
    else { throw GateError(.unusable, "cannot read the configuration \(file)") }
    guard data.count <= Self.largestFile else { throw GateError(.unusable, "\(file) is too large for a configuration") }
    try self.init(json: data, name: file)
  }

  init(json: Data, name: String) throws(GateError) {
    self.init()
    let value: Any
    do { value = try JSONSerialization.jsonObject(with: json) } catch {
      throw GateError(.unusable, "\(name) is not JSON: \(JSONObject.reason(error))")
    }
    let object = try JSONObject(value, at: name)
    try object.allow(["false_alarms", "clock", "accept", "metrics", "benchmarks", "acknowledged"])
    if let share = try object.number("false_alarms") {
      guard share > 0, share <= 0.2 else { throw object.problem("false_alarms is a share from 0 to 0.2, as 0.01") }
      falseAlarms = share
    }
    if let word = try object.string("clock") {
      guard let clock = GateClock(rawValue: word) else { throw object.problem("clock is wall or cpu, not '\(word)'") }
      self.clock = clock
    }
    for word in try object.strings("accept") {
      guard let difference = Difference(rawValue: word) else {
        throw object.problem(
          "accept knows \(Difference.allCases.map(\.rawValue).joined(separator: ", ")), not '\(word)'")
      }
      accepted.insert(difference)
    }
    rules = try Self.rules(object.object("metrics"))
    if let benchmarks = try object.object("benchmarks") {
      for name in benchmarks.keys {
        let benchmark = try benchmarks.object(name)!
        try benchmark.allow(["metrics"])
        benchmarkRules[name] = try Self.rules(benchmark.object("metrics"))
      }
    }
    for item in try object.objects("acknowledged") { acknowledgements.append(try Acknowledgement(item)) }
  }

  private static func rules(_ object: JSONObject?) throws(GateError) -> [Metric: Rule] {
    guard let object else { return [:] }
    var rules: [Metric: Rule] = [:]
    for name in object.keys {
      guard let metric = Metric(rawValue: name) else { throw object.problem("no metric '\(name)'; see docs/gate.md") }
      let row = try object.object(name)!
      try row.allow(["threshold", "floor", "judge", "decides"])
      let rule = Rule(
        threshold: try row.number("threshold"), floor: try row.number("floor"), judge: try row.bool("judge"),
        decides: try row.bool("decides"))
      guard (0...100).contains(rule.threshold ?? 0) else {
        throw row.problem("threshold is a share, as 0.05 for 5 %")
      }
      guard (rule.floor ?? 0) >= 0 else { throw row.problem("floor is not negative") }
      rules[metric] = rule
    }
    return rules
  }

  /// The configuration as a file, for `--write-config`.
  public var json: String {
    func number(_ value: Double) -> Any { NSNumber(value: (value * 1e6).rounded() / 1e6) }
    func table(_ rules: [Metric: Rule]) -> [String: Any] {
      var table: [String: Any] = [:]
      for (metric, rule) in rules {
        var row: [String: Any] = [:]
        row["threshold"] = rule.threshold.map(number)
        row["floor"] = rule.floor.map(number)
        row["judge"] = rule.judge
        row["decides"] = rule.decides
        table[metric.rawValue] = row
      }
      return table
    }
    var object: [String: Any] = ["false_alarms": number(falseAlarms), "clock": clock.rawValue]
    if !accepted.isEmpty { object["accept"] = accepted.map(\.rawValue).sorted() }
    if !rules.isEmpty { object["metrics"] = table(rules) }
    if !benchmarkRules.isEmpty { object["benchmarks"] = benchmarkRules.mapValues { ["metrics": table($0)] } }
    if !acknowledgements.isEmpty {
      object["acknowledged"] = acknowledgements.map { item in
        var row = ["metric": item.metric.rawValue, "reason": item.reason, "until": item.until]
        row["benchmark"] = item.benchmark
        row["part"] = item.part
        return row
      }
    }
    let options: JSONSerialization.WritingOptions = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    let data = (try? JSONSerialization.data(withJSONObject: object, options: options)) ?? Data()
    return String(decoding: data, as: UTF8.self) + "\n"
  }
}

extension GateConfiguration.Acknowledgement {
  init(_ object: JSONObject) throws(GateError) {
    try object.allow(["benchmark", "metric", "part", "reason", "until"])
    guard let name = try object.string("metric"), let metric = Metric(rawValue: name) else {
      throw object.problem("an acknowledged regression names its metric")
    }
    guard let reason = try object.string("reason"), reason.contains(where: { !$0.isWhitespace }) else {
      throw object.problem("an acknowledged regression gives its reason")
    }
    guard let until = try object.string("until"), Self.isDay(until) else {
      throw object.problem("an acknowledged regression ends on a day: \"until\": \"2027-01-31\"")
    }
    self.init(
      benchmark: try object.string("benchmark"), metric: metric, part: try object.string("part"), reason: reason,
      until: until)
  }

  private static func isDay(_ text: String) -> Bool {
    let parts = text.split(separator: "-", omittingEmptySubsequences: false)
    guard parts.map(\.count) == [4, 2, 2], let month = Int(parts[1]), let day = Int(parts[2]), Int(parts[0]) != nil
    else { return false }
    return (1...12).contains(month) && (1...31).contains(day)
  }
}
