// The module `pyexpat` on the library Expat; the standard library's `xml` is made of it. The handlers' attributes, errors,
// and what starts a parser (ExpatParser.swift has the object).

import CExpat
import CRuntime

nonisolated(unsafe) private var expatError = Value.unbound
nonisolated(unsafe) private var parserType = Value.unbound

/// Expat's errors, from 1 on.
private let errorNames: [StaticString] = [
  "XML_ERROR_NO_MEMORY", "XML_ERROR_SYNTAX", "XML_ERROR_NO_ELEMENTS", "XML_ERROR_INVALID_TOKEN",
  "XML_ERROR_UNCLOSED_TOKEN", "XML_ERROR_PARTIAL_CHAR", "XML_ERROR_TAG_MISMATCH", "XML_ERROR_DUPLICATE_ATTRIBUTE",
  "XML_ERROR_JUNK_AFTER_DOC_ELEMENT", "XML_ERROR_PARAM_ENTITY_REF", "XML_ERROR_UNDEFINED_ENTITY",
  "XML_ERROR_RECURSIVE_ENTITY_REF", "XML_ERROR_ASYNC_ENTITY", "XML_ERROR_BAD_CHAR_REF", "XML_ERROR_BINARY_ENTITY_REF",
  "XML_ERROR_ATTRIBUTE_EXTERNAL_ENTITY_REF", "XML_ERROR_MISPLACED_XML_PI", "XML_ERROR_UNKNOWN_ENCODING",
  "XML_ERROR_INCORRECT_ENCODING", "XML_ERROR_UNCLOSED_CDATA_SECTION", "XML_ERROR_EXTERNAL_ENTITY_HANDLING",
  "XML_ERROR_NOT_STANDALONE", "XML_ERROR_UNEXPECTED_STATE", "XML_ERROR_ENTITY_DECLARED_IN_PE",
  "XML_ERROR_FEATURE_REQUIRES_XML_DTD", "XML_ERROR_CANT_CHANGE_FEATURE_ONCE_PARSING", "XML_ERROR_UNBOUND_PREFIX",
  "XML_ERROR_UNDECLARING_PREFIX", "XML_ERROR_INCOMPLETE_PE", "XML_ERROR_XML_DECL", "XML_ERROR_TEXT_DECL",
  "XML_ERROR_PUBLICID", "XML_ERROR_SUSPENDED", "XML_ERROR_NOT_SUSPENDED", "XML_ERROR_ABORTED", "XML_ERROR_FINISHED",
  "XML_ERROR_SUSPEND_PE", "XML_ERROR_RESERVED_PREFIX_XML", "XML_ERROR_RESERVED_PREFIX_XMLNS",
  "XML_ERROR_RESERVED_NAMESPACE_URI", "XML_ERROR_INVALID_ARGUMENT", "XML_ERROR_NO_BUFFER",
  "XML_ERROR_AMPLIFICATION_LIMIT_BREACH",
]

private let modelConstants: [(StaticString, Int)] = [
  ("XML_CTYPE_EMPTY", 1), ("XML_CTYPE_ANY", 2), ("XML_CTYPE_MIXED", 3), ("XML_CTYPE_NAME", 4), ("XML_CTYPE_CHOICE", 5),
  ("XML_CTYPE_SEQ", 6), ("XML_CQUANT_NONE", 0), ("XML_CQUANT_OPT", 1), ("XML_CQUANT_REP", 2), ("XML_CQUANT_PLUS", 3),
]

private let entityConstants: [(StaticString, Int)] = [
  ("XML_PARAM_ENTITY_PARSING_NEVER", 0), ("XML_PARAM_ENTITY_PARSING_UNLESS_STANDALONE", 1),
  ("XML_PARAM_ENTITY_PARSING_ALWAYS", 2),
]

/// The most that one call takes: Expat counts in 31 bits.
private let step = 1 << 30

