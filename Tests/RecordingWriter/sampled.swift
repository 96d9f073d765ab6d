// A program that is really sampled, and ends in the way a test asks for:
//   recording-writer PATH sampled ENDING    works for 1.2 s, then: close, exit (without closing), abort, the number of
//                                           a signal to send itself, fault (a bad address), fork, or threads

import CProfiler
import Glibc
import Profiler

/// Works for some seconds of real time.
func work(_ seconds: Double) {
  var now = timespec()
  clock_gettime(CLOCK_MONOTONIC, &now)
  let end = Double(now.tv_sec) + Double(now.tv_nsec) / 1e9 + seconds
  while Double(now.tv_sec) + Double(now.tv_nsec) / 1e9 < end {
    _ = selftest_outer(200_000)
    clock_gettime(CLOCK_MONOTONIC, &now)
  }
}

func runSampled(path: String, ending: String) throws -> Never {
  // A test runner's worker threads block all signals, and programs they start inherit that.
  var none = sigset_t()
  sigemptyset(&none)
  sigprocmask(SIG_SETMASK, &none, nil)
  let collector = try Collector(options: CollectorOptions(path: path), frameNamer: nil)
  if ending == "threads" {
    let threads = (0..<3).map { _ -> pthread_t in
      var thread = pthread_t()
      pthread_create(
        &thread, nil,
        { _ in
          work(1); return nil
        }, nil)
      return thread
    }
    for thread in threads { pthread_join(thread, nil) }
  }
  work(1.2)
  switch ending {
  case "exit": _exit(7)
  case "abort": abort()
  case "fault":
    // Safety: none, it is meant to fault.
    UnsafeMutablePointer<Int>(bitPattern: 16)!.pointee = 1
  case "fork":
    let child = forkProcess()
    if child == 0 {
      work(0.3)
      let summary = collector.stop(ending: "child")
      _exit(collector.isOwner || summary.duration > 0 && summary.failure != nil ? 1 : 0)
    }
    var status: Int32 = 0
    waitpid(child, &status, 0)
    if status != 0 { _exit(9) }
  default:
    if let number = Int32(ending) {
      kill(getpid(), number)
      work(5)
    }
  }
  let summary = collector.stop(ending: "exit 0")
  print("\(summary.samples) \(summary.broken)")
  exit(summary.failure == nil ? 0 : 74)
}

@_silgen_name("fork")
private func forkProcess() -> pid_t
