// The commit of a workload, from folders made as git makes them.

import Foundation
import Testing

@testable import Bench

@Suite struct CommitTests {
  private static let first = String(repeating: "1a", count: 20)
  private static let second = String(repeating: "2b", count: 20)

  /// - Parameter files: their paths and contents below a new folder, which is removed afterwards.
  private func commit(_ files: [String: String], at folder: String) throws -> String? {
    let root = FileManager.default.temporaryDirectory.appendingPathComponent("commit-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: root) }
    for (path, content) in files {
      let file = root.appendingPathComponent(path)
      try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
      try content.write(to: file, atomically: true, encoding: .utf8)
    }
    return GitCommit.checkedOut(at: root.path + folder)
  }

  @Test func theHeadIsFollowed() throws {
    let branch = [".git/HEAD": "ref: refs/heads/main\n", "a/b/x.py": ""]
    #expect(try commit(branch.merging([".git/refs/heads/main": Self.first + "\n"]) { $1 }, at: "/a/b") == Self.first)
    let packed = """
      # pack-refs with: peeled
      \(Self.second) refs/heads/other/main
      \(Self.first) refs/heads/main
      ^\(Self.second)

      """
    #expect(try commit(branch.merging([".git/packed-refs": packed]) { $1 }, at: "") == Self.first)
    #expect(try commit([".git/HEAD": Self.second + "\n"], at: "") == Self.second)
  }

  @Test func furtherWorkingTreesAreFollowed() throws {
    let files = [
      "main/.git/HEAD": "ref: refs/heads/main\n", "main/.git/refs/heads/main": Self.first,
      "main/.git/refs/heads/side": Self.second, "main/.git/worktrees/side/HEAD": "ref: refs/heads/side\n",
      "main/.git/worktrees/side/commondir": "../..\n", "side/.git": "gitdir: ../main/.git/worktrees/side\n",
    ]
    #expect(try commit(files, at: "/side") == Self.second)
  }

  @Test func whatIsNoCommitIsLeftOut() throws {
    #expect(try commit([".git/HEAD": "ref: refs/heads/main\n"], at: "") == nil)
    #expect(try commit([".git/HEAD": "\u{1B}[31m\n"], at: "") == nil)
    #expect(try commit([".git": "nothing\n"], at: "") == nil)
    #expect(GitCommit.checkedOut(at: "/nowhere") == nil)
  }
}
