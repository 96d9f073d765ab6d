// The exception classes as Python sees them: constructors, attributes, str and repr.

import CRuntime
import Glibc

let baseExceptionMethods: [NativeDefinition] = [
  NativeDefinition(.staticMethod, "__new__(cls, /, *args, **kwargs)") { t, a in
    let exception = ExceptionRef.make(t, type: a[0], arguments: a[1])
    return exception.value
  },
  NativeDefinition("__init__(self, /, *args, **kwargs)") { t, a in
    if DictRef(a[2]).count > 0 && a[0].type.special(.`init`) == t.baseExceptionInit {
      return t.raise(.typeError, "\(a[0].typeName)() takes no keyword arguments")
    }
    ExceptionRef(a[0]).arguments = a[1]
    return .none
  },
  NativeDefinition("__str__(self, /)") { t, a in
    let arguments = TupleRef(ExceptionRef(a[0]).arguments)
    if arguments.count == 0 { return vm.pointee.emptyString }
    return arguments.count == 1 ? t.str(arguments[0]) : t.repr(arguments.value)
  },
  NativeDefinition("__repr__(self, /)") { t, a in
    let arguments = TupleRef(ExceptionRef(a[0]).arguments)
    let name = a[0].typeName
    if arguments.count == 1 {
      let item = t.repr(arguments[0])
      return item.isError ? .error : StringRef.make(t, "\(name)(\(StringRef(item).text))")
    }
    let text = t.repr(arguments.value)
    return text.isError ? .error : StringRef.make(t, name + StringRef(text).text)
  },
  NativeDefinition("with_traceback(self, tb, /)") { t, a in
    guard a[1].isNone || a[1].isKind(.traceback) else {
      return t.raise(.typeError, "__traceback__ must be a traceback or None")
    }
    ExceptionRef(a[0]).traceback = a[1]
    return a[0]
  },
  NativeDefinition("add_note(self, note, /)") { t, a in
    guard a[1].isKind(.string) else { return t.raise(.typeError, "note must be a str, not '\(a[1].typeName)'") }
    var notes = t.findOwnAttribute(a[0], vm.pointee.names.notes)
    if notes.isUnbound {
      notes = ListRef.make(t).value
      if !t.setOwnAttribute(a[0], vm.pointee.names.notes, notes) { return .error }
    }
    guard notes.isKind(.list) else { return t.raise(.typeError, "Cannot add note: __notes__ is not a list") }
    ListRef(notes).append(t, a[1])
    return .none
  },
  NativeDefinition("__reduce__(self, /)") { t, a in
    let state = t.objectState(a[0])
    if state.isNone { return TupleRef.make(t, a[0].type.value, ExceptionRef(a[0]).arguments) }
    return TupleRef.make(t, a[0].type.value, ExceptionRef(a[0]).arguments, state)
  },
  NativeDefinition("__setstate__(self, state, /)") { t, a in
    if a[1].isKind(.dict) {
      var position = 0
      while let entry = DictRef(a[1]).next(&position) {
        if !t.setAttribute(a[0], StringRef.intern(entry.key), entry.value) { return .error }
      }
    }
    return .none
  },
]

/// A field of an exception that reads None until it is set; kept among the exception's own attributes.
private func optionalField(_ name: StaticString) -> GetSetDefinition {
  switch "\(name)" {
  case "name":
    return GetSetDefinition("name", { t, e in readField(t, e, "name") }, { t, e, v in writeField(t, e, "name", v) })
  case "obj":
    return GetSetDefinition("obj", { t, e in readField(t, e, "obj") }, { t, e, v in writeField(t, e, "obj", v) })
  default:
    return GetSetDefinition("path", { t, e in readField(t, e, "path") }, { t, e, v in writeField(t, e, "path", v) })
  }
}

private func readField(_ t: Thread, _ exception: Value, _ name: String) -> Value {
  let value = t.findOwnAttribute(exception, StringRef.intern(name))
  return value.isBound ? value : .none
}

