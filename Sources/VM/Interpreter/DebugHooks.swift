// `sys.settrace` and `sys.setprofile`: functions of the program that are told of calls, lines, returns and exceptions.
//
// While a thread has such a function, every entry of its dispatch table is `op_debug`, which looks at each instruction
// before it goes to its handler; without one, nothing here costs anything. Machine code is not entered then. A hook
// itself runs with the usual table and sees no events.
//
// Debuggers compare frame objects, so each running frame has one object while there are hooks: they are kept in a list
// by depth of the frame. A frame that is deeper than the list is new: "call". Returns, yields and unwinding shorten the
// list, and frames that ran before the hook was set have None in it until somebody asks for their object.
//
// Calls of native functions are not reported to profile functions, and assigning f_lineno is not offered. The keyword `try`
// makes no instruction, so its line is no event.

import CRuntime
import Glibc

enum DebugHook: Int { case trace = 0, profile }

/// Items of the list in `ThreadState.debugHooks`; the two hooks come first.
private enum DebugItem {
  static let frames = 2
  /// True while a hook runs.
  static let isInside = 3
  static let count = 4
}

/// The dispatch table of a thread without hooks.
nonisolated(unsafe) private let plainTable = UnsafeMutablePointer<UInt>.allocate(capacity: Int(VM_DISPATCH_ENTRIES))
nonisolated(unsafe) private var plainTableIsKnown = false

@_cdecl("op_debug") @inline(never)
func opDebug(_ pc: PC, _ r: Registers, _ k: Constants, _ fp: FramePointer, _ t: Thread, _ w: UInt64) -> UInt64 {
  var op = opcode(w)
  if op == .functionHead || op == .functionTrace { return next(fp.pointee.code.pointee.start, r, k, fp, t) }
  fp.pointee.pc = pc
  if !t.reportInstruction(fp, w) { return raised(pc, r, k, fp, t, w) }
  // The loop is neither counted nor entered as a trace.
  if op == .loopHead || op == .loopTrace { op = .loopPlain }
  return plainHandler(of: op)(pc, r, k, fp, t, w)
}

/// Apart, for a global's first use may not be in a handler.
@inline(never) private func plainHandler(of op: Op) -> Handler {
  unsafeBitCast(plainTable[Int(op.rawValue)], to: Handler.self)
}

extension UnsafeMutablePointer where Pointee == ThreadState {
  private var hooks: ListRef { ListRef(pointee.debugHooks) }

  /// Whether events are due: a hook is set, and none runs.
  var isDebugged: Bool {
    guard pointee.debugHooks.isObject else { return false }
    return (!hooks[0].isNone || !hooks[1].isNone) && !hooks[DebugItem.isInside].isTrue
  }

  func debugHook(_ hook: DebugHook) -> Value { pointee.debugHooks.isObject ? hooks[hook.rawValue] : .none }

  /// `sys.settrace` and `sys.setprofile`.
  func setDebugHook(_ hook: DebugHook, _ function: Value) -> Value {
    if function.isNone, !pointee.debugHooks.isObject { return .none }
    makeHooks()
    hooks[hook.rawValue] = function
    if hooks[DebugItem.isInside].isTrue { return .none }
    let frames = ListRef(hooks[DebugItem.frames])
    let depth = pointee.frame.unsafelyUnwrapped - pointee.frameBase.unsafelyUnwrapped
    if frames.count > depth + 1 { frames.removeRange(depth + 1, frames.count) }
    while frames.count <= depth { frames.append(self, .none) }
    if !isDebugged { frames.removeAll() }
    updateDispatch()
    return .none
  }

  private func makeHooks() {
    if pointee.debugHooks.isObject { return }
    let list = ListRef.make(self, capacity: DebugItem.count)
    list.append(self, .none)
    list.append(self, .none)
    list.append(self, ListRef.make(self).value)
    list.append(self, .false)
    pointee.debugHooks = list.value
  }

  /// Sends instructions to `op_debug` while events are due.
  private func updateDispatch() {
    let saved = savedDispatchTable
    let debug = unsafeBitCast(opDebug as Handler, to: UInt.self)
    let isInstalled = saved[0] == debug
    if isInstalled == isDebugged { return }
    if jitStorage?.thread == self {
      jitStorage?.abort(.interrupted)
      // Frames below may be machine code, which reports nothing: they go on in the interpreter.
      if isDebugged, !hooks[DebugItem.isInside].isTrue, !isInstalled, !leavesHook {
        jitStorage?.invalidateAll(cause: "sys.settrace")
      }
    }
    if isDebugged {
      if !plainTableIsKnown { memcpy(plainTable, saved, Int(VM_DISPATCH_ENTRIES) * 8) }
      plainTableIsKnown = true
      for index in 0..<Int(VM_DISPATCH_ENTRIES) { saved[index] = debug }
    } else {
      memcpy(saved, plainTable, Int(VM_DISPATCH_ENTRIES) * 8)
    }
    restoreDispatch()
    if pointee.pendingWork != 0 { requestSafepoint() }
  }

