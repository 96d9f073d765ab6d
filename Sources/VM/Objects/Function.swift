// Callables: Python functions, native functions, bound methods; and code objects.

import CRuntime
import Glibc

/// A code object. Word 1 holds the address of its CodeInfo (plain memory, read by the signal handler).
struct CodeRef: Handle {
  let pointer: Raw
  @inline(__always) init(_ pointer: Raw) { self.pointer = pointer }

  enum Field: Int {
    case info = 1, name, qualname, filename, constants, localNames, cellNames, freeNames, firstLine, cellRegisters,
      names
  }
  static let words = 12

  @inline(__always) func field(_ field: Field) -> Value { pointer.word(field.rawValue) }
  @inline(__always) var info: UnsafeMutablePointer<CodeInfo> {
    pointer.word(1).asAddress.unsafelyUnwrapped.assumingMemoryBound(to: CodeInfo.self)
  }
  var name: StringRef { StringRef(field(.name)) }
  var qualname: StringRef { StringRef(field(.qualname)) }
  var filename: StringRef { StringRef(field(.filename)) }
  var constants: TupleRef { TupleRef(field(.constants)) }
  var localNames: TupleRef { TupleRef(field(.localNames)) }
  var firstLine: Int { field(.firstLine).asInt }
}

extension UnsafeMutablePointer where Pointee == CodeInfo {
  /// The position of the instruction that contains the word `offset`.
  func position(at offset: Int) -> SourcePosition? {
    let count = Int(pointee.positionCount)
    guard count > 0, let raw = pointee.positions else { return nil }
    let positions = raw.assumingMemoryBound(to: SourcePosition.self)
    var low = 0
    var high = count
    while low < high {
      let middle = (low + high) / 2
      if positions[middle].start <= UInt32(truncatingIfNeeded: offset) { low = middle + 1 } else { high = middle }
    }
    return low > 0 ? positions[low - 1] : positions[0]
  }
  var code: CodeRef { CodeRef(Raw(pointee.object)) }
}

/// A function made by `def` or `lambda`.
struct FunctionRef: Handle {
  let pointer: Raw
  @inline(__always) init(_ pointer: Raw) { self.pointer = pointer }

  enum Field: Int {
    case info = 1, code, globals, defaults, keywordDefaults, closure, name, qualname, module, doc, annotations, dict
  }
  static let words = 13

  @inline(__always) func field(_ field: Field) -> Value { pointer.word(field.rawValue) }
  @inline(__always) func setField(_ field: Field, _ value: Value) { pointer.setWord(field.rawValue, value) }
  @inline(__always) var info: UnsafeMutablePointer<CodeInfo> {
    pointer.word(1).asAddress.unsafelyUnwrapped.assumingMemoryBound(to: CodeInfo.self)
  }
  @inline(__always) var code: CodeRef { CodeRef(field(.code)) }
  @inline(__always) var globals: DictRef { DictRef(field(.globals)) }
}

/// The body of a native function. Receives exactly as many values as its signature has parameters; a missing
/// optional one is `unbound`, `*args` is a tuple, `**kwargs` a dict. Returns `.error` with an exception pending.
typealias NativeBody = @convention(c) (Thread, Arguments) -> Value

/// A row of a native table: `NativeDefinition("pop(self, index=-1, /)", listPop)`. The signature is Python's, and
/// becomes `__text_signature__`; arguments are bound by it.
struct NativeDefinition {
  enum Binding: UInt8 { case function, method, classMethod, staticMethod }
  let signature: StaticString
  let body: NativeBody
  let binding: Binding

  init(_ signature: StaticString, _ body: @escaping NativeBody) {
    self.signature = signature
    self.body = body
    binding = .method
  }
  init(_ binding: Binding, _ signature: StaticString, _ body: @escaping NativeBody) {
    self.signature = signature
    self.body = body
    self.binding = binding
  }
}

/// A native function or method (`len`, `list.append`).
struct NativeRef: Handle {
  let pointer: Raw
  @inline(__always) init(_ pointer: Raw) { self.pointer = pointer }

