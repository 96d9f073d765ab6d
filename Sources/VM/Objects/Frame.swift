// Frame objects as Python sees them: `sys._getframe`, `tb.tb_frame`, `gi_frame`, `cr_frame`, `ag_frame`.
//
// A frame object is made on request and is a snapshot of code, globals, line and caller. While the frame it was made of
// runs, or the generator it belongs to is not finished, place, caller and local variables are read from there.
// Words: 1 code, 2 globals, 3 line, 4 caller or None, 5 locals, 6 last instruction, 7 address of the running frame or 0,
// 8 its function, 9 the generator or None; for debuggers (Interpreter/DebugHooks.swift): 10 f_trace, 11 f_trace_lines,
// 12 f_trace_opcodes, 13 the offset of the last instruction seen, or -1, 14 the locals that the running hook was given.

import CRuntime

struct FrameRef {
  static let words = 15
  enum Word { static let traceFunction = 10, traceLines = 11, traceOpcodes = 12, lastOffset = 13, locals = 14 }
  let pointer: Raw

  var code: CodeRef { CodeRef(pointer.word(1)) }
  var generator: Value { pointer.word(9) }

  /// The VM frame that this object was made of, when it still runs.
  func running(_ thread: Thread) -> FramePointer? {
    if generator.isObject { return thread.runningFrame(of: generator) }
    guard let frame = pointer.word(7).asAddress?.assumingMemoryBound(to: Frame.self),
      frame > thread.pointee.frameBase.unsafelyUnwrapped, frame <= thread.pointee.frame.unsafelyUnwrapped,
      frame.pointee.function == pointer.word(8)
    else { return nil }
    return FramePointer(mutating: frame)
  }

  /// The generator, when it waits at a yield or has not begun.
  var suspended: GeneratorRef? {
    guard generator.isObject, GeneratorRef(generator).state == .suspended else { return nil }
    return GeneratorRef(generator)
  }

  /// Line and instruction word, brought up to date.
  func place(_ thread: Thread) -> (line: Int, offset: Int) {
    var pc: PC?
    if let frame = running(thread) {
      pc = frame.pointee.pc
    } else if let suspended {
      if !suspended.hasStarted { return (code.firstLine, -1) }
      pc = PC(suspended.field(.pc).asAddress.unsafelyUnwrapped.assumingMemoryBound(to: UInt64.self))
    }
    if let pc {
      let info = generator.isObject ? GeneratorRef(generator).function.info : code.info
      let offset = pc - info.pointee.start - 1
      let position = offset < 0 ? nil : info.position(at: offset)
      pointer.setIntWord(3, position.map { Int($0.line) } ?? code.firstLine)
      pointer.setIntWord(6, offset)
    }
    return (pointer.intWord(3), pointer.intWord(6))
  }
}

private func setFlag(_ t: Thread, _ frame: Value, _ word: Int, _ value: Value) -> Value {
  guard value.isBool else { return t.raise(.typeError, "attribute value type must be bool") }
  frame.pointer.setWord(word, value)
  return .none
}

