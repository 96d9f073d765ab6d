// The text of source files: what the recorder keeps, and what readers show of recordings with it and without.

import Foundation
import GRDB
import Testing

@testable import Profiler

@Suite struct SourceTests {
  private let folder = Folder()

  /// A recording with one sample in `file`, whose text was taken as the collector does it, flushed and not closed.
  private func recorded(_ file: String, directory: String = "") throws -> (made: HandMade, recording: Recording) {
    let made = try HandMade()
    let log = SourceLog(writer: made.writer, directory: directory)
    made.writer.set(environment: ["directory": directory, "started": "2099-01-01T00:00:00Z"])
    let stack = made.writer.intern(rootFirst: [made.frame("pmain:2", file: file)])!
    made.writer.add(Sample(time: 10, stack: stack, state: .interpreting, weight: 1000), thread: ThreadID(1))
    log.readNew()
    try made.writer.flush()
    return (made, try Recording(path: made.path))
  }

  @Test func theTextIsThatOfTheRecording() throws {
    let path = folder.file("main.py")
    try "one\n\ttwo\r\n漢 = 3".write(toFile: path, atomically: true, encoding: .utf8)
    let (made, recording) = try recorded(path)
    try "something else".write(toFile: path, atomically: true, encoding: .utf8)
    // As after kill -9: committed, not closed.
    let text = try recording.sourceText(path)
    #expect(text == SourceText(path: path, condition: .recorded, lines: ["one", "\ttwo", "漢 = 3"]))
    #expect(text.note == nil)
    let profile = try made.closed()
    try FileManager.default.removeItem(atPath: path)
    #expect(try profile.sourceText(path) == text)
    let report = try ScreenReports.text(SourceReport.self, profile)
    #expect(report.contains("two") && !report.contains("("))
  }

  @Test func aRelativeNameBeginsInTheProgramsDirectory() throws {
    try "x = 1\n".write(toFile: folder.file("main.py"), atomically: true, encoding: .utf8)
    let text = try recorded("main.py", directory: folder.path).recording.sourceText("main.py")
    #expect(text.condition == .recorded && text.lines == ["x = 1"] && text.path == folder.file("main.py"))
  }

  @Test func aFileWrittenToWhileTheProgramRuns() throws {
    let path = folder.file("late.py")
    try "x = 1\n".write(toFile: path, atomically: true, encoding: .utf8)
    try FileManager.default.setAttributes([.modificationDate: Date() + 3600], ofItemAtPath: path)
    let text = try recorded(path).recording.sourceText(path)
    #expect(text.condition == .changed && text.lines == ["x = 1"])
  }

  @Test func aLargeFileIsReadAsItIsNow() throws {
    let path = folder.file("large.py")
    let line = String(repeating: "#", count: 1023) + "\n"
    try String(repeating: line, count: 1025).write(toFile: path, atomically: true, encoding: .utf8)
    let recording = try recorded(path).recording
    let text = try recording.sourceText(path)
    #expect(text.condition == .unchanged && text.lines.count == 1025)
    #expect(text.note == "as it is now; not in the recording: larger than 1 MiB")
    try recording.read { (database: Database) throws in
      let row = try Row.fetchOne(database, sql: "SELECT size, text IS NULL AS gone FROM source")!
      #expect(row["size"] == 1025 * 1024 && row["gone"] == true)
    }
  }

  @Test func whatIsNoFileHasNoRow() throws {
    for name in ["<string>", folder.path, folder.file("missing.py")] {
      let recording = try recorded(name).recording
      let rows = try recording.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM source") }
      #expect(rows == 0)
      guard case .missing = try recording.sourceText(name).condition else {
        Issue.record("\(name) has a text")
        continue
      }
    }
  }

  @Test func bytesThatAreNoText() throws {
    let path = folder.file("latin.py")
    try Data([0x23, 0xE9, 0x0A, 0x00, 0x0A]).write(to: URL(fileURLWithPath: path))
    #expect(try recorded(path).recording.sourceText(path).lines == ["#\u{FFFD}", "\0"])
  }

  /// A format without the table: the file is read as it is now.
  @Test func recordingsOfFormat3() throws {
    let path = folder.file("main.py")
    try "one\ntwo\n".write(toFile: path, atomically: true, encoding: .utf8)
    let (made, _) = try recorded(path)
    try made.writer.close(ending: "exit 0")
    let old = folder.file("old.pitviper")
    try DatabaseQueue(path: old).write { (database: Database) throws in
      try database.execute(sql: "ATTACH '\(made.path)' AS new")
      for (table, definition) in try RecordingSchema.expectedTables(version: 3) {
        try database.execute(sql: definition)
        try database.execute(sql: "INSERT INTO \(table) SELECT * FROM new.\(table)")
      }
      try database.execute(
        sql: "PRAGMA application_id = \(RecordingSchema.applicationID); PRAGMA user_version = 3")
    }
    let profile = try Recording(path: old).profile()
    #expect(profile.recording.version == 3)
    #expect(try profile.counts().samples == 1)
    let text = try profile.sourceText(path)
    #expect(text.condition == .unchanged && text.lines == ["one", "two"] && text.note == nil)
  }
}