private func writeField(_ t: Thread, _ exception: Value, _ name: String, _ value: Value) -> Value {
  _ = t.setOwnAttribute(exception, StringRef.intern(name), value.isUnbound ? .none : value)
  return .none
}

private func exceptionOrNone(_ t: Thread, _ value: Value, _ what: String) -> Bool {
  if value.isNone || value.isKind(.exception) { return true }
  t.raise(.typeError, "exception \(what) must be None or derive from BaseException")
  return false
}

let baseExceptionAttributes: [GetSetDefinition] = [
  GetSetDefinition(
    "args", { _, e in ExceptionRef(e).arguments },
    { t, e, v in
      let tuple = t.makeTuple(from: v)
      if tuple.isError { return .error }
      ExceptionRef(e).arguments = tuple
      return .none
    }),
  GetSetDefinition(
    "__traceback__", { _, e in ExceptionRef(e).traceback },
    { t, e, v in
      guard v.isNone || v.isKind(.traceback) else {
        return t.raise(.typeError, "__traceback__ must be a traceback or None")
      }
      ExceptionRef(e).traceback = v
      return .none
    }),
  GetSetDefinition(
    "__context__", { _, e in ExceptionRef(e).context },
    { t, e, v in
      guard exceptionOrNone(t, v, "context") else { return .error }
      ExceptionRef(e).context = v
      return .none
    }),
  GetSetDefinition(
    "__cause__", { _, e in ExceptionRef(e).cause },
    { t, e, v in
      guard exceptionOrNone(t, v, "cause") else { return .error }
      ExceptionRef(e).cause = v
      ExceptionRef(e).suppressContext = true
      return .none
    }),
  GetSetDefinition(
    "__suppress_context__", { _, e in .bool(ExceptionRef(e).suppressContext) },
    { t, e, v in
      ExceptionRef(e).suppressContext = t.truth(v) == 1
      return .none
    }),
]

extension UnsafeMutablePointer where Pointee == ThreadState {
  var baseExceptionNew: Value { TypeRef(ExceptionType.baseException.type).special(.new) }
  var baseExceptionInit: Value { TypeRef(ExceptionType.baseException.type).special(.`init`) }

