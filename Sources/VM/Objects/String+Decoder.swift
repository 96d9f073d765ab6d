// Decoding bytes to text, one code point at a time, with the error handlers: UTF-8, ASCII, Latin-1, UTF-16 and UTF-32.

import CRuntime
import Glibc

/// True for UTF-8 without any fault (and without surrogates).
func isWellFormedUTF8(_ view: UnsafeBufferPointer<UInt8>) -> Bool {
  var index = 0
  while index < view.count {
    if view[index] < 0x80 {
      index += 1
      continue
    }
    let (length, fault) = utf8Sequence(view, index)
    if fault != nil { return false }
    index += length
  }
  return true
}

private enum UTF8Fault { case start, continuation, truncated }

/// Length of the sequence at `index` and what is wrong with it (then the length of the faulty part).
private func utf8Sequence(_ view: UnsafeBufferPointer<UInt8>, _ index: Int) -> (length: Int, fault: UTF8Fault?) {
  let first = view[index]
  let needed: Int
  var lowest: UInt8 = 0x80
  var highest: UInt8 = 0xBF
  switch first {
  case 0..<0x80: return (1, nil)
  case 0xC2...0xDF: needed = 2
  case 0xE0...0xEF:
    needed = 3
    if first == 0xE0 { lowest = 0xA0 }
    if first == 0xED { highest = 0x9F }
  case 0xF0...0xF4:
    needed = 4
    if first == 0xF0 { lowest = 0x90 }
    if first == 0xF4 { highest = 0x8F }
  default: return (1, .start)
  }
  for offset in 1..<needed {
    if index + offset >= view.count { return (view.count - index, .truncated) }
    let byte = view[index + offset]
    if byte < lowest || byte > highest { return (offset, .continuation) }
    lowest = 0x80
    highest = 0xBF
  }
  return (needed, nil)
}

/// The general decoder, one code point at a time.
struct Decoder: ~Copyable {
  let thread: Thread
  let source: Value
  let view: UnsafeBufferPointer<UInt8>
  let errors: CodecErrors
  let final: Bool
  var position = 0
  var output: TextBuffer

  init(thread: Thread, source: Value, errors: CodecErrors, final: Bool) {
    self.thread = thread
    self.source = source
    view = byteView(source)!
    self.errors = errors
    self.final = final
    output = TextBuffer(capacity: view.count)
  }

  mutating func run(_ encoding: Encoding) -> Bool {
    switch encoding {
    case .utf8: return utf8()
    case .utf8Signature:
      if view.starts(with: [0xEF, 0xBB, 0xBF]) { position = 3 }
      return utf8()
    case .ascii, .latin1: return ascii()
    case .utf16:
      if view.starts(with: [0xFF, 0xFE]) {
        position = 2
      } else if view.starts(with: [0xFE, 0xFF]) {
        position = 2
        return utf16(big: true)
      }
      return utf16(big: false)
    case .utf16Little: return utf16(big: false)
    case .utf16Big: return utf16(big: true)
    case .utf32:
      if view.starts(with: [0xFF, 0xFE, 0, 0]) {
        position = 4
      } else if view.starts(with: [0, 0, 0xFE, 0xFF]) {
        position = 4
        return utf32(big: true)
      }
      return utf32(big: false)
    case .utf32Little: return utf32(big: false)
    case .utf32Big: return utf32(big: true)
    }
  }

  private mutating func utf8() -> Bool {
    while position < view.count {
      let byte = view[position]
      if byte < 0x80 {
        output.append(byte: byte)
        position += 1
        continue
      }
      let (length, fault) = utf8Sequence(view, position)
      guard let fault else {
        forEachScalar(UnsafeBufferPointer(rebasing: view[position..<(position + length)])) { output.append($0) }
        position += length
        continue
      }
      let reason: StaticString
      switch fault {
      case .start: reason = "invalid start byte"
      case .continuation: reason = "invalid continuation byte"
      case .truncated:
        if !final { return true }
        reason = "unexpected end of data"
      }
      if case .surrogatePass = errors, position + 2 < view.count, byte == 0xED, view[position + 1] & 0xE0 == 0xA0,
        view[position + 2] & 0xC0 == 0x80
      {
        output.append(0xD000 | UInt32(view[position + 1] & 0x3F) << 6 | UInt32(view[position + 2] & 0x3F))
        position += 3
        continue
      }
      if !fail("utf-8", position + length, reason) { return false }
    }
    return true
  }

