// Calls into C that convert very much: strings, lists or structures are copied at each call.

enum CopyingCalls {
  static let leastShare = 0.05
  /// Bytes in a call: no arguments by value are that large.
  static let leastBytes = 4096

  /// With the item's type of the first pointer that is not to anything.
  private static func edit(_ function: CrossingFunction) -> String {
    let parameters = function.signature.drop { $0 != "(" }.split { $0 == "," || $0 == "(" || $0 == ")" }
    let item =
      parameters.map {
        $0.filter { $0 != "*" }.replacing("const ", with: "").split(separator: " ").joined(separator: " ")
      }
      .enumerated().first { parameters[$0.offset].contains("*") && !["void", ""].contains($0.element) }?.element
      ?? "char"
    let array =
      function.route.contains("cffi")
      ? "ffi.new(\"\(item)[]\", values)" : "(\(nameInCtypes(item)) * len(values))(*values)"
    return
      "array = \(array)   # once, before the loop\nlib.\(function.function.name)(array, …)   # as before, with the array"
  }

  /// `ctypes.c_ulong` for `unsigned long`; a structure is called as its class.
  static func nameInCtypes(_ type: String) -> String {
    if type.hasPrefix("struct ") { return String(type.dropFirst("struct ".count)) }
    let special = ["signed char": "byte", "unsigned char": "ubyte", "_Bool": "bool"]
    var name = special[type] ?? type.replacing("unsigned ", with: "u").replacing(" ", with: "")
    if name.hasSuffix("_t"), name != "size_t", name != "ssize_t", name != "wchar_t" { name.removeLast("_t".count) }
    return "ctypes.c_" + (name == "wchar_t" ? "wchar" : name)
  }

  static let rule = Rule(name: "copying-calls") { evidence throws(RecordingError) in
    try FineCalls.sites(evidence).compactMap { function, site in
      let cost = site.cost
      let each = cost.bytes / max(1, cost.allCalls)
      guard cost.overhead.low >= leastShare, each >= leastBytes else { return nil }
      let name = function.function.name
      return Finding(
        rule: "copying-calls", title: "Each call of \(name) copies \(Figures.bytes(each))", cost: cost.overhead,
        costMeaning: "in conversion and call overhead around it", place: site.function, line: site.line,
        evidence: [
          "\(Figures.count(cost.allCalls)) calls\(evidence.whole), \(Figures.bytes(cost.bytes)) converted",
          "\(evidence.text(cost.inC)) in \(name) itself, \(evidence.text(cost.overhead)) around it",
        ],
        suggestion: "Make the array or buffer once and pass it to every call: nothing is copied then.",
        edit: edit(function), target: .crossing(name))
    }
  }
}
