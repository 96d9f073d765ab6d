// The layout of objects that stand for C data, of both routes (cffi, ctypes); machine code of traces relies on it.
//
// Kind `.foreignData`; the shape tells the Python type. Every word is a Value, so an address, which may be odd, is stored as a
// small int (`.int`), never as `.address`: the collector would take an odd one for a reference.

import CRuntime

struct ForeignData: Handle {
  let pointer: Raw
  @inline(__always) init(_ pointer: Raw) { self.pointer = pointer }

  enum Word {
    /// What describes the C type: an object of words as in `ForeignType`.
    static let type = 1
    /// Where the data lies (cffi pointers: what the pointer points at); a small int.
    static let address = 2
    /// What keeps the memory alive: a raw array of our heap (which never moves), another foreign object, or None.
    static let owner = 3
    /// Items of an array; −1 for all else.
    static let length = 4
    /// The prepared signature of something callable, as `.address`; nil until it is prepared and when it has changed.
    static let signature = 5
    /// The route's own use; further words may follow.
    static let extra = 6
  }
  static let words = 7

  @inline(__always) var ctype: Value { pointer.word(Word.type) }
  @inline(__always) var address: Raw? {
    get { Raw(bitPattern: pointer.intWord(Word.address)) }
    nonmutating set { pointer.setIntWord(Word.address, Int(bitPattern: newValue)) }
  }
  var owner: Value {
    get { pointer.word(Word.owner) }
    nonmutating set { pointer.setWord(Word.owner, newValue) }
  }
  @inline(__always) var length: Int {
    get { pointer.intWord(Word.length) }
    nonmutating set { pointer.setIntWord(Word.length, newValue) }
  }
  var extra: Value {
    get { pointer.word(Word.extra) }
    nonmutating set { pointer.setWord(Word.extra, newValue) }
  }
}

/// The words that objects describing a C type begin with, in both routes; unchanged once the type is complete.
enum ForeignTypeWord {
  /// A small int: `ForeignCategory`, with the scalar's code from bit 8 on.
  static let category = 1
  /// In bytes; small ints.
  static let size = 2
  static let alignment = 3
  /// The describing object of an array's items, a pointer's target or a function's result; or None.
  static let item = 4
  /// Items of an array; −1 when unknown or no array.
  static let length = 5
  /// Names of fields to their field objects (a dict); or None.
  static let fields = 6
  static let firstOwn = 7
}

/// What a C type is, in the low byte of its category word.
enum ForeignCategory {
  /// A number, character or truth (enums, too); of ctypes also `c_char_p` and its like.
  static let scalar = 0
  static let pointer = 1, array = 2, structure = 3, union = 4, function = 5, void = 6

  /// The category word of a scalar.
  static func word(_ scalar: CScalar) -> Int { ForeignCategory.scalar | Int(scalar.rawValue) << 8 }
}

/// The words that objects describing a field begin with, in both routes.
enum ForeignFieldWord {
  static let type = 1
  /// In bytes from the start of the structure.
  static let offset = 2
  /// Bits below the field's lowest one; −1 when it is no bit-field.
  static let bitPosition = 3
  static let bitSize = 4
  static let firstOwn = 5
}
