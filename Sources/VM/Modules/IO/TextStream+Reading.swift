// How a TextIOWrapper reads: chunks of bytes are decoded into one str from which lines and pieces are sliced.
//
// A carriage return at the end of a chunk waits among the undecoded bytes until the next one shows whether a line feed
// follows.

import CRuntime
import Glibc

extension UnsafeMutablePointer where Pointee == ThreadState {
  func requireReadable(_ stream: TextRef) -> Bool {
    if !requireOpen(stream) { return false }
    if stream.flags & TextRef.Flags.unreadable != 0 {
      raiseUnsupported("not readable")
      return false
    }
    return stream.pendingCount == 0 || flushText(stream)
  }

  /// Decodes the next chunk: 1 when there is text, 0 at the end of the stream, -1 with an exception pending.
  private func readChunk(_ stream: TextRef) -> Int {
    while true {
      let chunk: Value
      if let below = buffered(stream.buffer) {
        chunk = readOnce(below, -1)
      } else {
        let read1 = findAttribute(stream.buffer, IOName.of("read1"))
        if read1.isError { return -1 }
        chunk =
          read1.isBound
          ? call(read1, stream.field(.chunkSize))
          : callMethod(stream.buffer, vm.pointee.names.read, stream.field(.chunkSize))
      }
      if chunk.isError { return -1 }
      guard chunk.isNone || byteView(chunk) != nil else {
        raise(.typeError, "underlying read1() should have returned a bytes-like object, not '\(chunk.typeName)'")
        return -1
      }
      let isEnd = chunk.isNone || byteView(chunk)!.count == 0
      let text = decodeChunk(stream, chunk.isNone ? vm.pointee.emptyBytes : chunk, final: isEnd)
      if text.isError { return -1 }
      stream.set(.decoded, text)
      stream.decodedPosition = 0
      if StringRef(text).count > 0 { return 1 }
      if isEnd { return 0 }
    }
  }

  /// Text of a chunk of bytes (with what the last one left over), line ends translated.
  private func decodeChunk(_ stream: TextRef, _ chunk: Value, final: Bool) -> Value {
    if stream.codec == .foreign {
      if !stream.field(.decoder).isObject {
        let decoder = incrementalCodec(stream, "getincrementaldecoder")
        if decoder.isError { return .error }
        // The wrapper holds a carriage return back until it knows what follows.
        let translating =
          stream.isUniversal
          ? call(ioTypes.newlineDecoder, decoder, .bool(stream.translatesOnRead), stream.field(.errors)) : decoder
        if translating.isError { return .error }
        stream.set(.decoder, translating)
      }
      stream.set(.snapshot, .none)
      let text = callMethod(stream.field(.decoder), IOName.of("decode"), chunk, .bool(final))
      if text.isError || text.isKind(.string) { return text }
      return raise(.typeError, "decoder should return a string result, not '\(text.typeName)'")
    }
    var source = chunk
    if stream.field(.tail).isObject {
      let joined = ByteArrayRef.make(self)
      let tail = BytesRef(stream.field(.tail))
      joined.replace(self, 0, 0, tail.bytes, tail.count)
      let view = byteView(chunk)!
      joined.replace(self, joined.count, joined.count, view.baseAddress, view.count)
      source = makeBytes(joined.buffer)
    } else if !chunk.isKind(.bytes) {
      source = makeBytes(byteView(chunk)!)
    }
    stream.set(.tail, .none)
    stream.set(.snapshot, source)
    var bytes = BytesRef(source)
    var held = 0
    if stream.isUniversal && !final && bytes.count > 0 && bytes.bytes[bytes.count - 1] == 13 {
      held = 1
      let shorter = BytesRef.make(self, bytes.bytes, bytes.count - 1)
      bytes = BytesRef(shorter)
    }
    var consumed = 0
    let text = decode(bytes.value, stream.builtInEncoding, stream.errors, final: final, &consumed)
    if text.isError { return .error }
    let whole = BytesRef(source)
    let left = bytes.count - consumed + held
    if left > 0 { stream.set(.tail, BytesRef.make(self, whole.bytes + (whole.count - left), left)) }
    var seen = stream.field(.newlinesSeen).asInt
    let translated =
      stream.isUniversal
      ? translateNewlines(StringRef(text), translate: stream.translatesOnRead, &seen) : text
    stream.set(.newlinesSeen, .int(seen))
    return translated
  }

  /// Notes the kinds of line ends in `seen` and, when asked, makes all of them line feeds.
  func translateNewlines(_ string: StringRef, translate: Bool, _ seen: inout Int) -> Value {
    if string.widthShift == 0 && memchr(string.bytes, 13, string.count) == nil {
      if seen & 2 == 0 && memchr(string.bytes, 10, string.count) != nil { seen |= 2 }
      return string.value
    }
    var output = TextBuffer(capacity: string.count)
    var index = 0
    while index < string.count {
      let scalar = string[index]
      if scalar == 13 {
        if index + 1 < string.count && string[index + 1] == 10 {
          seen |= 4
          index += 1
        } else {
          seen |= 1
        }
        output.append(10)
      } else {
        if scalar == 10 { seen |= 2 }
        output.append(scalar)
      }
      index += 1
    }
    return translate ? output.makeString(self) : string.value
  }