  private mutating func ascii() -> Bool {
    while position < view.count {
      if view[position] < 0x80 {
        output.append(byte: view[position])
        position += 1
      } else if !fail("ascii", position + 1, "ordinal not in range(128)") {
        return false
      }
    }
    return true
  }

  private mutating func utf16(big: Bool) -> Bool {
    let name: StaticString = big ? "utf-16-be" : "utf-16-le"
    func unit(_ place: Int) -> UInt32 {
      big
        ? UInt32(view[place]) << 8 | UInt32(view[place + 1]) : UInt32(view[place + 1]) << 8 | UInt32(view[place])
    }
    while position < view.count {
      if position + 1 >= view.count {
        if !final { return true }
        if !fail(name, view.count, "truncated data") { return false }
        continue
      }
      let first = unit(position)
      if first < 0xD800 || first >= 0xE000 {
        output.append(first)
        position += 2
      } else if first < 0xDC00 {
        if position + 3 >= view.count {
          if !final { return true }
          if !fail(name, view.count, "unexpected end of data") { return false }
          continue
        }
        let second = unit(position + 2)
        if second >= 0xDC00 && second < 0xE000 {
          output.append(0x10000 + (first - 0xD800) << 10 + (second - 0xDC00))
          position += 4
        } else if case .surrogatePass = errors {
          output.append(first)
          position += 2
        } else if !fail(name, position + 2, "illegal UTF-16 surrogate") {
          return false
        }
      } else if case .surrogatePass = errors {
        output.append(first)
        position += 2
      } else if !fail(name, position + 2, "illegal encoding") {
        return false
      }
    }
    return true
  }

  private mutating func utf32(big: Bool) -> Bool {
    let name: StaticString = big ? "utf-32-be" : "utf-32-le"
    while position < view.count {
      if position + 3 >= view.count {
        if !final { return true }
        if !fail(name, view.count, "truncated data") { return false }
        continue
      }
      var scalar: UInt32 = 0
      for place in 0..<4 { scalar = scalar << 8 | UInt32(view[big ? position + place : position + 3 - place]) }
      if scalar < 0xD800 || scalar >= 0xE000 && scalar < 0x110000 {
        output.append(scalar)
        position += 4
      } else if case .surrogatePass = errors, scalar < 0xE000 {
        output.append(scalar)
        position += 4
      } else if !fail(
        name, position + 4,
        scalar < 0xE000
          ? "code point in surrogate code point range(0xd800, 0xe000)" : "code point not in range(0x110000)")
      {
        return false
      }
    }
    return true
  }

  /// Handles the fault in `position ..< end`; false with an exception pending.
  mutating func fail(_ encoding: StaticString, _ end: Int, _ reason: StaticString) -> Bool {
    switch errors {
    case .ignore:
      position = end
      return true
    case .replace:
      output.append(0xFFFD)
      position = end
      return true
    case .backslashReplace:
      while position < end {
        output.append(escape: UInt32(view[position]))
        position += 1
      }
      return true
    case .surrogateEscape:
      let start = position
      while position < end && view[position] >= 0x80 {
        output.append(0xDC00 + UInt32(view[position]))
        position += 1
      }
      if position > start { return true }
    default: break
    }
    let tuple = TupleRef.allocate(thread, count: 5)
    tuple[0] = StringRef.make(thread, encoding)
    tuple[1] = thread.makeBytes(view)
    tuple[2] = .int(position)
    tuple[3] = .int(end)
    tuple[4] = StringRef.make(thread, reason)
    let exception = thread.call(ExceptionType.unicodeDecodeError.type, tuple: tuple)
    if exception.isError { return false }
    if case .named(let name) = errors {
      guard let (text, next) = thread.decodeReplacement(name, exception, limit: view.count) else { return false }
      output.append(StringRef(text))
      position = next
      return true
    }
    switch errors {
    case .xmlReplace, .nameReplace:
      thread.raise(.typeError, "don't know how to handle UnicodeDecodeError in error callback")
    default: thread.raise(exception: exception)
    }
    return false
  }
}

extension UnsafeMutablePointer where Pointee == ThreadState {
  /// What a registered handler puts in the place of undecodable bytes: a str and where to go on.
  fileprivate func decodeReplacement(_ name: String, _ exception: Value, limit: Int) -> (Value, Int)? {
    guard let handler = errorHandler(name),
      let (text, position) = callHandler(handler, exception, limit: limit)
    else { return nil }
    guard text.isKind(.string) else {
      raise(.typeError, "decoding error handler must return (str, int) tuple")
      return nil
    }
    return (text, position)
  }
}
