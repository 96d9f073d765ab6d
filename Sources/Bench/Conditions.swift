// What can be seen of the machine's noise: load, frequency, how often the kernel took the processor away, migrations. Containers
// and virtual machines hide some of it; what cannot be seen is left out and never guessed.

import Glibc
import Profiler

enum Conditions {
  /// Load average of the last minute in hundredths.
  static var load: Int? {
    var averages = [0.0, 0, 0]
    return getloadavg(&averages, 3) > 0 ? Int((averages[0] * 100).rounded()) : nil
  }

  /// Mean frequency of all processors, kilohertz; nil where neither the governor nor /proc/cpuinfo tells.
  static var frequency: Int? {
    let own = (0..<256).lazy.map { line("/sys/devices/system/cpu/cpu\($0)/cpufreq/scaling_cur_freq") }
      .prefix { $0 != nil }.compactMap { $0.flatMap { Int($0) } }
    let values = Array(own)
    if !values.isEmpty { return values.reduce(0, +) / values.count }
    let shown = lines("/proc/cpuinfo").filter { $0.hasPrefix("cpu MHz") }
      .compactMap { $0.split(separator: ":").last.flatMap { Double($0.drop { $0 == " " }) } }
    return shown.isEmpty ? nil : Int(shown.reduce(0, +) / Double(shown.count) * 1000)
  }

  static var governor: String? { line("/sys/devices/system/cpu/cpu0/cpufreq/scaling_governor") }

  /// Entries of the environment table.
  static var machine: [String: String] {
    var entries: [String: String] = [:]
    if let governor { entries["governor"] = governor }
    if let frequency { entries["frequency_khz"] = String(frequency) }
    if let load { entries["load_before"] = Figures.fixed(Double(load) / 100, digits: 2) }
    return entries
  }

  /// What is doubtful before the first process.
  static func noiseOfMachine() -> [BenchNoise] {
    var noise: [BenchNoise] = []
    if let load, load > 50 {
      noise.append(
        BenchNoise(
          process: nil, kind: "load",
          detail: "load average \(hundredths(load)) before the first process: something else runs"))
    }
    if let governor, governor != "performance" {
      noise.append(
        BenchNoise(
          process: nil, kind: "governor", detail: "frequency governor \(governor): the frequency follows the load"))
    }
    return noise
  }

  /// What is doubtful about one process.
  /// - Parameter before: the timed process that ran before it.
  static func noise(of process: BenchProcess, before: BenchProcess?) -> [BenchNoise] {
    // The times of a process that counts are not used.
    if process.isCounting { return [] }
    var noise: [BenchNoise] = []
    func add(_ kind: String, _ detail: String) {
      noise.append(BenchNoise(process: process.id, kind: kind, detail: "process \(process.id): \(detail)"))
    }
    let conditions = process.conditions
    // The measured process itself is a load of one.
    if let load = conditions.load, load > 150 { add("load", "load average \(hundredths(load)) at its start") }
    if let after = conditions.frequencyAfter,
      let first = before?.conditions.frequencyAfter ?? conditions.frequencyBefore,
      first > 0, abs(Double(after) / Double(first) - 1) > 0.05
    {
      add("frequency", "processors at \(after / 1000) MHz, before that at \(first / 1000) MHz")
    }
    let seconds = Double(process.iterations.reduce(0) { $0 + $1.wall }) / 1e9
    if let switches = conditions.involuntarySwitches, switches > 5, Double(switches) > 20 * seconds {
      add(
        "switches",
        "the kernel took the processor away \(Figures.count(switches)) times in \(Figures.time(nanoseconds: seconds * 1e9))"
      )
    }
    if let migrations = conditions.migrations, migrations > 2, Double(migrations) > seconds {
      add("migrations", "moved between processors \(migrations) times in \(Figures.time(nanoseconds: seconds * 1e9))")
    }
    return noise
  }

  private static func hundredths(_ value: Int) -> String { Figures.fixed(Double(value) / 100, digits: 2) }

  private static func line(_ path: String) -> String? { lines(path).first }

  private static func lines(_ path: String) -> [String] {
    guard let file = fopen(path, "re") else { return [] }
    defer { fclose(file) }
    var result: [String] = []
    var buffer = [CChar](repeating: 0, count: 4096)
    while fgets(&buffer, Int32(buffer.count), file) != nil {
      result.append(String(String(cString: buffer).prefix { $0 != "\n" }))
    }
    return result
  }
}
