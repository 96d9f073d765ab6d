// Profiles of programs that run in machine code: each sample has its trace and its Python line, events and counters are in the
// recording, also of a program that was killed; names for perf and gdb.
//
// PITVIPER_STRESS_SECONDS is how much CPU time the stress test takes (3 s without it).

import Foundation
import Testing

@testable import Profiler

@Suite(.serialized) struct TraceProfileTests {
  /// Methods inlined, branches taken in turn, boxed floats, helpers that allocate and call back into Python.
  private static let busy = """
    class Point:
        def __init__(self, x, y):
            self.x = x
            self.y = y

        def norm(self):
            return self.x * self.x + self.y * self.y

    def total(points):
        result = 0
        for point in points:
            result += point.norm() % 7
        return result

    def mix(n):
        result = 1e300
        for i in range(n):
            if i % 3 == 0:
                result = result * 1.0000001
            else:
                result -= i
        return result

    def words(n):
        found = {}
        for i in range(n):
            key = str(i % 50)
            found[key] = found.get(key, 0) + 1
        return sorted(found, key=lambda word: -len(word))

    def main(rounds):
        points = [Point(i, i + 1) for i in range(1000)]
        for _ in range(rounds):
            total(points)
            mix(10000)
            words(1000)

    """

  private func profile(
    _ folder: Folder, _ script: String, _ options: [String] = [], jit: String = "on", rate: Int = 1000
  ) throws -> Profile {
    let file = folder.file("script.py", script)
    let run = try Run.pitviper(
      ["profile", "--quiet", "--rate", "\(rate)", "-o", folder.path + "/x.pitviper", "--jit", jit] + options + [file])
    #expect(run.status == 0, "\(run.error)")
    return try Recording(path: folder.path + "/x.pitviper").profile()
  }

  /// Checks every stack that ends in machine code, and returns how many samples those are.
  private func checkMachineCode(_ profile: Profile) throws -> Int {
    let counts = try profile.counts()
    let traces = Set(try profile.traces().map(\.function))
    let tree = profile.callTree(of: StackCounts(rows: counts.rows.filter { $0.state == .trace }))
    var wrong: [String] = []
    for node in 1..<max(1, tree.nodeCount) where tree.selfWeight(of: node) > 0 {
      let path = tree.path(to: node).compactMap { tree.function(of: $0) }
      let leaf = try #require(path.last)
      let caller = path.dropLast().last.map { profile.functions[$0.index] }
      if !traces.contains(leaf) || caller?.kind != .python {
        wrong.append(path.suffix(3).map { profile.functions[$0.index].name }.joined(separator: " > "))
      }
    }
    #expect(wrong.isEmpty, "machine code without trace or Python frame: \(wrong)")
    #expect(!profile.losses.contains { $0.cause == "unnamed_code" }, "\(profile.losses)")
    // Every Python frame has a line.
    let unknown = profile.lineRows(of: counts).filter { $0.line <= 0 && $0.own.weight > 0 }
    #expect(unknown.isEmpty, "\(unknown.map { $0.function.name })")
    return counts.rows.filter { $0.state == .trace }.reduce(0) { $0 + $1.samples }
  }

  @Test func everySampleOfMachineCodeIsNamed() throws {
    let profile = try profile(Folder(), Self.busy + "main(20000)\n")
    let counts = try profile.counts()
    let inMachineCode = try checkMachineCode(profile)
    #expect(inMachineCode > counts.samples / 5, "\(inMachineCode) of \(counts.samples)")
    #expect(Double(profile.brokenSamples(of: counts)) <= 0.003 * Double(counts.samples) + 1)
    let shares = try profile.traceShares(of: counts)
    #expect(shares.contains { $0.trace.kind == "loop" && $0.trace.place.name == "mix" && $0.total.weight > 0 })
    #expect(shares.allSatisfy { $0.trace.bytes > 0 && $0.trace.operations > 0 && $0.own.weight <= $0.total.weight })
    // An inlined method is a Python frame of its own, below its caller.
    let rows = profile.functionRows(of: counts, hiding: [.runtime, .native, .trace])
    #expect(rows.contains { $0.function.name == "Point.norm" && $0.own.weight > 0 })
    // No stack has a frame twice: main calls total, total calls norm, none recurses.
    for row in profile.stackRows(of: counts, limit: 1000, hiding: [.runtime, .native, .trace]) {
      let names = row.functions.map(\.name)
      #expect(Set(names).count == names.count, "\(names)")
    }
  }

