// Readable names of symbols: Swift's through the Swift runtime, C++'s through the C++ runtime when one is loaded.
// Swift names are shortened to what a reader looks for (type, function, labels); argument and result types go.

import Glibc

@_silgen_name("swift_demangle")
private func runtimeDemangle(
  _ name: UnsafePointer<CChar>?, _ length: UInt, _ buffer: UnsafeMutablePointer<CChar>?,
  _ size: UnsafeMutablePointer<UInt>?, _ flags: UInt32
) -> UnsafeMutablePointer<CChar>?

enum Demangler {
  /// The readable form of a symbol; the symbol itself when it is not mangled.
  static func readable(_ symbol: String) -> String {
    if symbol.hasPrefix("$s") || symbol.hasPrefix("$S") || symbol.hasPrefix("_$s") {
      let text = symbol.withCString { runtimeDemangle($0, UInt(symbol.utf8.count), nil, nil, 0) }
      guard let text else { return symbol }
      defer { free(text) }
      return short(swift: String(cString: text))
    }
    if symbol.hasPrefix("_Z"), let demangle = cxxDemangle {
      var status: Int32 = 0
      guard let text = symbol.withCString({ demangle($0, nil, nil, &status) }) else { return symbol }
      defer { free(text) }
      return String(cString: text)
    }
    return symbol
  }

  private typealias CxxDemangle =
    @convention(c) (
      UnsafePointer<CChar>?, UnsafeMutablePointer<CChar>?, UnsafeMutablePointer<Int>?, UnsafeMutablePointer<Int32>?
    ) -> UnsafeMutablePointer<CChar>?

  private static let cxxDemangle: CxxDemangle? = dlsym(nil, "__cxa_demangle").map {
    // Safety: the C++ ABI fixes the type of this function.
    unsafeBitCast($0, to: CxxDemangle.self)
  }

  /// `function signature specialization <…> of VM.Heap.allocate(size: Swift.Int) -> VM.Reference`
  /// becomes `VM.Heap.allocate(size:)`.
  static func short(swift name: String) -> String {
    var name = pointees(in: Substring(name))
    if name.firstRange(of: "specialization <") != nil, let of = lastAtDepthZero(" of ", in: name) {
      name = name[of...].dropFirst(4)
    }
    for prefix in ["@objc ", "static ", "merged "] where name.hasPrefix(prefix) { name = name.dropFirst(prefix.count) }
    var result = ""
    var depth = 0
    var angle = 0
    var argument = ""
    var rest = name
    while let character = rest.first {
      if depth == 0, angle == 0, typeMarkers.contains(where: { rest.hasPrefix($0) }) {
        // The result type ends at " in " of a closure, or at the end.
        guard let inside = lastAtDepthZero(" in ", in: rest) else { break }
        rest = rest[inside...]
        result += " in "
        rest = rest.dropFirst(4)
        continue
      }
      if depth == 0, angle == 0, character == "(", let inner = qualifier(at: rest) {
        result += inner.name
        rest = rest[inner.end...]
        continue
      }
      rest = rest.dropFirst()
      switch character {
      case "(":
        if depth == 0, angle == 0 { result += "("; argument = "" }
        depth += 1
      case ")":
        depth -= 1
        if depth == 0, angle == 0 { result += label(of: argument) + ")" }
      case "<" where depth == 0:
        if result.last.map({ $0.isLetter || $0.isNumber }) ?? false { angle += 1 } else { result.append(character) }
      case ">" where depth == 0 && angle > 0: angle -= 1
      case "," where depth == 1 && angle == 0:
        result += label(of: argument)
        argument = ""
      default:
        if depth == 1 { argument.append(character) } else if depth == 0 && angle == 0 { result.append(character) }
      }
    }
    return result.isEmpty ? String(name) : result
  }

  /// A method of pointers to one type reads as a method of that type: `Swift.UnsafeMutablePointer< where A == __C.ThreadState>`
  /// becomes `ThreadState`.
  private static func pointees(in name: Substring) -> Substring {
    var result = name
    for pointer in pointers {
      while let start = result.firstRange(of: pointer), let end = result[start...].firstIndex(of: ">") {
        let type = result[start..<end].dropFirst(pointer.count)
        result = result[..<start] + (type.hasPrefix("__C.") ? type.dropFirst(4) : type) + result[end...].dropFirst()
      }
    }
    return result
  }

  private static let pointers = ["UnsafeMutablePointer", "UnsafePointer"].flatMap {
    ["Swift.\($0)<A where A == ", "Swift.\($0)< where A == "]
  }

  private static func label(of argument: String) -> String {
    let text = argument.drop { $0 == " " }
    if text.isEmpty { return "" }
    let word = text.prefix { $0.isLetter || $0.isNumber || $0 == "_" }
    return word.endIndex < text.endIndex && text[word.endIndex] == ":" ? word + ":" : "_:"
  }

  /// `(name in _0123ABCD)`, a private name, stands for the name; `(extension in Module):` for nothing.
  private static func qualifier(at text: Substring) -> (name: Substring, end: String.Index)? {
    guard let close = text.firstIndex(of: ")") else { return nil }
    let inner = text[text.index(after: text.startIndex)..<close]
    let after = text.index(after: close)
    if inner.hasPrefix("extension in "), text[after...].hasPrefix(":") { return ("", text.index(after: after)) }
    guard let file = inner.firstRange(of: " in _"), !inner[..<file].contains(" ") else { return nil }
    return (inner[..<file], after)
  }

  /// What stands between a name and the type that is left out.
  private static let typeMarkers = [" -> ", " throws", " async", " : "]

  /// The last place of `needle` that no bracket encloses.
  private static func lastAtDepthZero(_ needle: String, in text: Substring) -> String.Index? {
    var depth = 0
    var found: String.Index?
    var previous: Character = " "
    for index in text.indices {
      let character = text[index]
      if depth == 0, text[index...].hasPrefix(needle) { found = index }
      if character == "(" || character == "<" { depth += 1 }
      if character == ")" || (character == ">" && previous != "-") { depth -= 1 }
      previous = character
    }
    return found
  }
}

extension Substring {
  /// Where `needle` begins, or nil.
  fileprivate func firstRange(of needle: String) -> String.Index? {
    indices.first { self[$0...].hasPrefix(needle) }
  }
}
