// Raising, matching and leaving exceptions; imports; pattern matching; the rest.

import CRuntime

@_cdecl("op_raise") @inline(never)
func opRaise(_ pc: PC, _ r: Registers, _ k: Constants, _ fp: FramePointer, _ t: Thread, _ w: UInt64) -> UInt64 {
  fp.pointee.pc = pc
  if B(w) == 0 {
    let handled = t.pointee.handled
    if !handled.isObject {
      t.raise(.runtimeError, "No active exception to reraise")
      return raised(pc, r, k, fp, t, w)
    }
    t.pointee.exception = handled
    return raisedAgain(pc, r, k, fp, t, w)
  }
  let exception = t.makeException(r[A(w)])
  if exception.isError { return raised(pc, r, k, fp, t, w) }
  if B(w) == 2 {
    let given = r[A(w) &+ 1]
    var cause = Value.none
    if !given.isNone {
      cause = t.makeException(given, "exception causes must derive from BaseException")
      if cause.isError { return raised(pc, r, k, fp, t, w) }
    }
    ExceptionRef(exception).cause = cause
    ExceptionRef(exception).suppressContext = true
  }
  t.raise(exception: exception)
  return raised(pc, r, k, fp, t, w)
}

extension UnsafeMutablePointer where Pointee == ThreadState {
  /// The instance for `raise value`: an exception, or a class to be called.
  func makeException(_ value: Value, _ message: String = "exceptions must derive from BaseException") -> Value {
    if value.isKind(.exception) { return value }
    if value.isKind(.type) && TypeRef(value).isException {
      let instance = call(value)
      if instance.isError || instance.isKind(.exception) { return instance }
      return raise(
        .typeError,
        "calling \(repr(text: value)) should have returned an instance of BaseException, not \(repr(text: instance.type.value))"
      )
    }
    return raise(.typeError, message)
  }

  /// Does an exception match an except clause? 1, 0, or −1 with TypeError.
  func matches(_ exception: Value, _ pattern: Value) -> Int {
    if pattern.isKind(.type) && TypeRef(pattern).isException { return exception.isInstance(of: pattern) ? 1 : 0 }
    if pattern.isKind(.tuple) {
      let tuple = TupleRef(pattern)
      for index in 0..<tuple.count where !(tuple[index].isKind(.type) && TypeRef(tuple[index]).isException) {
        raise(.typeError, "catching classes that do not inherit from BaseException is not allowed")
        return -1
      }
      for index in 0..<tuple.count where exception.isInstance(of: tuple[index]) { return 1 }
      return 0
    }
    raise(.typeError, "catching classes that do not inherit from BaseException is not allowed")
    return -1
  }
}

@_cdecl("op_reraise") @inline(never)
func opReraise(_ pc: PC, _ r: Registers, _ k: Constants, _ fp: FramePointer, _ t: Thread, _ w: UInt64) -> UInt64 {
  t.pointee.exception = r[A(w)]
  return raisedAgain(pc, r, k, fp, t, w)
}

@_cdecl("op_pushHandled") @inline(__always)
func opPushHandled(_ pc: PC, _ r: Registers, _ k: Constants, _ fp: FramePointer, _ t: Thread, _ w: UInt64) -> UInt64 {
  let previous = t.pointee.handled
  t.pointee.handled = r[B(w)]
  r[A(w)] = previous
  return next(pc, r, k, fp, t)
}

@_cdecl("op_popHandled") @inline(__always)
func opPopHandled(_ pc: PC, _ r: Registers, _ k: Constants, _ fp: FramePointer, _ t: Thread, _ w: UInt64) -> UInt64 {
  t.pointee.handled = r[A(w)]
  return next(pc, r, k, fp, t)
}

@_cdecl("op_matchException") @inline(never)
func opMatchException(_ pc: PC, _ r: Registers, _ k: Constants, _ fp: FramePointer, _ t: Thread, _ w: UInt64) -> UInt64
{
  fp.pointee.pc = pc
  let result = t.matches(r[B(w)], r[C(w)])
  return finish(result < 0 ? .error : .bool(result == 1), pc, r, k, fp, t, w)
}

