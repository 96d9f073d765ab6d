// Running a program from the command line to its exit status: a drop-in for `python3`.

import CRuntime
import Glibc
import Syntax

/// What a profiler does around the program; all called on the main thread.
public struct ProgramHooks {
  /// The VM stands, no Python code has run.
  public var willRun: ((Thread) -> Void)?
  /// The program has ended and its exit functions have run.
  public var didRun: (() -> Void)?
  public init() {}
}

public enum Program {
  /// Exit status for a command line that makes no sense.
  static let usageStatus: Int32 = 2
  /// Added to the number of the signal that ended the program.
  public static let signalStatus: Int32 = 256

  /// Ends the process as the program ended: with its status, or of its signal, so that a calling shell sees it.
  public static func end(_ status: Int32) -> Never {
    if status > signalStatus {
      signal(status - signalStatus, SIG_DFL)
      kill(getpid(), status - signalStatus)
      // Still here: the signal is blocked. Shells write such an end as 128 + n.
      exit(128 + status - signalStatus)
    }
    exit(status)
  }

  /// Runs what `words` (options, script, its arguments) ask for.
  /// - Returns: the exit status; 256 + n when the program ended by signal n.
  public static func run(_ words: [String], hooks: ProgramHooks = ProgramHooks()) -> Int32 {
    do {
      return run(try ProgramOptions.parse(words), hooks: hooks)
    } catch {
      writeError("pitviper: \((error as? ProgramOptions.Problem)?.message ?? "\(error)")\n")
      return (error as? ProgramOptions.Problem)?.status ?? usageStatus
    }
  }

  public static func run(_ options: ProgramOptions, hooks: ProgramHooks = ProgramHooks()) -> Int32 {
    if options.source == .version {
      writeOutput("Python \(pythonVersion) (PitViper)\n")
      return 0
    }
    let thread = VM.start(options.machine)
    let runner = ProgramRunner(thread, options)
    hooks.willRun?(thread)
    let status = runner.run()
    hooks.didRun?()
    if options.machine.statistics { writeError(runner.statistics()) }
    return status
  }
}

func writeError(_ text: String) { writeAll(2, text) }
func writeOutput(_ text: String) { writeAll(1, text) }

/// Writes everything or gives up at the first real error.
@discardableResult func writeAll(_ descriptor: Int32, _ text: String) -> Bool {
  var text = text
  return text.withUTF8 { buffer in
    var offset = 0
    while offset < buffer.count {
      let count = write(descriptor, buffer.baseAddress! + offset, buffer.count - offset)
      if count < 0 {
        if errno == EINTR { continue }
        return false
      }
      offset += count
    }
    return true
  }
}

struct ProgramRunner {
  let t: Thread
  let options: ProgramOptions
  private var flags: PythonFlags { options.machine.python }

  init(_ thread: Thread, _ options: ProgramOptions) {
    t = thread
    self.options = options
  }

  func run() -> Int32 {
    let place = ProgramPlace(options.machine)
    let path = SearchPath(options, place)
    t.makeSys(arguments: argumentList, path: path.folders, place: place)
    t.makeStandardStreams()
    t.defineSiteNames()
    let main = ModuleRef.make(t, name: vm.pointee.names.main)
    DictRef(vm.pointee.modules).set(name: vm.pointee.names.main, main.value)
    main.namespace.set(name: vm.pointee.names.builtins, vm.pointee.builtins)
    installInterruptHandler()
    if flags.enablesFaultHandler { enableFaultHandler(t) }
    // Filters that are not the usual ones are read by the module `warnings`.
    if !flags.warningOptions.isEmpty, t.importModule("warnings").isError { t.pointee.exception = .unbound }
    runStartLines(path.imports)
    var status: Int32 = 0
    if options.source == .standardInput && readsFromPerson {
      status = Prompt(t, main.namespace, flags).start()
    } else {
      let result = execute(main.namespace)
      if result.isError { status = t.reportUncaught(staysAfterExit: flags.inspect > 0) }
      if needsPrompt { status = Prompt(t, main.namespace, flags).run() }
    }
    t.joinThreads()
    t.runExitFunctions()
    isThreaded = false
    givesLockUp = false
    StreamRegistry.flushAll(t)
    Finalizers.takeAll()
    t.runFinalizers()
    let flushed = t.flushStandardStreams()
    StreamRegistry.flushAll(t)
    return flushed ? status : 120
  }

