// A recording of a program that calls C, with every figure known: 1,000 samples of a millisecond.
//
//   main.py:10 in loop      cos         200 in C, 300 overhead by the interpreter; 50 in C by machine code
//   main.py:20 in order     qsort       100 in C, 150 in its callback, 40 overhead
//   main.py:21 in order     qsort       60 in C
//   main.py:30 in compare   cos         30 in C, called back by qsort (line 20)
//   nothing else calls C:               70 samples

import Testing

@testable import Profiler

struct LedgerMade {
  let made: HandMade
  let cos: CrossingRow
  let order: CrossingRow
  let again: CrossingRow
  let inner: CrossingRow

  /// - Parameter isExact: whether the rows carry measured times.
  init(isExact: Bool = false, hostile text: String = "") throws {
    let made = try HandMade()
    func row(
      _ id: Int, _ name: String, _ site: String?, _ signature: String, calls: Int, traced: Int, bytes: Int,
      callbacks: Int = 0
    ) -> CrossingRow {
      let (function, frame) = made.writer.makeCrossingFrame(name: name + text, library: "/lib/lib\(name)\(text).so")
      var row = CrossingRow(
        id: id, function: function, frame: frame, site: site.map { made.frame($0) }, route: id == 4 ? "ctypes" : "cffi",
        signature: signature + text)
      row.calls = calls
      row.tracedCalls = traced
      row.bytes = bytes
      row.callbacks = callbacks
      if isExact {
        row.times = CrossingRow.Times(
          conversion: 300_000 * calls, call: 100_000 * calls, tracedCall: 50_000 * traced, callback: 20_000 * callbacks)
      }
      made.writer.set(row)
      return row
    }
    self.made = made
    cos = row(1, "cos", "ploop:10", "double cos(double)", calls: 1000, traced: 500, bytes: 24_000)
    order = row(
      2, "qsort", "porder:20", "void qsort(void *, size_t)", calls: 10, traced: 0, bytes: 240, callbacks: 5000)
    again = row(3, "qsort", "porder:21", "void qsort(void *, size_t)", calls: 20, traced: 0, bytes: 480)
    inner = row(4, "cos", "pcompare:30", "double cos(double)", calls: 5000, traced: 0, bytes: 80_000)
    let loop = [made.frame("pmain:1"), made.frame("ploop:10")]
    let order20 = [made.frame("pmain:2"), made.frame("porder:20")]
    let compare = order20 + [order.frame, made.frame("nqsort"), made.frame("pcompare:30")]
    let ffi = made.frame("nffi_call", file: "/usr/lib/libffi.so.8")
    let invoke = made.frame("rinvoke", file: "/bin/pitviper-tools")
    var time = 0 as Microseconds
    func add(_ path: [FrameID], _ state: SampleState, _ count: Int) {
      let stack = made.writer.intern(rootFirst: path)!
      for _ in 0..<count {
        made.writer.add(Sample(time: time, stack: stack, state: state, weight: 1000), thread: ThreadID(1))
        time += 1000
      }
    }
    add(loop + [cos.frame, invoke, ffi, made.frame("ncos")], .cCall, 180)
    // What a trace leaves to our routine is no call by machine code.
    add(loop + [made.frame("ttrace 3"), cos.frame, invoke, made.frame("ncos")], .cCall, 20)
    add(loop + [cos.frame, invoke], .conversion, 200)
    add(loop + [cos.frame, invoke, made.frame("nmemcpy")], .conversion, 60)
    // libffi, and our own code after the state has changed, are no part of the C function.
    add(loop + [cos.frame, invoke, ffi], .cCall, 30)
    add(loop + [cos.frame, invoke], .cCall, 10)
    add(loop + [made.frame("ttrace 3"), cos.frame, made.frame("ncos")], .cCall, 50)
    add(order20 + [order.frame, made.frame("nqsort")], .cCall, 100)
    add(compare, .interpreting, 90)
    // On the way into the callback.
    add(order20 + [order.frame, invoke, made.frame("nqsort"), ffi, invoke], .conversion, 10)
    add(compare + [made.frame("tbridge 4")], .trace, 20)
    add(compare + [inner.frame, made.frame("ncos")], .cCall, 30)
    add(order20 + [order.frame, invoke], .garbageCollection, 40)
    add([made.frame("pmain:2"), made.frame("porder:21"), again.frame, made.frame("nqsort")], .cCall, 60)
    add([made.frame("pmain:3")], .interpreting, 100)
  }
}
