// sys.stdin, sys.stdout and sys.stderr, `print`'s short way to an unreplaced stdout, and `input`.

import CRuntime
import Glibc

/// Type of what `sys.unraisablehook` is called with, once it is needed.
nonisolated(unsafe) private var unraisableReport = Value.unbound

extension UnsafeMutablePointer where Pointee == ThreadState {
  /// Makes `_io` and the standard streams. A descriptor that is closed gives None.
  func makeStandardStreams() {
    defineIO()
    let sys = ModuleRef(vm.pointee.sysModule).namespace
    let rows: [(Int32, StaticString, StaticString, StaticString)] = [
      (0, "stdin", "<stdin>", "__stdin__"), (1, "stdout", "<stdout>", "__stdout__"),
      (2, "stderr", "<stderr>", "__stderr__"),
    ]
    for (descriptor, name, file, original) in rows {
      let stream = standardStream(descriptor, StringRef.intern(file))
      sys.set(name: StringRef.intern(name), stream)
      sys.set(name: StringRef.intern(original), stream)
    }
  }

  private func standardStream(_ descriptor: Int32, _ name: Value) -> Value {
    if fcntl(descriptor, F_GETFD) < 0 { return .none }
    let isInput = descriptor == 0
    let raw = makeFile(
      descriptor: descriptor, flags: isInput ? FileIORef.readable : FileIORef.writable, name: name)
    let unbuffered = vm.pointee.options.python.unbuffered && !isInput
    let buffer =
      unbuffered ? raw : makeBuffered(isInput ? ioTypes.reader : ioTypes.writer, raw: raw, size: ioBufferSize)
    let text = allocateInstance(TypeRef(ioTypes.text))
    var flags = 0
    if unbuffered { flags |= TextRef.Flags.writeThrough }
    if descriptor == 2 || isatty(descriptor) != 0 { flags |= TextRef.Flags.lineBuffering }
    let (encoding, errors) = standardEncoding(descriptor)
    TextRef(text).start(
      self, buffer: buffer, encoding: encoding, errors: errors, newline: isInput ? .none : vm.pointee.characters[10],
      flags: flags)
    _ = setOwnAttribute(text, IOName.of("mode"), isInput ? StringRef.intern("r") : StringRef.intern("w"))
    return text
  }

  /// UTF-8, or what PYTHONIOENCODING says; stderr can show anything.
  private func standardEncoding(_ descriptor: Int32) -> (Value, Value) {
    var encoding = "utf-8"
    var errors = "strict"
    if let setting = vm.pointee.options.python.environment("PYTHONIOENCODING") {
      let parts = setting.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
      if !parts[0].isEmpty { encoding = parts[0] }
      if parts.count > 1, !parts[1].isEmpty { errors = parts[1] }
    } else if ["C", "POSIX", nil].contains(localeName()) {
      errors = "surrogateescape"
    }
    return (StringRef.make(self, encoding), StringRef.intern(descriptor == 2 ? "backslashreplace" : errors))
  }

  private func localeName() -> String? {
    for variable in ["LC_ALL", "LC_CTYPE", "LANG"] {
      if let value = getenv(variable), value[0] != 0 { return String(cString: value) }
    }
    return nil
  }

  /// Flushes both output streams at the end; false when stdout could not be flushed (reported on stderr).
  func flushStandardStreams() -> Bool {
    let sys = ModuleRef(vm.pointee.sysModule).namespace
    var succeeded = true
    for name in [vm.pointee.names.stdout, vm.pointee.names.stderr] {
      let stream = sys.get(name: name)
      if stream.isUnbound || stream.isNone { continue }
      let closed = findAttribute(stream, IOName.of("closed"))
      if closed.isTrue { continue }
      if closed.isError { pointee.exception = .unbound }
      if !callMethod(stream, vm.pointee.names.flush).isError { continue }
      if name == vm.pointee.names.stdout {
        succeeded = false
        reportUnraisable(message: "Exception ignored in: " + repr(text: stream))
        // What cannot be written is dropped, or every later flush would fail again.
        dropPending(stream)
      }
      pointee.exception = .unbound
    }
    return succeeded
  }

  private func dropPending(_ stream: Value) {
    guard stream.type.value == ioTypes.text else { return }
    TextRef(stream).pendingCount = 0
    if let below = buffered(TextRef(stream).buffer) { below.pending = 0 }
  }

