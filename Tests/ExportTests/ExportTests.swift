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
  // Characters that are no separators for a reader of characters, and are for one of bytes.
  ";\u{301} \u{301}\"\u{301}\\\u{301}<\u{301}&\u{301}=\u{301}(2)\u{301} 7", "\u{301}\r\n\u{301}",
  String(repeating: "x", count: 10_000), String(decoding: [0xED, 0xA0, 0x80, 0xFF, 0x66], as: UTF8.self), "",
]

/// SIGINT to this thread, of which the test runner blocks all signals.
private func interrupt() {
  var numbers = sigset_t()
  sigemptyset(&numbers)
  sigaddset(&numbers, SIGINT)
  pthread_sigmask(SIG_UNBLOCK, &numbers, nil)
  raise(SIGINT)
}

@Suite struct ExportTests {
  private func check(_ data: Data, _ format: String, of made: ExportedRecording, _ filter: SampleFilter = .all) throws {
    let read = try ReadExport(data, format: format)
    let expected = made.expected(filter)
    #expect(read.weight == expected.weight)
    if let samples = read.samples { #expect(samples == expected.samples) }
    if let states = read.states { #expect(states.filter { $0.value > 0 } == expected.states) }
  }

  @Test(arguments: formats) func totalsAreThoseOfTheRecording(_ format: String) throws {
    let made = try ExportedRecording()
    defer { made.remove() }
    let data = try made.exported(format)
    #expect(made.samples == 87 && made.weight == 99_500)
    try check(data, format, of: made)
    let read = try ReadExport(data, format: format)
    if format != "perfetto" {
      #expect(read.names == ["<module>", "fib", "trace 5", "List.append", "memcpy"])
    }
  }

  @Test(arguments: formats) func filtersHold(_ format: String) throws {
    let made = try ExportedRecording()
    defer { made.remove() }
    let ranges =
      [nil, 15_000..<40_000, 0..<1000, 1000..<1001, 62_500..<90_001, 500_000..<600_000] as [Range<Microseconds>?]
    let threads = [nil, [ThreadID(1)], [ThreadID(2)], [ThreadID(1), ThreadID(2)], [ThreadID(3)]] as [Set<ThreadID>?]
    let states = [nil, [.trace], [.interpreting, .garbageCollection], [.encoding]] as [Set<SampleState>?]
    for range in ranges {
      for thread in threads {
        for state in states {
          let filter = SampleFilter(range: range, threads: thread, states: state)
          try check(try made.exported(format, filter), format, of: made, filter)
        }
      }
    }
    for hidden in [[.runtime, .native], Set(FunctionKind.allCases)] {
      let filter = SampleFilter(range: 15_000..<70_000, hiddenKinds: hidden)
      try check(try made.exported(format, filter), format, of: made, filter)
    }
  }

  @Test(arguments: formats, hostileNames) func namesDoNoHarm(_ format: String, _ name: String) throws {
    let made = try ExportedRecording(naming: name)
    defer { made.remove() }
    let data = try made.exported(format)
    try check(data, format, of: made)
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

  @Test func aFileThatIsReplacedKeepsItsPlaceAndItsReaders() throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("pitviper-export-\(UUID().uuidString)")
    let files = FileManager.default
    try files.createDirectory(at: folder.appendingPathComponent("elsewhere"), withIntermediateDirectories: true)
    defer { try? files.removeItem(at: folder) }
    let target = folder.appendingPathComponent("elsewhere/target").path
    let link = folder.appendingPathComponent("link").path
    try Data("old".utf8).write(to: URL(fileURLWithPath: target))
    try files.setAttributes([.posixPermissions: 0o600], ofItemAtPath: target)
    try files.createSymbolicLink(atPath: link, withDestinationPath: "elsewhere/target")
    let file = try OutputFile(path: link, input: "/nowhere")
    let sink = file.sink()
    sink.write("new")
    try sink.finish()
    try file.commit()
    #expect(try files.destinationOfSymbolicLink(atPath: link) == "elsewhere/target")
    #expect(try String(contentsOfFile: target, encoding: .utf8) == "new")
    #expect(try files.attributesOfItem(atPath: target)[.posixPermissions] as? Int == 0o600)
    #expect(try files.contentsOfDirectory(atPath: folder.path + "/elsewhere") == ["target"])
  }

  @Test func anExportThatIsCancelledLeavesNothing() async throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("pitviper-export-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    func listing() throws -> [String] { try FileManager.default.contentsOfDirectory(atPath: folder.path) }
    let path = folder.appendingPathComponent("out").path
    await #expect(processExitsWith: .signal(SIGINT)) { [path = path as String] in
      OutputFile.removeOnSignals()
      let file = try OutputFile(path: path, input: "/nowhere")
      let sink = file.sink()
      sink.write("half")
      try sink.finish()
      interrupt()
    }
    #expect(try listing().isEmpty)
    // Without that the file is found, so that this test can fail.
    await #expect(processExitsWith: .signal(SIGINT)) { [path = path as String] in
      let file = try OutputFile(path: path, input: "/nowhere")
      let sink = file.sink()
      sink.write("half")
      try sink.finish()
      interrupt()
    }
    #expect(try listing().count == 1)
  }

  @Test func theSinkWritesWhatItIsGiven() throws {
    var bytes: [UInt8] = []
    let sink = ByteSink {
      bytes.append(contentsOf: $0)
      return 0
    }
    var expected = ""
    let long = String(repeating: "0123456789abcdef", count: 5000) + "é"
    for number in [0, 7, 9, 10, 99, 100, 12_345, 1 << 62, .max, .min, -1, -10, 999_999_999_999_999_999] {
      sink.write(number)
      sink.write(byte: 0x20)
      expected += "\(number) "
      sink.write(long)
      expected += long
    }
    for (number, text) in [(0, "0.000"), (1, "0.001"), (-1, "-0.001"), (1234, "1.234"), (-61_050, "-61.050")] {
      sink.write(thousandths: number)
      expected += text
    }
    try sink.finish()
    #expect(bytes == Array(expected.utf8) && sink.written == bytes.count)
  }

  @Test func aClosedPipeIsNoFault() throws {
    let made = try ExportedRecording()
    defer { made.remove() }
    let sink = ByteSink { _ in EPIPE }
    #expect(throws: ExportError.noReader) {
      try ExportFormat.named("collapsed")!.write(ExportJob(profile: made.profile, sink: sink))
    }
  }
}