  enum Field: Int {
    /// body and signature are addresses; owner: the type of a method, or unbound; module name for functions.
    case body = 1, signature, signatureLength, name, owner, module
    /// Parsed lazily from the signature: see NativeSignature.
    case parameters, shape, selfValue
  }
  static let words = 10

  @inline(__always) func field(_ field: Field) -> Value { pointer.word(field.rawValue) }
  @inline(__always) func setField(_ field: Field, _ value: Value) { pointer.setWord(field.rawValue, value) }
  @inline(__always) var body: NativeBody {
    unsafeBitCast(pointer.word(1).asAddress.unsafelyUnwrapped, to: NativeBody.self)
  }
  var name: StringRef { StringRef(field(.name)) }

  /// A function object; `owner` is the type for a method or unbound.
  static func make(_ thread: Thread, _ definition: NativeDefinition, owner: Value, module: Value) -> Value {
    let isMethod = owner.isBound && definition.binding == .method
    let shape = isMethod ? vm.pointee.shapes.methodDescriptor : vm.pointee.shapes.nativeFunction
    let signature = UnsafeBufferPointer(
      start: definition.signature.utf8Start, count: definition.signature.utf8CodeUnitCount)
    let nameEnd = signature.firstIndex(of: UInt8(ascii: "(")) ?? signature.count
    let name = StringRef.intern(StringRef.make(thread, utf8: UnsafeBufferPointer(rebasing: signature[0..<nameEnd])))
    let object = thread.allocate(headerImage(shape, .nativeFunction, words: words), words: words)
    let native = NativeRef(object)
    native.setField(.body, .address(unsafeBitCast(definition.body, to: UnsafeRawPointer.self)))
    native.setField(.signature, .int(Int(bitPattern: definition.signature.utf8Start)))
    native.setField(.signatureLength, .int(signature.count))
    native.setField(.name, name)
    native.setField(.owner, owner)
    native.setField(.module, module)
    native.setField(.parameters, .unbound)
    native.setField(.shape, .int(NativeSignature.unparsed))
    native.setField(.selfValue, .unbound)
    return .object(object)
  }
}

/// A method bound to its object. Words: 1 function, 2 self.
struct BoundMethodRef: Handle {
  let pointer: Raw
  @inline(__always) init(_ pointer: Raw) { self.pointer = pointer }
  @inline(__always) var function: Value { pointer.word(1) }
  @inline(__always) var selfValue: Value { pointer.word(2) }

  /// A `method`, or for a native function a `builtin_function_or_method`.
  static func make(_ thread: Thread, _ function: Value, _ selfValue: Value) -> Value {
    let isNative = function.isKind(.nativeFunction)
    return make(
      thread, function, selfValue, isNative ? vm.pointee.shapes.boundNative : vm.pointee.shapes.boundMethod)
  }

  static func make(_ thread: Thread, _ function: Value, _ selfValue: Value, _ shape: ShapeRef) -> Value {
    let object = thread.allocate(headerImage(shape, .boundMethod, words: 3), words: 3)
    object.setWord(1, function)
    object.setWord(2, selfValue)
    return .object(object)
  }
}

/// Weak references. Words: 1 target (unbound when dead), 2 callback or None, 3 hash cache.
struct WeakReferenceRef: Handle {
  let pointer: Raw
  @inline(__always) init(_ pointer: Raw) { self.pointer = pointer }
  static let targetIndex = 1
  static let callbackIndex = 2
}

extension FunctionRef {
  static func make(_ thread: Thread, code: CodeRef, globals: DictRef, module: Value) -> FunctionRef {
    let object = thread.allocate(headerImage(vm.pointee.shapes.function, .function, words: words), words: words)
    let function = FunctionRef(object)
    function.setField(.info, code.pointer.word(1))
    function.setField(.code, code.value)
    function.setField(.globals, globals.value)
    function.setField(.defaults, .none)
    function.setField(.keywordDefaults, .none)
    function.setField(.closure, .none)
    function.setField(.name, code.field(.name))
    function.setField(.qualname, code.field(.qualname))
    function.setField(.module, module)
    function.setField(.doc, .none)
    function.setField(.annotations, .unbound)
    function.setField(.dict, .unbound)
    return function
  }
}