@_cdecl("op_matchExceptionGroup") @inline(never)
func opMatchExceptionGroup(_ pc: PC, _ r: Registers, _ k: Constants, _ fp: FramePointer, _ t: Thread, _ w: UInt64)
  -> UInt64
{
  fp.pointee.pc = pc
  guard let (matching, rest) = t.splitGroup(r[B(w)], r[C(w)]) else { return raised(pc, r, k, fp, t, w) }
  r[A(w)] = matching
  r[A(w) &+ 1] = rest
  return next(pc, r, k, fp, t)
}

@_cdecl("op_raiseGroup") @inline(never)
func opRaiseGroup(_ pc: PC, _ r: Registers, _ k: Constants, _ fp: FramePointer, _ t: Thread, _ w: UInt64) -> UInt64 {
  fp.pointee.pc = pc
  return finish(t.regroup(ListRef(r[A(w)]), r[B(w)]), pc, r, k, fp, t, w)
}

@_cdecl("op_exceptionTriple") @inline(never)
func opExceptionTriple(_ pc: PC, _ r: Registers, _ k: Constants, _ fp: FramePointer, _ t: Thread, _ w: UInt64) -> UInt64
{
  let exception = r[B(w)]
  r[A(w)] = exception.type.value
  r[A(w) &+ 1] = exception
  r[A(w) &+ 2] = ExceptionRef(exception).traceback
  return next(pc, r, k, fp, t)
}

@_cdecl("op_loadAssertionError") @inline(never)
func opLoadAssertionError(_ pc: PC, _ r: Registers, _ k: Constants, _ fp: FramePointer, _ t: Thread, _ w: UInt64)
  -> UInt64
{
  r[A(w)] = exceptionType(.assertionError)
  return next(pc, r, k, fp, t)
}

@_cdecl("op_loadStopAsyncIteration") @inline(never)
func opLoadStopAsyncIteration(_ pc: PC, _ r: Registers, _ k: Constants, _ fp: FramePointer, _ t: Thread, _ w: UInt64)
  -> UInt64
{
  r[A(w)] = exceptionType(.stopAsyncIteration)
  return next(pc, r, k, fp, t)
}

// MARK: Imports

@_cdecl("op_importName") @inline(never)
func opImportName(_ pc: PC, _ r: Registers, _ k: Constants, _ fp: FramePointer, _ t: Thread, _ w: UInt64) -> UInt64 {
  fp.pointee.pc = pc
  let globals = FunctionRef(fp.pointee.function).globals
  let result = t.importStatement(k[B(w)], globals: globals, locals: fp.pointee.locals, from: k[C(w)], level: r[A(w)])
  return finish(result, pc, r, k, fp, t, w)
}

@_cdecl("op_importFrom") @inline(never)
func opImportFrom(_ pc: PC, _ r: Registers, _ k: Constants, _ fp: FramePointer, _ t: Thread, _ w: UInt64) -> UInt64 {
  fp.pointee.pc = pc
  return finish(t.importFrom(r[B(w)], k[C(w)]), pc, r, k, fp, t, w)
}

@_cdecl("op_importStar") @inline(never)
func opImportStar(_ pc: PC, _ r: Registers, _ k: Constants, _ fp: FramePointer, _ t: Thread, _ w: UInt64) -> UInt64 {
  fp.pointee.pc = pc
  let namespace = fp.pointee.locals.isObject ? fp.pointee.locals : FunctionRef(fp.pointee.function).field(.globals)
  return proceed(t.importStar(r[A(w)], into: namespace), pc, r, k, fp, t, w)
}

// MARK: Pattern matching

@_cdecl("op_matchSequence") @inline(never)
func opMatchSequence(_ pc: PC, _ r: Registers, _ k: Constants, _ fp: FramePointer, _ t: Thread, _ w: UInt64) -> UInt64 {
  fp.pointee.pc = pc
  return finish(t.matchesSequence(r[B(w)]), pc, r, k, fp, t, w)
}

