// "Did you mean": the nearest name for NameError and AttributeError.

import CRuntime

enum Suggestion {
  private static let longest = 40
  private static let mostCandidates = 750
  private static let moveCost = 2

  /// `. Did you mean: 'x'?`, or nothing.
  static func text(_ t: Thread, for exception: Value) -> String {
    let kind = exception.type
    let isAttribute = kind.isSubtype(of: TypeRef(ExceptionType.attributeError.type))
    let isName = kind.isSubtype(of: TypeRef(ExceptionType.nameError.type))
    guard isAttribute || isName else { return "" }
    let name = t.findOwnAttribute(exception, StringRef.intern("name"))
    guard name.isKind(.string) else { return "" }
    var found: String?
    if isAttribute {
      let object = t.findOwnAttribute(exception, StringRef.intern("obj"))
      guard object.isBound else { return "" }
      let names = t.callSpecial(.dir, object)
      if names.isKind(.list) || names.isKind(.tuple) { found = nearest(t, to: StringRef(name).text, in: names) }
    } else {
      var entry = ExceptionRef(exception).traceback
      guard entry.isKind(.traceback) else { return "" }
      while TracebackRef(entry).next.isKind(.traceback) { entry = TracebackRef(entry).next }
      let code = TracebackRef(entry).code
      let globals = TracebackRef(entry).globals
      let builtins = ModuleRef(vm.pointee.builtins).namespace.value
      for names in [code.field(.localNames), code.field(.cellNames), code.field(.freeNames), globals, builtins]
      where found == nil {
        found = nearest(t, to: StringRef(name).text, in: names)
      }
    }
    t.pointee.exception = .unbound
    return found.map { ". Did you mean: '\($0)'?" } ?? ""
  }

  private static func nearest(_ t: Thread, to name: String, in names: Value) -> String? {
    guard name.utf8.count <= longest else { return nil }
    var best: String?
    var bestDistance = Int.max
    var count = 0
    let wanted = Array(name.utf8)
    var candidates: [String] = []
    _ = t.forEach(in: names) { candidate in
      if candidate.isKind(.string) { candidates.append(StringRef(candidate).text) }
      return true
    }
    if names.isKind(.list) { candidates.sort() }
    for candidate in candidates {
      count += 1
      if count > mostCandidates { return nil }
      if candidate == name { continue }
      let bytes = Array(candidate.utf8)
      if bytes.count > longest { continue }
      let limit = min((wanted.count + bytes.count + 3) * moveCost / 6, bestDistance - 1)
      let distance = self.distance(wanted, bytes)
      if distance > limit { continue }
      if distance < bestDistance {
        bestDistance = distance
        best = candidate
      }
    }
    return best
  }

  /// Weighted Levenshtein distance: 2 per insertion, deletion or substitution, 1 for a change of case.
  private static func distance(_ a: [UInt8], _ b: [UInt8]) -> Int {
    var row = (0...b.count).map { $0 * moveCost }
    for i in 0..<a.count {
      var diagonal = row[0]
      row[0] = (i + 1) * moveCost
      for j in 0..<b.count {
        let above = row[j + 1]
        let substitution: Int
        if a[i] == b[j] {
          substitution = 0
        } else {
          substitution = a[i] | 32 == b[j] | 32 && (a[i] | 32) >= 97 && (a[i] | 32) <= 122 ? 1 : moveCost
        }
        row[j + 1] = min(min(above, row[j]) + moveCost, diagonal + substitution)
        diagonal = above
      }
    }
    return row[b.count]
  }
}
