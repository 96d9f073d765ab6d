// What a recording says about itself: threads, achieved rate, losses, what profiling cost, how the unwinders compared.

import CSampler
import Glibc

extension Collector {
  /// Threads, rates, losses and the cost of profiling so far.
  func measure() {
    var info = SamplerThreadInfo()
    var covered = 0 as UInt64
    var recorded = 0 as UInt64
    var handler = 0 as UInt64
    for index in 0..<sampler_thread_count() where sampler_thread_info(index, &info) {
      // The clock of a thread that has ended was last read some time before: its samples know better.
      covered &+= max(info.coveredNanoseconds, info.sampledNanoseconds)
      recorded &+= info.samples
      handler &+= info.handlerNanoseconds
      if Int(index) == knownThreads {
        let system = withUnsafeBytes(of: info.name) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
        let name = threadNames[index] ?? system
        writer.addThread(
          ThreadID(knownThreads + 1), native: Int(info.threadID), name: name,
          started: firstSeen[index].map(time) ?? time(sampler_now()))
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
    losses.append(("unnamed_code", unnamedCode))
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
  /// With both unwinders at work: how often they agreed, and some of the stacks on which they did not, by name.
  func recordComparison() {
    guard sampler_configuration().unwinder == SAMPLER_UNWINDER_COMPARE else { return }
    let result = sampler_comparison()
    var entries = [
      "unwinders_compared": String(result.compared), "unwinders_equal": String(result.equal),
      "unwinders_own_shorter": String(result.ownShorter),
      "unwinders_libunwind_shorter": String(result.libunwindShorter), "unwinders_different": String(result.different),
    ]
    var difference = SamplerDifference()
    for index in 0..<UInt32(SAMPLER_DIFFERENCES_KEPT) where sampler_difference(index, &difference) {
      let number = index < 9 ? "0\(index + 1)" : "\(index + 1)"
      entries["difference_\(number)_own"] = names(difference.own, difference.ownCount)
      entries["difference_\(number)_libunwind"] = names(difference.libunwind, difference.libunwindCount)
    }
    writer.set(environment: entries)
  }

  /// Function names, innermost first.
  private func names(_ words: UnsafePointer<UInt64>?, _ count: UInt32) -> String {
    UnsafeBufferPointer(start: words, count: Int(count)).enumerated()
      .map { symbolizer.function(at: $0 == 0 ? $1 : $1 &- 1).name }
      .joined(separator: " < ")
  }
}
