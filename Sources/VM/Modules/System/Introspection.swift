// Small modules about the interpreter itself: `gc`, `_imp`, `_locale` and `faulthandler`-free start-up helpers.

import CRuntime
import Glibc

nonisolated(unsafe) private var collectorEnabled = true
nonisolated(unsafe) private var collectorCallbacks = Value.unbound
/// `gc.collect(generation)` calls, by generation.
nonisolated(unsafe) private var requestedCollections = [0, 0, 0]
nonisolated(unsafe) private var frozenCount = 0
nonisolated(unsafe) private var debugFlags = 0
nonisolated(unsafe) private var thresholds = (700, 10, 10)

private let collectorFunctions: [NativeDefinition] = [
  NativeDefinition(.function, "collect(generation=2)") { t, a in
    var generation = 2
    if a[0].isBound {
      guard let given = t.cInt(a[0]) else { return .error }
      guard 0...2 ~= given else { return t.raise(.valueError, "invalid generation") }
      generation = Int(given)
    }
    callCollectorCallbacks(t, ListRef(collectorCallbacks), "start", generation, 0)
    t.collectExplicitly()
    var unreachable = heap.pointee.statistics.unreachable
    // What finalizers leave behind is garbage too, unless they have brought it back to life.
    if Finalizers.areWaiting {
      t.runFinalizers()
      t.collectExplicitly()
      unreachable += heap.pointee.statistics.unreachable
    }
    requestedCollections[generation] += 1
    callCollectorCallbacks(t, ListRef(collectorCallbacks), "stop", generation, unreachable)
    return t.runPendingWork() ? .int(unreachable) : .error
  },
  // The collector is not of CPython's kind: it must run, or memory would never be freed. Programs that switch it off
  // do so for speed, which needs nothing here; they see the answer they expect.
  NativeDefinition(.function, "enable()") { _, _ in
    collectorEnabled = true
    return .none
  },
  NativeDefinition(.function, "disable()") { _, _ in
    collectorEnabled = false
    return .none
  },
  NativeDefinition(.function, "isenabled()") { _, _ in .bool(collectorEnabled) },
  NativeDefinition(.function, "get_count()") { t, _ in
    TupleRef.make(t, .int(heap.pointee.allocatedSinceCollection >> 6), .int(0), .int(0))
  },
  NativeDefinition(.function, "get_threshold()") { t, _ in
    TupleRef.make(t, .int(thresholds.0), .int(thresholds.1), .int(thresholds.2))
  },
  NativeDefinition(.function, "set_threshold(threshold0, threshold1=10, threshold2=10, /)") { t, a in
    guard let first = t.index(a[0]) else { return .error }
    thresholds.0 = first
    if a[1].isBound { thresholds.1 = t.index(a[1]) ?? thresholds.1 }
    if a[2].isBound { thresholds.2 = t.index(a[2]) ?? thresholds.2 }
    return t.pointee.exception.isBound ? .error : .none
  },
  NativeDefinition(.function, "get_stats()") { t, _ in
    let list = ListRef.make(t)
    for generation in 0..<3 {
      let row = DictRef.make(t)
      list.append(t, row.value)
      row.set(
        name: StringRef.intern("collections"), .int(requestedCollections[generation]))
      row.set(name: StringRef.intern("collected"), .int(0))
      row.set(name: StringRef.intern("uncollectable"), .int(0))
    }
    return list.value
  },
  NativeDefinition(.function, "is_finalized(obj, /)") { _, a in .bool(Finalizers.isDone(a[0])) },
  // All objects stay where they are anyway; the count is of those that live now.
  NativeDefinition(.function, "freeze()") { t, _ in
    let before = heap.pointee.statistics.objectsMarked
    heap.pointee.collect(t)
    frozenCount = heap.pointee.statistics.objectsMarked - before
    return .none
  },
  NativeDefinition(.function, "unfreeze()") { _, _ in
    frozenCount = 0
    return .none
  },
  NativeDefinition(.function, "get_freeze_count()") { _, _ in .int(frozenCount) },
  NativeDefinition(.function, "get_debug()") { _, _ in .int(debugFlags) },
  NativeDefinition(.function, "set_debug(flags, /)") { t, a in
    guard let flags = t.cInt(a[0]) else { return .error }
    debugFlags = Int(flags)
    return .none
  },
]

func defineCollector(_ thread: Thread) {
  let module = thread.defineModule("gc", doc: "The garbage collector.", collectorFunctions + collectorQueries)
  module.namespace.set(name: StringRef.intern("garbage"), ListRef.make(thread).value)
  if collectorCallbacks.isUnbound { collectorCallbacks = vm.pointee.immortal(ListRef.make(thread).value) }
  module.namespace.set(name: StringRef.intern("callbacks"), collectorCallbacks)
  for (name, flag) in [
    ("DEBUG_STATS", 1), ("DEBUG_COLLECTABLE", 2), ("DEBUG_UNCOLLECTABLE", 4), ("DEBUG_SAVEALL", 32), ("DEBUG_LEAK", 38),
  ] { module.namespace.set(name: StringRef.intern(name), .int(flag)) }
}