  /// Where the line that starts at `start` ends (behind its line end), or nil. `newline` as given to the stream.
  func lineEnd(_ string: StringRef, from start: Int, newline: Value) -> Int? {
    let ending = newline.isNone ? nil : StringRef(newline)
    if ending == nil || ending!.count == 1 && ending![0] == 10 {
      if string.widthShift == 0 {
        guard let found = memchr(string.bytes + start, 10, string.count - start) else { return nil }
        return found - UnsafeMutableRawPointer(string.bytes) + 1
      }
      var index = start
      while index < string.count {
        if string[index] == 10 { return index + 1 }
        index += 1
      }
      return nil
    }
    if ending!.count == 0 {
      var index = start
      while index < string.count {
        let scalar = string[index]
        if scalar == 10 { return index + 1 }
        if scalar == 13 { return index + 1 < string.count && string[index + 1] == 10 ? index + 2 : index + 1 }
        index += 1
      }
      return nil
    }
    let found = string.find(ending!, start, string.count)
    return found < 0 ? nil : found + ending!.count
  }

  func readLine(_ stream: TextRef, limit: Int) -> Value {
    var line = Value.unbound
    while true {
      if stream.decodedLeft == 0 {
        let result = readChunk(stream)
        if result < 0 { return .error }
        if result == 0 { return line.isBound ? line : vm.pointee.emptyString }
      }
      let string = StringRef(stream.field(.decoded))
      let start = stream.decodedPosition
      // A two-character line end may be split between chunks: look at both together.
      var end = lineEnd(string, from: start, newline: stream.field(.newline)) ?? -1
      var complete = end >= 0
      if end < 0 { end = string.count }
      let have = line.isBound ? StringRef(line).count : 0
      if limit >= 0 && have + end - start >= limit {
        end = start + limit - have
        complete = true
      }
      let piece = string.slice(self, start, end)
      stream.decodedPosition = end
      if complete && line.isUnbound { return piece }
      line = line.isUnbound ? piece : concatenate(StringRef(line), StringRef(piece))
      if line.isError || complete { return line }
      let whole = StringRef(line)
      let newline = stream.field(.newline)
      if newline.isObject, StringRef(newline).count == 2, whole[whole.count - 1] == 13 {
        let result = readChunk(stream)
        if result < 0 { return .error }
        if result > 0 {
          if StringRef(stream.field(.decoded))[0] == 10 {
            stream.decodedPosition = 1
            return concatenate(whole, StringRef(vm.pointee.characters[10]))
          }
        }
      }
    }
  }

  /// `size` characters, or all for a negative size.
  func readText(_ stream: TextRef, _ size: Int) -> Value {
    if size < 0 {
      let rest =
        stream.decodedLeft > 0
        ? StringRef(stream.field(.decoded)).slice(
          self, stream.decodedPosition, StringRef(stream.field(.decoded)).count)
        : vm.pointee.emptyString
      let bytes: Value
      if let below = buffered(stream.buffer) {
        bytes = readBuffered(below, -1)
      } else {
        bytes = callMethod(stream.buffer, vm.pointee.names.read)
      }
      if bytes.isError { return .error }
      guard bytes.isNone || byteView(bytes) != nil else {
        return raise(.typeError, "underlying read() should have returned a bytes-like object, not '\(bytes.typeName)'")
      }
      let text = decodeChunk(stream, bytes.isNone ? vm.pointee.emptyBytes : bytes, final: true)
      if text.isError { return .error }
      stream.forgetDecoded()
      return StringRef(rest).count == 0 ? text : concatenate(StringRef(rest), StringRef(text))
    }
    var result = Value.unbound
    var missing = size
    while missing > 0 {
      if stream.decodedLeft == 0 {
        let more = readChunk(stream)
        if more < 0 { return .error }
        if more == 0 { break }
      }
      let start = stream.decodedPosition
      let taken = min(missing, stream.decodedLeft)
      let piece = StringRef(stream.field(.decoded)).slice(self, start, start + taken)
      stream.decodedPosition = start + taken
      missing -= taken
      result = result.isUnbound ? piece : concatenate(StringRef(result), StringRef(piece))
      if result.isError { return .error }
    }
    return result.isUnbound ? vm.pointee.emptyString : result
  }

  // MARK: Position

  /// Byte offset of the next character; nil with an exception pending.
  func tellText(_ stream: TextRef) -> Int? {
    let result = callMethod(stream.buffer, IOName.of("tell"))
    guard !result.isError, let end = index(result) else { return nil }
    if stream.decodedLeft == 0 {
      return end - (stream.field(.tail).isObject ? BytesRef(stream.field(.tail)).count : 0)
    }
    let string = StringRef(stream.field(.decoded))
    guard stream.field(.snapshot).isObject else {
      // A foreign codec: the bytes that the unread text would make.
      let rest = string.slice(self, stream.decodedPosition, string.count)
      let bytes = encode(
        StringRef(rest), encoding: StringRef(stream.field(.encoding)).text,
        errors: StringRef(stream.field(.errors)).text)
      return bytes.isError ? nil : end - BytesRef(bytes).count
    }
    let source = BytesRef(stream.field(.snapshot))
    return end - source.count + byteOffset(stream, source, of: stream.decodedPosition)
  }

  /// How many bytes of a chunk make its first `count` characters.
  private func byteOffset(_ stream: TextRef, _ source: BytesRef, of count: Int) -> Int {
    let isUTF8 = stream.codec == .utf8
    var index = 0
    var characters = 0
    while index < source.count && characters < count {
      let byte = source.bytes[index]
      index += 1
      if isUTF8 { while index < source.count && source.bytes[index] & 0xC0 == 0x80 { index += 1 } }
      if byte == 13 && stream.translatesOnRead && index < source.count && source.bytes[index] == 10 { index += 1 }
      characters += 1
    }
    return index
  }
}