extension UnsafeMutablePointer where Pointee == ThreadState {
  func defineExpatModule() {
    let module = defineModule("pyexpat", doc: "The XML parser Expat.", expatFunctions)
    expatError = makeExceptionType("ExpatError", module: "xml.parsers.expat")
    parserType = define(
      TypeDefinition(
        name: "xmlparser", words: ExpatParserRef.words, flags: TypeFlags.final | TypeFlags.notInstantiable,
        module: "pyexpat", methods: parserMethods, attributes: handlerAttributes + optionAttributes + placeAttributes))
    module.set("error", expatError)
    module.set("ExpatError", expatError)
    module.set("XMLParserType", parserType)
    module.set(entityConstants)
    module.set("EXPAT_VERSION", StringRef.make(self, String(cString: XML_ExpatVersion())))
    let version = XML_ExpatVersionInfo()
    module.set(
      "version_info",
      TupleRef.make(self, [.int(Int(version.major)), .int(Int(version.minor)), .int(Int(version.micro))]))
    module.set("native_encoding", StringRef.intern("UTF-8"))
    let features = ListRef.make(self)
    module.set("features", features.value)
    var feature = XML_GetFeatureList()!
    while feature.pointee.feature != XML_FEATURE_END {
      let name = StringRef.make(self, String(cString: feature.pointee.name))
      features.append(self, TupleRef.make(self, name, .int(Int(feature.pointee.value))))
      feature += 1
    }
    let model = defineModule("pyexpat.model", doc: "Constants of the contents of declared elements.", [])
    model.set(modelConstants)
    module.set("model", model.value)
    module.set("errors", makeErrorModule())
  }

  private func makeErrorModule() -> Value {
    let module = defineModule("pyexpat.errors", doc: "The errors of the parser.", [])
    let codes = DictRef.make(self)
    module.set("codes", codes.value)
    let messages = DictRef.make(self)
    module.set("messages", messages.value)
    for (index, name) in errorNames.enumerated() {
      let message = explain(index + 1)
      module.set(name, message)
      codes.set(self, message, .int(index + 1))
      messages.set(self, .int(index + 1), message)
    }
    return module.value
  }

  /// The message of an error, None for a number that is none.
  fileprivate func explain(_ number: Int) -> Value {
    guard let code = UInt32(exactly: number), let text = XML_ErrorString(XML_Error(rawValue: code)) else {
      return .none
    }
    return StringRef.make(self, String(cString: text))
  }

  /// Raises ExpatError for an error of the parser.
  private func fail(_ parser: ExpatParserRef, _ error: XML_Error) -> Value {
    let line = Int(XML_GetCurrentLineNumber(parser.expat))
    let column = Int(XML_GetCurrentColumnNumber(parser.expat))
    let reason = explain(Int(error.rawValue))
    let message = (reason.isNone ? "unknown error" : StringRef(reason).text) + ": line \(line), column \(column)"
    let exception = call(expatError, StringRef.make(self, message))
    if exception.isError { return .error }
    let details: [(StaticString, Int)] = [("code", Int(error.rawValue)), ("offset", column), ("lineno", line)]
    for (name, number) in details where !setAttribute(exception, StringRef.intern(name), .int(number)) {
      return .error
    }
    return raise(exception: exception)
  }

  // MARK: Making parsers

  /// The characters of an optional str argument; nil with TypeError pending.
  private func optionalText(_ value: Value, _ name: String) -> String?? {
    if value.isUnbound || value.isNone { return .some(nil) }
    if value.isKind(.string) { return StringRef(value).text }
    raise(.typeError, "ParserCreate() argument '\(name)' must be str or None, not \(value.typeName)")
    return nil
  }

  fileprivate func makeParser(_ a: Arguments) -> Value {
    guard let encoding = optionalText(a[0], "encoding"), let separator = optionalText(a[1], "namespace_separator")
    else { return .error }
    if let separator, separator.utf8.count > 1 {
      return raise(.valueError, "namespace_separator must be at most one character, omitted, or None")
    }
    if a[2].isBound && !a[2].isNone && !a[2].isKind(.dict) {
      return raise(.typeError, "intern must be a dictionary")
    }
    let object = allocateInstance(TypeRef(parserType))
    let parser = ExpatParserRef(object.pointer)
    parser.prepare(self, blocks: ListRef.make(self).value, intern: a[2].isUnbound ? DictRef.make(self).value : a[2])
    ExpatMemory.list = parser.blocks
    let expat = XML_ParserCreate_MM(encoding, &ExpatMemory.suite, separator)
    return start(object, expat)
  }

  private func start(_ object: Value, _ expat: XML_Parser?) -> Value {
    guard let expat else { return raise(.memoryError, "") }
    let parser = ExpatParserRef(object.pointer)
    object.pointer.setWord(1, .address(UnsafeMutableRawPointer(expat)))
    XML_SetUserData(expat, object.pointer)
    parser.connectEncodings()
    return object
  }