  /// Creates all classes of ExceptionType.
  func defineExceptions() {
    for row in ExceptionType.allCases {
      let base = row.base.map(\.type) ?? vm.pointee.types.object
      var definition = TypeDefinition(name: "", base: base, kind: .exception, words: ExceptionRef.baseWords)
      definition.flags = TypeFlags.isException
      definition.hasAttributes = true
      switch row {
      case .baseException:
        definition.methods = baseExceptionMethods
        definition.attributes = baseExceptionAttributes + [instanceDictDefinition]
      case .stopIteration:
        definition.attributes = [
          GetSetDefinition(
            "value", { t, e in t.stopIterationValue(e) },
            { t, e, v in
              ExceptionRef(e).arguments = TupleRef.make(t, v)
              return .none
            })
        ]
      case .systemExit:
        definition.attributes = [
          GetSetDefinition(
            "code",
            { t, e in
              let arguments = TupleRef(ExceptionRef(e).arguments)
              return arguments.count == 0 ? .none : arguments.count == 1 ? arguments[0] : arguments.value
            })
        ]
      case .keyError:
        definition.methods = [
          NativeDefinition("__str__(self, /)") { t, a in
            let arguments = TupleRef(ExceptionRef(a[0]).arguments)
            if arguments.count == 0 { return vm.pointee.emptyString }
            return arguments.count == 1 ? t.repr(arguments[0]) : t.repr(arguments.value)
          }
        ]
      case .nameError:
        definition.methods = [keywordInit("__init__(self, /, *args, name=None)", ["name"])]
        definition.attributes = [optionalField("name")]
      case .attributeError:
        definition.methods = [keywordInit("__init__(self, /, *args, name=None, obj=None)", ["name", "obj"])]
        definition.attributes = [optionalField("name"), optionalField("obj")]
      case .importError:
        definition.methods = [keywordInit("__init__(self, /, *args, name=None, path=None)", ["name", "path"])]
        definition.attributes = [
          GetSetDefinition(
            "msg",
            { t, e in
              let arguments = TupleRef(ExceptionRef(e).arguments)
              return arguments.count == 1 ? arguments[0] : .none
            })
        ]
      case .osError: definition.methods = osErrorMethods
      case .syntaxError: definition.methods = syntaxErrorMethods
      case .unicodeDecodeError, .unicodeEncodeError, .unicodeTranslateError: definition.methods = unicodeErrorMethods
      case .baseExceptionGroup:
        definition.methods = exceptionGroupMethods
        definition.attributes = exceptionGroupAttributes
      default: break
      }
      let type = TypeRef(define(definition))
      let name = StringRef.intern(row.name)
      type.setField(.name, name)
      type.setField(.qualname, name)
      type.setField(.inlineSlots, .int(2))
      let root = ShapeRef.make(type: type.value, inlineCapacity: 2, attributeWord: ExceptionRef.baseWords)
      type.setField(.rootShape, .int(Int(root.address)))
      exceptionTypes.append(type.value)
      if row == .exceptionGroup {
        type.setField(.bases, TupleRef.make(self, ExceptionType.baseExceptionGroup.type, ExceptionType.exception.type))
        if let mro = linearize(type) { type.setField(.mro, mro.value) }
      }
      type.typeModified()
      ModuleRef(vm.pointee.builtins).namespace.set(name: name, type.value)
    }
    let builtins = ModuleRef(vm.pointee.builtins).namespace
    for alias in ["EnvironmentError", "IOError"] {
      builtins.set(name: StringRef.intern(alias), ExceptionType.osError.type)
    }
  }

  /// Sets an attribute that exists from construction on, like `AttributeError.name`.
  func setField(_ exception: Value, _ name: String, _ value: Value) {
    _ = setOwnAttribute(exception, StringRef.intern(name), value)
  }
}

/// `__init__` of exceptions with keyword-only fields after *args.
private func keywordInit(_ signature: StaticString, _ names: [String]) -> NativeDefinition {
  if names.count == 1 {
    return NativeDefinition(signature) { t, a in
      ExceptionRef(a[0]).arguments = a[1]
      t.setField(a[0], "name", a[2].isUnbound ? .none : a[2])
      return .none
    }
  }
  if names[1] == "obj" {
    return NativeDefinition(signature) { t, a in
      ExceptionRef(a[0]).arguments = a[1]
      t.setField(a[0], "name", a[2].isUnbound ? .none : a[2])
      t.setField(a[0], "obj", a[3].isUnbound ? .none : a[3])
      return .none
    }
  }
  return NativeDefinition(signature) { t, a in
    ExceptionRef(a[0]).arguments = a[1]
    t.setField(a[0], "name", a[2].isUnbound ? .none : a[2])
    t.setField(a[0], "path", a[3].isUnbound ? .none : a[3])
    return .none
  }
}

// MARK: OSError

/// errno → subclass, as PEP 3151 lists them.
private let osErrorClasses: [(Int, ExceptionType)] = [
  (11, .blockingIOError), (114, .blockingIOError), (115, .blockingIOError), (10, .childProcessError),
  (32, .brokenPipeError), (108, .brokenPipeError), (103, .connectionAbortedError), (111, .connectionRefusedError),
  (104, .connectionResetError), (17, .fileExistsError), (2, .fileNotFoundError), (4, .interruptedError),
  (21, .isADirectoryError), (20, .notADirectoryError), (1, .permissionError), (13, .permissionError),
  (3, .processLookupError), (110, .timeoutError),
]

