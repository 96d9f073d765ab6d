// What each cause of loss means, in the words of a report. The names are the sampler's (sampler_loss_name) and the
// collector's.

public enum LossCause {
  /// One line for a cause; an unknown one speaks for itself.
  public static func meaning(_ cause: String) -> String {
    if let text = texts[cause] { return "\(cause): \(text)" }
    if cause.hasPrefix("truncated_") { return "\(cause): stacks without their outermost part" }
    return cause
  }

  /// Whether the cause counts samples that are missing, and not samples that are late, merged or incomplete.
  public static func losesSamples(_ cause: String) -> Bool { cause == "ring_full" || cause == "write_failed" }

  private static let texts: [String: String] = [
    "ring_full": "samples not taken, the collector was too slow",
    "event_ring_full": "events not taken, the collector was too slow",
    "overrun": "ticks merged into the next sample, their time is counted",
    "delayed": "samples taken late because the signal was blocked",
    "stray": "signals that belonged to no thread",
    "period_doubled": "times the period was doubled, the handler was too slow for the rate",
    "no_timer": "threads that could not be given a timer",
    "unnamed_code": "samples in machine code of which no trace is known",
    "write_failed": "samples not written, the disk was full or failing",
  ]
}
