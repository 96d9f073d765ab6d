// Rows of the tables about traces, as they wait for the next commit. Times are microseconds on the recording's clock unless a
// name ends in `_ns` in the table and `Nanoseconds` here.

import GRDB

/// A compiled trace.
struct TraceRow {
  var id: Int
  var thread: ThreadID
  var kind: String
  var root: Int
  var parent: Int?
  var parentExit: Int?
  var link: Int?
  var function: FunctionID
  var frame: FrameID
  var time: Microseconds
  var installed: Microseconds
  var recordNanoseconds: Int
  var optimizeNanoseconds: Int
  var allocateNanoseconds: Int
  var encodeNanoseconds: Int
  var recordedOperations: Int
  var recordedGuards: Int
  var operations: Int
  var guards: Int
  var address: UInt
  var bytes: Int
}

struct TraceExitRow {
  var trace: Int
  var number: Int
  var kind: String
  var frame: FrameID
  var expected: String?
}

struct AbortRow {
  var thread: ThreadID
  var time: Microseconds
  var ended: Microseconds
  var reason: String
  var frame: FrameID
  var parent: Int?
  var parentExit: Int?
  var tryNumber: Int
  var abortFrame: FrameID
  var instruction: String
  var operations: Int
  var recordNanoseconds: Int
}

struct TraceEventRow {
  var thread: ThreadID
  var time: Microseconds
  var kind: String
  var trace: Int?
  var exit: Int?
  var frame: FrameID?
  var detail: String?
}

struct TraceRows {
  var traces: [TraceRow] = []
  var exits: [TraceExitRow] = []
  var texts: [(trace: Int, stage: String, text: String)] = []
  var codes: [(trace: Int, bytes: [UInt8])] = []
  var lines: [(trace: Int, offset: Int, depth: Int, frame: FrameID)] = []
  var aborts: [AbortRow] = []
  var events: [TraceEventRow] = []
  // Changes of rows that may have been written before.
  var entered: [(trace: Int, count: Int)] = []
  var failures: [(trace: Int, exit: Int, count: Int)] = []
  var bridges: [(trace: Int, exit: Int, bridge: Int)] = []
  var seen: [(trace: Int, exit: Int, type: String)] = []
  var ends: [(trace: Int, time: Microseconds, cause: String)] = []

  func write(to database: Database) throws {
    try database.insert("INSERT INTO trace VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,0,NULL,NULL)", traces) {
      row, item in
      row.bind(item.id, item.thread.index)
      row.bind(item.kind)
      row.bind(item.root)
      row.bind(optional: item.parent, item.parentExit, item.link)
      row.bind(item.function.index, item.frame.index, Int(item.time), Int(item.installed))
      row.bind(item.recordNanoseconds, item.optimizeNanoseconds, item.allocateNanoseconds, item.encodeNanoseconds)
      row.bind(item.recordedOperations, item.recordedGuards, item.operations, item.guards)
      row.bind(Int(bitPattern: item.address), item.bytes)
    }
    try database.insert("INSERT INTO trace_exit VALUES (?,?,?,?,?,NULL,0,NULL)", exits) { row, item in
      row.bind(item.trace, item.number)
      row.bind(item.kind)
      row.bind(item.frame.index)
      row.bind(optional: item.expected)
    }
    try database.insert("INSERT INTO trace_text VALUES (?,?,?)", texts) { row, item in
      row.bind(item.trace)
      row.bind(item.stage, item.text)
    }
    try database.insert("INSERT INTO trace_code VALUES (?,?)", codes) { row, item in
      row.bind(item.trace)
      row.bind(item.bytes)
    }
    try database.insert("INSERT INTO trace_line VALUES (?,?,?,?)", lines) { row, item in
      row.bind(item.trace, item.offset, item.depth, item.frame.index)
    }
    try database.insert("INSERT INTO abort VALUES (NULL,?,?,?,?,?,?,?,?,?,?,?,?)", aborts) { row, item in
      row.bind(item.thread.index, Int(item.time), Int(item.ended))
      row.bind(item.reason)
      row.bind(item.frame.index)
      row.bind(optional: item.parent, item.parentExit)
      row.bind(item.tryNumber, item.abortFrame.index)
      row.bind(item.instruction)
      row.bind(item.operations, item.recordNanoseconds)
    }
    try database.insert("INSERT INTO trace_event VALUES (NULL,?,?,?,?,?,?,?)", events) { row, item in
      row.bind(item.thread.index, Int(item.time))
      row.bind(item.kind)
      row.bind(optional: item.trace, item.exit, item.frame?.index)
      row.bind(optional: item.detail)
    }
    try database.insert("UPDATE trace SET entered = ? WHERE id = ?", entered) { $0.bind($1.count, $1.trace) }
    try database.insert("UPDATE trace_exit SET failures = ? WHERE trace = ? AND number = ?", failures) {
      $0.bind($1.count, $1.trace, $1.exit)
    }
    try database.insert("UPDATE trace_exit SET bridge = ? WHERE trace = ? AND number = ?", bridges) {
      $0.bind($1.bridge, $1.trace, $1.exit)
    }
    try database.insert("UPDATE trace_exit SET seen = ? WHERE trace = ? AND number = ?", seen) { row, item in
      row.bind(item.type)
      row.bind(item.trace, item.exit)
    }
    try database.insert("UPDATE trace SET ended = ?, cause = ? WHERE id = ?", ends) { row, item in
      row.bind(Int(item.time))
      row.bind(item.cause)
      row.bind(item.trace)
    }
  }
}
