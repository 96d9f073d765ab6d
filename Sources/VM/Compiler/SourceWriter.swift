// Python text of an expression, for annotations that are kept as text (`from __future__ import annotations`).
// The spelling is that of CPython: one space around binary operators, parentheses only where precedence asks for them,
// strings as by `repr`.

import Syntax

struct SourceWriter {
  private enum Level: Int, Comparable {
    case tuple, test, or, and, not, comparison, bitOr, bitXor, bitAnd, shift, arithmetic, term, factor, power, await
    case atom

    static func < (left: Level, right: Level) -> Bool { left.rawValue < right.rawValue }
    var next: Level { Level(rawValue: rawValue + 1) ?? .atom }
  }

  private var output = ""

  static func text(of expression: Expression) -> String {
    var writer = SourceWriter()
    writer.write(expression, .test)
    return writer.output
  }

  private mutating func parenthesized(_ condition: Bool, _ body: (inout SourceWriter) -> Void) {
    if condition { output += "(" }
    body(&self)
    if condition { output += ")" }
  }

  private mutating func list(_ items: [Expression], _ level: Level = .test) {
    for (position, item) in items.enumerated() {
      if position > 0 { output += ", " }
      write(item, level)
    }
  }

  private mutating func write(_ expression: Expression, _ level: Level) {
    switch expression.kind {
    case .booleanOperation(let operation, let values):
      let own: Level = operation == .or ? .or : .and
      parenthesized(level > own) {
        for (position, value) in values.enumerated() {
          if position > 0 { $0.output += operation == .or ? " or " : " and " }
          $0.write(value, own.next)
        }
      }
    case .namedExpression(let target, let value):
      parenthesized(level > .tuple) {
        $0.write(target, .atom)
        $0.output += " := "
        $0.write(value, .atom)
      }
    case .binaryOperation(let left, let operation, let right):
      let (symbol, own) = SourceWriter.binary(operation)
      let isPower = operation == .power
      parenthesized(level > own) {
        $0.write(left, isPower ? own.next : own)
        $0.output += symbol
        $0.write(right, isPower ? own : own.next)
      }
    case .unaryOperation(let operation, let operand): unary(operation, operand, level)
    case .lambda(let arguments, let body):
      parenthesized(level > .test) {
        $0.output += "lambda"
        $0.write(arguments)
        $0.output += ": "
        $0.write(body, .test)
      }
    case .conditional(let test, let body, let orElse):
      parenthesized(level > .test) {
        $0.write(body, .or)
        $0.output += " if "
        $0.write(test, .or)
        $0.output += " else "
        $0.write(orElse, .test)
      }
    case .dictionary(let keys, let values):
      output += "{"
      for (position, key) in keys.enumerated() {
        if position > 0 { output += ", " }
        if let key {
          write(key, .test)
          output += ": "
          write(values[position], .test)
        } else {
          output += "**"
          write(values[position], .bitOr)
        }
      }
      output += "}"
    case .set(let items):
      output += "{"
      list(items)
      output += "}"
    case .listComprehension(let element, let clauses): comprehension("[", "]", element, nil, clauses)
    case .setComprehension(let element, let clauses): comprehension("{", "}", element, nil, clauses)
    case .generatorExpression(let element, let clauses): comprehension("(", ")", element, nil, clauses)
    case .dictionaryComprehension(let key, let value, let clauses): comprehension("{", "}", key, value, clauses)
    case .await(let value):
      parenthesized(level > .await) {
        $0.output += "await "
        $0.write(value, .atom)
      }
    case .yield(let value):
      output += "(yield"
      if let value {
        output += " "
        write(value, .tuple)
      }
      output += ")"
    case .yieldFrom(let value):
      output += "(yield from "
      write(value, .test)
      output += ")"
    case .comparison(let left, let operators, let comparators):
      parenthesized(level > .comparison) {
        $0.write(left, .bitOr)
        for (operation, value) in zip(operators, comparators) {
          $0.output += SourceWriter.comparison(operation)
          $0.write(value, .bitOr)
        }
      }
    case .call(let function, let arguments, let keywords): call(function, arguments, keywords)
    case .joinedString, .formattedValue: formatString(expression)
    case .constant(let literal): output += SourceWriter.text(of: ConstantFolder.constant(literal), literal)
    case .attribute(let object, let name, _):
      write(object, .atom)
      // `1.real` would read as a float.
      if case .constant(.integer) = object.kind { output += " " }
      output += "." + name.text
    case .subscript(let object, let index, _):
      write(object, .atom)
      output += "["
      if case .tuple(let items, _) = index.kind, !items.isEmpty {
        list(items)
        if items.count == 1 { output += "," }
      } else {
        write(index, .tuple)
      }
      output += "]"
    case .starred(let value, _):
      output += "*"
      write(value, .bitOr)
    case .name(let name, _): output += name.text
    case .list(let items, _):
      output += "["
      list(items)
      output += "]"
    case .tuple(let items, _):
      parenthesized(items.isEmpty || level > .tuple) {
        $0.list(items)
        if items.count == 1 { $0.output += "," }
      }
    case .slice(let lower, let upper, let step):
      if let lower { write(lower, .test) }
      output += ":"
      if let upper { write(upper, .test) }
      if let step {
        output += ":"
        write(step, .test)
      }
    }
  }

