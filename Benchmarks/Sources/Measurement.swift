// Measuring: interleaved rounds of every program on every interpreter, and the cost of starting up.
import Foundation

/// What was measured for one program on one interpreter.
struct Measurement {
  /// Seconds of the first iteration of each process.
  var first: Samples = []
  /// Seconds of the second half of the iterations of each process.
  var steady: Samples = []
  /// The most memory of any process, in kilobytes.
  var peakKilobytes = 0
  /// Why there is no result: a crash, a wrong value, a time limit. One line.
  var failure: String?
}

/// Runs programs on interpreters. The first interpreter is the baseline.
struct Measurer {
  let interpreters: [Interpreter]
  let driver: String
  let rounds: Int
  let iterations: Int
  /// Seconds one process may take.
  let limit: Double

  /// Measures one program: in each round every interpreter runs once, beginning with another one each time.
  func measure(_ program: Program) -> [String: Measurement] {
    var results = Dictionary(uniqueKeysWithValues: interpreters.map { ($0.name, Measurement()) })
    var expectedOutput: [UInt8]?
    for round in 0..<rounds {
      for turn in interpreters.indices {
        let interpreter = interpreters[program.form == .whole ? turn : (turn + round) % interpreters.count]
        var result = results[interpreter.name]!
        if result.failure == nil {
          switch program.form {
          case .iterated: iterate(program, on: interpreter, into: &result)
          case .whole: runWhole(program, on: interpreter, expecting: &expectedOutput, into: &result)
          }
        }
        results[interpreter.name] = result
      }
    }
    return results
  }

  private func iterate(_ program: Program, on interpreter: Interpreter, into result: inout Measurement) {
    guard let child = runChild(interpreter.command + [driver, program.path, "\(iterations)"], limit: limit) else {
      result.failure = "cannot be started"
      return
    }
    var seconds: [Double] = []
    var done = false
    var message = ""
    for line in String(decoding: child.output, as: UTF8.self).split(separator: "\n") {
      let words = line.split(separator: " ")
      switch words.first {
      case "iteration" where words.count == 2: Double(words[1]).map { seconds.append($0) }
      case "peak" where words.count == 2: result.peakKilobytes = max(result.peakKilobytes, Int(words[1]) ?? 0)
      case "done": done = true
      default: message = String(line)
      }
    }
    if child.timedOut {
      result.failure = "no end after \(Int(limit)) s"
    } else if child.status != 0 || !done || seconds.count != iterations {
      result.failure = "exit status \(child.status)" + (message.isEmpty ? "" : ": \(message.prefix(200))")
    } else {
      result.first.append([seconds[0]])
      result.steady.append(Array(seconds[(iterations / 2)...]))
    }
  }

  private func runWhole(
    _ program: Program, on interpreter: Interpreter, expecting expected: inout [UInt8]?, into result: inout Measurement
  ) {
    guard let child = runChild(interpreter.command + [program.path], limit: limit, watchingMemory: true) else {
      result.failure = "cannot be started"
      return
    }
    if child.timedOut {
      result.failure = "no end after \(Int(limit)) s"
    } else if child.status != 0 {
      result.failure = "exit status \(child.status)"
    } else if let expected, expected != child.output {
      result.failure = "prints something else than \(interpreters[0].name)"
    } else {
      expected = child.output
      result.first.append([child.seconds])
      result.steady.append([child.seconds])
      result.peakKilobytes = max(result.peakKilobytes, child.peakKilobytes)
    }
  }

  /// Seconds of whole processes that do nothing, interleaved; the words after each interpreter's name are its options.
  func startUp(repetitions: Int) -> [(name: String, samples: Samples)] {
    let commands = interpreters.map { interpreter in
      let options = interpreter.name == "pitviper" ? ["-c", "pass"] : ["-S", "-E", "-c", "pass"]
      return (interpreter.name + " " + options.joined(separator: " "), interpreter.command + options)
    }
    var samples = commands.map { (name: $0.0, samples: Samples()) }
    for _ in 0..<repetitions {
      for (index, command) in commands.enumerated() {
        if let child = runChild(command.1, limit: limit), child.status == 0 {
          samples[index].samples.append([child.seconds])
        }
      }
    }
    return samples
  }
}
