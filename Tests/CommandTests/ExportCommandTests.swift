// `pitviper export` as a program: full disks, pipes that nobody reads, filters, progress on a terminal.

import Foundation
import Testing

@testable import Profiler

@Suite struct ExportCommandTests {
  /// A recording with two threads and a known number of samples.
  static func recording(in folder: Folder, samples: Int = 4000) throws -> String {
    let path = folder.path + "/made.pitviper"
    let writer = try RecordingWriter(path: path, period: 1000)
    for thread in 1...2 {
      writer.addThread(ThreadID(thread), native: 100 + thread, name: "thread \(thread)", started: 0)
    }
    let frames = (1...20).map { line in
      writer.intern(
        function: writer.intern(FunctionRecord(kind: .python, name: "function \(line)", file: "made.py", line: 1)),
        line: line)
    }
    for index in 0..<samples {
      let stack = writer.intern(rootFirst: Array(frames[0...(index % 20)]))!
      let state = index % 4 == 0 ? SampleState.trace : .interpreting
      writer.add(
        Sample(time: Microseconds(index * 1000), stack: stack, state: state, weight: 1000),
        thread: ThreadID(1 + index % 2))
    }
    try writer.close(ending: "closed")
    return path
  }

  private static func total(_ collapsed: String) -> Int {
    collapsed.split(separator: "\n").reduce(0) { $0 + (Int($1.split(separator: " ").last!) ?? 0) }
  }

  @Test func filtersOfTheCommandLine() throws {
    let folder = Folder()
    let path = try Self.recording(in: folder)
    func weight(_ words: String...) throws -> Int {
      let run = try Run.pitviper(["export", path, "--format", "collapsed"] + words)
      #expect(run.status == 0 && run.error == "")
      return Self.total(run.output)
    }
    #expect(try weight() == 4_000_000)
    #expect(try weight("--range", "1-2") == 1_000_000)
    #expect(try weight("--thread", "2") == 2_000_000)
    #expect(try weight("--state", "trace") == 1_000_000)
    #expect(try weight("--range", "1-2", "--thread", "1", "--state", "interpreting") == 250_000)
    #expect(try weight("--range", "1-2", "--thread", "2", "--state", "trace") == 0)
  }

  @Test func aFullDiskIsOneLine() throws {
    let folder = Folder()
    let path = try Self.recording(in: folder)
    for format in ["collapsed", "pprof", "callgrind", "perfetto", "speedscope", "firefox", "html"] {
      let run = try Run.pitviper(["export", path, "--format", format, "-o", "/dev/full"])
      #expect(run.status == 74)
      #expect(run.error == "pitviper: the export stopped early: No space left on device\n")
    }
  }

  /// A file system of 64 KB, which only root can make.
  @Test(.enabled(if: geteuid() == 0)) func aFullDiskKeepsNoHalfFile() throws {
    let folder = Folder()
    let path = try Self.recording(in: folder)
    let text = try Run.shell(
      """
      mkdir small && unshare -m bash -c 'mount -t tmpfs -o size=64k none small && echo kept > small/out
      $P export \(path) --format perfetto -o small/out 2>&1; echo $?; ls small; cat small/out'
      """, folder: folder.path)
    if !text.isEmpty {
      #expect(text == "pitviper: the export stopped early: No space left on device\n74\nout\nkept\n")
    }
  }

  @Test(arguments: ["", "trap '' PIPE; "]) func aPipeThatNobodyReadsEndsItQuietly(_ before: String) throws {
    let folder = Folder()
    let path = try Self.recording(in: folder)
    let text = try Run.shell(
      """
      mkfifo pipe; (: < pipe) & exec 3> pipe; wait; \(before)
      $P export \(path) --format collapsed 1>&3 2> error; echo $?; cat error
      """, folder: folder.path)
    #expect(text == "141\n")
  }

  @Test func progressIsForTerminals() throws {
    let folder = Folder()
    let path = try Self.recording(in: folder)
    let shown = try Run.shell(
      "script -qec \"$P export \(path) --format perfetto -o out.json\" /dev/null < /dev/null", folder: folder.path)
    #expect(shown.contains("\rexporting 0 %") && shown.contains("\rexporting 100 %"))
    #expect(shown.hasSuffix("\r\u{1B}[K"))
    let run = try Run.pitviper(["export", path, "--format", "perfetto", "-o", folder.path + "/again.json"])
    #expect(run.output == "" && run.error == "")
    #expect(
      try Data(contentsOf: URL(fileURLWithPath: folder.path + "/out.json"))
        == Data(contentsOf: URL(fileURLWithPath: folder.path + "/again.json")))
  }
}