  /// Frames that lie below a hook ran in the interpreter already.
  private var leavesHook: Bool { ListRef(hooks[DebugItem.frames]).count > 0 && plainTableIsKnown }

  private var savedDispatchTable: UnsafeMutablePointer<UInt> {
    (UnsafeMutableRawPointer(self) + MemoryLayout<ThreadState>.offset(of: \ThreadState.savedDispatch).unsafelyUnwrapped)
      .assumingMemoryBound(to: UInt.self)
  }

  // MARK: Frame objects

  private func depth(of frame: FramePointer) -> Int { frame - pointee.frameBase.unsafelyUnwrapped }

  /// The frame object that events of this frame are reported with.
  func keptFrameObject(of frame: FramePointer) -> Value? {
    guard pointee.debugHooks.isObject else { return nil }
    let frames = ListRef(hooks[DebugItem.frames])
    let depth = depth(of: frame)
    guard depth < frames.count, frames[depth].isObject,
      frames[depth].pointer.word(7) == .address(UnsafeRawPointer(frame)),
      frames[depth].pointer.word(8) == frame.pointee.function
    else { return nil }
    return frames[depth]
  }

  /// Makes `object` the one of a running frame: when there are hooks, or when a program is about to set one and gives the
  /// frame a trace function first (`isNew`).
  func keep(frameObject object: Value, of frame: FramePointer, isNew: Bool = true) {
    if isNew { makeHooks() }
    let frames = ListRef(hooks[DebugItem.frames])
    let depth = depth(of: frame)
    if isNew { while frames.count <= depth { frames.append(self, .none) } }
    if depth < frames.count { frames[depth] = object }
  }

  /// While a hook runs, the locals it asks a frame for are one dict, and what it changes there counts.
  func hookLocals(of frame: FrameRef, _ running: FramePointer) -> Value? {
    guard pointee.debugHooks.isObject, hooks[DebugItem.isInside].isTrue,
      keptFrameObject(of: running) == .object(frame.pointer)
    else { return nil }
    if frame.pointer.word(FrameRef.Word.locals).isObject { return frame.pointer.word(FrameRef.Word.locals) }
    let locals = locals(of: running)
    frame.pointer.setWord(FrameRef.Word.locals, locals)
    return locals
  }

  private func writeBack(_ object: Value, _ frame: FramePointer) {
    let locals = object.pointer.word(FrameRef.Word.locals)
    guard locals.isObject else { return }
    object.pointer.setWord(FrameRef.Word.locals, .none)
    let function = FunctionRef(frame.pointee.function)
    guard locals != frame.pointee.locals, locals != function.field(.globals) else { return }
    let registers = frame.pointee.registers.unsafelyUnwrapped
    forEachLocal(of: function.code) { name, register in
      let value = DictRef(locals).get(name: name)
      if value.isUnbound { return }
      if registers[register].isKind(.cell) {
        CellRef(registers[register]).content = value
      } else {
        registers[register] = value
      }
    }
  }

  // MARK: Events

  /// Tells of the instruction before the frame's pc; false with the hook's exception pending.
  @inline(never) func reportInstruction(_ frame: FramePointer, _ w: UInt64) -> Bool {
    let info = frame.pointee.code.unsafelyUnwrapped
    let op = opcode(w)
    if info.pointee.flags & CodeFlags.hidden != 0 || op == .startGenerator || !isDebugged { return true }
    let frames = ListRef(hooks[DebugItem.frames])
    let depth = depth(of: frame)
    let offset = frame.pointee.pc - info.pointee.start - 1
    if frames.count > depth + 1 { frames.removeRange(depth + 1, frames.count) }
    if frames.count <= depth {
      while frames.count <= depth { frames.append(self, .none) }
      if !reportCall(frame, offset) { return false }
      if !isDebugged { return true }
    }
    if !isPreparation(op), frames[depth].isObject, !reportLine(frame, frames[depth], offset, op) { return false }
    switch op {
    case .return, .yieldValue, .yieldDelegate: return reportReturn(frame, frame.pointee.registers[A(w)])
    case .returnNone: return reportReturn(frame, .none)
    default: return true
    }
  }

  /// What stands in front of the first line of a function or an iteration.
  private func isPreparation(_ op: Op) -> Bool {
    switch op {
    case .makeCell, .copyFree, .loopHead, .loopTrace, .loopPlain: true
    default: false
    }
  }

