// /tmp/perf-PID.map: one line per trace with address, length (both hexadecimal) and name. `perf report` reads it by itself. Code that
// is flushed keeps its line; the last line for an address counts.

import Glibc

struct PerfMap: CodeMap {
  private let descriptor: Int32

  init() throws(CodeMapError) { descriptor = try openCodeFile("/tmp/perf-\(getpid()).map") }

  func add(_ code: MappedCode) {
    let name = code.name.split(whereSeparator: \.isNewline).joined(separator: " ")
    var line = "\(String(code.address, radix: 16)) \(String(code.bytes.count, radix: 16)) \(name)\n"
    line.withUTF8 { writeAll(UnsafeRawBufferPointer($0), to: descriptor) }
  }

  func remove(trace number: Int) {}
}