  /// A parser for an external entity: it shares memory, names and handlers with the one that met the entity.
  fileprivate func makeEntityParser(_ a: Arguments) -> Value {
    let parent = ExpatParserRef(a[0])
    guard let encoding = optionalText(a[2], "encoding") else { return .error }
    var context: String?
    if !a[1].isNone {
      guard a[1].isKind(.string) else {
        return raise(
          .typeError,
          "ExternalEntityParserCreate() argument 1 must be str or None, not \(a[1].typeName)")
      }
      context = StringRef(a[1]).text
    }
    let object = allocateInstance(TypeRef(parserType))
    let parser = ExpatParserRef(object.pointer)
    parser.prepare(self, blocks: parent.blocks, intern: parent.pointer.word(9))
    for word in 6...8 { object.pointer.setWord(word, parent.pointer.word(word)) }
    if parent.isBuffering { parser.setBuffering(self, size: parent.bufferSize) }
    let result = start(object, parent.work { XML_ExternalEntityParserCreate($0, context, encoding) })
    if result.isError { return .error }
    for handler in ExpatHandler.allCases where parent.handler(handler).isObject {
      parser.setHandler(handler, parent.handler(handler))
      parser.connect(handler, true)
    }
    return object
  }

  // MARK: Parsing

  /// Feeds bytes; the int status, or an exception.
  private func feed(_ parser: ExpatParserRef, _ source: UnsafeBufferPointer<UInt8>, isLast: Bool) -> Value {
    var offset = 0
    var status = XML_STATUS_OK
    repeat {
      let length = min(source.count - offset, step)
      let bytes = source.baseAddress.map { UnsafeRawPointer($0 + offset).assumingMemoryBound(to: CChar.self) }
      offset += length
      status = parser.work { XML_Parse($0, bytes, Int32(length), isLast && offset == source.count ? 1 : 0) }
      if pointee.exception.isBound { return .error }
      if status == XML_STATUS_ERROR { return fail(parser, XML_GetErrorCode(parser.expat)) }
    } while offset < source.count
    return parser.flush(self) ? .int(Int(status.rawValue)) : .error
  }

  fileprivate func parse(_ a: Arguments) -> Value {
    guard let isLast = flag(a[2]) else { return .error }
    let parser = ExpatParserRef(a[0])
    var data = a[1]
    if data.isKind(.string) {
      data = encode(StringRef(data), .utf8, .strict)
      if data.isError { return .error }
      _ = parser.work { XML_SetEncoding($0, "utf-8") }
    }
    guard let source = bytesArgument(data) else { return .error }
    let result = feed(parser, source, isLast: isLast)
    withExtendedLifetime(data) {}
    return result
  }

  fileprivate func parseFile(_ a: Arguments) -> Value {
    let size = 2048
    let read = findAttribute(a[1], StringRef.intern("read"))
    if read.isError { return .error }
    if read.isUnbound { return raise(.typeError, "argument must have 'read' attribute") }
    while true {
      let data = call(read, .int(size))
      if data.isError { return .error }
      guard let source = byteView(data) else {
        return raise(.typeError, "read() did not return a bytes object (type=\(data.typeName))")
      }
      if source.count > size {
        return raise(
          .valueError, "read() returned too much data: \(size) bytes requested, \(source.count) returned")
      }
      let isLast = source.count == 0
      let result = feed(ExpatParserRef(a[0]), source, isLast: isLast)
      withExtendedLifetime(data) {}
      if result.isError || isLast { return result }
    }
  }

  fileprivate func inputContext(_ parser: ExpatParserRef) -> Value {
    if !parser.isInHandler { return .none }
    var offset: Int32 = 0
    var size: Int32 = 0
    guard let text = XML_GetInputContext(parser.expat, &offset, &size) else { return .none }
    let bytes = UnsafeRawPointer(text).assumingMemoryBound(to: UInt8.self)
    return BytesRef.make(self, bytes + Int(offset), Int(size - offset))
  }

  fileprivate func setBase(_ a: Arguments) -> Value {
    guard a[1].isKind(.string) else {
      return raise(.typeError, "SetBase() argument must be str, not \(a[1].typeName)")
    }
    let base = StringRef(a[1]).text
    let status = ExpatParserRef(a[0]).work { XML_SetBase($0, base) }
    return status == XML_STATUS_ERROR ? raise(.memoryError, "") : .none
  }

  fileprivate func useForeignDTD(_ a: Arguments) -> Value {
    guard let isOn = flag(a[1], default: true) else { return .error }
    let parser = ExpatParserRef(a[0])
    let error = parser.work { XML_UseForeignDTD($0, isOn ? 1 : 0) }
    return error == XML_ERROR_NONE ? .none : fail(parser, error)
  }

  // MARK: Attributes

  private func refuseDeletion(_ value: Value) -> Bool {
    if value.isBound { return false }
    raise(.runtimeError, "Cannot delete attribute")
    return true
  }

