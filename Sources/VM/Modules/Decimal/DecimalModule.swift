// The module `_decimal`: types, exceptions, constants and the three context templates. (`decimal` of the library imports
// everything from it; without it the library's own `_pydecimal` would do the work.)

import CRuntime

extension UnsafeMutablePointer where Pointee == ThreadState {
  func defineDecimalModule() {
    let machine = vm
    if decimalModule.module.isBound {
      // Its types stay the same when a program imports it anew.
      DictRef(vm.pointee.modules).set(name: StringRef.intern("_decimal"), decimalModule.module)
      return
    }
    let module = defineModule(
      "_decimal", doc: "Decimal arithmetic with a precision that programs choose.", decimalModuleFunctions)
    guard let parts = libraryParts() else { return abandonDecimalModule() }
    defineDecimalExceptions(module)
    decimalModule.decimal = define(
      TypeDefinition(
        name: "Decimal", kind: .decimal, words: -1, module: "decimal",
        methods: decimalConstructors + decimalOperators + decimalConversions + decimalFunctions,
        attributes: decimalAttributes,
        doc: "A decimal number, made exactly from an int, a string, a tuple or a float."))
    decimalModule.decimalShape = TypeRef(decimalModule.decimal).rootShape
    let mixin = define(
      TypeDefinition(
        name: "SignalDictMixin", kind: .native, words: 3, module: "decimal", methods: signalMappingMethods))
    TypeRef(mixin).setAttribute(Special.hash.name, .none)
    let names = DictRef.make(self)
    names.set(name: machine.pointee.names.module, StringRef.intern("decimal"))
    let mapping = call(
      parts.metaclass, StringRef.intern("SignalDict"), TupleRef.make(self, mixin, parts.mutableMapping), names.value)
    if mapping.isError { return abandonDecimalModule() }
    decimalModule.signalDictionary = machine.pointee.immortal(mapping)
    decimalModule.context = define(
      TypeDefinition(
        name: "Context", kind: .native, words: DecimalContextRef.words, module: "decimal",
        methods: decimalContextBasics + decimalContextFunctions, attributes: decimalContextAttributes,
        doc: "The rules of decimal arithmetic: precision, rounding, range, and which conditions raise."))
    decimalModule.contextManager = define(
      TypeDefinition(
        name: "ContextManager", kind: .native, words: 3, flags: TypeFlags.notInstantiable, module: "decimal",
        methods: contextManagerMethods))
    decimalModule.variable = machine.pointee.immortal(parts.variable)
    decimalModule.rational = machine.pointee.immortal(parts.rational)
    decimalModule.decimalTuple = machine.pointee.immortal(parts.tuple)
    let register = callMethod(parts.number, StringRef.intern("register"), decimalModule.decimal)
    if register.isError { return abandonDecimalModule() }
    makeTemplates(module)
    for (name, value) in [
      ("Decimal", decimalModule.decimal), ("Context", decimalModule.context),
      ("DecimalTuple", decimalModule.decimalTuple),
    ] {
      module.namespace.set(name: StringRef.intern(name), value)
    }
    for (index, name) in DecimalRounding.names.enumerated() {
      module.set(name, DecimalRounding(rawValue: index)!.name)
    }
    module.set([
      ("MAX_PREC", DecimalContext.maximumPrecision), ("MAX_EMAX", DecimalContext.maximumExponent),
      ("MIN_EMIN", -DecimalContext.maximumExponent),
      ("MIN_ETINY", -DecimalContext.maximumExponent - DecimalContext.maximumPrecision + 1),
    ])
    module.set("HAVE_THREADS", .true)
    module.set("HAVE_CONTEXTVAR", .true)
    module.set("__version__", StringRef.intern("1.70"))
    module.set("__libmpdec_version__", StringRef.intern("2.5.1"))
    decimalModule.module = machine.pointee.immortal(module.value)
  }

