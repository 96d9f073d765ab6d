// Traceback and frame objects as Python sees them.
//
// Frame objects are snapshots made on request (`sys._getframe`, `tb.tb_frame`): code, globals, line, caller. The line and
// the last instruction follow the frame while it runs.
// Words of a frame: 1 code, 2 globals, 3 line, 4 caller or None, 5 locals, 6 last instruction, 7 address of the running
// frame or 0, 8 its function.

import CRuntime

private let tracebackAttributes: [GetSetDefinition] = [
  GetSetDefinition(
    "tb_next", { _, tb in TracebackRef(tb).next },
    { t, tb, v in
      guard v.isNone || v.isKind(.traceback) else {
        return t.raise(.typeError, "expected traceback object, got '\(v.typeName)'")
      }
      TracebackRef(tb).next = v
      return .none
    }),
  GetSetDefinition("tb_lineno", { _, tb in .int(TracebackRef(tb).line) }),
  GetSetDefinition("tb_lasti", { _, tb in .int(TracebackRef(tb).offset * 2) }),
  GetSetDefinition(
    "tb_frame",
    { t, tb in
      let traceback = TracebackRef(tb)
      if tb.pointer.word(6).isNone {
        let frame = t.makeFrameObject(
          code: traceback.code.value, globals: traceback.globals, line: traceback.line, back: .none,
          locals: .none, offset: traceback.offset)
        tb.pointer.setWord(6, frame)
      }
      return tb.pointer.word(6)
    }),
]

extension TracebackRef {
  /// 1-based line of the instruction.
  var line: Int {
    let own = pointer.word(5)
    if own.isInt { return own.asInt }
    return code.info.position(at: offset).map { Int($0.line) } ?? code.firstLine
  }
}

private let frameAttributes: [GetSetDefinition] = [
  GetSetDefinition("f_code", { _, f in f.pointer.word(1) }),
  GetSetDefinition("f_globals", { _, f in f.pointer.word(2) }),
  GetSetDefinition("f_builtins", { t, f in t.builtinsNamespace(of: DictRef(f.pointer.word(2))).value }),
  GetSetDefinition("f_lineno", { t, f in .int(t.currentPlace(of: f).line) }),
  GetSetDefinition("f_back", { _, f in f.pointer.word(4) }),
  GetSetDefinition(
    "f_locals",
    { t, f in
      f.pointer.word(5).isObject ? f.pointer.word(5) : DictRef.make(t).value
    }),
  GetSetDefinition("f_lasti", { t, f in .int(t.currentPlace(of: f).offset * 2) }),
  GetSetDefinition("f_trace", { _, _ in .none }),
]

extension UnsafeMutablePointer where Pointee == ThreadState {
  func defineTracebacks() {
    vm.pointee.types.traceback = define(
      TypeDefinition(
        name: "traceback", kind: .traceback, words: TracebackRef.words, flags: TypeFlags.final,
        attributes: tracebackAttributes))
    vm.pointee.shapes.traceback = TypeRef(vm.pointee.types.traceback).rootShape
    vm.pointee.types.frame = define(
      TypeDefinition(
        name: "frame", kind: .frame, words: 9, flags: TypeFlags.final | TypeFlags.notInstantiable,
        methods: [
          NativeDefinition("clear(self, /)") { _, _ in .none },
          NativeDefinition("__repr__(self, /)") { t, a in
            let code = CodeRef(a[0].pointer.word(1))
            return StringRef.make(
              t,
              "<frame at \(addressText(a[0])), file '\(code.filename.text)', line \(t.currentPlace(of: a[0]).line), code \(code.name.text)>"
            )
          },
        ], attributes: frameAttributes))
    vm.pointee.shapes.frame = TypeRef(vm.pointee.types.frame).rootShape
  }

  /// Line and instruction word a frame object stands at: the running frame's own, else those of the snapshot.
  fileprivate func currentPlace(of object: Value) -> (line: Int, offset: Int) {
    let p = object.pointer
    if let running = p.word(7).asAddress?.assumingMemoryBound(to: Frame.self),
      running > pointee.frameBase.unsafelyUnwrapped, running <= pointee.frame.unsafelyUnwrapped,
      running.pointee.function == p.word(8), let code = running.pointee.code
    {
      let offset = running.pointee.pc - code.pointee.start - 1
      p.setIntWord(3, code.position(at: offset).map { Int($0.line) } ?? 0)
      p.setIntWord(6, offset)
    }
    return (p.intWord(3), p.intWord(6))
  }

  func makeFrameObject(
    code: Value, globals: Value, line: Int, back: Value, locals: Value, offset: Int, running: FramePointer? = nil
  ) -> Value {
    let object = allocate(headerImage(vm.pointee.shapes.frame, .frame, words: 9), words: 9)
    object.setWord(1, code)
    object.setWord(2, globals)
    object.setIntWord(3, line)
    object.setWord(4, back)
    object.setWord(5, locals)
    object.setIntWord(6, offset)
    object.setWord(7, .address(running.map { UnsafeRawPointer($0) }))
    object.setWord(8, running?.pointee.function ?? .none)
    return object.asValue
  }

  /// `sys._getframe(depth)`: a snapshot of the chain from the calling frame outwards.
  func frameObject(depth: Int) -> Value {
    var frames: [FramePointer] = []
    var frame = pointee.frame.unsafelyUnwrapped
    while frame > pointee.frameBase.unsafelyUnwrapped {
      if frame.pointee.code.pointee.flags & CodeFlags.hidden == 0 { frames.append(frame) }
      frame -= 1
    }
    if depth < 0 || depth >= frames.count { return raise(.valueError, "call stack is not deep enough") }
    var back = Value.none
    for frame in frames[depth...].reversed() {
      let code = frame.pointee.code.unsafelyUnwrapped
      let offset = frame.pointee.pc - code.pointee.start - 1
      let line = code.position(at: offset).map { Int($0.line) } ?? 0
      back = makeFrameObject(
        code: .object(Raw(code.pointee.object)), globals: FunctionRef(frame.pointee.function).field(.globals),
        line: line, back: back, locals: frame.pointee.locals.isKind(.dict) ? frame.pointee.locals : .none,
        offset: offset, running: frame)
    }
    return back
  }
}
