// Words of a stack → frames of the recording. Names are looked up once per word and kept; nothing here runs in the
// signal handler or for a stack that is already known.

import CRuntime
import CSampler

final class StackNamer {
  private let symbolizer: Symbolizer
  private let frameNamer: (any FrameNamer)?
  private let writer: RecordingWriter
  private var frames: [UInt64: FrameID] = [:]
  private var signalReturns: Set<FrameID> = []

  init(symbolizer: Symbolizer, frameNamer: (any FrameNamer)?, writer: RecordingWriter) {
    self.symbolizer = symbolizer
    self.frameNamer = frameNamer
    self.writer = writer
  }

  /// Forgets native names, after a module has gone and its addresses may mean something else.
  func forgetNatives() {
    frames = frames.filter { $0.key >> 63 == 1 }
  }

  /// The stored stack for words in leaf-first order. `failure` is not NONE for a stack whose outer part is missing.
  func stack(_ words: ArraySlice<UInt64>, failure: SamplerFailure) -> StackID {
    var path: [FrameID] = []
    path.reserveCapacity(words.count + 1)
    // An inner word is a return address: the call lies before it, except where a signal interrupted the code.
    var isExact = true
    for word in words {
      let frame = word >> 63 == 1 ? pythonFrame(word) : nativeFrame(isExact ? word : word &- 1)
      isExact = signalReturns.contains(frame)
      path.append(frame)
    }
    let isBroken = failure != SAMPLER_FAILURE_NONE
    if isBroken || path.isEmpty {
      let cause = String(cString: sampler_failure_name(failure))
      let name = isBroken ? "[stack cut: \(cause)]" : "[no stack]"
      path.append(writer.intern(function: writer.intern(FunctionRecord(kind: .native, name: name, file: "")), line: 0))
    }
    return writer.intern(rootFirst: path.reversed(), broken: isBroken)!
  }

  private func nativeFrame(_ address: UInt64) -> FrameID {
    if let known = frames[address] { return known }
    let function = symbolizer.function(at: address)
    let frame = writer.intern(function: writer.intern(function), line: 0)
    frames[address] = frame
    if function.name == "__restore_rt" { signalReturns.insert(frame) }
    return frame
  }

  private func pythonFrame(_ word: UInt64) -> FrameID {
    if let known = frames[word] { return known }
    let code = UInt32(truncatingIfNeeded: word >> 32) & 0x7FFF_FFFF
    let name = frameNamer?.pythonFrame(code: code, offset: UInt32(truncatingIfNeeded: word))
    let record = FunctionRecord(
      kind: .python, name: name?.name ?? "[code \(code)]", file: name?.file ?? "", line: name?.firstLine ?? 0)
    let frame = writer.intern(function: writer.intern(record), line: name?.line ?? 0)
    frames[word] = frame
    return frame
  }
}
