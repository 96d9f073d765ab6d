// The whole chain from signal to file in a program that is really sampled, for every way such a program can end.

import Foundation
import Testing

@testable import Profiler

@Suite(.serialized) struct CollectorTests {
  private func sampled(_ ending: String, _ folder: Folder) throws -> (Spawned, Profile) {
    let result = try Spawned.run(recordingWriterPath, [folder.file(), "sampled", ending])
    return (result, try Recording(path: folder.file()).profile())
  }

  @Test func namesAndChains() throws {
    let folder = Folder()
    let (result, profile) = try sampled("close", folder)
    #expect(result.status == 0)
    #expect(profile.environment["finished"] == "exit 0")
    let counts = try profile.counts()
    #expect(counts.samples > 100)
    #expect(result.output == "\(counts.samples) 0\n")
    let rows = profile.functionRows(of: counts)
    let burn = try #require(rows.first)
    #expect(burn.function.name == "selftest_burn")
    #expect(burn.function.kind == .runtime)
    #expect(burn.own.share > 0.95)
    #expect(rows.first { $0.function.name == "selftest_outer" }!.total.share > 0.95)
    #expect(
      !rows.contains { $0.function.name.contains("Collector") && $0.own.share > 0 }, "the collector is never sampled")
    let top = profile.stackRows(of: counts, limit: 1)[0].functions.map(\.name)
    #expect(Array(top.suffix(4)) == ["selftest_outer", "selftest_middle", "selftest_inner", "selftest_burn"])
    #expect(top.contains { $0.hasSuffix("work(_:)") }, "Swift names are readable: \(top)")
    let last = try #require(profile.overhead.last)
    let worked = Double(last.program - last.collector)
    #expect(
      abs(Double(counts.weight) / worked - 1) < 0.2, "weights add up to the CPU time: \(counts.weight) of \(worked)")
    #expect(last.collector > 0)
    #expect(Double(profile.environment["rate_achieved_hz"]!)! > 100)
  }

  @Test func threadsAreTold() throws {
    let folder = Folder()
    let (result, profile) = try sampled("threads", folder)
    #expect(result.status == 0)
    #expect(profile.threads.count == 4)
    for thread in profile.threads {
      #expect(try profile.counts(SampleFilter(threads: [thread.id])).samples > 20)
    }
  }

  @Test(arguments: [SIGTERM, SIGHUP, SIGUSR1])
  func signalsEndTheProgramAndTheRecording(number: Int32) throws {
    let folder = Folder()
    let (result, profile) = try sampled(String(number), folder)
    #expect(result.signal == number)
    #expect(profile.environment["finished"] == "signal \(number)")
    #expect(try profile.counts().samples > 100)
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["test.pitviper"])
  }

  @Test(arguments: [("fault", SIGSEGV), ("abort", SIGABRT)])
  func aFaultStillCloses(ending: String, number: Int32) throws {
    let folder = Folder()
    let (result, profile) = try sampled(ending, folder)
    #expect(result.signal == number)
    #expect(profile.environment["finished"] == "signal \(number)")
    #expect(try profile.counts().samples > 100)
  }

  @Test(arguments: ["9", "exit"])
  func withoutWarningASecondIsLostAtMost(ending: String) throws {
    let folder = Folder()
    let (result, profile) = try sampled(ending, folder)
    #expect(ending == "9" ? result.signal == SIGKILL : result.status == 7)
    #expect(!profile.isFinished)
    // 1.2 seconds of work, of which the first has been written.
    #expect(profile.duration > 700_000)
  }

  @Test func aForkedChildLeavesTheRecordingAlone() throws {
    let folder = Folder()
    let (result, profile) = try sampled("fork", folder)
    #expect(result.status == 0)
    #expect(profile.environment["finished"] == "exit 0")
    #expect(profile.threads.count == 1)
  }

  @Test func anUnusableOutputIsSaidBeforeAnythingRuns() {
    do {
      _ = try Collector(options: CollectorOptions(path: "/nowhere/x.pitviper"), frameNamer: nil)
      Issue.record("a collector started without a file")
    } catch {
      #expect("\(error)" == "cannot write /nowhere/x.pitviper: No such file or directory")
    }
  }
}
