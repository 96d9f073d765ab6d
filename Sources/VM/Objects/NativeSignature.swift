// Binding of arguments to the parameters of a native function, by its signature text.
//
// The text is parsed on the first call. The common case (positional arguments, exact count) then costs one
// compare: `NativeRef.shape` packs what the caller must know.

import CRuntime

struct NativeSignature {
  static let unparsed = -1

  /// Fields of the packed shape word.
  let packed: Int
  init(packed: Int) { self.packed = packed }
  init(
    required: Int, positional: Int, total: Int, hasVarArguments: Bool, hasVarKeywords: Bool, positionalOnly: Int,
    isRaw: Bool
  ) {
    // A raw signature counts as variadic, so that the caller's short way never takes it.
    packed =
      required | positional << 8 | total << 16 | (hasVarArguments || isRaw ? 1 << 24 : 0)
      | (hasVarKeywords ? 1 << 25 : 0) | (isRaw ? 1 << 26 : 0) | positionalOnly << 32
  }
  /// Positional parameters without default.
  var required: Int { packed & 0xFF }
  /// Parameters that may be given by position.
  var positional: Int { (packed >> 8) & 0xFF }
  /// All parameters, in the order in which the body receives them.
  var total: Int { (packed >> 16) & 0xFF }
  var hasVarArguments: Bool { packed & (1 << 24) != 0 }
  var hasVarKeywords: Bool { packed & (1 << 25) != 0 }
  /// Written `...` in the signature: the body receives all arguments as they are given, and asks
  /// `thread.rawArguments` first thing how many there are and which names the last of them have.
  var isRaw: Bool { packed & (1 << 26) != 0 }
  var positionalOnly: Int { (packed >> 32) & 0xFF }
}

extension NativeRef {
  /// The parsed signature; parameter names go to `.parameters` as a tuple of interned strings.
  /// A name is followed by True in a second tuple half when the parameter is required and keyword-only.
  @inline(never) func parseSignature(_ thread: Thread) -> NativeSignature {
    let start = UnsafePointer<UInt8>(bitPattern: field(.signature).asInt).unsafelyUnwrapped
    let text = String(decoding: UnsafeBufferPointer(start: start, count: field(.signatureLength).asInt), as: UTF8.self)
    var names: [String] = []
    var required = 0
    var positional = 0
    var positionalOnly = 0
    var varArguments = false
    var varKeywords = false
    var keywordOnly = false
    var isRaw = false
    for part in NativeSignature.split(text) {
      if part == "/" {
        positionalOnly = names.count
      } else if part == "*" {
        keywordOnly = true
      } else if part == "..." {
        isRaw = true
      } else if part.hasPrefix("**") {
        varKeywords = true
        names.append(String(part.dropFirst(2)))
      } else if part.hasPrefix("*") {
        varArguments = true
        keywordOnly = true
        names.append(String(part.dropFirst(1)))
      } else {
        let pieces = part.split(separator: "=", maxSplits: 1)
        names.append(String(pieces[0]))
        if !keywordOnly {
          positional += 1
          if pieces.count == 1 { required = positional }
        }
      }
    }
    let tuple = TupleRef.allocate(thread, count: names.count)
    for (index, name) in names.enumerated() { tuple[index] = StringRef.intern(name) }
    let signature = NativeSignature(
      required: required, positional: positional, total: names.count, hasVarArguments: varArguments,
      hasVarKeywords: varKeywords, positionalOnly: positionalOnly, isRaw: isRaw)
    setField(.parameters, heap.pointee.isTenured(pointer) ? vm.pointee.immortal(tuple.value) : tuple.value)
    setField(.shape, .int(signature.packed))
    return signature
  }

  @inline(__always) func signature(_ thread: Thread) -> NativeSignature {
    let packed = field(.shape).asInt
    return packed == NativeSignature.unparsed ? parseSignature(thread) : NativeSignature(packed: packed)
  }

