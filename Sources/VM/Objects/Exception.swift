// Exceptions: the built-in hierarchy as a table, the layout of instances, tracebacks, and raising from native code.
//
// Instance words: 1 args tuple, 2 traceback or None, 3 context, 4 cause, 5 suppress-context (bool); then the
// attribute word. Extra fields (OSError.errno, StopIteration.value …) are ordinary attributes or read from args.

import CRuntime

/// One row per built-in exception class: the Python name is derived from the case, the base is given.
public enum ExceptionType: String, CaseIterable {
  case baseException, exception, baseExceptionGroup, exceptionGroup, generatorExit, keyboardInterrupt, systemExit
  case arithmeticError, floatingPointError, overflowError, zeroDivisionError
  case assertionError, attributeError, bufferError, eofError
  case importError, moduleNotFoundError
  case lookupError, indexError, keyError
  case memoryError, nameError, unboundLocalError
  case osError, blockingIOError, childProcessError, connectionError, brokenPipeError, connectionAbortedError
  case connectionRefusedError, connectionResetError, fileExistsError, fileNotFoundError, interruptedError
  case isADirectoryError, notADirectoryError, permissionError, processLookupError, timeoutError
  case referenceError, runtimeError, notImplementedError, recursionError
  case stopAsyncIteration, stopIteration, syntaxError, indentationError, tabError, systemError
  case typeError, valueError, unicodeError, unicodeDecodeError, unicodeEncodeError, unicodeTranslateError
  case warning, bytesWarning, deprecationWarning, encodingWarning, futureWarning, importWarning
  case pendingDeprecationWarning, resourceWarning, runtimeWarning, syntaxWarning, unicodeWarning, userWarning

  var base: ExceptionType? {
    switch self {
    case .baseException: nil
    case .exception, .baseExceptionGroup, .generatorExit, .keyboardInterrupt, .systemExit: .baseException
    case .exceptionGroup: .baseExceptionGroup  // and Exception, see the type's creation
    case .floatingPointError, .overflowError, .zeroDivisionError: .arithmeticError
    case .moduleNotFoundError: .importError
    case .indexError, .keyError: .lookupError
    case .unboundLocalError: .nameError
    case .blockingIOError, .childProcessError, .connectionError, .fileExistsError, .fileNotFoundError,
      .interruptedError, .isADirectoryError, .notADirectoryError, .permissionError, .processLookupError, .timeoutError:
      .osError
    case .brokenPipeError, .connectionAbortedError, .connectionRefusedError, .connectionResetError: .connectionError
    case .notImplementedError, .recursionError: .runtimeError
    case .indentationError: .syntaxError
    case .tabError: .indentationError
    case .unicodeError: .valueError
    case .unicodeDecodeError, .unicodeEncodeError, .unicodeTranslateError: .unicodeError
    case .bytesWarning, .deprecationWarning, .encodingWarning, .futureWarning, .importWarning,
      .pendingDeprecationWarning, .resourceWarning, .runtimeWarning, .syntaxWarning, .unicodeWarning, .userWarning:
      .warning
    default: .exception
    }
  }

  /// The Python name.
  var name: String {
    switch self {
    case .eofError: return "EOFError"
    case .osError: return "OSError"
    case .blockingIOError: return "BlockingIOError"
    default:
      // From the raw value: printing the case itself would start Swift's reflection.
      let letters = rawValue.utf8
      return String(decoding: [letters.first! - 32] + letters.dropFirst(), as: UTF8.self)
    }
  }

  /// The type object.
  var type: Value { exceptionTypes[index] }
  /// The place in `exceptionTypes`: the cases count from 0.
  /// Safety: an enum of plain cases is stored as its ordinal, up to 256 cases in one byte.
  private var index: Int { Int(unsafeBitCast(self, to: UInt8.self)) }
}

/// Type objects of ExceptionType, by place; immortal.
nonisolated(unsafe) var exceptionTypes: [Value] = []

struct ExceptionRef: Handle {
  let pointer: Raw
  @inline(__always) init(_ pointer: Raw) { self.pointer = pointer }
  static let baseWords = 6

