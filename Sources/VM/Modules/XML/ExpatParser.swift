// The parser object of `pyexpat`: Expat's parser, its memory in the collected heap, the handlers, and character data that
// waits to be handed over in one piece. What Expat reports goes through ExpatEvents.swift.
//
// Words: 1 Expat's parser, 2 list of its memory blocks, 3 waiting characters (a raw array, None unless `buffer_text`), 4
// `buffer_size`, 5 `buffer_used`, 6 `ordered_attributes`, 7 `specified_attributes`, 8 `namespace_prefixes`, 9 `intern`,
// 10 True in a handler, then the handlers.

import CExpat
import CRuntime
import Glibc

/// In the order of their words.
enum ExpatHandler: Int, CaseIterable {
  case startElement, endElement, processingInstruction, characterData, unparsedEntity, notation, startNamespace
  case endNamespace, comment, startSection, endSection, standard, standardExpand, notStandalone, externalEntity
  case startDoctype, endDoctype, entity, declaration, element, attributeList, skippedEntity
}

/// Memory for Expat: leaf objects that the parser's list keeps. In front of each block lie its list and its place there.
enum ExpatMemory {
  /// Where new blocks go: the list of the parser that works.
  nonisolated(unsafe) static var list = Value.none
  private static let front = 16

  static func allocate(_ size: Int) -> UnsafeMutableRawPointer? {
    let thread = vm.pointee.runningThread
    let blocks = ListRef(list)
    let block = makeRawArray(thread, bytes: front + size)
    block.setWord(2, list)
    block.setIntWord(3, blocks.count)
    blocks.append(thread, .object(block))
    return block + 16 + front
  }

  static func free(_ memory: UnsafeMutableRawPointer?) {
    guard let memory else { return }
    let block = Raw(memory - 16 - front)
    ListRef(block.word(2))[block.intWord(3)] = .none
  }

  static func resize(_ memory: UnsafeMutableRawPointer?, _ size: Int) -> UnsafeMutableRawPointer? {
    guard let memory else { return allocate(size) }
    let old = Raw(memory - 16 - front).intWord(1) - front
    let larger = allocate(size)
    memcpy(larger!, memory, min(old, size))
    free(memory)
    return larger
  }

  nonisolated(unsafe) static var suite = XML_Memory_Handling_Suite(
    malloc_fcn: { ExpatMemory.allocate($0) }, realloc_fcn: { ExpatMemory.resize($0, $1) },
    free_fcn: { ExpatMemory.free($0) })
}

struct ExpatParserRef: Handle {
  let pointer: Raw
  init(_ pointer: Raw) { self.pointer = pointer }
  private static let firstHandler = 11
  static let words = firstHandler + ExpatHandler.allCases.count
  static let bufferSize = 8192

  var expat: XML_Parser { XML_Parser(pointer.word(1).asAddress!) }
  var blocks: Value { pointer.word(2) }
  var isBuffering: Bool { pointer.word(3).isObject }
  var bufferSize: Int { pointer.intWord(4) }
  var bufferUsed: Int {
    get { pointer.intWord(5) }
    nonmutating set { pointer.setIntWord(5, newValue) }
  }
  var isOrdered: Bool { pointer.word(6).isTrue }
  var takesSpecifiedOnly: Bool { pointer.word(7).isTrue }
  var isInHandler: Bool {
    get { pointer.word(10).isTrue }
    nonmutating set { pointer.setWord(10, .bool(newValue)) }
  }
  private var buffer: UnsafeMutablePointer<UInt8> {
    (pointer.word(3).pointer + 16).assumingMemoryBound(to: UInt8.self)
  }

  func handler(_ handler: ExpatHandler) -> Value { pointer.word(ExpatParserRef.firstHandler + handler.rawValue) }
  func setHandler(_ handler: ExpatHandler, _ value: Value) {
    pointer.setWord(ExpatParserRef.firstHandler + handler.rawValue, value)
  }

  /// What every parser has before Expat's own is made.
  func prepare(_ thread: Thread, blocks: Value, intern: Value) {
    pointer.setWord(2, blocks)
    pointer.setIntWord(4, ExpatParserRef.bufferSize)
    bufferUsed = 0
    for word in 6...8 { pointer.setWord(word, .false) }
    pointer.setWord(9, intern)
    isInHandler = false
  }

  /// Runs a function of Expat with its memory going to this parser.
  func work<Result>(_ body: (XML_Parser) -> Result) -> Result {
    let before = ExpatMemory.list
    ExpatMemory.list = blocks
    defer { ExpatMemory.list = before }
    return body(expat)
  }

  // MARK: Text

  /// A str, None for none.
  func text(_ thread: Thread, _ characters: UnsafePointer<XML_Char>?) -> Value {
    guard let characters else { return .none }
    return text(thread, characters, strlen(characters))
  }

  func text(_ thread: Thread, _ characters: UnsafePointer<XML_Char>, _ count: Int) -> Value {
    let bytes = UnsafeRawPointer(characters).assumingMemoryBound(to: UInt8.self)
    return StringRef.make(thread, utf8: UnsafeBufferPointer(start: bytes, count: count))
  }

  /// A name: the same object for the same text, by the dict `intern`.
  func name(_ thread: Thread, _ characters: UnsafePointer<XML_Char>?) -> Value {
    let text = text(thread, characters)
    let names = pointer.word(9)
    guard text.isObject, names.isObject else { return text }
    let known = DictRef(names).get(thread, text)
    if known.isObject { return known }
    DictRef(names).set(thread, text, text)
    return text
  }

  // MARK: Waiting characters

  /// Starts or ends collecting.
  func setBuffering(_ thread: Thread, size: Int?) {
    pointer.setWord(3, size.map { .object(makeRawArray(thread, bytes: $0)) } ?? .none)
    if let size { pointer.setIntWord(4, size) }
    bufferUsed = 0
  }

  /// Keeps characters back; false when they do not fit.
  func keep(_ characters: UnsafePointer<XML_Char>, _ count: Int) -> Bool {
    if bufferUsed + count > bufferSize { return false }
    memcpy(buffer + bufferUsed, characters, count)
    bufferUsed += count
    return true
  }

  /// Hands over what waits; false with an exception pending.
  func flush(_ thread: Thread) -> Bool {
    if !isBuffering || bufferUsed == 0 { return true }
    let characters = StringRef.make(thread, utf8: UnsafeBufferPointer(start: buffer, count: bufferUsed))
    bufferUsed = 0
    let callee = handler(.characterData)
    if callee.isNone { return true }
    return !call(thread) { thread.call(callee, characters) }.isError
  }

  /// Calls a handler: afterwards new memory is this parser's again, and after an exception the parser stops.
  func call(_ thread: Thread, _ body: () -> Value) -> Value {
    let wasInHandler = isInHandler
    isInHandler = true
    let result = body()
    isInHandler = wasInHandler
    ExpatMemory.list = blocks
    if result.isError { XML_StopParser(expat, 0) }
    return result
  }
}
