// Which samples were chosen, in the words of reports and pages.

extension SampleFilter {
  /// `1.50 s to 3.00 s; thread 2; garbage collection`; nil when no samples are left out.
  /// - Parameter duration: of the recording, where an open range ends.
  public func choice(duration: Microseconds) -> String? {
    var parts: [String] = []
    if let range {
      let end = min(range.upperBound, max(range.lowerBound, duration))
      parts.append("\(Figures.time(range.lowerBound)) to \(Figures.time(end))")
    }
    if let threads { parts.append("thread \(threads.map(\.raw).sorted().map(String.init).joined(separator: ", "))") }
    if let states { parts.append(SampleState.allCases.filter(states.contains).map(\.label).joined(separator: ", ")) }
    return parts.isEmpty ? nil : parts.joined(separator: "; ")
  }
}