  /// Whether people type what comes next: after `-i`, or a program that has set PYTHONINSPECT.
  private var needsPrompt: Bool {
    guard flags.inspect > 0 || flags.environment("PYTHONINSPECT") != nil else { return false }
    return readsFromPerson
  }

  private var readsFromPerson: Bool { flags.interactive > 0 || isatty(STDIN_FILENO) != 0 }

  private var argumentList: [String] {
    switch options.source {
    case .script(let path): return [path] + options.arguments
    case .command: return ["-c"] + options.arguments
    case .module: return ["-m"] + options.arguments
    case .standardInput: return (options.arguments.isEmpty ? [""] : ["-"]) + options.arguments
    case .version: return []
    }
  }

  /// Code of `.pth` files; its errors are shown and do not stop the program.
  private func runStartLines(_ lines: [(file: String, line: String)]) {
    for (file, line) in lines {
      let globals = DictRef.make(t)
      globals.set(name: vm.pointee.names.builtins, ModuleRef(vm.pointee.builtins).namespace.value)
      let code = t.compile(Array(line.utf8), filename: "<string>", origin: .text)
      if let code, !t.execute(code, globals: globals).isError { continue }
      writeError("Error processing \(file):\n\n" + t.tracebackText(of: t.takeException()) + "\n")
    }
  }

  private func execute(_ globals: DictRef) -> Value {
    func set(_ name: Value, _ text: String) { globals.set(name: name, StringRef.make(t, text)) }
    switch options.source {
    case .command(let code):
      return compileAndRun(Array(code.utf8) + [10], "<string>", globals, origin: .text)
    case .standardInput:
      set(vm.pointee.names.file, "<stdin>")
      switch readAll(0) {
      case .success(let source): return compileAndRun(source, "<stdin>", globals)
      case .failure(let error): return cannotOpen("<stdin>", error)
      }
    case .script(let script):
      let path = absolutePath(script)
      if isDirectory(path) { return runFolder(script, path, globals) }
      if ScriptArchive.isArchive(path) { return runArchive(script, globals) }
      set(vm.pointee.names.file, path)
      return runFile(path, globals)
    case .module(let name):
      return runModule(name, globals)
    case .version: return .none
    }
  }

  /// A folder with `__main__.py`, which then is on the path.
  private func runFolder(_ script: String, _ path: String, _ globals: DictRef) -> Value {
    let inner = path + "/__main__.py"
    guard isFile(inner) else {
      writeError("pitviper: can't find '__main__' module in '\(script)'\n")
      exit(1)
    }
    globals.set(name: vm.pointee.names.file, StringRef.make(t, inner))
    globals.set(name: vm.pointee.names.package, vm.pointee.emptyString)
    return runFile(inner, globals)
  }

  /// A zip file with `__main__.py`: the module `zipimport` reads it.
  private func runArchive(_ script: String, _ globals: DictRef) -> Value {
    // The first look into the archive puts zipimport on sys.path_hooks.
    let runner = t.importModule("runpy")
    if !runner.isError, !t.installArchiveHook() { return .error }
    if runner.isError { return .error }
    let run = t.getAttribute(runner, StringRef.intern("_run_module_as_main"))
    return run.isError ? .error : t.call(run, StringRef.intern("__main__"), .false)
  }

  private func runFile(_ path: String, _ globals: DictRef) -> Value {
    switch readFile(path) {
    case .success(let source): return compileAndRun(source, path, globals)
    case .failure(let error): return cannotOpen(path, error)
    }
  }

  private func cannotOpen(_ path: String, _ error: SystemError) -> Value {
    writeError("pitviper: can't open file '\(path)': [Errno \(error.number)] \(error.text)\n")
    exit(2)
  }

