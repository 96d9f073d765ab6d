// The names of the sampler's options on the command line and in the recording.

import CSampler

extension SamplerMode {
  public static let labels: [(label: String, mode: SamplerMode)] = [
    ("cpu", SAMPLER_MODE_CPU), ("wall", SAMPLER_MODE_WALL),
  ]
  public var label: String { Self.labels.first { $0.mode == self }?.label ?? "unknown" }
  public init?(label: String) {
    guard let found = Self.labels.first(where: { $0.label == label }) else { return nil }
    self = found.mode
  }
}

extension SamplerUnwinder {
  public static let labels: [(label: String, unwinder: SamplerUnwinder)] = [
    ("own", SAMPLER_UNWINDER_OWN), ("libunwind", SAMPLER_UNWINDER_LIBUNWIND), ("compare", SAMPLER_UNWINDER_COMPARE),
  ]
  public var label: String { Self.labels.first { $0.unwinder == self }?.label ?? "unknown" }
  public init?(label: String) {
    guard let found = Self.labels.first(where: { $0.label == label }) else { return nil }
    self = found.unwinder
  }
}

extension SamplerTimer {
  public static let labels: [(label: String, timer: SamplerTimer)] = [
    ("auto", SAMPLER_TIMER_AUTO), ("perf", SAMPLER_TIMER_PERF), ("monotonic", SAMPLER_TIMER_MONOTONIC),
    ("cpu-clock", SAMPLER_TIMER_CPU_CLOCK),
  ]
  public var label: String { Self.labels.first { $0.timer == self }?.label ?? "unknown" }
  public init?(label: String) {
    guard let found = Self.labels.first(where: { $0.label == label }) else { return nil }
    self = found.timer
  }
}
