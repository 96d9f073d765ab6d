// What sampling costs, for docs/sampler.md. Runs only when SAMPLER_REPORT names a file for the results, on a quiet
// machine; asserts little, since costs are the machine's.
import CRuntime
import CSampler
import CSamplerWorkloads
import Glibc
import Testing

private func median(_ values: [Double]) -> Double { values.sorted()[values.count / 2] }

private struct Cost {
  var overhead: Double
  var nanosecondsPerSample: Double
  var handlerNanoseconds: Double
  var rate: Double
  var frames: Double
}

/// Runs the same work without and with the sampler in turn, and compares medians of CPU time.
private func cost(_ settings: SamplerConfiguration, depth: Int, rounds: Int = 100_000_000, repeats: Int = 9) -> Cost {
  var base: [Double] = []
  var sampled: [Double] = []
  var words = 0
  var samples = 0
  var handler: UInt64 = 0
  var covered: UInt64 = 0
  for _ in 0..<repeats {
    base.append(Double(workload_fixed(depth, rounds)))
    let taken = record(settings) { sampled.append(Double(workload_fixed(depth, rounds))) }
    var info = SamplerThreadInfo()
    for index in 0..<sampler_thread_count() {
      if sampler_thread_info(index, &info), info.threadID == workload_thread_identifier() { break }
    }
    samples += taken.count
    words += taken.reduce(0) { $0 + $1.words.count }
    handler += info.handlerNanoseconds
    covered += info.coveredNanoseconds
  }
  let count = Double(max(samples, 1))
  return Cost(
    overhead: median(sampled) / median(base),
    nanosecondsPerSample: (median(sampled) - median(base)) * Double(repeats) / count,
    handlerNanoseconds: Double(handler) / count, rate: count / (Double(covered) / 1e9), frames: Double(words) / count)
}

private func rounded(_ value: Double, _ digits: Int) -> String {
  let scale = pow(10, Double(digits))
  let result = (value * scale).rounded() / scale
  return digits == 0 ? String(Int(result)) : String(result)
}

extension SamplerTests {
  @Suite(.enabled(if: getenv("SAMPLER_REPORT") != nil))
  struct MeasurementTests {
    @Test(arguments: [SAMPLER_TIMER_PERF.rawValue, SAMPLER_TIMER_MONOTONIC.rawValue], [100.0, 1000, 10000, 20000])
    func overhead(timer: UInt32, rate: Double) async {
      await #expect(processExitsWith: .success) { [timer, rate] in
        let result = cost(configuration(rate) { $0.timer = SamplerTimer(rawValue: timer) }, depth: 20)
        report(
          "overhead: timer \(timer), \(rounded(rate, 0)) Hz asked, \(rounded(result.rate, 1)) delivered, "
            + "CPU time × \(rounded(result.overhead, 4)), \(rounded(result.nanosecondsPerSample, 0)) ns per sample, "
            + "\(rounded(result.handlerNanoseconds, 0)) of them in the handler")
        #expect(result.rate > rate * 0.9)
      }
    }

    @Test(arguments: [SAMPLER_UNWINDER_OWN.rawValue, SAMPLER_UNWINDER_LIBUNWIND.rawValue], [1, 40, 190])
    func handler(unwinder: UInt32, depth: Int) async {
      await #expect(processExitsWith: .success) { [unwinder, depth] in
        let settings = configuration(5000) { $0.unwinder = SamplerUnwinder(rawValue: unwinder) }
        let result = cost(settings, depth: depth, repeats: 5)
        report(
          "handler: unwinder \(unwinder), \(rounded(result.frames, 1)) frames, "
            + "\(rounded(result.handlerNanoseconds, 0)) ns, "
            + "\(rounded(result.handlerNanoseconds / result.frames, 1)) ns per frame")
        #expect(result.frames > Double(depth))
      }
    }

    @Test func snapshot() async {
      await #expect(processExitsWith: .success) {
        let start = sampler_now()
        sampler_refresh_modules()
        let first = sampler_now() - start
        let again = sampler_now()
        sampler_refresh_modules()
        let second = sampler_now() - again
        report(
          "snapshot: \(loadedModules().count) modules, \(moduleRows()) rows, first \(first / 1000) µs, "
            + "unchanged \(second) ns")
        #expect(second < first)
      }
    }
  }
}

private func moduleRows() -> Int {
  var rows = 0
  withUnsafeMutablePointer(to: &rows) { pointer in
    sampler_modules(0, { $1!.assumingMemoryBound(to: Int.self).pointee += Int($0!.pointee.rowCount) }, pointer)
  }
  return rows
}
