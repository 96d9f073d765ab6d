// JSON as text, with keys in the order given, so that equal recordings give equal bytes. Writing only.

/// A JSON value; objects keep the order of their keys.
public enum JSONValue: Sendable {
  case object([(String, JSONValue)])
  case array([JSONValue])
  case string(String)
  case integer(Int)
  /// Written with six digits after the point; values that are not finite become null.
  case number(Double)
  case bool(Bool)
  case null

  /// Indented text, one short object a line, ending without a newline.
  public var text: String {
    var text = ""
    write(to: &text, indent: 0)
    return text
  }

  private func write(to text: inout String, indent: Int) {
    switch self {
    case .null: text += "null"
    case .bool(let value): text += value ? "true" : "false"
    case .integer(let value): text += String(value)
    case .number(let value): text += JSONValue.decimal(value)
    case .string(let value): JSONValue.quote(value, to: &text)
    case .array(let items):
      JSONValue.writeItems(
        items, open: "[", close: "]", to: &text, indent: indent, isFlat: items.allSatisfy(\.isScalar)
      ) {
        $0.write(to: &$1, indent: indent + 2)
      }
    case .object(let members):
      JSONValue.writeItems(
        members, open: "{", close: "}", to: &text, indent: indent, isFlat: members.allSatisfy { $0.1.isSmall }
      ) {
        JSONValue.quote($0.0, to: &$1)
        $1 += ": "
        $0.1.write(to: &$1, indent: indent + 2)
      }
    }
  }

  private static func writeItems<Item>(
    _ items: [Item], open: String, close: String, to text: inout String, indent: Int, isFlat: Bool,
    write: (Item, inout String) -> Void
  ) {
    text += open
    for (index, item) in items.enumerated() {
      if index > 0 { text += isFlat ? ", " : "," }
      if !isFlat { text += "\n" + String(repeating: " ", count: indent + 2) }
      write(item, &text)
    }
    if !isFlat && !items.isEmpty { text += "\n" + String(repeating: " ", count: indent) }
    text += close
  }

  private var isScalar: Bool {
    switch self {
    case .object, .array: false
    default: true
    }
  }

  /// A scalar, or an object of scalars: stays on one line.
  private var isSmall: Bool {
    if case .object(let members) = self { return members.count <= 4 && members.allSatisfy { $0.1.isScalar } }
    return isScalar
  }

  static func decimal(_ value: Double) -> String {
    guard value.isFinite, abs(value) < 1e12 else { return "null" }
    let millionths = Int64((abs(value) * 1e6).rounded())
    let fraction = String(millionths % 1_000_000)
    let sign = value < 0 && millionths > 0 ? "-" : ""
    return "\(sign)\(millionths / 1_000_000)." + String(repeating: "0", count: 6 - fraction.count) + fraction
  }

  private static func quote(_ value: String, to text: inout String) {
    text += "\""
    for scalar in value.unicodeScalars {
      switch scalar {
      case "\"": text += "\\\""
      case "\\": text += "\\\\"
      case "\n": text += "\\n"
      case "\r": text += "\\r"
      case "\t": text += "\\t"
      // Nothing is lost, and nothing that a terminal would obey stands in it.
      case _ where DisplayText.spelling(of: scalar) != nil:
        for unit in String(scalar).utf16 {
          let digits = String(unit, radix: 16)
          text += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
        }
      default: text.unicodeScalars.append(scalar)
      }
    }
    text += "\""
  }
}
