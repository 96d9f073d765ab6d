// Prepared signatures for the calls of ctypes: by the letters of what is passed. Equal ones of one function name are shared and
// live for ever.

import CRuntime

/// One argument on its way to C.
struct PassedArgument {
  /// Letter of the simple type; 0 for a structure, whose layout follows.
  var code: UInt8 = 0
  var layout: Value = .none
  /// The bytes of a simple type, integers widened; of a structure its address in `low`.
  var low: UInt64 = 0
  var high: UInt64 = 0
}

enum CallSignature {
  static let mostArguments = 1024

  nonisolated(unsafe) private static var known: [String: ForeignSignaturePointer] = [:]

  /// Which scalar of C a letter stands for.
  static func scalar(_ code: UInt8) -> CScalar {
    switch Unicode.Scalar(code) {
    case "c": .char
    case "b": .signedChar
    case "B": .unsignedChar
    case "?": .bool
    case "h", "v": .int16
    case "H": .uint16
    case "i": .int32
    case "I": .uint32
    case "l", "q": .int64
    case "L", "Q": .uint64
    case "f": .float
    case "d": .double
    case "g": .longDouble
    case "u": .wideChar
    default: .pointer
    }
  }

  private static func name(_ code: UInt8) -> String {
    switch Unicode.Scalar(code) {
    case "z": "char *"
    case "Z": "wchar_t *"
    case "q": "long long"
    case "Q": "unsigned long long"
    default: String(describing: scalar(code).info.name)
    }
  }

  /// What libffi is told of a type.
  static func type(_ layout: CLayout) -> CArgumentType {
    switch layout.category {
    case .simple: return .scalar(scalar(layout.code))
    case .pointer, .function: return .scalar(.pointer)
    case .array:
      let item = layout.item.map(type) ?? .scalar(.unsignedChar)
      return .aggregate(
        size: layout.size, alignment: layout.alignment, elements: Array(repeating: item, count: layout.length))
    case .structure:
      return .aggregate(size: layout.size, alignment: max(1, layout.alignment), elements: elements(layout))
    case .union:
      return .aggregate(size: layout.size, alignment: max(1, layout.alignment), elements: unionElements(layout))
    }
  }

  /// The fields of a structure, those of its bases first, each storage unit of bit-fields once.
  private static func elements(_ layout: CLayout) -> [CArgumentType] {
    var result: [CArgumentType] = []
    if let base = layout.owner.layoutBase.flatMap({ describedType($0.value) }) { result = elements(base) }
    guard layout.fields.isKind(.dict), layout.owner.dict.get(name: StringRef.intern("_fields_")).isBound else {
      return result
    }
    var position = 0
    var lastOffset = -1
    while let entry = DictRef(layout.fields).next(&position) {
      let field = FieldRef(entry.value)
      if field.bitSize > 0 && field.offset == lastOffset { continue }
      lastOffset = field.bitSize > 0 ? field.offset : -1
      result.append(type(field.type))
    }
    return result
  }

  /// A union travels as its only kind of number, else as whole words.
  private static func unionElements(_ layout: CLayout) -> [CArgumentType] {
    var position = 0
    var isReal = layout.fields.isKind(.dict) && DictRef(layout.fields).count > 0
    var letter: UInt8 = 0
    while isReal, let entry = DictRef(layout.fields).next(&position) {
      let code = FieldRef(entry.value).type.code
      isReal = CTypeCode.isIn(code, "fd") && (letter == 0 || letter == code)
      letter = code
    }
    if isReal { return [.scalar(scalar(letter))] }
    let words = Array(repeating: CArgumentType.scalar(.uint64), count: layout.size / 8)
    return words + Array(repeating: .scalar(.unsignedChar), count: layout.size % 8)
  }

  /// The signature for these arguments; nil with an exception pending. `result` is None for void, unbound for int.
  static func find(
    _ thread: Thread, _ function: FunctionData?, _ arguments: UnsafeBufferPointer<PassedArgument>, fixed: Int?,
    result: Value
  ) -> ForeignSignaturePointer? {
    let resultLayout = describedType(result)
    let resultName: String
    let resultType: CArgumentType
    if result.isNone {
      (resultName, resultType) = ("void", .scalar(.void))
    } else if let layout = resultLayout {
      (resultName, resultType) = (Self.name(layout), type(layout))
    } else {
      (resultName, resultType) = ("int", .scalar(.int32))
    }
    let given = function?.word(FunctionData.Word.name) ?? .none
    let functionName = given.isKind(.string) ? StringRef(given).text : "(*)"
    var parts = arguments.map { $0.code != 0 ? name($0.code) : Self.name(CLayout($0.layout)) }
    if let fixed, fixed < parts.count { parts.insert("...", at: fixed) }
    let space = resultName.hasSuffix("*") ? "" : " "
    let text = "\(resultName)\(space)\(functionName)(\(parts.isEmpty ? "void" : parts.joined(separator: ", ")))"
    // Two structures may have the same name: their layouts tell them apart.
    var key = text
    for argument in arguments where argument.code == 0 { key += "#\(argument.layout.bits)" }
    if let layout = resultLayout, layout.code == 0 { key += "#\(layout.value.bits)" }
    if let signature = known[key] { return signature }
    do throws(ForeignSignatureError) {
      let signature = try ForeignSignature.prepare(
        arguments: arguments.map { $0.code != 0 ? .scalar(scalar($0.code)) : type(CLayout($0.layout)) }, fixed: fixed,
        result: resultType, text: text)
      known[key] = signature
      return signature
    } catch {
      if case .unsupported(let reason) = error { thread.raise(.runtimeError, reason) }
      return nil
    }
  }

  private static func name(_ layout: CLayout) -> String {
    switch layout.category {
    case .simple: name(layout.code)
    case .pointer: (layout.item.map { name($0) } ?? "void") + " *"
    case .function: "void *"
    case .union: "union \(layout.owner.nameText)"
    case .array, .structure: "struct \(layout.owner.nameText)"
    }
  }
}
