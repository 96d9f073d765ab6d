// Recordings made by hand for exports, and small readers of the formats that share nothing with the writers.

import Foundation
import Testing

@testable import Export
@testable import Profiler

/// A recording whose every figure is known: two threads, all kinds of frames, an overrun, recursion, a trace and a collection.
struct ExportedRecording {
  let folder: URL
  let profile: Profile
  /// What was recorded, by hand.
  let made: [(thread: ThreadID, sample: Sample)]
  var samples: Int { made.count }
  var weight: Int { made.reduce(0) { $0 + $1.sample.weight } }

  /// - Parameters:
  ///   - text: stands in every name.
  ///   - isEmpty: without any sample.
  init(naming text: String = "", isEmpty: Bool = false) throws {
    folder = FileManager.default.temporaryDirectory.appendingPathComponent("pitviper-export-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let path = folder.appendingPathComponent("made.pitviper").path
    let writer = try RecordingWriter(path: path, period: 1000)
    func frame(_ kind: FunctionKind, _ name: String, _ file: String, line: Int) -> FrameID {
      writer.intern(
        function: writer.intern(
          FunctionRecord(kind: kind, name: name + text, file: file + text, line: kind == .python ? 1 : 0)),
        line: line)
    }
    var made: [(thread: ThreadID, sample: Sample)] = []
    func add(
      _ frames: [FrameID], _ state: SampleState, count: Int, weight each: Int = 1000, thread: Int, from start: Int
    ) {
      let stack = writer.intern(rootFirst: frames)!
      for index in 0..<count {
        let sample = Sample(time: Microseconds(start + index * 1000), stack: stack, state: state, weight: each)
        writer.add(sample, thread: ThreadID(thread))
        made.append((ThreadID(thread), sample))
      }
    }
    if !isEmpty {
      writer.addThread(ThreadID(1), native: 4001, name: "main" + text, started: 0)
      writer.addThread(ThreadID(2), native: 4002, name: "worker" + text, started: 10_000)
      let main = frame(.python, "<module>", "/src/main.py", line: 3)
      let fib7 = frame(.python, "fib", "/src/main.py", line: 7)
      let fib8 = frame(.python, "fib", "/src/main.py", line: 8)
      let trace = frame(.trace, "trace 5", "", line: 0)
      let runtime = frame(.runtime, "List.append", "/bin/pitviper", line: 0)
      let native = frame(.native, "memcpy", "/lib/libc.so.6", line: 0)
      add([main, fib7], .interpreting, count: 10, thread: 1, from: 1000)
      add([main, fib7, fib8, fib7], .interpreting, count: 20, thread: 1, from: 11_000)
      add([main, fib8, trace], .trace, count: 30, thread: 1, from: 31_000)
      add([main, fib8, trace, runtime], .runtime, count: 5, weight: 3500, thread: 1, from: 62_500)
      add([main, fib8, trace, runtime, native], .garbageCollection, count: 4, thread: 1, from: 90_000)
      add([native], .native, count: 7, thread: 2, from: 12_000)
      add([main, fib8, trace], .trace, count: 11, thread: 2, from: 20_000)
      writer.add(
        GarbageCollection(
          thread: ThreadID(1), time: 89_000, duration: 4200, bytesBefore: 1_000_000, bytesAfter: 400_000))
    }
    try writer.close(ending: "closed")
    profile = try Recording(path: path).profile()
    self.made = made
  }

  /// What an export with a filter must hold: samples, microseconds, and these by the state's name.
  func expected(_ filter: SampleFilter = .all) -> (samples: Int, weight: Int, states: [String: Int]) {
    var result = (samples: 0, weight: 0, states: [String: Int]())
    for (thread, sample) in made {
      guard filter.range?.contains(sample.time) ?? true, filter.threads?.contains(thread) ?? true,
        filter.states?.contains(sample.state) ?? true
      else { continue }
      result.samples += 1
      result.weight += sample.weight
      result.states[sample.state.name, default: 0] += sample.weight
    }
    return result
  }

  func remove() { try? FileManager.default.removeItem(at: folder) }

  /// What a format makes of it.
  func exported(
    _ format: String, _ filter: SampleFilter = .all, marks: Set<ExportMark> = [.state]
  ) throws -> Data {
    var data = Data()
    let sink = ByteSink {
      data.append(contentsOf: $0)
      return 0
    }
    try #require(ExportFormat.named(format)).write(
      ExportJob(profile: profile, filter: filter, marks: marks, sink: sink))
    return data
  }
}

/// What a reader finds in an export.
struct ReadExport {
  var weight = 0
  /// Nil when the format does not say how many samples there were.
  var samples: Int?
  /// Weight by state, where the format carries states.
  var states: [String: Int]?
  /// Names of functions.
  var names: Set<String> = []

