// A measured process on PitViper: `pitviper-tools bench-process REPORT COUNTING ITERATIONS WORDS…`, started by `bench` and by nobody
// else. It runs WORDS as `pitviper run` does (options, the driver, its arguments) and writes what the virtual machine did.

import Foundation
import Glibc
import VM

public enum BenchWorker {
  /// The name of the hidden command.
  public static let command = "bench-process"

  /// Runs the words after the command.
  /// - Returns: the exit status; 2 when they make no sense.
  public static func run(_ words: [String]) -> Int32 {
    guard words.count > 3, let iterations = Int(words[2]), (1...BenchPlan.mostIterations).contains(iterations),
      var options = try? ProgramOptions.parse(Array(words.dropFirst(3))), options.arguments.count > 3
    else {
      fputs("pitviper: \(command) is a part of 'pitviper bench'\n", stderr)
      return 2
    }
    // Of the driver: REPORT COUNT SECONDS MARK …
    options.arguments[3] = String(BenchRecorder.markAddress)
    let recorder = BenchRecorder(isCounting: words[1] == "counting", iterations: iterations)
    var hooks = ProgramHooks()
    hooks.willRun = { thread in
      recorder.start()
      if words[1] == "counting" { recorder.countBytecodes(of: thread) }
    }
    var isWritten = false
    hooks.didRun = {
      guard let data = try? JSONEncoder().encode(recorder.report()) else { return }
      isWritten = (try? data.write(to: URL(fileURLWithPath: words[0]))) != nil
    }
    let status = Program.run(options, hooks: hooks)
    if status == 0 && !isWritten {
      fputs("pitviper: cannot write \(words[0])\n", stderr)
      return 74
    }
    return status
  }
}
