// The text of an uncaught exception: CPython 3.11's, to the character.
//
// Chained exceptions come oldest first; exception groups are drawn as a tree with a margin. The same cause or
// context is printed once.

import CRuntime

struct TracebackText {
  private let t: Thread
  private(set) var output = ""
  private var seen: [Value] = []
  /// Depth in a tree of exception groups; 0 outside.
  private var depth = 0
  private var needsClosing = false
  private var sources = SourceLines()

  static let groupWidth = 15
  static let groupDepth = 10

  init(_ thread: Thread) { t = thread }

  /// The whole report of an exception with its chain.
  mutating func print(_ exception: Value) {
    // Everything reachable from the exception is kept alive by the caller.
    chain(exception)
  }

  // MARK: Chains

  private mutating func chain(_ exception: Value) {
    seen.append(exception)
    let value = ExceptionRef(exception)
    if value.cause.isObject && !value.cause.isNone {
      if !seen.contains(value.cause) {
        chain(value.cause)
        margin("")
        output += "\n"
        line("The above exception was the direct cause of the following exception:\n")
        margin("")
        output += "\n"
      }
    } else if value.context.isObject && !value.context.isNone && !value.suppressContext && !seen.contains(value.context)
    {
      chain(value.context)
      margin("")
      output += "\n"
      line("During handling of the above exception, another exception occurred:\n")
      margin("")
      output += "\n"
    }
    if exception.isInstance(of: ExceptionType.baseExceptionGroup.type) {
      group(exception)
    } else {
      single(exception, header: "Traceback (most recent call last):\n")
    }
  }

  private var indentation: String { String(repeating: " ", count: 2 * depth) }

  /// Starts a line inside a group.
  private mutating func margin(_ text: String) {
    if depth > 0 { output += indentation + "| " }
    output += text
  }

  private mutating func line(_ text: String) { margin(text) }

  // MARK: One exception

  private mutating func single(_ exception: Value, header: String) {
    entries(exception, header: header, plus: false)
    message(exception)
  }

  private mutating func entries(_ exception: Value, header: String, plus: Bool) {
    let traceback = ExceptionRef(exception).traceback
    guard traceback.isKind(.traceback) else { return }
    if plus { output += indentation + "+ " + header } else { margin(header) }
    var entry = traceback
    var last: (String, Int, String)?
    var repeats = 0
    func repeated() -> String? {
      guard repeats > 3 else { return nil }
      let more = repeats - 3
      return "  [Previous line repeated \(more) more time\(more == 1 ? "" : "s")]\n"
    }
    while entry.isKind(.traceback) {
      let item = TracebackRef(entry)
      let key = (item.code.filename.text, item.line, item.code.name.text)
      if let previous = last, previous == key {
        repeats += 1
      } else {
        if let text = repeated() { margin(text) }
        last = key
        repeats = 1
      }
      if repeats <= 3 { frame(item, key) }
      entry = item.next
    }
    if let text = repeated() { margin(text) }
  }

  private mutating func frame(_ entry: TracebackRef, _ key: (file: String, line: Int, name: String)) {
    margin("  File \"\(key.file)\", line \(key.line), in \(key.name)\n")
    guard let source = sources.line(key.line, of: key.file) else { return }
    let stripped = source.drop { $0 == 32 || $0 == 9 || $0 == 12 }
    let removed = source.count - stripped.count
    margin("    " + String(decoding: stripped, as: UTF8.self) + "\n")
    guard let position = entry.code.info.position(at: entry.offset), Int(position.line) == key.line,
      position.endColumn > 0 || position.endLine > position.line, !vm.pointee.options.python.hidesColumns
    else { return }
    if let carets = ErrorAnchors.carets(in: Array(source), removed: removed, position) { margin(carets + "\n") }
  }

  /// `Type: message`, its SyntaxError details and notes.
  private mutating func message(_ exception: Value) {
    let type = exception.type
    if type.isSubtype(of: TypeRef(ExceptionType.syntaxError.type)) {
      syntaxLocation(exception)
    }
    margin(typeName(type))
    let text = exceptionText(exception)
    output += text.isEmpty ? "" : ": "
    // Lines of a message inside a group get the margin too.
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    for (index, part) in lines.enumerated() {
      if index > 0 { output += "\n" + (depth > 0 ? indentation + "| " : "") }
      output += part
    }
    output += "\n"
    let notes = t.findOwnAttribute(exception, vm.pointee.names.notes)
    guard notes.isBound else { return }
    if notes.isKind(.list) || notes.isKind(.tuple) {
      _ = t.forEach(in: notes) { note in
        let noteText = note.isKind(.string) ? StringRef(note).text : safeText(note)
        for part in noteText.split(separator: "\n", omittingEmptySubsequences: false) { margin(part + "\n") }
        return true
      }
    } else {
      margin(t.repr(text: notes) + "\n")
    }
  }

