// The compiler: syntax tree → `CompiledCode`, in two passes (symbol table, code generation). This file holds the entry
// point and what all parts of the code generator share: units (one per code object), names and positions.
//
// Conventions of the code generator:
// - `expression(e, into: d)` leaves the value in register d. A named variable's register is written by the last
//   instruction only, so that e itself may still read the variable; a temporary may serve as scratch on the way.
// - `operand(e)` gives a register that holds the value: a variable's own register, else a fresh temporary, which the
//   caller releases.
// - Every part sets the source position of an instruction with `emit(span, …)` when its operands are ready.

import Syntax

public final class Compiler {
  let table: SymbolTable
  let source: SourceText
  let folder: ConstantFolder
  /// 1 and more leave out assertions, 2 docstrings too.
  let optimize: Int
  /// Top-level names live in the frame's namespace instead of the globals.
  let usesNamespace: Bool
  let futureAnnotations: Bool
  /// The module never gives `super` a meaning of its own.
  let superIsBuiltin: Bool
  /// Values of expression statements outside functions and classes are printed.
  let isInteractive: Bool
  var unit: CodeBuilder

  private init(_ module: Module, usesNamespace: Bool, futureAnnotations: Bool, optimize: Int) throws {
    self.optimize = optimize
    if case .interactive = module.content { isInteractive = true } else { isInteractive = false }
    folder = ConstantFolder(isDebug: optimize == 0)
    table = try SymbolTable(module, futureAnnotations: futureAnnotations)
    source = module.source
    self.usesNamespace = usesNamespace
    self.futureAnnotations = table.features.annotations
    superIsBuiltin = table.root.symbol(CompilerNames.super)?.facts.isDisjoint(with: .bound) ?? true
    unit = CodeBuilder(scope: table.root, location: SourceSpan.start)
  }

  /// Code that runs a parsed module: a file's statements, interactive statements whose values are printed, or one
  /// expression whose value is returned.
  /// - Parameters:
  ///   - usesNamespace: names live in the frame's namespace (`exec` with separate locals) instead of the globals.
  ///   - futureAnnotations: behave as after `from __future__ import annotations`.
  ///   - optimize: as the option -O: 1 leaves out assertions, 2 docstrings too.
  ///   - warn: called for each SyntaxWarning, in the order of the source.
  /// - Throws: `SyntaxProblem`.
  public static func compile(
    _ module: Module, usesNamespace: Bool = false, futureAnnotations: Bool = false, optimize: Int = 0,
    warn: ((SourceWarning) -> Void)? = nil
  ) throws -> CompiledCode {
    let compiler = try Compiler(
      module, usesNamespace: usesNamespace, futureAnnotations: futureAnnotations, optimize: optimize)
    let code = try compiler.compile(module)
    if let warn { compiler.table.warnings.forEach(warn) }
    return code
  }

  private func compile(_ module: Module) throws -> CompiledCode {
    unit.code.name = "<module>"
    unit.code.qualifiedName = "<module>"
    unit.code.firstLine = 1
    if usesNamespace { unit.code.flags |= CodeFlags.usesNamespace }
    begin()
    switch module.content {
    case .file(let body):
      if unit.scope.hasAnnotations { unit.emit(.setupAnnotations) }
      var rest = body[...]
      if let (text, span) = docstring(of: body) {
        let mark = unit.next
        let register = unit.allocate()
        unit.location = span
        unit.loadConstant(.string(text), into: register)
        store("__doc__", from: register)
        unit.release(to: mark)
        rest = body.dropFirst()
      }
      try statements(rest)
    case .interactive(let body):
      if unit.scope.hasAnnotations { unit.emit(.setupAnnotations) }
      try statements(body)
    case .expression(let expression):
      let register = try operand(expression)
      emit(expression.span, .return, register)
    }
    return try unit.finish(source)
  }

  // MARK: Units

