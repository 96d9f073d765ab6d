// /tmp/jit-PID.dump: code, names and lines of each trace for `perf inject --jit`, which makes an object file of each, so that
// `perf annotate` shows the instructions. Layout: tools/perf/Documentation/jitdump-specification.txt of the kernel. Times
// are CLOCK_MONOTONIC: record with `perf record -k CLOCK_MONOTONIC`.

import CProfiler
import Glibc
import VM

final class JitDump: CodeMap {
  private let descriptor: Int32
  private var index: UInt64 = 0

  private enum Record: UInt32 { case load = 0, debugInformation = 2, close = 3 }
  private static let magic: UInt32 = 0x4A69_5444
  private static let machine: UInt32 = 62

  init() throws(CodeMapError) {
    let path = "/tmp/jit-\(getpid()).dump"
    descriptor = try openCodeFile(path)
    var header = Bytes()
    header.add(JitDump.magic, 1, 40, JitDump.machine, 0, UInt32(getpid()))
    header.add(JitDump.now(), 0 as UInt64)
    header.write(to: descriptor)
    // perf finds the file by this mapping, which must be executable.
    let page = Int(sysconf(Int32(_SC_PAGESIZE)))
    if mmap(nil, page, PROT_READ | PROT_EXEC, MAP_PRIVATE, descriptor, 0) == MAP_FAILED { throw CodeMapError(path) }
  }

  func add(_ code: MappedCode) {
    if !code.lines.isEmpty {
      var lines = Bytes()
      lines.add(UInt64(code.address), UInt64(code.lines.count))
      for (offset, line) in code.lines {
        lines.add(UInt64(code.address) + UInt64(offset))
        lines.add(UInt32(clamping: line), 0)
        lines.add(code.file)
      }
      record(.debugInformation, lines)
    }
    var load = Bytes()
    load.add(UInt32(getpid()), UInt32(current_thread_number()))
    load.add(UInt64(code.address), UInt64(code.address), UInt64(code.bytes.count), index)
    load.add(code.name)
    load.add(code.bytes)
    record(.load, load)
    index += 1
  }

  func remove(trace number: Int) {}

  private func record(_ kind: Record, _ body: Bytes) {
    var bytes = Bytes()
    bytes.add(kind.rawValue, UInt32(16 + body.content.count))
    bytes.add(JitDump.now())
    body.content.withUnsafeBytes { bytes.add($0) }
    bytes.write(to: descriptor)
  }

  private static func now() -> UInt64 {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
  }
}

/// Little-endian numbers and texts one after the other.
struct Bytes {
  private(set) var content: [UInt8] = []
  var count: Int { content.count }

  mutating func add<Number: FixedWidthInteger>(_ numbers: Number...) {
    for number in numbers { withUnsafeBytes(of: number.littleEndian) { content += $0 } }
  }
  /// With a zero at its end; zeros inside are left out.
  mutating func add(_ text: String) {
    content += text.utf8.filter { $0 != 0 }
    content.append(0)
  }
  mutating func add(_ bytes: UnsafeRawBufferPointer) { content += bytes }
  mutating func align(_ multiple: Int) { while content.count % multiple != 0 { content.append(0) } }
  func write(to descriptor: Int32) { content.withUnsafeBytes { writeAll($0, to: descriptor) } }
}