  @Test func eventsAndGuards() throws {
    let folder = Folder()
    let script = """
      def add(values):
          total = 0
          for value in values:
              total = total + value
          return total

      for _ in range(3):
          add(list(range(1000)))
      for _ in range(3):
          add([float(i) for i in range(1000)])

      """
    let profile = try profile(folder, script, ["--traces"])
    let traces = try profile.traces()
    let first = try #require(traces.first { $0.place.name == "add" })
    #expect(first.kind == "loop" && first.line == 3 && first.link == first.number && first.entered > 0)
    #expect(first.recordedOperations > 5 && first.recordedGuards > 0 && first.recordTime > 0 && first.encodeTime > 0)
    #expect(first.started <= first.installed)
    let guards = try profile.failingGuards(of: profile.counts(), limit: 100)
    let failed = try #require(guards.first { $0.trace == first.number && $0.expected == "int" })
    #expect(failed.kind == "guardInt" && failed.seen == "float" && failed.failures > 0, "\(failed)")
    try profile.recording.read { database in
      var kinds: Set<String> = []
      try database.forEachRow("SELECT kind FROM trace_event") { kinds.insert($0.text(0)) }
      #expect(kinds.isSuperset(of: ["started", "compiled"]))
      var texts = 0
      try database.forEachRow("SELECT stage, text FROM trace_text WHERE trace = ?", [first.number]) {
        #expect(["recorded", "optimized"].contains($0.text(0)) && $0.text(1).hasPrefix("loop\n"))
        texts += 1
      }
      #expect(texts == 2)
      var codes = 0
      try database.forEachRow("SELECT length(bytes), bytes FROM trace_code WHERE trace = ?", [first.number]) {
        #expect($0.int(0) == first.bytes)
        #expect($0.blob(1).first == 0x55, "begins with push rbp")
        codes += 1
      }
      #expect(codes == 1)
      var lines: Set<Int> = []
      try database.forEachRow(
        "SELECT frame.line FROM trace_line JOIN frame ON frame.id = frame WHERE trace = ?", [first.number]
      ) { lines.insert($0.int(0)) }
      #expect(lines.isSuperset(of: [3, 4]))
    }
    let report = try TextReport(width: 120).text(of: profile)
    #expect(report.contains("Traces, by share of the samples") && report.contains("guardInt"))
  }

