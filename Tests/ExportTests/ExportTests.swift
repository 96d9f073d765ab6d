// Every format read back: totals equal to the recording to the sample, with filters, hostile names and without any sample.

import Foundation
import Testing

@testable import Export
@testable import Profiler

private let formats = ExportFormat.all.map(\.name)

/// Names that mean something to a format, a terminal or a page.
private let hostileNames = [
  "a\"b\\c'd", "one\ntwo\r\nthree", "\u{1B}[31mred\u{1B}]0;title\u{7}", "semi;colon; and spaces 12", "(7) x", "=fn=(3)",
  "calls=5 7", "</script><b>&amp;", "\u{202E}txt.exe\u{2066}", "日本語 👩‍👩‍👧", "\u{0}nul", "]", "[garbage collection]",
  "# comment",
  String(repeating: "x", count: 10_000), String(decoding: [0xED, 0xA0, 0x80, 0xFF, 0x66], as: UTF8.self), "",
]

@Suite struct ExportTests {
  private func check(_ data: Data, _ format: String, against counts: StackCounts, _ profile: Profile) throws {
    let read = try ReadExport(data, format: format)
    #expect(read.weight == counts.weight)
    if let samples = read.samples { #expect(samples == counts.samples) }
    let states = Dictionary(
      uniqueKeysWithValues: profile.stateRows(of: counts).map { ($0.state.name, $0.share.weight) })
    #expect(read.states == states)
  }

  @Test(arguments: formats) func totalsAreThoseOfTheRecording(_ format: String) throws {
    let made = try ExportedRecording()
    defer { made.remove() }
    let data = try made.exported(format)
    let counts = try made.profile.counts()
    #expect(counts.weight == made.weight && counts.samples == made.samples)
    try check(data, format, against: counts, made.profile)
    let read = try ReadExport(data, format: format)
    if format != "perfetto" {
      #expect(read.names == ["<module>", "fib", "trace 5", "List.append", "memcpy"])
    }
  }

  @Test(arguments: formats) func filtersHold(_ format: String) throws {
    let made = try ExportedRecording()
    defer { made.remove() }
    for filter in [
      SampleFilter(range: 15_000..<40_000), SampleFilter(threads: [ThreadID(2)]), SampleFilter(states: [.trace]),
      SampleFilter(range: 15_000..<40_000, threads: [ThreadID(1)], states: [.interpreting]),
      SampleFilter(hiddenKinds: [.runtime, .native]), SampleFilter(hiddenKinds: Set(FunctionKind.allCases)),
      SampleFilter(states: [.encoding]),
    ] {
      let counts = try made.profile.counts(filter)
      try check(try made.exported(format, filter), format, against: counts, made.profile)
    }
  }

  @Test(arguments: formats, hostileNames) func namesDoNoHarm(_ format: String, _ name: String) throws {
    let made = try ExportedRecording(naming: name)
    defer { made.remove() }
    let data = try made.exported(format)
    try check(data, format, against: try made.profile.counts(), made.profile)
    let read = try ReadExport(data, format: format)
    for name in read.names {
      #expect(name == DisplayText.safe(name), "nothing that a terminal obeys")
    }
    if format != "perfetto" { #expect(read.names.count == 5) }
  }

  @Test(arguments: formats) func anEmptyRecordingIsAWholeFile(_ format: String) throws {
    let made = try ExportedRecording(isEmpty: true)
    defer { made.remove() }
    let read = try ReadExport(try made.exported(format), format: format)
    #expect(read.weight == 0 && read.samples ?? 0 == 0)
  }

  @Test func marksStandInNames() throws {
    let made = try ExportedRecording()
    defer { made.remove() }
    let plain = String(decoding: try made.exported("collapsed", marks: []), as: UTF8.self)
    #expect(plain.contains("<module>;fib 10000\n") && plain.contains("<module>;fib;trace 5 41000\n"))
    let all = String(decoding: try made.exported("collapsed", marks: Set(ExportMark.allCases)), as: UTF8.self)
    #expect(
      all.contains("thread 1 main;<module>:3;fib:8;trace 5_[j];List.append_[r];memcpy_[n];[garbage collection] 4000\n"))
    #expect(all.contains("thread 2 worker;memcpy_[n];[outside the VM] 7000\n"))
  }

  @Test func callgrindCountsRecursionOnce() throws {
    let made = try ExportedRecording()
    defer { made.remove() }
    let text = String(decoding: try made.exported("callgrind"), as: UTF8.self)
    // Of fib's own 30 ms: 30 on line 7; line 8 is that of the trace and what is below.
    #expect(text.contains("\n7 30000 "))
  }

  @Test(arguments: formats) func equalRecordingsGiveEqualBytes(_ format: String) throws {
    let made = try ExportedRecording()
    defer { made.remove() }
    #expect(try made.exported(format) == made.exported(format))
  }

  @Test(arguments: formats) func aFailingOutputEndsTheExport(_ format: String) throws {
    let made = try ExportedRecording()
    defer { made.remove() }
    let sink = ByteSink { _ in ENOSPC }
    #expect(throws: ExportError.writeFailed(reason: "No space left on device")) {
      try ExportFormat.named(format)!.write(ExportJob(profile: made.profile, sink: sink))
    }
  }

  @Test func aFileAppearsWholeOrNotAtAll() throws {
    let made = try ExportedRecording()
    defer { made.remove() }
    let path = made.folder.appendingPathComponent("out").path
    func listing() throws -> [String] { try FileManager.default.contentsOfDirectory(atPath: made.folder.path).sorted() }
    let recording = made.profile.recording.path
    let given = try OutputFile(path: path, input: recording)
    let sink = given.sink()
    sink.write("half")
    try sink.finish()
    #expect(!FileManager.default.fileExists(atPath: path))
    given.discard()
    #expect(try listing() == ["made.pitviper"])
    let kept = try OutputFile(path: path, input: recording)
    let whole = kept.sink()
    whole.write("whole")
    try whole.finish()
    try kept.commit()
    #expect(try String(contentsOfFile: path, encoding: .utf8) == "whole")
    #expect(try listing() == ["made.pitviper", "out"])
    for (bad, reason) in [(recording, "it is the recording itself"), (made.folder.path, "it is a directory")] {
      #expect(throws: ExportError.cannotCreate(path: bad, reason: reason)) {
        try OutputFile(path: bad, input: recording)
      }
    }
  }
}