private let frameAttributes: [GetSetDefinition] = [
  GetSetDefinition("f_code", { _, f in f.pointer.word(1) }),
  GetSetDefinition("f_globals", { _, f in f.pointer.word(2) }),
  GetSetDefinition("f_builtins", { t, f in t.builtinsNamespace(of: DictRef(f.pointer.word(2))).value }),
  GetSetDefinition("f_lineno", { t, f in .int(FrameRef(pointer: f.pointer).place(t).line) }),
  GetSetDefinition(
    "f_back",
    { t, f in
      let frame = FrameRef(pointer: f.pointer)
      guard frame.generator.isObject else { return f.pointer.word(4) }
      return frame.running(t).map { t.frameChain(from: $0 - 1) } ?? .none
    }),
  GetSetDefinition(
    "f_locals",
    { t, f in
      let frame = FrameRef(pointer: f.pointer)
      if f.pointer.word(5).isObject { return f.pointer.word(5) }
      if let running = frame.running(t) { return t.hookLocals(of: frame, running) ?? t.locals(of: running) }
      guard let suspended = frame.suspended else { return DictRef.make(t).value }
      return t.locals(code: frame.code, registers: ArrayRef(suspended.field(.registers)).items)
    }),
  GetSetDefinition("f_lasti", { t, f in .int(FrameRef(pointer: f.pointer).place(t).offset * 2) }),
  GetSetDefinition(
    "f_trace", { _, f in f.pointer.word(FrameRef.Word.traceFunction) },
    { t, f, value in
      f.pointer.setWord(FrameRef.Word.traceFunction, value.isUnbound ? .none : value)
      if let running = FrameRef(pointer: f.pointer).running(t) { t.keep(frameObject: f, of: running) }
      return .none
    }),
  GetSetDefinition(
    "f_trace_lines", { _, f in f.pointer.word(FrameRef.Word.traceLines) },
    { t, f, value in setFlag(t, f, FrameRef.Word.traceLines, value) }),
  GetSetDefinition(
    "f_trace_opcodes", { _, f in f.pointer.word(FrameRef.Word.traceOpcodes) },
    { t, f, value in setFlag(t, f, FrameRef.Word.traceOpcodes, value) }),
]

extension UnsafeMutablePointer where Pointee == ThreadState {
  func defineFrames() {
    vm.pointee.types.frame = define(
      TypeDefinition(
        name: "frame", kind: .frame, words: FrameRef.words, flags: TypeFlags.final | TypeFlags.notInstantiable,
        methods: [
          NativeDefinition("clear(self, /)") { t, a in
            let frame = FrameRef(pointer: a[0].pointer)
            if frame.running(t) != nil { return t.raise(.runtimeError, "cannot clear an executing frame") }
            if let suspended = frame.suspended { return t.closeGenerator(suspended.value) }
            return .none
          },
          NativeDefinition("__repr__(self, /)") { t, a in
            let frame = FrameRef(pointer: a[0].pointer)
            return StringRef.make(
              t,
              "<frame at \(addressText(a[0])), file '\(frame.code.filename.text)', line \(frame.place(t).line), code \(frame.code.name.text)>"
            )
          },
        ], attributes: frameAttributes))
    vm.pointee.shapes.frame = TypeRef(vm.pointee.types.frame).rootShape
  }

  func makeFrameObject(
    code: Value, globals: Value, line: Int, back: Value, locals: Value, offset: Int, running: FramePointer? = nil,
    generator: Value = .none
  ) -> Value {
    let object = allocate(headerImage(vm.pointee.shapes.frame, .frame, words: FrameRef.words), words: FrameRef.words)
    object.setWord(1, code)
    object.setWord(2, globals)
    object.setIntWord(3, line)
    object.setWord(4, back)
    object.setWord(5, locals)
    object.setIntWord(6, offset)
    object.setWord(7, .address(running.map { UnsafeRawPointer($0) }))
    object.setWord(8, running?.pointee.function ?? .none)
    object.setWord(9, generator)
    object.setWord(FrameRef.Word.traceFunction, .none)
    object.setWord(FrameRef.Word.traceLines, .true)
    object.setWord(FrameRef.Word.traceOpcodes, .false)
    object.setIntWord(FrameRef.Word.lastOffset, -1)
    object.setWord(FrameRef.Word.locals, .none)
    return object.asValue
  }

  /// `gi_frame` and its kin: None for a finished generator.
  func frameObject(of generator: Value) -> Value {
    let reference = GeneratorRef(generator)
    if reference.state == .finished { return .none }
    let code = reference.function.code
    return makeFrameObject(
      code: code.value, globals: reference.function.field(.globals), line: code.firstLine, back: .none, locals: .none,
      offset: -1, generator: generator)
  }

  /// The frame on the VM stack in which a generator runs.
  fileprivate func runningFrame(of generator: Value) -> FramePointer? {
    if GeneratorRef(generator).state != .running { return nil }
    return frames { $0.pointee.flags & FrameFlags.generator != 0 && $0.pointee.locals == generator }
  }