  /// Every second iteration leaves through the guard of the branch and is interpreted, for no bridge may grow.
  @Test func timeIsLostAtTheGuardThatFails() throws {
    let script = """
      def alternate(values):
          total = 0
          for value in values:
              if value % 2:
                  total += value
              else:
                  total -= len(str(value))
          return total

      for _ in range(4000):
          alternate(range(1000))

      """
    let profile = try profile(Folder(), script, jit: "bridge-threshold=1000000000")
    let counts = try profile.counts()
    let guards = try profile.failingGuards(of: counts, limit: 100)
    let worst = try #require(guards.first)
    #expect(worst.place.name == "alternate" && worst.failures > 100_000, "\(worst)")
    #expect(worst.lost.share > 0.1, "\(worst)")
    // The stacks of the loss are in the file, and what runs machine code is no loss.
    try profile.recording.read { database in
      var weight = 0
      try database.forEachRow("SELECT weight FROM exit_stack WHERE trace = ? AND exit = ?", [worst.trace, worst.exit]) {
        weight += $0.int(0)
      }
      #expect(weight == worst.lost.weight)
      try database.forEachRow(
        """
        SELECT count(*) FROM stack JOIN stack_total ON stack_total.stack = stack.id JOIN state ON state.id = state
        WHERE trace IS NOT NULL AND state.name IN ('trace', 'recording', 'optimizing', 'encoding')
        """
      ) { #expect($0.int(0) == 0) }
    }
    let slices = try profile.tierSlices(10)
    #expect(slices.reduce(0) { $0 + $1.weight } == counts.weight)
    #expect(try slices.reduce(0) { $0 + $1.traces } == profile.traces().count)
    #expect(slices.contains { $0.share(of: .machineCode) > 0 } && slices.contains { $0.share(of: .interpreter) > 0 })
    let report = try TextReport(width: 120).text(of: profile)
    #expect(report.contains("Guards, by time from failure") && report.contains("Tiers over time"))
  }

  /// What is interpreted after a whole function ran as machine code is not lost at a guard that failed before.
  @Test func functionTraceEndsTheLoss() throws {
    let script = """
      def triple(x):
          return x * 3 + 1

      total = 0
      for value in [1] * 1000 + [2.5]:
          total += value
      for _ in range(300000):
          import math
          triple(1)

      """
    let profile = try profile(Folder(), script)
    let counts = try profile.counts()
    let lost = try profile.failingGuards(of: counts, limit: 100).reduce(0) { $0 + $1.lost.weight }
    #expect(lost < counts.weight / 10, "\(lost) of \(counts.weight)")
  }

  /// What is interpreted below a loop that could not be recorded is put down to the reason.
  @Test func abortsCostInterpretedTime() throws {
    let script = """
      def climb(n):
          return 1 if n < 2 else climb(n - 1) + climb(n - 2)

      def loop(rounds):
          total = 0
          for _ in range(rounds):
              import math
              total += climb(12)
          return total

      loop(20000)

      """
    let profile = try profile(Folder(), script, jit: "function-threshold=1000000000")
    let aborts = try profile.aborts(of: profile.counts())
    let worst = try #require(aborts.max { $0.interpreted.weight < $1.interpreted.weight })
    #expect(worst.place.name == "loop" && worst.interpreted.share > 0.5, "\(aborts)")
  }

  @Test func abortsHaveReasonAndPlace() throws {
    let script = """
      def leave(values):
          for value in values:
              if value > 60:
                  return value

      for _ in range(40):
          leave(range(100))

      """
    let profile = try profile(Folder(), script, jit: "threshold=2")
    let aborts = try profile.aborts(of: profile.counts())
    #expect(aborts.allSatisfy { $0.count > 0 && !$0.title.isEmpty && $0.line > 0 && $0.count >= $0.countAtPlace })
    try profile.recording.read { database in
      var started = 0
      var ended = 0
      try database.forEachRow("SELECT kind, count(*) FROM trace_event GROUP BY kind") { row in
        if row.text(0) == "started" { started = row.int(1) }
        if ["aborted", "compiled"].contains(row.text(0)) { ended += row.int(1) }
      }
      #expect(started > 0 && started - ended <= 1, "each recording ends: \(started), \(ended)")
      var unknown = 0
      try database.forEachRow("SELECT count(*) FROM abort WHERE reason NOT IN (SELECT name FROM abort_reason)") {
        unknown = $0.int(0)
      }
      #expect(unknown == 0)
    }
  }

  @Test func tracesOfAKilledProgramAreThere() throws {
    let folder = Folder()
    let script = folder.file(
      "dies.py", Self.busy + "main(100)\nimport time\ntime.sleep(1.5)\nprint('ready', flush=True)\nmain(9999999)\n")
    let path = folder.path + "/x.pitviper"
    let run = try Run.pitviper(["profile", "-o", path, "--jit", "on", script], sending: SIGKILL)
    #expect(run.signal == SIGKILL)
    let profile = try Recording(path: path).profile()
    let traces = try profile.traces()
    #expect(traces.contains { $0.place.name == "mix" && $0.entered > 0 })
    #expect(try profile.failingGuards(of: profile.counts(), limit: 10).count > 0)
    _ = try checkMachineCode(profile)
  }

  @Test func withoutTheJITThereAreNoTraces() throws {
    let profile = try profile(Folder(), Self.busy + "main(20)\n", jit: "off")
    #expect(try profile.traces().isEmpty)
    #expect(try profile.counts().rows.allSatisfy { $0.state != .trace && $0.state != .exit })
  }

  // MARK: Stress

  /// New code all the time: fresh functions with loops over several types, so that traces are compiled, guards fail, bridges are
  /// patched in and recordings given up, with collections, callbacks, exceptions and generators between them. Globals that traces rely
  /// on are assigned, also while the trace runs; the code memory is small, so that it is flushed again and again.
  private static func stress(seconds: Double) -> String {
    """
    import time
    from pitviper import jit

    template = '''
    OFFSET = {n}

    def shift_{n}(x):
        global OFFSET
        if x == 50:
            OFFSET = OFFSET + 1
        return x

    def work_{n}(values, flag):
        total = {start}
        for value in values:
            if flag:
                total = total + value * {n}
            else:
                total = total - value
            total = total + OFFSET
            if flag == 2:
                shift_{n}(value)
            if value == {n} % 97:
                total = total + helper_{n}(value)
        return total

    def helper_{n}(x):
        try:
            return [x, x + 1, x * 2.5][int(x) % 4]
        except IndexError:
            return 0

    def numbers_{n}(limit):
        i = 0
        while i < limit:
            yield i
            i += 1
    '''
    lists = [list(range(100)), [float(i) for i in range(100)], [True, False] * 50, [2 ** 70 + i for i in range(20)]]
    end = time.thread_time() + \(seconds)
    n = 0
    checksum = 0
    while time.thread_time() < end:
        n += 1
        space = {{}}
        exec(template.format(n=n, start=n % 2 * 0.5), space)
        work = space['work_%d' % n]
        for turn in range(12):
            for values in lists:
                checksum += int(work(values, turn % 3)) % 7
            checksum += sum(space['numbers_%d' % n](60))
            text = ''
            for word in sorted(map(str, range(40)), key=lambda word: word[::-1]):
                text += word
            checksum += len(text)
        space['OFFSET'] = n
        if n % 50 == 0:
            jit.invalidate()
        if n % 70 == 0:
            jit.flush()
    counters = jit.counters()
    print(n > 3, counters['invalidated'] > 20, counters['flushes'] > 0)

    """.replacingOccurrences(of: "{{}}", with: "{}")
  }

  @Test func sampledWhileTracesComeAndGo() throws {
    let seconds = ProcessInfo.processInfo.environment["PITVIPER_STRESS_SECONDS"].flatMap { Double($0) } ?? 3
    let folder = Folder()
    let script = folder.file("stress.py", Self.stress(seconds: seconds))
    let path = folder.path + "/x.pitviper"
    let run = try Run.pitviper(
      [
        "profile", "--rate", "20000", "-o", path, "--jit",
        "threshold=2,bridge-threshold=2,trace-count=1000000,code-limit=256,flush-factor=1,warm-size=1000000000", script,
      ])
    #expect(run.status == 0 && run.output == "True True True\n", "\(run.output) \(run.error)")
    let profile = try Recording(path: path).profile()
    let counts = try profile.counts()
    _ = try checkMachineCode(profile)
    let broken = profile.brokenSamples(of: counts)
    #expect(Double(broken) <= 0.003 * Double(counts.samples), "\(broken) of \(counts.samples); \(profile.losses)")
    let states = Set(profile.stateRows(of: counts).map(\.state))
    #expect(states.isSuperset(of: [.interpreting, .trace, .exit, .recording, .optimizing, .encoding]), "\(states)")
    // What was covered is either in a sample or counted as lost.
    let covered = Double(profile.environment["covered_us"] ?? "") ?? 0
    let period = covered > 0 ? Double(counts.weight) / Double(max(1, counts.samples)) : 0
    let lost = profile.losses.filter { LossCause.losesSamples($0.cause) }.reduce(0.0) { $0 + Double($1.count) * period }
    #expect(abs(covered - Double(counts.weight) - lost) <= 0.02 * covered, "\(covered) \(counts.weight) \(lost)")
    let traces = try profile.traces()
    #expect(traces.count > 50 && traces.contains { $0.kind == "bridge" })
    #expect(traces.enumerated().allSatisfy { $0.offset == $0.element.number }, "every trace was reported")
    var events: [String: Int] = [:]
    try profile.recording.read { database in
      try database.forEachRow("SELECT kind, count(*) FROM trace_event GROUP BY kind") { events[$0.text(0)] = $0.int(1) }
    }
    #expect((events["invalidated"] ?? 0) > 20 && (events["flushed"] ?? 0) > 1, "\(events)")
    // A recording ends by a trace or by an abort; the last one may be under way.
    let open = (events["started"] ?? 0) - (events["compiled"] ?? 0) - (events["aborted"] ?? 0)
    #expect((0...1).contains(open) && events["compiled"] == traces.count, "\(events)")
    print(
      "stress \(seconds) s: \(counts.samples) samples, \(broken) broken, \(traces.count) traces, events \(events), "
        + "losses \(profile.losses)")
  }

  // MARK: Maps for other tools

  @Test func mapsForPerf() throws {
    let folder = Folder()
    let script = folder.file("maps.py", Self.busy + "main(30)\nimport os\nprint(os.getpid())\n")
    let run = try Run.pitviper(["run", "--perf-map", "--jitdump", "--gdb-jit", "--jit", "on", script])
    let process = try #require(Int(run.output.dropLast()), "\(run.error)")
    let map = "/tmp/perf-\(process).map"
    let dump = "/tmp/jit-\(process).dump"
    defer {
      unlink(map)
      unlink(dump)
    }
    let lines = try String(contentsOfFile: map, encoding: .utf8).split(separator: "\n")
    #expect(lines.contains { $0.contains(" py:trace ") && $0.contains("loop mix maps.py:17") }, "\(lines)")
    for line in lines {
      let words = line.split(separator: " ", maxSplits: 2)
      #expect(words.count == 3 && UInt(words[0], radix: 16) != nil && UInt(words[1], radix: 16) != nil, "\(line)")
    }
    let bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: dump)))
    #expect(bytes.prefix(4) == [0x44, 0x54, 0x69, 0x4A])
    // Records follow each other without a gap to the end of the file.
    func word(_ offset: Int) -> Int { (0..<4).reduce(0) { $0 | Int(bytes[offset + $1]) << (8 * $1) } }
    var offset = word(8)
    var loads = 0
    while offset + 16 <= bytes.count {
      if word(offset) == 0 { loads += 1 }
      offset += max(16, word(offset + 4))
    }
    #expect(offset == bytes.count && loads == lines.count)
  }
}