  /// Calls with `count` arguments in memory that has room for 8 more values; `names` (a tuple, or unbound) names
  /// the last of them.
  @inline(__always) func call(_ thread: Thread, _ arguments: Arguments, _ count: Int, names: Value = .unbound) -> Value
  {
    if field(.owner).isBound && !receiverFits(arguments, count) { return raiseReceiver(thread, arguments, count) }
    return callFitting(thread, arguments, count, names: names)
  }

  /// The body of a method trusts its first argument: is it an instance of the owner, or for `__new__` a subtype?
  @inline(__always) private func receiverFits(_ arguments: Arguments, _ count: Int) -> Bool {
    count == 0 ? !checksReceiver : fits(arguments[0])
  }

  private var checksReceiver: Bool {
    pointer.shapeWord == vm.pointee.shapes.methodDescriptor.address || field(.name) == Special.new.name
  }

  /// Whether a function with an owner takes `first` as its first argument.
  @inline(__always) func fits(_ first: Value) -> Bool {
    let isMethod = pointer.shapeWord == vm.pointee.shapes.methodDescriptor.address
    if !isMethod && field(.name) != Special.new.name { return true }
    let owner = TypeRef(field(.owner))
    let type: TypeRef
    if isMethod {
      type = first.type
    } else {
      if !first.isKind(.type) { return false }
      type = TypeRef(first)
    }
    return type.pointer == owner.pointer || owner.value == vm.pointee.types.object || type.isSubtype(of: owner)
  }

  @inline(never) private func raiseReceiver(_ thread: Thread, _ arguments: Arguments, _ count: Int) -> Value {
    let ownerName = TypeRef(field(.owner)).fullNameText
    let isMethod = pointer.shapeWord == vm.pointee.shapes.methodDescriptor.address
    if !isMethod {
      if count == 0 { return thread.raise(.typeError, "\(ownerName).__new__(): not enough arguments") }
      if !arguments[0].isKind(.type) {
        return thread.raise(
          .typeError, "\(ownerName).__new__(X): X is not a type object (\(arguments[0].typeName))")
      }
      let given = TypeRef(arguments[0]).nameText
      return thread.raise(.typeError, "\(ownerName).__new__(\(given)): \(given) is not a subtype of \(ownerName)")
    }
    let isSpecial = name.text.hasPrefix("__")
    if count == 0 {
      return thread.raise(
        .typeError,
        isSpecial
          ? "descriptor '\(name.text)' of '\(ownerName)' object needs an argument"
          : "unbound method \(ownerName).\(name.text)() needs an argument")
    }
    let given = arguments[0].typeName
    return thread.raise(
      .typeError,
      isSpecial
        ? "descriptor '\(name.text)' requires a '\(ownerName)' object but received a '\(given)'"
        : "descriptor '\(name.text)' for '\(ownerName)' objects doesn't apply to a '\(given)' object")
  }

  /// `call` for a receiver that is known to fit, because the method was found through its type.
  @inline(__always) func callFitting(
    _ thread: Thread, _ arguments: Arguments, _ count: Int, names: Value = .unbound
  ) -> Value {
    let packed = field(.shape).asInt
    // Exact positional call of a function without * or **: required ≤ count = total, nothing to bind.
    if _fastPath(names.isUnbound && (packed &>> 8) & 0x3FFFF == (count | count &<< 8)) {
      return body(thread, arguments)
    }
    return bindAndCall(thread, arguments, count, names: names)
  }

  @inline(never) func bindAndCall(_ thread: Thread, _ arguments: Arguments, _ count: Int, names: Value) -> Value {
    let signature = self.signature(thread)
    let total = signature.total
    if signature.isRaw && count >= total {
      thread.pointee.scratch.14 = .int(count)
      thread.pointee.scratch.15 = names
      return body(thread, arguments)
    }
    if names.isUnbound && !signature.hasVarKeywords && count <= signature.positional && count >= signature.required
      && total - count <= 8
    {
      var index = count
      while index < total {
        arguments[index] = .unbound
        index &+= 1
      }
      if signature.hasVarArguments { arguments[signature.positional] = vm.pointee.emptyTuple }
      return body(thread, arguments)
    }
    return withUnsafeTemporaryAllocation(of: Value.self, capacity: total + 1) { buffer in
      let bound = buffer.baseAddress.unsafelyUnwrapped
      for index in 0..<total { bound[index] = .unbound }
      if let failure = bind(thread, signature, arguments, count, names, bound) { return failure }
      let result = body(thread, bound)
      withExtendedLifetime(buffer) {}
      return result
    }
  }

