// What a format is given to write: a recording, the choice of samples, marks, and where it goes. The total weight of what is
// written is that of the chosen samples.

import Glibc
import Profiler

/// What a format without a place for it can write as a frame or as a part of a frame's name.
public enum ExportMark: String, CaseIterable, Sendable {
  /// The state as the innermost frame, `[garbage collection]`.
  case state
  /// The kind of code behind names that are not Python: `_[j]` machine code of a trace, `_[n]` libraries, `_[r]` pitviper.
  case kind
  /// The line behind the name, `name:12`.
  case line
  /// The thread as the outermost frame.
  case thread
}

public final class ExportJob {
  let profile: Profile
  let filter: SampleFilter
  let marks: Set<ExportMark>
  let sink: ByteSink
  /// For the page of a bench: others that are drawn over it.
  let others: [Benchmark]
  private let progress: (Double) -> Void

  /// - Parameter progress: is told now and then which share is done, 0…1.
  public init(
    profile: Profile, filter: SampleFilter = .all, marks: Set<ExportMark> = [.state], sink: ByteSink,
    others: [Benchmark] = [], progress: @escaping (Double) -> Void = { _ in }
  ) {
    self.profile = profile
    self.filter = filter
    self.marks = marks
    self.sink = sink
    self.others = others
    self.progress = progress
  }

  /// Tells how far the work is, and throws when the output takes no more.
  func report(_ share: Double) throws(ExportError) {
    try sink.check()
    progress(share)
  }

  /// `body` for every item, with reports for the part of the work between two shares.
  func forEach<Item>(
    _ items: some Collection<Item>, from start: Double = 0, to end: Double = 1, _ body: (Item) throws -> Void
  ) throws {
    for (index, item) in items.enumerated() {
      if index % 1024 == 0 { try report(start + (end - start) * Double(index) / Double(items.count)) }
      try body(item)
    }
  }

  /// `body` for every chosen sample of a thread in the order of time, with reports.
  func forEachSample(
    of thread: ThreadID, from start: Double = 0, to end: Double = 1, _ body: (Sample) -> Void
  ) throws {
    var single = filter
    single.threads = [thread]
    try profile.forEachSample(single) { share in
      if sink.failure != 0 { return false }
      progress(start + (end - start) * share)
      return true
    } _: {
      body($1)
    }
    try sink.check()
  }

  /// The threads with chosen samples, by number.
  func threads() throws -> [(thread: ProfileThread, counts: StackCounts)] {
    try profile.countsByThread(filter).map { thread, counts in
      let known = profile.threads.first { $0.id == thread }
      return (known ?? ProfileThread(id: thread, native: 0, name: "", started: 0), counts)
    }
  }

  /// Garbage collections of the chosen threads and range.
  var collections: [GarbageCollection] { profile.collections(filter) }

  /// A value of the recording's table of how it was made.
  func environment(_ name: String) -> String { SafeName.text(profile.environment[name] ?? "") }

  /// The program's process number, 0 when unknown.
  var process: Int { profile.environment["process"].flatMap { Int($0) } ?? 0 }

  /// Microseconds between two samples as asked for; 1 when unknown.
  var period: Int {
    guard let rate = profile.environment["rate_asked_hz"].flatMap({ Double($0) }), rate > 0 else { return 1 }
    return max(1, Int(min(1e12, 1e6 / rate).rounded()))
  }

  /// What weights mean: CPU time or real time.
  var isWallTime: Bool { profile.environment["mode"] == "wall" }

  /// Begin of the recording in microseconds since 1970, 0 when unknown.
  var startMicroseconds: Int {
    // As in 2026-11-23T10:00:00Z.
    let parts = (profile.environment["started"] ?? "").split { !("0"..."9").contains($0) }.compactMap { Int32($0) }
    guard parts.count == 6, (1970...2200).contains(parts[0]), parts[1...].allSatisfy({ $0 < 100 }) else { return 0 }
    var calendar = tm()
    calendar.tm_year = parts[0] - 1900
    calendar.tm_mon = parts[1] - 1
    (calendar.tm_mday, calendar.tm_hour, calendar.tm_min, calendar.tm_sec) = (parts[2], parts[3], parts[4], parts[5])
    let seconds = timegm(&calendar)
    return (0..<1 << 33).contains(seconds) ? seconds * 1_000_000 : 0
  }
}