  private func typeName(_ type: TypeRef) -> String {
    let name = StringRef(type.field(.qualname)).text
    let module = type.isHeapType ? t.findAttribute(type.value, vm.pointee.names.module) : type.field(.module)
    t.pointee.exception = .unbound
    guard module.isKind(.string) else { return "<unknown>." + name }
    let text = StringRef(module).text
    return text == "builtins" || text == "__main__" ? name : "\(text).\(name)"
  }

  private func safeText(_ value: Value) -> String {
    let text = t.str(value)
    if text.isError {
      t.pointee.exception = .unbound
      return "<note str() failed>"
    }
    return StringRef(text).text
  }

  private func exceptionText(_ exception: Value) -> String {
    if exception.type.isSubtype(of: TypeRef(ExceptionType.syntaxError.type)) {
      let message = t.findOwnAttribute(exception, StringRef.intern("msg"))
      return message.isBound ? t.str(text: message) : "<no detail available>"
    }
    let text = t.str(exception)
    if text.isError {
      t.pointee.exception = .unbound
      return "<exception str() failed>"
    }
    return StringRef(text).text + Suggestion.text(t, for: exception)
  }

  /// The place of a SyntaxError with its source line and carets.
  private mutating func syntaxLocation(_ exception: Value) {
    func field(_ name: String) -> Value { t.findOwnAttribute(exception, StringRef.intern(name)) }
    let lineNumber = field("lineno")
    guard field("print_file_and_line").isBound, lineNumber.isInt else { return }
    let file = field("filename")
    margin("  File \"\(file.isKind(.string) ? StringRef(file).text : "<string>")\", line \(lineNumber.asInt)\n")
    guard field("text").isKind(.string) else { return }
    var text = Array(StringRef(field("text")).text.unicodeScalars)
    while let last = text.last, last == "\n" || last == "\r" { text.removeLast() }
    let stripped = text.drop { $0 == " " || $0 == "\t" || $0 == "\u{C}" }
    let removed = text.count - stripped.count
    var view = String.UnicodeScalarView()
    view.append(contentsOf: stripped)
    margin("    " + String(view) + "\n")
    guard field("offset").isInt, field("offset").asInt >= 1 else { return }
    let offset = field("offset").asInt
    // Of subclasses CPython marks the first character only.
    let isExact = exception.type.value == ExceptionType.syntaxError.type
    var end = isExact && field("end_offset").isInt ? field("end_offset").asInt : -1
    if field("end_lineno").isInt && field("end_lineno").asInt != lineNumber.asInt { end = text.count + 1 }
    if end <= 0 || end == offset { end = offset + 1 }
    let start = offset - 1 - removed
    guard start >= 0 else { return }
    let length = max(1, min(end - 1, max(text.count, offset)) - removed - start)
    margin("    ")
    for index in 0..<start {
      let scalar = stripped.index(stripped.startIndex, offsetBy: index, limitedBy: stripped.endIndex)
      let isTab = scalar.map { $0 < stripped.endIndex && stripped[$0] == "\t" } ?? false
      output += isTab ? "\t" : " "
    }
    output += String(repeating: "^", count: length) + "\n"
  }

  // MARK: Groups

  private mutating func group(_ exception: Value) {
    if depth > TracebackText.groupDepth {
      margin("... (max_group_depth is \(TracebackText.groupDepth))\n")
      return
    }
    let outermost = depth == 0
    if outermost { depth = 1 }
    entries(exception, header: "Exception Group Traceback (most recent call last):\n", plus: outermost)
    message(exception)
    let members = t.groupMembers(exception)
    let shown = min(members.count, TracebackText.groupWidth + 1)
    for index in 0..<shown {
      let isLast = index == shown - 1
      if isLast { needsClosing = true }
      let truncated = index >= TracebackText.groupWidth
      let label = truncated ? "..." : "\(index + 1)"
      output += indentation + (index == 0 ? "+-" : "  ") + "+---------------- \(label) ----------------\n"
      depth += 1
      if truncated {
        let more = members.count - TracebackText.groupWidth
        margin("and \(more) more exception\(more == 1 ? "" : "s")\n")
      } else {
        chain(members[index])
      }
      if isLast && needsClosing {
        output += indentation + "+------------------------------------\n"
        needsClosing = false
      }
      depth -= 1
    }
    if outermost { depth = 0 }
  }
}

/// Source lines of files, read once.
struct SourceLines {
  private var files: [String: [ArraySlice<UInt8>]] = [:]

  /// The 1-based line without its line end, or nil when the file cannot be read.
  mutating func line(_ number: Int, of file: String) -> ArraySlice<UInt8>? {
    if files[file] == nil {
      var lines: [ArraySlice<UInt8>] = []
      if !file.hasPrefix("<"), case .success(let bytes) = readFile(file) {
        var start = 0
        for (index, byte) in bytes.enumerated() where byte == 10 {
          lines.append(bytes[start..<(index > start && bytes[index - 1] == 13 ? index - 1 : index)])
          start = index + 1
        }
        if start < bytes.count { lines.append(bytes[start...]) }
      }
      files[file] = lines
    }
    let lines = files[file]!
    return number >= 1 && number <= lines.count ? lines[number - 1] : nil
  }
}
