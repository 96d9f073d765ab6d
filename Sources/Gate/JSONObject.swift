// Reading a JSON object with errors that name the place.

import Foundation

struct JSONObject {
  private let members: [String: Any]
  private let path: String

  init(_ value: Any, at path: String) throws(GateError) {
    guard let members = value as? [String: Any] else { throw GateError(.unusable, "\(path): an object is expected") }
    self.members = members
    self.path = path
  }

  var keys: [String] { members.keys.sorted() }

  func problem(_ text: String) -> GateError { GateError(.unusable, "\(path): \(text)") }

  func allow(_ names: Set<String>) throws(GateError) {
    for name in keys where !names.contains(name) {
      throw problem("'\(name)' is unknown here; there are \(names.sorted().joined(separator: ", "))")
    }
  }

  func string(_ name: String) throws(GateError) -> String? {
    guard let value = members[name], !(value is NSNull) else { return nil }
    guard let text = value as? String else { throw problem("\(name) is a text") }
    return text
  }

  func number(_ name: String) throws(GateError) -> Double? {
    guard let value = members[name], !(value is NSNull) else { return nil }
    guard let number = value as? NSNumber, !Self.isBool(number), number.doubleValue.isFinite else {
      throw problem("\(name) is a number")
    }
    return number.doubleValue
  }

  func bool(_ name: String) throws(GateError) -> Bool? {
    guard let value = members[name], !(value is NSNull) else { return nil }
    guard let number = value as? NSNumber, Self.isBool(number) else { throw problem("\(name) is true or false") }
    return number.boolValue
  }

  private static func isBool(_ number: NSNumber) -> Bool { String(cString: number.objCType) == "c" }

  func strings(_ name: String) throws(GateError) -> [String] {
    guard let value = members[name] else { return [] }
    guard let texts = value as? [String] else { throw problem("\(name) is a list of texts") }
    return texts
  }

  func object(_ name: String) throws(GateError) -> JSONObject? {
    guard let value = members[name] else { return nil }
    return try JSONObject(value, at: "\(path): \(name)")
  }

  func objects(_ name: String) throws(GateError) -> [JSONObject] {
    guard let value = members[name] else { return [] }
    guard let items = value as? [Any] else { throw problem("\(name) is a list") }
    var objects: [JSONObject] = []
    for (index, item) in items.enumerated() {
      objects.append(try JSONObject(item, at: "\(path): \(name) \(index + 1)"))
    }
    return objects
  }

  /// What the parser says, on one line.
  static func reason(_ error: any Error) -> String {
    let debug = (error as NSError).userInfo["NSDebugDescription"] as? String
    return (debug ?? "\(error)").replacingOccurrences(of: "\n", with: " ")
  }
}
