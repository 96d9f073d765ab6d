// Recording a program from within: starts the sampler, drains its rings on a thread of its own, and writes the
// recording twice a second. Invariants: the collector's thread is never sampled and takes no signals; nothing here
// runs on the threads of the program except `start` and `stop`; a failure to write never stops the program.

import CProfiler
import CSampler
import Glibc

@_silgen_name("pthread_setname_np")
func setThreadName(_ thread: pthread_t, _ name: UnsafePointer<CChar>) -> Int32

/// What to record and how.
public struct CollectorOptions: Sendable {
  public var path: String
  /// Asked samples per second and thread.
  public var rate: Double = 1000
  public var mode: SamplerMode = SAMPLER_MODE_CPU
  public var unwinder: SamplerUnwinder = SAMPLER_UNWINDER_OWN
  public var timer: SamplerTimer = SAMPLER_TIMER_AUTO
  /// Whether the text of the program's source files goes into the recording.
  public var keepsSource = true
  /// Further entries of the environment table: script, arguments, versions.
  public var environment: [String: String] = [:]

  public init(path: String) { self.path = path }
}

/// How a recording went, for a summary.
public struct CollectorSummary: Sendable {
  public var samples = 0
  public var broken = 0
  public var duration: Microseconds = 0
  /// CPU microseconds: whole process, signal handler, collector.
  public var program: Microseconds = 0
  public var handler: Microseconds = 0
  public var collector: Microseconds = 0
  public var askedRate = 0.0
  public var achievedRate = 0.0
  public var losses: [(cause: String, count: Int)] = []
  /// The first failure to write, if any.
  public var failure: RecordingError?

  /// CPU time of handler and collector as a share of the program's own. The handler's time is real time, so on a busy
  /// machine, where it is interrupted, this is too much; nil when it comes out as more than there was.
  public var overhead: Double? {
    let own = program - handler - collector
    return own > 0 ? Double(handler + collector) / Double(own) : nil
  }
}

/// Events that the program reports through the sampler's event rings; words as documented per case.
public enum CollectorEvent: UInt32 {
  /// Words: start (nanoseconds, CLOCK_MONOTONIC), live bytes before, live bytes after. Written when it ends.
  case garbageCollection = 1
}

public final class Collector: @unchecked Sendable {
  let options: CollectorOptions
  let writer: RecordingWriter
  let symbolizer = Symbolizer()
  let namer: StackNamer
  private let owner = getpid()
  let startNanoseconds: UInt64
  private var thread = pthread_t()
  private let started = Semaphore()
  private let wake = Semaphore()
  private let finished = Semaphore()
  private var ending = "closed"
  private var isStopped = false

  // Of the collector's thread.
  var table = StackTable()
  /// The stored stack of each stack in the table, once its names have been looked up.
  var stacks: [StackID?] = []
  var waiting: [WaitingSample] = []
  var remainders: [UInt32: UInt64] = [:]
  var knownThreads = 0
  /// Time of each thread's first sample.
  var firstSeen: [UInt32: UInt64] = [:]
  var drainedWords = 0
  var summary = CollectorSummary()
  /// Samples in machine code of which no trace is known.
  var unnamedCode = 0
  private(set) var traceLog: TraceLog! = nil
  let crossingLog: CrossingLog
  let sourceLog: SourceLog?

  // Of the program's thread that holds the global lock.
  let events = JITEventQueue()
  var isFollowing = false
  var registeredCode: Range<UInt> = 0..<0
  /// The thread of the latest event of a trace, and its identity.
  var jitThread = ThreadID(1)
  var jitNativeThread = pthread_t()
  let threadNames = ThreadNames()

  struct WaitingSample {
    var thread: UInt32
    var stack: Int32
    var state: UInt8
    var time: UInt64
    var weight: UInt64
  }

  /// Creates the recording and starts sampling every thread of the process.
  /// Throws a RecordingError when the file cannot be made, a SamplerError when there is no timer.
  public init(options: CollectorOptions, frameNamer: (any FrameNamer)?) throws {
    self.options = options
    let period = Microseconds((Double(sampler_period(options.rate)) / 1000).rounded())
    writer = try RecordingWriter(path: options.path, period: period)
    namer = StackNamer(symbolizer: symbolizer, frameNamer: frameNamer, writer: writer)
    crossingLog = CrossingLog(writer: writer, namer: namer)
    namer.crossingLog = crossingLog
    startNanoseconds = sampler_now()
    sourceLog =
      options.keepsSource
      ? SourceLog(writer: writer, directory: options.environment["directory"] ?? "") : nil
    traceLog = TraceLog(writer: writer, namer: namer, time: { [unowned self] in time($0) })
    namer.traceLog = traceLog
    summary.askedRate = options.rate
    writer.set(environment: options.environment)
    writer.set(environment: Machine.description)
    writer.set(environment: ["source_text": options.keepsSource ? "yes" : "no"])
    try startThread()
    var configuration = sampler_default_configuration()
    configuration.rateHz = options.rate
    configuration.mode = options.mode
    configuration.unwinder = options.unwinder
    configuration.timer = options.timer
    guard sampler_start(&configuration) == 0 else {
      let error = SamplerError(message: String(cString: sampler_error()))
      _ = stop(ending: "sampler did not start")
      for suffix in ["", "-wal", "-shm"] { unlink(options.path + suffix) }
      throw error
    }
    ending_install(wake.handle) { sampler_take_sample($0) }
  }