private let osErrorMethods: [NativeDefinition] = [
  NativeDefinition(.staticMethod, "__new__(cls, /, *args, **kwargs)") { t, a in
    let arguments = TupleRef(a[1])
    var type = a[0]
    if type == ExceptionType.osError.type && arguments.count >= 2 && arguments[0].isInt {
      for (number, row) in osErrorClasses where number == arguments[0].asInt { type = row.type }
    }
    let exception = ExceptionRef.make(t, type: type, arguments: a[1])
    t.initializeOSError(exception.value, arguments)
    return exception.value
  },
  NativeDefinition("__init__(self, /, *args, **kwargs)") { t, a in
    t.initializeOSError(a[0], TupleRef(a[1]))
    return .none
  },
  NativeDefinition("__str__(self, /)") { t, a in
    func field(_ name: String) -> Value { t.findOwnAttribute(a[0], StringRef.intern(name)) }
    let number = field("errno")
    let text = field("strerror")
    if number.isUnbound || number.isNone || text.isUnbound {
      let arguments = TupleRef(ExceptionRef(a[0]).arguments)
      if arguments.count == 0 { return vm.pointee.emptyString }
      return arguments.count == 1 ? t.str(arguments[0]) : t.repr(arguments.value)
    }
    var message = "[Errno \(t.str(text: number))] \(t.str(text: text))"
    let filename = field("filename")
    if filename.isBound && !filename.isNone { message += ": \(t.repr(text: filename))" }
    let second = field("filename2")
    if second.isBound && !second.isNone { message += " -> \(t.repr(text: second))" }
    return StringRef.make(t, message)
  },
]

extension UnsafeMutablePointer where Pointee == ThreadState {
  func initializeOSError(_ exception: Value, _ arguments: TupleRef) {
    let count = arguments.count
    // A subclass may have attributes of these names, which come first.
    let isBuiltIn = !exception.type.isHeapType
    func setField(_ exception: Value, _ name: String, _ value: Value) {
      if isBuiltIn || exception.type.lookup(StringRef.intern(name)).isUnbound { self.setField(exception, name, value) }
    }
    setField(exception, "errno", count >= 2 ? arguments[0] : .none)
    setField(exception, "strerror", count >= 2 ? arguments[1] : .none)
    // The third argument of BlockingIOError is a number of bytes, not a name.
    let isCount =
      count >= 3 && exception.type == TypeRef(ExceptionType.blockingIOError.type)
      && (arguments[2].isInt || arguments[2].type.special(.index).isBound)
    if isCount { setField(exception, "characters_written", arguments[2]) }
    setField(exception, "filename", count >= 3 && !isCount ? arguments[2] : .none)
    setField(exception, "filename2", count >= 5 ? arguments[4] : .none)
    ExceptionRef(exception).arguments =
      count >= 3 && !isCount ? TupleRef.make(self, arguments[0], arguments[1]) : arguments.value
  }

  /// OSError (or its subclass) for an errno, with an optional file name.
  @discardableResult func raiseOSError(_ number: Int32, filename: Value = .none) -> Value {
    let text = StringRef.make(self, String(cString: strerror(number)))
    var arguments = TupleRef.make(self, .int(Int(number)), text)
    if !filename.isNone { arguments = TupleRef.make(self, .int(Int(number)), text, filename) }
    let exception = call(ExceptionType.osError.type, tuple: TupleRef(arguments))
    return exception.isError ? .error : raise(exception: exception)
  }
}

// MARK: SyntaxError

