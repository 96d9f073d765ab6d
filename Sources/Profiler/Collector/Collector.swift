// Recording a program from within: starts the sampler, drains its rings on a thread of its own, and writes the
// recording once a second. Invariants: the collector's thread is never sampled and takes no signals; nothing here
// runs on the threads of the program except `start` and `stop`; a failure to write never stops the program.

import CProfiler
import CSampler
import Glibc

@_silgen_name("pthread_setname_np")
private func setThreadName(_ thread: pthread_t, _ name: UnsafePointer<CChar>) -> Int32

/// What to record and how.
public struct CollectorOptions: Sendable {
  public var path: String
  /// Asked samples per second and thread.
  public var rate: Double = 1000
  public var mode: SamplerMode = SAMPLER_MODE_CPU
  public var unwinder: SamplerUnwinder = SAMPLER_UNWINDER_OWN
  public var timer: SamplerTimer = SAMPLER_TIMER_AUTO
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

  /// CPU time of handler and collector as a share of the program's own.
  public var overhead: Double {
    let own = program - handler - collector
    return own > 0 ? Double(handler + collector) / Double(own) : 0
  }
}

/// Events that the program reports through the sampler's event rings; words as documented per case.
public enum CollectorEvent: UInt32 {
  /// Words: start (nanoseconds, CLOCK_MONOTONIC), live bytes before, live bytes after. Written when it ends.
  case garbageCollection = 1
}

public final class Collector: @unchecked Sendable {
  private let options: CollectorOptions
  private let writer: RecordingWriter
  private let symbolizer = Symbolizer()
  private let namer: StackNamer
  private let owner = getpid()
  private let startNanoseconds: UInt64
  private var thread = pthread_t()
  private let started = Semaphore()
  private let wake = Semaphore()
  private let finished = Semaphore()
  private var ending = "closed"
  private var isStopped = false

  // Of the collector's thread.
  private var table = StackTable()
  /// The stored stack of each stack in the table, once its names have been looked up.
  private var stacks: [StackID?] = []
  private var waiting: [WaitingSample] = []
  private var remainders: [UInt32: UInt64] = [:]
  private var knownThreads = 0
  private var drainedWords = 0
  private var summary = CollectorSummary()

  private struct WaitingSample {
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
    startNanoseconds = sampler_now()
    summary.askedRate = options.rate
    writer.set(environment: options.environment)
    writer.set(environment: Machine.description)
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
    ending_install(wake.handle)
  }

  /// False in a process that the program forked off: there is no collector there.
  public var isOwner: Bool { getpid() == owner }

  /// Ends sampling, writes what is left and closes the file. In a forked child it does nothing.
  public func stop(ending: String) -> CollectorSummary {
    guard isOwner, !isStopped else { return summary }
    isStopped = true
    ending_remove()
    sampler_stop()
    self.ending = ending
    wake.signal()
    finished.wait()
    pthread_join(thread, nil)
    return summary
  }

