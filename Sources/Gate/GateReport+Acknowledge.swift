// Regressions that the repository has accepted for a while. One that has expired is an error, one that nothing needed is said.

import Glibc

extension GateReport {
  /// - Parameter today: `2026-11-23`; days compare as text.
  mutating func acknowledge(_ acknowledgements: [GateConfiguration.Acknowledgement], today: String) {
    for item in acknowledgements where (item.benchmark ?? script.name) == script.name {
      let matching = rows.indices.filter { rows[$0].verdict == .regression && item.covers(rows[$0], of: script.name) }
      if item.until < today {
        expired.append(
          "the acknowledgement of \(item.text) expired on \(item.until)"
            + (matching.isEmpty
              ? "; nothing needs it: remove it" : " and the regression is still there: \(item.reason)"))
        continue
      }
      if matching.isEmpty {
        notes.append("the acknowledgement of \(item.text) is not needed (\(item.reason)): remove it")
      }
      for index in matching {
        rows[index].verdict = .acknowledged
        rows[index].explanation += "; accepted until \(item.until): \(item.reason)"
      }
    }
    acknowledgeSums()
    acknowledgeMean()
  }

  /// The mean of the steady iterations is accepted with the fastest one, as far as it grew by no more than that and its own limit.
  private mutating func acknowledgeMean() {
    guard let fastest = rows.first(where: { $0.metric == .fastestIteration && $0.verdict == .acknowledged })?.change,
      let index = rows.firstIndex(where: { $0.metric == .steadyTime && $0.verdict == .regression }),
      let mean = rows[index].change, mean.estimate <= fastest.estimate + (rows[index].threshold ?? 0)
    else { return }
    rows[index].verdict = .acknowledged
    rows[index].explanation += "; accepted with the fastest iteration"
  }

  /// A sum is accepted when all that grew in it is.
  private mutating func acknowledgeSums() {
    for (part, sum) in [(Metric.abort, Metric.aborts), (.guardSite, .guardFailures)] {
      let parts = rows.filter { $0.metric == part }
      guard let index = rows.firstIndex(where: { $0.metric == sum && $0.verdict == .regression }),
        parts.contains(where: { $0.verdict == .acknowledged }), !parts.contains(where: { $0.verdict == .regression })
      else { continue }
      rows[index].verdict = .acknowledged
      rows[index].explanation += "; accepted with its parts"
    }
  }

  /// The day in UTC.
  public static var today: String {
    var now = time(nil)
    var calendar = tm()
    gmtime_r(&now, &calendar)
    var text = [CChar](repeating: 0, count: 16)
    strftime(&text, text.count, "%Y-%m-%d", &calendar)
    return text.withUnsafeBufferPointer { String(cString: $0.baseAddress!) }
  }
}
