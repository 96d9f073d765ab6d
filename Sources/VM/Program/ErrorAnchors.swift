// The line of `^^^^` and `~~^~~` under a traceback's source line.
//
// The failing expression is underlined; for a binary operation or a subscript that stands on one line the operator
// or the brackets are marked with ^ and the operands with ~. Nothing is printed when the whole line would be marked.

import Syntax

enum ErrorAnchors {
  /// The carets with their indentation, or nil.
  /// - Parameter removed: blanks that were cut off the front of the printed line.
  static func carets(in source: [UInt8], removed: Int, _ position: SourcePosition) -> String? {
    let start = characters(source, upTo: Int(position.column))
    var end = characters(source, upTo: Int(position.endColumn))
    var left = -1
    var right = -1
    if position.line == position.endLine {
      guard position.column < position.endColumn, Int(position.endColumn) <= source.count else { return nil }
      if let anchors = anchors(Array(source[Int(position.column)..<Int(position.endColumn)])) {
        left = anchors.left + start
        right = anchors.right + start
      }
    } else {
      let text = String(decoding: source, as: UTF8.self).unicodeScalars
      var count = text.count
      for scalar in text.reversed() {
        if scalar != " " && scalar != "\t" && scalar != "\u{C}" { break }
        count -= 1
      }
      end = count
    }
    let total = characters(source, upTo: source.count)
    if end - start == total - removed && left < 0 { return nil }
    var result = ""
    var offset = removed - 4
    while offset < end {
      offset += 1
      if offset <= start {
        result += " "
      } else if left >= 0 {
        result += left < offset && offset <= right ? "^" : "~"
      } else {
        result += "^"
      }
    }
    return result
  }

  private static func characters(_ source: [UInt8], upTo offset: Int) -> Int {
    var count = 0
    for byte in source.prefix(offset) where byte & 0xC0 != 0x80 { count += 1 }
    return count
  }

  /// Character offsets of the operator or brackets inside the text of an expression.
  private static func anchors(_ segment: [UInt8]) -> (left: Int, right: Int)? {
    guard let module = try? Parser.parse(source: segment, filename: "<anchors>", mode: .file, origin: .text),
      case .file(let body) = module.content, body.count == 1, case .expression(let expression) = body[0].kind
    else { return nil }
    switch expression.kind {
    case .binaryOperation(let first, _, let second):
      guard first.span.line == 1, second.span.line == 1 else { return nil }
      var index = Int(first.span.endColumn)
      let limit = Int(second.span.column)
      while index < limit {
        if segment[index] == 32 || segment[index] == 9 || segment[index] == 12 {
          index += 1
          continue
        }
        var end = index + 1
        if end < limit && segment[end] != 32 && segment[end] != 9 && segment[end] != 12 { end += 1 }
        return (characters(segment, upTo: index), characters(segment, upTo: end))
      }
      return nil
    case .subscript(let value, let slice, _):
      return (
        characters(segment, upTo: Int(value.span.endColumn)), characters(segment, upTo: Int(slice.span.endColumn) + 1)
      )
    default: return nil
    }
  }
}
