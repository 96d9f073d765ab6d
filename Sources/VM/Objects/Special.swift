// Special methods (`__add__`, `__len__` …) as an enum: each type caches what its instances' operators call.

import CRuntime

public enum Special: String, CaseIterable {
  case add, radd, iadd, sub, rsub, isub, mul, rmul, imul, truediv, rtruediv, itruediv
  case floordiv, rfloordiv, ifloordiv, mod, rmod, imod, pow, rpow, ipow, matmul, rmatmul, imatmul
  case lshift, rlshift, ilshift, rshift, rrshift, irshift, and, rand, iand, xor, rxor, ixor, or, ror, ior
  case divmod, rdivmod
  case neg, pos, abs, invert, int, float, complex, index, round, trunc, floor, ceil
  case lt, le, eq, ne, gt, ge, hash, bool, len, contains, getitem, setitem, delitem, missing
  case iter, next, reversed, length_hint
  case call, new, `init`, del, repr, str, bytes, format, sizeof, dir
  case getattribute, getattr, setattr, delattr, get, set, delete, set_name
  case enter, exit, aenter, aexit, await, aiter, anext
  case init_subclass, class_getitem, instancecheck, subclasscheck, prepare, mro_entries
  case reduce, reduce_ex, getstate, setstate, getnewargs, getnewargs_ex, copy, deepcopy, fspath

  /// `__name__` as text. From the raw value: printing the case itself would start Swift's reflection.
  var text: String { "__" + rawValue + "__" }
  /// The place in tables: the cases count from 0.
  /// Safety: an enum of plain cases is stored as its ordinal, up to 256 cases in one byte.
  @inline(__always) var index: Int { Int(unsafeBitCast(self, to: UInt8.self)) }
  /// The interned Python string `__name__`.
  @inline(__always) var name: Value { vm.pointee.specialNames[index] }

  /// The case at a place, or nil beyond the last one.
  init?(index: Int) {
    guard Special.allCases.indices.contains(index) else { return nil }
    self = Special.allCases[index]
  }
}

/// One row per binary operator: what it is called and which special methods stand behind it.
public enum BinaryOperator: UInt8, CaseIterable {
  case add, subtract, multiply, trueDivide, floorDivide, modulo, power, matrixMultiply
  case leftShift, rightShift, and, xor, or, divmod

  var symbol: String {
    switch self {
    case .add: "+"
    case .subtract: "-"
    case .multiply: "*"
    case .trueDivide: "/"
    case .floorDivide: "//"
    case .modulo: "%"
    case .power: "** or pow()"
    case .matrixMultiply: "@"
    case .leftShift: "<<"
    case .rightShift: ">>"
    case .and: "&"
    case .xor: "^"
    case .or: "|"
    case .divmod: "divmod()"
    }
  }

  /// Forward, reflected and in-place special methods.
  var specials: (forward: Special, reflected: Special, inPlace: Special) {
    switch self {
    case .add: (.add, .radd, .iadd)
    case .subtract: (.sub, .rsub, .isub)
    case .multiply: (.mul, .rmul, .imul)
    case .trueDivide: (.truediv, .rtruediv, .itruediv)
    case .floorDivide: (.floordiv, .rfloordiv, .ifloordiv)
    case .modulo: (.mod, .rmod, .imod)
    case .power: (.pow, .rpow, .ipow)
    case .matrixMultiply: (.matmul, .rmatmul, .imatmul)
    case .leftShift: (.lshift, .rlshift, .ilshift)
    case .rightShift: (.rshift, .rrshift, .irshift)
    case .and: (.and, .rand, .iand)
    case .xor: (.xor, .rxor, .ixor)
    case .or: (.or, .ror, .ior)
    case .divmod: (.divmod, .rdivmod, .divmod)
    }
  }
}

/// One row per comparison.
public enum Comparison: UInt8, CaseIterable {
  case less, lessEqual, equal, notEqual, greater, greaterEqual

  var symbol: String {
    switch self {
    case .less: "<"
    case .lessEqual: "<="
    case .equal: "=="
    case .notEqual: "!="
    case .greater: ">"
    case .greaterEqual: ">="
    }
  }
  var special: Special {
    switch self {
    case .less: .lt
    case .lessEqual: .le
    case .equal: .eq
    case .notEqual: .ne
    case .greater: .gt
    case .greaterEqual: .ge
    }
  }
  /// The comparison with its operands exchanged.
  var swapped: Comparison {
    switch self {
    case .less: .greater
    case .lessEqual: .greaterEqual
    case .equal: .equal
    case .notEqual: .notEqual
    case .greater: .less
    case .greaterEqual: .lessEqual
    }
  }
}
