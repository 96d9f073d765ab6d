// The module `_csv`, which `csv` of the library builds on: the registry of dialects and the functions.

import CRuntime

nonisolated(unsafe) private var csvError = Value.unbound
nonisolated(unsafe) private var dialects = Value.unbound
/// The most characters that a field may have.
nonisolated(unsafe) private(set) var csvFieldLimit = 128 * 1024

extension UnsafeMutablePointer where Pointee == ThreadState {
  func defineCSVModule() {
    let module = defineModule("_csv", doc: "CSV parsing and writing.", csvFunctions)
    csvError = makeExceptionType("Error", module: "_csv")
    dialects = vm.pointee.immortal(DictRef.make(self).value)
    module.set("Error", csvError)
    module.set("_dialects", dialects)
    module.set("__version__", StringRef.intern("1.0"))
    module.set([
      ("QUOTE_MINIMAL", CSVQuoting.minimal), ("QUOTE_ALL", CSVQuoting.all),
      ("QUOTE_NONNUMERIC", CSVQuoting.nonNumeric), ("QUOTE_NONE", CSVQuoting.none),
    ])
    csvDialectType = define(
      TypeDefinition(
        name: "Dialect", words: CSVDialectRef.words, module: "_csv", methods: csvDialectMethods,
        attributes: csvDialectAttributes,
        doc: "CSV dialect\n\nThe Dialect type records CSV parsing and generation options."))
    csvReaderType = define(
      TypeDefinition(
        name: "reader", kind: .nativeIterator, words: 5, flags: TypeFlags.notInstantiable, module: "_csv",
        methods: iteratorMethods, attributes: csvReaderAttributes))
    csvWriterType = define(
      TypeDefinition(
        name: "writer", words: 3, flags: TypeFlags.notInstantiable, module: "_csv", methods: csvWriterMethods,
        attributes: csvWriterAttributes))
    module.set("Dialect", csvDialectType)
    module.set("Reader", csvReaderType)
    module.set("Writer", csvWriterType)
  }

  /// Raises `csv.Error`; false.
  @inline(never) func failCSV(_ message: String) -> Bool {
    raise(csvError, message)
    return false
  }

  /// A registered dialect, or `.error`.
  func csvDialect(named name: Value) -> Value {
    let hash = hash(name)
    if hash == hashFailed { return .error }
    let dialect = DictRef(dialects).get(self, name, hash: hash)
    if dialect.isUnbound { _ = failCSV("unknown dialect") }
    return dialect.isUnbound ? .error : dialect
  }

  /// One argument and perhaps a dialect.
  func checkCSVCount(_ arguments: TupleRef) -> Bool {
    if arguments.count < 1 {
      raise(.typeError, " expected at least 1 argument, got 0")
      return false
    }
    if arguments.count > 2 {
      raise(.typeError, " expected at most 2 arguments, got \(arguments.count)")
      return false
    }
    return true
  }
}

private let csvFunctions: [NativeDefinition] = [
  NativeDefinition(.function, "reader(*args, **kwargs)", makeCSVReader),
  NativeDefinition(.function, "writer(*args, **kwargs)", makeCSVWriter),
  NativeDefinition(.function, "register_dialect(*args, **kwargs)") { t, a in
    let arguments = TupleRef(a[0])
    if !t.checkCSVCount(arguments) { return .error }
    guard arguments[0].isKind(.string) else { return t.raise(.typeError, "dialect name must be a string") }
    let dialect = t.makeCSVDialect(arguments, from: 1, a[1])
    if dialect.isError { return .error }
    return DictRef(dialects).set(t, arguments[0], dialect) ? .none : .error
  },
  NativeDefinition(.function, "unregister_dialect(name)") { t, a in
    if t.csvDialect(named: a[0]).isError { return .error }
    return t.deleteItem(dialects, a[0]) ? .none : .error
  },
  NativeDefinition(.function, "get_dialect(name)") { t, a in t.csvDialect(named: a[0]) },
  NativeDefinition(.function, "list_dialects()") { t, _ in t.makeList(from: dialects)?.value ?? .error },
  NativeDefinition(.function, "field_size_limit(*args)") { t, a in
    let arguments = TupleRef(a[0])
    if arguments.count > 1 {
      return t.raise(.typeError, "field_size_limit() takes at most 1 argument (\(arguments.count) given)")
    }
    let old = csvFieldLimit
    if arguments.count == 1 {
      guard arguments[0].isInt else { return t.raise(.typeError, "limit must be an integer") }
      csvFieldLimit = arguments[0].asInt
    }
    return .int(old)
  },
]