@_cdecl("op_matchMapping") @inline(never)
func opMatchMapping(_ pc: PC, _ r: Registers, _ k: Constants, _ fp: FramePointer, _ t: Thread, _ w: UInt64) -> UInt64 {
  fp.pointee.pc = pc
  return finish(t.matchesMapping(r[B(w)]), pc, r, k, fp, t, w)
}

@_cdecl("op_matchKeys") @inline(never)
func opMatchKeys(_ pc: PC, _ r: Registers, _ k: Constants, _ fp: FramePointer, _ t: Thread, _ w: UInt64) -> UInt64 {
  fp.pointee.pc = pc
  return finish(t.matchKeys(r[B(w)], TupleRef(r[C(w)])), pc, r, k, fp, t, w)
}

@_cdecl("op_matchClass") @inline(never)
func opMatchClass(_ pc: PC, _ r: Registers, _ k: Constants, _ fp: FramePointer, _ t: Thread, _ w: UInt64) -> UInt64 {
  fp.pointee.pc = pc
  let window = r + B(w)
  let result = t.matchClass(window[0], window[1], positional: window[2].asInt, names: TupleRef(k[C(w)]))
  return finish(result, pc, r, k, fp, t, w)
}

@_cdecl("op_mappingRest") @inline(never)
func opMappingRest(_ pc: PC, _ r: Registers, _ k: Constants, _ fp: FramePointer, _ t: Thread, _ w: UInt64) -> UInt64 {
  fp.pointee.pc = pc
  return finish(t.mappingRest(r[B(w)], TupleRef(r[C(w)])), pc, r, k, fp, t, w)
}

@_cdecl("op_length") @inline(never)
func opLength(_ pc: PC, _ r: Registers, _ k: Constants, _ fp: FramePointer, _ t: Thread, _ w: UInt64) -> UInt64 {
  fp.pointee.pc = pc
  let count = t.length(r[B(w)])
  return finish(count < 0 ? .error : .int(count), pc, r, k, fp, t, w)
}

// MARK: Others

@_cdecl("op_setupAnnotations") @inline(never)
func opSetupAnnotations(_ pc: PC, _ r: Registers, _ k: Constants, _ fp: FramePointer, _ t: Thread, _ w: UInt64)
  -> UInt64
{
  fp.pointee.pc = pc
  let name = vm.pointee.names.annotations
  let namespace = fp.pointee.locals.isObject ? fp.pointee.locals : FunctionRef(fp.pointee.function).field(.globals)
  let present = t.findInNamespace(namespace, name)
  if present.isError { return raised(pc, r, k, fp, t, w) }
  if present.isBound { return next(pc, r, k, fp, t) }
  return proceed(t.setItem(namespace, name, DictRef.make(t).value), pc, r, k, fp, t, w)
}

@_cdecl("op_printExpression") @inline(never)
func opPrintExpression(_ pc: PC, _ r: Registers, _ k: Constants, _ fp: FramePointer, _ t: Thread, _ w: UInt64) -> UInt64
{
  fp.pointee.pc = pc
  return proceed(t.display(r[A(w)]), pc, r, k, fp, t, w)
}

extension UnsafeMutablePointer where Pointee == ThreadState {
  /// Hands a value to `sys.displayhook`. False with an exception pending. Not part of the handler, whose frame has to be gone when it leaves.
  @inline(never) fileprivate func display(_ value: Value) -> Bool {
    let hook = getAttribute(vm.pointee.sysModule, StringRef.intern("displayhook"))
    return !hook.isError && !call(hook, value).isError
  }
}

@_cdecl("op_leave") @inline(never)
func opLeave(_ pc: PC, _ r: Registers, _ k: Constants, _ fp: FramePointer, _ t: Thread, _ w: UInt64) -> UInt64 {
  exitOnUnknownInstruction(w)
}
