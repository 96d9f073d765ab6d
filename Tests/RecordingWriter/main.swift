// Writes a recording of made-up samples, for tests that kill it, take its disk space away, or want a large file.
//   recording-writer PATH live              a sample every millisecond, a flush every second, until killed; prints the
//                                           number of samples it has committed after every flush
//   recording-writer PATH fill SAMPLES      as many samples as asked, as fast as possible, then closes
//   recording-writer PATH limit BYTES       like fill, but no file may grow beyond BYTES
//   recording-writer PATH sampled ENDING    see sampled.swift
// Ends with status 74 after a failure to write, which it prints.

import Glibc
import Profiler

setvbuf(stdout, nil, _IOLBF, 0)
let arguments = CommandLine.arguments
guard arguments.count >= 3 else {
  fputs("usage: recording-writer PATH live|fill|limit [NUMBER]\n", stderr)
  exit(2)
}
let number = arguments.count > 3 ? Int(arguments[3]) ?? 0 : 0

do {
  if arguments[2] == "sampled" {
    try runSampled(path: arguments[1], ending: arguments.count > 3 ? arguments[3] : "close")
  }
  let writer = try RecordingWriter(path: arguments[1], period: 1000)
  writer.addThread(ThreadID(1), native: Int(getpid()), name: "main", started: 0)
  let functions = (0..<200).map {
    writer.intern(
      FunctionRecord(kind: $0 % 5 == 0 ? .runtime : .python, name: "function\($0)", file: "made.py", line: $0))
  }
  var seed = 1 as UInt64
  func random(_ limit: Int) -> Int {
    seed = seed &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return Int(seed >> 33) % limit
  }
  let stacks = (0..<(arguments[2] == "fill" ? 50_000 : 50)).map { _ in
    writer.intern(
      rootFirst: (0..<4 + random(24)).map { depth in
        writer.intern(function: functions[(depth * 7 + random(depth < 6 ? 2 : 4)) % 200], line: random(3) + 1)
      })!
  }
  var time = 0 as Microseconds
  func add() {
    time += 1000
    writer.add(
      Sample(
        time: time + Microseconds(random(20)), stack: stacks[random(stacks.count)],
        state: random(10) == 0 ? .garbageCollection : .interpreting, weight: 1000),
      thread: ThreadID(1))
  }
  if arguments[2] == "live" {
    while true {
      for _ in 0..<1000 {
        add()
        usleep(1000)
      }
      try writer.flush()
      print(time / 1000)
    }
  }
  if arguments[2] == "limit" {
    signal(SIGXFSZ, SIG_IGN)
    var limit = rlimit(rlim_cur: rlim_t(number), rlim_max: rlim_t(number))
    setrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limit)
  }
  for index in 1...(arguments[2] == "fill" ? number : 5_000_000) {
    add()
    if index % 10_000 == 0 {
      try writer.flush()
      if arguments[2] == "limit" { print(index) }
    }
  }
  try writer.close(ending: "closed")
} catch {
  print("failed: \(error)")
  exit(74)
}
