// The interactive prompt: reads statements as they are typed, runs each when it is complete, and prints the values of
// expressions through `sys.displayhook`. Ends at the end of the input or with SystemExit.
//
// At a terminal lines are read by `LineEditor`; from anything else (with -i) like a file, the prompts going to stderr.

import CRuntime
import Glibc
import Syntax

/// The editor of the running prompt, which `input()` uses too.
nonisolated(unsafe) var promptEditor: LineEditor?

final class Prompt {
  private let t: Thread
  private let globals: DictRef
  private let flags: PythonFlags
  /// `from __future__ import annotations` has been typed.
  private var futureAnnotations = false

  init(_ thread: Thread, _ globals: DictRef, _ flags: PythonFlags) {
    t = thread
    self.globals = globals
    self.flags = flags
  }

  /// The banner, the file that PYTHONSTARTUP names, the prompt.
  func start() -> Int32 {
    if !flags.quiet {
      writeError(
        """
        Python \(pythonVersion) (PitViper) on linux
        Type "help", "copyright", "credits" or "license" for more information.

        """)
    }
    if let path = flags.environment("PYTHONSTARTUP"), let status = runStartFile(path) { return status }
    return run()
  }

  /// Nil, or the exit status when the file ends the program.
  private func runStartFile(_ path: String) -> Int32? {
    guard case .success(let source) = readFile(path) else {
      writeError("Could not open PYTHONSTARTUP\n")
      writeError("\(SystemError(number: errno).text): '\(path)'\n")
      return nil
    }
    globals.set(name: vm.pointee.names.file, StringRef.make(t, path))
    var status: Int32?
    if let code = t.compile(source, filename: path), !t.execute(code, globals: globals).isError {
      status = nil
    } else {
      status = endOrReport()
    }
    _ = globals.remove(t, vm.pointee.names.file)
    return status
  }

  /// Reads and runs until the end; the exit status.
  func run() -> Int32 {
    let sys = ModuleRef(vm.pointee.sysModule).namespace
    for (name, text) in [("ps1", ">>> "), ("ps2", "... ")] where sys.get(name: StringRef.intern(name)).isUnbound {
      sys.set(name: StringRef.intern(name), StringRef.intern(text))
    }
    if LineEditor.isPossible { promptEditor = LineEditor(t, globals) }
    defer {
      promptEditor?.history.save()
      promptEditor = nil
    }
    while true {
      switch readStatement() {
      case .end:
        writeError("\n")
        return 0
      case .failed:
        if let status = endOrReport() { return status }
      case .code(let code):
        if code.info.pointee.flags & CodeFlags.futureAnnotations != 0 { futureAnnotations = true }
        if t.execute(code, globals: globals).isError, let status = endOrReport() { return status }
        _ = t.flushStandardStreams()
      }
    }
  }

  /// The status with which SystemExit ends the prompt; anything else is shown: nil.
  private func endOrReport() -> Int32? {
    let isEnd = t.pointee.exception.isInstance(of: ExceptionType.systemExit.type)
    if !isEnd, t.pointee.exception.isInstance(of: ExceptionType.keyboardInterrupt.type),
      ExceptionRef(t.pointee.exception).traceback.isNone
    {
      // While a line was typed: only the line is given up.
      t.pointee.exception = .unbound
      writeError("\nKeyboardInterrupt\n")
      return nil
    }
    let status = t.reportUncaught()
    return isEnd ? status : nil
  }

  // MARK: Statements

  private enum Reading {
    case code(CodeRef)
    case end
    /// An exception is pending.
    case failed
  }

  /// Lines until they are a statement, or wrong.
  private func readStatement() -> Reading {
    var source: [UInt8] = []
    var isFirst = true
    while true {
      guard let prompt = promptText(isFirst ? "ps1" : "ps2") else { return .failed }
      switch readLine(prompt) {
      case .failed: return .failed
      case .end:
        if isFirst { return .end }
        // What has been typed counts as all there is.
        guard let code = compile(source) else { return .failed }
        return .code(code)
      case .line(let line):
        if isFirst, Prompt.isEmpty(line) { return .code(compile(Array("pass".utf8))!) }
        source += isFirst ? line : [10] + line
        isFirst = false
        switch state(of: source) {
        case .complete:
          guard let code = compile(source) else { return .failed }
          return .code(code)
        case .wrong:
          _ = compile(source + [10])
          return .failed
        case .incomplete: continue
        }
      }
    }
  }

  /// Blanks and a comment are no statement.
  private static func isEmpty(_ line: [UInt8]) -> Bool {
    let text = line.drop { $0 == 32 || $0 == 9 || $0 == 12 }
    return text.isEmpty || text.first == UInt8(ascii: "#")
  }

  private enum SourceState { case complete, incomplete, wrong }

  /// A compound statement is complete after an empty line: then it also is without one more line end. (The module
  /// `codeop` decides in the same way.)
  private func state(of source: [UInt8]) -> SourceState {
    func problem(_ source: [UInt8]) -> SyntaxProblem? {
      do {
        _ = try Parser.parse(
          source: source, filename: "<stdin>", mode: .single, origin: .text,
          options: [.allowsIncompleteInput, .keepsBlocksOpen])
        return nil
      } catch {
        return error
      }
    }
    if problem(source) == nil { return .complete }
    guard let second = problem(source + [10]) else { return .incomplete }
    return second.message == "incomplete input" ? .incomplete : .wrong
  }

  private func compile(_ source: [UInt8]) -> CodeRef? {
    t.compile(
      source, filename: "<stdin>", mode: .single, futureAnnotations: futureAnnotations, origin: .text)
  }

  // MARK: Lines

  private enum Line {
    case line([UInt8])
    case end
    case failed
  }

  /// `sys.ps1` or `sys.ps2` as text, empty when it is missing; nil with an exception pending.
  private func promptText(_ name: String) -> String? {
    let value = ModuleRef(vm.pointee.sysModule).namespace.get(name: StringRef.intern(name))
    if value.isUnbound { return "" }
    let text = t.str(value)
    return text.isError ? nil : StringRef(text).text
  }

  private func readLine(_ prompt: String) -> Line {
    _ = t.flushStandardStreams()
    if let editor = promptEditor {
      switch editor.read(prompt) {
      case .line(let text): return .line(Array(text.utf8))
      case .end: return .end
      case .failed: return .failed
      }
    }
    writeError(prompt)
    let input = ModuleRef(vm.pointee.sysModule).namespace.get(name: StringRef.intern("__stdin__"))
    if input.isUnbound || input.isNone { return .end }
    let line = t.callMethod(input, StringRef.intern("readline"))
    guard line.isKind(.string) else { return .failed }
    var bytes = StringRef(line).utf8
    if bytes.isEmpty { return .end }
    if bytes.last == 10 { bytes.removeLast() }
    return .line(bytes)
  }
}
