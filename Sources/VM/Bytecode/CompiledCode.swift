// What the compiler produces: plain Swift data without heap objects, so that it can be tested, printed and
// kept on disk. `CodeRef.make` turns it into a code object.

/// A constant of a code object.
public indirect enum Constant: Hashable {
  case none, `true`, `false`, ellipsis
  case int(Int)
  /// Digits in base 10 (no sign, no underscores) of an integer that does not fit in Int.
  case bigInt(String)
  /// By bit pattern, so that 0.0 and -0.0 stay apart.
  case float(UInt64)
  /// Imaginary part, by bit pattern.
  case imaginary(UInt64)
  /// WTF-8: UTF-8 in which lone surrogates are encoded like other code points.
  case string([UInt8])
  case bytes([UInt8])
  case tuple([Constant])
  case frozenSet([Constant])
  case code(CompiledCode)
}

/// Where an instruction comes from. Lines are 1-based; columns are UTF-8 byte offsets, 0-based, end exclusive.
public struct SourcePosition: Hashable {
  /// Offset of the instruction in words.
  public var start: UInt32
  public var line: UInt32
  public var endLine: UInt32
  public var column: UInt16
  public var endColumn: UInt16

  public init(start: UInt32, line: UInt32, endLine: UInt32, column: UInt16, endColumn: UInt16) {
    self.start = start
    self.line = line
    self.endLine = endLine
    self.column = column
    self.endColumn = endColumn
  }
}

/// While pc is in start ..< end (words), an exception goes to `target` with the exception in register `register`.
/// Entries are searched in order: inner ones come first.
public struct ExceptionHandler: Hashable {
  public var start: UInt32
  public var end: UInt32
  public var target: UInt32
  public var register: UInt32

  public init(start: UInt32, end: UInt32, target: UInt32, register: UInt32) {
    self.start = start
    self.end = end
    self.target = target
    self.register = register
  }
}

public struct CodeFlags {
  /// Takes exactly `argumentCount` positional arguments: no *args, **kwargs or keyword-only parameters.
  public static let simple: UInt32 = 1
  public static let varArguments: UInt32 = 2
  public static let varKeywords: UInt32 = 4
  public static let generator: UInt32 = 8
  public static let coroutine: UInt32 = 16
  public static let asyncGenerator: UInt32 = 32
  /// Names live in the frame's namespace (module, class body, exec), not in registers.
  public static let usesNamespace: UInt32 = 64
  public static let nested: UInt32 = 128
  /// The first constant is the docstring.
  public static let hasDocstring: UInt32 = 256
  /// A class body: its frame's namespace becomes the class dict.
  public static let classBody: UInt32 = 512
  /// `from __future__ import annotations` is in force.
  public static let futureAnnotations: UInt32 = 1024
  /// Frames of this code are in no traceback and no chain of frame objects: they stand for native code.
  public static let hidden: UInt32 = 2048
  /// A generator that `types.coroutine` has made awaitable.
  public static let iterableCoroutine: UInt32 = 4096
}

/// Register window: parameters (positional, keyword-only, *args, **kwargs, in this order), other locals,
/// own cells, free cells, temporaries. A parameter that is captured becomes a cell in place (`makeCell`).
public struct CompiledCode: Hashable {
  public var name = ""
  public var qualifiedName = ""
  public var filename = ""
  public var firstLine = 1
  public var flags: UInt32 = 0
  public var argumentCount = 0
  public var positionalOnlyCount = 0
  public var keywordOnlyCount = 0
  /// Names of the locals that have a register, parameters first.
  public var localNames: [String] = []
  /// Names of own cells and of free variables, in register order (a captured parameter is listed in cellNames too).
  public var cellNames: [String] = []
  public var freeNames: [String] = []
  /// Register that holds each cell of `cellNames`, then of `freeNames`.
  public var cellRegisters: [Int] = []
  /// Registers from the end of the parameters that must start unbound.
  public var clearCount = 0
  /// Highest register used, plus one.
  public var registerCount = 0
  public var instructions: [UInt64] = []
  public var constants: [Constant] = []
  public var positions: [SourcePosition] = []
  public var handlers: [ExceptionHandler] = []
  /// Names that the code refers to, for `co_names`.
  public var names: [String] = []

  public init() {}
}

public enum Instruction {
  @inlinable public static func encode(_ op: Op, _ a: Int = 0, _ b: Int = 0, _ c: Int = 0) -> UInt64 {
    UInt64(op.rawValue) | UInt64(UInt16(truncatingIfNeeded: a)) << 16 | UInt64(UInt16(truncatingIfNeeded: b)) << 32
      | UInt64(UInt16(truncatingIfNeeded: c)) << 48
  }
  /// With a signed 32-bit operand in b and c.
  @inlinable public static func encode(_ op: Op, _ a: Int, wide: Int) -> UInt64 {
    UInt64(op.rawValue) | UInt64(UInt16(truncatingIfNeeded: a)) << 16 | UInt64(UInt32(truncatingIfNeeded: wide)) << 32
  }
}
