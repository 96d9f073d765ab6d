// `sys`: the interpreter's view of itself. Streams are added by the io module's start-up.

import CRuntime
import Glibc

/// The version of Python that the VM runs.
let pythonVersion = "3.11.2"

private let sysFunctions: [NativeDefinition] = [
  NativeDefinition(.function, "getrecursionlimit()") { _, _ in .int(vm.pointee.recursionLimit) },
  NativeDefinition(.function, "setrecursionlimit(limit, /)") { t, a in
    guard let limit = t.index(a[0]) else { return .error }
    if limit < 1 { return t.raise(.valueError, "recursion limit must be greater or equal than 1") }
    t.setRecursionLimit(limit)
    return .none
  },
  NativeDefinition(.function, "exit(status=None, /)") { t, a in
    let none = a[0].isUnbound || a[0].isNone
    return t.raise(
      .systemExit, arguments: none ? vm.pointee.emptyTuple : a[0].isKind(.tuple) ? a[0] : TupleRef.make(t, a[0]))
  },
  NativeDefinition(.function, "intern(string, /)") { t, a in
    guard a[0].isKind(.string) else {
      return t.raise(.typeError, "intern() argument must be str, not \(a[0].typeName)")
    }
    return StringRef.intern(a[0])
  },
  NativeDefinition(.function, "exc_info()") { t, _ in
    let handled = t.pointee.handled
    if !handled.isObject { return TupleRef.make(t, .none, .none, .none) }
    return TupleRef.make(t, handled.type.value, handled, ExceptionRef(handled).traceback)
  },
  NativeDefinition(.function, "exception()") { t, _ in t.pointee.handled.isObject ? t.pointee.handled : .none },
  NativeDefinition(.function, "getsizeof(object, default=None, /)") { t, a in
    let size = t.callSpecial(.sizeof, a[0])
    return size.isUnbound ? (a[1].isBound ? a[1] : .int(16)) : size
  },
  // Nobody can install an audit hook.
  NativeDefinition(.function, "audit(event, /, *args)") { _, _ in .none },
  NativeDefinition(.function, "getrefcount(object, /)") { _, _ in .int(2) },
  NativeDefinition(.function, "getdefaultencoding()") { _, _ in StringRef.intern("utf-8") },
  NativeDefinition(.function, "getfilesystemencoding()") { _, _ in StringRef.intern("utf-8") },
  NativeDefinition(.function, "getfilesystemencodeerrors()") { _, _ in StringRef.intern("surrogateescape") },
  NativeDefinition(.function, "_clear_type_cache()") { _, _ in .none },
  NativeDefinition(.function, "getswitchinterval()") { t, _ in t.makeFloat(Double(switchInterval) / 1e9) },
  NativeDefinition(.function, "setswitchinterval(interval, /)") { t, a in
    guard let seconds = t.double(of: a[0], { "must be real number, not \($0)" }) else { return .error }
    if !(seconds > 0) { return t.raise(.valueError, "switch interval must be strictly positive") }
    switchInterval = UInt64(max(1, min(seconds * 1e9, 1e18)))
    return .none
  },
  NativeDefinition(.function, "_current_frames()") { t, _ in
    let dict = DictRef.make(t)
    for thread in vm.pointee.threads {
      let frame = t.frameObject(of: thread)
      if frame.isObject { dict.set(t, .int(Int(thread.pointee.identity)), frame) }
    }
    return dict.value
  },
  NativeDefinition(.function, "_current_exceptions()") { t, _ in
    let dict = DictRef.make(t)
    for thread in vm.pointee.threads {
      dict.set(t, .int(Int(thread.pointee.identity)), thread.pointee.handled.isObject ? thread.pointee.handled : .none)
    }
    return dict.value
  },
  NativeDefinition(.function, "is_finalizing()") { _, _ in .false },
  NativeDefinition(.function, "getallocatedblocks()") { _, _ in .int(Int(heap.pointee.blocksInUse)) },
  NativeDefinition(.function, "get_int_max_str_digits()") { _, _ in .int(intMaxDigits) },
  NativeDefinition(.function, "set_int_max_str_digits(maxdigits)") { t, a in
    guard let digits = t.index(a[0]) else { return .error }
    if digits != 0 && digits < 640 { return t.raise(.valueError, "maxdigits must be 0 or larger than 640") }
    intMaxDigits = digits
    return .none
  },
  NativeDefinition(.function, "displayhook(object, /)") { t, a in
    if a[0].isNone { return .none }
    ModuleRef(vm.pointee.builtins).namespace.set(name: StringRef.intern("_"), a[0])
    let text = t.repr(a[0])
    if text.isError { return .error }
    return t.printValues(
      TupleRef(TupleRef.make(t, text)), separator: .unbound, end: .unbound, file: .unbound, flush: .unbound)
  },
  NativeDefinition(.function, "excepthook(exctype, value, traceback, /)") { t, a in
    guard a[1].isKind(.exception) else { return .none }
    if ExceptionRef(a[1]).traceback.isNone && a[2].isKind(.traceback) { ExceptionRef(a[1]).traceback = a[2] }
    t.showException(t.tracebackText(of: a[1]))
    return .none
  },
  NativeDefinition(.function, "unraisablehook(unraisable, /)") { t, a in
    func field(_ name: StaticString) -> Value {
      let value = t.findAttribute(a[0], StringRef.intern(name))
      if value.isError { t.pointee.exception = .unbound }
      return value.isError || value.isUnbound ? .none : value
    }
    let message = field("err_msg")
    var text = message.isNone ? "Exception ignored in" : t.str(text: message)
    let object = field("object")
    if !object.isNone { text += ": " + t.repr(text: object) }
    text += "\n"
    let exception = field("exc_value")
    if exception.isKind(.exception) { text += t.tracebackText(of: exception) }
    t.showException(text)
    return .none
  },
  NativeDefinition(.function, "gettrace()") { t, _ in t.debugHook(.trace) },
  NativeDefinition(.function, "getprofile()") { t, _ in t.debugHook(.profile) },
  NativeDefinition(.function, "settrace(function, /)") { t, a in t.setDebugHook(.trace, a[0]) },
  NativeDefinition(.function, "setprofile(function, /)") { t, a in t.setDebugHook(.profile, a[0]) },
  NativeDefinition(.function, "_getframe(depth=0, /)") { t, a in
    let depth = a[0].isUnbound ? 0 : a[0].asInt
    return t.frameObject(depth: depth)
  },
]

