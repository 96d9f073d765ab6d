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
  /// Set once, before the first stack: it needs `pythonFrame` itself.
  unowned var traceLog: TraceLog! = nil
  unowned var crossingLog: CrossingLog! = nil

  init(symbolizer: Symbolizer, frameNamer: (any FrameNamer)?, writer: RecordingWriter) {
    self.symbolizer = symbolizer
    self.frameNamer = frameNamer
    self.writer = writer
  }

  /// Forgets native names, after a module has gone and its addresses may mean something else.
  func forgetNatives() {
    frames = frames.filter { $0.key >> 63 == 1 }
  }

  /// The stored stack for words in leaf-first order.
  func stack(_ words: ArraySlice<UInt64>, tag: SampleTag) -> StackID {
    var path: [FrameID] = []
    path.reserveCapacity(words.count + 1)
    // An inner word is a return address: the call lies before it, except where a signal interrupted the code.
    var isExact = true
    var index = words.startIndex
    while index < words.endIndex {
      let word = words[index]
      index += 1
      let address = isExact ? word : word &- 1
      if word.isCrossing {
        path.append(crossingLog.frame(of: word))
        isExact = false
        continue
      }
      if word >> 62 == 3 || (word >> 63 == 0 && traceLog.holds(address)) {
        let place = traceLog.place(of: word >> 62 == 3 ? word : address, epoch: tag.epoch)
        // The frame in which the trace was entered stands in the sample as well, with the line of the entry. Between two linked
        // traces it may already be another one.
        if let place, index == words.endIndex || isFrame(words[index], of: place.rootCode) {
          path += place.frames
          index += 1
        } else if let place, words[index] >> 63 == 0 {
          // A function's trace that returns has given its frame back already.
          path += place.frames
        } else {
          path.append(place?.frames.first ?? unknownTrace)
        }
        isExact = false
        continue
      }
      let frame = word >> 63 == 1 ? pythonFrame(word) : nativeFrame(address)
      isExact = signalReturns.contains(frame)
      path.append(frame)
    }
    let failure = tag.failure
    let isBroken = failure != SAMPLER_FAILURE_NONE
    if isBroken || path.isEmpty {
      let cause = String(cString: sampler_failure_name(failure))
      let name = isBroken ? "[stack cut: \(cause)]" : "[no stack]"
      path.append(placeholder(name))
    }
    let exit = tag.lastExit.flatMap { traceLog.exit(number: $0, epoch: tag.epoch) }
    // Once the loop's own frame is gone, what follows is no loss of the loop.
    let isInside = exit.map { exit in words.contains { isFrame($0, of: exit.rootCode) } } ?? false
    return writer.intern(rootFirst: path.reversed(), broken: isBroken, exit: isInside ? exit?.id : nil)!
  }

  /// The row of native code that stands for something that cannot be named.
  func placeholder(_ name: String) -> FrameID {
    writer.intern(function: writer.intern(FunctionRecord(kind: .native, name: name, file: "")), line: 0)
  }

  private func nativeFrame(_ address: UInt64) -> FrameID {
    if let known = frames[address] { return known }
    let function = symbolizer.function(at: address)
    let frame = writer.intern(function: writer.intern(function), line: 0)
    frames[address] = frame
    if function.name == "__restore_rt" { signalReturns.insert(frame) }
    return frame
  }

  private func isFrame(_ word: UInt64, of code: UInt32) -> Bool {
    word >> 62 == 2 && UInt32(truncatingIfNeeded: word >> 32) & 0x7FFF_FFFF == code
  }

  private var unknownTrace: FrameID {
    writer.intern(function: writer.intern(FunctionRecord(kind: .trace, name: "[unknown trace]", file: "")), line: 0)
  }

  /// What a code object is called, and its line at the instruction before `offset` (words).
  func name(_ code: UInt32, _ offset: UInt32) -> PythonFrameName? {
    frameNamer?.pythonFrame(code: code, offset: offset)
  }

  /// A code object at the instruction before `offset` (words).
  func pythonFrame(_ code: UInt32, _ offset: UInt32) -> FrameID {
    pythonFrame(1 << 63 | UInt64(code) << 32 | UInt64(offset))
  }

  private func pythonFrame(_ word: UInt64) -> FrameID {
    if let known = frames[word] { return known }
    let code = UInt32(truncatingIfNeeded: word >> 32) & 0x7FFF_FFFF
    let name = name(code, UInt32(truncatingIfNeeded: word))
    let record = FunctionRecord(
      kind: .python, name: name?.name ?? "[code \(code)]", file: name?.file ?? "", line: name?.firstLine ?? 0)
    let frame = writer.intern(function: writer.intern(record), line: name?.line ?? 0)
    frames[word] = frame
    return frame
  }
}