  /// Fills `bound`; an error value when the arguments do not fit.
  private func bind(
    _ thread: Thread, _ signature: NativeSignature, _ arguments: Arguments, _ count: Int, _ names: Value,
    _ bound: Arguments
  ) -> Value? {
    let named = names.isBound ? TupleRef(names).count : 0
    let positionalCount = count - named
    let parameters = TupleRef(field(.parameters))
    let total = signature.total
    let selfCount = takesReceiver ? 1 : 0
    if positionalCount > signature.positional && !signature.hasVarArguments {
      return arityError(thread, signature, positionalCount, named, selfCount)
    }
    let direct = min(positionalCount, signature.positional)
    for index in 0..<direct { bound[index] = arguments[index] }
    if signature.hasVarArguments {
      let extra = max(0, positionalCount - signature.positional)
      bound[signature.positional] = TupleRef.make(thread, arguments + direct, extra)
    }
    var keywords: DictRef?
    if signature.hasVarKeywords {
      keywords = DictRef.make(thread)
      bound[total - 1] = keywords!.value
    }
    for index in 0..<named {
      let name = TupleRef(names)[index]
      let value = arguments[positionalCount + index]
      var place = -1
      for candidate in signature.positionalOnly..<max(signature.positionalOnly, total)
      where parameters[candidate] == name || StringRef(parameters[candidate]).equals(StringRef(name)) {
        place = candidate
      }
      if place >= 0 && signature.hasVarArguments && place == signature.positional { place = -1 }
      if place >= 0 && signature.hasVarKeywords && place == total - 1 { place = -1 }
      if place < 0 {
        if let keywords {
          keywords.set(thread, name, value)
          continue
        }
        if isReplacedForSubclass(arguments[0]) { continue }
        if signature.positionalOnly == total || total == selfCount {
          return thread.raise(.typeError, "\(qualifiedName)() takes no keyword arguments")
        }
        return thread.raise(
          .typeError, "'\(StringRef(name).text)' is an invalid keyword argument for \(displayName)()")
      }
      if bound[place].isBound {
        return thread.raise(
          .typeError,
          "argument for \(displayName)() given by name ('\(StringRef(name).text)') and position (\(place + 1 - selfCount))"
        )
      }
      bound[place] = value
    }
    for index in 0..<signature.required where bound[index].isUnbound {
      if named > 0 || signature.positionalOnly <= index {
        if index >= positionalCount && signature.positionalOnly <= index {
          return thread.raise(
            .typeError,
            "\(displayName)() missing required argument '\(StringRef(parameters[index]).text)' (pos \(index + 1 - selfCount))"
          )
        }
      }
      return arityError(thread, signature, positionalCount, named, selfCount)
    }
    return nil
  }

  /// Of a built-in `__new__` and `__init__` one lets keyword arguments pass when a subclass, whose first argument this is, has
  /// replaced the other one.
  private func isReplacedForSubclass(_ first: Value) -> Bool {
    let owner = field(.owner)
    guard owner.isKind(.type) else { return false }
    let isNew = name.value == Special.new.name
    guard isNew || name.value == Special.`init`.name, !isNew || first.isKind(.type) else { return false }
    let type = isNew ? TypeRef(first) : first.type
    let other: Special = isNew ? .`init` : .new
    return type.isHeapType && type.special(other) != TypeRef(owner).special(other)
  }

  /// "list.append" for methods, "len" for functions.
  var qualifiedName: String {
    let owner = field(.owner)
    return owner.isBound && !isConstructor ? "\(TypeRef(owner).nameText).\(name.text)" : moduleName + displayName
  }

