// The bytecode: one row per opcode, read by the compiler, disassembler, interpreter and docs.
//
// An instruction is one 64-bit word: opcode (16 bits, low byte used), then operands a, b, c (16 bits each),
// little end first. Inline-cache words follow it (`cacheWords`). `r` is the frame's register window.
// "Quick forms" are written over the general form by the interpreter; the compiler never emits them.

public enum OperandKind {
  case none
  /// A register that is read, written, or both; `…Two` also the next one; `…Many` a run of registers.
  case read, write, modify, readTwo, writeTwo, readMany, writeMany
  /// Index into the code's constants.
  case constant
  /// Signed 16-bit number.
  case immediate
  case count
  /// Signed 16-bit distance in words.
  case jump
  /// Signed 32 bits that fill b and c: a number, a distance.
  case wide, wideJump
  /// Number of a `Special`.
  case special
  case split, format, functionFlags
}

public struct OpInfo {
  public let a: OperandKind
  public let b: OperandKind
  public let c: OperandKind
  public let cacheWords: Int
  public let summary: String

  init(_ a: OperandKind, _ b: OperandKind, _ c: OperandKind, cache: Int = 0, _ summary: String) {
    self.a = a
    self.b = b
    self.c = c
    self.cacheWords = cache
    self.summary = summary
  }
}

public enum Op: UInt8, CaseIterable {
  // MARK: Moves
  case move
  case loadConst
  case loadInt
  case checkLocal
  case deleteLocal
  // MARK: Cells
  case makeCell
  case copyFree
  case loadCell
  case storeCell
  case deleteCell
  case loadClassCell
  // MARK: Names
  case loadGlobal
  case loadGlobalCell
  case loadGlobalBuiltin
  case storeGlobal
  case deleteGlobal
  case loadName
  case storeName
  case deleteName
  // MARK: Attributes
  case getAttr
  case getAttrSlot
  case getAttrOverflow
  case getAttrClass
  case getAttrMethod
  case getAttrProperty
  case getAttrModule
  case getAttrType
  case getAttrGeneric
  case setAttr
  case setAttrSlot
  case setAttrAdd
  case setAttrGeneric
  case deleteAttr
  case loadMethod
  case loadMethodClass
  case loadMethodModule
  case loadMethodType
  case loadMethodGeneric
  case loadSpecial
  case loadSuperMethod
  case getSuperAttr
  // MARK: Subscripts
  case getItem
  case getItemInt
  case setItem
  case deleteItem
  case getSlice
  case setSlice
  case buildSlice
  // MARK: Arithmetic
  case add
  case subtract
  case multiply
  case trueDivide
  case floorDivide
  case modulo
  case power
  case matrixMultiply
  case leftShift
  case rightShift
  case and
  case xor
  case or
  case inPlaceAdd
  case inPlaceSubtract
  case inPlaceMultiply
  case inPlaceTrueDivide
  case inPlaceFloorDivide
  case inPlaceModulo
  case inPlacePower
  case inPlaceMatrixMultiply
  case inPlaceLeftShift
  case inPlaceRightShift
  case inPlaceAnd
  case inPlaceXor
  case inPlaceOr
  case addK
  case subtractK
  case multiplyK
  case trueDivideK
  case floorDivideK
  case moduloK
  case powerK
  case andK
  case leftShiftK
  case rightShiftK
  case reverseSubtractK
  case reverseTrueDivideK
  case reverseMultiplyK
  case addInt
  case subtractInt
  case inPlaceAddInt
  case inPlaceSubtractInt
  case negative
  case positive
  case invert
  case not
  // MARK: Comparisons
  case less
  case lessEqual
  case equal
  case notEqual
  case greater
  case greaterEqual
  case `is`
  case isNot
  case contains
  case notContains
  // MARK: Jumps (distances in words from the next instruction, cache words skipped)
  case jump
  case jumpIfTrue
  case jumpIfFalse
  case jumpIfNone
  case jumpIfNotNone
  case jumpIfIs
  case jumpIfNotIs
  case jumpIfLess
  case jumpIfLessEqual
  case jumpIfEqual
  case jumpIfUnequal
  case jumpIfGreater
  case jumpIfGreaterEqual
  case jumpIfNotLess
  case jumpIfNotLessEqual
  case jumpIfNotEqual
  case jumpIfNotUnequal
  case jumpIfNotGreater
  case jumpIfNotGreaterEqual
  case jumpIfLessInt
  case jumpIfLessEqualInt
  case jumpIfEqualInt
  case jumpIfUnequalInt
  case jumpIfGreaterInt
  case jumpIfGreaterEqualInt
  case jumpIfNotLessInt
  case jumpIfNotLessEqualInt
  case jumpIfNotEqualInt
  case jumpIfNotUnequalInt
  case jumpIfNotGreaterInt
  case jumpIfNotGreaterEqualInt
  // MARK: Iteration
  case getIter
  case forIter
  case unpackSequence
  case unpackEx
  // MARK: Building
  case buildTuple
  case buildList
  case buildSet
  case buildDict
  case buildString
  case formatValue
  case listAppend
  case listExtend
  case listToTuple
  case setAdd
  case setUpdate
  case dictSet
  case dictUpdate
  case dictMerge
  // MARK: Calls (window at a: r[a] callable, r[a+1] self of callMethod or scratch, arguments from r[a+2]; result in r[a])
  case call
  case callMethod
  case callKeywords
  case callMethodKeywords
  case callSpread
  case `return`
  case returnNone
  case makeFunction
  case loadBuildClass
  // MARK: Generators
  case startGenerator
  case yieldValue
  case yieldDelegate
  case getYieldFromIter
  case send
  case getAwaitable
  case getAsyncIter
  case getAsyncNext
  // MARK: Exceptions
  case raise
  case reraise
  case pushHandled
  case popHandled
  case matchException
  case matchExceptionGroup
  case raiseGroup
  case exceptionTriple
  case loadAssertionError
  case loadStopAsyncIteration
  // MARK: Imports
  case importName
  case importFrom
  case importStar
  // MARK: Pattern matching
  case matchSequence
  case matchMapping
  case matchKeys
  case matchClass
  case mappingRest
  case length
  // MARK: Others
  case setupAnnotations
  case printExpression
  case resumePoint
  // MARK: Heads of loops
  case loopHead
  case loopTrace
  case loopPlain
  case functionHead
  case functionTrace
  case leave

