// What a calibration found, as text and JSON, and as thresholds of a configuration.

import Profiler

extension CalibrationSummary {
  public var text: String {
    var lines = [
      "\(script): \(processes) processes, \(perSide) compared with \(perSide); a false alarm is to be at most "
        + "\(Judgement.percent(falseAlarms, signed: false)) likely", "",
      "  " + line("at random", random), "  " + line("in order", ordered), "",
    ]
    for metric in Metric.allCases {
      guard let threshold = thresholds[metric] else { continue }
      let alarms = alarmsByMetric[metric].map { ", \(GateReport.number($0, "alarm"))" } ?? ""
      let usual = Judgement.percent(metric.info.threshold, signed: false)
      lines.append(
        "  " + DisplayText.padded(metric.info.title, columns: 18)
          + " changes by up to \(Judgement.percent(threshold, signed: false)) by itself; limit \(usual)\(alarms)")
    }
    for metric in Metric.allCases where thresholds[metric] == nil {
      if let alarms = alarmsByMetric[metric] {
        lines.append(
          "  " + DisplayText.padded(metric.info.title, columns: 18) + " \(GateReport.number(alarms, "alarm"))")
      }
    }
    lines += ["", "Comparisons share processes, so the intervals are somewhat too narrow."]
    return lines.map(DisplayText.safe).joined(separator: "\n") + "\n"
  }

  private func line(_ name: String, _ rate: Rate) -> String {
    let bounds = rate.interval
    let share = rate.comparisons > 0 ? Double(rate.alarms) / Double(rate.comparisons) : 0
    return DisplayText.padded(name, columns: 10)
      + "\(rate.comparisons) comparisons, \(GateReport.number(rate.alarms, "false alarm")): \(percent(share)) "
      + "(95 %: \(percent(bounds.low))–\(percent(bounds.high))), \(rate.inconclusive) inconclusive"
  }

  private func percent(_ share: Double) -> String { Figures.fixed(share * 100, digits: 1) + " %" }

  public var json: String { JSONOutput.calibration(self).text + "\n" }
}

extension GateConfiguration {
  /// Takes over the calibrated thresholds.
  public mutating func take(_ summary: CalibrationSummary) {
    for (metric, threshold) in summary.thresholds { rules[metric, default: Rule()].threshold = threshold }
  }
}
