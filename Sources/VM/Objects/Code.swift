// From compiled code to code objects.

import CRuntime
import Glibc

extension CodeRef {
  /// Registers beyond those the compiler uses: room in which missing arguments of native calls are filled in.
  static let scratchRegisters = 10

  static func make(_ thread: Thread, _ compiled: CompiledCode) -> CodeRef {
    let object = thread.allocate(headerImage(vm.pointee.shapes.code, .code, words: words), words: words)
    for index in 1..<words { object.setIntWord(index, 0) }
    let code = CodeRef(object)
    func set(_ field: Field, _ value: Value) { object.setWord(field.rawValue, value) }
    set(.name, StringRef.intern(compiled.name))
    set(.qualname, StringRef.intern(compiled.qualifiedName))
    set(.filename, StringRef.intern(compiled.filename))
    set(.firstLine, .int(compiled.firstLine))
    set(.localNames, names(thread, compiled.localNames))
    set(.cellNames, names(thread, compiled.cellNames))
    set(.freeNames, names(thread, compiled.freeNames))
    set(.names, names(thread, compiled.names))
    let constants = TupleRef.allocate(thread, count: compiled.constants.count)
    set(.constants, constants.value)
    for (index, constant) in compiled.constants.enumerated() { constants[index] = make(thread, constant) }
    let registers = TupleRef.allocate(thread, count: compiled.cellRegisters.count)
    for (index, register) in compiled.cellRegisters.enumerated() { registers[index] = .int(register) }
    set(.cellRegisters, registers.value)

    let start = UnsafeMutablePointer<UInt64>.allocate(capacity: compiled.instructions.count)
    start.initialize(from: compiled.instructions, count: compiled.instructions.count)
    let positions = UnsafeMutablePointer<SourcePosition>.allocate(capacity: max(1, compiled.positions.count))
    positions.initialize(from: compiled.positions, count: compiled.positions.count)
    let handlers = UnsafeMutablePointer<ExceptionHandler>.allocate(capacity: max(1, compiled.handlers.count))
    handlers.initialize(from: compiled.handlers, count: compiled.handlers.count)
    code.describe(
      CodeInfo(
        start: start, length: UInt32(compiled.instructions.count), id: 0,
        registerCount: UInt16(compiled.registerCount + scratchRegisters),
        argumentCount: UInt16(compiled.argumentCount), clearCount: UInt16(compiled.clearCount),
        keywordOnlyCount: UInt16(compiled.keywordOnlyCount),
        positionalOnlyCount: UInt16(compiled.positionalOnlyCount), localCount: UInt16(compiled.localNames.count),
        flags: compiled.flags, constants: nil, object: nil, positions: positions, handlers: handlers,
        positionCount: UInt32(compiled.positions.count), handlerCount: UInt32(compiled.handlers.count), entry: start,
        callTarget: nil, head: (0, 0), globals: nil))
    return code
  }

  /// Gives a code object that has its constants its description, and a number: now it can run.
  func describe(_ description: CodeInfo) {
    let info = UnsafeMutablePointer<CodeInfo>.allocate(capacity: 1)
    info.initialize(to: description)
    info.pointee.id = UInt32(vm.pointee.codes.count + 1)
    info.pointee.constants = UnsafePointer(constants.items)
    info.pointee.object = pointer
    info.resetHead()
    pointer.setWord(Field.info.rawValue, .address(info))
    vm.pointee.codes.append(info)
  }

  private static func names(_ thread: Thread, _ names: [String]) -> Value {
    let tuple = TupleRef.allocate(thread, count: names.count)
    for (index, name) in names.enumerated() { tuple[index] = StringRef.intern(name) }
    return tuple.value
  }

  /// This code for functions with these globals. Inline caches hold cells of one globals dict, so code that is run
  /// with a second one is copied.
  func bound(_ thread: Thread, to globals: DictRef) -> CodeRef {
    if _fastPath(info.pointee.globals == globals.pointer) { return self }
    if info.pointee.globals == nil {
      info.pointee.globals = globals.pointer
      return self
    }
    let copy = copied(thread)
    copy.info.pointee.globals = globals.pointer
    return copy
  }

