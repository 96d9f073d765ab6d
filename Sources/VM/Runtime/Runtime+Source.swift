// From source text to running code: parse, compile, execute.

import CRuntime
import Glibc
import Syntax

extension UnsafeMutablePointer where Pointee == ThreadState {
  /// A code object from source text; nil with SyntaxError (or its like) pending.
  func compile(
    _ source: [UInt8], filename: String, mode: ParseMode = .file, usesNamespace: Bool = false,
    futureAnnotations: Bool = false, optimize: Int? = nil, origin: SourceOrigin = .file, options: ParseOptions = []
  ) -> CodeRef? {
    guard
      let compiled = compiledCode(
        source, filename: filename, mode: mode, usesNamespace: usesNamespace, futureAnnotations: futureAnnotations,
        optimize: optimize, origin: origin, options: options)
    else { return nil }
    return CodeRef.make(self, compiled)
  }

  /// What the compiler makes of a source; nil with SyntaxError (or its like) pending.
  /// - Parameter optimize: as the option -O; nil as the program was started.
  func compiledCode(
    _ source: [UInt8], filename: String, mode: ParseMode = .file, usesNamespace: Bool = false,
    futureAnnotations: Bool = false, optimize: Int? = nil, origin: SourceOrigin = .file, options: ParseOptions = []
  ) -> CompiledCode? {
    guard let module = parse(source, filename: filename, mode: mode, origin: origin, options: options) else {
      return nil
    }
    return compiledCode(
      module, usesNamespace: usesNamespace, futureAnnotations: futureAnnotations, optimize: optimize)
  }

  /// The syntax tree of a source text, after the parser's warnings; nil with an exception pending.
  func parse(
    _ source: [UInt8], filename: String, mode: ParseMode, origin: SourceOrigin, options: ParseOptions = []
  ) -> Module? {
    let module: Module? = whileCompiling {
      do throws(SyntaxProblem) {
        return try Parser.parse(source: source, filename: filename, mode: mode, origin: origin, options: options)
      } catch {
        raise(error)
        return nil
      }
    }
    guard let module else { return nil }
    for warning in module.warnings where !show(warning, module.source) { return nil }
    return module
  }

  /// What the compiler makes of a syntax tree, after its warnings; nil with an exception pending.
  func compiledCode(
    _ module: Module, usesNamespace: Bool, futureAnnotations: Bool, optimize: Int?
  ) -> CompiledCode? {
    var warnings: [SourceWarning] = []
    let compiled: CompiledCode? = whileCompiling {
      do {
        return try Compiler.compile(
          module, usesNamespace: usesNamespace, futureAnnotations: futureAnnotations,
          optimize: optimize ?? vm.pointee.options.python.optimize, warn: { warnings.append($0) })
      } catch let problem as SyntaxProblem {
        raise(problem, isCompiled: true)
      } catch {
        raise(.systemError, "\(error)")
      }
      return nil
    }
    guard let compiled else { return nil }
    for warning in warnings where !show(warning, module.source) { return nil }
    if vm.pointee.options.disassemble { disassembly.append(Disassembler.listing(of: compiled)) }
    return compiled
  }

  /// Time in `body` is the compiler's, for a profile.
  private func whileCompiling<Result>(_ body: () -> Result) -> Result {
    let state = pointee.state
    pointee.state = UInt32(VM_STATE_COMPILING.rawValue)
    defer { pointee.state = state }
    return body()
  }

  /// Hands a warning of the compiler to `warnings`, whose filters decide, when the program has loaded it; else prints
  /// it as the default filters do. False when a filter made it an exception: a SyntaxError, then.
  private func show(_ warning: SourceWarning, _ source: SourceText) -> Bool {
    let module = DictRef(vm.pointee.modules).get(name: StringRef.intern("warnings"))
    let lineNumber = Int(warning.span.line)
    guard module.isObject else {
      if warning.origin == .string { return true }
      let line = source.text(ofLine: lineNumber).map { "  " + $0.trimmed + "\n" } ?? ""
      writeReport("\(source.filename):\(lineNumber): SyntaxWarning: \(warning.message)\n\(line)")
      return true
    }
    let function = getAttribute(module, StringRef.intern("warn_explicit"))
    if function.isError { return false }
    let category = warning.origin == .string ? ExceptionType.deprecationWarning : .syntaxWarning
    let result = call(
      function, StringRef.make(self, warning.message), category.type, StringRef.make(self, source.filename),
      .int(lineNumber))
    if !result.isError { return true }
    if pendingMatches(category) {
      pointee.exception = .unbound
      var problem = source.problem(warning.message, at: warning.span)
      if warning.origin == .tokenizer, problem.text?.last == "\n" { problem.text?.removeLast() }
      raise(problem, isCompiled: warning.origin == .compiler)
    }
    return false
  }

