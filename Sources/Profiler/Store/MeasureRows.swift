// Rows about the recorded program as a whole: its garbage collections, and what profiling it costs.

/// One garbage collection. Times in microseconds on the recording's clock, sizes in bytes of live heap.
public struct GarbageCollection: Equatable, Sendable {
  public var thread: ThreadID
  public var time: Microseconds
  public var duration: Microseconds
  public var bytesBefore: Int
  public var bytesAfter: Int

  public init(thread: ThreadID, time: Microseconds, duration: Microseconds, bytesBefore: Int, bytesAfter: Int) {
    self.thread = thread
    self.time = time
    self.duration = duration
    self.bytesBefore = bytesBefore
    self.bytesAfter = bytesAfter
  }
}

/// What profiling itself had cost up to `time`: running totals, CPU microseconds.
public struct OverheadRow: Equatable, Sendable {
  public var time: Microseconds
  public var samples: Int
  /// CPU time spent in the signal handler.
  public var handler: Microseconds
  /// CPU time of the collector thread.
  public var collector: Microseconds
  /// CPU time of the whole process, handler and collector included.
  public var program: Microseconds

  public init(
    time: Microseconds, samples: Int, handler: Microseconds, collector: Microseconds, program: Microseconds
  ) {
    self.time = time
    self.samples = samples
    self.handler = handler
    self.collector = collector
    self.program = program
  }
}