  /// Reports the pending exception, which nobody can catch, and clears it: through `sys.unraisablehook` when the program
  /// has put one in its place.
  func reportUnraisable(_ message: String, _ object: Value = .none) {
    let exception = takeException()
    let sys = ModuleRef(vm.pointee.sysModule).namespace
    let hook = sys.get(name: StringRef.intern("unraisablehook"))
    if hook.isBound && hook != sys.get(name: StringRef.intern("__unraisablehook__")) && !hook.isNone {
      let report = makeUnraisableReport(exception, message, object)
      if report.isError || call(hook, report).isError {
        let failure = "Exception ignored in sys.unraisablehook: " + repr(text: hook) + "\n"
        writeReport(failure + tracebackText(of: takeException()))
      }
      return
    }
    showUnraisable(exception, message, object)
  }

  func reportUnraisable(message: String) { reportUnraisable(message) }

  /// What `sys.unraisablehook` does by itself.
  func showUnraisable(_ exception: Value, _ message: String, _ object: Value) {
    let subject = object.isNone ? message : message + ": " + repr(text: object)
    writeReport(subject + "\n" + tracebackText(of: exception))
  }

  private func makeUnraisableReport(_ exception: Value, _ message: String, _ object: Value) -> Value {
    if unraisableReport.isUnbound {
      unraisableReport = vm.pointee.immortal(
        makeStructType("sys.UnraisableHookArgs", ["exc_type", "exc_value", "exc_traceback", "err_msg", "object"]))
    }
    let text = message == "Exception ignored in" ? Value.none : StringRef.make(self, message)
    return call(
      unraisableReport,
      TupleRef.make(self, [exception.type.value, exception, ExceptionRef(exception).traceback, text, object]))
  }

  // MARK: print

  /// The stream when it is exactly a TextIOWrapper whose `write` needs no look-up.
  @inline(__always) func plainTextStream(_ stream: Value) -> TextRef? {
    guard stream.isObject, stream.objectKind == .native, stream.type.value == ioTypes.text else { return nil }
    return TextRef(stream)
  }

  // MARK: input

  /// `input(prompt)`.
  func readInput(_ prompt: Value) -> Value {
    let sys = ModuleRef(vm.pointee.sysModule).namespace
    for name in [vm.pointee.names.stdin, vm.pointee.names.stdout, vm.pointee.names.stderr] {
      let stream = sys.get(name: name)
      if stream.isUnbound || stream.isNone { return raise(.runtimeError, "input(): lost sys.\(StringRef(name).text)") }
    }
    if let editor = promptEditor, let line = readInput(prompt, editor, sys) { return line }
    let output = sys.get(name: vm.pointee.names.stdout)
    if prompt.isBound {
      let text = str(prompt)
      if text.isError || callMethod(output, vm.pointee.names.write, text).isError { return .error }
    }
    // A stream that cannot be flushed is no reason not to read.
    if callMethod(output, vm.pointee.names.flush).isError { pointee.exception = .unbound }
    let line = callMethod(sys.get(name: vm.pointee.names.stdin), IOName.of("readline"))
    if line.isError { return .error }
    guard line.isKind(.string) else {
      return raise(.typeError, "object.readline() returned non-string")
    }
    let string = StringRef(line)
    if string.count == 0 { return raise(.eofError, "EOF when reading a line") }
    return string[string.count - 1] == 10 ? string.slice(self, 0, string.count - 1) : line
  }
}

extension UnsafeMutablePointer where Pointee == ThreadState {
  /// `input` at the interactive prompt, with its editor; nil when the streams are not the terminal's.
  private func readInput(_ prompt: Value, _ editor: LineEditor, _ sys: DictRef) -> Value? {
    for (name, original) in [("stdin", "__stdin__"), ("stdout", "__stdout__")]
    where sys.get(name: StringRef.intern(name)) != sys.get(name: StringRef.intern(original)) {
      return nil
    }
    let text = prompt.isBound ? str(prompt) : vm.pointee.emptyString
    if text.isError { return .error }
    _ = flushStandardStreams()
    switch editor.read(StringRef(text).text) {
    case .line(let line): return StringRef.make(self, line)
    case .end: return raise(.eofError, "")
    case .failed: return .error
    }
  }
}

let inputDefinition = NativeDefinition(.function, "input(prompt='', /)") { t, a in t.readInput(a[0]) }
