// What is left of a recording when its writer is killed, or the disk is full.

import Foundation
import Testing

@testable import Profiler

@Suite(.serialized) struct SurvivalTests {
  private func start(_ arguments: [String]) throws -> (process: Process, output: Pipe) {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: recordingWriterPath)
    process.arguments = arguments
    let output = Pipe()
    process.standardOutput = output
    try process.run()
    return (process, output)
  }

  /// A viewer may open the file in the very moment it is made: it finds none, an empty one, or a whole one.
  @Test(arguments: 1...10)
  func openedWhileItIsMade(round: Int) throws {
    let folder = Folder()
    let (process, _) = try start([folder.file(), "live"])
    defer {
      kill(process.processIdentifier, SIGKILL)
      process.waitUntilExit()
    }
    while process.isRunning {
      do {
        #expect(try Recording(path: folder.file()).version == RecordingSchema.version)
        return
      } catch RecordingError.missing, RecordingError.empty {
        continue
      }
    }
    Issue.record("the writer ended")
  }

  @Test(arguments: 1...5)
  func killedWhileWriting(round: Int) throws {
    let folder = Folder()
    let (process, output) = try start([folder.file(), "live"])
    // Kill it somewhere in its third or fourth second, after it has said what it committed.
    var committed = 0
    let deadline = Date().addingTimeInterval(20)
    while committed < 2000, Date() < deadline {
      let text = String(decoding: output.fileHandleForReading.availableData, as: UTF8.self)
      committed = text.split(separator: "\n").compactMap { Int($0) }.last ?? committed
    }
    usleep(UInt32(round * 170_000))
    kill(process.processIdentifier, SIGKILL)
    process.waitUntilExit()
    let rest = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    committed = rest.split(separator: "\n").compactMap { Int($0) }.last ?? committed
    let profile = try Recording(path: folder.file()).profile()
    #expect(committed >= 2000)
    #expect(!profile.isFinished)
    #expect(try profile.counts().samples >= committed, "nothing committed is lost")
  }

  @Test(arguments: [60_000, 200_000, 1_000_000])
  func noMoreSpace(limit: Int) throws {
    let folder = Folder()
    let (process, output) = try start([folder.file(), "limit", String(limit)])
    let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    let lines = text.split(separator: "\n")
    #expect(process.terminationStatus == 74)
    #expect(lines.last?.hasPrefix("failed: ") == true, "\(text)")
    let committed = lines.compactMap { Int($0) }.last ?? 0
    #expect(try Recording(path: folder.file()).profile().counts().samples == committed)
  }

  /// A real full file system, where the test may mount one.
  @Test func fullFileSystem() throws {
    let folder = Folder()
    let mount = folder.file("small")
    try FileManager.default.createDirectory(atPath: mount, withIntermediateDirectories: true)
    guard Glibc.mount("tmpfs", mount, "tmpfs", 0, "size=2m") == 0 else { return }
    defer { umount2(mount, Int32(MNT_DETACH)) }
    let (process, output) = try start([mount + "/x.pitviper", "limit", "1000000000"])
    let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    #expect(process.terminationStatus == 74)
    #expect(text.contains("no space left"), "\(text)")
    #expect(try Recording(path: mount + "/x.pitviper").profile().counts().samples > 0)
  }
}