// MARK: _imp

private let importFunctions: [NativeDefinition] = [
  // No module is frozen.
  NativeDefinition(.function, "_override_frozen_modules_for_tests(override, /)") { _, _ in .none },
  NativeDefinition(.function, "is_builtin(name, /)") { _, a in
    .int(a[0].isKind(.string) && nativeModules[StringRef(a[0]).text] != nil ? 1 : 0)
  },
  NativeDefinition(.function, "create_builtin(spec, /)") { t, a in
    let name = t.getAttribute(a[0], StringRef.intern("name"))
    if name.isError { return .error }
    guard name.isKind(.string) else { return t.raise(.typeError, "name must be a string") }
    return t.importModule(StringRef(name).text)
  },
  NativeDefinition(.function, "exec_builtin(mod, /)") { _, _ in .int(0) },
  NativeDefinition(.function, "_fix_co_filename(code, path, /)") { t, a in
    guard a[0].isKind(.code), a[1].isKind(.string) else {
      return t.raise(.typeError, "_fix_co_filename() needs a code object and a path")
    }
    CodeRef(a[0]).rename(file: StringRef.intern(a[1]))
    return .none
  },
  NativeDefinition(.function, "is_frozen(name, /)") { _, _ in .false },
  NativeDefinition(.function, "is_frozen_package(name, /)") { _, _ in .false },
  NativeDefinition(.function, "find_frozen(name, /, *, withdata=False)") { _, _ in .none },
  NativeDefinition(.function, "get_frozen_object(name, data=None, /)") { t, a in
    t.raise(.importError, "No such frozen object named \(t.str(text: a[0]))")
  },
  NativeDefinition(.function, "init_frozen(name, /)") { _, _ in .none },
  NativeDefinition(.function, "_frozen_module_names()") { t, _ in ListRef.make(t).value },
  // No module is frozen, so there is nothing to switch off.
  NativeDefinition(.function, "_override_frozen_modules_for_tests(override, /)") { _, _ in .none },
  NativeDefinition(.function, "lock_held()") { _, _ in .false },
  NativeDefinition(.function, "acquire_lock()") { _, _ in .none },
  NativeDefinition(.function, "release_lock()") { _, _ in .none },
  // Libraries that know nothing of an interpreter's version: packages that open them by ctypes or cffi look for these names.
  NativeDefinition(.function, "extension_suffixes()") { t, _ in
    let list = ListRef.make(t)
    list.append(t, StringRef.make(t, ".abi3.so"))
    return list.value
  },
  NativeDefinition(.function, "create_dynamic(spec, file=None, /)") { t, a in
    let name = t.getAttribute(a[0], StringRef.intern("name"))
    if name.isError { return .error }
    let path = t.getAttribute(a[0], StringRef.intern("origin"))
    if path.isError { return .error }
    return t.raiseImportError(
      "\(t.str(text: name)) is an extension module made for CPython, which cannot be loaded: \(t.str(text: path))",
      name: name, path: path)
  },
  NativeDefinition(.function, "exec_dynamic(mod, /)") { _, _ in .int(0) },
  NativeDefinition(.function, "source_hash(key, source)") { t, a in
    guard let view = byteView(a[1]) else {
      return t.raise(.typeError, "a bytes-like object is required, not '\(a[1].typeName)'")
    }
    var hash = CodeFormat.checksum(UnsafeRawBufferPointer(view), seed: UInt64(bitPattern: Int64(t.index(a[0]) ?? 0)))
    return withUnsafeBytes(of: &hash) { t.makeBytes(Array($0)) }
  },
]

func defineImportSupport(_ thread: Thread) {
  let module = thread.defineModule("_imp", doc: "What the import system needs natively.", importFunctions)
  module.namespace.set(name: StringRef.intern("check_hash_based_pycs"), StringRef.intern("default"))
}

// MARK: _locale

