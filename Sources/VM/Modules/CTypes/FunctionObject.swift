// `CFuncPtr` and its metaclass: pointers to C functions, made from an address, a symbol of a library or a Python callable.

import CRuntime
import Glibc

struct FunctionData: Handle {
  let pointer: Raw
  @inline(__always) init(_ pointer: Raw) { self.pointer = pointer }

  enum Word {
    /// As the program gave them; unbound until it does, then those of the class count no more.
    static let argumentTypes = CData.Word.count, converters = argumentTypes + 1, resultType = argumentTypes + 2
    static let checker = argumentTypes + 3, errorCheck = argumentTypes + 4, callable = argumentTypes + 5
    static let parameterFlags = argumentTypes + 6, name = argumentTypes + 7
    /// A raw array, see CallPlan, or None.
    static let plan = argumentTypes + 8
    static let count = argumentTypes + 9
  }

  @inline(__always) var data: CData { CData(pointer) }
  @inline(__always) func word(_ word: Int) -> Value { pointer.word(word) }
  func setWord(_ word: Int, _ value: Value) { pointer.setWord(word, value) }

  /// The object's own, else that of its class.
  @inline(__always) private func effective(_ own: Int, _ inherited: Int) -> Value {
    let value = pointer.word(own)
    return value.isUnbound ? data.layout.word(inherited) : value
  }
  /// A tuple of classes, or None.
  var argumentTypes: Value { effective(Word.argumentTypes, CLayout.Word.argumentTypes) }
  var converters: Value { effective(Word.converters, CLayout.Word.converters) }
  /// None for void; unbound when nobody said anything: int.
  var resultType: Value { effective(Word.resultType, CLayout.Word.resultType) }
  var checker: Value { effective(Word.checker, CLayout.Word.checker) }
  var flags: Int { data.layout.flags & CLayout.Flags.functionMask }

  /// A new object has nothing of its own.
  func clear() {
    for word in Word.argumentTypes...Word.checker { setWord(word, .unbound) }
  }

  /// The next call prepares itself again.
  func forgetPlan() {
    setWord(Word.plan, .none)
    pointer.setWord(ForeignData.Word.signature, .address(nil))
  }
}

enum FunctionFlags {
  static let standardCall = 0, cdecl = 1, hresult = 2, pythonAPI = 4, useErrno = 8, useLastError = 16
}

private let metaclassMethods: [NativeDefinition] =
  repetition + [
    NativeDefinition(.staticMethod, "__new__(metatype, *args, **kwargs)") { t, a in t.makeFunctionClass(a) }
  ]

private let methods: [NativeDefinition] = [
  NativeDefinition(.staticMethod, "__new__(cls, *args, **kwargs)") { t, a in t.makeFunction(a[0], TupleRef(a[1])) },
  NativeDefinition("__init__(self, *args, **kwargs)") { _, _ in .none },
  NativeDefinition("__bool__(self, /)") { _, a in .bool(CData(a[0]).pointed != nil) },
  NativeDefinition("__repr__(self, /)") { t, a in
    StringRef.make(t, "<\(a[0].type.nameText) object at 0x\(String(UInt(bitPattern: a[0].pointer), radix: 16))>")
  },
  NativeDefinition("__call__(self, ...)") { t, a in
    let (count, names) = t.rawArguments
    return t.callForeign(FunctionData(a[0]), a + 1, count - 1, names)
  },
]

private let attributes: [GetSetDefinition] = [
  GetSetDefinition(
    "argtypes", { _, o in FunctionData(o).argumentTypes },
    { t, o, value in
      let function = FunctionData(o)
      var converters = Value.none
      if value.isBound && !value.isNone {
        converters = t.converters(value)
        if converters.isError { return .error }
      }
      // As a tuple, so that calls need not ask whether a list has changed.
      let types = value.isBound && !value.isNone ? t.makeTuple(from: value) : value
      if types.isError { return .error }
      function.setWord(FunctionData.Word.converters, value.isUnbound ? .unbound : converters)
      function.setWord(FunctionData.Word.argumentTypes, types)
      function.forgetPlan()
      return .none
    }),
  GetSetDefinition(
    "restype",
    { _, o in
      let type = FunctionData(o).resultType
      return type.isUnbound ? TypeRef(o.type.value).lookup(StringRef.intern("_restype_")) : type
    },
    { t, o, value in
      let function = FunctionData(o)
      function.forgetPlan()
      if value.isUnbound {
        function.setWord(FunctionData.Word.resultType, .unbound)
        function.setWord(FunctionData.Word.checker, .unbound)
        return .none
      }
      guard t.isResultType(value) else {
        return t.raise(.typeError, "restype must be a type, a callable, or None")
      }
      let checker = t.resultChecker(value)
      if checker.isError { return .error }
      function.setWord(FunctionData.Word.checker, checker)
      function.setWord(FunctionData.Word.resultType, value)
      return .none
    }),
  GetSetDefinition(
    "errcheck", { _, o in FunctionData(o).word(FunctionData.Word.errorCheck) },
    { t, o, value in
      if value.isBound && !t.isCallable(value) {
        return t.raise(.typeError, "the errcheck attribute must be callable")
      }
      FunctionData(o).setWord(FunctionData.Word.errorCheck, value.isUnbound ? .none : value)
      FunctionData(o).forgetPlan()
      return .none
    }),
]

extension UnsafeMutablePointer where Pointee == ThreadState {
  fileprivate func isResultType(_ value: Value) -> Bool {
    value.isNone || describedType(value) != nil || isCallable(value)
  }

