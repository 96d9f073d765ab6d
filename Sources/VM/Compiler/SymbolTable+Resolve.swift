// The second pass over scopes: decides for each name whether it is local, in a cell, free or global, and gives each
// its register. Order of registers: parameters, other locals, own cells, free cells.

import Syntax

extension SymbolTable {
  func resolve() throws {
    for scope in order {
      // Names appended while resolving (cells on their way to inner scopes) are placed when they are appended.
      for position in 0..<scope.symbols.count where scope.symbols[position].place == .unresolved {
        scope.symbols[position].place = try place(of: scope.symbols[position], in: scope)
      }
    }
    for scope in order { assignRegisters(scope) }
  }

  private func place(of symbol: Symbol, in scope: Scope) throws -> Symbol.Place {
    let name = symbol.name
    if symbol.facts.contains(.global) {
      if symbol.facts.contains(.nonlocal) {
        throw problem("name '\(name)' is nonlocal and global", symbol.declaration ?? SourceSpan.start)
      }
      return .global
    }
    if symbol.facts.contains(.nonlocal) {
      let span = symbol.declaration ?? SourceSpan.start
      if scope.kind == .module { throw problem("nonlocal declaration not allowed at module level", span) }
      if !capture(name, for: scope) { throw problem("no binding for nonlocal '\(name)' found", span) }
      return .free
    }
    if !symbol.facts.isDisjoint(with: .bound) { return .local }
    return capture(name, for: scope) ? .free : .global
  }

  /// Whether an enclosing function (or class, for `__class__`) binds `name`; then it and all scopes between know of the cell.
  private func capture(_ name: Name, for scope: Scope) -> Bool {
    var between: [Scope] = []
    var candidate = scope.parent
    while let outer = candidate {
      if outer.kind == .module { return false }
      if outer.kind == .class {
        if name == CompilerNames.class {
          outer.needsClassCell = true
          break
        }
      } else if let position = outer.index[name] {
        let facts = outer.symbols[position].facts
        if facts.contains(.global) { return false }
        if !facts.isDisjoint(with: .bound), !facts.contains(.nonlocal) {
          outer.symbols[position].facts.insert(.captured)
          break
        }
      }
      between.append(outer)
      candidate = outer.parent
    }
    if candidate == nil { return false }
    for scope in between {
      let isNew = scope.index[name] == nil
      let position = scope.position(of: name)
      let facts = scope.symbols[position].facts
      if scope.kind == .class, !facts.isDisjoint(with: [.assigned, .global]), !facts.contains(.nonlocal) {
        scope.symbols[position].facts.insert(.passedThrough)
      } else if isNew {
        scope.symbols[position].place = .free
      }
    }
    return true
  }

  private func assignRegisters(_ scope: Scope) {
    for position in scope.symbols.indices
    where scope.symbols[position].place == .local && scope.symbols[position].facts.contains(.captured) {
      scope.symbols[position].place = .cell
    }
    var next = 0
    if scope.isFunction {
      // Parameters keep their register whether they are captured or not. `visit(_ arguments)` enters them first, but
      // the window wants keyword-only ones before `*args`, which is the order of the visit.
      for position in 0..<scope.parameterCount {
        scope.symbols[position].register = next
        next += 1
      }
      for position in scope.parameterCount..<scope.symbols.count where scope.symbols[position].place == .local {
        scope.symbols[position].register = next
        next += 1
      }
    }
    if scope.needsClassCell {
      scope.classCellRegister = next
      next += 1
    }
    for position in cells(of: scope) {
      scope.symbols[position].register = next
      next += 1
    }
    for position in freeSymbols(of: scope) {
      scope.symbols[position].register = next
      next += 1
    }
  }

  /// Own cells that are not parameters, in the order of their names.
  func cells(of scope: Scope) -> [Int] {
    sorted(scope) { position, symbol in symbol.place == .cell && (position >= scope.parameterCount || !scope.isFunction)
    }
  }

  /// Cells that come with the function, in the order of their names.
  func freeSymbols(of scope: Scope) -> [Int] {
    sorted(scope) { _, symbol in symbol.place == .free || symbol.facts.contains(.passedThrough) }
  }

  private func sorted(_ scope: Scope, _ isWanted: (Int, Symbol) -> Bool) -> [Int] {
    let wanted = scope.symbols.indices.filter { isWanted($0, scope.symbols[$0]) }
    return wanted.count < 2 ? wanted : wanted.sorted { scope.symbols[$0].name.text < scope.symbols[$1].name.text }
  }
}

extension SourceSpan {
  static let start = SourceSpan(line: 1, column: 0, endLine: 1, endColumn: 0)
}
