// The JIT's events on their way into the recording.

import CSampler
import Glibc
import VM

extension Collector {
  /// Lets the virtual machine of this process report its traces. To be called on the thread that runs it; traces that are
  /// there already are reported at once.
  public func followTraces(withText: Bool) {
    vmEvents.wantsTraceText = withText
    vmEvents.jit = { [unowned self] in report($0) }
    VMEvents.replayTraces()
    isFollowing = true
  }

  /// On the same thread. Others that listen beside the collector are cut off as well: the program has ended.
  func unfollowTraces() {
    if isFollowing { vmEvents.jit = nil }
    isFollowing = false
  }

  /// On the program's thread that runs just then: the sampler must know the memory of machine code before the first trace runs.
  private func report(_ event: JITEvent) {
    if case .compiled(let trace) = event, registeredCode != trace.memory {
      sampler_remove_code_region(UnsafeRawPointer(bitPattern: registeredCode.lowerBound))
      sampler_add_code_region(
        UnsafeRawPointer(bitPattern: trace.memory.lowerBound), UnsafeRawPointer(bitPattern: trace.memory.upperBound))
      registeredCode = trace.memory
    }
    if pthread_self() != jitNativeThread {
      jitNativeThread = pthread_self()
      let index = sampler_thread_started()
      if index != UInt32.max { jitThread = ThreadID(Int(index) + 1) }
    }
    events.append(event, thread: jitThread)
  }

  /// On the collector's thread, before stacks are named: code that a drained sample names was reported before it ran.
  func takeTraceEvents() {
    for (event, thread) in events.takeAll() { traceLog.take(event, thread: thread) }
  }
}