  /// The Python exception for a problem of the parser or compiler.
  /// - Parameter isCompiled: the compiler found it, which quotes the line from the file, when there is one.
  func raise(_ problem: SyntaxProblem, isCompiled: Bool = false) {
    let type: ExceptionType
    switch problem.kind {
    case .syntax: type = .syntaxError
    case .indentation: type = .indentationError
    case .tab: type = .tabError
    case .recursion:
      raise(.recursionError, problem.message)
      return
    case .value:
      raise(.valueError, problem.message)
      return
    }
    if problem.line == 0 {
      // The file could not even be decoded: there is no place to show.
      let exception = call(type.type, StringRef.make(self, problem.message))
      if !exception.isError { raise(exception: exception) }
      return
    }
    let details = TupleRef.allocate(self, count: 6)
    for index in 0..<6 { details[index] = .none }
    details[0] = StringRef.make(self, problem.filename)
    details[1] = .int(problem.line)
    details[2] = .int(problem.offset)
    if let text = problem.text, !isCompiled || access(problem.filename, R_OK) == 0 {
      details[3] = StringRef.make(self, text)
    }
    details[4] = .int(problem.endLine)
    details[5] = .int(problem.endOffset)
    let arguments = TupleRef.make(self, StringRef.make(self, problem.message), details.value)
    let exception = call(type.type, tuple: TupleRef(arguments))
    if !exception.isError { raise(exception: exception) }
  }

  /// Runs module-level code with these globals; its value (None for files) or `.error`.
  func execute(_ code: CodeRef, globals: DictRef, locals: Value = .unbound, closure: Value = .unbound) -> Value {
    let function = FunctionRef.make(
      self, code: code.bound(self, to: globals), globals: globals, module: moduleName(globals))
    if closure.isBound { function.setField(.closure, closure) }
    if code.info.pointee.flags & CodeFlags.usesNamespace != 0 {
      return runWithNamespace(function, locals.isObject ? locals : globals.value)
    }
    return withUnsafeTemporaryAllocation(of: Value.self, capacity: 12) {
      runFunction(function, $0.baseAddress.unsafelyUnwrapped, 0)
    }
  }
}

/// Listings collected for `run --disassemble`.
nonisolated(unsafe) var disassembly: [String] = []

/// The bytes of a file, or the errno that says why not.
func readFile(_ path: String) -> Result<[UInt8], SystemError> {
  let descriptor = open(path, O_RDONLY | O_CLOEXEC)
  if descriptor < 0 { return .failure(SystemError(number: errno)) }
  defer { close(descriptor) }
  return readAll(descriptor)
}

func readAll(_ descriptor: Int32) -> Result<[UInt8], SystemError> {
  var bytes: [UInt8] = []
  var information = stat()
  if fstat(descriptor, &information) == 0 {
    if information.st_mode & S_IFMT == S_IFDIR { return .failure(SystemError(number: EISDIR)) }
    bytes.reserveCapacity(Int(information.st_size) + 1)
  }
  let chunk = UnsafeMutableRawBufferPointer.allocate(byteCount: 64 << 10, alignment: 16)
  defer { chunk.deallocate() }
  while true {
    let count = read(descriptor, chunk.baseAddress, chunk.count)
    if count < 0 {
      if errno == EINTR { continue }
      return .failure(SystemError(number: errno))
    }
    if count == 0 { return .success(bytes) }
    bytes.append(contentsOf: chunk[0..<count])
  }
}

/// An errno.
struct SystemError: Error {
  let number: Int32
  var text: String { String(cString: strerror(number)) }
}

extension String {
  /// Without blanks at both ends.
  fileprivate var trimmed: Substring {
    let start = drop { $0 == " " || $0 == "\t" || $0 == "\u{C}" }
    let end = start.lastIndex { $0 != " " && $0 != "\t" }
    return end.map { start[...$0] } ?? ""
  }
}