  fileprivate func setHandler(_ parser: ExpatParserRef, _ handler: ExpatHandler, _ value: Value) -> Value {
    if refuseDeletion(value) { return .error }
    // Characters that wait are the old handler's.
    if handler == .characterData && !parser.flush(self) { return .error }
    parser.setHandler(handler, value)
    // Expat goes on with a handler of characters that it has taken up; without ours it does nothing.
    if value.isNone && handler == .characterData && parser.isInHandler { return .none }
    parser.connect(handler, !value.isNone)
    return .none
  }

  fileprivate func setFlag(_ parser: ExpatParserRef, _ word: Int, _ value: Value) -> Value {
    if refuseDeletion(value) { return .error }
    guard let isOn = flag(value) else { return .error }
    parser.pointer.setWord(word, .bool(isOn))
    if word == 8 { XML_SetReturnNSTriplet(parser.expat, isOn ? 1 : 0) }
    return .none
  }

  fileprivate func setBuffering(_ parser: ExpatParserRef, _ value: Value) -> Value {
    if refuseDeletion(value) { return .error }
    guard let isOn = flag(value) else { return .error }
    if isOn == parser.isBuffering { return .none }
    if !isOn && !parser.flush(self) { return .error }
    parser.setBuffering(self, size: isOn ? parser.bufferSize : nil)
    return .none
  }

  fileprivate func setBufferSize(_ parser: ExpatParserRef, _ value: Value) -> Value {
    if refuseDeletion(value) { return .error }
    guard value.isInt || value.isBool else { return raise(.typeError, "buffer_size must be an integer") }
    guard let size = index(value) else { return .error }
    if size <= 0 { return raise(.valueError, "buffer_size must be greater than zero") }
    if size > Int(Int32.max) {
      return raise(.valueError, "buffer_size must not be greater than \(Int32.max)")
    }
    if parser.isBuffering {
      if !parser.flush(self) { return .error }
      parser.setBuffering(self, size: size)
    } else {
      parser.pointer.setIntWord(4, size)
    }
    return .none
  }
}

private func get(_ parser: Value, _ handler: ExpatHandler) -> Value { ExpatParserRef(parser).handler(handler) }

private func set(_ thread: Thread, _ parser: Value, _ handler: ExpatHandler, _ value: Value) -> Value {
  thread.setHandler(ExpatParserRef(parser), handler, value)
}

private let handlerAttributes: [GetSetDefinition] = [
  GetSetDefinition("StartElementHandler", { get($1, .startElement) }, { set($0, $1, .startElement, $2) }),
  GetSetDefinition("EndElementHandler", { get($1, .endElement) }, { set($0, $1, .endElement, $2) }),
  GetSetDefinition("ProcessingInstructionHandler", { get($1, .processingInstruction) }, { set($0, $1, .processingInstruction, $2) }),
  GetSetDefinition("CharacterDataHandler", { get($1, .characterData) }, { set($0, $1, .characterData, $2) }),
  GetSetDefinition("UnparsedEntityDeclHandler", { get($1, .unparsedEntity) }, { set($0, $1, .unparsedEntity, $2) }),
  GetSetDefinition("NotationDeclHandler", { get($1, .notation) }, { set($0, $1, .notation, $2) }),
  GetSetDefinition("StartNamespaceDeclHandler", { get($1, .startNamespace) }, { set($0, $1, .startNamespace, $2) }),
  GetSetDefinition("EndNamespaceDeclHandler", { get($1, .endNamespace) }, { set($0, $1, .endNamespace, $2) }),
  GetSetDefinition("CommentHandler", { get($1, .comment) }, { set($0, $1, .comment, $2) }),
  GetSetDefinition("StartCdataSectionHandler", { get($1, .startSection) }, { set($0, $1, .startSection, $2) }),
  GetSetDefinition("EndCdataSectionHandler", { get($1, .endSection) }, { set($0, $1, .endSection, $2) }),
  GetSetDefinition("DefaultHandler", { get($1, .standard) }, { set($0, $1, .standard, $2) }),
  GetSetDefinition("DefaultHandlerExpand", { get($1, .standardExpand) }, { set($0, $1, .standardExpand, $2) }),
  GetSetDefinition("NotStandaloneHandler", { get($1, .notStandalone) }, { set($0, $1, .notStandalone, $2) }),
  GetSetDefinition("ExternalEntityRefHandler", { get($1, .externalEntity) }, { set($0, $1, .externalEntity, $2) }),
  GetSetDefinition("StartDoctypeDeclHandler", { get($1, .startDoctype) }, { set($0, $1, .startDoctype, $2) }),
  GetSetDefinition("EndDoctypeDeclHandler", { get($1, .endDoctype) }, { set($0, $1, .endDoctype, $2) }),
  GetSetDefinition("EntityDeclHandler", { get($1, .entity) }, { set($0, $1, .entity, $2) }),
  GetSetDefinition("XmlDeclHandler", { get($1, .declaration) }, { set($0, $1, .declaration, $2) }),
  GetSetDefinition("ElementDeclHandler", { get($1, .element) }, { set($0, $1, .element, $2) }),
  GetSetDefinition("AttlistDeclHandler", { get($1, .attributeList) }, { set($0, $1, .attributeList, $2) }),
  GetSetDefinition("SkippedEntityHandler", { get($1, .skippedEntity) }, { set($0, $1, .skippedEntity, $2) }),
]