  /// The innermost running frame of this code with these globals.
  func runningFrame(of code: Value, globals: Value) -> FramePointer? {
    frames {
      Raw($0.pointee.code.pointee.object) == code.pointer
        && FunctionRef($0.pointee.function).field(.globals) == globals
    }
  }

  private func frames(where matches: (FramePointer) -> Bool) -> FramePointer? {
    var frame = pointee.frame.unsafelyUnwrapped
    while frame > pointee.frameBase.unsafelyUnwrapped {
      if matches(frame) { return frame }
      frame -= 1
    }
    return nil
  }

  /// `sys._getframe(depth)`: a snapshot of the chain from the calling frame outwards.
  func frameObject(depth: Int) -> Value {
    var frame = pointee.frame.unsafelyUnwrapped
    var remaining = max(0, depth)
    while frame > pointee.frameBase.unsafelyUnwrapped {
      if frame.pointee.code.pointee.flags & CodeFlags.hidden == 0 {
        if remaining == 0 { return frameChain(from: frame) }
        remaining -= 1
      }
      frame -= 1
    }
    return raise(.valueError, "call stack is not deep enough")
  }

  /// Frame objects of a running frame and its callers; None below the first.
  func frameChain(from first: FramePointer) -> Value { frameChain(of: self, from: first) }

  /// The frames that `thread`, which stands still, runs; None when it runs no Python code.
  func frameObject(of thread: Thread) -> Value {
    frameChain(of: thread, from: thread.pointee.frame.unsafelyUnwrapped)
  }

  private func frameChain(of thread: Thread, from first: FramePointer) -> Value {
    var frame = thread.pointee.frameBase.unsafelyUnwrapped + 1
    var back = Value.none
    while frame <= first {
      let code = frame.pointee.code.unsafelyUnwrapped
      if let kept = thread.keptFrameObject(of: frame) {
        back = kept
      } else if code.pointee.flags & CodeFlags.hidden == 0 {
        let offset = frame.pointee.pc - code.pointee.start - 1
        let isGenerator = frame.pointee.flags & FrameFlags.generator != 0
        back = makeFrameObject(
          code: .object(Raw(code.pointee.object)), globals: FunctionRef(frame.pointee.function).field(.globals),
          line: code.position(at: offset).map { Int($0.line) } ?? 0, back: back,
          locals: frame.pointee.locals.isKind(.dict) ? frame.pointee.locals : .none, offset: offset, running: frame,
          generator: isGenerator ? frame.pointee.locals : .none)
        if thread.isDebugged { thread.keep(frameObject: back, of: frame, isNew: false) }
      }
      frame += 1
    }
    return back
  }

  /// The names visible in a running frame as a dict: the namespace itself, or a snapshot of a function's locals.
  func locals(of frame: FramePointer) -> Value {
    let info = frame.pointee.code.unsafelyUnwrapped
    if info.pointee.flags & CodeFlags.usesNamespace != 0 && frame.pointee.locals.isObject {
      return frame.pointee.locals
    }
    let function = FunctionRef(frame.pointee.function)
    if function.code.name.text == "<module>" && info.pointee.localCount == 0 { return function.field(.globals) }
    return locals(code: function.code, registers: frame.pointee.registers)
  }

  /// Calls `body` with the name and register of each local variable and cell of `code`.
  func forEachLocal(of code: CodeRef, _ body: (Value, Int) -> Void) {
    for index in 0..<code.localNames.count { body(code.localNames[index], index) }
    let cells = TupleRef(code.field(.cellRegisters))
    let own = TupleRef(code.field(.cellNames))
    let free = TupleRef(code.field(.freeNames))
    for index in 0..<own.count { body(own[index], cells[index].asInt) }
    for index in 0..<free.count { body(free[index], cells[own.count + index].asInt) }
  }

  /// A snapshot of the local variables and cells of `code` in a window of registers.
  fileprivate func locals(code: CodeRef, registers: UnsafeMutablePointer<Value>) -> Value {
    let dict = DictRef.make(self)
    forEachLocal(of: code) { name, register in
      var value = registers[register]
      if value.isKind(.cell) { value = CellRef(value).content }
      if value.isBound { dict.set(name: name, value) }
    }
    return dict.value
  }
}
