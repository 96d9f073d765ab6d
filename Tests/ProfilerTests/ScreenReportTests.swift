// `report --screen`: every screen on every recording as text that fits and JSON with the documented keys.

import Foundation
import Testing

@testable import Profiler

@Suite struct ScreenReportTests {
  private func object(_ value: JSONValue) throws -> [String: Any] {
    try JSONSerialization.jsonObject(with: Data(value.text.utf8)) as! [String: Any]
  }

  @Test(arguments: ScreenReports.names) func everyScreenOfEveryRecording(name: String) throws {
    let screen = ScreenReports.named(name)!
    for profile in [try HandMade().closed(), try LedgerMade(hostile: "\u{1B}[2J漢\n").made.closed()] {
      let json = try object(try ScreenReports.json(screen, profile))
      let samples = try profile.counts().samples
      #expect(json["screen"] as? String == name && json["samples"] as? Int == samples)
      for width in [60, 80, 120] {
        let text = try ScreenReports.text(screen, profile, width: width)
        for line in text.split(separator: "\n") { #expect(DisplayText.width(String(line)) <= width, "\(line)") }
        #expect(text.unicodeScalars.allSatisfy { $0 == "\n" || DisplayText.spelling(of: $0) == nil })
      }
    }
  }

  @Test func aTraceInAFileWithALongNameFits() throws {
    let file = "/src/" + String(repeating: "very_long_name_", count: 20) + ".py"
    let profile = try TraceMade(file: file).made.closed()
    for width in [60, 80, 120] {
      let text = try #require(try OpenedTraceReport.text(0, profile, width: width))
      #expect(text.contains("very_long_name_"))
      for line in text.split(separator: "\n") { #expect(DisplayText.width(String(line)) <= width, "\(line)") }
    }
  }

  @Test func collectionsAreThoseOfTheThread() throws {
    let made = try HandMade()
    made.add(["pmain:3"], count: 60, from: 0, state: .garbageCollection, thread: 2)
    made.add(["pmain:3"], count: 40, from: 60_000, thread: 2)
    made.add(["pmain:3"], count: 10, from: 0, thread: 1)
    for (thread, time) in [(1, 1000), (1, 2000), (2, 3000)] {
      made.writer.add(
        GarbageCollection(
          thread: ThreadID(thread), time: Microseconds(time), duration: 500, bytesBefore: 2000, bytesAfter: 1000))
    }
    let profile = try made.closed()
    let filter = SampleFilter(threads: [ThreadID(2)])
    let json = try object(try ScreenReports.json(TimelineReport.self, profile, filter: filter))
    #expect(json["collections"] as? Int == 1 && json["collected_s"] as? Double == 0.0005)
    let finding = try #require(try profile.findings(filter).first { $0.rule == "garbage-pressure" })
    #expect(finding.evidence.first?.hasPrefix("1 collection, the longest 500 µs; 1.0 kB freed") == true)
  }

  @Test func theDoctorAsJSONAndText() throws {
    let made = try HandMade()
    made.add(["pmain\u{1B}[2J:3", "rExceptionRef.make"], count: 600, from: 0, state: .runtime)
    made.add(["pblur:12"], count: 400, from: 600_000, broken: true)
    let profile = try made.closed()
    let json = try object(try ScreenReports.json(DoctorReport.self, profile))
    #expect(json["format"] as? Int == 1 && json["screen"] as? String == "doctor" && json["samples"] as? Int == 1000)
    let findings = json["findings"] as! [[String: Any]]
    let keys: Set = [
      "rule", "title", "cost", "cost_is", "file", "line", "function", "evidence", "suggestion", "edit",
    ]
    try #require(findings.count == 2 && findings.allSatisfy { Set($0.keys) == keys })
    let (raising, cut) = (findings[0], findings[1])
    #expect(raising["rule"] as? String == "exception-time" && cut["rule"] as? String == "sampling-trouble")
    let cost = raising["cost"] as! [String: Double]
    #expect(Set(cost.keys) == ["share", "low", "high", "seconds"] && cost["share"] == 0.6 && cost["seconds"] == 0.6)
    #expect(cost["low"]! < 0.6 && cost["high"]! > 0.6)
    #expect(raising["file"] as? String == "/src/main.py" && raising["line"] as? Int == 3)
    #expect(raising["function"] as? String == "main\u{1B}[2J" && raising["edit"] is String)
    #expect((raising["evidence"] as? [String])?.isEmpty == false)
    // What concerns the whole program has no place.
    for key in ["file", "line", "function", "edit"] { #expect(cut[key] is NSNull, "\(key)") }
    for width in [60, 80, 120] {
      let text = try ScreenReports.text(DoctorReport.self, profile, width: width)
      #expect(text.contains("Try: ") && text.contains("main␛[2J"))
      for line in text.split(separator: "\n") { #expect(DisplayText.width(String(line)) <= width, "\(line)") }
      #expect(text.unicodeScalars.allSatisfy { $0 == "\n" || DisplayText.spelling(of: $0) == nil })
    }
  }

  @Test func anUnknownScreen() { #expect(ScreenReports.named("flames") == nil) }

  @Test func theFlameTreeAddsUp() throws {
    let made = try HandMade()
    made.add(["pmain:3", "pblur:12"], count: 60, from: 0)
    made.add(["pmain:3", "rhelper", "nmemcpy"], count: 30, from: 60_000, state: .cCall)
    for index in 0..<10 { made.add(["pmain:3", "prare\(index):1"], count: 1, from: 90_000 + Int64(index) * 1000) }
    let profile = try made.closed()
    let json = try object(try ScreenReports.json(FlameReport.self, profile, limit: 3))
    let nodes = json["nodes"] as! [[String: Any]]
    #expect(nodes.map { $0["name"] as! String } == ["main", "blur", "memcpy"])
    #expect(nodes.map { $0["parent"] as? Int } == [nil, 0, 0])
    #expect(json["nodes_in_all"] as? Int == 13 && json["hidden"] as? [String] == ["runtime"])
    #expect((nodes[0]["total"] as! [String: Double])["share"] == 1)
    #expect((nodes[2]["self"] as! [String: Double])["share"] == 0.3)
    #expect(nodes[2]["states_s"] as? [String: Double] == ["c_call": 0.03])
    let text = try ScreenReports.text(FlameReport.self, profile, filter: SampleFilter(range: 0..<60_000), width: 100)
    #expect(text.contains("  blur") && !text.contains("memcpy") && text.contains("only 0 µs to 60.0 ms"))
  }
}
