// Giving traces up: what they take for granted has changed, or their memory is wanted.
//
// Two steps, which may lie apart. `giveUp` makes sure that nobody enters a trace any more: loop heads count again, stubs of
// parents lead to the interpreter again, and what is of no use without the trace (its bridges, traces that go on to it) is
// given up with it. A trace that is running just then leaves at its next `guardValid`; up to there it takes no other
// trace's code, because its stubs are restored. `reclaim` gives the memory of such traces back, as soon as no word on
// the native stack looks like an address in their code.

import Backend
import CRuntime
import TraceIR

extension JIT {
  /// Gives all traces up; their loops are recorded again when they are hot.
  func invalidateAll(cause: String) { invalidate(traces, cause: cause) }

  /// Gives traces up, and the recording that is going on: it may have relied on the same things.
  func invalidate(_ records: [TraceRecord], cause: String) {
    abort(.assumptionBroken)
    giveUp(records, cause: cause)
    hook.request(thread)
  }

  /// Gives a bridge up because it can be made better.
  func replace(_ bridge: TraceRecord, cause: String) { giveUp([bridge], cause: cause) }

  private func giveUp(_ records: [TraceRecord], cause: String) {
    let given = giveUp(records)
    for record in given {
      reportInvalidated(record, cause: cause)
      hook.add(.invalidated(record, cause), thread)
    }
    statistics.invalidations += given.count
    reclaim(cause: cause)
  }

  /// Gives all traces and their memory up. `backsOff`: loops and guards must be hot for longer from now on, so that a program
  /// whose traces do not fit spends its time in the interpreter and not on compiling.
  func flush(cause: String, backsOff: Bool) {
    let before = statistics.flushedBytes
    let given = giveUp(traces)
    if given.isEmpty { return }
    if backsOff {
      backOff = min(backOff * parameters.flushFactor, JIT.largestBackOff)
      applyParameters()
    }
    reclaim(cause: cause)
    statistics.flushes += 1
    hook.add(.flushed(traces: given.count, bytes: statistics.flushedBytes - before, cause), thread)
  }

  /// Thresholds are multiplied by that at most.
  static let largestBackOff = 1 << 14

  private func giveUp(_ records: [TraceRecord]) -> [TraceRecord] {
    var given: [TraceRecord] = []
    func add(_ record: TraceRecord) {
      if !record.isValid { return }
      record.entry.pointee.isInvalid = 1
      given.append(record)
    }
    for record in records { add(record) }
    var next = 0
    while next < given.count {
      for follower in given[next].followers { add(traces[follower]) }
      next += 1
    }
    for record in given { unlink(record) }
    retired += given
    return given
  }

  private func unlink(_ record: TraceRecord) {
    record.entry.pointee.code = nil
    unwatch(record)
    if let anchor = record.anchor {
      guard let first = anchors[UInt(bitPattern: anchor)] else { return }
      guard first === record else { return first.versions.removeAll { $0 === record } }
      anchors.removeValue(forKey: UInt(bitPattern: anchor))
      if opcode(anchor.pointee) == .functionTrace { return vm.pointee.codes[Int(record.codeID) - 1].resetHead() }
      guard opcode(anchor.pointee) == .loopTrace else { return }
      anchor.pointee = anchor.pointee & ~0xFF | UInt64(Op.loopHead.rawValue)
      anchor[1] = 0
    } else {
      traces[record.root].bridges -= 1
      traces[record.root].treeInstructions -= record.instructionCount
      memory.restore(stub: exit(record.parentExit).stub)
      exits[record.parentExit].bridge = -1
      exits[record.parentExit].threshold = exits[record.parentExit].failures &+ bridgeThreshold
    }
  }

  // MARK: Memory

  /// Gives back the memory of invalid traces in which nobody is. True when there was some.
  @discardableResult func reclaim(cause: String) -> Bool {
    if retired.isEmpty { return false }
    let active = codeAddressesOnStack()
    func isActive(_ record: TraceRecord) -> Bool {
      let start = memory.address(of: record.compiled.code)
      return active.contains { $0 >= start && $0 <= start + UInt(record.bytes) }
    }
    let freed = retired.filter { !isActive($0) }
    if freed.isEmpty { return false }
    retired.removeAll { record in freed.contains { $0 === record } }
    for record in freed {
      for exit in record.compiled.exits { memory.restore(stub: exit.stub) }
      memory.free(record.compiled.code)
      statistics.flushedBytes += record.bytes
    }
    codeWasFreed(freed, cause: cause)
    for record in freed {
      let exits = record.firstExit..<record.firstExit + record.compiled.exits.count
      self.exits.close(exits)
      ExitPlan.discard(first: exits.lowerBound, count: exits.count)
      for exit in exits { seenTypes[exit] = nil }
      record.discard()
    }
    return true
  }

  /// Words of the threads' native stacks that may be return addresses into machine code.
  private func codeAddressesOnStack() -> [UInt] {
    var found = StackSearch(range: memory.addresses)
    withUnsafeMutablePointer(to: &found) { search in
      vm_with_spilled_registers(
        { lowest, context in
          context.unsafelyUnwrapped.assumingMemoryBound(to: StackSearch.self).pointee
            .look(from: lowest, to: vm.pointee.runningThread.pointee.nativeStackBase)
        }, search)
    }
    for other in vm.pointee.threads where other.pointee.parkedStack != nil {
      found.look(from: other.pointee.parkedStack, to: other.pointee.nativeStackBase)
    }
    return Array(found.words)
  }

  /// Compiles; when the code memory is full, once more after a flush, unless the trace belongs to others that are flushed too.
  func assemble(
    _ trace: Trace, _ environment: Environment, inherited: [Location], standsAlone: Bool
  ) throws(AbortReason) -> CompiledTrace {
    reclaim(cause: "no longer running")
    do throws(AbortReason) {
      return try Backend.compile(trace, environment: environment, inherited: inherited)
    } catch .codeMemoryFull where memory.requestedBytes <= memory.limit / 2 {
      flush(cause: "code memory full", backsOff: true)
      if !standsAlone { throw .codeMemoryFull }
      return try Backend.compile(trace, environment: environment, inherited: inherited)
    } catch {
      throw error
    }
  }
}

private struct StackSearch {
  let range: Range<UInt>
  var words: Set<UInt> = []

  /// Safety: from the lowest word of a stack that stands still to its base everything is mapped, and aligned to words.
  mutating func look(from lowest: Raw?, to highest: Raw?) {
    var address = UInt(bitPattern: lowest) & ~7
    let end = UInt(bitPattern: highest)
    while address < end {
      let word = Raw(bitPattern: address).unsafelyUnwrapped.load(as: UInt.self)
      if range.contains(word) { words.insert(word) }
      address &+= 8
    }
  }
}
