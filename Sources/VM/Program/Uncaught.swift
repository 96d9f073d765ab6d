// What happens when an exception reaches the end of the program.

import CRuntime
import Glibc

extension UnsafeMutablePointer where Pointee == ThreadState {
  /// Reports the pending exception as CPython does and returns the exit status.
  /// - Parameter staysAfterExit: SystemExit is shown like any other, since the prompt follows.
  func reportUncaught(staysAfterExit: Bool = false) -> Int32 {
    let exception = takeException()
    if !staysAfterExit, exception.isInstance(of: ExceptionType.systemExit.type) { return exitStatus(of: exception) }
    _ = flushStandardStreams()
    let sys = ModuleRef(vm.pointee.sysModule).namespace
    sys.set(name: StringRef.intern("last_type"), exception.type.value)
    sys.set(name: StringRef.intern("last_value"), exception)
    sys.set(name: StringRef.intern("last_traceback"), ExceptionRef(exception).traceback)
    let hook = sys.get(name: StringRef.intern("excepthook"))
    let original = sys.get(name: StringRef.intern("__excepthook__"))
    if hook.isUnbound { writeError("sys.excepthook is missing\n") }
    if hook.isBound && hook != original {
      let result = call(hook, exception.type.value, exception, ExceptionRef(exception).traceback)
      if !result.isError { return 1 }
      let second = takeException()
      if second.isInstance(of: ExceptionType.systemExit.type) { return exitStatus(of: second) }
      writeError("Error in sys.excepthook:\n" + tracebackText(of: second) + "\nOriginal exception was:\n")
    }
    writeReport(tracebackText(of: exception))
    if exception.isInstance(of: ExceptionType.keyboardInterrupt.type) {
      _ = flushStandardStreams()
      return Program.signalStatus + SIGINT
    }
    return 1
  }

  /// The text that an uncaught exception prints.
  func tracebackText(of exception: Value) -> String {
    var text = TracebackText(self)
    text.print(exception)
    return text.output
  }

  /// What `sys.excepthook` does with its text.
  func showException(_ text: String) { writeReport(text) }

  /// Through sys.stderr when the program has replaced it, else straight to the descriptor.
  func writeReport(_ text: String) {
    let stream = ModuleRef(vm.pointee.sysModule).namespace.get(name: vm.pointee.names.stderr)
    let original = ModuleRef(vm.pointee.sysModule).namespace.get(name: StringRef.intern("__stderr__"))
    if stream.isBound && original.isBound && stream != original && !stream.isNone {
      if !callMethod(stream, vm.pointee.names.write, StringRef.make(self, text)).isError { return }
      pointee.exception = .unbound
    }
    writeError(text)
  }

  /// `SystemExit(code)`: None is 0, an int is itself, anything else is printed and means 1.
  private func exitStatus(of exception: Value) -> Int32 {
    let arguments = TupleRef(ExceptionRef(exception).arguments)
    let code = arguments.count == 0 ? Value.none : arguments.count == 1 ? arguments[0] : arguments.value
    if code.isNone { return 0 }
    if code.isInt { return Int32(truncatingIfNeeded: code.asInt & 0xFF) }
    if code.isBool { return code.isTrue ? 1 : 0 }
    _ = flushStandardStreams()
    writeReport(str(text: code) + "\n")
    return 1
  }
}
