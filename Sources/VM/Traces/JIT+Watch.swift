// Globals that traces take for granted. A global cell is steady as long as nobody has assigned it anew; a trace has its
// content as a constant then, without a check at run time. The first write to such a cell afterwards gives the traces up
// that rely on it. A function, class or module may be assigned anew until that has happened twice; then, as everything that
// changes, it is loaded and guarded.
//
// Header flags of a global cell say what happened: who writes into one goes through `CellRef.assign`, except for traces: a
// cell that a trace writes is unsteady for ever.

import CRuntime
import TraceIR

extension HeaderFlags {
  /// Global cells: a trace takes the content for granted.
  static let watched: UInt8 = 2
  /// Global cells: a content was replaced.
  static let reassigned: UInt8 = 4
  /// Global cells: traces were given up because of it.
  static let disappointed: UInt8 = 32
  /// Global cells: no trace may take the content for granted.
  static let unsteady: UInt8 = 64
}

extension CellRef {
  /// Writes the content of a global cell.
  @inline(__always) func assign(_ value: Value) {
    if _slowPath(!isPlainlyAssigned) { willAssign(value) }
    content = value
  }

  /// Whether a write has nothing to tell: not the first one over an old content, nobody watches.
  @inline(__always) var isPlainlyAssigned: Bool {
    pointer.headerFlags & (HeaderFlags.watched | HeaderFlags.reassigned) == HeaderFlags.reassigned
  }

  @inline(never) private func willAssign(_ value: Value) {
    if content == value { return }
    if pointer.headerFlags & HeaderFlags.watched != 0 { jitStorage?.cellChanges(self) }
    if content.isBound { pointer.headerFlags |= HeaderFlags.reassigned }
  }

  /// Whether a trace may take the content for granted.
  var isSteady: Bool {
    let flags = pointer.headerFlags
    if flags & HeaderFlags.unsteady != 0 { return false }
    if flags & HeaderFlags.reassigned == 0 { return true }
    guard content.isObject else { return false }
    switch content.objectKind {
    case .function, .nativeFunction, .type, .module: return true
    default: return false
    }
  }

  func makeUnsteady() { pointer.headerFlags |= HeaderFlags.unsteady }
}

extension JIT {
  /// The cells of a compiled trace tell of their next change.
  func watch(_ record: TraceRecord) {
    for watched in record.watched {
      watched.cell.pointer.headerFlags |= HeaderFlags.watched
      dependants[watched.cell.value.bits, default: []].append(record.number)
    }
  }

  func unwatch(_ record: TraceRecord) {
    for watched in record.watched {
      let key = watched.cell.value.bits
      dependants[key]?.removeAll { $0 == record.number }
      if dependants[key]?.isEmpty == true {
        dependants[key] = nil
        watched.cell.pointer.headerFlags &= ~HeaderFlags.watched
      }
    }
  }

  /// A watched cell is about to be written.
  func cellChanges(_ cell: CellRef) {
    let flags = cell.pointer.headerFlags
    cell.pointer.headerFlags |=
      flags & HeaderFlags.disappointed != 0 ? HeaderFlags.unsteady : HeaderFlags.disappointed
    let records = (dependants[cell.value.bits] ?? []).map { traces[$0] }
    guard let name = records.first?.watched.first(where: { $0.cell.pointer == cell.pointer })?.name else { return }
    invalidate(records, cause: "global \(StringRef(name).text) was assigned\(place())")
  }

  /// ` in FILE:LINE` of the innermost frame, if it is known.
  private func place() -> String {
    guard let frame = thread.pointee.frame, let info = frame.pointee.code else { return "" }
    let offset = max(0, frame.pointee.pc - UnsafePointer(info.pointee.start.unsafelyUnwrapped) - 1)
    guard let line = CodeRegistry.line(Int(info.pointee.id), offset: offset) else { return "" }
    return " in \(info.code.filename.text):\(line)"
  }
}

extension Recorder {
  /// The recording takes the content of a steady cell for granted.
  func watch(_ cell: CellRef, _ name: Value) {
    if watched.contains(where: { $0.cell.pointer == cell.pointer }) { return }
    roots.append(cell.value)
    watched.append(WatchedCell(cell: cell, name: name))
  }
}
