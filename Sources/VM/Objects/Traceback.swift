// Traceback objects as Python sees them. Their frame objects are made when they are asked for.

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
        // The frame that handles an exception may still run; those that it has left are gone with their variables.
        let running = t.runningFrame(of: traceback.code.value, globals: traceback.globals)
        let frame =
          running.map { t.frameChain(from: $0) }
          ?? t.makeFrameObject(
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

extension UnsafeMutablePointer where Pointee == ThreadState {
  func defineTracebacks() {
    vm.pointee.types.traceback = define(
      TypeDefinition(
        name: "traceback", kind: .traceback, words: TracebackRef.words, flags: TypeFlags.final,
        methods: [
          NativeDefinition(.staticMethod, "__new__(cls, tb_next, tb_frame, tb_lasti, tb_lineno)") { t, a in
            t.makeTraceback(a)
          }
        ], attributes: tracebackAttributes))
    vm.pointee.shapes.traceback = TypeRef(vm.pointee.types.traceback).rootShape
  }

  /// `types.TracebackType(next, frame, lasti, lineno)`.
  private func makeTraceback(_ arguments: Arguments) -> Value {
    guard arguments[1].isNone || arguments[1].isKind(.traceback) else {
      return raise(.typeError, "expected traceback object or None, got '\(arguments[1].typeName)'")
    }
    guard arguments[2].isKind(.frame) else {
      return raise(
        .typeError, "traceback() argument 'tb_frame' must be frame, not \(arguments[2].typeName)")
    }
    guard let instruction = index(arguments[3]), let line = index(arguments[4]) else { return .error }
    let shape = vm.pointee.shapes.traceback
    let object = allocate(headerImage(shape, .traceback, words: TracebackRef.words), words: TracebackRef.words)
    object.setWord(1, arguments[1])
    object.setWord(2, arguments[2].pointer.word(1))
    object.setIntWord(3, instruction / 2)
    object.setWord(4, arguments[2].pointer.word(2))
    object.setIntWord(5, line)
    object.setWord(6, arguments[2])
    return object.asValue
  }
}
