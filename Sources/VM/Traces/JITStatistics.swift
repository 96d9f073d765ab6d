// Counters of the JIT.

import TraceIR

/// Counters of the JIT; times in nanoseconds.
struct JITStatistics {
  var recordings = 0
  var traces = 0
  var blacklisted = 0
  var invalidations = 0
  var flushes = 0
  var flushedBytes = 0
  var aborts: [AbortReason: Int] = [:]
  var recordedInstructions = 0
  var compiledInstructions = 0
  var codeBytes = 0
  var recordTime: UInt64 = 0
  var optimizeTime: UInt64 = 0
  var assembleTime: UInt64 = 0
}