  /// An exception is pending: the import fails, and the next one starts anew.
  private func abandonDecimalModule() {
    let pending = takeException()
    _ = DictRef(vm.pointee.modules).remove(self, StringRef.intern("_decimal"))
    pointee.exception = pending
  }

  private struct LibraryParts {
    var metaclass, mutableMapping, number, rational, tuple, variable: Value
  }

  /// What the module takes from the library; nil with an exception pending.
  private func libraryParts() -> LibraryParts? {
    func attribute(_ module: String, _ name: StaticString) -> Value? {
      let imported = importModule(module)
      if imported.isError { return nil }
      let value = getAttribute(imported, StringRef.intern(name))
      return value.isError ? nil : value
    }
    guard let metaclass = attribute("abc", "ABCMeta"),
      let mutableMapping = attribute("collections.abc", "MutableMapping"),
      let number = attribute("numbers", "Number"), let rational = attribute("numbers", "Rational"),
      let namedTuple = attribute("collections", "namedtuple"),
      let variableType = attribute("_contextvars", "ContextVar")
    else { return nil }
    let tuple = call(namedTuple, StringRef.intern("DecimalTuple"), StringRef.intern("sign digits exponent"))
    if tuple.isError || !setAttribute(tuple, vm.pointee.names.module, StringRef.intern("decimal")) { return nil }
    let variable = call(variableType, StringRef.intern("decimal_context"))
    if variable.isError { return nil }
    return LibraryParts(
      metaclass: metaclass, mutableMapping: mutableMapping, number: number, rational: rational, tuple: tuple,
      variable: variable)
  }

  private func defineDecimalExceptions(_ module: ModuleRef) {
    func define(_ name: StaticString, _ bases: Value...) -> Value {
      let members = DictRef.make(self)
      members.set(name: vm.pointee.names.module, StringRef.intern("decimal"))
      let type = vm.pointee.immortal(
        makeClass(
          metatype: vm.pointee.types.type, name: StringRef.intern(name), bases: TupleRef.make(self, bases),
          namespace: members, keywords: .unbound))
      module.set(name, type)
      return type
    }
    let base = define("DecimalException", ExceptionType.arithmeticError.type)
    let clamped = define("Clamped", base)
    let rounded = define("Rounded", base)
    let inexact = define("Inexact", base)
    let subnormal = define("Subnormal", base)
    let underflow = define("Underflow", inexact, rounded, subnormal)
    let overflow = define("Overflow", inexact, rounded)
    let divisionByZero = define("DivisionByZero", base, ExceptionType.zeroDivisionError.type)
    let floatOperation = define("FloatOperation", base, ExceptionType.typeError.type)
    let invalid = define("InvalidOperation", base)
    decimalModule.signals = [
      invalid, floatOperation, divisionByZero, overflow, underflow, subnormal, inexact, rounded, clamped,
    ]
    decimalModule.conditions = [
      invalid, define("ConversionSyntax", invalid), define("DivisionImpossible", invalid),
      define("DivisionUndefined", invalid, ExceptionType.zeroDivisionError.type), define("InvalidContext", invalid),
    ]
  }

  private func makeTemplates(_ module: ModuleRef) {
    decimalModule.templates = (.unbound, .unbound, .unbound)
    let standard = makeContext(like: nil)
    decimalModule.templates.standard = vm.pointee.immortal(standard.value)
    let basic = makeContext(like: standard)
    basic.set(.precision, 9)
    basic.set(.rounding, DecimalRounding.halfUp.rawValue)
    basic.set(.traps, basic.traps.union([.underflow, .clamped]).rawValue)
    decimalModule.templates.basic = vm.pointee.immortal(basic.value)
    let extended = makeContext(like: standard)
    extended.set(.precision, 9)
    extended.set(.traps, 0)
    decimalModule.templates.extended = vm.pointee.immortal(extended.value)
    module.set("DefaultContext", decimalModule.templates.standard)
    module.set("BasicContext", decimalModule.templates.basic)
    module.set("ExtendedContext", decimalModule.templates.extended)
  }
}
