// Records a workload in this process and turns samples into chains of names.
//
// The sampler owns signals and timers of the whole process, so every test runs in a process of its own (an exit test).
// Chains: "spin", "leaf_middle" … for functions of the workloads; "py(code:offset)" for Python frames; "libc" and so
// on for a run of frames inside a library; "?" for the rest of this program.
import CRuntime
import CSampler
import CSamplerWorkloads
import Glibc
import Testing

struct Sample {
  var thread: UInt32
  var flags: UInt32
  var failure: SamplerFailure
  var state: UInt32
  var timestamp: UInt64
  var weight: UInt64
  var words: [UInt64]

  var isTruncated: Bool { flags & UInt32(SAMPLER_SAMPLE_TRUNCATED) != 0 }
}

struct Event: Equatable {
  var kind: UInt32
  var timestamp: UInt64
  var words: [UInt64]
}

/// What came out of the rings; the context of `sampler_drain`.
final class Drained {
  var samples: [Sample] = []
  var events: [Event] = []

  func drain() {
    let takeSample: SamplerSampleCallback = { sample, context in
      let drained = Unmanaged<Drained>.fromOpaque(context!).takeUnretainedValue()
      let s = sample!.pointee
      drained.samples.append(
        Sample(
          thread: s.thread, flags: s.flags, failure: s.failure, state: s.state, timestamp: s.timestamp,
          weight: s.weight, words: Array(UnsafeBufferPointer(start: s.words, count: Int(s.wordCount)))))
    }
    let takeEvent: SamplerEventCallback = { event, context in
      let drained = Unmanaged<Drained>.fromOpaque(context!).takeUnretainedValue()
      let e = event!.pointee
      drained.events.append(
        Event(
          kind: e.kind, timestamp: e.timestamp,
          words: Array(UnsafeBufferPointer(start: e.words, count: Int(e.wordCount)))))
    }
    sampler_drain(takeSample, takeEvent, Unmanaged.passUnretained(self).toOpaque())
  }
}

func configuration(_ rate: Double, _ change: (inout SamplerConfiguration) -> Void = { _ in }) -> SamplerConfiguration {
  var result = sampler_default_configuration()
  result.rateHz = rate
  change(&result)
  return result
}

/// Samples of the calling thread while `body` runs. Other threads of the test process are left out.
func record(_ configuration: SamplerConfiguration, _ body: () -> Void) -> [Sample] {
  var configuration = configuration
  let error = sampler_start(&configuration)
  let own = sampler_thread_started()
  body()
  sampler_stop()
  #expect(error == 0, "\(String(cString: sampler_error()))")
  let drained = Drained()
  drained.drain()
  return drained.samples.filter { $0.thread == own }
}

/// Appends a line to the file named by SAMPLER_REPORT: what a test measured, for docs/sampler.md.
func report(_ line: String) {
  guard let path = getenv("SAMPLER_REPORT"), let file = fopen(path, "a") else { return }
  fputs(line + "\n", file)
  fclose(file)
}

/// All suites, one test at a time: they measure rates.
@Suite(.serialized) enum SamplerTests {}

func losses() -> [String: UInt64] {
  var counters = [UInt64](repeating: 0, count: Int(SAMPLER_LOSS_COUNT))
  sampler_losses(&counters)
  var result: [String: UInt64] = [:]
  for (index, count) in counters.enumerated() where count > 0 {
    result[String(cString: sampler_loss_name(UInt32(index)))] = count
  }
  return result
}

struct LoadedModule {
  var range: Range<UInt64>
  var name: String
}

func loadedModules() -> [LoadedModule] {
  final class Box { var modules: [LoadedModule] = [] }
  let box = Box()
  sampler_modules(
    0,
    { module, context in
      let m = module!.pointee
      let path = String(cString: m.path)
      let file = path.split(separator: "/").last.map(String.init) ?? path
      let stem = file.split(separator: ".").first.map(String.init) ?? file
      Unmanaged<Box>.fromOpaque(context!).takeUnretainedValue().modules
        .append(LoadedModule(range: UInt64(m.begin)..<UInt64(m.end), name: stem))
    }, Unmanaged.passUnretained(box).toOpaque())
  return box.modules
}

/// The chain up to and including the frame `last` (or all of it), runs of one library as one name.
func chain(_ sample: Sample, upTo last: String, _ modules: [LoadedModule]) -> [String] {
  var result: [String] = []
  for (index, word) in sample.words.enumerated() {
    let name: String
    if word >> 61 == 7 {
      name = "crossing(\(word & 0xffff_ffff))"
    } else if word >> 62 == 3 {
      name = "exit(\(word & 0xffff_ffff))"
    } else if word >> 63 != 0 {
      name = "py(\(word >> 32 & 0x7fff_ffff):\(word & 0xffff_ffff))"
    } else {
      let address = index == 0 ? word : word - 1
      if let known = workload_name(address) {
        name = String(cString: known)
      } else {
        let module = modules.first { $0.range.contains(address) }
        name = module.map { $0.name.hasPrefix("lib") ? $0.name : "?" } ?? "unmapped"
      }
    }
    if name.hasPrefix("lib"), result.last == name { continue }
    result.append(name)
    if name == last { break }
  }
  return result
}

/// Counts chains, most frequent first.
func histogram(_ samples: [Sample], upTo last: String) -> [(chain: [String], count: Int)] {
  let modules = loadedModules()
  var counts: [[String]: Int] = [:]
  for sample in samples { counts[chain(sample, upTo: last, modules), default: 0] += 1 }
  return counts.sorted { $0.value > $1.value }.map { ($0.key, $0.value) }
}

func share(_ samples: [Sample], of chain: [String], upTo last: String) -> Double {
  let rows = histogram(samples, upTo: last)
  let hits = rows.first { $0.chain == chain }?.count ?? 0
  return Double(hits) / Double(max(samples.count, 1))
}
