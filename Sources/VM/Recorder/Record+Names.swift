// Recording cells and global names. A name's cell is found once, while recording; the trace loads its content.

import CRuntime
import TraceIR

extension Recorder {
  func makeCell(_ content: Reference) -> Reference {
    let value = boxed(content)
    let cell = emit(.new, immediate: header(vm.pointee.shapes.cell, .cell, words: 2))
    emit(.store, cell, value, immediate: 8, region: .cells)
    return cell
  }

  func header(_ shape: ShapeRef, _ kind: Kind, words: Int, flags: UInt8 = 0) -> Int64 {
    Int64(bitPattern: headerImage(shape, kind, words: words, flags: flags))
  }

  /// The function object of the current frame.
  func currentFunction() -> Reference {
    let frame = frames[frames.count - 1]
    return frame.function.isNone ? emit(.rootFunction) : frame.function
  }

  func copyFree(_ a: Int, count: Int) {
    let function = currentFunction()
    let closureOffset = Int64(FunctionRef.Field.closure.rawValue * 8)
    let closure = FunctionRef(fp.pointee.function).field(.closure)
    // A function that is a constant has constant cells.
    if function.isConstant {
      for index in 0..<count { write(a + index, constant(TupleRef(closure)[index])) }
      return
    }
    let cells = emit(.load, type: .object, function, immediate: closureOffset, region: .immutable)
    for index in 0..<count {
      write(a + index, emit(.load, type: .object, cells, immediate: Int64(16 + 8 * index), region: .immutable))
    }
  }

  func loadGlobal(_ a: Int, name: Value) throws(AbortReason) {
    let globals = FunctionRef(fp.pointee.function).globals
    // A dict that a program has given to `exec` or `eval`: a hot function in it makes it a namespace like any other.
    if globals.pointer.shapeWord == vm.pointee.shapes.dict.address {
      globals.pointer.headerFlags |= HeaderFlags.holdsCells
    }
    guard globals.holdsCells else {
      write(a, callChecked(.loadName, [constant(globals.value), constant(name)]))
      return
    }
    let cell = globals.cell(thread, name: name)
    if cell.content.isBound {
      write(a, loadCellContent(cell, name))
      return
    }
    let builtins = thread.builtinsNamespace(of: globals)
    guard builtins.holdsCells else {
      write(a, callChecked(.loadName, [constant(globals.value), constant(name)]))
      return
    }
    let builtin = builtins.cell(thread, name: name)
    if builtin.content.isUnbound { throw .exceptionRaised }
    if cell.isSteady {
      watch(cell, name)
    } else {
      let shadow = emit(.load, type: .value, constant(cell.value), immediate: 8, region: .cells)
      guardian(.guardSame, shadow, constant(.unbound))
    }
    write(a, loadCellContent(builtin, name))
  }

  /// The content of a cell known while recording: a constant if it is steady. Functions, classes and modules that changed
  /// are constants behind a guard, everything else is loaded.
  func loadCellContent(_ cell: CellRef, _ name: Value) -> Reference {
    let content = cell.content
    if cell.isSteady {
      watch(cell, name)
      return constant(content)
    }
    let loaded = emit(.load, type: .value, constant(cell.value), immediate: 8, region: .cells)
    if content.isObject {
      switch content.objectKind {
      case .function, .nativeFunction, .type, .module:
        guardian(.guardSame, loaded, constant(content))
        return constant(content)
      default: break
      }
    }
    guardBound(loaded)
    return loaded
  }

  func storeGlobal(_ a: Int, name: Value) throws(AbortReason) {
    let globals = FunctionRef(fp.pointee.function).globals
    guard globals.holdsCells else {
      _ = callChecked(.storeName, [constant(globals.value), constant(name), read(a)])
      return
    }
    let cell = globals.cell(thread, name: name)
    guard cell.content.isBound else {
      _ = callChecked(.storeName, [constant(globals.value), constant(name), read(a)])
      return
    }
    // Machine code writes into the cell without telling anybody.
    if cell.pointer.headerFlags & HeaderFlags.watched != 0 {
      jit.cellChanges(cell)
      cell.makeUnsteady()
      throw .assumptionBroken
    }
    cell.makeUnsteady()
    let place = constant(cell.value)
    let value = boxed(read(a))
    guardian(.guardDifferent, emit(.load, type: .value, place, immediate: 8, region: .cells), constant(.unbound))
    emit(.store, place, value, immediate: 8, region: .cells)
  }
}