extension UnsafeMutablePointer where Pointee == ThreadState {
  /// Makes `sys` before the first module is imported.
  func makeSys(arguments: [String], path: [String], place: ProgramPlace) {
    let module = defineModule(
      "sys", sysFunctions + [breakpointHookDefinition] + coroutineOriginFunctions + asyncGeneratorHookFunctions)
    vm.pointee.sysModule = module.value
    let namespace = module.namespace
    func set(_ name: String, _ value: Value) { namespace.set(name: StringRef.intern(name), value) }
    func text(_ value: String) -> Value { StringRef.make(self, value) }
    func list(_ items: [String]) -> Value {
      let list = ListRef.make(self)
      for item in items { list.append(self, text(item)) }
      return list.value
    }
    set("argv", list(arguments))
    set("orig_argv", list(CommandLine.arguments))
    set("path", list(path))
    set("modules", vm.pointee.modules)
    let names = (nativeModules.keys + ["builtins", "sys", "_io"]).sorted()
    let nameTuple = TupleRef.allocate(self, count: names.count)
    for (index, name) in names.enumerated() { nameTuple[index] = StringRef.intern(name) }
    set("builtin_module_names", nameTuple.value)
    // In the form that `platform` understands: it knows the names of the other implementations only.
    set("version", text("\(pythonVersion) (PitViper) [Swift]"))
    set("hexversion", .int(0x030B_02F0))
    set("api_version", .int(1013))
    set("copyright", text("Copyright (c) the authors of PitViper."))
    set("platform", text("linux"))
    set("byteorder", text("little"))
    set("maxsize", makeInt(Int.max))
    set("maxunicode", .int(0x10FFFF))
    let environment = place.environment ?? StandardLibrary.prefix
    set("prefix", text(environment))
    set("base_prefix", text(StandardLibrary.prefix))
    set("exec_prefix", text(environment))
    set("base_exec_prefix", text(StandardLibrary.prefix))
    set("platlibdir", text("lib"))
    set("abiflags", text(""))
    set("_home", .none)
    set("_framework", text(""))
    set("_stdlib_dir", text(StandardLibrary.folder))
    set("executable", text(place.executable))
    set("_base_executable", text(place.executable))
    let flags = vm.pointee.options.python
    set("dont_write_bytecode", .bool(flags.writesNoCode))
    set("pycache_prefix", flags.cachePrefix.map(text) ?? .none)
    set("warnoptions", list(flags.warningOptions))
    set("_xoptions", makeExtensions(flags.extensions))
    set("meta_path", ListRef.make(self).value)
    set("path_hooks", ListRef.make(self).value)
    set("path_importer_cache", DictRef.make(self).value)
    set("float_repr_style", text("short"))
    for name in ["excepthook", "unraisablehook", "breakpointhook"] {
      set("__\(name)__", namespace.get(name: StringRef.intern(name)))
    }
    set("__displayhook__", namespace.get(name: StringRef.intern("displayhook")))
    makeSysStructures(set)
  }

