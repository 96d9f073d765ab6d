// Programs that call C functions: a crash inside of one, and stacks that go to C and back.

import Foundation
import Testing

@testable import Profiler

@Suite(.serialized) struct CrossingTests {
  /// Six lines; strlen(8) is called in the third.
  private static let crash = """
    import ctypes
    def measure(address):
        return ctypes.CDLL(None).strlen(ctypes.c_void_p(address))
    print(3, flush=True)
    measure(8)
    print("not reached")
    """

  /// One line names signal, function, library and place; the end is the signal's.
  @Test func crashIsToldInOneLine() throws {
    let folder = Folder()
    let script = folder.file("crash.py", Self.crash)
    let run = try Run.pitviper(["run", script])
    #expect(run.signal == SIGSEGV && run.output == "3\n")
    let line = try #require(run.error.split(separator: "\n").first { $0.hasPrefix("pitviper: SIGSEGV") })
    #expect(line.contains("in the C function strlen of /") && line.hasSuffix(", called at \(script):3"), "\(run.error)")
  }

  /// The recording of a crashed program can be read, and holds the stack that crashed.
  @Test func crashLeavesItsStack() throws {
    let folder = Folder()
    let script = folder.file("crash.py", Self.crash)
    let path = folder.path + "/crash.pitviper"
    // So slow that the crash is the only sample of the function.
    let run = try Run.pitviper(["profile", "--rate", "1", "-o", path, script])
    #expect(run.signal == SIGSEGV)
    let profile = try Recording(path: path).profile()
    #expect(profile.environment["finished"] == "signal \(SIGSEGV)")
    let stacks = profile.stackRows(of: try profile.counts(), limit: 10, hiding: []).map { $0.functions.map(\.name) }
    #expect(stacks.contains { $0.contains("measure") && $0.contains { $0.contains("strlen") } }, "\(stacks)")
  }

  /// Python → qsort → Python at 10 kHz: next to no stack is broken, and the comparison stands above qsort.
  @Test func stacksGoThroughCallbacks() throws {
    let folder = Folder()
    let script = folder.file(
      "sort.py",
      """
      import ctypes
      compare_type = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.POINTER(ctypes.c_int), ctypes.POINTER(ctypes.c_int))
      def compare(a, b):
          return a[0] - b[0]
      def sort(n):
          items = (ctypes.c_int * n)(*[i * 7919 % n for i in range(n)])
          ctypes.CDLL(None).qsort(items, n, 4, compare_type(compare))
          return list(items) == list(range(n))
      print(all([sort(20000) for i in range(5)]))
      """)
    let path = folder.path + "/sort.pitviper"
    let run = try Run.pitviper(["profile", "--rate", "10000", "-o", path, script])
    #expect(run.status == 0 && run.output == "True\n", "\(run.error)")
    let profile = try Recording(path: path).profile()
    let counts = try profile.counts()
    #expect(counts.samples > 500)
    #expect(Double(profile.brokenSamples(of: counts)) <= 0.003 * Double(counts.samples), "\(counts.samples)")
    let stacks = profile.stackRows(of: counts, limit: 1000, hiding: []).map { $0.functions.map(\.name) }
    #expect(
      stacks.contains { names in
        guard let outer = names.firstIndex(of: "sort"), let inner = names.lastIndex(of: "compare") else { return false }
        return outer < inner && names[outer..<inner].contains { $0.contains("qsort") }
      })
  }
}