private let localeFunctions: [NativeDefinition] = [
  NativeDefinition(.function, "setlocale(category, locale=None, /)") { t, a in
    guard let category = t.index(a[0]) else { return .error }
    let result: UnsafeMutablePointer<CChar>?
    if a[1].isUnbound || a[1].isNone {
      result = setlocale(Int32(category), nil)
    } else {
      guard a[1].isKind(.string) else {
        return t.raise(.typeError, "setlocale() argument 2 must be str or None, not \(a[1].typeName)")
      }
      result = setlocale(Int32(category), StringRef(a[1]).text)
    }
    guard let result else {
      let error = ModuleRef(DictRef(vm.pointee.modules).get(name: StringRef.intern("_locale"))).namespace
        .get(name: StringRef.intern("Error"))
      let exception = t.call(error, StringRef.make(t, "unsupported locale setting"))
      return exception.isError ? .error : t.raise(exception: exception)
    }
    return StringRef.make(t, String(cString: result))
  },
  NativeDefinition(.function, "localeconv()") { t, _ in
    let dict = DictRef.make(t)
    guard let convention = localeconv()?.pointee else { return dict.value }
    func text(_ name: String, _ value: UnsafeMutablePointer<CChar>?) {
      dict.set(name: StringRef.intern(name), StringRef.make(t, value.map { String(cString: $0) } ?? ""))
    }
    text("decimal_point", convention.decimal_point)
    text("thousands_sep", convention.thousands_sep)
    text("int_curr_symbol", convention.int_curr_symbol)
    text("currency_symbol", convention.currency_symbol)
    text("mon_decimal_point", convention.mon_decimal_point)
    text("mon_thousands_sep", convention.mon_thousands_sep)
    text("positive_sign", convention.positive_sign)
    text("negative_sign", convention.negative_sign)
    for (name, number) in [
      ("int_frac_digits", convention.int_frac_digits), ("frac_digits", convention.frac_digits),
      ("p_cs_precedes", convention.p_cs_precedes), ("p_sep_by_space", convention.p_sep_by_space),
      ("n_cs_precedes", convention.n_cs_precedes), ("n_sep_by_space", convention.n_sep_by_space),
      ("p_sign_posn", convention.p_sign_posn), ("n_sign_posn", convention.n_sign_posn),
    ] { dict.set(name: StringRef.intern(name), .int(Int(number))) }
    for (name, groups) in [("grouping", convention.grouping), ("mon_grouping", convention.mon_grouping)] {
      let list = ListRef.make(t)
      var next = groups
      while let current = next, current.pointee != 0 {
        list.append(t, .int(Int(current.pointee)))
        if current.pointee == CChar.max { break }
        next = current + 1
      }
      if list.count > 0, list[list.count - 1].asInt != Int(CChar.max) { list.append(t, .int(0)) }
      dict.set(name: StringRef.intern(name), list.value)
    }
    return dict.value
  },
  NativeDefinition(.function, "strcoll(os1, os2, /)") { t, a in
    guard a[0].isKind(.string), a[1].isKind(.string) else {
      return t.raise(.typeError, "strcoll() arguments must be str")
    }
    return .int(Int(strcoll(StringRef(a[0]).text, StringRef(a[1]).text)))
  },
  NativeDefinition(.function, "strxfrm(string, /)") { _, a in a[0] },
  NativeDefinition(.function, "nl_langinfo(key, /)") { t, a in
    guard let key = t.index(a[0]) else { return .error }
    return StringRef.make(t, nl_langinfo(Int32(key)).map { String(cString: $0) } ?? "")
  },
  NativeDefinition(.function, "getencoding()") { t, _ in StringRef.make(t, defaultEncoding()) },
]

func defineLocale(_ thread: Thread) {
  let module = thread.defineModule("_locale", doc: "Conventions of places.", localeFunctions)
  let namespace = module.namespace
  for (name, number) in [
    ("LC_CTYPE", LC_CTYPE), ("LC_NUMERIC", LC_NUMERIC), ("LC_TIME", LC_TIME), ("LC_COLLATE", LC_COLLATE),
    ("LC_MONETARY", LC_MONETARY), ("LC_MESSAGES", LC_MESSAGES), ("LC_ALL", LC_ALL), ("CHAR_MAX", 127), ("CODESET", 14),
    ("RADIXCHAR", 0x10000), ("THOUSEP", 0x10001), ("D_T_FMT", 0x20028), ("D_FMT", 0x20029), ("T_FMT", 0x2002A),
    ("T_FMT_AMPM", 0x2002B), ("AM_STR", 0x20026), ("PM_STR", 0x20027), ("YESEXPR", 0x50000), ("NOEXPR", 0x50001),
    ("CRNCYSTR", 0x4000F),
  ] { namespace.set(name: StringRef.intern(name), .int(Int(number))) }
  let members = DictRef.make(thread)
  members.set(name: vm.pointee.names.module, StringRef.intern("locale"))
  let error = thread.makeClass(
    metatype: vm.pointee.types.type, name: StringRef.intern("Error"),
    bases: TupleRef.make(thread, ExceptionType.exception.type), namespace: members, keywords: .unbound)
  namespace.set(name: StringRef.intern("Error"), error)
}