  public var info: OpInfo {
    switch self {
    case .move:
      OpInfo(.write, .read, .none, "r[a] = r[b]")
    case .loadConst:
      OpInfo(.write, .constant, .none, "r[a] = constants[b]")
    case .loadInt:
      OpInfo(.write, .wide, .none, "r[a] = small int, signed 32 bits in b and c")
    case .checkLocal:
      OpInfo(.read, .constant, .none, "raise UnboundLocalError for name constants[b] when r[a] is unbound")
    case .deleteLocal:
      OpInfo(.modify, .constant, .none, "unbind r[a]; UnboundLocalError for name constants[b] when it already is")
    case .makeCell:
      OpInfo(.modify, .none, .none, "r[a] = new cell holding r[a]")
    case .copyFree:
      OpInfo(.write, .count, .none, "r[a …] = the b cells of the function's closure")
    case .loadCell:
      OpInfo(.write, .read, .constant, "r[a] = content of cell r[b]; NameError for name constants[c] when unbound")
    case .storeCell:
      OpInfo(.read, .read, .none, "content of cell r[a] = r[b]")
    case .deleteCell:
      OpInfo(.read, .none, .constant, "unbind the content of cell r[a]; NameError for constants[c] when it already is")
    case .loadClassCell:
      OpInfo(.write, .read, .constant, "r[a] = frame namespace[constants[c]], else the content of cell r[b]")
    case .loadGlobal:
      OpInfo(
        .write, .constant, .none, cache: 2,
        "r[a] = global or builtin named constants[b]; cache: global cell, builtin cell")
    case .loadGlobalCell:
      OpInfo(.write, .constant, .none, cache: 2, "quick form: the global cell in cache word 1 is bound")
    case .loadGlobalBuiltin:
      OpInfo(.write, .constant, .none, cache: 2, "quick form: global cell unbound, builtin cell in cache word 2")
    case .storeGlobal:
      OpInfo(.read, .constant, .none, cache: 1, "global named constants[b] = r[a]; cache: global cell")
    case .deleteGlobal:
      OpInfo(.none, .constant, .none, "unbind the global named constants[b]")
    case .loadName:
      OpInfo(.write, .constant, .none, "r[a] = frame namespace, global or builtin named constants[b]")
    case .storeName:
      OpInfo(.read, .constant, .none, "frame namespace[constants[b]] = r[a]")
    case .deleteName:
      OpInfo(.none, .constant, .none, "delete frame namespace[constants[b]]")
    case .getAttr:
      OpInfo(.write, .read, .constant, cache: 3, "r[a] = r[b].constants[c]; cache: shape and place, version, value")
    case .getAttrSlot:
      OpInfo(.write, .read, .constant, cache: 3, "quick form: inline slot at the cached byte offset")
    case .getAttrOverflow:
      OpInfo(.write, .read, .constant, cache: 3, "quick form: slot in the overflow array")
    case .getAttrClass:
      OpInfo(.write, .read, .constant, cache: 3, "quick form: plain class attribute")
    case .getAttrMethod:
      OpInfo(.write, .read, .constant, cache: 3, "quick form: function of the class, bound to r[b]")
    case .getAttrProperty:
      OpInfo(.write, .read, .constant, cache: 3, "quick form: property whose getter is a Python function")
    case .getAttrModule:
      OpInfo(.write, .read, .constant, cache: 3, "quick form: attribute of a module, by its cell")
    case .getAttrType:
      OpInfo(.write, .read, .constant, cache: 3, "quick form: attribute of a class, by its identity and version")
    case .getAttrGeneric:
      OpInfo(.write, .read, .constant, cache: 3, "after too many misses: no cache")
    case .setAttr:
      OpInfo(.read, .read, .constant, cache: 3, "r[a].constants[c] = r[b]")
    case .setAttrSlot:
      OpInfo(.read, .read, .constant, cache: 3, "quick form: existing inline slot")
    case .setAttrAdd:
      OpInfo(.read, .read, .constant, cache: 3, "quick form: adds an inline slot and moves to the cached shape")
    case .setAttrGeneric:
      OpInfo(.read, .read, .constant, cache: 3, "after too many misses: no cache")
    case .deleteAttr:
      OpInfo(.read, .none, .constant, "del r[a].constants[c]")
    case .loadMethod:
      OpInfo(
        .writeTwo, .read, .constant, cache: 3,
        "r[a], r[a+1] = function and self, or attribute value and unbound, for r[b].constants[c]; callMethod follows")
    case .loadMethodClass:
      OpInfo(.writeTwo, .read, .constant, cache: 3, "quick form: function of the class; the instance cannot shadow it")
    case .loadMethodModule:
      OpInfo(.writeTwo, .read, .constant, cache: 3, "quick form: attribute of a module, by its cell")
    case .loadMethodType:
      OpInfo(.writeTwo, .read, .constant, cache: 3, "quick form: attribute of a class, by its identity and version")
    case .loadMethodGeneric:
      OpInfo(.writeTwo, .read, .constant, cache: 3, "after too many misses: no cache")
    case .loadSpecial:
      OpInfo(
        .writeTwo, .read, .special,
        "r[a], r[a+1] = special method number c of type(r[b]) and r[b]; AttributeError/TypeError when missing (with, async with)"
      )
    case .loadSuperMethod:
      OpInfo(
        .writeTwo, .readTwo, .constant, "super(r[b], r[b+1]).constants[c] as function and self (or value and unbound)")
    case .getSuperAttr:
      OpInfo(.write, .readTwo, .constant, "r[a] = super(r[b], r[b+1]).constants[c]")
    case .getItem:
      OpInfo(.write, .read, .read, "r[a] = r[b][r[c]]")
    case .getItemInt:
      OpInfo(.write, .read, .immediate, "r[a] = r[b][c], c a signed small int")
    case .setItem:
      OpInfo(.read, .read, .read, "r[a][r[b]] = r[c]")
    case .deleteItem:
      OpInfo(.read, .read, .none, "del r[a][r[b]]")
    case .getSlice:
      OpInfo(.write, .read, .readTwo, "r[a] = r[b][r[c]:r[c+1]]")
    case .setSlice:
      OpInfo(.read, .readTwo, .read, "r[a][r[b]:r[b+1]] = r[c]")
    case .buildSlice:
      OpInfo(.write, .readMany, .count, "r[a] = slice(r[b], r[b+1], r[b+2] when c is 3)")
    case .add:
      OpInfo(.write, .read, .read, "r[a] = r[b] + r[c]")
    case .subtract:
      OpInfo(.write, .read, .read, "r[a] = r[b] - r[c]")
    case .multiply:
      OpInfo(.write, .read, .read, "r[a] = r[b] * r[c]")
    case .trueDivide:
      OpInfo(.write, .read, .read, "r[a] = r[b] / r[c]")
    case .floorDivide:
      OpInfo(.write, .read, .read, "r[a] = r[b] // r[c]")
    case .modulo:
      OpInfo(.write, .read, .read, "r[a] = r[b] % r[c]")
    case .power:
      OpInfo(.write, .read, .read, "r[a] = r[b] ** r[c]")
    case .matrixMultiply:
      OpInfo(.write, .read, .read, "r[a] = r[b] @ r[c]")
    case .leftShift:
      OpInfo(.write, .read, .read, "r[a] = r[b] << r[c]")
    case .rightShift:
      OpInfo(.write, .read, .read, "r[a] = r[b] >> r[c]")
    case .and:
      OpInfo(.write, .read, .read, "r[a] = r[b] & r[c]")
    case .xor:
      OpInfo(.write, .read, .read, "r[a] = r[b] ^ r[c]")
    case .or:
      OpInfo(.write, .read, .read, "r[a] = r[b] | r[c]")
    case .inPlaceAdd:
      OpInfo(.write, .read, .read, "r[a] = r[b]; r[a] += r[c]")
    case .inPlaceSubtract:
      OpInfo(.write, .read, .read, "r[a] = r[b]; r[a] -= r[c]")
    case .inPlaceMultiply:
      OpInfo(.write, .read, .read, "r[a] = r[b]; r[a] *= r[c]")
    case .inPlaceTrueDivide:
      OpInfo(.write, .read, .read, "r[a] = r[b]; r[a] /= r[c]")
    case .inPlaceFloorDivide:
      OpInfo(.write, .read, .read, "r[a] = r[b]; r[a] //= r[c]")
    case .inPlaceModulo:
      OpInfo(.write, .read, .read, "r[a] = r[b]; r[a] %= r[c]")
    case .inPlacePower:
      OpInfo(.write, .read, .read, "r[a] = r[b]; r[a] **= r[c]")
    case .inPlaceMatrixMultiply:
      OpInfo(.write, .read, .read, "r[a] = r[b]; r[a] @= r[c]")
    case .inPlaceLeftShift:
      OpInfo(.write, .read, .read, "r[a] = r[b]; r[a] <<= r[c]")
    case .inPlaceRightShift:
      OpInfo(.write, .read, .read, "r[a] = r[b]; r[a] >>= r[c]")
    case .inPlaceAnd:
      OpInfo(.write, .read, .read, "r[a] = r[b]; r[a] &= r[c]")
    case .inPlaceXor:
      OpInfo(.write, .read, .read, "r[a] = r[b]; r[a] ^= r[c]")
    case .inPlaceOr:
      OpInfo(.write, .read, .read, "r[a] = r[b]; r[a] |= r[c]")
    case .addK:
      OpInfo(.write, .read, .constant, "r[a] = r[b] + constants[c], a number")
    case .subtractK:
      OpInfo(.write, .read, .constant, "r[a] = r[b] - constants[c], a number")
    case .multiplyK:
      OpInfo(.write, .read, .constant, "r[a] = r[b] * constants[c], a number")
    case .trueDivideK:
      OpInfo(.write, .read, .constant, "r[a] = r[b] / constants[c], a number")
    case .floorDivideK:
      OpInfo(.write, .read, .constant, "r[a] = r[b] // constants[c], a number")
    case .moduloK:
      OpInfo(.write, .read, .constant, "r[a] = r[b] % constants[c], a number")
    case .powerK:
      OpInfo(.write, .read, .constant, "r[a] = r[b] ** constants[c], a number")
    case .andK:
      OpInfo(.write, .read, .constant, "r[a] = r[b] & constants[c], a number")
    case .leftShiftK:
      OpInfo(.write, .read, .constant, "r[a] = r[b] << constants[c], a number")
    case .rightShiftK:
      OpInfo(.write, .read, .constant, "r[a] = r[b] >> constants[c], a number")
    case .reverseSubtractK:
      OpInfo(.write, .read, .constant, "r[a] = constants[c] - r[b]")
    case .reverseTrueDivideK:
      OpInfo(.write, .read, .constant, "r[a] = constants[c] / r[b]")
    case .reverseMultiplyK:
      OpInfo(.write, .read, .constant, "r[a] = constants[c] * r[b]")
    case .addInt:
      OpInfo(.write, .read, .immediate, "r[a] = r[b] + c")
    case .subtractInt:
      OpInfo(.write, .read, .immediate, "r[a] = r[b] - c")
    case .inPlaceAddInt:
      OpInfo(.write, .read, .immediate, "r[a] = r[b]; r[a] += c")
    case .inPlaceSubtractInt:
      OpInfo(.write, .read, .immediate, "r[a] = r[b]; r[a] -= c")
    case .negative:
      OpInfo(.write, .read, .none, "r[a] = -r[b]")
    case .positive:
      OpInfo(.write, .read, .none, "r[a] = +r[b]")
    case .invert:
      OpInfo(.write, .read, .none, "r[a] = ~r[b]")
    case .not:
      OpInfo(.write, .read, .none, "r[a] = not r[b]")
    case .less:
      OpInfo(.write, .read, .read, "r[a] = r[b] < r[c]")
    case .lessEqual:
      OpInfo(.write, .read, .read, "r[a] = r[b] <= r[c]")
    case .equal:
      OpInfo(.write, .read, .read, "r[a] = r[b] == r[c]")
    case .notEqual:
      OpInfo(.write, .read, .read, "r[a] = r[b] != r[c]")
    case .greater:
      OpInfo(.write, .read, .read, "r[a] = r[b] > r[c]")
    case .greaterEqual:
      OpInfo(.write, .read, .read, "r[a] = r[b] >= r[c]")
    case .`is`:
      OpInfo(.write, .read, .read, "r[a] = r[b] is r[c]")
    case .isNot:
      OpInfo(.write, .read, .read, "r[a] = r[b] is not r[c]")
    case .contains:
      OpInfo(.write, .read, .read, "r[a] = r[b] in r[c]")
    case .notContains:
      OpInfo(.write, .read, .read, "r[a] = r[b] not in r[c]")
    case .jump:
      OpInfo(.none, .wideJump, .none, "jump by the signed 32-bit distance in b and c")
    case .jumpIfTrue:
      OpInfo(.read, .wideJump, .none, "jump when r[a] is true")
    case .jumpIfFalse:
      OpInfo(.read, .wideJump, .none, "jump when r[a] is false")
    case .jumpIfNone:
      OpInfo(.read, .wideJump, .none, "jump when r[a] is None")
    case .jumpIfNotNone:
      OpInfo(.read, .wideJump, .none, "jump when r[a] is not None")
    case .jumpIfIs:
      OpInfo(.read, .read, .jump, "jump by c when r[a] is r[b]")
    case .jumpIfNotIs:
      OpInfo(.read, .read, .jump, "jump by c when r[a] is not r[b]")
    case .jumpIfLess:
      OpInfo(.read, .read, .jump, "jump by c when r[a] < r[b]")
    case .jumpIfLessEqual:
      OpInfo(.read, .read, .jump, "jump by c when r[a] <= r[b]")
    case .jumpIfEqual:
      OpInfo(.read, .read, .jump, "jump by c when r[a] == r[b]")
    case .jumpIfUnequal:
      OpInfo(.read, .read, .jump, "jump by c when r[a] != r[b]")
    case .jumpIfGreater:
      OpInfo(.read, .read, .jump, "jump by c when r[a] > r[b]")
    case .jumpIfGreaterEqual:
      OpInfo(.read, .read, .jump, "jump by c when r[a] >= r[b]")
    case .jumpIfNotLess:
      OpInfo(.read, .read, .jump, "jump by c when not r[a] < r[b]")
    case .jumpIfNotLessEqual:
      OpInfo(.read, .read, .jump, "jump by c when not r[a] <= r[b]")
    case .jumpIfNotEqual:
      OpInfo(.read, .read, .jump, "jump by c when not r[a] == r[b]")
    case .jumpIfNotUnequal:
      OpInfo(.read, .read, .jump, "jump by c when not r[a] != r[b]")
    case .jumpIfNotGreater:
      OpInfo(.read, .read, .jump, "jump by c when not r[a] > r[b]")
    case .jumpIfNotGreaterEqual:
      OpInfo(.read, .read, .jump, "jump by c when not r[a] >= r[b]")
    case .jumpIfLessInt:
      OpInfo(.read, .immediate, .jump, "jump by c when r[a] < b")
    case .jumpIfLessEqualInt:
      OpInfo(.read, .immediate, .jump, "jump by c when r[a] <= b")
    case .jumpIfEqualInt:
      OpInfo(.read, .immediate, .jump, "jump by c when r[a] == b")
    case .jumpIfUnequalInt:
      OpInfo(.read, .immediate, .jump, "jump by c when r[a] != b")
    case .jumpIfGreaterInt:
      OpInfo(.read, .immediate, .jump, "jump by c when r[a] > b")
    case .jumpIfGreaterEqualInt:
      OpInfo(.read, .immediate, .jump, "jump by c when r[a] >= b")
    case .jumpIfNotLessInt:
      OpInfo(.read, .immediate, .jump, "jump by c when not r[a] < b")
    case .jumpIfNotLessEqualInt:
      OpInfo(.read, .immediate, .jump, "jump by c when not r[a] <= b")
    case .jumpIfNotEqualInt:
      OpInfo(.read, .immediate, .jump, "jump by c when not r[a] == b")
    case .jumpIfNotUnequalInt:
      OpInfo(.read, .immediate, .jump, "jump by c when not r[a] != b")
    case .jumpIfNotGreaterInt:
      OpInfo(.read, .immediate, .jump, "jump by c when not r[a] > b")
    case .jumpIfNotGreaterEqualInt:
      OpInfo(.read, .immediate, .jump, "jump by c when not r[a] >= b")
    case .getIter:
      OpInfo(.write, .read, .none, "r[a] = iter(r[b])")
    case .forIter:
      OpInfo(
        .write, .read, .jump,
        "stands at the bottom of a for loop: r[a] = next(r[b]) and jump by c (back to the body), or fall through at the end"
      )
    case .unpackSequence:
      OpInfo(.writeMany, .read, .count, "r[a …] = the c items of r[b]")
    case .unpackEx:
      OpInfo(.writeMany, .read, .split, "r[a …] = star unpacking of r[b]: (c & 255) before, a list, (c >> 8) after")
    case .buildTuple:
      OpInfo(.write, .readMany, .count, "r[a] = tuple of the c registers from b")
    case .buildList:
      OpInfo(.write, .readMany, .count, "r[a] = list of the c registers from b")
    case .buildSet:
      OpInfo(.write, .readMany, .count, "r[a] = set of the c registers from b")
    case .buildDict:
      OpInfo(.write, .readMany, .count, "r[a] = dict of c key, value pairs from b")
    case .buildString:
      OpInfo(.write, .readMany, .count, "r[a] = concatenation of the c strings from b")
    case .formatValue:
      OpInfo(
        .write, .readMany, .format,
        "r[a] = format(r[b]); c & 255: conversion character or 0; c & 256: the format spec is in r[b+1]")
    case .listAppend:
      OpInfo(.read, .read, .none, "append r[b] to the list r[a]")
    case .listExtend:
      OpInfo(.read, .read, .none, "extend the list r[a] by the iterable r[b]")
    case .listToTuple:
      OpInfo(.write, .read, .none, "r[a] = tuple of the list r[b]")
    case .setAdd:
      OpInfo(.read, .read, .none, "add r[b] to the set r[a]")
    case .setUpdate:
      OpInfo(.read, .read, .none, "add the items of the iterable r[b] to the set r[a]")
    case .dictSet:
      OpInfo(.read, .read, .read, "r[a][r[b]] = r[c] for the dict r[a]")
    case .dictUpdate:
      OpInfo(.read, .read, .none, "update the dict r[a] by the mapping r[b] ({**x})")
    case .dictMerge:
      OpInfo(.read, .read, .read, "like dictUpdate, TypeError on a repeated key, for a call of r[c]")
    case .call:
      OpInfo(.modify, .count, .none, "r[a] = r[a](b positional arguments)")
    case .callMethod:
      OpInfo(.modify, .count, .none, "like call; r[a+1], when bound, is the first argument")
    case .callKeywords:
      OpInfo(.modify, .count, .constant, "b arguments, the last of which are named by the tuple constants[c]")
    case .callMethodKeywords:
      OpInfo(.modify, .count, .constant, "like callKeywords after loadMethod")
    case .callSpread:
      OpInfo(.modify, .none, .none, "r[a](*r[a+2], **r[a+3]); r[a+2] any iterable, r[a+3] a dict or unbound")
    case .`return`:
      OpInfo(.read, .none, .none, "return r[a]")
    case .returnNone:
      OpInfo(.none, .none, .none, "return None")
    case .makeFunction:
      OpInfo(
        .write, .constant, .functionFlags,
        "r[a] = function of code constants[b]; consecutive registers from r[a+1] hold, as bits of c say, 1 defaults tuple, 2 keyword defaults dict, 4 annotations dict, 8 closure tuple of cells"
      )
    case .loadBuildClass:
      OpInfo(.write, .none, .none, "r[a] = builtins.__build_class__")
    case .startGenerator:
      OpInfo(
        .none, .none, .none,
        "first instruction of a generator or coroutine: make the generator from this frame and return it")
    case .yieldValue:
      OpInfo(
        .write, .read, .count,
        "suspend with r[b]; on resumption r[a] = the value sent; c as in yieldDelegate")
    case .yieldDelegate:
      OpInfo(
        .write, .read, .count,
        "inside yield from: suspend with r[a]; r[b] is the inner iterator (throw and close go to it); c is 0, or 1 + the"
          + " register in which the outermost handler around keeps what the caller handles")
    case .getYieldFromIter:
      OpInfo(.write, .read, .none, "r[a] = r[b] when a generator or coroutine, else iter(r[b])")
    case .send:
      OpInfo(
        .modify, .read, .jump,
        "send r[a] into the iterator r[b]: r[a] = what it yields, or at its end r[a] = its result and jump by c")
    case .getAwaitable:
      OpInfo(
        .write, .read, .count,
        "r[a] = iterator of the awaitable r[b]; c for the error message: 1 from __aenter__, 2 from __aexit__")
    case .getAsyncIter:
      OpInfo(.write, .read, .none, "r[a] = r[b].__aiter__()")
    case .getAsyncNext:
      OpInfo(.write, .read, .none, "r[a] = awaitable of r[b].__anext__()")
    case .raise:
      OpInfo(.read, .count, .none, "b = 0: re-raise the handled exception; 1: raise r[a]; 2: raise r[a] from r[a+1]")
    case .reraise:
      OpInfo(.read, .none, .none, "raise the exception r[a] again without touching its traceback or context")
    case .pushHandled:
      OpInfo(.write, .read, .none, "r[a] = exception handled so far; r[b] is being handled now")
    case .popHandled:
      OpInfo(.read, .none, .none, "the exception handled is r[a] again")
    case .matchException:
      OpInfo(
        .write, .read, .read, "r[a] = whether exception r[b] matches r[c] (a class or tuple of classes; else TypeError)"
      )
    case .matchExceptionGroup:
      OpInfo(
        .writeTwo, .read, .read,
        "except*: r[a] = matching part of r[b] or None, r[a+1] = the rest or None, for type r[c]")
    case .raiseGroup:
      OpInfo(
        .modify, .read, .none,
        "end of except*: r[a] = exception to re-raise from the list r[a] of raised and unhandled parts of r[b], or None"
      )
    case .exceptionTriple:
      OpInfo(.writeMany, .read, .none, "r[a], r[a+1], r[a+2] = type, value and traceback of the exception r[b]")
    case .loadAssertionError:
      OpInfo(.write, .none, .none, "r[a] = AssertionError")
    case .loadStopAsyncIteration:
      OpInfo(.write, .none, .none, "r[a] = StopAsyncIteration")
    case .importName:
      OpInfo(.modify, .constant, .constant, "r[a] = __import__(constants[b], fromlist constants[c], level r[a])")
    case .importFrom:
      OpInfo(.write, .read, .constant, "r[a] = from module r[b] import constants[c]")
    case .importStar:
      OpInfo(.read, .none, .none, "from module r[a] import * into the frame's namespace")
    case .matchSequence:
      OpInfo(.write, .read, .none, "r[a] = whether r[b] is a sequence for patterns")
    case .matchMapping:
      OpInfo(.write, .read, .none, "r[a] = whether r[b] is a mapping for patterns")
    case .matchKeys:
      OpInfo(.write, .read, .read, "r[a] = tuple of the values of the mapping r[b] for the keys tuple r[c], or None")
    case .matchClass:
      OpInfo(
        .write, .readMany, .constant,
        "r[a] = tuple of attributes or None: subject r[b], class r[b+1], positional count r[b+2]; names constants[c]")
    case .mappingRest:
      OpInfo(.write, .read, .read, "r[a] = dict of r[b] without the keys in the tuple r[c]")
    case .length:
      OpInfo(.write, .read, .none, "r[a] = len(r[b])")
    case .setupAnnotations:
      OpInfo(.none, .none, .none, "make __annotations__ in the frame's namespace when missing")
    case .printExpression:
      OpInfo(.read, .none, .none, "sys.displayhook(r[a])")
    case .resumePoint:
      OpInfo(.none, .none, .none, "does nothing; where interrupted work is polled")
    case .loopHead:
      OpInfo(.none, .none, .none, cache: 1, "start of an iteration: counts until the loop is hot, then it is recorded")
    case .loopTrace:
      OpInfo(.none, .none, .none, cache: 1, "quick form: enters the trace of the loop")
    case .loopPlain:
      OpInfo(.none, .none, .none, cache: 1, "quick form: does nothing; the loop is not traced")
    case .functionHead:
      OpInfo(.none, .none, .none, cache: 1, "in front of a function: counts calls until it is hot, then it is recorded")
    case .functionTrace:
      OpInfo(.none, .none, .none, cache: 1, "quick form: enters the trace of the function")
    case .leave:
      OpInfo(.none, .none, .none, "end of an interpreter run: leaves the native activation")
    }
  }
}

extension Op {
  /// Inline-cache words behind the instruction.
  public var cacheWords: Int { info.cacheWords }
}
