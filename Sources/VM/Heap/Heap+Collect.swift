// One collection: clear, mark from the roots, treat weak references, sweep.

import CRuntime
import Glibc

extension Heap {
  /// `floor`: the lowest word of this thread's native stack that may hold references; nil: all of it.
  /// `counting`: how many containers are freed (`statistics.unreachable`).
  mutating func collect(_ thread: Thread, above floor: Raw? = nil, counting: Bool = false) {
    guard !collecting else { return }
    collecting = true
    let before = monotonicNanoseconds()
    let previousState = thread.pointee.state
    thread.pointee.state = UInt32(VM_STATE_GC.rawValue)
    retireHole(thread)
    if counting { findAllObjects() }

    let granules = blocksInUse * (HeapGeometry.blockBytes / HeapGeometry.granule)
    memset(marks, 0, Int(granules / 8))
    memset(lines, 0, Int(lineCount))
    let bytesBefore = statistics.liveBytes + allocatedSinceCollection
    let markedBefore = statistics.objectsMarked
    statistics.liveBytes = 0
    markTenured()
    markRoots(thread, floor)
    drainMarkStack()
    if Finalizers.takeLost(&self) {
      drainMarkStack()
      thread.pointee.pendingWork |= PendingWork.finalizers
      thread.requestSafepoint()
    }
    clearWeakReferences(thread)
    vm.pointee.exports.dropUnmarked(self)
    ThreadLocals.dropUnmarked(self)
    ForeignClosure.freeLost(&self)
    ForeignHandles.dropLost(&self)
    StreamRegistry.closeLost(&self)

    // What was not marked is no object any more.
    if counting { statistics.unreachable = countUnreachable() }
    memcpy(starts, marks, Int(granules / 8))
    holeCount = 0
    large.sweep()
    sweepLine = 0
    sweepEnd = lineCount
    allocatedSinceCollection = 0
    collectionThreshold = max(Heap.minimumThreshold, statistics.liveBytes / 8 * 7)
    if statistics.objectsMarked - markedBefore > Heap.crowd {
      collectionThreshold = max(collectionThreshold, min(Heap.crowdThreshold, statistics.liveBytes * 2))
    }
    if memoryLimit > 0 {
      if statistics.liveBytes <= memoryLimit {
        reportedExcess = 0
      } else if statistics.liveBytes > reportedExcess + memoryLimit / 16 {
        reportedExcess = statistics.liveBytes
        limitExceeded = true
        thread.pointee.pendingWork |= PendingWork.memoryLimit
        thread.requestSafepoint()
      }
      collectionThreshold = max(64 << 10, min(collectionThreshold, memoryLimit - statistics.liveBytes))
    }

    thread.pointee.state = previousState
    let pause = monotonicNanoseconds() - before
    statistics.collections += 1
    statistics.pauseTotal += pause
    statistics.pauseMaximum = max(statistics.pauseMaximum, pause)
    collecting = false
    vmEvents.collected?(before, bytesBefore, statistics.liveBytes)
  }

  private mutating func markRoots(_ thread: Thread, _ floor: Raw?) {
    for root in vm.pointee.roots { mark(root.pointee) }
    vm.pointee.markTables(&self)
    for thread in vm.pointee.threads { markThread(thread) }
    markNativeStacks(thread, floor)
  }

  private mutating func markThread(_ thread: Thread) {
    mark(thread.pointee.exception)
    mark(thread.pointee.handled)
    mark(thread.pointee.sentinel)
    mark(thread.pointee.debugHooks)
    withUnsafePointer(to: &thread.pointee.scratch) { scratch in
      scratch.withMemoryRebound(to: Value.self, capacity: 16) { words in
        for index in 0..<16 { markConservatively(UInt(words[index].bits)) }
      }
    }
    // Frames: their own references precisely, their register windows conservatively (temporaries may be stale).
    if let top = thread.pointee.frame {
      var frame = thread.pointee.frameBase.unsafelyUnwrapped
      var highest = thread.pointee.stackBase.unsafelyUnwrapped
      while frame <= top {
        mark(frame.pointee.function)
        mark(frame.pointee.locals)
        if let code = frame.pointee.code, let object = code.pointee.object {
          markObject(UInt(bitPattern: object))
          let end = frame.pointee.registers + Int(code.pointee.registerCount)
          if end > highest { highest = end }
        }
        frame += 1
      }
      // Arguments of a native call in progress lie just above the top window.
      highest = min(highest + 64, thread.pointee.stackLimit)
      var word = thread.pointee.stackBase.unsafelyUnwrapped
      while word < highest {
        markConservatively(UInt(word.pointee.bits))
        word += 1
      }
    }
  }

  /// Whatever looks like a reference on the native stacks: of this thread, with its registers, and of those that wait for
  /// the global lock, whose registers lie on their stacks.
  private mutating func markNativeStacks(_ thread: Thread, _ floor: Raw?) {
    if let floor {
      markWords(from: floor, to: thread.pointee.nativeStackBase)
    } else {
      vm_with_spilled_registers(
        { lowest, _ in heap.pointee.markWords(from: lowest, to: vm.pointee.runningThread.pointee.nativeStackBase) }, nil
      )
    }
    for other in vm.pointee.threads where other != thread && other.pointee.parkedStack != nil {
      markWords(from: other.pointee.parkedStack, to: other.pointee.nativeStackBase)
    }
  }

  private mutating func markWords(from lowest: Raw?, to highest: Raw?) {
    var address = UInt(bitPattern: lowest) & ~7
    let end = UInt(bitPattern: highest)
    while address < end {
      markConservatively(Raw(bitPattern: address).unsafelyUnwrapped.load(as: UInt.self))
      address &+= 8
    }
  }

  /// Empties weak references whose target died; their callbacks run at the next safepoint.
  private mutating func clearWeakReferences(_ thread: Thread) {
    var callbacks: [Value] = []
    vm.pointee.weakReferences.removeAll { reference in
      guard isMarked(.object(reference)) else { return true }
      let target = reference.word(WeakReferenceRef.targetIndex)
      guard target.isObject, !isMarked(target) else { return !target.isObject }
      reference.setWord(WeakReferenceRef.targetIndex, .unbound)
      if !reference.word(WeakReferenceRef.callbackIndex).isNone {
        callbacks.append(.object(reference))
        thread.pointee.pendingWork |= PendingWork.weakCallbacks
        thread.requestSafepoint()
      }
      return true
    }
    // The reference made last is called first.
    vm.pointee.pendingWeakCallbacks += callbacks.reversed()
  }
}

/// CLOCK_MONOTONIC in nanoseconds: the clock of samples and events.
@inline(never) func monotonicNanoseconds() -> UInt64 {
  var now = timespec()
  clock_gettime(CLOCK_MONOTONIC, &now)
  return UInt64(now.tv_sec) * 1_000_000_000 + UInt64(now.tv_nsec)
}
