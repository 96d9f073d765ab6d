// Reading the ledger of calls into C, with every reference and number checked.

import GRDB

extension ProfileTables {
  /// What a writer stores is shorter (CrossingLog.longestText).
  private static let longestSignature = 1 << 16
  private static let largestNumber = 1 << 50

  mutating func readCrossings(_ database: Database, _ recording: Recording) throws {
    guard recording.version >= 3 else { return }
    func require(_ condition: Bool, _ detail: String) throws {
      if !condition { throw recording.damaged(detail) }
    }
    var framesOfCrossings = Set<Int>()
    var sum = TableSum()
    try database.forEachRow(
      """
      SELECT id, function, frame, site, route, signature, calls, traced_calls, bytes, callbacks, conversion_ns, call_ns,
             traced_call_ns, callback_ns
      FROM crossing ORDER BY id
      """
    ) { row in
      try require((1..<1 << 32).contains(row.int(0)), "a crossing has an impossible number")
      let function = row.int(1)
      try require(
        functions.indices.contains(function) && functions[function].kind == .crossing,
        "a crossing refers to a function that does not exist")
      let frame = row.int(2)
      try require(
        (1..<frameFunctions.count).contains(frame) && Int(frameFunctions[frame]) == function
          && framesOfCrossings.insert(frame).inserted,
        "a crossing refers to a frame that is not its own")
      if let site = row.optionalInt(3) {
        try require(
          (1..<frameFunctions.count).contains(site) && functions[Int(frameFunctions[site])].kind == .python,
          "a crossing is called from a frame that does not exist")
      }
      try require(["cffi", "ctypes"].contains(row.text(4)), "a crossing is of no known route")
      let signature = row.text(5)
      try require(signature.utf8.count <= Self.longestSignature, "the signature of a crossing is too long")
      var crossing = CrossingRow(
        id: row.int(0), function: FunctionID(function), frame: FrameID(frame),
        site: row.optionalInt(3).map { FrameID($0) },
        route: row.text(4), signature: signature)
      func number(_ column: Int32) throws -> Int {
        try require(row.int(column) >= 0, "a crossing has a negative number")
        let number = min(row.int(column), Self.largestNumber)
        sum.add(number)
        return number
      }
      crossing.calls = try number(6)
      crossing.tracedCalls = try number(7)
      crossing.bytes = try number(8)
      crossing.callbacks = try number(9)
      if row.optionalInt(10) != nil {
        crossing.times = CrossingRow.Times(
          conversion: try number(10), call: try number(11), tracedCall: try number(12), callback: try number(13))
      }
      crossings.append(crossing)
    }
    try require(sum.isPossible, "its calls into C have impossible numbers")
    for (frame, function) in frameFunctions.enumerated() where functions[Int(function)].kind == .crossing {
      try require(framesOfCrossings.contains(frame), "a frame of a crossing has no row in the ledger")
    }
  }
}
