// Traces as trees, one of them opened, and the heat of source lines, on a recording with known figures.

import Foundation
import Testing

@testable import Profiler

@Suite struct TraceTests {
  @Test func aTreeOfTraces() throws {
    let profile = try TraceMade().made.closed()
    let tree = try profile.traceTree(of: try profile.counts())
    #expect(tree.own == [500_000, 150_000, 30_000, 20_000])
    #expect(tree.total == [570_000, 150_000, 30_000, 20_000], "what trace 3 runs is called by trace 0")
    #expect(tree.tree == [750_000, 180_000, 30_000, 20_000])
    #expect(tree.inTraces == 750_000 && tree.weight == 1_000_000)
    #expect(tree.rows(.time).map { [$0.index, $0.depth] } == [[0, 0], [1, 1], [2, 2], [3, 0]])
    #expect(tree.rows(.time, closed: [0]).map(\.index) == [0, 3])
    #expect(tree.rows(.entries).map(\.index) == [3, 0, 1, 2])
    #expect(tree.flatRows(.time).map(\.index) == [0, 1, 2, 3])
    #expect(tree.flatRows(.entries).map(\.index) == [1, 3, 0, 2])
    #expect(tree.flatRows(.age).map(\.index) == [0, 1, 2, 3])
    #expect(tree.traces[2].cause == "shape changed" && tree.traces[0].ended == nil)
    // The same shares as in the report of everything.
    for row in try profile.traceShares(of: try profile.counts()) {
      #expect(row.total.weight == tree.total[row.trace.number] && row.own.weight == tree.own[row.trace.number])
    }
  }

  @Test func theTreeFollowsTheChoiceOfSamples() throws {
    let profile = try TraceMade().made.closed()
    let tree = try profile.traceTree(of: try profile.counts(SampleFilter(range: 400_000..<550_000)))
    #expect(tree.tree == [150_000, 0, 0, 0] && tree.weight == 150_000)
  }

  @Test func oneTraceByLine() throws {
    let profile = try TraceMade().made.closed()
    let listing = try #require(try profile.traceListing(0, of: try profile.counts()))
    #expect(listing.total == 570_000)
    #expect(listing.lines.map { [$0.line, $0.weight] } == [[10, 400_000], [11, 170_000], [12, 0]])
    let blocks = listing.blocks
    #expect(blocks.map(\.line) == [0, 1, 0, 2] && blocks.map(\.isBehind) == [false, false, false, true])
    #expect(blocks.map { $0.operations.count } == [2, 2, 2, 0])
    #expect(blocks[0].operations[1].text == "%1 int = guardInt %0 -> s0" && blocks[0].operations[1].exit == 0)
    #expect(blocks[1].operations[0].exit == 1 && blocks[2].operations[1].exit == 2)
    #expect(blocks[0].instructions.map(\.text) == ["test rdi, rdi", "jle 0x10"].prefix(2).map { $0 })
    #expect(blocks[1].instructions.count == 1 && blocks[2].instructions.map(\.text) == ["ret"])
    #expect(blocks[3].instructions.last!.text == "dq 0x3ff0000000000000")
    #expect(blocks.flatMap(\.instructions).map(\.length).reduce(0, +) == TraceMade.code.count)
    #expect(listing.recorded.map { $0.operations.count } == [2, 2, 2] && listing.recorded[0].operations[1].exit == nil)
    #expect(listing.exits.map(\.failures) == [0, 900, 0] && listing.exits[1].lost == 200_000)
    #expect(listing.exits[1].bridge == 1 && listing.exits[1].seen == "float")
    #expect(try profile.traceListing(9, of: try profile.counts()) == nil)
  }