  /// Reads any of the formats; a failed check is a failed test.
  init(_ data: Data, format: String) throws {
    switch format {
    case "collapsed": try readCollapsed(data)
    case "pprof": try readPprof(data)
    case "callgrind": try readCallgrind(data)
    case "perfetto": try readTrace(data)
    case "speedscope": try readSpeedscope(data)
    case "firefox": try readFirefox(data)
    case "html": try readPage(data)
    default: Issue.record("no reader of \(format)")
    }
  }

  private static func label(_ text: String) -> String? {
    guard text.hasPrefix("["), text.hasSuffix("]") else { return nil }
    return SampleState.allCases.first { "[\($0.label)]" == text }?.name
  }

  private mutating func readCollapsed(_ data: Data) throws {
    var byState: [String: Int] = [:]
    for line in String(decoding: data, as: UTF8.self).split(separator: "\n") {
      let space = try #require(line.lastIndex(of: " "))
      let value = try #require(Int(line[line.index(after: space)...]))
      let frames = line[..<space].split(separator: ";", omittingEmptySubsequences: false).map(String.init)
      #expect(value > 0 && !frames.contains(""))
      weight += value
      if let state = Self.label(frames.last!) { byState[state, default: 0] += value }
      names.formUnion(frames.filter { Self.label($0) == nil })
    }
    states = byState
  }

  private mutating func readCallgrind(_ data: Data) throws {
    var events: [String] = []
    var inclusive: [String: Int] = [:]
    var tables: [String: [String: String]] = [:]
    var byState: [Int] = []
    var function = ""
    var isCall = false
    var total: [Int] = []
    let table = ["fn": "fn", "cfn": "fn", "fl": "fl", "cfi": "fl", "ob": "ob", "cob": "ob"]
    for line in String(decoding: data, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: true) {
      if line.hasPrefix("events: ") {
        events = line.dropFirst(8).split(separator: " ").map(String.init)
        byState = [Int](repeating: 0, count: events.count)
      } else if line.hasPrefix("totals: ") {
        total = line.dropFirst(8).split(separator: " ").map { Int($0)! }
      } else if let equals = line.firstIndex(of: "="), let kind = table[String(line[..<equals])] {
        let value = line[line.index(after: equals)...]
        let end = try #require(value.firstIndex(of: ")"))
        let number = String(value[...end])
        let name = value[value.index(after: end)...]
        if !name.isEmpty {
          #expect(tables[kind]?[number] == nil, "a name is defined once")
          tables[kind, default: [:]][number] = String(name.dropFirst())
        }
        let found = try #require(tables[kind]?[number])
        if line.hasPrefix("fn=") {
          function = number
          names.insert(found)
        }
      } else if line.hasPrefix("calls=") {
        isCall = true
      } else if line.first!.isNumber {
        let costs = line.split(separator: " ").dropFirst().map { Int($0)! }
        #expect(costs.count == events.count && costs[0] == costs[1...].reduce(0, +))
        inclusive[function, default: 0] += costs[0]
        if !isCall { for (index, cost) in costs.enumerated() { byState[index] += cost } }
        isCall = false
      }
    }
    #expect(total == byState)
    weight = byState.first ?? 0
    #expect(inclusive.values.allSatisfy { $0 <= weight }, "no function has more than everything")
    states = Dictionary(uniqueKeysWithValues: zip(events, byState).dropFirst())
  }

  private static func json(_ data: Data) throws -> [String: Any] {
    try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
  }

  private mutating func readSpeedscope(_ data: Data) throws {
    let file = try Self.json(data)
    #expect(file["$schema"] as? String == "https://www.speedscope.app/file-format-schema.json")
    let shared = try #require((file["shared"] as? [String: Any])?["frames"] as? [[String: Any]])
    let frames = try shared.map { try #require($0["name"] as? String) }
    var byState: [String: Int] = [:]
    for profile in try #require(file["profiles"] as? [[String: Any]]) {
      #expect(profile["type"] as? String == "sampled" && profile["unit"] as? String == "microseconds")
      let stacks = try #require(profile["samples"] as? [[Int]])
      let weights = try #require(profile["weights"] as? [Int])
      #expect(stacks.count == weights.count && stacks.allSatisfy { !$0.isEmpty })
      #expect(profile["endValue"] as? Int == weights.reduce(0, +))
      for (stack, value) in zip(stacks, weights) {
        weight += value
        if let state = Self.label(frames[stack.last!]) { byState[state, default: 0] += value }
        names.formUnion(stack.map { frames[$0] }.filter { Self.label($0) == nil })
      }
    }
    states = byState
  }

