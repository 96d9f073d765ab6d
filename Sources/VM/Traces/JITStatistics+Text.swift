// The counters of the JIT as lines of `--stats`; the tests read the first one as the proof that traces were compiled.

import TraceIR

extension JIT {
  /// Rows of `pitviper.jit.counters()`: bytes are those of machine code, times are nanoseconds.
  var counters: [(String, JITHookField)] {
    let figures = statistics
    let bridges = traces.count { $0.parent >= 0 }
    let rows = [
      ("recordings", figures.recordings), ("traces", figures.traces - bridges), ("bridges", bridges),
      ("aborts", figures.aborts.values.reduce(0, +)), ("blacklisted", figures.blacklisted),
      ("invalidated", figures.invalidations), ("flushes", figures.flushes), ("flushed_bytes", figures.flushedBytes),
      ("valid_traces", traces.count { $0.isValid }), ("exits_taken", exits.taken),
      ("recorded_instructions", figures.recordedInstructions),
      ("compiled_instructions", figures.compiledInstructions), ("code_bytes", figures.codeBytes),
      ("code_bytes_in_use", memory.usedBytes), ("record_time", Int(figures.recordTime)),
      ("optimize_time", Int(figures.optimizeTime)), ("assemble_time", Int(figures.assembleTime)),
    ]
    return rows.map { ($0.0, .number($0.1)) }
  }

  /// Lines for `--stats`. Bytes are those of finished machine code; times are milliseconds.
  func statisticsText() -> String {
    func milliseconds(_ nanoseconds: UInt64) -> String { "\(Double(nanoseconds / 1000) / 1000) ms" }
    let figures = statistics
    let bridges = traces.count { $0.parent >= 0 }
    let aborts = figures.aborts.sorted { ($1.value, $0.key.info.title) < ($0.value, $1.key.info.title) }
    let reasons = aborts.map { "jit aborts: \($0.value) \($0.key.info.title)\n" }
    let lines = """
      jit: \(figures.recordings) recordings, \(figures.traces - bridges) traces, \(bridges) bridges, \
      \(figures.aborts.values.reduce(0, +)) aborts, \(figures.blacklisted) places blacklisted, \
      \(figures.invalidations) traces invalidated, \(figures.flushes) flushes, \(exits.taken) exits taken
      jit code: \(figures.codeBytes) bytes, \(figures.recordedInstructions) instructions recorded, \
      \(figures.compiledInstructions) compiled
      jit time: recording \(milliseconds(figures.recordTime)), optimising \(milliseconds(figures.optimizeTime)), \
      assembling \(milliseconds(figures.assembleTime))

      """
    return lines + reasons.joined() + hotExits()
  }

  /// A line for each of the exits that went back to the interpreter most often.
  private func hotExits() -> String {
    let hot = (0..<exits.count).filter { exits[$0].failures >= 1000 }
      .sorted { (exits[$1].failures, $0) < (exits[$0].failures, $1) }
    return hot.prefix(10).map { number in
      let exit = exits[number]
      let record = traces[Int(exit.trace)]
      if record.isFreed { return "" }
      let trace = record.trace
      let point = trace.snapshots[Int(self.exit(number).snapshot)].point
      let code = vm.pointee.codes[Int(trace.frames[Int(point.frame)].code) - 1].code
      let bridge = exit.bridge == -2 ? ", none will come" : exit.bridge < 0 ? "" : ", bridge \(exit.bridge)"
      return
        "jit exit: \(exit.failures) times trace \(exit.trace) exit \(exit.index) (\(record.guards[Int(exit.index)].operation)) "
        + "to \(code.qualname.text) at \(point.offset)\(bridge)\n"
    }.joined()
  }
}