  // MARK: The collector's thread

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
    var nextFlush = startNanoseconds + 1_000_000_000
    var pause = 10_000_000 as UInt64
    var last = false
    while !last {
      last = wake.wait(nanoseconds: pause)
      if last, ending_signal() != 0 {
        sampler_stop()
        ending = "signal \(ending_signal())"
      }
      drainedWords = 0
      drain()
      pause = nextPause(after: pause)
      let now = sampler_now()
      if now >= nextLook || last {
        nextLook = now + 100_000_000
        sampler_rescan_threads()
        sampler_refresh_modules()
        if symbolizer.update() { forgetAddresses() }
      }
      if now >= nextFlush || last || waiting.count > 200_000 {
        nextFlush = now + 1_000_000_000
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
    if drainedWords * 8 < target { return min(50_000_000, pause + pause / 4) }
    return pause
  }

  private func drain() {
    _ = sampler_drain(
      { sample, context in
        // Safety: the context is the collector, which outlives its thread; the sample is valid during the call.
        Unmanaged<Collector>.fromOpaque(context!).takeUnretainedValue().take(sample!)
      },
      { event, context in
        // Safety: as above.
        Unmanaged<Collector>.fromOpaque(context!).takeUnretainedValue().take(event!)
      }, Unmanaged.passUnretained(self).toOpaque())
  }

  private func take(_ sample: UnsafePointer<SamplerSample>) {
    let count = Int(sample.pointee.wordCount)
    drainedWords += count + 8
    let isCut = sample.pointee.flags & UInt32(SAMPLER_SAMPLE_TRUNCATED) != 0
    let words = UnsafeBufferPointer(start: sample.pointee.words, count: count)
    let number = table.number(of: words, tag: isCut ? sample.pointee.failure.rawValue : 0)
    waiting.append(
      WaitingSample(
        thread: sample.pointee.thread, stack: Int32(number), state: UInt8(truncatingIfNeeded: sample.pointee.state),
        time: sample.pointee.timestamp, weight: sample.pointee.weight))
  }

  private func take(_ event: UnsafePointer<SamplerEvent>) {
    let words = UnsafeBufferPointer(start: event.pointee.words, count: Int(event.pointee.wordCount))
    switch CollectorEvent(rawValue: event.pointee.kind) {
    case .garbageCollection where words.count >= 3:
      writer.add(
        GarbageCollection(
          thread: ThreadID(Int(event.pointee.thread) + 1), time: time(words[0]),
          duration: Microseconds(event.pointee.timestamp &- words[0]) / 1000, bytesBefore: Int(clamping: words[1]),
          bytesAfter: Int(clamping: words[2])))
    default: break
    }
  }

  private func time(_ nanoseconds: UInt64) -> Microseconds {
    Microseconds(nanoseconds &- min(nanoseconds, startNanoseconds)) / 1000
  }

  private func forgetAddresses() {
    resolveWaiting()
    namer.forgetNatives()
    emptyTable()
  }

  private func emptyTable() {
    table.removeAll()
    stacks.removeAll(keepingCapacity: true)
  }

  /// Turns waiting samples into stored ones. Weights become whole microseconds; what is cut off is carried over to the
  /// thread's next sample, so that sums stay exact.
  private func resolveWaiting() {
    while stacks.count < table.count { stacks.append(nil) }
    for sample in waiting {
      let number = Int(sample.stack)
      if stacks[number] == nil {
        let (words, tag) = table.stack(number)
        stacks[number] = namer.stack(words, failure: SamplerFailure(rawValue: tag))
      }
      let weight = sample.weight + remainders[sample.thread, default: 0]
      remainders[sample.thread] = weight % 1000
      if table.stack(number).tag != 0 { summary.broken += 1 }
      summary.samples += 1
      writer.add(
        Sample(
          time: time(sample.time), stack: stacks[number]!, state: state(of: sample), weight: Int(weight / 1000)),
        thread: ThreadID(Int(sample.thread) + 1))
    }
    waiting.removeAll(keepingCapacity: true)
  }

  /// The interpreter itself is one piece of code that shows as Python frames only: native code on top of it is a helper.
  private func state(of sample: WaitingSample) -> SampleState {
    let state = SampleState(rawValue: sample.state) ?? .native
    guard state == .interpreting, let leaf = table.stack(Int(sample.stack)).words.first, leaf >> 63 == 0 else {
      return state
    }
    return .runtime
  }

  private func flush() {
    resolveWaiting()
    if table.wordCount > 8 << 20 { emptyTable() }
    for module in symbolizer.unreported {
      writer.addModule(id: module.id, path: module.path, base: module.base, size: module.size, build: module.build)
    }
    symbolizer.clearUnreported()
    measure()
    do throws(RecordingError) { try writer.flush() } catch { summary.failure = summary.failure ?? error }
  }

  /// Threads, rates, losses and the cost of profiling so far.
  private func measure() {
    var info = SamplerThreadInfo()
    var covered = 0 as UInt64
    var recorded = 0 as UInt64
    var handler = 0 as UInt64
    for index in 0..<sampler_thread_count() where sampler_thread_info(index, &info) {
      covered &+= info.coveredNanoseconds
      recorded &+= info.samples
      handler &+= info.handlerNanoseconds
      if Int(index) == knownThreads {
        let name = withUnsafeBytes(of: info.name) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
        writer.addThread(
          ThreadID(knownThreads + 1), native: Int(info.threadID), name: name, started: time(sampler_now()))
        knownThreads += 1
      }
    }
    summary.duration = time(sampler_now())
    summary.handler = Microseconds(handler / 1000)
    summary.collector = Machine.cpuMicroseconds(CLOCK_THREAD_CPUTIME_ID)
    summary.program = Machine.cpuMicroseconds(CLOCK_PROCESS_CPUTIME_ID)
    summary.achievedRate = covered > 0 ? Double(recorded) * 1e9 / Double(covered) : 0
    var counters = [UInt64](repeating: 0, count: Int(SAMPLER_LOSS_COUNT))
    sampler_losses(&counters)
    var losses = counters.indices.map { (String(cString: sampler_loss_name(UInt32($0))), Int(counters[$0])) }
    losses.append(("write_failed", writer.samplesNotWritten))
    summary.losses = losses.filter { $0.1 > 0 }
    for (cause, count) in summary.losses { writer.set(losses: cause, to: count) }
    let inForce = sampler_configuration()
    writer.add(
      OverheadRow(
        time: summary.duration, samples: Int(recorded), handler: summary.handler, collector: summary.collector,
        program: summary.program))
    writer.set(environment: [
      "rate_asked_hz": Machine.decimal(options.rate), "rate_achieved_hz": Machine.decimal(summary.achievedRate),
      "covered_us": String(covered / 1000), "duration_us": String(summary.duration),
      "timer": inForce.timer.label, "mode": inForce.mode.label, "unwinder": inForce.unwinder.label,
      "cpu_us": String(summary.program), "handler_us": String(summary.handler),
      "collector_us": String(summary.collector),
    ])
  }
}

/// The sampler could not start; one line for the user.
public struct SamplerError: Error, CustomStringConvertible {
  public let message: String
  public var description: String { message }
}