  /// CPython parses the arguments of some text methods in an older way, which words its complaints differently.
  private var speaksOfTaking: Bool {
    let owner = field(.owner)
    guard owner.isBound else { return false }
    if owner == vm.pointee.types.array { return isConstructor }
    guard owner == vm.pointee.types.string || owner == vm.pointee.types.bytes || owner == vm.pointee.types.byteArray
    else { return false }
    return ["find", "rfind", "index", "rindex", "count", "startswith", "endswith"].contains(name.text)
  }

  /// "math." for functions of modules other than builtins.
  private var moduleName: String {
    let module = field(.module)
    if field(.owner).isBound || !module.isKind(.string) || module == StringRef.intern("builtins") { return "" }
    return StringRef(module).text + "."
  }

  /// Messages name a type instead of its `__new__` and `__init__`.
  private var displayName: String { isConstructor ? TypeRef(field(.owner)).nameText : name.text }

  private var isConstructor: Bool {
    field(.owner).isBound && (field(.name) == Special.new.name || field(.name) == Special.`init`.name)
  }

  /// Is the first parameter the object or class that the method is called on? Messages do not count it.
  private var takesReceiver: Bool {
    guard field(.owner).isBound, TupleRef(field(.parameters)).count > 0 else { return false }
    let first = StringRef(TupleRef(field(.parameters))[0]).text
    return first == "self" || first == "cls"
  }

  private func arityError(
    _ thread: Thread, _ signature: NativeSignature, _ given: Int, _ named: Int, _ selfCount: Int
  ) -> Value {
    let count = given - selfCount
    let most = signature.positional - selfCount
    let least = signature.required - selfCount
    if count < 0 {
      return thread.raise(.typeError, "unbound method \(qualifiedName)() needs an argument")
    }
    if most == 0 && !signature.hasVarArguments && signature.total == signature.positional {
      return thread.raise(.typeError, "\(qualifiedName)() takes no arguments (\(count) given)")
    }
    if most == 1 && least == 1 && signature.total == signature.positional {
      return thread.raise(.typeError, "\(qualifiedName)() takes exactly one argument (\(count) given)")
    }
    if signature.positionalOnly < signature.positional || most == 0 {
      let plural = most == 1 ? "" : "s"
      let kind =
        most == 0 ? "takes no positional arguments" : "takes at most \(most) argument\(plural) (\(count) given)"
      if count > most { return thread.raise(.typeError, "\(displayName)() \(kind)") }
    }
    let bound = count < least ? least : most
    let word = least == most ? "" : (count < least ? "at least " : "at most ")
    if speaksOfTaking {
      return thread.raise(
        .typeError, "\(displayName)() takes \(word)\(bound) argument\(bound == 1 ? "" : "s") (\(count) given)")
    }
    return thread.raise(
      .typeError, "\(displayName) expected \(word)\(bound) argument\(bound == 1 ? "" : "s"), got \(count)")
  }
}

extension UnsafeMutablePointer where Pointee == ThreadState {
  /// For the body of a native function with a raw signature: the number of arguments, and the tuple of names of the
  /// last of them or unbound. Valid until anything else is called.
  var rawArguments: (count: Int, names: Value) { (pointee.scratch.14.asInt, pointee.scratch.15) }
}

extension NativeSignature {
  /// Parameters between the outer parentheses; commas inside quotes or brackets do not split.
  static func split(_ text: String) -> [String] {
    var parts: [String] = []
    var current = ""
    var depth = 0
    var quote: Character?
    for character in text {
      if let open = quote {
        if character == open { quote = nil }
        current.append(character)
        continue
      }
      switch character {
      case "'", "\"":
        quote = character
        current.append(character)
      case "(", "[", "{":
        depth += 1
        if depth > 1 { current.append(character) } else { current = "" }
      case ")", "]", "}":
        depth -= 1
        if depth >= 1 { current.append(character) }
        if depth == 0 {
          let trimmed = current.drop { $0 == " " }
          if !trimmed.isEmpty { parts.append(String(trimmed)) }
          return parts
        }
      case "," where depth == 1:
        parts.append(String(current.drop { $0 == " " }))
        current = ""
      default:
        current.append(character)
      }
    }
    return parts
  }
}