  /// `sys._xoptions`: `-X name=value` is a text, `-X name` is True.
  private func makeExtensions(_ words: [String]) -> Value {
    let dict = DictRef.make(self)
    for word in words {
      let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      let value = parts.count > 1 ? StringRef.make(self, String(parts[1])) : .true
      dict.set(name: StringRef.intern(String(parts[0])), value)
    }
    return dict.value
  }

  /// version_info, flags, float_info, int_info, hash_info, implementation: simple namespaces or named tuples.
  private func makeSysStructures(_ set: (String, Value) -> Void) {
    func structure(_ name: String, _ fields: [(String, Value)]) -> Value {
      makeStructSequence("sys." + name, fields)
    }
    func text(_ value: String) -> Value { StringRef.intern(value) }
    let version = structure(
      "version_info",
      [
        ("major", .int(3)), ("minor", .int(11)), ("micro", .int(2)), ("releaselevel", text("final")),
        ("serial", .int(0)),
      ])
    set("version_info", version)
    let flags = vm.pointee.options.python
    func number(_ flag: Bool) -> Value { .int(flag ? 1 : 0) }
    if let digits = flags.maximumDigits { intMaxDigits = digits }
    set(
      "flags",
      structure(
        "flags",
        [
          ("debug", .int(flags.debug)), ("inspect", .int(flags.inspect)), ("interactive", .int(flags.interactive)),
          ("optimize", .int(flags.optimize)), ("dont_write_bytecode", number(flags.writesNoCode)),
          ("no_user_site", number(flags.noUserSite)), ("no_site", number(flags.noSite)),
          ("ignore_environment", number(flags.ignoresEnvironment)), ("verbose", .int(flags.verbose)),
          ("bytes_warning", .int(flags.bytesWarning)), ("quiet", number(flags.quiet)),
          ("hash_randomization", number(flags.hashSeed != 0)), ("isolated", number(flags.isolated)),
          ("dev_mode", .bool(flags.isDevelopment)), ("utf8_mode", number(flags.isUTF8)),
          ("warn_default_encoding", number(flags.warnsOfDefaultEncoding)), ("safe_path", .bool(flags.safePath)),
          ("int_max_str_digits", .int(flags.maximumDigits ?? -1)),
        ]))
    set(
      "float_info",
      structure(
        "float_info",
        [
          ("max", makeFloat(Double.greatestFiniteMagnitude)), ("max_exp", .int(1024)), ("max_10_exp", .int(308)),
          ("min", makeFloat(Double.leastNormalMagnitude)), ("min_exp", .int(-1021)), ("min_10_exp", .int(-307)),
          ("dig", .int(15)), ("mant_dig", .int(53)), ("epsilon", makeFloat(Double.ulpOfOne)), ("radix", .int(2)),
          ("rounds", .int(1)),
        ]))
    set(
      "int_info",
      structure(
        "int_info",
        [
          ("bits_per_digit", .int(30)), ("sizeof_digit", .int(4)), ("default_max_str_digits", .int(4300)),
          ("str_digits_check_threshold", .int(640)),
        ]))
    set(
      "hash_info",
      structure(
        "hash_info",
        [
          ("width", .int(64)), ("modulus", makeInt((1 << 61) - 1)), ("inf", .int(314159)), ("nan", .int(0)),
          ("imag", .int(1_000_003)), ("algorithm", text("fold64")), ("hash_bits", .int(64)), ("seed_bits", .int(64)),
          ("cutoff", .int(0)),
        ]))
    let implementation = call(vm.pointee.types.simpleNamespace)
    if !implementation.isError {
      _ = setAttribute(implementation, StringRef.intern("name"), text("pitviper"))
      _ = setAttribute(implementation, StringRef.intern("cache_tag"), text(CodeCache.tag))
      _ = setAttribute(implementation, StringRef.intern("version"), version)
      _ = setAttribute(implementation, StringRef.intern("hexversion"), .int(0x030B_02F0))
      _ = setAttribute(implementation, StringRef.intern("_multiarch"), text("x86_64-linux-gnu"))
      set("implementation", implementation)
    }
    pointee.exception = .unbound
  }
}
