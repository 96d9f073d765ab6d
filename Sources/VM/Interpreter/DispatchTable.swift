// The table behind every dispatch: opcode → handler. The order of rows is that of `Op`.

import CRuntime

/// The handler of an opcode. The compiler reports a missing row.
func handler(of op: Op) -> Handler {
  switch op {
  case .move: opMove
  case .loadConst: opLoadConst
  case .loadInt: opLoadInt
  case .checkLocal: opCheckLocal
  case .deleteLocal: opDeleteLocal
  case .makeCell: opMakeCell
  case .copyFree: opCopyFree
  case .loadCell: opLoadCell
  case .storeCell: opStoreCell
  case .deleteCell: opDeleteCell
  case .loadClassCell: opLoadClassCell
  case .loadGlobal: opLoadGlobal
  case .loadGlobalCell: opLoadGlobalCell
  case .loadGlobalBuiltin: opLoadGlobalBuiltin
  case .storeGlobal: opStoreGlobal
  case .deleteGlobal: opDeleteGlobal
  case .loadName: opLoadName
  case .storeName: opStoreName
  case .deleteName: opDeleteName
  case .getAttr: opGetAttr
  case .getAttrSlot: opGetAttrSlot
  case .getAttrOverflow: opGetAttrOverflow
  case .getAttrClass: opGetAttrClass
  case .getAttrMethod: opGetAttrMethod
  case .getAttrProperty: opGetAttrProperty
  case .getAttrModule: opGetAttrModule
  case .getAttrType: opGetAttrType
  case .getAttrGeneric: opGetAttrGeneric
  case .setAttr: opSetAttr
  case .setAttrSlot: opSetAttrSlot
  case .setAttrAdd: opSetAttrAdd
  case .setAttrGeneric: opSetAttrGeneric
  case .deleteAttr: opDeleteAttr
  case .loadMethod: opLoadMethod
  case .loadMethodClass: opLoadMethodClass
  case .loadMethodModule: opLoadMethodModule
  case .loadMethodType: opLoadMethodType
  case .loadMethodGeneric: opLoadMethodGeneric
  case .loadSpecial: opLoadSpecial
  case .loadSuperMethod: opLoadSuperMethod
  case .getSuperAttr: opGetSuperAttr
  case .getItem: opGetItem
  case .getItemInt: opGetItemInt
  case .setItem: opSetItem
  case .deleteItem: opDeleteItem
  case .getSlice: opGetSlice
  case .setSlice: opSetSlice
  case .buildSlice: opBuildSlice
  case .add: opAdd
  case .subtract: opSubtract
  case .multiply: opMultiply
  case .trueDivide: opTrueDivide
  case .floorDivide: opFloorDivide
  case .modulo: opModulo
  case .power: opPower
  case .matrixMultiply: opMatrixMultiply
  case .leftShift: opLeftShift
  case .rightShift: opRightShift
  case .and: opAnd
  case .xor: opXor
  case .or: opOr
  case .inPlaceAdd: opInPlaceAdd
  case .inPlaceSubtract: opInPlaceSubtract
  case .inPlaceMultiply: opInPlaceMultiply
  case .inPlaceTrueDivide: opInPlaceTrueDivide
  case .inPlaceFloorDivide: opInPlaceFloorDivide
  case .inPlaceModulo: opInPlaceModulo
  case .inPlacePower: opInPlacePower
  case .inPlaceMatrixMultiply: opInPlaceMatrixMultiply
  case .inPlaceLeftShift: opInPlaceLeftShift
  case .inPlaceRightShift: opInPlaceRightShift
  case .inPlaceAnd: opInPlaceAnd
  case .inPlaceXor: opInPlaceXor
  case .inPlaceOr: opInPlaceOr
  case .addK: opAddK
  case .subtractK: opSubtractK
  case .multiplyK: opMultiplyK
  case .trueDivideK: opTrueDivideK
  case .floorDivideK: opFloorDivideK
  case .moduloK: opModuloK
  case .powerK: opPowerK
  case .andK: opAndK
  case .leftShiftK: opLeftShiftK
  case .rightShiftK: opRightShiftK
  case .reverseSubtractK: opReverseSubtractK
  case .reverseTrueDivideK: opReverseTrueDivideK
  case .reverseMultiplyK: opReverseMultiplyK
  case .addInt: opAddInt
  case .subtractInt: opSubtractInt
  case .inPlaceAddInt: opInPlaceAddInt
  case .inPlaceSubtractInt: opInPlaceSubtractInt
  case .negative: opNegative
  case .positive: opPositive
  case .invert: opInvert
  case .not: opNot
  case .less: opLess
  case .lessEqual: opLessEqual
  case .equal: opEqual
  case .notEqual: opNotEqual
  case .greater: opGreater
  case .greaterEqual: opGreaterEqual
  case .`is`: opIs
  case .isNot: opIsNot
  case .contains: opContains
  case .notContains: opNotContains
  case .jump: opJump
  case .jumpIfTrue: opJumpIfTrue
  case .jumpIfFalse: opJumpIfFalse
  case .jumpIfNone: opJumpIfNone
  case .jumpIfNotNone: opJumpIfNotNone
  case .jumpIfIs: opJumpIfIs
  case .jumpIfNotIs: opJumpIfNotIs
  case .jumpIfLess: opJumpIfLess
  case .jumpIfLessEqual: opJumpIfLessEqual
  case .jumpIfEqual: opJumpIfEqual
  case .jumpIfUnequal: opJumpIfUnequal
  case .jumpIfGreater: opJumpIfGreater
  case .jumpIfGreaterEqual: opJumpIfGreaterEqual
  case .jumpIfNotLess: opJumpIfNotLess
  case .jumpIfNotLessEqual: opJumpIfNotLessEqual
  case .jumpIfNotEqual: opJumpIfNotEqual
  case .jumpIfNotUnequal: opJumpIfNotUnequal
  case .jumpIfNotGreater: opJumpIfNotGreater
  case .jumpIfNotGreaterEqual: opJumpIfNotGreaterEqual
  case .jumpIfLessInt: opJumpIfLessInt
  case .jumpIfLessEqualInt: opJumpIfLessEqualInt
  case .jumpIfEqualInt: opJumpIfEqualInt
  case .jumpIfUnequalInt: opJumpIfUnequalInt
  case .jumpIfGreaterInt: opJumpIfGreaterInt
  case .jumpIfGreaterEqualInt: opJumpIfGreaterEqualInt
  case .jumpIfNotLessInt: opJumpIfNotLessInt
  case .jumpIfNotLessEqualInt: opJumpIfNotLessEqualInt
  case .jumpIfNotEqualInt: opJumpIfNotEqualInt
  case .jumpIfNotUnequalInt: opJumpIfNotUnequalInt
  case .jumpIfNotGreaterInt: opJumpIfNotGreaterInt
  case .jumpIfNotGreaterEqualInt: opJumpIfNotGreaterEqualInt
  case .getIter: opGetIter
  case .forIter: opForIter
  case .unpackSequence: opUnpackSequence
  case .unpackEx: opUnpackEx
  case .buildTuple: opBuildTuple
  case .buildList: opBuildList
  case .buildSet: opBuildSet
  case .buildDict: opBuildDict
  case .buildString: opBuildString
  case .formatValue: opFormatValue
  case .listAppend: opListAppend
  case .listExtend: opListExtend
  case .listToTuple: opListToTuple
  case .setAdd: opSetAdd
  case .setUpdate: opSetUpdate
  case .dictSet: opDictSet
  case .dictUpdate: opDictUpdate
  case .dictMerge: opDictMerge
  case .call: opCall
  case .callMethod: opCallMethod
  case .callKeywords: opCallKeywords
  case .callMethodKeywords: opCallMethodKeywords
  case .callSpread: opCallSpread
  case .`return`: opReturn
  case .returnNone: opReturnNone
  case .makeFunction: opMakeFunction
  case .loadBuildClass: opLoadBuildClass
  case .startGenerator: opStartGenerator
  case .yieldValue: opYieldValue
  case .yieldDelegate: opYieldDelegate
  case .getYieldFromIter: opGetYieldFromIter
  case .send: opSend
  case .getAwaitable: opGetAwaitable
  case .getAsyncIter: opGetAsyncIter
  case .getAsyncNext: opGetAsyncNext
  case .raise: opRaise
  case .reraise: opReraise
  case .pushHandled: opPushHandled
  case .popHandled: opPopHandled
  case .matchException: opMatchException
  case .matchExceptionGroup: opMatchExceptionGroup
  case .raiseGroup: opRaiseGroup
  case .exceptionTriple: opExceptionTriple
  case .loadAssertionError: opLoadAssertionError
  case .loadStopAsyncIteration: opLoadStopAsyncIteration
  case .importName: opImportName
  case .importFrom: opImportFrom
  case .importStar: opImportStar
  case .matchSequence: opMatchSequence
  case .matchMapping: opMatchMapping
  case .matchKeys: opMatchKeys
  case .matchClass: opMatchClass
  case .mappingRest: opMappingRest
  case .length: opLength
  case .setupAnnotations: opSetupAnnotations
  case .printExpression: opPrintExpression
  case .loopHead: opLoopHead
  case .loopTrace: opLoopTrace
  case .loopPlain: opLoopPlain
  case .functionHead: opFunctionHead
  case .functionTrace: opFunctionTrace
  case .resumePoint: opResumePoint
  case .leave: opLeave
  }
}

extension UnsafeMutablePointer where Pointee == ThreadState {
  /// Fills the dispatch table at the start of the block, and tells the sampler where handlers lie.
  func fillDispatch() {
    let table = UnsafeMutableRawPointer(self).assumingMemoryBound(to: UnsafeRawPointer.self)
    var lowest = UInt.max
    var highest: UInt = 0
    for op in Op.allCases {
      let address = unsafeBitCast(handler(of: op), to: UnsafeRawPointer.self)
      table[Int(op.rawValue)] = address
      lowest = min(lowest, UInt(bitPattern: address))
      highest = max(highest, UInt(bitPattern: address))
    }
    for index in Op.allCases.count..<Int(VM_DISPATCH_ENTRIES) { table[index] = table[Int(Op.leave.rawValue)] }
    saveDispatch()
    vm_handlers_begin = UnsafePointer(bitPattern: lowest)
    vm_handlers_end = UnsafePointer(bitPattern: highest + 4096)
  }
}
