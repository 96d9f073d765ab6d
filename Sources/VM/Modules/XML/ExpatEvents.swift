// From Expat's events to calls of the handlers: a function per kind of event, which Expat knows only while there is a
// handler, since what has none goes to the default handler.

import CExpat
import CRuntime

private typealias Characters = UnsafePointer<XML_Char>?
private typealias UserData = UnsafeMutableRawPointer?

/// Calls the handler of an event with what `fill` puts into a tuple of `count` items; `.none` when there is none.
@discardableResult
private func report(
  _ data: UserData, _ handler: ExpatHandler, _ count: Int,
  _ fill: (ExpatParserRef, Thread, TupleRef) -> Void = { _, _, _ in }
) -> Value {
  let thread = vm.pointee.runningThread
  let parser = ExpatParserRef(Raw(data!))
  // The events that follow a failure.
  if thread.pointee.exception.isBound { return .error }
  if !parser.flush(thread) { return .error }
  let callee = parser.handler(handler)
  if callee.isNone { return .none }
  let arguments = TupleRef.allocate(thread, count: count)
  fill(parser, thread, arguments)
  return parser.call(thread) { thread.call(callee, tuple: arguments) }
}

/// The int that a handler returned, 0 after an exception.
private func answer(_ data: UserData, _ result: Value) -> Int32 {
  if result.isError { return 0 }
  let thread = vm.pointee.runningThread
  guard let number = thread.index(result) else {
    XML_StopParser(ExpatParserRef(Raw(data!)).expat, 0)
    return 0
  }
  return Int32(truncatingIfNeeded: number)
}

/// Names and texts one after the other: what most events consist of.
private func fillNames(_ names: Characters...) -> (ExpatParserRef, Thread, TupleRef) -> Void {
  { parser, thread, tuple in
    for (index, name) in names.enumerated() { tuple[index] = parser.name(thread, name) }
  }
}

private func startElement(_ data: UserData, _ name: Characters, _ attributes: UnsafeMutablePointer<Characters>?) {
  report(data, .startElement, 2) { parser, thread, tuple in
    var count = 0
    if parser.takesSpecifiedOnly {
      count = Int(XML_GetSpecifiedAttributeCount(parser.expat))
    } else {
      while attributes![count] != nil { count += 2 }
    }
    if parser.isOrdered {
      let list = ListRef.make(thread, capacity: count)
      tuple[1] = list.value
      for index in stride(from: 0, to: count, by: 2) {
        list.append(thread, parser.name(thread, attributes![index]))
        list.append(thread, parser.text(thread, attributes![index + 1]))
      }
    } else {
      let dict = DictRef.make(thread)
      tuple[1] = dict.value
      for index in stride(from: 0, to: count, by: 2) {
        let name = parser.name(thread, attributes![index])
        dict.set(thread, name, parser.text(thread, attributes![index + 1]))
      }
    }
    tuple[0] = parser.name(thread, name)
  }
}

private func characterData(_ data: UserData, _ characters: Characters, _ count: Int32) {
  let thread = vm.pointee.runningThread
  let parser = ExpatParserRef(Raw(data!))
  if thread.pointee.exception.isBound { return }
  let length = Int(count)
  if parser.isBuffering {
    if parser.keep(characters!, length) { return }
    if !parser.flush(thread) || parser.handler(.characterData).isNone || parser.keep(characters!, length) { return }
  }
  let callee = parser.handler(.characterData)
  let text = parser.text(thread, characters!, length)
  if callee.isObject { _ = parser.call(thread) { thread.call(callee, text) } }
}

private func defaultText(_ data: UserData, _ handler: ExpatHandler, _ characters: Characters, _ count: Int32) {
  report(data, handler, 1) { $2[0] = $0.text($1, characters!, Int(count)) }
}

/// (type, quantifier, name, children) of a declared element's content.
private func modelTuple(_ parser: ExpatParserRef, _ thread: Thread, _ model: XML_Content) -> Value {
  let tuple = TupleRef.allocate(thread, count: 4)
  tuple[0] = .int(Int(model.type.rawValue))
  tuple[1] = .int(Int(model.quant.rawValue))
  tuple[2] = parser.name(thread, model.name)
  let children = TupleRef.allocate(thread, count: Int(model.numchildren))
  tuple[3] = children.value
  for index in 0..<Int(model.numchildren) { children[index] = modelTuple(parser, thread, model.children[index]) }
  return tuple.value
}

private func declareEntity(
  _ data: UserData, _ name: Characters, _ isParameter: Int32, _ value: Characters, _ length: Int32,
  _ names: (base: Characters, system: Characters, public: Characters, notation: Characters)
) {
  report(data, .entity, 7) { parser, thread, tuple in
    tuple[0] = parser.name(thread, name)
    tuple[1] = .int(Int(isParameter))
    tuple[2] = value.map { parser.text(thread, $0, Int(length)) } ?? .none
    tuple[3] = parser.name(thread, names.base)
    tuple[4] = parser.name(thread, names.system)
    tuple[5] = parser.name(thread, names.public)
    tuple[6] = parser.name(thread, names.notation)
  }
}

private func externalEntity(
  _ expat: XML_Parser?, _ context: Characters, _ base: Characters, _ system: Characters, _ publicName: Characters
) -> Int32 {
  // Expat's parser begins with the user data.
  let data = UnsafeRawPointer(expat!).load(as: UserData.self)
  let result = report(data, .externalEntity, 4) { parser, thread, tuple in
    tuple[0] = parser.text(thread, context)
    tuple[1] = parser.name(thread, base)
    tuple[2] = parser.name(thread, system)
    tuple[3] = parser.name(thread, publicName)
  }
  return answer(data, result)
}

