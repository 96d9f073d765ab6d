// Series of others: what each format says, and what is said of files that are wrong.

import Foundation
import Testing

@testable import Warmup

@Suite struct ImportTests {
  private func file(_ text: String) throws -> SeriesFile { try SeriesFile(bytes: Array(text.utf8)) }

  private func processes(_ text: String) throws -> [[Double]] {
    let sets = try file(text).sets
    #expect(sets.count == 1)
    return sets[0].processes.map(\.seconds)
  }

  @Test func arrays() throws {
    #expect(try processes("[0.1, 2e-3, 3]") == [[0.1, 0.002, 3]])
    #expect(try processes("\u{FEFF} [[1,2],\n[3,4,5]]\n") == [[1, 2], [3, 4, 5]])
    #expect(try file("[[1,2]]").format == .json)
  }

  @Test(
    arguments: [
      ("0.1,0.2\n0.3,0.4\n", [[0.1, 0.3], [0.2, 0.4]]),
      ("first;second\r\n0.1;0.2\r\n0.3;\r\n", [[0.1, 0.3], [0.2]]),
      ("0.1,\n0.2,\n", [[0.1, 0.2]]),
      ("\n# seconds\n0.1\n0.2\n\n", [[0.1, 0.2]]),
      ("process,iteration,seconds\na,1,0.4\nb,0,0.1\na,0,0.3\nb,1,0.2\n", [[0.3, 0.4], [0.1, 0.2]]),
      ("Seconds\tProcess\n0.1\t7\n0.2\t7\n", [[0.1, 0.2]]),
      ("\"seconds\"\n1\n2\n", [[1, 2]]),
      ("0,0,0.1\n0,1,0.2\n1,0,0.3\n1,1,0.4\n", [[0.1, 0.2], [0.3, 0.4]]),
      ("0,0,0.1\n0,0,0.2\n", [[0, 0], [0, 0], [0.1, 0.2]]),
    ] as [(String, [[Double]])])
  func csv(text: String, wanted: [[Double]]) throws {
    if text.hasPrefix("first") {
      // The second process has one iteration: an error of the series, not of the file.
      #expect(throws: ImportError.self) { try processes(text) }
      return
    }
    #expect(try processes(text) == wanted)
    #expect(try file(text).format == .csv)
  }

  @Test func processPerRow() throws {
    let text =
      "process_exec_num, bench_name, 0, 1, 2\n0, spectral norm, 0.2, 0.1\n1, spectral norm, 0.3, 0.1, 0.1\n0, other, 1, 2\n"
    let sets = try file(text).sets
    #expect(sets.map(\.name) == ["spectral norm", "other"])
    #expect(sets[0].processes.map(\.seconds) == [[0.2, 0.1], [0.3, 0.1, 0.1]])
  }