  /// False in a process that the program forked off: there is no collector there.
  public var isOwner: Bool { getpid() == owner }

  /// Ends sampling, writes what is left and closes the file. In a forked child it does nothing.
  public func stop(ending: String) -> CollectorSummary {
    guard isOwner, !isStopped else { return summary }
    isStopped = true
    unfollowTraces()
    unfollowThreads()
    ending_remove()
    sampler_stop()
    self.ending = ending
    wake.signal()
    finished.wait()
    pthread_join(thread, nil)
    return summary
  }

  // MARK: The collector's thread

  /// Half a second: with what a slow disk and the first reading of symbols add, a killed program loses less than one.
  private static let flushInterval = 500_000_000 as UInt64

  private func startThread() throws {
    // The thread takes none of the program's signals; only its own faults, which cannot wait.
    var all = sigset_t()
    var before = sigset_t()
    sigfillset(&all)
    for fault in [SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT] { sigdelset(&all, fault) }
    pthread_sigmask(SIG_SETMASK, &all, &before)
    defer { pthread_sigmask(SIG_SETMASK, &before, nil) }
    let context = Unmanaged.passRetained(self)
    let code = pthread_create(
      &thread, nil,
      { context in
        _ = setThreadName(pthread_self(), "pitviper-coll")
        Unmanaged<Collector>.fromOpaque(context!).takeRetainedValue().run()
        return nil
      }, context.toOpaque())
    guard code == 0 else {
      context.release()
      throw SamplerError(message: "cannot start the collector's thread: \(String(cString: strerror(code)))")
    }
    started.wait()
  }

  private func run() {
    sampler_exclude_current_thread()
    started.signal()
    var nextLook = startNanoseconds
    var nextFlush = startNanoseconds + Collector.flushInterval
    var pause = 10_000_000 as UInt64
    var last = false
    while !last {
      last = wake.wait(nanoseconds: pause)
      if last, ending_signal() != 0 {
        sampler_stop()
        ending = "signal \(ending_signal())"
      }
      // Often: a thread is sampled from the moment it is found here, unless it registered itself.
      sampler_rescan_threads()
      drainedWords = 0
      drain()
      pause = nextPause(after: pause)
      let now = sampler_now()
      if now >= nextLook || last {
        nextLook = now + 100_000_000
        if sampler_refresh_modules() { updateModules() }
      }
      if now >= nextFlush || last || waiting.count > 200_000 {
        nextFlush = now + Collector.flushInterval
        if last { recordComparison() }
        flush()
      }
    }
    do throws(RecordingError) { try writer.close(ending: ending) } catch { summary.failure = summary.failure ?? error }
    if ending_signal() != 0 { ending_deliver() }
    finished.signal()
  }

  /// Aims at a sixteenth of a ring (8 MiB) per round: long sleeps for a quiet program, short ones for 20 kHz.
  private func nextPause(after pause: UInt64) -> UInt64 {
    let target = 64 * 1024
    if drainedWords * 2 > target { return max(1_000_000, pause / 2) }
    if drainedWords * 8 < target { return min(100_000_000, pause + pause / 4) }
    return pause
  }

  private func updateModules() {
    if symbolizer.update() { forgetAddresses() }
  }

  private func flush() {
    takeTraceEvents()
    updateModules()
    resolveWaiting()
    traceLog.readCounters()
    crossingLog.readCounters()
    if table.wordCount > 8 << 20 { emptyTable() }
    for module in symbolizer.unreported {
      writer.addModule(id: module.id, path: module.path, base: module.base, size: module.size, build: module.build)
    }
    symbolizer.clearUnreported()
    measure()
    sourceLog?.readNew()
    do throws(RecordingError) { try writer.flush() } catch { summary.failure = summary.failure ?? error }
  }
}

/// The sampler could not start; one line for the user.
public struct SamplerError: Error, CustomStringConvertible {
  public let message: String
  public var description: String { message }
}
