// The ledger of calls into C: what is stored and read, what it costs, what damaged files say, what reports print.

import CRuntime
import CSampler
import Foundation
import GRDB
import Testing

@testable import Profiler

@Suite(.serialized) struct CrossingTests {
  // MARK: Store

  @Test func theLatestTotalsAreKept() throws {
    let ledger = try LedgerMade(isExact: true)
    try ledger.made.writer.flush()
    var row = ledger.cos
    row.calls = 2000
    row.times!.conversion = 77
    ledger.made.writer.set(row)
    try ledger.made.writer.flush()
    // Not closed, as after kill -9.
    let profile = try Recording(path: ledger.made.path).profile()
    #expect(profile.crossings == [row, ledger.order, ledger.again, ledger.inner])
    #expect(profile.functions[row.function.index].kind == .crossing)
    #expect(ledger.cos.function != ledger.order.function)
    #expect(ledger.order.function == ledger.again.function && ledger.order.frame != ledger.again.frame)
  }

  @Test func viewsAnswerInPlainSQL() throws {
    let ledger = try LedgerMade()
    _ = try ledger.made.closed()
    let queue = try DatabaseQueue(path: ledger.made.path)
    try queue.read { (database: Database) throws in
      let rows = try Row.fetchAll(database, sql: "SELECT * FROM crossing_total")
      #expect(rows.map { $0["name"] as String } == ["cos", "qsort"])
      #expect(rows.map { $0["library"] as String } == ["/lib/libcos.so", "/lib/libqsort.so"])
      #expect(rows.map { $0["calls"] as Int } == [6000, 30])
      #expect(rows.map { $0["traced_calls"] as Int } == [500, 0])
      #expect(rows.map { $0["c_us"] as Int } == [280_000, 160_000])
      #expect(rows.map { $0["overhead_us"] as Int } == [300_000, 40_000])
      #expect(rows.map { $0["callback_us"] as Int } == [0, 150_000])
      #expect(rows.map { $0["share"] as Double } == [0.58, 0.35])
      #expect(try String.fetchOne(database, sql: "SELECT name FROM kind WHERE id = 4") == "crossing")
    }
  }

