// What is recorded about the machine, and its clocks.

import Glibc

public enum Machine {
  /// Entries of the environment table: system, processor, start of the recording.
  public static var description: [String: String] {
    var name = utsname()
    uname(&name)
    var now = time(nil)
    var calendar = tm()
    gmtime_r(&now, &calendar)
    var text = [CChar](repeating: 0, count: 32)
    strftime(&text, text.count, "%Y-%m-%dT%H:%M:%SZ", &calendar)
    return [
      "system": "\(string(of: name.sysname)) \(string(of: name.release)) \(string(of: name.machine))",
      "host": string(of: name.nodename), "processor": processor,
      "processors": String(sysconf(Int32(_SC_NPROCESSORS_ONLN))), "started": String(cString: text),
      "process": String(getpid()),
    ]
  }

  private static func string<Text>(of field: Text) -> String {
    withUnsafeBytes(of: field) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
  }

  /// The model name in /proc/cpuinfo.
  private static var processor: String {
    guard let file = fopen("/proc/cpuinfo", "re") else { return "unknown" }
    defer { fclose(file) }
    var line = [CChar](repeating: 0, count: 512)
    while fgets(&line, Int32(line.count), file) != nil {
      let text = String(cString: line)
      guard text.hasPrefix("model name"), let colon = text.firstIndex(of: ":") else { continue }
      return String(text[text.index(after: colon)...].drop { $0 == " " }.prefix { $0 != "\n" })
    }
    return "unknown"
  }

  /// A CPU clock in microseconds.
  static func cpuMicroseconds(_ clock: clockid_t) -> Microseconds {
    var value = timespec()
    clock_gettime(clock, &value)
    return Microseconds(value.tv_sec) * 1_000_000 + Microseconds(value.tv_nsec) / 1000
  }

  /// A number with one digit after the point, which is dropped when it is 0.
  static func decimal(_ value: Double) -> String {
    let tenths = Int((value * 10).rounded())
    return tenths % 10 == 0 ? String(tenths / 10) : "\(tenths / 10).\(abs(tenths) % 10)"
  }
}

extension Machine {
  /// CPU time of the calling thread, nanoseconds.
  static var threadCPUNanoseconds: UInt64 {
    var value = timespec()
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &value)
    return UInt64(value.tv_sec) * 1_000_000_000 + UInt64(value.tv_nsec)
  }
}
