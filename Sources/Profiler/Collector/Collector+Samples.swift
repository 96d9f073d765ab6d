// From the sampler's rings to stored samples. Runs on the collector's thread. The callbacks do as little as they can,
// names are looked up in `resolveWaiting`.

import CSampler

extension Collector {
  func drain() {
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
    let tag = SampleTag(
      failure: isCut ? sample.pointee.failure : SAMPLER_FAILURE_NONE, epoch: sample.pointee.codeEpoch,
      lastExit: isLost(sample.pointee, words) ? sample.pointee.lastExit : 0)
    let number = table.number(of: words, tag: tag.rawValue)
    if firstSeen[sample.pointee.thread] == nil { firstSeen[sample.pointee.thread] = sample.pointee.timestamp }
    waiting.append(
      WaitingSample(
        thread: sample.pointee.thread, stack: Int32(number), state: UInt8(truncatingIfNeeded: sample.pointee.state),
        time: sample.pointee.timestamp, weight: sample.pointee.weight))
  }

  /// Whether a sample is time lost at the last exit: the interpreter runs, and what it calls, and machine code has not been
  /// entered again. The work of the compiler is counted apart.
  private func isLost(_ sample: SamplerSample, _ words: UnsafeBufferPointer<UInt64>) -> Bool {
    if sample.lastExit == 0 { return false }
    switch SampleState(rawValue: UInt8(truncatingIfNeeded: sample.state)) {
    case .recording, .optimizing, .encoding: return false
    default: break
    }
    // What is called from machine code is no loss, even when another trace was left inside such a call before.
    let innermost = words.first { $0 >> 63 == 1 && !$0.isCrossing || traceLog.holds($0) }
    return innermost.map { !traceLog.holds($0) } ?? false
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

  func time(_ nanoseconds: UInt64) -> Microseconds {
    Microseconds(nanoseconds &- min(nanoseconds, startNanoseconds)) / 1000
  }

  func forgetAddresses() {
    takeTraceEvents()
    resolveWaiting()
    namer.forgetNatives()
    emptyTable()
  }

  func emptyTable() {
    table.removeAll()
    stacks.removeAll(keepingCapacity: true)
  }

  /// Turns waiting samples into stored ones. Weights become whole microseconds; what is cut off is carried over to the
  /// thread's next sample, so that sums stay exact.
  func resolveWaiting() {
    while stacks.count < table.count { stacks.append(nil) }
    for sample in waiting {
      let number = Int(sample.stack)
      if stacks[number] == nil {
        let (words, tag) = table.stack(number)
        stacks[number] = namer.stack(words, tag: SampleTag(rawValue: tag))
      }
      let weight = sample.weight + remainders[sample.thread, default: 0]
      remainders[sample.thread] = weight % 1000
      if SampleTag(rawValue: table.stack(number).tag).failure != SAMPLER_FAILURE_NONE { summary.broken += 1 }
      summary.samples += 1
      writer.add(
        Sample(
          time: time(sample.time), stack: stacks[number]!, state: state(of: sample), weight: Int(weight / 1000)),
        thread: ThreadID(Int(sample.thread) + 1))
    }
    waiting.removeAll(keepingCapacity: true)
  }

  /// The interpreter itself is one piece of code that shows as Python frames only: native code on top of it is a helper, or
  /// machine code of a trace.
  private func state(of sample: WaitingSample) -> SampleState {
    let state = SampleState(rawValue: sample.state) ?? .native
    guard state == .interpreting else { return state }
    let (words, tag) = table.stack(Int(sample.stack))
    guard let leaf = words.first else { return state }
    if leaf >> 62 == 3, !leaf.isCrossing { return .exit }
    if leaf >> 63 == 1 { return state }
    guard traceLog.holds(leaf) else { return .runtime }
    if traceLog.place(of: leaf, epoch: SampleTag(rawValue: tag).epoch) == nil { unnamedCode += 1 }
    return .trace
  }
}