  /// Files of earlier formats, as those programs wrote them.
  @Test(arguments: [1, 2]) func oldRecordingsOpen(version: Int) throws {
    let folder = Folder()
    let queue = try DatabaseQueue(path: folder.file())
    try queue.write { try RecordingSchema.create(in: $0, version: version) }
    try queue.write { database in
      #expect(try Int.fetchOne(database, sql: "SELECT count(*) FROM kind") == 4)
      try database.execute(
        sql: """
          INSERT INTO function VALUES (1, 0, 'main', 'main.py', 1);
          INSERT INTO frame VALUES (1, 1, 3);
          INSERT INTO node VALUES (1, 0, 1);
          INSERT INTO stack (id, node, broken) VALUES (1, 1, 0);
          INSERT INTO stack_total VALUES (1, 1, 1, 10, 10000);
          """)
    }
    try queue.close()
    let profile = try Recording(path: folder.file()).profile()
    #expect(profile.crossings.isEmpty)
    #expect(try profile.crossingFunctions(of: profile.counts()).isEmpty)
    #expect(!(try TextReport().text(of: profile)).contains("into C"))
    let second = try DatabaseQueue(path: folder.file())
    try second.write { try $0.execute(sql: "UPDATE function SET kind = 4") }
    try second.close()
    #expect(
      throws: RecordingError.damaged(path: folder.file(), detail: "a function is of no known kind")
    ) { try Recording(path: folder.file()).profile() }
  }

  @Test(arguments: [
    "UPDATE crossing SET function = 1000",
    "UPDATE crossing SET function = (SELECT id FROM function WHERE kind = 0)",
    "UPDATE crossing SET frame = -1 WHERE id = 1",
    "UPDATE crossing SET frame = frame + 100000 WHERE id = 1",
    "UPDATE crossing SET frame = (SELECT frame FROM crossing WHERE id = 3) + 1 WHERE id = 1",
    "UPDATE crossing SET site = 4000",
    "UPDATE crossing SET site = frame",
    "UPDATE crossing SET id = -id",
    "UPDATE crossing SET calls = -1",
    "UPDATE crossing SET bytes = -9223372036854775807 WHERE id = 2",
    "UPDATE crossing SET conversion_ns = 0, call_ns = 0, traced_call_ns = 0, callback_ns = -5 WHERE id = 3",
    "UPDATE crossing SET route = 'swig'",
    "UPDATE crossing SET signature = hex(zeroblob(100000)) WHERE id = 4",
    "DELETE FROM crossing WHERE id = 2",
    "DROP TABLE crossing",
    "ALTER TABLE crossing RENAME TO moved; CREATE VIEW crossing AS SELECT * FROM moved",
  ])
  func damage(statements: String) throws {
    let ledger = try LedgerMade()
    _ = try ledger.made.closed()
    let queue = try DatabaseQueue(path: ledger.made.path)
    try queue.write { try $0.execute(sql: statements) }
    try queue.close()
    do {
      _ = try Recording(path: ledger.made.path).profile()
      Issue.record("not noticed: \(statements)")
    } catch {
      guard case .damaged = error else {
        Issue.record("\(statements): \(error)")
        return
      }
      #expect(!error.description.contains("\n"))
    }
  }

  @Test func hugeNumbersDoNotOverflow() throws {
    let ledger = try LedgerMade(isExact: true)
    _ = try ledger.made.closed()
    let queue = try DatabaseQueue(path: ledger.made.path)
    let largest = Int.max
    try queue.write {
      try $0.execute(
        sql: """
          UPDATE crossing SET calls = \(largest), traced_calls = \(largest), bytes = \(largest), callbacks = \(largest),
            conversion_ns = \(largest), call_ns = \(largest), traced_call_ns = \(largest), callback_ns = \(largest)
          """)
    }
    try queue.close()
    let profile = try Recording(path: ledger.made.path).profile()
    _ = try TextReport(width: 140).text(of: profile)
    _ = try JSONReport.make(profile).text
  }

  // MARK: Analysis

  @Test func partsOfTheTime() throws {
    let profile = try LedgerMade().made.closed()
    let functions = try profile.crossingFunctions(of: profile.counts())
    #expect(functions.map(\.function.name) == ["cos", "qsort"])
    let cos = functions[0], qsort = functions[1]
    func milliseconds(_ cost: CrossingCost) -> [Int] {
      [cost.inC, cost.overhead, cost.callback, cost.total].map { $0.weight / 1000 }
    }
    #expect(milliseconds(cos.cost) == [280, 300, 0, 580])
    #expect(milliseconds(qsort.cost) == [160, 40, 150, 350], "the inner cos is callback time of qsort as well")
    #expect(cos.sites.map { "\($0.function!.name):\($0.line)" } == ["loop:10", "compare:30"])
    #expect(cos.sites.map { milliseconds($0.cost) } == [[250, 300, 0, 550], [30, 0, 0, 30]])
    #expect(qsort.sites.map(\.line) == [20, 21])
    #expect(qsort.sites.map { milliseconds($0.cost) } == [[100, 40, 150, 290], [60, 0, 0, 60]])
    #expect(cos.cost.calls == 6000 && cos.cost.tracedCalls == 500 && cos.cost.bytes == 104_000)
    #expect(cos.route == "cffi, ctypes" && qsort.route == "cffi" && qsort.cost.callbacks == 5000)
    #expect(cos.cost.total.share == 0.58 && cos.cost.total.low < 0.58 && cos.cost.total.high > 0.58)
  }

  @Test func oneCall() throws {
    let profile = try LedgerMade().made.closed()
    let functions = try profile.crossingFunctions(of: profile.counts(SampleFilter(range: 0..<1000)))
    let site = try #require(functions.flatMap(\.sites).first { $0.line == 10 }).cost
    #expect(site.total.share == 1, "shares are of the chosen samples, times per call of all")
    let interpreted = try #require(site.interpreted)
    #expect(interpreted.calls == 1000)
    #expect(abs(interpreted.inC.value - 200_000) < 1e-6)
    #expect(abs(interpreted.overhead.value - 300_000) < 1e-6)
    #expect(interpreted.inC.low < 200_000 && interpreted.inC.high > 200_000)
    let traced = try #require(site.traced)
    #expect(abs(traced.inC.value - 100_000) < 1e-6 && traced.overhead.value == 0)
    let sorted = try #require(functions.flatMap(\.sites).first { $0.line == 20 }).cost
    #expect(sorted.traced == nil && abs(sorted.interpreted!.callback.value - 15_000_000) < 1e-6)
  }

  @Test func breakEvens() throws {
    let profile = try LedgerMade().made.closed()
    let functions = try profile.crossingFunctions(of: profile.counts())
    let cos = try #require(functions[0].cost.breakEven)
    #expect(abs(cos.items - 19 * 300 / 280) < 1e-9 && cos.wholeItems == 21)
    #expect(cos.low < cos.items && cos.high > cos.items && cos.high < 2 * cos.low)
    // The smallest whole number of items keeps the promise, one less does not.
    for (items, isEnough) in [(21.0, true), (20.0, false)] {
      #expect((300.0 / (300 + items * 280) < 0.05) == isEnough)
    }
    #expect(BreakEven(overhead: 10, inC: 10, samples: 20) == nil, "too few samples")
    #expect(BreakEven(overhead: 1000, inC: 0, samples: 1000) == nil)
    #expect(BreakEven(overhead: 0, inC: 0, samples: 0) == nil)
    #expect(BreakEven(overhead: 0, inC: 5000, samples: 5000)?.wholeItems == 1)
    #expect(BreakEven(overhead: 0, inC: 5, samples: 5) == nil, "no overhead seen in five samples says nothing")
    #expect(BreakEven(overheadNanoseconds: 100, inC: 10)?.items == 190)
    #expect(BreakEven(overheadNanoseconds: 100, inC: 0) == nil)
  }

  @Test func measuredTimes() throws {
    let profile = try LedgerMade(isExact: true).made.closed()
    let site = try #require(
      profile.crossingFunctions(of: profile.counts()).flatMap(\.sites).first { $0.line == 10 }
    ).cost
    #expect(site.isExact)
    #expect(site.interpreted!.overhead == Estimate(value: 300_000, low: 300_000, high: 300_000))
    #expect(site.interpreted!.inC.value == 100_000 && site.traced!.inC.value == 50_000)
    let items = 19.0 * 300_000_000 / 125_000_000
    #expect(abs(site.breakEven!.items - items) < 1e-9)
    let sorted = try #require(
      profile.crossingFunctions(of: profile.counts()).flatMap(\.sites).first { $0.line == 20 }
    ).cost
    // More callback time than time in the call cannot be: all of it.
    #expect(sorted.interpreted!.inC.value == 0 && sorted.interpreted!.callback.value == 100_000)
    #expect(sorted.breakEven == nil)
  }

  // MARK: Collector

  @Test func recordsAndWordsOfTheVM() throws {
    let made = try HandMade()
    let namer = StackNamer(symbolizer: Symbolizer(), frameNamer: Names(), writer: made.writer)
    let traceLog = TraceLog(writer: made.writer, namer: namer, time: { Microseconds($0 / 1000) })
    namer.traceLog = traceLog
    // Safety: as the VM does, records and their texts are made with malloc and stay.
    let record = UnsafeMutablePointer<Crossing>.allocate(capacity: 1)
    record.initialize(to: Crossing())
    record.pointee.id = 1
    record.pointee.route = CROSSING_CTYPES.rawValue
    record.pointee.codeID = 7
    record.pointee.offset = 12
    record.pointee.name = UnsafePointer(strdup("crc32"))
    record.pointee.library = UnsafePointer(strdup("/lib/libz.so.1"))
    record.pointee.signature = UnsafePointer(strdup("unsigned long crc32(" + String(repeating: "x", count: 9000) + ")"))
    record.pointee.fixedBytes = 24
    record.pointee.calls = 10
    record.pointee.tracedCalls = 5
    record.pointee.bytes = 1000
    record.pointee.conversionCycles = 1 << 40
    let before = (crossings, crossings_are_exact)
    record.pointee.next = before.0
    crossings = record
    crossings_are_exact = 1
    defer { (crossings, crossings_are_exact) = before }
    let log = CrossingLog(writer: made.writer, namer: namer)
    namer.crossingLog = log
    let python = 1 << 63 | 7 << 32 | 12 as UInt64
    let words: [UInt64] = [0x1000, 7 << 61 | 1, python]
    let stack = namer.stack(words[...], tag: SampleTag(failure: SAMPLER_FAILURE_NONE, epoch: 0))
    let unknown = namer.stack([7 << 61 | 99, python][...], tag: SampleTag(failure: SAMPLER_FAILURE_NONE, epoch: 0))
    usleep(50_000)
    log.readCounters()
    for (index, id) in [stack, unknown].enumerated() {
      made.writer.add(
        Sample(time: Microseconds(index) * 1000, stack: id, state: .cCall, weight: 1000), thread: ThreadID(1))
    }
    try made.writer.flush()
    record.pointee.calls = 11
    log.readCounters()
    let profile = try made.closed()
    let rows = profile.stackRows(of: try profile.counts(), limit: 5)
    #expect(rows[0].functions.map(\.kind) == [.python, .crossing, .native])
    #expect(rows[0].functions[0].name == "code7 12" && rows[0].functions[1].name == "crc32")
    #expect(rows[0].functions[1].file == "/lib/libz.so.1")
    #expect(rows[1].functions.map(\.name) == ["code7 12", "[unknown crossing]"])
    let row = try #require(profile.crossings.first)
    #expect(row.calls == 11 && row.tracedCalls == 5 && row.bytes == 24 * 16 + 1000 && row.route == "ctypes")
    #expect(row.signature.utf8.count == CrossingLog.longestText)
    #expect(profile.functions[Int(profile.frameFunctions[row.site!.index])].name == "code7 12")
    let hertz = try #require(profile.environment["cycles_hz"].flatMap { Double($0) })
    #expect(profile.environment["exact_crossings"] == "yes")
    #expect(hertz > 1e8 && hertz < 1e11)
    let expected = Double(1 << 40) / hertz * 1e9
    #expect(abs(Double(row.times!.conversion) / expected - 1) < 0.02)
  }

  // MARK: Reports

  @Test(arguments: [60, 80, 120, 200], [false, true]) func text(width: Int, isExact: Bool) throws {
    let text = try TextReport(width: width).text(of: LedgerMade(isExact: isExact).made.closed())
    let section = text.split(separator: "\n").drop { !$0.hasPrefix("Crossings") }.prefix { !$0.hasPrefix("Stacks") }
    #expect(section.count > 12)
    for line in section { #expect(DisplayText.width(String(line)) <= width, "\(line)") }
    #expect(text.contains("Crossings into C, by C function"))
    #expect(text.contains(isExact ? "One call into C, measured at every call" : "One call into C, from the samples"))
    #expect(text.contains("main.py:20 order → qsort") || width < 80)
    if width == 120 {
      #expect(text.contains("double cos(double)"))
      if !isExact { #expect(text.contains("≥ 21 (17–24)")) }
    }
  }

  @Test func hostileTextDoesNoHarm() throws {
    let profile = try LedgerMade(hostile: "\u{1B}[2J\u{202E}\r\n\u{9B}").made.closed()
    for width in [60, 200] {
      let text = try TextReport(width: width).text(of: profile)
      #expect(text.unicodeScalars.allSatisfy { $0 == "\n" || ($0.value >= 0x20 && !(0x7F..<0xA0).contains($0.value)) })
      #expect(!text.contains("\u{202E}"))
    }
  }

  @Test func contract() throws {
    let profile = try LedgerMade().made.closed()
    let text = try JSONReport.make(profile).text
    let json = try JSONSerialization.jsonObject(with: Data(text.utf8)) as! [String: Any]
    let crossings = json["crossings"] as! [[String: Any]]
    let figures: Set = [
      "calls", "traced_calls", "bytes", "callbacks", "exact", "total", "c", "overhead", "callback", "interpreter",
      "machine_code", "break_even",
    ]
    #expect(Set(crossings[0].keys) == figures.union(["function", "library", "signature", "route", "sites"]))
    #expect(crossings.map { $0["function"] as! String } == ["cos", "qsort"])
    #expect((crossings[0]["overhead"] as! [String: Double])["share"] == 0.3)
    let times = crossings[0]["interpreter"] as! [String: [String: Double]]
    #expect(times["overhead"]!["ns"]! == 50_000)
    #expect(crossings[1]["machine_code"] is NSNull)
    #expect(Set((crossings[0]["break_even"] as! [String: Double]).keys) == ["items", "low", "high"])
    let sites = crossings[1]["sites"] as! [[String: Any]]
    #expect(Set(sites[0].keys) == figures.union(["file", "line", "function"]))
    #expect(sites.map { $0["line"] as! Int } == [20, 21])
    let kinds = (json["functions"] as! [[String: Any]]).map { $0["kind"] as! String }
    #expect(kinds.contains("crossing"))
  }

  @Test func figures() {
    #expect(Figures.time(nanoseconds: 7.94) == "7.9 ns" && Figures.time(nanoseconds: 340.2) == "340 ns")
    #expect(Figures.time(nanoseconds: 12_500) == "12.5 µs" && Figures.time(nanoseconds: 1.25e9) == "1.25 s")
    #expect(Figures.bytes(999) == "999 B" && Figures.bytes(12_345) == "12.3 kB" && Figures.bytes(4_500_000) == "4.5 MB")
    #expect(Figures.shortCount(9999) == "9,999" && Figures.shortCount(12_345_678) == "12.3 M")
  }
}

/// Names code objects by their number and offset.
private final class Names: FrameNamer {
  func pythonFrame(code: UInt32, offset: UInt32) -> PythonFrameName? {
    PythonFrameName(name: "code\(code) \(offset)", file: "main.py", firstLine: 1, line: Int(offset))
  }
}