  /// Generates the code object of `scope` with `body`, then goes back to the current one.
  func nested(_ scope: Scope, at span: SourceSpan, firstLine: Int32, _ body: () throws -> Void) throws -> CompiledCode {
    let outer = unit
    unit = CodeBuilder(scope: scope, location: SourceSpan(line: firstLine, column: 0, endLine: firstLine, endColumn: 0))
    unit.code.name = scope.name
    unit.code.qualifiedName = qualifiedName(of: scope, inside: outer)
    unit.code.firstLine = Int(firstLine)
    unit.code.flags |= outer.scope.isFunction || outer.code.flags & CodeFlags.nested != 0 ? CodeFlags.nested : 0
    begin()
    unit.location = span
    try body()
    let code = try unit.finish(source)
    unit = outer
    return code
  }

  private func qualifiedName(of scope: Scope, inside outer: CodeBuilder) -> String {
    if outer.scope.kind == .module { return scope.name }
    if scope.kind == .function || scope.kind == .class,
      outer.scope.symbol(outer.scope.mangle(Name(scope.name)))?.place == .global,
      outer.scope.symbol(outer.scope.mangle(Name(scope.name)))?.facts.contains(.global) == true
    {
      return scope.name
    }
    return outer.code.qualifiedName
      + (outer.scope.kind == .function || outer.scope.kind == .lambda ? ".<locals>." : ".") + scope.name
  }

  /// Describes the registers of the unit's variables and emits what sets up its cells.
  private func begin() {
    let scope = unit.scope
    unit.code.filename = source.filename
    if futureAnnotations { unit.code.flags |= CodeFlags.futureAnnotations }
    if scope.isFunction {
      let isGenerator = scope.hasYield || scope.kind == .generatorExpression
      if isGenerator {
        unit.code.flags |= scope.isAsync ? CodeFlags.asyncGenerator : CodeFlags.generator
      } else if scope.isAsync {
        unit.code.flags |= CodeFlags.coroutine
      }
      if isGenerator || scope.isAsync { unit.emit(.startGenerator) }
      for (position, symbol) in scope.symbols.enumerated() {
        let isParameter = position < scope.parameterCount
        guard isParameter || symbol.place == .local else { continue }
        unit.code.localNames.append(symbol.name.text)
        if isParameter, symbol.place == .local { unit.markBound(symbol.register) }
        if isParameter, symbol.place == .cell { makeCell(symbol.name, symbol.register) }
      }
    }
    if scope.needsClassCell { makeCell(CompilerNames.class, scope.classCellRegister) }
    for position in table.cells(of: scope) { makeCell(scope.symbols[position].name, scope.symbols[position].register) }
    let free = table.freeSymbols(of: scope)
    for position in free {
      unit.code.freeNames.append(scope.symbols[position].name.text)
      unit.code.cellRegisters.append(scope.symbols[position].register)
    }
    if let first = free.first { unit.emit(.copyFree, scope.symbols[first].register, free.count) }
    let parameters = scope.isFunction ? scope.parameterCount : 0
    unit.code.clearCount = unit.firstTemporary - parameters - free.count
  }

  private func makeCell(_ name: Name, _ register: Int) {
    unit.code.cellNames.append(name.text)
    unit.code.cellRegisters.append(register)
    unit.emit(.makeCell, register)
  }

  /// The text of a body's docstring and where it stands; nil when docstrings are left out.
  func docstring(of body: [Statement]) -> (text: [UInt8], span: SourceSpan)? {
    guard optimize < 2, case .expression(let value)? = body.first?.kind,
      case .constant(.string(let text)) = value.kind
    else { return nil }
    return (text.utf8, value.span)
  }

  // MARK: Emitting

  func emit(_ span: SourceSpan, _ op: Op, _ a: Int = 0, _ b: Int = 0, _ c: Int = 0) {
    unit.location = span
    unit.emit(op, a, b, c)
  }

  func jump(_ span: SourceSpan, to label: Label) {
    unit.location = span
    unit.jump(to: label)
  }

  func loadNone(into register: Int) { unit.loadConstant(.none, into: register) }
}
