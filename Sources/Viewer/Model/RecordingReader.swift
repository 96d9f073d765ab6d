// Reads for the event loop on a thread of its own, so that keys are answered while a large recording is being read.
//
// Invariants: one job runs at a time, in the order asked, readings of the recording first; of several readings only the
// last one asked for is delivered, and of questions given up none. Results wait in `inbox`; each makes `wake` readable. The source belongs to the
// thread once it runs.

import CProfiler
import Glibc
import Profiler
import Synchronization

final class RecordingReader: @unchecked Sendable {
  private enum Reading {
    /// What is shown of these samples, or of the same as before; from the file as it is now, or as it was read.
    case all(SampleFilter?, isFresh: Bool)
    /// What is new since this model, if anything is.
    case news(ViewerModel)
  }

  private struct Work {
    var reading: Reading?
    var effects: [Effect] = []
    var inbox: [Event] = []
    var running: Cancellation?
    /// Readings asked for; one that is not the last is not delivered.
    var asked = 0
    var isReading = false
    /// Seconds the last reading took.
    var cost = 0.0
  }

  private var source: RecordingSource
  private let work = Mutex(Work())
  private let semaphore = Semaphore()
  /// Readable when there is something in the inbox; -1 when the system gave no pipe.
  let wake: Int32
  private let wakeEnd: Int32

  init(source: RecordingSource) {
    self.source = source
    var ends: [Int32] = [-1, -1]
    if pipe(&ends) != 0 { ends = [-1, -1] }
    for end in ends where end >= 0 {
      _ = fcntl(end, F_SETFL, O_NONBLOCK)
      _ = fcntl(end, F_SETFD, FD_CLOEXEC)
    }
    (wake, wakeEnd) = (ends[0], ends[1])
    // Signals are for the thread that restores the terminal.
    var all = sigset_t(), before = sigset_t()
    sigfillset(&all)
    pthread_sigmask(SIG_BLOCK, &all, &before)
    var thread = pthread_t()
    // Safety: the thread keeps the reader alive until the program ends.
    let started = pthread_create(
      &thread, nil,
      { context in
        Unmanaged<RecordingReader>.fromOpaque(context!).takeRetainedValue().run()
        return nil
      }, Unmanaged.passRetained(self).toOpaque())
    if started == 0 { pthread_detach(thread) }
    pthread_sigmask(SIG_SETMASK, &before, nil)
  }

  // MARK: For the event loop

  /// Takes on what an effect asks for; effects of the terminal are not for us.
  func submit(_ effect: Effect) {
    switch effect {
    case .quit, .redraw: return
    case .reload: schedule(.all(nil, isFresh: true))
    case .select(let selection): schedule(.all(selection, isFresh: false))
    case .giveUp:
      work.withLock { work in
        work.effects.removeAll { if case .ask = $0 { true } else { false } }
        work.running?.cancel()
      }
    case .ask, .save:
      work.withLock { $0.effects.append(effect) }
      semaphore.signal()
    }
  }

  private func schedule(_ reading: Reading) {
    work.withLock { work in
      // What waits must not be lost to what comes after it: neither a selection nor the wish to read the file again.
      if case .all(let old, let wasFresh) = work.reading, case .all(let new, let isFresh) = reading {
        work.reading = .all(new ?? old, isFresh: wasFresh || isFresh)
      } else {
        work.reading = reading
      }
      work.asked += 1
    }
    semaphore.signal()
  }

  /// Looks whether the recording has grown, unless it is being read anyway.
  func follow(_ model: ViewerModel) {
    let isBusy = work.withLock { $0.isReading || $0.reading != nil }
    if !isBusy { schedule(.news(model)) }
  }

  /// Seconds that the last reading took.
  var cost: Double { work.withLock { $0.cost } }

  func results() -> [Event] {
    var bytes = [UInt8](repeating: 0, count: 64)
    while wake >= 0, Glibc.read(wake, &bytes, bytes.count) > 0 {}
    return work.withLock { work in
      defer { work.inbox = [] }
      return work.inbox
    }
  }

  // MARK: The thread

  private func run() -> Never {
    // Tables of a large recording are arrays of many megabytes that live for one question.
    allocator_map_large_blocks()
    while true {
      semaphore.wait()
      while step() {}
      allocator_trim()
    }
  }

  /// - Returns: false when there was nothing to do.
  private func step() -> Bool {
    let (reading, asked) = work.withLock { work in
      defer {
        work.isReading = work.reading != nil
        work.reading = nil
      }
      return (work.reading, work.asked)
    }
    if let reading {
      let start = RecordingSource.now()
      let event = perform(reading)
      work.withLock { work in
        work.isReading = false
        work.cost = RecordingSource.now() - start
        if let event, asked == work.asked { work.inbox.append(event) }
      }
      if event != nil { announce() }
      return true
    }
    let cancellation = Cancellation()
    let effect = work.withLock { work in
      work.running = cancellation
      return work.effects.isEmpty ? nil : work.effects.removeFirst()
    }
    guard let effect else { return false }
    let event: Event?
    if case .ask(let question) = effect {
      let reply = source.answer(question, cancellation)
      // Nobody waits for what was given up; who asks again must not get the end of the first attempt.
      event = cancellation.isCancelled ? nil : .answered(question, reply)
    } else {
      event = source.carryOut(effect)
    }
    if let event {
      work.withLock { $0.inbox.append(event) }
      announce()
    }
    return true
  }

  private func perform(_ reading: Reading) -> Event? {
    do throws(RecordingError) {
      switch reading {
      case .all(let selection, let isFresh):
        return .loaded(try source.load(selection ?? source.selection, isFresh: isFresh))
      case .news(let model): return try source.reload(after: model).map { .loaded($0) }
      }
    } catch { return .reloadFailed("\(error)") }
  }

  private func announce() {
    var byte = 1 as UInt8
    // A full pipe is as readable as one can be.
    _ = write(wakeEnd, &byte, 1)
  }
}
