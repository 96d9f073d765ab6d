// The module `_warnings`: filters, and `warn` without importing anything until a warning is shown differently.
//
// Filters are those of `warnings.filters`: tuples (action, message, category, module, line). Without the `warnings`
// module a warning goes straight to stderr; with it, through its `_showwarnmsg`.

import CRuntime
import Glibc

nonisolated(unsafe) private var namespace: DictRef?
/// Counts changes of the filters: registries remember for which they hold.
nonisolated(unsafe) private var filterVersion = 0

private enum Action: String { case error, ignore, always, `default`, module, once }

extension UnsafeMutablePointer where Pointee == ThreadState {
  /// `warnings.warn(text, category, level)`, 1 being the running line; false with an exception pending.
  func warn(_ category: ExceptionType, _ text: String, level: Int = 1) -> Bool {
    warn(message: StringRef.make(self, text), category: category.type, level: level)
  }

  fileprivate func warn(message: Value, category: Value, level: Int) -> Bool {
    let place = warningPlace(level)
    return warn(
      message: message, category: category, filename: place.filename, line: place.line, module: place.module,
      registry: place.registry)
  }

  /// File, line, module name and registry of the frame `level` frames out; native code has no frame of its own.
  private func warningPlace(_ level: Int) -> (filename: Value, line: Int, module: Value, registry: Value) {
    let frame = frameObject(depth: max(0, level - 1))
    if frame.isError {
      pointee.exception = .unbound
      return (StringRef.intern("sys"), 1, StringRef.intern("sys"), .none)
    }
    let globals = frame.pointer.word(2)
    let filename = CodeRef(frame.pointer.word(1)).field(.filename)
    guard globals.isKind(.dict) else {
      return (filename, frame.pointer.intWord(3), StringRef.intern("<unknown>"), .none)
    }
    let key = StringRef.intern("__warningregistry__")
    var registry = DictRef(globals).get(name: key)
    if !registry.isKind(.dict) {
      registry = DictRef.make(self).value
      DictRef(globals).set(name: key, registry)
    }
    let name = DictRef(globals).get(name: vm.pointee.names.name)
    return (filename, frame.pointer.intWord(3), name.isKind(.string) ? name : StringRef.intern("<string>"), registry)
  }

  /// Finds the filter for a warning and does what it says; false with an exception pending.
  fileprivate func warn(
    message: Value, category: Value, filename: Value, line: Int, module: Value, registry: Value
  ) -> Bool {
    // A warning may come before anything imports the module.
    if namespace == nil { defineWarnings(self) }
    var category = category
    var warning = message
    let text: Value
    if message.isInstance(of: ExceptionType.warning.type) {
      text = str(message)
      category = message.type.value
    } else {
      text = message
      warning = call(category, message)
    }
    if text.isError || warning.isError { return false }
    let key = TupleRef.make(self, text, category, .int(line))
    if registry.isKind(.dict) {
      let seen = alreadyWarned(DictRef(registry), key)
      if seen < 0 { return false }
      if seen > 0 { return true }
    }
    guard let action = action(text, category, module, line) else { return false }
    switch action {
    case .error:
      raise(exception: warning)
      return false
    case .ignore: return true
    case .always: break
    case .default:
      if registry.isKind(.dict) { DictRef(registry).set(self, key, .true) }
    case .module:
      if registry.isKind(.dict) {
        DictRef(registry).set(self, key, .true)
        let wide = TupleRef.make(self, text, category, .int(0))
        if DictRef(registry).get(self, wide).isTrue { return true }
        DictRef(registry).set(self, wide, .true)
      }
    case .once:
      if registry.isKind(.dict) { DictRef(registry).set(self, key, .true) }
      let once = namespace!.get(name: StringRef.intern("_onceregistry"))
      let wide = TupleRef.make(self, text, category, .int(0))
      if once.isKind(.dict) {
        // The compiler's warnings have no registry: for them this one starts anew when the filters change.
        let isKnown = DictRef(once).get(self, wide).isTrue
        let seen = registry.isKind(.dict) ? (isKnown ? 1 : 0) : alreadyWarned(DictRef(once), wide)
        if seen < 0 { return false }
        if seen > 0 { return true }
        DictRef(once).set(self, wide, .true)
      }
    }
    return show(warning, text, category, filename, line)
  }

  /// 1 when the registry holds the key for the filters as they are, 0 when not, -1 with an exception pending.
  private func alreadyWarned(_ registry: DictRef, _ key: Value) -> Int {
    let version = StringRef.intern("version")
    let known = registry.get(name: version)
    if known != .int(filterVersion) {
      if callMethod(registry.value, StringRef.intern("clear")).isError { return -1 }
      registry.set(name: version, .int(filterVersion))
      return 0
    }
    let seen = registry.get(self, key)
    return seen.isError ? -1 : seen.isBound ? truth(seen) : 0
  }