/// An encoding that Expat does not know: the characters of its 256 bytes.
private func unknownEncoding(
  _ data: UserData, _ name: Characters, _ information: UnsafeMutablePointer<XML_Encoding>?
) -> Int32 {
  let thread = vm.pointee.runningThread
  if thread.pointee.exception.isBound { return 0 }
  let bytes = thread.makeBytes((0...255).map { UInt8($0) })
  let decoded = thread.decode(bytes, encoding: String(cString: name!), errors: "replace")
  if decoded.isError { return 0 }
  let text = StringRef(decoded)
  if text.count != 256 {
    thread.raise(.valueError, "multi-byte encodings are not supported")
    return 0
  }
  let map = UnsafeMutableRawPointer(information!).assumingMemoryBound(to: Int32.self)
  for index in 0..<256 { map[index] = text[index] == 0xFFFD ? -1 : Int32(text[index]) }
  information!.pointee.data = nil
  information!.pointee.convert = nil
  information!.pointee.release = nil
  return 1
}

extension ExpatParserRef {
  func connectEncodings() { XML_SetUnknownEncodingHandler(expat, unknownEncoding, nil) }

  /// Tells Expat whether it should report the event.
  func connect(_ handler: ExpatHandler, _ isOn: Bool) {
    let parser = expat
    switch handler {
    case .startElement: XML_SetStartElementHandler(parser, isOn ? { startElement($0, $1, $2) } : nil)
    case .endElement:
      XML_SetEndElementHandler(parser, isOn ? { report($0, .endElement, 1, fillNames($1)) } : nil)
    case .processingInstruction:
      XML_SetProcessingInstructionHandler(
        parser,
        isOn
          ? { data, target, text in
            report(data, .processingInstruction, 2) {
              $2[0] = $0.name($1, target)
              $2[1] = $0.text($1, text)
            }
          } : nil)
    case .characterData: XML_SetCharacterDataHandler(parser, isOn ? { characterData($0, $1, $2) } : nil)
    case .unparsedEntity:
      XML_SetUnparsedEntityDeclHandler(
        parser, isOn ? { report($0, .unparsedEntity, 5, fillNames($1, $2, $3, $4, $5)) } : nil)
    case .notation:
      XML_SetNotationDeclHandler(parser, isOn ? { report($0, .notation, 4, fillNames($1, $2, $3, $4)) } : nil)
    case .startNamespace:
      XML_SetStartNamespaceDeclHandler(parser, isOn ? { report($0, .startNamespace, 2, fillNames($1, $2)) } : nil)
    case .endNamespace:
      XML_SetEndNamespaceDeclHandler(parser, isOn ? { report($0, .endNamespace, 1, fillNames($1)) } : nil)
    case .comment:
      XML_SetCommentHandler(
        parser, isOn ? { data, text in report(data, .comment, 1) { $2[0] = $0.text($1, text) } } : nil)
    case .startSection: XML_SetStartCdataSectionHandler(parser, isOn ? { report($0, .startSection, 0) } : nil)
    case .endSection: XML_SetEndCdataSectionHandler(parser, isOn ? { report($0, .endSection, 0) } : nil)
    case .standard: XML_SetDefaultHandler(parser, isOn ? { defaultText($0, .standard, $1, $2) } : nil)
    case .standardExpand:
      XML_SetDefaultHandlerExpand(parser, isOn ? { defaultText($0, .standardExpand, $1, $2) } : nil)
    case .notStandalone:
      XML_SetNotStandaloneHandler(parser, isOn ? { answer($0, report($0, .notStandalone, 0)) } : nil)
    case .externalEntity: XML_SetExternalEntityRefHandler(parser, isOn ? externalEntity : nil)
    case .startDoctype:
      XML_SetStartDoctypeDeclHandler(
        parser,
        isOn
          ? { data, name, system, publicName, hasSubset in
            report(data, .startDoctype, 4) { parser, thread, tuple in
              fillNames(name, system, publicName)(parser, thread, tuple)
              tuple[3] = .int(Int(hasSubset))
            }
          } : nil)
    case .endDoctype: XML_SetEndDoctypeDeclHandler(parser, isOn ? { report($0, .endDoctype, 0) } : nil)
    case .entity:
      XML_SetEntityDeclHandler(parser, isOn ? { declareEntity($0, $1, $2, $3, $4, ($5, $6, $7, $8)) } : nil)
    case .declaration:
      XML_SetXmlDeclHandler(
        parser,
        isOn
          ? { data, version, encoding, standalone in
            report(data, .declaration, 3) {
              $2[0] = $0.text($1, version)
              $2[1] = $0.text($1, encoding)
              $2[2] = .int(Int(standalone))
            }
          } : nil)
    case .element:
      XML_SetElementDeclHandler(
        parser,
        isOn
          ? { data, name, model in
            report(data, .element, 2) {
              $2[0] = $0.name($1, name)
              $2[1] = modelTuple($0, $1, model!.pointee)
            }
            XML_FreeContentModel(ExpatParserRef(Raw(data!)).expat, model)
          } : nil)
    case .attributeList:
      XML_SetAttlistDeclHandler(
        parser,
        isOn
          ? { data, element, name, type, standard, isRequired in
            report(data, .attributeList, 5) {
              $2[0] = $0.name($1, element)
              $2[1] = $0.name($1, name)
              $2[2] = $0.text($1, type)
              $2[3] = $0.text($1, standard)
              $2[4] = .int(Int(isRequired))
            }
          } : nil)
    case .skippedEntity:
      XML_SetSkippedEntityHandler(
        parser,
        isOn
          ? { data, name, isParameter in
            report(data, .skippedEntity, 2) {
              $2[0] = $0.name($1, name)
              $2[1] = .int(Int(isParameter))
            }
          } : nil)
    }
  }
}
