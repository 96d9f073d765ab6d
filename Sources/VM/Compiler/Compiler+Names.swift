// Loads, stores and deletions of variables, wherever the symbol table has placed them.
// Reads of locals are checked only where no analysis of the flow shows that they are bound.

import Syntax

extension Compiler {
  /// How the code of the current unit reaches a name.
  enum Access {
    case register(Int)
    /// In a class body the frame's namespace comes before the cell.
    case cell(Int, isClassBody: Bool)
    case global
    case namespace
  }

  func access(_ mangled: Name) -> Access {
    let scope = unit.scope
    let symbol = scope.symbol(mangled)
    switch symbol?.place ?? .global {
    case .local:
      if scope.isFunction { return .register(symbol!.register) }
      return scope.kind == .class || usesNamespace ? .namespace : .global
    case .cell: return .cell(symbol!.register, isClassBody: false)
    case .free: return .cell(symbol!.register, isClassBody: scope.kind == .class)
    case .global, .unresolved:
      if symbol?.facts.contains(.global) == true || scope.isFunction { return .global }
      return scope.kind == .class || usesNamespace ? .namespace : .global
    }
  }

  /// The register of a name that is a plain local here, checked to be bound.
  func localOperand(_ name: Name, _ span: SourceSpan) -> Int? {
    guard unit.scope.isFunction else { return nil }
    let mangled = unit.scope.mangle(name)
    guard let symbol = unit.scope.symbol(mangled), symbol.place == .local else { return nil }
    check(mangled, symbol.register, span)
    return symbol.register
  }

  private func check(_ mangled: Name, _ register: Int, _ span: SourceSpan) {
    if unit.isBound(register) { return }
    emit(span, .checkLocal, register, unit.spelling(mangled))
    unit.markBound(register)
  }

  func load(_ name: Name, _ span: SourceSpan, into destination: Int) {
    if name == CompilerNames.debug {
      unit.location = span
      return unit.loadConstant(optimize == 0 ? .true : .false, into: destination)
    }
    let mangled = unit.scope.mangle(name)
    switch access(mangled) {
    case .register(let register):
      check(mangled, register, span)
      if register != destination { emit(span, .move, destination, register) }
    case .cell(let cell, let isClassBody):
      emit(span, isClassBody ? .loadClassCell : .loadCell, destination, cell, unit.spelling(mangled))
    case .global: emit(span, .loadGlobal, destination, unit.listed(mangled))
    case .namespace: emit(span, .loadName, destination, unit.listed(mangled))
    }
  }

  /// The register into which a value for `name` may be computed directly; nil when it takes a store.
  func directDestination(_ name: Name) -> Int? {
    guard unit.scope.isFunction, let symbol = unit.scope.symbol(unit.scope.mangle(name)), symbol.place == .local else {
      return nil
    }
    return symbol.register
  }

  /// Assigns r[`register`] at the current location.
  func store(_ name: Name, from register: Int) {
    let mangled = unit.scope.mangle(name)
    switch access(mangled) {
    case .register(let local):
      if local != register { unit.emit(.move, local, register) }
      unit.markBound(local)
    case .cell(let cell, _): unit.emit(.storeCell, cell, register)
    case .global: unit.emit(.storeGlobal, register, unit.listed(mangled))
    case .namespace: unit.emit(.storeName, register, unit.listed(mangled))
    }
  }

  func delete(_ name: Name, _ span: SourceSpan) {
    let mangled = unit.scope.mangle(name)
    unit.location = span
    switch access(mangled) {
    case .register(let local):
      unit.emit(.deleteLocal, local, unit.spelling(mangled))
      unit.markUnbound(local)
    case .cell(let cell, _): unit.emit(.deleteCell, cell, 0, unit.spelling(mangled))
    case .global: unit.emit(.deleteGlobal, 0, unit.listed(mangled))
    case .namespace: unit.emit(.deleteName, 0, unit.listed(mangled))
    }
  }
}