  private mutating func readTrace(_ data: Data) throws {
    let file = try Self.json(data)
    let stacks = try #require(file["stackFrames"] as? [String: [String: Any]])
    for (_, frame) in stacks {
      if let parent = frame["parent"] as? String { #expect(stacks[parent] != nil) }
    }
    var count = 0
    var byState: [String: Int] = [:]
    var stateWeight = 0
    var ends: [Int: Int] = [:]
    var open: Set<Int> = []
    for event in try #require(file["traceEvents"] as? [[String: Any]]) {
      let phase = try #require(event["ph"] as? String)
      let arguments = try #require(event["args"] as? [String: Any])
      let id = event["id"] as? Int
      if phase == "b" { #expect(open.insert(try #require(id)).inserted) }
      if phase == "e" { #expect(open.remove(try #require(id)) != nil) }
      guard phase == "X" else { continue }
      let start = try #require(event["ts"] as? Int)
      let length = try #require(event["dur"] as? Int)
      let thread = try #require(event["tid"] as? Int)
      #expect(start >= ends[thread] ?? .min, "slices of a track do not overlap")
      ends[thread] = start + length
      switch event["cat"] as? String {
      case "samples":
        weight += length
        count += try #require(arguments["samples"] as? Int)
        byState[try #require(arguments["state"] as? String), default: 0] += length
        if let stack = event["sf"] as? String { #expect(stacks[stack] != nil) }
        names.insert(try #require(event["name"] as? String))
      case "states": stateWeight += length
      default: break
      }
    }
    #expect(open.isEmpty && stateWeight == weight)
    samples = count
    states = byState
  }

  private mutating func readFirefox(_ data: Data) throws {
    let file = try Self.json(data)
    let meta = try #require(file["meta"] as? [String: Any])
    #expect(meta["preprocessedProfileVersion"] as? Int == 47)
    let categories = try #require(meta["categories"] as? [[String: Any]]).map { $0["name"] as! String }
    for counter in try #require(file["counters"] as? [[String: Any]]) {
      // What the profiler's upgrade to version 48 takes apart.
      let groups = try #require(counter["sampleGroups"] as? [[String: Any]])
      let samples = try #require(groups.first?["samples"] as? [String: Any])
      #expect((samples["time"] as? [Any])?.count == samples["length"] as? Int)
    }
    var count = 0
    var byState: [String: Int] = [:]
    for thread in try #require(file["threads"] as? [[String: Any]]) {
      func table(_ name: String, _ columns: [String]) throws -> [String: [Any]] {
        let table = try #require(thread[name] as? [String: Any])
        let length = try #require(table["length"] as? Int)
        return Dictionary(
          uniqueKeysWithValues: try columns.map { column in
            let values = try #require(table[column] as? [Any], "\(name).\(column)")
            #expect(values.count == length, "\(name).\(column)")
            return (column, values)
          })
      }
      let strings = try #require(thread["stringArray"] as? [String])
      let functions = try table("funcTable", ["name", "isJS", "relevantForJS", "resource", "fileName", "lineNumber"])
      let frames = try table("frameTable", ["func", "category", "subcategory", "line", "address", "implementation"])
      let stacks = try table("stackTable", ["frame", "prefix", "category", "subcategory"])
      let markers = try table("markers", ["data", "name", "startTime", "endTime", "phase", "category"])
      let samples = try table("samples", ["stack", "time", "weight"])
      for (index, prefix) in stacks["prefix"]!.enumerated() {
        if let prefix = prefix as? Int { #expect(prefix < index, "a caller comes before its callee") }
      }
      #expect(stacks["frame"]!.allSatisfy { frames["func"]!.indices.contains($0 as! Int) })
      #expect(frames["func"]!.allSatisfy { functions["name"]!.indices.contains($0 as! Int) })
      #expect(functions["name"]!.allSatisfy { strings.indices.contains($0 as! Int) })
      #expect(markers["name"]!.allSatisfy { strings.indices.contains($0 as! Int) })
      var last = -Double.infinity
      for index in samples["stack"]!.indices {
        let time = samples["time"]![index] as! Double
        #expect(time >= last)
        last = time
        let value = Int(((samples["weight"]![index] as! Double) * 1000).rounded())
        let stack = samples["stack"]![index] as! Int
        let category = categories[stacks["category"]![stack] as! Int]
        byState[try #require(SampleState.allCases.first { $0.label == category }?.name), default: 0] += value
        weight += value
        count += 1
      }
      names.formUnion(functions["name"]!.map { strings[$0 as! Int] })
    }
    samples = count
    states = byState
  }
}