  @Test func pyperf() throws {
    let file = try SeriesFile(path: Reference.folder.appendingPathComponent("pyperf.json").path)
    #expect(file.format == .pyperf && file.sets.map(\.name) == ["sum", "sort"])
    // Two warmups and three values of each process; the run that calibrates has none.
    #expect(file.sets.map { $0.processes.map(\.count) } == [[5, 5, 5], [5, 5, 5]])
    #expect(file.sets[0].processes[0].seconds.first == 4.10898437497309e-05)
    #expect(
      file.notes == [
        "sum: left out 1 run without values (calibration)", "sort: left out 1 run without values (calibration)",
      ])
  }

  @Test func krun() throws {
    let file = try SeriesFile(path: Reference.folder.appendingPathComponent("krun.json.bz2").path)
    #expect(file.format == .krun)
    #expect(Set(file.sets.map(\.name)) == ["nbody:CPython:default-python", "dummy:CPython:default-python"])
    #expect(file.sets.first { $0.name.hasPrefix("nbody") }?.processes.map(\.count) == [120, 120, 120])
    #expect(file.notes == ["dummy:CPython:default-python: left out 1 execution without times"])
  }

  @Test(arguments: [
    ("", "the file is empty"),
    (" \n", "the file holds nothing but space"),
    ("[]", "the array is empty"),
    ("[[]]", "process 0: no iterations"),
    ("[0.1]", "process 0: one iteration; at least 2 are needed"),
    ("[0.1, NaN]", "process 0: iteration 1: not a number; times are seconds from 0"),
    ("[[0.1, 0.2], [1, -Infinity]]", "process 1: iteration 1: infinite; times are seconds from 0"),
    ("[0.1, -2]", "process 0: iteration 1: -2.0 is negative; times are seconds from 0"),
    ("[0.1, 1e999]", "process 0: iteration 1: infinite; times are seconds from 0"),
    ("[0.1, 1e10]", "process 0: iteration 1: 10000000000.0 is more than 1e9; times are seconds from 0"),
    ("[0.1, null]", "process 0, iteration 1: no number of seconds"),
    ("[[0.1, 0.2], 3]", "process 1: no array of seconds"),
    ("[[0.1, \"x\"]]", "process 0, iteration 1: no number of seconds"),
    ("[0.1,\n 0.2", "line 2, column 5: ',' or ']' expected"),
    ("[0.1,\n", "line 2, column 1: the file ends within a JSON value"),
    ("[0.1,]", "line 1, column 6: no JSON value"),
    ("[1.2.3, 1]", "line 1, column 2: '1.2.3' is no number"),
    ("[1, 2] x", "line 1, column 8: text after the end of the JSON value"),
    ("[tru]", "line 1, column 2: 'tru' is no JSON value"),
    ("{\"a\": 1}", "a JSON object that is neither of pyperf ('benchmarks') nor of Krun ('wallclock_times')"),
    ("{\"wallclock_times\": {}}", "wallclock_times: no object of benchmarks"),
    ("{\"wallclock_times\": {\"a\": [[]]}}", "no benchmark has an execution with times"),
    ("{\"wallclock_times\": {\"a\": [[1, 2], [1]]}}", "benchmark 'a', process 1: one iteration; at least 2 are needed"),
    ("{\"benchmarks\": []}", "pyperf results without a benchmark"),
    (
      "{\"benchmarks\": [{\"metadata\": {\"name\": \"m\", \"unit\": \"byte\"}}]}",
      "benchmark 'm': its unit is 'byte', not 'second'"
    ),
    (
      "{\"benchmarks\": [{\"runs\": [{\"values\": [1], \"warmups\": [3]}]}]}",
      "benchmark '0', run 0, warmup 0: no pair of loops and seconds"
    ),
    ("a,b\n", "no line with times"),
    ("0.1\nfast\n", "line 2, column 1: 'fast' is no number"),
    ("0.1,0.2\n0.1,-3\n", "line 2, column 2: '-3' is no time; times are seconds from 0 to 1e9"),
    ("0.1,0.2\nnan,1\n", "line 2, column 1: 'nan' is no time; times are seconds from 0 to 1e9"),
    ("a,b\n0.1,0.2\n,0.3\n0.1,0.4\n", "line 4, column 1: a value below an empty cell"),
    ("process,iteration,seconds\n0,0,1\n0,2,1\n", "line 3, column 2: iteration 2 follows 0"),
    ("process,iteration,seconds\n0,0,1\n0,0,1\n", "line 3, column 2: iteration 0 is there twice"),
    ("process,iteration,seconds\n0,0\n", "line 2, column 3: an empty cell"),
    ("0.5\n", "process 0: one iteration; at least 2 are needed"),
    ("SQLite format 3\0", "a recording or another database, no series of times"),
    ("\u{1}\u{2}", "neither JSON nor CSV (it has bytes that are no text)"),
    ("BZh9xxxxxxxxxxx", "the compressed file (bzip2) is damaged"),
    ("BZh9", "the compressed file (bzip2) is cut short"),
    (String(repeating: "[", count: 100_000), "line 1, column 65: nested deeper than 64"),
  ])
  func errors(text: String, wanted: String) {
    do {
      _ = try file(text)
      Issue.record("no error")
    } catch let error as ImportError {
      #expect(error.description == wanted)
    } catch {
      Issue.record("\(error)")
    }
  }

  @Test func filesThatCannotBeRead() {
    func message(_ path: String) -> String {
      do {
        _ = try SeriesFile(path: path)
        return ""
      } catch { return error.description }
    }
    #expect(message("/nowhere/x.json") == "/nowhere/x.json: No such file or directory")
    #expect(message("/tmp") == "/tmp: Is a directory")
    #expect(message("/dev/zero") == "/dev/zero: larger than 128 MiB")
  }

  @Test func limits() throws {
    func problem(_ text: String) -> String {
      do {
        _ = try file(text)
        return ""
      } catch { return (error as? ImportError)?.problem ?? "" }
    }
    let long = "[" + String(repeating: "1,", count: Series.most) + "1]"
    #expect(problem(long) == "50001 iterations; at most 50000 can be analysed")
    #expect(problem("[" + String(repeating: "[],", count: 1_100_000) + "[]]") == "more than 1000000 JSON values")
    #expect(problem("[" + String(repeating: "[1,1],", count: 10_000) + "[1,1]]") == "10001 processes; at most 10000")
    #expect(problem("[" + String(repeating: "1,", count: 4_000_001) + "1]") == "more than 4000000 numbers")
    // What is not wanted of an object is read over, however much it is.
    let skipped =
      "{\"core_cycle_counts\": [" + String(repeating: "[],", count: 1_100_000)
      + "[]], \"wallclock_times\": {\"a\": [[1, 2]]}}"
    #expect(try file(skipped).sets[0].processes[0].seconds == [1, 2])
    // 45 bytes that would become gigabytes again and again: a stream of nothing, repeated.
    let empty = Array(Data(base64Encoded: "QlpoORdyRThQkAAAAAA=")!)
    let streams = [UInt8]((0..<2000).flatMap { _ in empty })
    #expect(throws: ImportError(problem: "more than 1000 bzip2 streams")) { try SeriesFile(bytes: streams) }
  }

  /// Damaged files end in an error or a series, never in a crash.
  @Test func damage() throws {
    var noise = Noise(31)
    let sources =
      try ["pyperf.json", "krun.json.bz2"].map {
        Array(try Data(contentsOf: Reference.folder.appendingPathComponent($0)))
      } + [
        Array("process,iteration,seconds\n0,0,0.1\n0,1,0.2\n".utf8),
        Array("[[0.1,0.2],[1e-3,\"\\u00e9\\ud83d\\ude00\"]]".utf8),
      ]
    var errors = 0
    for source in sources {
      for _ in 0..<1500 {
        var bytes = source
        for _ in 0...noise.generator.index(below: 4) {
          switch noise.generator.index(below: 3) {
          case 0: bytes[noise.generator.index(below: bytes.count)] = UInt8(noise.generator.index(below: 256))
          case 1: bytes.removeSubrange(noise.generator.index(below: bytes.count)...)
          default:
            bytes.insert(
              Array("[]{},:\"\\u-1eN\n".utf8)[noise.generator.index(below: 14)],
              at: noise.generator.index(below: bytes.count))
          }
          if bytes.isEmpty { bytes = [0x5B] }
        }
        do { _ = try SeriesFile(bytes: bytes) } catch {
          #expect(!error.description.isEmpty)
          errors += 1
        }
      }
    }
    print("damaged files: \(errors) of \(sources.count * 1500) refused")
    #expect(errors > 1000)
  }
}