  /// `_check_retval_` of a result type, or None.
  fileprivate func resultChecker(_ type: Value) -> Value {
    if type.isNone { return .none }
    let checker = findAttribute(type, StringRef.intern("_check_retval_"))
    return checker.isUnbound ? .none : checker
  }

  /// The `from_param` of each argument type, as a tuple.
  fileprivate func converters(_ types: Value) -> Value {
    guard types.isKind(.tuple) || types.isKind(.list) else {
      return raise(.typeError, "_argtypes_ must be a sequence of types")
    }
    let tuple = makeTuple(from: types)
    if tuple.isError { return .error }
    if TupleRef(tuple).count > CallSignature.mostArguments {
      return raise(
        ctypesTypes.argumentError,
        "_argtypes_ has too many arguments (\(TupleRef(tuple).count)), maximum is \(CallSignature.mostArguments)")
    }
    let list = ListRef.make(self)
    for index in 0..<TupleRef(tuple).count {
      let converter = findAttribute(TupleRef(tuple)[index], fromParameterName)
      if converter.isError { return .error }
      if converter.isUnbound {
        return raise(.typeError, "item \(index + 1) in _argtypes_ has no from_param method")
      }
      list.append(self, converter)
    }
    return makeTuple(from: list.value)
  }

  fileprivate func makeFunctionClass(_ a: Arguments) -> Value {
    let made = makeDataClass(a)
    if made.isError { return .error }
    let type = TypeRef(made)
    let flags = type.lookup(StringRef.intern("_flags_"))
    guard flags.isInt else { return raise(.typeError, "class must define _flags_ which must be an integer") }
    let layout = CLayout.make(self, type, .function)
    layout.flags = flags.asInt & CLayout.Flags.functionMask | CLayout.Flags.isPointer
    layout.size = 8
    layout.alignment = 8
    layout.initializers = 1
    layout.setWord(CLayout.Word.format, StringRef.make(self, "X{}"))
    layout.setWord(CLayout.Word.resultType, .unbound)
    let arguments = type.lookup(StringRef.intern("_argtypes_"))
    if arguments.isBound {
      let converters = converters(arguments)
      if converters.isError { return .error }
      layout.setWord(CLayout.Word.argumentTypes, makeTuple(from: arguments))
      layout.setWord(CLayout.Word.converters, converters)
    }
    let result = type.lookup(StringRef.intern("_restype_"))
    if result.isBound {
      guard isResultType(result) else {
        return raise(.typeError, "_restype_ must be a type, a callable, or None")
      }
      let checker = resultChecker(result)
      if checker.isError { return .error }
      layout.setWord(CLayout.Word.checker, checker)
      layout.setWord(CLayout.Word.resultType, result)
    }
    return made
  }

  // MARK: Objects

  private func makeFunctionData(_ layout: CLayout, _ address: Raw?) -> Value {
    let made = makeData(layout)
    if made.isError { return .error }
    CData(made).pointed = address
    return made
  }

  fileprivate func makeFunction(_ type: Value, _ arguments: TupleRef) -> Value {
    guard let layout = concrete(type) else { return .error }
    if arguments.count == 0 { return makeFunctionData(layout, nil) }
    let first = arguments[0]
    if first.isKind(.tuple) {
      return makeFunction(layout, TupleRef(first), flags: arguments.count > 1 ? arguments[1] : .none)
    }
    if arguments.count > 1 { return raise(.typeError, "function takes exactly 1 argument (\(arguments.count) given)") }
    if unwrapInteger(first).isBound {
      guard let address = lowBits(first) else { return .error }
      return makeFunctionData(layout, Raw(bitPattern: address))
    }
    guard isCallable(first) else { return raise(.typeError, "argument must be callable or integer function address") }
    return makeCallback(layout, first) { makeFunctionData(layout, $0) }
  }

  /// A function of a library: `((name, library), paramflags)`.
  private func makeFunction(_ layout: CLayout, _ place: TupleRef, flags: Value) -> Value {
    guard place.count == 2 else { return raise(.typeError, "illegal func_spec argument") }
    guard place[0].isKind(.string) || place[0].isKind(.bytes) else {
      return raise(.typeError, "function name must be string, bytes object or integer")
    }
    guard let handle = libraryHandle(place[1]) else { return .error }
    let name =
      place[0].isKind(.string) ? StringRef(place[0]).text : String(decoding: byteView(place[0])!, as: UTF8.self)
    guard let address = name.withCString({ ForeignLibrary.symbol(handle, $0) }) else {
      let isPython = layout.flags & FunctionFlags.pythonAPI != 0 && name.hasPrefix("Py")
      return raise(
        .attributeError, ForeignLibrary.lastError + (isPython ? " (this Python has no C API)" : ""))
    }
    if !checkParameterFlags(layout, flags) { return .error }
    let made = makeFunctionData(layout, address)
    if made.isError { return .error }
    let function = FunctionData(made)
    function.setWord(FunctionData.Word.parameterFlags, flags)
    function.setWord(FunctionData.Word.name, StringRef.make(self, name))
    return keep(CData(made), 0, place[1]) ? made : .error
  }

  func defineFunctionType() {
    ctypesTypes.functionMeta = defineMetaclass("PyCFuncPtrType", metaclassMethods)
    ctypesTypes.function = defineDataClass(
      "CFuncPtr", metaclass: ctypesTypes.functionMeta, words: FunctionData.Word.count, methods, attributes)
  }
}