private let optionAttributes: [GetSetDefinition] = [
  GetSetDefinition("buffer_text", { .bool(ExpatParserRef($1).isBuffering) }) {
    $0.setBuffering(ExpatParserRef($1), $2)
  },
  GetSetDefinition("buffer_size", { .int(ExpatParserRef($1).bufferSize) }) { $0.setBufferSize(ExpatParserRef($1), $2) },
  GetSetDefinition("buffer_used", { .int(ExpatParserRef($1).bufferUsed) }),
  GetSetDefinition("ordered_attributes", { $1.pointer.word(6) }) { $0.setFlag(ExpatParserRef($1), 6, $2) },
  GetSetDefinition("specified_attributes", { $1.pointer.word(7) }) { $0.setFlag(ExpatParserRef($1), 7, $2) },
  GetSetDefinition("namespace_prefixes", { $1.pointer.word(8) }) { $0.setFlag(ExpatParserRef($1), 8, $2) },
  GetSetDefinition("intern", { $1.pointer.word(9) }),
]

private let placeAttributes: [GetSetDefinition] = [
  GetSetDefinition("ErrorCode", { .int(Int(XML_GetErrorCode(ExpatParserRef($1).expat).rawValue)) }),
  GetSetDefinition("ErrorLineNumber", { .int(Int(XML_GetCurrentLineNumber(ExpatParserRef($1).expat))) }),
  GetSetDefinition("ErrorColumnNumber", { .int(Int(XML_GetCurrentColumnNumber(ExpatParserRef($1).expat))) }),
  GetSetDefinition("ErrorByteIndex", { .int(Int(XML_GetCurrentByteIndex(ExpatParserRef($1).expat))) }),
  GetSetDefinition("CurrentLineNumber", { .int(Int(XML_GetCurrentLineNumber(ExpatParserRef($1).expat))) }),
  GetSetDefinition("CurrentColumnNumber", { .int(Int(XML_GetCurrentColumnNumber(ExpatParserRef($1).expat))) }),
  GetSetDefinition("CurrentByteIndex", { .int(Int(XML_GetCurrentByteIndex(ExpatParserRef($1).expat))) }),
]

private let parserMethods: [NativeDefinition] = [
  NativeDefinition("Parse(self, data, isfinal=False, /)") { $0.parse($1) },
  NativeDefinition("ParseFile(self, file, /)") { $0.parseFile($1) },
  NativeDefinition("SetBase(self, base, /)") { $0.setBase($1) },
  NativeDefinition("GetBase(self, /)") { ExpatParserRef($1[0]).text($0, XML_GetBase(ExpatParserRef($1[0]).expat)) },
  NativeDefinition("GetInputContext(self, /)") { $0.inputContext(ExpatParserRef($1[0])) },
  NativeDefinition("ExternalEntityParserCreate(self, context, encoding=None, /)") { $0.makeEntityParser($1) },
  NativeDefinition("SetParamEntityParsing(self, flag, /)") { thread, a in
    guard let flag = thread.cInt(a[1]) else { return .error }
    let mode = XML_ParamEntityParsing(rawValue: UInt32(bitPattern: flag))
    return .int(Int(XML_SetParamEntityParsing(ExpatParserRef(a[0]).expat, mode)))
  },
  NativeDefinition("UseForeignDTD(self, flag=True, /)") { $0.useForeignDTD($1) },
]

private let expatFunctions: [NativeDefinition] = [
  NativeDefinition(.function, "ParserCreate(encoding=None, namespace_separator=None, intern=None)") {
    $0.makeParser($1)
  },
  NativeDefinition(.function, "ErrorString(code, /)") { thread, a in
    guard let code = thread.index(a[0]) else { return .error }
    return thread.explain(code)
  },
]
