// Telling other tools about machine code, on request: perf (map file, jitdump) and gdb. `CodeMaps.follow` listens to the virtual
// machine beside whoever listens already; each kind of map is one `CodeMap`. docs/jit-events.md shows their use.

import Glibc
import VM

public enum CodeMapKind: String, CaseIterable, Sendable {
  case perfMap = "perf-map"
  case jitdump
  case gdb = "gdb-jit"
}

/// A tool's view of machine code. Called on the program's thread, before the code runs for the first time.
protocol CodeMap {
  func add(_ code: MappedCode)
  func remove(trace number: Int)
}

/// Machine code of one trace with its name, file and lines.
struct MappedCode {
  let trace: TraceDescription
  let name: String
  let file: String
  /// The line from each offset on, ascending.
  let lines: [(offset: Int, line: Int)]

  var address: UInt { trace.code.lowerBound }
  var bytes: UnsafeRawBufferPointer {
    // Safety: the code is there as long as the trace, and the event says that it is there.
    UnsafeRawBufferPointer(start: UnsafeRawPointer(bitPattern: address), count: trace.code.count)
  }

  init(_ trace: TraceDescription) {
    self.trace = trace
    let code = CodeRegistry.describe(Int(trace.place.code))
    let line = CodeRegistry.line(Int(trace.place.code), offset: Int(trace.place.offset)) ?? 0
    file = code?.filename ?? ""
    let short = file.split(separator: "/").last.map(String.init) ?? file
    name = "py:trace \(trace.number) \(trace.kind.rawValue) \(code?.qualifiedName ?? "?") \(short):\(line)"
    var lines: [(offset: Int, line: Int)] = []
    for (offset, number) in trace.codePoints where trace.points.indices.contains(Int(number)) {
      let point = trace.points[Int(number)]
      let found = CodeRegistry.line(Int(trace.frames[Int(point.frame)].code), offset: Int(point.offset)) ?? 0
      if lines.last?.line != found { lines.append((Int(offset), found)) }
    }
    self.lines = lines
  }
}

public enum CodeMaps {
  /// Keeps these maps from now on, and of the traces that are there already. Throws one line for the user.
  public static func follow(_ kinds: [CodeMapKind]) throws(CodeMapError) {
    var maps: [any CodeMap] = []
    for kind in kinds {
      switch kind {
      case .perfMap: maps.append(try PerfMap())
      case .jitdump: maps.append(try JitDump())
      case .gdb: maps.append(GDBMap())
      }
    }
    if maps.isEmpty { return }
    let others = vmEvents.jit
    vmEvents.jit = { event in
      others?(event)
      switch event {
      case .compiled(let trace):
        let code = MappedCode(trace)
        for map in maps { map.add(code) }
      case .flushed(_, let traces, _, _):
        for map in maps { for trace in traces { map.remove(trace: trace) } }
      default: break
      }
    }
    VMEvents.replayTraces()
  }
}

public struct CodeMapError: Error, CustomStringConvertible {
  public let description: String

  init(_ path: String) { description = "cannot write \(path): \(String(cString: strerror(errno)))" }
}

/// A file of this process in /tmp, opened for itself alone: somebody else's file or link of that name is not followed.
func openCodeFile(_ path: String) throws(CodeMapError) -> Int32 {
  unlink(path)
  let descriptor = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
  guard descriptor >= 0 else { throw CodeMapError(path) }
  return descriptor
}

func writeAll(_ bytes: UnsafeRawBufferPointer, to descriptor: Int32) {
  var rest = bytes[...]
  while !rest.isEmpty {
    let written = write(descriptor, rest.base.baseAddress! + rest.startIndex, rest.count)
    if written < 0 && errno == EINTR { continue }
    if written <= 0 { return }
    rest = rest.dropFirst(written)
  }
}
