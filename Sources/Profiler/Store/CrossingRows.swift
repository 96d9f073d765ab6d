// Rows of the table `crossing`, as they wait for the next commit. A record is written again whenever its counters have
// grown, so that the file always holds the totals of the latest batch.

import GRDB

/// A call site of a C function with its totals.
public struct CrossingRow: Equatable, Sendable {
  /// Nanoseconds by the time stamp counter, of all calls together.
  public struct Times: Equatable, Sendable {
    /// Of calls by the interpreter: everything around the C function.
    public var conversion: Int
    /// In the C function and what it calls back, called by the interpreter.
    public var call: Int
    /// The same, called by machine code.
    public var tracedCall: Int
    /// Of `call` and `tracedCall`: in callbacks.
    public var callback: Int

    public init(conversion: Int, call: Int, tracedCall: Int, callback: Int) {
      self.conversion = conversion
      self.call = call
      self.tracedCall = tracedCall
      self.callback = callback
    }
  }

  /// The VM's number of the record, from 1.
  public var id: Int
  /// The C function: of kind `crossing`.
  public var function: FunctionID
  /// The record's own frame in stacks.
  public var frame: FrameID
  /// The Python function and line that calls; nil when no Python code does.
  public var site: FrameID?
  /// `cffi` or `ctypes`.
  public var route: String
  /// As C writes it.
  public var signature: String
  /// Calls made by the interpreter, and by machine code.
  public var calls = 0
  public var tracedCalls = 0
  /// Bytes converted, of arguments and results.
  public var bytes = 0
  /// Calls back into Python.
  public var callbacks = 0
  /// Nil unless every call was measured (`--exact-crossings`).
  public var times: Times?

  public init(
    id: Int, function: FunctionID, frame: FrameID, site: FrameID?, route: String, signature: String
  ) {
    self.id = id
    self.function = function
    self.frame = frame
    self.site = site
    self.route = route
    self.signature = signature
  }
}

struct CrossingRows {
  /// The latest totals by the record's number.
  var rows: [Int: CrossingRow] = [:]

  func write(to database: Database) throws {
    let sorted = rows.values.sorted { $0.id < $1.id }
    try database.insert("INSERT OR REPLACE INTO crossing VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?)", sorted) { row, item in
      row.bind(item.id, item.function.index, item.frame.index)
      row.bind(optional: item.site?.index)
      row.bind(item.route, item.signature)
      row.bind(item.calls, item.tracedCalls, item.bytes, item.callbacks)
      row.bind(
        optional: item.times?.conversion, item.times?.call, item.times?.tracedCall, item.times?.callback)
    }
  }
}

extension RecordingWriter {
  /// Writes a record's totals with the next commit, in the place of those written before.
  public func set(_ crossing: CrossingRow) { pending.crossings.rows[crossing.id] = crossing }

  /// A frame for one record of the ledger: where stacks cross into this C function from this call site.
  public func makeCrossingFrame(name: String, library: String) -> (function: FunctionID, frame: FrameID) {
    let function = intern(FunctionRecord(kind: .crossing, name: name, file: library))
    return (function, makeFrame(function: function))
  }
}
