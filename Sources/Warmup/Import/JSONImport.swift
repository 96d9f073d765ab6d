// Series in JSON: plain arrays, and the results of pyperf and Krun.

/// `[0.1, 0.2]`: one process; `[[0.1, 0.2], [0.1, 0.3]]`: several.
enum ArrayImport {
  static func read(_ bytes: [UInt8]) throws(ImportError) -> Imported {
    let root = try JSONReader.read(bytes)
    var imported = Imported(.json)
    if case .numbers(let seconds) = root {
      try imported.add("", [seconds])
      return imported
    }
    guard let items = root.items, !items.isEmpty else { throw ImportError(problem: "the array is empty") }
    // An array of anything but arrays is meant to be one process.
    guard items.contains(where: { $0.items != nil }) else {
      try imported.add("", [try seconds(root, place: "process 0")])
      return imported
    }
    var processes: [[Double]] = []
    for (index, item) in items.enumerated() { processes.append(try seconds(item, place: "process \(index)")) }
    try imported.add("", processes)
    return imported
  }

  /// The numbers of an array; an error names the iteration that is none.
  static func seconds(_ node: JSONNode, place: String) throws(ImportError) -> [Double] {
    if case .numbers(let seconds) = node { return seconds }
    guard case .array(let items) = node else { throw ImportError(place: place, problem: "no array of seconds") }
    for (index, item) in items.enumerated() {
      guard case .number = item else {
        throw ImportError(place: "\(place), iteration \(index)", problem: "no number of seconds")
      }
    }
    return []
  }
}

/// An object: whose it is shows by its members.
enum ObjectImport {
  static func read(_ bytes: [UInt8]) throws(ImportError) -> Imported {
    let root = try JSONReader.read(bytes, keeping: ["benchmarks", "metadata", "wallclock_times"])
    if let benchmarks = root["benchmarks"]?.items { return try PyperfImport.read(benchmarks, root["metadata"]) }
    if let times = root["wallclock_times"] { return try KrunImport.read(times) }
    throw ImportError(
      problem: "a JSON object that is neither of pyperf ('benchmarks') nor of Krun ('wallclock_times')")
  }
}

/// Results of pyperf, format 1.0: benchmarks of runs, a run being a process with `warmups`, pairs of loops and seconds, and
/// `values` in seconds, both for one loop. A run that only found out how many loops to do has no values.
enum PyperfImport {
  static func read(_ benchmarks: [JSONNode], _ common: JSONNode?) throws(ImportError) -> Imported {
    var imported = Imported(.pyperf)
    guard !benchmarks.isEmpty else { throw ImportError(problem: "pyperf results without a benchmark") }
    for (number, benchmark) in benchmarks.enumerated() {
      let metadata = benchmark["metadata"]
      let name = (metadata?["name"] ?? common?["name"])?.text ?? "\(number)"
      let place = "benchmark \(ImportError.quoted(name))"
      let unit = (metadata?["unit"] ?? common?["unit"])?.text ?? "second"
      guard unit == "second" else {
        throw ImportError(place: place, problem: "its unit is \(ImportError.quoted(unit)), not 'second'")
      }
      guard let runs = benchmark["runs"]?.items else { throw ImportError(place: place, problem: "it has no 'runs'") }
      var processes: [[Double]] = []
      for (index, run) in runs.enumerated() {
        guard let values = run["values"] else { continue }
        let runPlace = "\(place), run \(index)"
        var seconds: [Double] = []
        for (pair, warmup) in (run["warmups"]?.items ?? []).enumerated() {
          guard case .numbers(let numbers) = warmup, numbers.count == 2 else {
            throw ImportError(place: "\(runPlace), warmup \(pair)", problem: "no pair of loops and seconds")
          }
          seconds.append(numbers[1])
        }
        processes.append(seconds + (try ArrayImport.seconds(values, place: runPlace)))
      }
      guard !processes.isEmpty else { throw ImportError(place: place, problem: "none of its runs has values") }
      if processes.count < runs.count {
        imported.notes.append(
          "\(name): left out \(counted(runs.count - processes.count, "run")) without values (calibration)")
      }
      try imported.add(name, processes)
    }
    return imported
  }
}

/// Results of Krun: `wallclock_times` has an array of executions for each `benchmark:vm:variant`. An execution that crashed has
/// no times.
enum KrunImport {
  static func read(_ times: JSONNode) throws(ImportError) -> Imported {
    guard case .object(let members) = times, !members.isEmpty else {
      throw ImportError(place: "wallclock_times", problem: "no object of benchmarks")
    }
    var imported = Imported(.krun)
    for (name, executions) in members {
      let place = "benchmark \(ImportError.quoted(name))"
      guard let items = executions.items else { throw ImportError(place: place, problem: "no array of executions") }
      var processes: [[Double]] = []
      for (index, item) in items.enumerated() {
        let seconds = try ArrayImport.seconds(item, place: "\(place), process \(index)")
        if !seconds.isEmpty { processes.append(seconds) }
      }
      if processes.count < items.count {
        imported.notes.append("\(name): left out \(counted(items.count - processes.count, "execution")) without times")
      }
      if processes.isEmpty {
        if items.isEmpty { imported.notes.append("\(name): no executions") }
        continue
      }
      try imported.add(name, processes)
    }
    guard !imported.sets.isEmpty else { throw ImportError(problem: "no benchmark has an execution with times") }
    return imported
  }
}

/// `1 run`, `2 runs`.
func counted(_ count: Int, _ noun: String, _ plural: String? = nil) -> String {
  "\(count) \(count == 1 ? noun : plural ?? noun + "s")"
}
