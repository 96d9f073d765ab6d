// Rates, weights, modes, losses.
import CRuntime
import CSampler
import CSamplerWorkloads
import Glibc
import Testing

private func ownThread() -> SamplerThreadInfo {
  var info = SamplerThreadInfo()
  for index in 0..<sampler_thread_count() {
    if sampler_thread_info(index, &info), info.threadID == workload_thread_identifier() { break }
  }
  return info
}

private func achieved(_ info: SamplerThreadInfo) -> Double {
  Double(info.samples) / (Double(info.coveredNanoseconds) / 1e9)
}

extension SamplerTests {
  @Suite struct TimerTests {
    /// The asked rate in samples per second of CPU time, and weights that add up to the CPU time.
    @Test(arguments: [100.0, 1000, 10000])
    func deliveredRate(rate: Double) async {
      await #expect(processExitsWith: .success) { [rate] in
        let samples = record(configuration(rate)) { workload_leaf(rate < 1000 ? 2000 : 700) }
        let info = ownThread()
        report("asked \(rate) Hz, timer \(info.timer.rawValue), achieved \(achieved(info))")
        if info.timer == SAMPLER_TIMER_PERF, info.periodNanoseconds == sampler_period(rate) {
          #expect(abs(achieved(info) / rate - 1.003) < 0.02, "\(achieved(info)) Hz, losses \(losses())")
        }
        let weight = Double(samples.reduce(0) { $0 + $1.weight })
        #expect(abs(weight / Double(info.coveredNanoseconds) - 1) < 0.05, "\(weight) of \(info.coveredNanoseconds) ns")
        #expect(zip(samples, samples.dropFirst()).allSatisfy { $0.timestamp <= $1.timestamp })
      }
    }

