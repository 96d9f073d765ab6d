// The virtual machine's answers to the profiler: names of Python frames, and its events on the samples' clock.

import CSampler
import Profiler
import VM

final class VMFrameNamer: FrameNamer {
  func pythonFrame(code: UInt32, offset: UInt32) -> PythonFrameName? {
    guard let description = CodeRegistry.describe(Int(code)) else { return nil }
    return PythonFrameName(
      name: description.qualifiedName, file: description.filename, firstLine: description.firstLine,
      line: CodeRegistry.line(Int(code), offset: max(0, Int(offset) - 1)) ?? 0)
  }

  /// Lets the virtual machine report garbage collections, traces and threads to the recording.
  static func reportEvents(to collector: Collector, withTraceText: Bool) {
    collector.followTraces(withText: withTraceText)
    collector.followThreads()
    vmEvents.collected = { start, before, after in
      var words = (start, UInt64(before), UInt64(after))
      // Safety: three words, read before the call returns.
      withUnsafeBytes(of: &words) { bytes in
        _ = sampler_event(
          CollectorEvent.garbageCollection.rawValue, bytes.baseAddress!.assumingMemoryBound(to: UInt64.self), 3)
      }
    }
  }
}