private let syntaxErrorMethods: [NativeDefinition] = [
  NativeDefinition("__init__(self, /, *args, **kwargs)") { t, a in
    let arguments = TupleRef(a[1])
    ExceptionRef(a[0]).arguments = a[1]
    t.setField(a[0], "msg", arguments.count > 0 ? arguments[0] : .none)
    let names = ["filename", "lineno", "offset", "text", "end_lineno", "end_offset"]
    var details: TupleRef?
    if arguments.count == 2 {
      let tuple = t.makeTuple(from: arguments[1])
      if tuple.isError { return .error }
      details = TupleRef(tuple)
      let count = TupleRef(tuple).count
      if count < 4 { return t.raise(.typeError, "function takes at least 4 arguments (\(count) given)") }
      if count > 6 { return t.raise(.typeError, "function takes at most 6 arguments (\(count) given)") }
      if count == 5 {
        return t.raise(.typeError, "end_offset must be provided when end_lineno is provided")
      }
    }
    for (index, name) in names.enumerated() {
      t.setField(a[0], name, index < (details?.count ?? 0) ? details![index] : .none)
    }
    t.setField(a[0], "print_file_and_line", .none)
    return .none
  },
  NativeDefinition("__str__(self, /)") { t, a in
    func field(_ name: String) -> Value { t.findOwnAttribute(a[0], StringRef.intern(name)) }
    let message = field("msg")
    let text = message.isUnbound ? "None" : t.str(text: message)
    let line = field("lineno")
    let file = field("filename")
    if file.isKind(.string) {
      let name =
        StringRef(file).text.split(separator: "/", omittingEmptySubsequences: false).last.map(String.init) ?? ""
      return StringRef.make(t, line.isInt ? "\(text) (\(name), line \(line.asInt))" : "\(text) (\(name))")
    }
    return StringRef.make(t, line.isInt ? "\(text) (line \(line.asInt))" : text)
  },
]

// MARK: Unicode errors

private let unicodeErrorMethods: [NativeDefinition] = [
  NativeDefinition("__init__(self, /, *args)") { t, a in
    let arguments = TupleRef(a[1])
    ExceptionRef(a[0]).arguments = a[1]
    let names =
      arguments.count == 4
      ? ["object", "start", "end", "reason"] : ["encoding", "object", "start", "end", "reason"]
    guard arguments.count == names.count else {
      return t.raise(.typeError, "function takes exactly 5 arguments (\(arguments.count) given)")
    }
    for (index, name) in names.enumerated() { t.setField(a[0], name, arguments[index]) }
    // What a decoder was given may change later.
    if a[0].isInstance(of: ExceptionType.unicodeDecodeError.type), !arguments[1].isKind(.bytes),
      let view = byteView(arguments[1])
    {
      t.setField(a[0], "object", t.makeBytes(Array(view)))
    }
    return .none
  },
  NativeDefinition("__str__(self, /)") { t, a in
    func field(_ name: String) -> Value { t.findOwnAttribute(a[0], StringRef.intern(name)) }
    let object = field("object")
    guard object.isBound, field("start").isInt, field("end").isInt else { return vm.pointee.emptyString }
    let start = field("start").asInt
    let end = field("end").asInt
    let reason = t.str(text: field("reason"))
    let isDecode = a[0].isInstance(of: ExceptionType.unicodeDecodeError.type)
    let verb = isDecode ? "decode" : field("encoding").isBound ? "encode" : "translate"
    let prefix =
      field("encoding").isBound ? "'\(t.str(text: field("encoding")))' codec can't \(verb)" : "can't translate"
    if isDecode {
      if end == start + 1, let bytes = byteView(object), start < bytes.count {
        let hex = String(bytes[start], radix: 16)
        return StringRef.make(
          t, "\(prefix) byte 0x\(hex.utf8.count == 1 ? "0" + hex : hex) in position \(start): \(reason)")
      }
      return StringRef.make(t, "\(prefix) bytes in position \(start)-\(end - 1): \(reason)")
    }
    if end == start + 1, object.isKind(.string), start < StringRef(object).count {
      let scalar = StringRef(object)[start]
      let digits = String(scalar, radix: 16)
      let width = scalar < 0x100 ? 2 : scalar < 0x10000 ? 4 : 8
      let letter = scalar < 0x100 ? "x" : scalar < 0x10000 ? "u" : "U"
      let padded = String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits
      return StringRef.make(t, "\(prefix) character '\\\(letter)\(padded)' in position \(start): \(reason)")
    }
    return StringRef.make(t, "\(prefix) characters in position \(start)-\(end - 1): \(reason)")
  },
]
