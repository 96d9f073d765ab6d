// The unwinder at every instruction, and against libunwind.
import CRuntime
import CSampler
import CSamplerWorkloads
import Glibc
import Testing

private func prepared(_ body: () -> StepReport) -> StepReport {
  var settings = configuration(100)
  #expect(sampler_start(&settings) == 0)
  sampler_stop()
  return body()
}

private func described(_ address: UInt64) -> String { String(cString: workload_describe(address)) }

extension SamplerTests {
  @Suite struct UnwinderTests {
    /// Prologues, epilogues, linkage stubs, the dynamic linker's resolver: thousands of places, one known outer stack.
    @Test func everyInstructionOfCompiledCode() async {
      await #expect(processExitsWith: .success) {
        let steps = prepared(workload_step_through_c)
        report(
          "compiled code: \(steps.steps) instructions, \(steps.wrong) wrong, \(steps.differing) unlike libunwind")
        #expect(steps.steps > 3000)
        #expect(steps.wrong == 0, "first at \(described(steps.firstWrong))")
        if steps.hasLibunwind {
          #expect(steps.differing == 0, "first at \(described(steps.firstDiffering))")
        }
      }
    }

    @Test func everyInstructionWithoutUnwindEntries() async {
      await #expect(processExitsWith: .success) {
        let steps = prepared(workload_step_through_plain_code)
        report("plain code: \(steps.steps) instructions, \(steps.wrong) wrong")
        #expect(steps.steps > 20)
        #expect(steps.wrong == 0, "first at \(described(steps.firstWrong))")
      }
    }

    @Test func equalToLibunwind() async {
      await #expect(processExitsWith: .success) {
        guard dlopen("libunwind.so.8", RTLD_NOW | RTLD_LOCAL) != nil else { return }
        let samples = record(configuration(5000) { $0.unwinder = SAMPLER_UNWINDER_COMPARE }) {
          workload_leaf(100)
          workload_sort(500)
          workload_signal(100, true)
          workload_deep(100, 50)
          workload_throw(2000)
        }
        let comparison = sampler_comparison()
        report("compared \(comparison.compared) stacks, \(comparison.equal) equal")
        #expect(comparison.compared >= UInt64(samples.count))
        #expect(comparison.compared > 1000)
        var difference = SamplerDifference()
        var first = ""
        if sampler_difference(0, &difference) {
          let own = (0..<Int(difference.ownCount)).map { described(difference.own[$0]) }
          let other = (0..<Int(difference.libunwindCount)).map { described(difference.libunwind[$0]) }
          let at = zip(own, other).prefix { $0 == $1 }.count
          first = "frame \(at): own \(own.dropFirst(at).prefix(3)), libunwind \(other.dropFirst(at).prefix(3))"
        }
        #expect(comparison.equal == comparison.compared, "first difference at \(first)")
      }
    }

    /// A third of Swift's runtime has no unwind entries; both unwinders go by frame pointers there. Caught in the first
    /// or last instructions of such a function, libunwind drops the caller; ours reads the code and does not.
    @Test func swiftCode() async {
      await #expect(processExitsWith: .success) {
        guard dlopen("libunwind.so.8", RTLD_NOW | RTLD_LOCAL) != nil else { return }
        var result = 0
        let samples = record(configuration(5000) { $0.unwinder = SAMPLER_UNWINDER_COMPARE }) {
          result = swiftWorkload(rounds: 5000)
        }
        #expect(result > 0)
        #expect(samples.allSatisfy { !$0.isTruncated })
        let comparison = sampler_comparison()
        report("Swift code: compared \(comparison)")
        #expect(comparison.compared > 300)
        #expect(comparison.equal * 100 > comparison.compared * 95)
        var difference = SamplerDifference()
        for index in 0..<UInt32(SAMPLER_DIFFERENCES_KEPT) where sampler_difference(index, &difference) {
          var own = Array(UnsafeBufferPointer(start: difference.own, count: Int(difference.ownCount)))
          let other = Array(UnsafeBufferPointer(start: difference.libunwind, count: Int(difference.libunwindCount)))
          let leaf = described(own[0])
          own.remove(at: 1)
          #expect(own == other, "unexplained difference at \(leaf)")
        }
      }
    }

    @Test func libunwindAlone() async {
      await #expect(processExitsWith: .success) {
        guard dlopen("libunwind.so.8", RTLD_NOW | RTLD_LOCAL) != nil else { return }
        let samples = record(configuration(1000) { $0.unwinder = SAMPLER_UNWINDER_LIBUNWIND }) { workload_leaf(200) }
        #expect(share(samples, of: ["spin", "leaf_middle", "workload_leaf"], upTo: "workload_leaf") > 0.9)
      }
    }

    /// Neither broken stacks nor broken tables make the sampler fault.
    @Test(arguments: [1, 2, 3] as [UInt64])
    func hostileInput(seed: UInt64) async {
      await #expect(processExitsWith: .success) { [seed] in
        var settings = configuration(100)
        #expect(sampler_start(&settings) == 0)
        sampler_stop()
        let frames = workload_fuzz_unwinder(200_000, seed)
        #expect(frames > 220_000, "\(frames) frames")
        let rows = workload_fuzz_tables(60, seed)
        #expect(rows > 300_000, "\(rows) rows")
        report("hostile input \(seed): \(frames) frames, \(rows) rows")
      }
    }

    /// A row that is found when it is needed is the one that running the whole function's entry gives.
    @Test func rowsFoundOneByOneEqualTheTable() async {
      await #expect(processExitsWith: .success) {
        let rows = workload_compare_rows()
        #expect(rows > 5_000, "\(rows) rows")
      }
    }

    @Test func modulesAreListed() async {
      await #expect(processExitsWith: .success) {
        sampler_refresh_modules()
        let modules = loadedModules()
        #expect(modules.contains { $0.name == "libc" })
        #expect(modules.contains { $0.name == "[vdso]" })
        #expect(!sampler_refresh_modules(), "nothing changed")
        guard let library = workload_stress_library() else { return }
        let handle = dlopen(library, RTLD_NOW)
        #expect(sampler_refresh_modules())
        #expect(loadedModules().count == modules.count + 1)
        dlclose(handle!)
        #expect(sampler_refresh_modules())
      }
    }
  }
}