  /// A code object with instructions and caches of its own, bound to no globals.
  func copied(_ thread: Thread) -> CodeRef {
    let copy = CodeRef(
      thread.allocate(headerImage(vm.pointee.shapes.code, .code, words: CodeRef.words), words: CodeRef.words))
    for index in 1..<CodeRef.words { copy.pointer.setWord(index, pointer.word(index)) }
    let length = Int(info.pointee.length)
    let start = UnsafeMutablePointer<UInt64>.allocate(capacity: length)
    start.initialize(from: info.pointee.start, count: length)
    CodeRef.resetCaches(start, length)
    let copied = UnsafeMutablePointer<CodeInfo>.allocate(capacity: 1)
    copied.initialize(to: info.pointee)
    copied.pointee.start = UnsafePointer(start)
    copied.pointee.id = UInt32(vm.pointee.codes.count + 1)
    copied.pointee.object = copy.pointer
    copied.pointee.globals = nil
    copied.resetHead()
    copy.pointer.setWord(Field.info.rawValue, .address(copied))
    vm.pointee.codes.append(copied)
    return copy
  }

  /// Turns quick forms back into general ones with empty caches.
  static func resetCaches(_ start: UnsafeMutablePointer<UInt64>, _ length: Int) {
    var word = start
    while word < start + length {
      let op = opcode(word.pointee)
      let cacheWords = op.cacheWords
      word.pointee = word.pointee & ~0xFF | UInt64(op.generalForm.rawValue)
      for index in 0..<cacheWords { word[1 + index] = 0 }
      word += 1 + cacheWords
    }
  }

  /// The value of a constant. Strings that look like identifiers are interned, as attribute names must be.
  static func make(_ thread: Thread, _ constant: Constant) -> Value {
    switch constant {
    case .none: return .none
    case .true: return .true
    case .false: return .false
    case .ellipsis: return .ellipsis
    case .int(let i): return thread.makeInt(i)
    case .bigInt(let digits): return thread.makeInt(decimal: digits)
    case .float(let bits): return thread.makeFloat(Double(bitPattern: bits))
    case .imaginary(let bits): return thread.makeComplex(0, Double(bitPattern: bits))
    case .string(let utf8): return StringRef.intern(utf8.withUnsafeBufferPointer { StringRef.make(thread, utf8: $0) })
    case .bytes(let bytes): return thread.makeBytes(bytes)
    case .tuple(let items):
      if items.isEmpty { return vm.pointee.emptyTuple }
      let tuple = TupleRef.allocate(thread, count: items.count)
      for (index, item) in items.enumerated() { tuple[index] = make(thread, item) }
      return tuple.value
    case .frozenSet(let items):
      let set = DictRef(DictRef.makeTable(thread, vm.pointee.shapes.frozenSet, .frozenSet))
      for item in items { set.set(thread, make(thread, item), .none) }
      return set.value
    case .code(let compiled): return make(thread, compiled).value
    }
  }
}

extension Op {
  /// The form the compiler emits, for a quick form.
  var generalForm: Op {
    switch self {
    case .loadGlobalCell, .loadGlobalBuiltin: .loadGlobal
    case .getAttrSlot, .getAttrOverflow, .getAttrClass, .getAttrMethod, .getAttrProperty, .getAttrModule, .getAttrType,
      .getAttrGeneric:
      .getAttr
    case .setAttrSlot, .setAttrAdd, .setAttrGeneric: .setAttr
    case .loadMethodClass, .loadMethodModule, .loadMethodType, .loadMethodGeneric: .loadMethod
    case .loopTrace, .loopPlain: .loopHead
    default: self
    }
  }
}

/// What a profiler needs to know about a code object; safe to call from any thread for ids it has seen.
public struct CodeDescription {
  public let name: String
  public let qualifiedName: String
  public let filename: String
  public let firstLine: Int
}

public enum CodeRegistry {
  /// Number of code objects made so far; ids run from 1 to this.
  public static var count: Int { vmStorage?.pointee.codes.count ?? 0 }

  public static func describe(_ id: Int) -> CodeDescription? {
    guard id >= 1, id <= count else { return nil }
    let code = vm.pointee.codes[id - 1].code
    return CodeDescription(
      name: code.name.text, qualifiedName: code.qualname.text, filename: code.filename.text, firstLine: code.firstLine)
  }

  /// 1-based source line of the instruction at a word offset.
  public static func line(_ id: Int, offset: Int) -> Int? {
    guard id >= 1, id <= count else { return nil }
    return vm.pointee.codes[id - 1].position(at: offset).map { Int($0.line) }
  }
}
