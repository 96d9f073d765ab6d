// f-strings, and `"…%s…" % (…)` where it can be compiled like one.

import Syntax

extension Compiler {
  func joinedString(_ parts: [Expression], _ span: SourceSpan, into destination: Int) throws {
    if parts.isEmpty {
      unit.location = span
      return unit.loadConstant(.string([]), into: destination)
    }
    if parts.count == 1 { return try expression(parts[0], into: destination) }
    let first = unit.next
    for part in parts { try expression(part, into: unit.allocate()) }
    emit(span, .buildString, destination, first, parts.count)
  }

  func formattedValue(
    _ value: Expression, _ conversion: FormatConversion, _ format: Expression?, _ span: SourceSpan,
    into destination: Int
  ) throws {
    let character: UInt8 =
      switch conversion {
      case .none: 0
      case .string: UInt8(ascii: "s")
      case .representation: UInt8(ascii: "r")
      case .ascii: UInt8(ascii: "a")
      }
    guard let format else {
      let register = try operand(value, scratch: destination)
      return emit(span, .formatValue, destination, register, Int(character))
    }
    let register = unit.allocate()
    try expression(value, into: register)
    try expression(format, into: unit.allocate())
    emit(span, .formatValue, destination, register, Int(character) | 256)
  }

  // MARK: Percent

  /// Compiles `left % right` as an f-string when left is a text with plain `%s`, `%r`, `%a` and `%%` only and right a
  /// tuple display with an item for each; whether it did.
  func formatted(
    _ left: Expression, _ right: Expression, _ span: SourceSpan, into destination: Int
  ) throws -> Bool {
    guard case .constant(.string(let text)) = left.kind, case .tuple(let items, _) = right.kind,
      !items.contains(where: \.isStarred), let pieces = pieces(of: text.utf8, count: items.count)
    else { return false }
    let first = unit.next
    for piece in pieces {
      let register = unit.allocate()
      switch piece {
      case .text(let utf8):
        unit.location = left.span
        unit.loadConstant(.string(utf8), into: register)
      case .item(let number, let conversion):
        let mark = unit.next
        let value = try operand(items[number], scratch: register)
        emit(items[number].span, .formatValue, register, value, Int(conversion))
        unit.release(to: mark)
      }
    }
    emit(span, .buildString, destination, first, pieces.count)
    return true
  }

  private enum Piece {
    case text([UInt8])
    case item(Int, UInt8)
  }

  /// The parts of a format; nil when it is not that simple, or has not `count` conversions.
  private func pieces(of format: [UInt8], count: Int) -> [Piece]? {
    var pieces: [Piece] = []
    var text: [UInt8] = []
    var number = 0
    var position = 0
    while position < format.count {
      let byte = format[position]
      position += 1
      guard byte == UInt8(ascii: "%") else {
        text.append(byte)
        continue
      }
      guard position < format.count else { return nil }
      let conversion = format[position]
      position += 1
      switch conversion {
      case UInt8(ascii: "%"): text.append(conversion)
      case UInt8(ascii: "s"), UInt8(ascii: "r"), UInt8(ascii: "a"):
        if !text.isEmpty { pieces.append(.text(text)) }
        text = []
        pieces.append(.item(number, conversion))
        number += 1
      default: return nil
      }
    }
    if !text.isEmpty { pieces.append(.text(text)) }
    return number == count && !pieces.isEmpty ? pieces : nil
  }
}
