// Bridges: when an exit that is taken often gets a recording of its own.

import Backend
import CRuntime
import TraceIR

extension JIT {
  /// With so many bridges or instructions more in its tree, a guard must fail `bridgeThreshold` times more before it gets one.
  private static let bridgesPerStep = 4
  private static let instructionsPerStep = 1500

  /// An exit failed often enough. The frames are rebuilt already.
  func startBridge(_ number: Int) {
    guard recorder == nil, parameters.isEnabled, traces.count < parameters.traceCountLimit else { return }
    let record = traces[Int(exits[number].trace)]
    if !record.isValid { return }
    let bridges = traces[record.root].bridges
    if bridges >= parameters.bridgeLimit {
      exits[number].bridge = -2
      statistics.aborts[.traceLimit, default: 0] += 1
      reportLimit(number)
      return
    }
    // The more there is already, the rarer are the ways that are left, and the more it costs to compile them to their end.
    let size = bridges / JIT.bridgesPerStep + traces[record.root].treeInstructions / JIT.instructionsPerStep
    let wanted = bridgeThreshold &* UInt32(1 + size)
    if exits[number].failures < wanted, exits[number].tries == 0, !exits[number].isAwaited {
      exits[number].threshold = wanted
      return
    }
    let exit = self.exit(number)
    let snapshot = record.trace.snapshots[Int(exit.snapshot)]
    if givesUpSteadyItems(record, number, at: snapshot.point) { return }
    if !exits[number].isAwaited, opcode(instruction(at: snapshot.point, of: record.trace)) == .loopHead,
      record.guards[Int(exits[number].index)].operation == .leave
    {
      // It will link to that loop once it has a trace.
      exits[number].threshold = exits[number].failures &+ bridgeThreshold
      return
    }
    let state = thread.pointee.state
    thread.pointee.state = UInt32(VM_STATE_RECORDING.rawValue)
    defer { thread.pointee.state = state }
    let depth = chain(record.trace, snapshot.point.frame).count - 1
    let rootFrame = thread.pointee.frame.unsafelyUnwrapped - depth
    let recorder = Recorder(
      thread, frame: rootFrame, anchor: nil, origin: .bridge(inherited: exit.types), parentExit: number)
    recorder.inherit(record.trace, snapshotIndex: Int(exit.snapshot), types: exit.types)
    if snapshot.resumption == .raise {
      do throws(AbortReason) {
        try recorder.continueRaising()
      } catch {
        exits[number].bridge = -2
        return
      }
    }
    begin(recorder)
  }

  /// Frames of a snapshot from the root to the innermost.
  func chain(_ trace: Trace, _ frame: Int32) -> [FrameNode] {
    var nodes: [FrameNode] = []
    var index = frame
    while index >= 0 {
      nodes.append(trace.frames[Int(index)])
      index = trace.frames[Int(index)].parent
    }
    return nodes.reversed()
  }
}