  var arguments: Value {
    get { pointer.word(1) }
    nonmutating set { pointer.setWord(1, newValue) }
  }
  var traceback: Value {
    get { pointer.word(2) }
    nonmutating set { pointer.setWord(2, newValue) }
  }
  var context: Value {
    get { pointer.word(3) }
    nonmutating set { pointer.setWord(3, newValue) }
  }
  var cause: Value {
    get { pointer.word(4) }
    nonmutating set { pointer.setWord(4, newValue) }
  }
  var suppressContext: Bool {
    get { pointer.word(5).isTrue }
    nonmutating set { pointer.setWord(5, .bool(newValue)) }
  }

  /// `handled` becomes the context.
  func raised(while handled: Value) {
    let exception = Value.object(pointer)
    if handled == exception { return }
    // A cycle in the chain would never end: cut it where `exception` appears already.
    // A cycle of others, made by the program, is found by a second walk at half the speed.
    var walk = handled
    var slow = handled
    var isOdd = false
    while walk.isObject {
      let next = ExceptionRef(walk).context
      if next == exception {
        ExceptionRef(walk).context = .none
        break
      }
      walk = next
      if isOdd { slow = ExceptionRef(slow).context }
      isOdd.toggle()
      if walk == slow { break }
    }
    context = handled
  }

  /// A new instance of an exception class without calling `__init__`.
  static func make(_ thread: Thread, type: Value, arguments: Value) -> ExceptionRef {
    let exception = ExceptionRef(thread.allocateInstance(TypeRef(type)).pointer)
    exception.arguments = arguments
    return exception
  }
}

/// One entry of a traceback. Words: 1 next entry (towards the innermost frame) or None, 2 code, 3 word offset of the
/// instruction, 4 globals of the frame, 5 line number or None when the offset tells it, 6 frame object or None.
struct TracebackRef: Handle {
  let pointer: Raw
  @inline(__always) init(_ pointer: Raw) { self.pointer = pointer }
  static let words = 7
  var next: Value {
    get { pointer.word(1) }
    nonmutating set { pointer.setWord(1, newValue) }
  }
  var code: CodeRef { CodeRef(pointer.word(2)) }
  var offset: Int { pointer.intWord(3) }
  var globals: Value { pointer.word(4) }

  static func make(_ thread: Thread, next: Value, frame: UnsafeMutablePointer<Frame>, offset: Int) -> Value {
    let object = thread.allocate(headerImage(vm.pointee.shapes.traceback, .traceback, words: words), words: words)
    object.setWord(1, next)
    object.setWord(2, .object(Raw(frame.pointee.code.pointee.object)))
    object.setIntWord(3, offset)
    object.setWord(4, FunctionRef(frame.pointee.function).field(.globals))
    object.setWord(5, .none)
    object.setWord(6, .none)
    return .object(object)
  }
}

extension UnsafeMutablePointer where Pointee == ThreadState {
  /// Makes an exception with one text argument pending and returns `.error`.
  @inline(never) @discardableResult func raise(_ type: ExceptionType, _ message: String) -> Value {
    let text = StringRef.make(self, message)
    return raise(type, arguments: TupleRef.make(self, text))
  }

  @discardableResult func raise(_ type: ExceptionType, value: Value) -> Value {
    raise(type, arguments: TupleRef.make(self, value))
  }

  @discardableResult func raise(_ type: ExceptionType, arguments: Value) -> Value {
    raise(exception: ExceptionRef.make(self, type: type.type, arguments: arguments).value)
  }

  /// Makes an exception instance pending; the exception being handled becomes its context.
  @discardableResult func raise(exception: Value) -> Value {
    let handled = pointee.handled
    if handled.isObject { ExceptionRef(exception).raised(while: handled) }
    pointee.exception = exception
    return .error
  }

  /// KeyError(key): the key itself is the argument.
  @discardableResult func raiseKeyError(_ key: Value) -> Value { raise(.keyError, value: key) }

  /// True when an exception of this class (or a subclass) is pending.
  func pendingMatches(_ type: ExceptionType) -> Bool {
    pointee.exception.isObject && pointee.exception.isInstance(of: type.type)
  }

  /// Takes the pending exception away.
  func takeException() -> Value {
    let exception = pointee.exception
    pointee.exception = .unbound
    return exception
  }
}
