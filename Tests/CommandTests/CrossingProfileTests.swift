// Profiles of a program that calls C: the ledger's counts against the program's own, stacks that go through C and back, and
// times measured at every call against the processor time that there was.

import Foundation
import Testing

@testable import Profiler

@Suite(.serialized) struct CrossingProfileTests {
  /// A sort in C that calls back, and calls that do next to nothing; prints rounds and comparisons.
  private static let script = """
    import ctypes, time
    libc = ctypes.CDLL(None)
    qsort, labs = libc.qsort, libc.labs
    qsort.restype = None
    labs.restype, labs.argtypes = ctypes.c_long, [ctypes.c_long]
    calls = 0

    @ctypes.CFUNCTYPE(ctypes.c_int, ctypes.POINTER(ctypes.c_int), ctypes.POINTER(ctypes.c_int))
    def compare(a, b):
        global calls
        calls += 1
        return a[0] - b[0]

    def sort(n):
        numbers = (ctypes.c_int * n)(*[(i * 7919) % n for i in range(n)])
        qsort(numbers, n, 4, compare)

    def tiny(n):
        for i in range(n):
            labs(-i)

    rounds, start = 0, time.process_time()
    while time.process_time() - start < 1.5:
        sort(500)
        tiny(5000)
        rounds += 1
    print(rounds, calls)
    """

  @Test(arguments: ["off", "on"], [false, true]) func countsAreExact(jit: String, isExact: Bool) throws {
    let folder = Folder()
    let file = folder.file("script.py", Self.script)
    let run = try Run.pitviper(
      ["profile", "--quiet", "-o", folder.path + "/x.pitviper", "--jit", jit] + (isExact ? ["--exact-crossings"] : [])
        + [file])
    #expect(run.status == 0, "\(run.error)")
    let words = run.output.split(separator: " ")
    let rounds = try #require(Int(words[0]))
    let comparisons = try #require(Int(words[1].dropLast()))
    let profile = try Recording(path: folder.path + "/x.pitviper").profile()
    let functions = try profile.crossingFunctions(of: profile.counts())
    let qsort = try #require(functions.first { $0.function.name == "qsort" })
    let labs = try #require(functions.first { $0.function.name == "labs" })
    #expect(qsort.cost.allCalls == rounds && qsort.cost.callbacks == comparisons)
    #expect(labs.cost.allCalls == rounds * 5000)
    #expect(labs.cost.bytes >= rounds * 5000 * 16)
    #expect(labs.route == "ctypes" && labs.function.file.contains("libc"))
    #expect(labs.sites.map { "\($0.function!.name):\($0.line)" } == ["tiny:\(Self.line("labs(-i)"))"])
    #expect(qsort.sites.map { "\($0.function!.name):\($0.line)" } == ["sort:\(Self.line("qsort(numbers"))"])
    if jit == "off" { #expect(labs.cost.tracedCalls == 0) }
    #expect(
      qsort.cost.callback.share > qsort.cost.inC.share, "the comparison in Python takes longer than the sort in C")
    #expect(profile.environment["exact_crossings"] == (isExact ? "yes" : "no"))
    // Python → C → Python in one stack.
    let compare = try #require(profile.functions.first { $0.name == "compare" && $0.kind == .python })
    let stacks = profile.stackRows(of: try profile.counts(), limit: 10_000)
    let through = stacks.filter { $0.functions.contains(compare) }
    #expect(!through.isEmpty)
    for stack in through {
      let kinds = stack.functions.map(\.kind)
      let inner = stack.functions.lastIndex(of: compare)!
      #expect(
        kinds[..<inner].contains(.crossing) && kinds[..<inner].contains(.python), "\(stack.functions.map(\.name))")
    }
    guard isExact else { return }
    // The counter goes on while the thread waits for a processor.
    let duration = Int(profile.duration) * 1000
    let times = profile.crossings.compactMap(\.times)
    #expect(times.count == profile.crossings.count)
    let sum = times.reduce(0) { $0 + $1.conversion + $1.call + $1.tracedCall }
    #expect(sum > duration / 50 && sum < duration)
    for time in times { #expect(time.callback <= time.call + time.tracedCall) }
  }

  /// The line of the script that begins with a text.
  private static func line(_ text: String) -> Int {
    script.split(separator: "\n", omittingEmptySubsequences: false)
      .firstIndex { $0.drop { $0 == " " }.hasPrefix(text) }! + 1
  }
}
