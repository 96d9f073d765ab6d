// What a name means in each block of a program: the data that the symbol table fills in and the code generator reads.
// Invariant: names are stored mangled (`_Class__name`), parameters first.

import Syntax

/// What is done to a name in one scope, and where its value lives.
struct Symbol {
  struct Facts: OptionSet {
    let rawValue: UInt16
    static let parameter = Facts(rawValue: 1)
    /// Assigned, imported, deleted, or bound in any other way.
    static let assigned = Facts(rawValue: 2)
    static let used = Facts(rawValue: 4)
    static let global = Facts(rawValue: 8)
    static let nonlocal = Facts(rawValue: 16)
    static let annotated = Facts(rawValue: 32)
    /// Unbound somewhere: `del`, the end of `except … as name`.
    static let deleted = Facts(rawValue: 64)
    /// Target of a comprehension's `for`.
    static let iterationVariable = Facts(rawValue: 128)
    /// An inner scope refers to this scope's binding.
    static let captured = Facts(rawValue: 256)
    /// Bound in this class body, while inner functions refer to an outer binding of the same name.
    static let passedThrough = Facts(rawValue: 512)
    static let bound: Facts = [.parameter, .assigned]
  }

  enum Place: UInt8 {
    case unresolved
    /// In a register, or in the namespace of a class body or module.
    case local
    /// In a cell that this scope makes.
    case cell
    /// In a cell that comes with the function.
    case free
    case global
  }

  let name: Name
  var facts: Facts = []
  var place = Place.unresolved
  /// Of a local, of the cell when the place is `.cell` or `.free` or the fact `.passedThrough` holds.
  var register = -1
  /// Of the `global` or `nonlocal` statement.
  var declaration: SourceSpan?
}

final class Scope {
  enum Kind {
    case module, `class`, function, lambda
    case listComprehension, setComprehension, dictComprehension, generatorExpression

    var isComprehension: Bool {
      switch self {
      case .listComprehension, .setComprehension, .dictComprehension, .generatorExpression: true
      case .module, .class, .function, .lambda: false
      }
    }
  }

  let kind: Kind
  /// What the code object is called.
  let name: String
  let parent: Scope?
  var symbols: [Symbol] = []
  var index = NameMap()
  var parameterCount = 0
  var hasYield = false
  /// `async def`, or a comprehension that awaits.
  var isAsync = false
  var hasAnnotations = false
  /// A class body whose methods refer to `__class__`, and the register of that cell. It is no symbol of the body, in
  /// which the name `__class__` means what it means around the class.
  var needsClassCell = false
  var classCellRegister = -1
  /// A plain local may change in the middle of an expression.
  var hasNamedExpression = false
  /// The walk is inside the iterable of this comprehension's `for`.
  var isInIterable = false
  /// The walk is inside the target of this comprehension's `for`.
  var isInTarget = false
  /// Of the class whose private names are mangled here.
  let className: String?

  init(kind: Kind, name: String, parent: Scope?, className: String?) {
    self.kind = kind
    self.name = name
    self.parent = parent
    self.className = className
  }

  /// Names live in registers.
  var isFunction: Bool { kind != .module && kind != .class }

  func symbol(_ name: Name) -> Symbol? { index[name].map { symbols[$0] } }

  /// Register of the cell that an inner function knows by `name`.
  func cellRegister(_ name: Name) -> Int {
    name == CompilerNames.class && needsClassCell ? classCellRegister : symbol(name)!.register
  }

  /// The place of `name` in `symbols`, added when missing.
  func position(of name: Name) -> Int {
    if let position = index[name] { return position }
    index[name] = symbols.count
    symbols.append(Symbol(name: name))
    return symbols.count - 1
  }

  /// Python's rule for private names: `__name` in class `_C` is `_C__name`; no rule for `__name__` and dotted names.
  static func mangle(_ name: Name, in className: String?) -> Name {
    guard let className else { return name }
    let text = name.text
    guard text.utf8.starts(with: "__".utf8), !text.hasSuffix("__"), !text.utf8.contains(UInt8(ascii: ".")) else {
      return name
    }
    let stripped = className.drop { $0 == "_" }
    return stripped.isEmpty ? name : Name("_\(stripped)\(text)")
  }

  func mangle(_ name: Name) -> Name { Scope.mangle(name, in: className) }
}
