// The reports: the JSON contract of docs/report-json.md key by key, and text that fits and does no harm.

import Foundation
import Testing

@testable import Profiler

@Suite struct ReportTests {
  private func profile() throws -> Profile {
    let made = try HandMade()
    made.writer.set(environment: [
      "rate_asked_hz": "1000", "rate_achieved_hz": "998.5", "program": "sobel.py", "mode": "cpu", "timer": "perf",
      "unwinder": "own",
    ])
    made.writer.set(losses: "ring_full", to: 4)
    made.writer.set(losses: "truncated_no_rule", to: 5)
    made.add(["pmain:3", "pblur:12"], count: 60, from: 0)
    made.add(["pmain:3", "nmemcpy"], count: 35, from: 60_000, state: .cCall)
    made.add(["nlost"], count: 5, from: 95_000, state: .native, broken: true)
    return try made.closed()
  }

  private func object(_ value: JSONValue) throws -> [String: Any] {
    try JSONSerialization.jsonObject(with: Data(value.text.utf8)) as! [String: Any]
  }

  @Test func contract() throws {
    let json = try object(try JSONReport.make(try profile()))
    #expect(json["format"] as? Int == 1)
    #expect(json["samples"] as? Int == 100)
    #expect(json["broken"] as? Int == 5)
    #expect(json["rate"] as? [String: Double] == ["asked_hz": 1000, "achieved_hz": 998.5])
    #expect(json["lost"] as? [String: Int] == ["ring_full": 4])
    let states = json["states"] as! [[String: Any]]
    #expect(states.map { $0["state"] as! String } == ["interpreting", "c_call", "native"])
    #expect(Set(states[0].keys) == ["state", "samples", "share", "low", "high"])
    #expect(states[0]["share"] as? Double == 0.6)
    let functions = json["functions"] as! [[String: Any]]
    let blur = functions.first { $0["name"] as? String == "blur" }!
    #expect(Set(blur.keys) == ["name", "file", "line", "kind", "self", "total"])
    #expect(
      blur["file"] as? String == "/src/main.py" && blur["kind"] as? String == "python" && blur["line"] as? Int == 1)
    let own = blur["self"] as! [String: Double]
    #expect(Set(own.keys) == ["share", "low", "high"])
    #expect(own["share"] == 0.6 && own["low"]! < 0.6 && own["high"]! > 0.6)
    let main = functions.first { $0["name"] as? String == "main" }!
    #expect((main["total"] as! [String: Double])["share"] == 0.95)
    #expect((main["self"] as! [String: Double])["share"] == 0)
    let lines = json["lines"] as! [[String: Any]]
    #expect(Set(lines[0].keys) == ["file", "line", "function", "self", "total"])
    #expect(lines.map { $0["line"] as! Int } == [12, 3])
    #expect((lines[1]["self"] as! [String: Double])["share"] == 0.35)
  }

  @Test func emptyRecordingIsStillJSON() throws {
    let json = try object(try JSONReport.make(try HandMade().closed()))
    #expect(json["samples"] as? Int == 0)
    #expect((json["functions"] as! [Any]).isEmpty)
    #expect((json["crossings"] as! [Any]).isEmpty)
    #expect((json["rate"] as! [String: Any])["asked_hz"] is NSNull)
  }

  @Test func stringsSurviveJSON() throws {
    let text = "quote \" back \\ newline \n tab \t bell \u{7} escape \u{1B}[31m wide 漢字 flag 🇨🇭 next line \u{85}"
    let parsed = try object(.object([("text", .string(text))]))
    #expect(parsed["text"] as? String == text)
    // What turns the direction or is not seen: lossless, and harmless on a terminal.
    let hidden = "\u{202E}txt.exe\u{2066}\u{200B}\u{2028}\u{E0041}\u{7F}"
    let quoted = JSONValue.string(hidden).text
    #expect(quoted == "\"\\u202etxt.exe\\u2066\\u200b\\u2028\\udb40\\udc41\\u007f\"")
    #expect(try object(.object([("text", .string(hidden))]))["text"] as? String == hidden)
    #expect(JSONValue.number(-0.5).text == "-0.500000")
    #expect(JSONValue.number(.nan).text == "null")
  }

  @Test(arguments: [60, 80, 100, 200])
  func everyLineFits(width: Int) throws {
    let made = try HandMade()
    made.add(
      ["pmain:3", "p\(String(repeating: "very_long_name_", count: 20)):12", "p漢字の名前を持つ関数:7"], count: 60, from: 0)
    for index in 0..<40 { made.add(["pmain:3"] + (0..<30).map { "pdeep\($0):\(index)" }, count: 1, from: 100_000) }
    let text = try TextReport(width: width).text(of: try made.closed())
    for line in text.split(separator: "\n") { #expect(DisplayText.width(String(line)) <= width, "\(line)") }
    #expect(text.contains("and 13 more"))
  }

  @Test func hostileNamesDoNoHarm() throws {
    let made = try HandMade()
    made.add(["pmain:3", "pevil\u{1B}]0;owned\u{7}\u{9B}31m\u{202E}\r\n:1"], count: 60, from: 0)
    made.writer.set(environment: ["program": "\u{1B}[2J"])
    let profile = try made.closed()
    for text in [try TextReport().text(of: profile), try InfoReport(profile: profile).text] {
      #expect(text.unicodeScalars.allSatisfy { $0 == "\n" || ($0.value >= 0x20 && !(0x7F..<0xA0).contains($0.value)) })
      #expect(!text.contains("\u{202E}"))
    }
    #expect(try TextReport().text(of: profile).contains("evil␛]0;owned␇<U+009B>31m<U+202E>␍␊"))
  }

  @Test(arguments: [
    ("abc", 3), ("漢字", 4), ("e\u{301}", 1), ("🇨🇭", 2), ("👩‍👩‍👧", 2), ("ｱ", 1), ("Ａ", 2), ("☺️", 2), ("", 0), ("…", 1),
  ])
  func widths(text: String, columns: Int) {
    #expect(DisplayText.width(text) == columns)
  }

  @Test func fitting() {
    #expect(DisplayText.fitted("漢字漢字", columns: 6) == "漢字…")
    #expect(DisplayText.fitted("abcdef", columns: 6) == "abcdef")
    #expect(DisplayText.fittedAtEnd("/a/long/path.py", columns: 8) == "…path.py")
    #expect(DisplayText.padded("漢", columns: 4) == "漢  ")
  }

  @Test func figures() {
    #expect(Figures.count(1_234_567) == "1,234,567")
    #expect(Figures.count(-999) == "-999")
    #expect(Figures.time(999) == "999 µs")
    #expect(Figures.time(1_250_000) == "1.25 s")
    #expect(Figures.percent(0.12345) == "12.3 %")
    #expect(Figures.fixed(-0.04, digits: 1) == "0.0")
    #expect(Figures.bar(0.5, width: 3) == "█▌")
  }
}