    @Test(arguments: [SAMPLER_TIMER_MONOTONIC.rawValue, SAMPLER_TIMER_CPU_CLOCK.rawValue])
    func otherTimers(timer: UInt32) async {
      await #expect(processExitsWith: .success) { [timer] in
        let samples = record(configuration(1000) { $0.timer = SamplerTimer(rawValue: timer) }) { workload_leaf(700) }
        let info = ownThread()
        #expect(info.timer.rawValue == timer)
        // At most CONFIG_HZ a second, and on a crowded machine far fewer; the time since the last tick is in no sample.
        #expect(samples.count > 10, "\(samples.count) samples")
        let weight = Double(samples.reduce(0) { $0 + $1.weight })
        let covered = Double(info.coveredNanoseconds)
        let tolerance = max(0.1, 8 / Double(samples.count))
        #expect(abs(weight / covered - 1) < tolerance, "weights \(weight) ns, covered \(covered) ns")
        // Ticks that came due while the thread waited for a processor land where it entered the kernel, often the clock.
        let inside = histogram(samples, upTo: "workload_leaf").filter { $0.chain.last == "workload_leaf" }
        #expect(inside.reduce(0) { $0 + $1.count } > samples.count * 95 / 100)
        #expect(samples.allSatisfy { !$0.isTruncated })
      }
    }

    /// CPU mode says nothing of a thread that sleeps, wall mode does; neither makes a restartable call fail.
    @Test(arguments: [SAMPLER_TIMER_AUTO.rawValue, SAMPLER_TIMER_MONOTONIC.rawValue])
    func blockedCall(timer: UInt32) async {
      await #expect(processExitsWith: .success) { [timer] in
        var error: Int32 = -1
        let settings = configuration(1000) { $0.timer = SamplerTimer(rawValue: timer) }
        let cpu = record(settings) { error = workload_blocked_read(300) }
        #expect(error == 0)
        #expect(cpu.count < 30)
        let wall = record(configuration(1000) { $0.mode = SAMPLER_MODE_WALL }) { error = workload_blocked_read(300) }
        #expect(error == 0)
        #expect(wall.count > 200)
      }
    }

    @Test func knownShares() async {
      await #expect(processExitsWith: .success) {
        var truth = 0.0
        let samples = record(configuration(10000)) { truth = workload_split(4000) }
        var first = 0, second = 0
        for sample in samples {
          switch workload_name(sample.words[0]).map({ String(cString: $0) }) {
          case "split_first": first += 1
          case "split_second": second += 1
          default: break
          }
        }
        let found = Double(first) / Double(first + second)
        // A sample of this many says no more than that: five standard errors, of 40,000 samples 0.0115.
        let standardError = (truth * (1 - truth) / Double(samples.count)).squareRoot()
        let figures = "true share \(truth), found \(found) in \(samples.count) samples"
        report(figures)
        #expect(abs(found - truth) < 5 * standardError, "\(figures)")
        let inside = Double(first + second) / Double(samples.count)
        #expect(inside > 0.9, "\(inside) of \(samples.count) samples lie in the two functions")
      }
    }

    @Test func fullRingIsCounted() async {
      await #expect(processExitsWith: .success) {
        let samples = record(configuration(5000) { $0.sampleRingBytes = 4096 }) { workload_leaf(300) }
        let lost = losses()["ring_full"] ?? 0
        #expect(lost > 500)
        #expect(samples.count > 5)
        let expected = 5000 / 0.997 * Double(ownThread().coveredNanoseconds) / 1e9
        #expect(abs(Double(samples.count) + Double(lost) - expected) < expected * 0.05)
        // What is in the ring is whole.
        #expect(samples.allSatisfy { !$0.isTruncated })
      }
    }

    /// A handler that needs more than a quarter of the period slows down the timer instead of stopping the program.
    @Test func periodDoublesUnderLoad() async {
      await #expect(processExitsWith: .success) {
        let samples = record(configuration(50000) { $0.maximumDepth = 8192 }) { workload_deep(500, 6000) }
        #expect(losses()["period_doubled", default: 0] > 0)
        #expect(ownThread().periodNanoseconds > sampler_period(50000))
        #expect(samples.last!.weight > samples.first!.weight)
      }
    }

    /// Ticks of a time in which the program blocks our signal become one late sample that weighs as much as all of them.
    @Test func blockedSignal() async {
      await #expect(processExitsWith: .success) {
        let samples = record(configuration(1000)) {
          var signals = sigset_t()
          sigemptyset(&signals)
          sigaddset(&signals, SIGTRAP)
          sigaddset(&signals, SIGPROF)
          workload_leaf(50)
          pthread_sigmask(SIG_BLOCK, &signals, nil)
          workload_leaf(200)
          pthread_sigmask(SIG_UNBLOCK, &signals, nil)
          workload_leaf(50)
        }
        let info = ownThread()
        let weight = Double(samples.reduce(0) { $0 + $1.weight })
        #expect(abs(weight / Double(info.coveredNanoseconds) - 1) < 0.05, "\(weight) of \(info.coveredNanoseconds) ns")
        #expect(losses()["overrun", default: 0] > 150)
        guard info.timer == SAMPLER_TIMER_PERF else { return }
        let late = samples.filter { $0.flags & UInt32(SAMPLER_SAMPLE_DELAYED) != 0 }
        #expect(late.contains { $0.weight > 180_000_000 })
      }
    }

    @Test func pauseAndResume() async {
      await #expect(processExitsWith: .success) {
        var end: UInt64 = 0
        let samples = record(configuration(1000)) {
          workload_leaf(100)
          sampler_pause()
          let begin = sampler_now()
          workload_leaf(300)
          end = sampler_now()
          sampler_resume()
          workload_leaf(100)
          #expect(end > begin)
        }
        #expect((150...260).contains(samples.count), "\(samples.count)")
        #expect(ownThread().coveredNanoseconds < 260_000_000)
      }
    }

    @Test func eventsInOrder() async {
      await #expect(processExitsWith: .success) {
        #expect(!sampler_event(1, [1], 1), "off")
        var settings = configuration(1000) { $0.eventRingBytes = 4096 }
        #expect(sampler_start(&settings) == 0)
        sampler_thread_started()
        for value in 0..<50 as Range<UInt64> { #expect(sampler_event(7, [value, value * 2], 2)) }
        let drained = Drained()
        drained.drain()
        #expect(drained.events.count == 50)
        #expect(drained.events.enumerated().allSatisfy { $1.kind == 7 && $1.words == [UInt64($0), UInt64($0 * 2)] })
        #expect(zip(drained.events, drained.events.dropFirst()).allSatisfy { $0.timestamp <= $1.timestamp })
        var written = 0
        for value in 0..<1000 as Range<UInt64> where sampler_event(8, [value], 1) { written += 1 }
        #expect(losses()["event_ring_full"] == UInt64(1000 - written))
        drained.drain()
        #expect(drained.events.count == 50 + written)
        sampler_stop()
      }
    }

    @Test func refusedConfigurations() async {
      await #expect(processExitsWith: .success) {
        func refusal(_ change: (inout SamplerConfiguration) -> Void) -> Int32 {
          var settings = configuration(1000, change)
          let error = sampler_start(&settings)
          if error == 0 { sampler_stop() } else { #expect(sampler_error().pointee != 0) }
          return error
        }
        #expect(refusal { $0.rateHz = -1 } == EINVAL)
        #expect(refusal { $0.rateHz = 1e9 } == EINVAL)
        #expect(refusal { $0.rateHz = .nan } == EINVAL)
        #expect(refusal { $0.maximumDepth = 1 } == EINVAL)
        #expect(
          refusal {
            $0.mode = SAMPLER_MODE_WALL; $0.timer = SAMPLER_TIMER_PERF
          } == EINVAL)
        #expect(refusal { _ in } == 0)
        var settings = configuration(1000)
        #expect(sampler_start(&settings) == 0)
        #expect(sampler_start(&settings) == EALREADY)
        sampler_stop()
      }
    }
  }
}