  private func compileAndRun(
    _ source: [UInt8], _ filename: String, _ globals: DictRef, origin: SourceOrigin = .file
  ) -> Value {
    if case .script = options.source, let code = CodeCache.code(t, compiled: source) {
      return t.execute(code, globals: globals)
    }
    var source = source
    if flags.skipsFirstLine, case .script = options.source {
      // Its end stays, so that lines keep their numbers.
      source.removeFirst(source.firstIndex(of: 10) ?? source.count)
    }
    guard let code = t.compile(source, filename: filename, origin: origin) else { return .error }
    if options.machine.disassemble {
      for listing in disassembly { writeOutput(listing) }
      disassembly = []
    }
    vm_clear_stack()
    return t.execute(code, globals: globals)
  }

  /// `-m name`: the module's file (or the package's `__main__`) runs as `__main__`.
  private func runModule(_ name: String, _ globals: DictRef) -> Value {
    guard var found = t.findSource(name) else {
      if t.pointee.exception.isBound { return .error }
      writeError("pitviper: No module named \(name)\n")
      exit(1)
    }
    var qualified = name
    if found.isPackage {
      guard let inner = t.findSource(name + ".__main__") else {
        if t.pointee.exception.isBound { return .error }
        writeError(
          "pitviper: No module named \(name).__main__; '\(name)' is a package and cannot be directly executed\n")
        exit(1)
      }
      found = inner
      qualified = name + ".__main__"
    }
    let package = qualified.split(separator: ".").dropLast().joined(separator: ".")
    let file = StringRef.make(t, absolutePath(found.file))
    globals.set(name: vm.pointee.names.package, StringRef.make(t, package))
    globals.set(name: vm.pointee.names.file, file)
    let spec = t.makeSpec(StringRef.make(t, qualified), origin: StringRef(file).text, globals)
    globals.set(name: vm.pointee.names.spec, spec)
    let argv = t.getAttribute(vm.pointee.sysModule, StringRef.intern("argv"))
    if argv.isKind(.list), ListRef(argv).count > 0 { ListRef(argv)[0] = file }
    return runFile(StringRef(file).text, globals)
  }

  /// `--stats`: what the heap, the compiler and the JIT did.
  func statistics() -> String {
    let figures = heap.pointee.statistics
    func milliseconds(_ nanoseconds: UInt64) -> String { "\(Double(nanoseconds / 1000) / 1000) ms" }
    return """
      heap: \(figures.allocatedBytes >> 10) KiB allocated, \(heap.pointee.usedBytes >> 10) KiB in use, \
      \(figures.liveBytes >> 10) KiB live at the last collection
      gc: \(figures.collections) collections, \(milliseconds(figures.pauseTotal)) in all, longest \
      \(milliseconds(figures.pauseMaximum)), \(figures.objectsMarked) objects marked
      code: \(vm.pointee.codes.count) code objects

      """ + (jitStorage?.statisticsText() ?? "")
  }
}

extension UnsafeMutablePointer where Pointee == ThreadState {
  /// The file of a module by dotted name, its parent packages being imported; nil when there is none.
  func findSource(_ name: String) -> (file: String, isPackage: Bool)? {
    let parts = name.split(separator: ".").map(String.init)
    guard let last = parts.last else { return nil }
    var searchPath = getAttribute(vm.pointee.sysModule, StringRef.intern("path"))
    if parts.count > 1 {
      let parent = importModule(parts.dropLast().joined(separator: "."))
      if parent.isError { return nil }
      searchPath = findAttribute(parent, vm.pointee.names.path)
    }
    guard searchPath.isKind(.list) else { return nil }
    let list = ListRef(searchPath)
    for index in 0..<list.count where list[index].isKind(.string) {
      let folder = StringRef(list[index]).text
      let base = folder.isEmpty ? last : folder + "/" + last
      if isFile(base + "/__init__.py") { return (base + "/__init__.py", true) }
      if isFile(base + ".py") { return (base + ".py", false) }
    }
    return nil
  }
}
