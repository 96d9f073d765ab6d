// Python frames in native stacks, with a thread state built by hand (workload_interpreter).
import CRuntime
import CSampler
import CSamplerWorkloads
import Glibc
import Testing

extension SamplerTests {
  @Suite struct InterpreterStackTests {
    /// C → Python → C → Python: the exact chain, with the live pc for the innermost frame and the crossing into the C in between.
    @Test(arguments: [false, true])
    func nestedRuns(plainHandler: Bool) async {
      await #expect(processExitsWith: .success) { [plainHandler] in
        let samples = record(configuration(5000)) { workload_interpreter(300, plainHandler) }
        #expect(samples.count > 500)
        let expected = [
          "py(5:53)", "py(4:40)", "interpreter_compare", "libc", "crossing(9)", "py(3:30)", "py(2:20)", "py(1:10)",
          "workload_interpreter",
        ]
        let found = share(samples, of: expected, upTo: "workload_interpreter")
        let seen = histogram(samples, upTo: "workload_interpreter").prefix(5).map { "\($0.count)× \($0.chain)" }
        #expect(found > 0.9, "\(found); seen: \(seen)")
        #expect(samples.filter(\.isTruncated).isEmpty)
        // Whatever the moment, no entry routine and no handler shows, and the outer run is whole.
        for row in histogram(samples, upTo: "workload_interpreter") {
          #expect(!row.chain.contains("inner_handler") && !row.chain.contains("plain_handler"), "\(row.chain)")
          if row.chain.contains("interpreter_compare") {
            #expect(
              row.chain.suffix(5).starts(with: ["crossing(9)", "py(3:30)", "py(2:20)", "py(1:10)"]), "\(row.chain)")
          }
        }
        #expect(samples.filter { $0.state == VM_STATE_INTERPRETING.rawValue }.count > 500)
      }
    }

    /// Machine code, at each of its instructions: its address or its exit, and the frames from its root on.
    @Test func traces() async {
      await #expect(processExitsWith: .success) {
        let samples = record(configuration(5000)) { workload_trace(400) }
        #expect(samples.count > 500)
        #expect(samples.filter(\.isTruncated).isEmpty)
        let python = ["py(2:20)", "py(1:10)", "workload_trace"]
        let running = share(samples, of: ["unmapped"] + python, upTo: "workload_trace")
        let leaving = share(samples, of: ["spin", "take_exit", "exit(77)"] + python, upTo: "workload_trace")
        let seen = histogram(samples, upTo: "workload_trace").prefix(6).map { "\($0.count)× \($0.chain)" }
        #expect(running > 0.2 && leaving > 0.2 && running + leaving > 0.9, "\(running) \(leaving); seen: \(seen)")
        // The four instructions that make the native frame do not name the root yet, and this thread's state is wrong on
        // purpose: a sample there sees the frame above it.
        let above = histogram(samples, upTo: "workload_trace").filter { row in
          (row.chain.contains("unmapped") || row.chain.contains("exit(77)")) && row.chain.contains("py(3:30)")
        }
        #expect(above.reduce(0) { $0 + $1.count } * 200 <= samples.count, "a frame above the root: \(above)")
      }
    }

    /// Frames outside the frame stack are not followed: the native stack stands.
    @Test func implausibleFrames() async {
      await #expect(processExitsWith: .success) {
        let thread = UnsafeMutablePointer<ThreadState>.allocate(capacity: 1)
        memset(thread, 0, MemoryLayout<ThreadState>.size)
        let bogus = UnsafeMutablePointer<Frame>(bitPattern: 0x10)!
        let activation = UnsafeMutablePointer<Activation>.allocate(capacity: 1)
        activation.initialize(to: Activation(previous: activation, base: bogus, nativeFrame: nil, crossing: 0))
        thread.pointee.activation = activation
        thread.pointee.frame = bogus
        vm_set_current_thread(thread)
        let samples = record(configuration(5000)) { workload_leaf(100) }
        vm_set_current_thread(nil)
        #expect(share(samples, of: ["spin", "leaf_middle", "workload_leaf"], upTo: "workload_leaf") > 0.9)
      }
    }
  }
}
