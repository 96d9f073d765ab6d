// Stacks with a known answer: what the sampler must say about functions whose callers we know.
import CRuntime
import CSampler
import CSamplerWorkloads
import Glibc
import Testing

/// Nearly all samples must show exactly this chain; the rest are the few instructions around it.
private func expectChain(
  _ expected: [String], upTo last: String, atLeast wanted: Double = 0.9, _ samples: [Sample],
  sourceLocation: SourceLocation = #_sourceLocation
) {
  #expect(samples.count > 100, sourceLocation: sourceLocation)
  let found = share(samples, of: expected, upTo: last)
  let seen = histogram(samples, upTo: last).prefix(4).map { "\($0.count)× \($0.chain)" }
  #expect(found >= wanted, "\(found) of the samples; seen: \(seen)", sourceLocation: sourceLocation)
  let broken = samples.filter(\.isTruncated)
  #expect(broken.isEmpty, "truncated: \(broken.map(\.failure.rawValue))", sourceLocation: sourceLocation)
}

extension SamplerTests {
  @Suite struct KnownStackTests {
    @Test func leafWithoutFrame() async {
      await #expect(processExitsWith: .success) {
        let samples = record(configuration(5000)) { workload_leaf(200) }
        expectChain(["spin", "leaf_middle", "workload_leaf"], upTo: "workload_leaf", samples)
      }
    }

    @Test func redZoneIsLeftAlone() async {
      await #expect(processExitsWith: .success) {
        let samples = record(configuration(5000)) { workload_red_zone(200) }
        expectChain(["red_zone_spin", "workload_red_zone"], upTo: "workload_red_zone", samples)
      }
    }

    @Test func callbackFromTheLibrary() async {
      await #expect(processExitsWith: .success) {
        let samples = record(configuration(5000)) { workload_sort(200) }
        expectChain(["compare", "libc", "workload_sort"], upTo: "workload_sort", atLeast: 0.75, samples)
      }
    }

    @Test(arguments: [false, true])
    func signalHandlerFrame(alternateStack: Bool) async {
      await #expect(processExitsWith: .success) { [alternateStack] in
        let samples = record(configuration(5000)) { workload_signal(200, alternateStack) }
        expectChain(["spin", "on_signal", "libc", "workload_signal"], upTo: "workload_signal", samples)
      }
    }

    @Test func deepRecursion() async {
      await #expect(processExitsWith: .success) {
        let samples = record(configuration(1000)) { workload_deep(200, 1500) }
        let expected = ["spin"] + Array(repeating: "recurse", count: 1500) + ["workload_deep"]
        expectChain(expected, upTo: "workload_deep", samples)
      }
    }

    @Test func deeperThanTheLimit() async {
      await #expect(processExitsWith: .success) {
        let samples = record(configuration(1000) { $0.maximumDepth = 100 }) { workload_deep(200, 500) }
        #expect(samples.count > 100)
        #expect(samples.filter { $0.words.count == 100 && $0.failure == SAMPLER_FAILURE_DEPTH }.count > 100)
        #expect(losses()["truncated_depth"] == UInt64(samples.filter(\.isTruncated).count))
      }
    }

    @Test func threadFoundByRescan() async {
      await #expect(processExitsWith: .success) { onThread(registers: false) }
    }

    @Test func threadThatRegisters() async {
      await #expect(processExitsWith: .success) { onThread(registers: true) }
    }

    @Test func codeMadeAtRunTime() async {
      await #expect(processExitsWith: .success) {
        // push rbp; mov rbp, rsp; mov rax, rdi; mov rdi, rsi; call rax; pop rbp; ret
        let bytes: [UInt8] = [
          0x55, 0x48, 0x89, 0xe5, 0x48, 0x89, 0xf8, 0x48, 0x89, 0xf7, 0xff, 0xd0, 0x5d, 0xc3,
        ]
        let page = mmap(nil, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)!
        page.copyMemory(from: bytes, byteCount: bytes.count)
        mprotect(page, 4096, PROT_READ | PROT_EXEC)
        #expect(sampler_add_code_region(page, page + 4096) == 0)
        let samples = record(configuration(5000)) { workload_generated_code(200, page) }
        expectChain(
          ["spin", "unmapped", "workload_generated_code"], upTo: "workload_generated_code", samples)
        let inside = samples.allSatisfy {
          $0.words.count > 1 && $0.words[1] &- UInt64(UInt(bitPattern: page)) < 4096 || $0.words.count > 3
        }
        #expect(inside)
        sampler_remove_code_region(page)
        let without = record(configuration(5000)) { workload_generated_code(200, page) }
        #expect(without.filter { $0.failure == SAMPLER_FAILURE_NO_RULE }.count > 100)
      }
    }
  }
}

private func onThread(registers: Bool) {
  var settings = configuration(2000)
  #expect(sampler_start(&settings) == 0)
  let own = sampler_thread_started()
  let drained = Drained()
  workload_on_thread(
    300, registers,
    { context in
      sampler_rescan_threads()
      Unmanaged<Drained>.fromOpaque(context!).takeUnretainedValue().drain()
    }, Unmanaged.passUnretained(drained).toOpaque())
  sampler_rescan_threads()
  sampler_stop()
  drained.drain()
  // Other threads of the test process are idle.
  let samples = drained.samples.filter { $0.thread != own && chain($0, upTo: "", []).contains("spin") }
  #expect(samples.count > 300)
  let whole = samples.filter { !$0.isTruncated }
  // A thread that did not register has no known stack until the next drain.
  #expect(whole.count >= samples.count - (registers ? 0 : 60))
  #expect(samples.filter(\.isTruncated).allSatisfy { $0.failure == SAMPLER_FAILURE_NO_STACK })
  #expect(share(whole, of: ["spin", "thread_main", "libc"], upTo: "") > 0.9)
  var info = SamplerThreadInfo()
  #expect(sampler_thread_info(samples[0].thread, &info))
  #expect(!info.alive)
  #expect(info.samples == UInt64(samples.count) || info.samples > 300)
}