  @Test func aTraceAsReport() throws {
    let profile = try TraceMade().made.closed()
    for width in [60, 80, 120] {
      let text = try #require(try OpenedTraceReport.text(0, profile, width: width))
      for line in text.split(separator: "\n") { #expect(DisplayText.width(String(line)) <= width, "\(line)") }
      #expect(text.contains("trace 0, loop, at main.py:10 main") && text.contains("57.0 %"))
      #expect(text.contains("  40.0 %  10  in main"), "the first block of a line has its samples")
      #expect(text.contains("%1 int = guardInt %0 -> s0\n") && text.contains("test rdi, rdi"))
      #expect(width < 80 || text.contains("-> s1  ← failed 900 times"))
      #expect(text.contains("As recorded"))
    }
    let json = try #require(try OpenedTraceReport.json(0, profile)).text
    let object = try JSONSerialization.jsonObject(with: Data(json.utf8)) as! [String: Any]
    #expect(object["trace"] as? Int == 0 && object["kind"] as? String == "loop")
    let lines = object["lines"] as! [[String: Any]]
    #expect(lines.map { ($0["total"] as! [String: Double])["share"] } == [0.4, 0.17, 0])
    let exits = object["exits"] as! [[String: Any]]
    #expect(exits.map { $0["failures"] as! Int } == [0, 900, 0] && exits[1]["bridge"] as? Int == 1)
    let blocks = object["compiled"] as! [[String: Any]]
    #expect(blocks.map { $0["line"] as? Int } == [0, 1, 0, 2] && blocks[3]["behind"] as? Bool == true)
    #expect((blocks[1]["operations"] as! [[String: Any]])[0]["exit"] as? Int == 1)
    #expect(try OpenedTraceReport.text(9, profile) == nil && OpenedTraceReport.json(9, profile) == nil)
  }

  @Test func aTraceWithoutText() throws {
    let profile = try TraceMade(hasText: false).made.closed()
    let listing = try #require(try profile.traceListing(0, of: try profile.counts()))
    #expect(!listing.hasText && listing.lines.map(\.weight) == [400_000, 170_000])
  }

  @Test func anyBytesAreDisassembled() {
    for seed in 0..<200 {
      var state = UInt64(seed) &* 0x9E37_79B9_7F4A_7C15 | 1
      let bytes = (0..<64).map { _ -> UInt8 in
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return UInt8(truncatingIfNeeded: state >> 56)
      }
      let instructions = Disassembly.instructions(of: bytes)
      var offset = 0
      for instruction in instructions {
        #expect(instruction.offset == offset && instruction.length > 0 && !instruction.text.isEmpty)
        offset += instruction.length
      }
      #expect(offset == bytes.count)
    }
  }

  @Test func heatOfLines() throws {
    let profile = try TraceMade().made.closed()
    let heat = try profile.sourceHeat(of: try profile.counts())
    #expect(heat.files.map(\.path) == ["/src/main.py"] && heat.files[0].own == 1_000_000)
    let lines = heat.files[0].lines
    #expect(lines.map(\.line) == [10, 11, 12, 30])
    #expect(lines.map(\.own) == [400_000, 350_000, 230_000, 20_000])
    #expect(lines.map(\.total) == [400_000, 370_000, 230_000, 20_000])
    #expect(lines.map { $0.states.reduce(0, +) } == lines.map(\.own))
    #expect(lines[2].collecting == 50_000 && lines[2].aborts == 3)
    #expect(lines.map(\.guards) == [1, 1, 0, 0] && lines[1].failures == 900 && lines[1].lost == 200_000)
    #expect(lines.map(\.traceCount) == [4, 4, 4, 1] && lines[3].traces == [3])
  }

  @Test func sourceFilesThatAreThereOrNot() throws {
    let folder = Folder()
    let path = folder.file("main.py")
    try "one\n\ttwo\r\nthree".write(toFile: path, atomically: true, encoding: .utf8)
    let made = try TraceMade(file: path).made
    made.writer.pending.environment["started"] = "2001-02-03T04:05:06Z"
    let profile = try made.closed()
    #expect(Recording.startTime(profile.environment["started"]) == 981_173_106)
    let text = try profile.sourceText(path)
    #expect(text.condition == .changed && text.lines == ["one", "\ttwo", "three"])
    #expect(text.line(3) == "three" && text.line(4) == nil && text.line(0) == nil)
    #expect(try profile.sourceText(folder.path).condition == .missing("no regular file"))
    #expect(try profile.sourceText(path + "x").condition == .missing("No such file or directory"))
    let report = try ScreenReports.text(SourceReport.self, profile, width: 100)
    #expect(report.contains("changed since") && report.contains("in main"))
  }

  @Test func reportsOfScreens() throws {
    let profile = try TraceMade(hostile: "\u{1B}[2J漢\n").made.closed()
    for name in ["traces", "guards", "source"] {
      let screen = ScreenReports.named(name)!
      for width in [60, 80, 120] {
        let text = try ScreenReports.text(screen, profile, width: width)
        for line in text.split(separator: "\n") { #expect(DisplayText.width(String(line)) <= width, "\(line)") }
        #expect(text.unicodeScalars.allSatisfy { $0 == "\n" || DisplayText.spelling(of: $0) == nil })
      }
    }
    func object(_ screen: any ScreenReport.Type) throws -> [String: Any] {
      let json = try ScreenReports.json(screen, profile)
      return try JSONSerialization.jsonObject(with: Data(json.text.utf8)) as! [String: Any]
    }
    let traces = try object(TraceReport.self)["traces"] as! [[String: Any]]
    #expect(traces.map { $0["trace"] as! Int } == [0, 1, 2, 3])
    #expect((traces[0]["tree"] as! [String: Double])["share"] == 0.75)
    let guards = try object(GuardReport.self)
    #expect((guards["lost_share"] as! [String: Double])["share"] == 0.2 && guards["guards_in_all"] as? Int == 2)
    #expect((guards["aborts"] as! [[String: Any]])[0]["count"] as? Int == 3)
    let file = (try object(SourceReport.self)["files"] as! [[String: Any]])[0]
    #expect(file["condition"] as? String == "missing" && (file["lines"] as! [Any]).count == 4)
  }
}