  /// What the first fitting filter says; nil with an exception pending.
  private func action(_ text: Value, _ category: Value, _ module: Value, _ line: Int) -> Action? {
    var filters = namespace!.get(name: StringRef.intern("filters"))
    let warnings = DictRef(vm.pointee.modules).get(name: StringRef.intern("warnings"))
    var fallback = Action.default
    if warnings.isKind(.module) {
      let own = ModuleRef(warnings).namespace.get(name: StringRef.intern("filters"))
      if own.isKind(.list) { filters = own }
      let other = ModuleRef(warnings).namespace.get(name: StringRef.intern("defaultaction"))
      if other.isKind(.string) { fallback = Action(rawValue: StringRef(other).text) ?? .default }
    }
    let list = ListRef(filters)
    var place = 0
    while place < list.count {
      let row = list[place]
      place += 1
      guard row.isKind(.tuple), TupleRef(row).count == 5, TupleRef(row)[0].isKind(.string) else { continue }
      let filter = TupleRef(row)
      guard filter[2].isKind(.type), TypeRef(category).isSubtype(of: TypeRef(filter[2])),
        filter[4].isInt, filter[4].asInt == 0 || filter[4].asInt == line
      else { continue }
      var fits = true
      for (condition, subject) in [(filter[1], text), (filter[3], module)] where fits && !condition.isNone {
        if condition.isKind(.string) {
          fits = StringRef(condition).equals(StringRef(subject))
        } else {
          let match = callMethod(condition, StringRef.intern("match"), subject)
          if match.isError { return nil }
          fits = !match.isNone
        }
      }
      if !fits { continue }
      let name = StringRef(filter[0]).text
      guard let action = Action(rawValue: name) else {
        raise(.runtimeError, "Unrecognized action (\(name)) in warnings.filters:\n \(repr(text: row))")
        return nil
      }
      return action
    }
    return fallback
  }

  private func show(_ warning: Value, _ text: Value, _ category: Value, _ filename: Value, _ line: Int) -> Bool {
    let warnings = DictRef(vm.pointee.modules).get(name: StringRef.intern("warnings"))
    if warnings.isKind(.module) {
      let display = ModuleRef(warnings).namespace.get(name: StringRef.intern("_showwarnmsg"))
      let type = ModuleRef(warnings).namespace.get(name: StringRef.intern("WarningMessage"))
      if display.isBound && type.isBound {
        let message = call(type, warning, category, filename, .int(line))
        return !message.isError && !call(display, message).isError
      }
    }
    let stream = ModuleRef(vm.pointee.sysModule).namespace.get(name: vm.pointee.names.stderr)
    if stream.isUnbound || stream.isNone { return true }
    let file = filename.isKind(.string) ? StringRef(filename).text : "<unknown>"
    var output = "\(file):\(line): \(TypeRef(category).nameText): \(str(text: text))\n"
    if case .success(let source) = readFile(file) {
      let lines = source.split(separator: 10, omittingEmptySubsequences: false)
      if line >= 1 && line <= lines.count {
        let trimmed = String(decoding: lines[line - 1], as: UTF8.self).drop { $0 == " " || $0 == "\t" || $0 == "\u{c}" }
        if !trimmed.isEmpty { output += "  \(trimmed)\n" }
      }
    }
    return !callMethod(stream, vm.pointee.names.write, StringRef.make(self, output)).isError
  }

  /// A compiler's warning about source text.
  func warnAboutSource(_ category: ExceptionType, _ text: String, filename: String, line: Int) -> Bool {
    if namespace == nil { defineWarnings(self) }
    return warn(
      message: StringRef.make(self, text), category: category.type, filename: StringRef.make(self, filename),
      line: line,
      module: StringRef.make(self, filename.hasSuffix(".py") ? String(filename.dropLast(3)) : filename), registry: .none
    )
  }
}

private func checkCategory(_ t: Thread, _ message: Value, _ category: Value) -> Value {
  if message.isInstance(of: ExceptionType.warning.type) { return message.type.value }
  if category.isUnbound || category.isNone { return ExceptionType.userWarning.type }
  guard category.isKind(.type), TypeRef(category).isSubtype(of: TypeRef(ExceptionType.warning.type)) else {
    let given = category.isKind(.type) ? TypeRef(category).nameText : category.typeName
    return t.raise(.typeError, "category must be a Warning subclass, not '\(given)'")
  }
  return category
}

private let functions: [NativeDefinition] = [
  NativeDefinition(.function, "warn(message, category=None, stacklevel=1, source=None)") { t, a in
    let category = checkCategory(t, a[0], a[1])
    guard !category.isError, let level = a[2].isUnbound ? 1 : t.index(a[2]) else { return .error }
    return t.warn(message: a[0], category: category, level: level) ? .none : .error
  },
  NativeDefinition(
    .function,
    "warn_explicit(message, category, filename, lineno, module=None, registry=None, module_globals=None, source=None)"
  ) { t, a in
    let category = checkCategory(t, a[0], a[1])
    guard !category.isError, let line = t.index(a[3]) else { return .error }
    let module = a[4].isKind(.string) ? a[4] : a[2].isKind(.string) ? a[2] : StringRef.intern("<unknown>")
    let done = t.warn(
      message: a[0], category: category, filename: a[2], line: line, module: module,
      registry: a[5].isBound ? a[5] : .none)
    return done ? .none : .error
  },
  NativeDefinition(.function, "_filters_mutated()") { _, _ in
    filterVersion += 1
    return .none
  },
]

func defineWarnings(_ thread: Thread) {
  let module = thread.defineModule("_warnings", doc: "Filters of warnings.", functions)
  namespace = module.namespace
  let filters = ListRef.make(thread)
  module.namespace.set(name: StringRef.intern("filters"), filters.value)
  func add(_ action: StaticString, _ category: ExceptionType, _ place: Value) {
    let row = TupleRef.allocate(thread, count: 5)
    row[0] = StringRef.intern(action)
    row[1] = .none
    row[2] = category.type
    row[3] = place
    row[4] = .int(0)
    filters.append(thread, row.value)
  }
  add("default", .deprecationWarning, vm.pointee.names.main)
  add("ignore", .deprecationWarning, .none)
  add("ignore", .pendingDeprecationWarning, .none)
  add("ignore", .importWarning, .none)
  add("ignore", .resourceWarning, .none)
  module.namespace.set(name: StringRef.intern("_defaultaction"), StringRef.intern("default"))
  module.namespace.set(name: StringRef.intern("_onceregistry"), DictRef.make(thread).value)
}