  private mutating func unary(_ operation: UnaryOperator, _ operand: Expression, _ level: Level) {
    let own: Level = operation == .not ? .not : .factor
    parenthesized(level > own) {
      switch operation {
      case .not: $0.output += "not "
      case .invert: $0.output += "~"
      case .plus: $0.output += "+"
      case .minus: $0.output += "-"
      }
      $0.write(operand, own)
    }
  }

  private mutating func call(_ function: Expression, _ arguments: [Expression], _ keywords: [Keyword]) {
    write(function, .atom)
    output += "("
    list(arguments)
    for (position, keyword) in keywords.enumerated() {
      if position > 0 || !arguments.isEmpty { output += ", " }
      output += keyword.name.map { $0.text + "=" } ?? "**"
      write(keyword.value, .test)
    }
    output += ")"
  }

  private mutating func comprehension(
    _ open: String, _ close: String, _ element: Expression, _ value: Expression?, _ clauses: [Comprehension]
  ) {
    output += open
    write(element, .test)
    if let value {
      output += ": "
      write(value, .test)
    }
    for clause in clauses {
      output += clause.isAsync ? " async for " : " for "
      write(clause.target, .tuple)
      output += " in "
      write(clause.iterable, .or)
      for condition in clause.conditions {
        output += " if "
        write(condition, .or)
      }
    }
    output += close
  }

  private mutating func write(_ arguments: Syntax.Arguments) {
    var isFirst = true
    func separator() -> String {
      defer { isFirst = false }
      return isFirst ? " " : ", "
    }
    let positional = arguments.positionalOnly + arguments.positional
    for (position, argument) in positional.enumerated() {
      output += separator() + argument.name.text
      let fromEnd = positional.count - position
      if fromEnd <= arguments.defaults.count {
        output += "="
        write(arguments.defaults[arguments.defaults.count - fromEnd], .test)
      }
      if position == arguments.positionalOnly.count - 1 { output += ", /" }
    }
    if let variadic = arguments.variadic {
      output += separator() + "*" + variadic.name.text
    } else if !arguments.keywordOnly.isEmpty {
      output += separator() + "*"
    }
    for (argument, value) in zip(arguments.keywordOnly, arguments.keywordDefaults) {
      output += separator() + argument.name.text
      if let value {
        output += "="
        write(value, .test)
      }
    }
    if let variadic = arguments.keywordVariadic { output += separator() + "**" + variadic.name.text }
  }

  // MARK: f-strings

  private mutating func formatString(_ expression: Expression) {
    output += "f" + SourceWriter.quoted(Array(body(of: expression).utf8))
  }

  /// The text between the quotes.
  private func body(of expression: Expression) -> String {
    switch expression.kind {
    case .joinedString(let parts): return parts.map { body(of: $0) }.joined()
    case .constant(.string(let text)):
      return String(decoding: text.utf8, as: UTF8.self).reduce(into: "") { text, character in
        text += character == "{" ? "{{" : character == "}" ? "}}" : String(character)
      }
    case .formattedValue(let value, let conversion, let format):
      var inner = SourceWriter()
      inner.write(value, .or)
      let open = inner.output.hasPrefix("{") ? "{ " : "{"
      let mark: String =
        switch conversion {
        case .none: ""
        case .string: "!s"
        case .representation: "!r"
        case .ascii: "!a"
        }
      return open + inner.output + mark + (format.map { ":" + body(of: $0) } ?? "") + "}"
    default: return SourceWriter.text(of: expression)
    }
  }

  // MARK: Spelling

  private static func text(of constant: Constant, _ literal: Syntax.Constant) -> String {
    switch literal {
    case .float(let number) where number.isInfinite: "1e309"
    case .imaginary(let number) where number.isInfinite: "1e309j"
    default: Disassembler.text(of: constant)
    }
  }

  static func quoted(_ utf8: [UInt8]) -> String { Disassembler.text(of: .string(utf8)) }

  private static func binary(_ operation: Syntax.BinaryOperator) -> (String, Level) {
    switch operation {
    case .add: (" + ", .arithmetic)
    case .subtract: (" - ", .arithmetic)
    case .multiply: (" * ", .term)
    case .matrixMultiply: (" @ ", .term)
    case .divide: (" / ", .term)
    case .modulo: (" % ", .term)
    case .floorDivide: (" // ", .term)
    case .leftShift: (" << ", .shift)
    case .rightShift: (" >> ", .shift)
    case .bitOr: (" | ", .bitOr)
    case .bitXor: (" ^ ", .bitXor)
    case .bitAnd: (" & ", .bitAnd)
    case .power: (" ** ", .power)
    }
  }

  private static func comparison(_ operation: ComparisonOperator) -> String {
    switch operation {
    case .equal: " == "
    case .notEqual: " != "
    case .less: " < "
    case .lessOrEqual: " <= "
    case .greater: " > "
    case .greaterOrEqual: " >= "
    case .is: " is "
    case .isNot: " is not "
    case .in: " in "
    case .notIn: " not in "
    }
  }
}
