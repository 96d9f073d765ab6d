// fork, exec, signals of the program's own, and the stress run.
import CRuntime
import CSampler
import CSamplerWorkloads
import Glibc
import Testing

extension SamplerTests {
  @Suite struct ProcessTests {
    /// The child runs on with the sampler off, without our descriptors, and can start a sampler of its own.
    @Test func fork() async {
      await #expect(processExitsWith: .success) {
        var status: Int32 = -1
        let samples = record(configuration(5000)) {
          workload_leaf(50)
          status = workload_fork {
            if sampler_is_running() { return 1 }
            if workload_count_perf_descriptors() != 0 { return 2 }
            workload_leaf(50)
            let own = record(configuration(1000)) { workload_leaf(100) }
            return own.count > 50 ? 0 : 3
          }
          workload_leaf(50)
        }
        #expect(status == 0)
        #expect(samples.count > 300)
        #expect(workload_count_perf_descriptors() == 0)
      }
    }

    /// Programs started from a profiled one get neither our signals nor our descriptors.
    @Test(arguments: [SAMPLER_TIMER_AUTO.rawValue, SAMPLER_TIMER_MONOTONIC.rawValue])
    func exec(timer: UInt32) async {
      await #expect(processExitsWith: .success) { [timer] in
        var status: Int32 = -1
        let settings = configuration(10000) { $0.timer = SamplerTimer(rawValue: timer) }
        _ = record(settings) {
          status = workload_exec(
            "i=0; while [ $i -lt 50000 ]; do i=$((i+1)); done; ls -l /proc/self/fd | grep -c perf_event; exit 7")
        }
        #expect(status == 7)
      }
    }

    /// SIGTRAP and SIGPROF that are not ours reach the handler that was there before.
    @Test(arguments: [SIGTRAP, SIGPROF])
    func signalsOfTheProgram(signal: Int32) async {
      await #expect(processExitsWith: .success) { [signal] in
        workload_catch_own_signal(signal)
        let samples = record(configuration(1000)) {
          for _ in 0..<20 {
            #expect(workload_own_signal(signal))
            workload_leaf(10)
          }
        }
        #expect(samples.count > 100)
      }
    }

    /// Without such a handler the program dies of them, as it would without us.
    @Test func unhandledTrapStillKills() async {
      await #expect(processExitsWith: .signal(SIGTRAP)) {
        _ = record(configuration(1000)) { raise(SIGTRAP) }
      }
    }

    /// Libraries come and go, memory, exceptions, recursion, at 20 kHz. SAMPLER_STRESS_SECONDS sets the length.
    @Test func stress() async {
      await #expect(processExitsWith: .success) {
        let seconds = getenv("SAMPLER_STRESS_SECONDS").flatMap { Int(String(cString: $0)) } ?? 3
        var settings = configuration(20000)
        #expect(sampler_start(&settings) == 0)
        let own = sampler_thread_started()
        stressThread = own
        var collector = pthread_t()
        pthread_create(&collector, nil, { _ in collect() }, nil)
        let iterations = workload_stress(seconds * 1000, workload_stress_library() != nil) { sampler_refresh_modules() }
        var info = SamplerThreadInfo()
        #expect(sampler_thread_info(own, &info))
        sampler_stop()
        stressEnded = true
        pthread_join(collector, nil)
        let lost = losses()
        let covered = Double(info.coveredNanoseconds)
        let rate = Double(stressCounts.samples) / (covered / 1e9)
        report(
          "stress: \(iterations) iterations, \(stressCounts.samples) samples (\(rate) per CPU second), "
            + "\(stressCounts.truncated) truncated, losses \(lost)")
        #expect(iterations > 10)
        // A slow machine gets fewer samples, for the period doubles there; they stand for all of the time still.
        let weight = Double(stressCounts.nanoseconds)
        #expect(abs(weight / covered - 1) < 0.05, "weights \(weight) ns, covered \(covered) ns, losses \(lost)")
        #expect(Double(stressCounts.truncated) <= 0.003 * Double(stressCounts.samples), "\(stressCounts), \(lost)")
        #expect(lost["ring_full"] == nil)
      }
    }
  }
}

nonisolated(unsafe) private var stressEnded = false
nonisolated(unsafe) private var stressThread: UInt32 = 0
nonisolated(unsafe) private var stressCounts = (samples: 0, nanoseconds: UInt64(0), truncated: 0)

private func collect() -> UnsafeMutableRawPointer? {
  sampler_exclude_current_thread()
  func drain() {
    sampler_drain(
      { sample, _ in
        guard sample!.pointee.thread == stressThread else { return }
        stressCounts.samples += 1
        stressCounts.nanoseconds += sample!.pointee.weight
        if sample!.pointee.flags & UInt32(SAMPLER_SAMPLE_TRUNCATED) != 0 { stressCounts.truncated += 1 }
      }, nil, nil)
  }
  while !stressEnded {
    usleep(5000)
    drain()
    sampler_refresh_modules()
  }
  drain()
  return nil
}