  private func reportCall(_ frame: FramePointer, _ offset: Int) -> Bool {
    let object = frameChain(from: frame)
    let pc = frame.pointee.pc
    // A generator goes on behind its yield, which is in the instructions before this one.
    if frame.pointee.flags & FrameFlags.generator != 0, offset > 1 {
      frame.pointee.pc = pc.unsafelyUnwrapped - 1
      object.pointer.setIntWord(FrameRef.Word.lastOffset, offset - 1)
    } else {
      // In front of the first instruction: the line of the definition.
      frame.pointee.pc = frame.pointee.code.pointee.start
    }
    defer { frame.pointee.pc = pc }
    let trace = hooks[DebugHook.trace.rawValue]
    if !trace.isNone {
      let result = callHook(trace, object, frame, "call", .none)
      if result.isError { return removeHook(.trace, object) }
      object.pointer.setWord(FrameRef.Word.traceFunction, result)
    }
    return profile(object, frame, "call", .none)
  }

  private func reportLine(_ frame: FramePointer, _ object: Value, _ offset: Int, _ op: Op) -> Bool {
    let info = frame.pointee.code.unsafelyUnwrapped
    let function = object.pointer.word(FrameRef.Word.traceFunction)
    if function.isNone || hooks[DebugHook.trace.rawValue].isNone { return true }
    guard let line = info.position(at: offset)?.line else { return true }
    let last = object.pointer.intWord(FrameRef.Word.lastOffset)
    object.pointer.setIntWord(FrameRef.Word.lastOffset, offset)
    // Loops over iterators are tested at their bottom: an iteration ends there, not with the jump to the body.
    let before = last < 0 ? nil : opcode(info.pointee.start[last])
    let isBackwards = op == .forIter ? before != .jump : offset < last && before != .forIter
    let isNewLine = last < 0 || isBackwards || info.position(at: last)?.line != line
    if isNewLine, object.pointer.word(FrameRef.Word.traceLines).isTrue {
      if !callLocal(object, frame, "line", .none) { return false }
    }
    if object.pointer.word(FrameRef.Word.traceOpcodes).isTrue { return callLocal(object, frame, "opcode", .none) }
    return true
  }

  private func reportReturn(_ frame: FramePointer, _ value: Value) -> Bool {
    let depth = depth(of: frame)
    guard isDebugged else { return true }
    var object = keptFrameObject(of: frame) ?? .none
    if object.isNone, !hooks[DebugHook.profile.rawValue].isNone { object = frameChain(from: frame) }
    if object.isObject {
      if !callLocal(object, frame, "return", value) || !profile(object, frame, "return", value) { return false }
    }
    if pointee.debugHooks.isObject {
      let frames = ListRef(hooks[DebugItem.frames])
      if frames.count > depth { frames.removeRange(depth, frames.count) }
    }
    return true
  }

  /// Tells a frame's trace function of an exception; the exception to go on with, which may be the function's own.
  @inline(never) func reportException(_ exception: Value, _ frame: FramePointer) -> Value {
    guard isDebugged, let object = keptFrameObject(of: frame),
      frame.pointee.code.pointee.flags & CodeFlags.hidden == 0,
      object.pointer.word(FrameRef.Word.traceFunction).isNone == false
    else { return exception }
    let details = TupleRef.make(self, exception.type.value, exception, ExceptionRef(exception).traceback)
    return callLocal(object, frame, "exception", details) ? exception : takeException()
  }

  /// Tells that an exception leaves the frame.
  @inline(never) func reportUnwound(_ exception: Value, _ frame: FramePointer) -> Value {
    isDebugged && frame.pointee.code.pointee.flags & CodeFlags.hidden == 0 && !reportReturn(frame, .none)
      ? takeException() : exception
  }

  // MARK: Hooks

  /// Calls the frame's own trace function; false with its exception pending.
  private func callLocal(_ object: Value, _ frame: FramePointer, _ event: StaticString, _ argument: Value) -> Bool {
    let function = object.pointer.word(FrameRef.Word.traceFunction)
    if function.isNone || !isDebugged || hooks[DebugHook.trace.rawValue].isNone { return true }
    let result = callHook(function, object, frame, event, argument)
    if result.isError { return removeHook(.trace, object) }
    if !result.isNone { object.pointer.setWord(FrameRef.Word.traceFunction, result) }
    return true
  }

  private func profile(_ object: Value, _ frame: FramePointer, _ event: StaticString, _ argument: Value) -> Bool {
    guard isDebugged else { return true }
    let function = hooks[DebugHook.profile.rawValue]
    if function.isNone { return true }
    return callHook(function, object, frame, event, argument).isError ? removeHook(.profile, object) : true
  }

  private func callHook(
    _ function: Value, _ object: Value, _ frame: FramePointer, _ event: StaticString, _ argument: Value
  ) -> Value {
    hooks[DebugItem.isInside] = .true
    updateDispatch()
    let result = call(function, object, StringRef.intern(event), argument)
    hooks[DebugItem.isInside] = .false
    writeBack(object, frame)
    updateDispatch()
    return result
  }

  /// A hook that raises is not called again.
  private func removeHook(_ hook: DebugHook, _ object: Value) -> Bool {
    let exception = takeException()
    object.pointer.setWord(FrameRef.Word.traceFunction, .none)
    _ = setDebugHook(hook, .none)
    pointee.exception = exception
    return false
  }
}
