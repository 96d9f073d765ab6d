// Writing a pickle: the buffer with its frames, the dispatch on the type of an object, and numbers and text. Containers,
// reduced objects and globals are in the files next to this one.
//
// Every object goes through `save`. The methods give false with an exception pending. A writer lives on the native stack,
// where the collector finds its references; what it has written it need not find.

import CRuntime
import Glibc

struct PickleWriter: ~Copyable {
  let t: Thread
  let pickler: PicklerRef
  let protocolNumber: Int
  let isBinary: Bool
  let isFast: Bool
  let persistentID: Value
  let reducerOverride: Value
  var output = ByteBuffer(capacity: 256)
  /// Protocol 4 cuts its output into frames. −1: the next byte opens one.
  var frameStart = -1
  var isFraming = false
  /// Containers open in fast mode, and the innermost of them once there are many.
  var fastDepth = 0
  let fastOpen: DictRef

  private static let frameHeader = 9
  private static let frameMinimum = 4
  private static let frameTarget = 64 * 1024

  init(_ t: Thread, _ pickler: PicklerRef, reducerOverride: Value) {
    self.t = t
    self.pickler = pickler
    self.reducerOverride = reducerOverride
    protocolNumber = pickler.protocolNumber
    isBinary = pickler.isBinary
    isFast = pickler.isFast
    persistentID = pickler.persistentID.isNone ? .unbound : pickler.persistentID
    fastOpen = DictRef.make(t)
  }

  /// A whole pickle of `value`.
  mutating func dump(_ value: Value) -> Bool {
    if protocolNumber >= 2 {
      put(.proto)
      output.append(UInt8(protocolNumber))
    }
    isFraming = protocolNumber >= 4
    if !save(value) { return false }
    put(.stop)
    commitFrame()
    isFraming = false
    return true
  }

  // MARK: Output

  @inline(__always) mutating func put(_ opcode: PickleOpcode) {
    openFrame()
    output.append(opcode.rawValue)
  }

  /// An instruction with `bytes` bytes of `number`, lowest first.
  @inline(__always) mutating func put(_ opcode: PickleOpcode, _ number: Int, bytes: Int) {
    openFrame()
    output.reserve(9)
    let target = output.bytes + output.count
    target[0] = opcode.rawValue
    UnsafeMutableRawPointer(target + 1).storeBytes(of: UInt64(bitPattern: Int64(number)).littleEndian, as: UInt64.self)
    output.advance(1 &+ bytes)
  }

  /// An instruction of protocol 0 with its argument as text.
  mutating func put(_ opcode: PickleOpcode, text: String) {
    put(opcode)
    for byte in text.utf8 { output.append(byte) }
    output.append(UInt8(ascii: "\n"))
  }

  @inline(__always) private mutating func openFrame() {
    if isFraming && frameStart < 0 {
      frameStart = output.count
      output.reserve(PickleWriter.frameHeader)
      output.advance(PickleWriter.frameHeader)
    }
  }

  /// Closes the open frame; a small one is not worth its header.
  private mutating func commitFrame() {
    if !isFraming || frameStart < 0 { return }
    let start = output.bytes + frameStart
    let length = output.count - frameStart - PickleWriter.frameHeader
    if length >= PickleWriter.frameMinimum {
      start[0] = PickleOpcode.frame.rawValue
      UnsafeMutableRawPointer(start + 1).storeBytes(of: UInt64(length).littleEndian, as: UInt64.self)
    } else {
      memmove(start, start + PickleWriter.frameHeader, length)
      output.truncate(to: output.count - PickleWriter.frameHeader)
    }
    frameStart = -1
  }

  /// Between two instructions: a large frame ends here, and goes to the file.
  @inline(__always) private mutating func endInstruction() -> Bool {
    if output.count - frameStart - PickleWriter.frameHeader < PickleWriter.frameTarget { return true }
    commitFrame()
    return flush()
  }

  func makeBytes() -> Value {
    t.hasRoom(bytes: output.count) ? output.makeBytes(t) : .error
  }

  /// Gives what there is to the file, if there is one.
  mutating func flush() -> Bool {
    if pickler.write.isNone { return true }
    let bytes = makeBytes()
    if bytes.isError || t.call(pickler.write, bytes).isError { return false }
    output.truncate(to: 0)
    return true
  }

  /// An instruction with its length in `size` bytes and as many bytes of data. Large data is no part of a frame, and goes to
  /// the file uncopied when it is the `payload` itself.
  mutating func put(
    _ opcode: PickleOpcode, lengthBytes size: Int, _ data: UnsafeBufferPointer<UInt8>, payload: Value = .unbound
  ) -> Bool {
    let isLarge = data.count >= PickleWriter.frameTarget
    let framing = isFraming
    if isLarge {
      if !t.hasRoom(bytes: data.count) { return false }
      commitFrame()
      isFraming = false
    }
    put(opcode, data.count, bytes: size)
    var succeeded = true
    if isLarge && !pickler.write.isNone {
      let content = payload.isBound ? payload : t.makeBytes(data)
      succeeded = flush() && !t.call(pickler.write, content).isError
    } else {
      output.append(data)
    }
    isFraming = framing
    return succeeded
  }

  // MARK: Dispatch

  @inline(__always) mutating func save(_ value: Value, asksForID: Bool = true) -> Bool {
    write(value, asksForID: asksForID) && (frameStart < 0 || endInstruction())
  }

  private mutating func write(_ value: Value, asksForID: Bool) -> Bool {
    if _slowPath(persistentID.isBound) && asksForID {
      let id = t.call(persistentID, value)
      if id.isError { return false }
      if !id.isNone { return savePersistent(id) }
    }
    guard value.isObject else {
      if value.isInt { return saveInteger(value) }
      if value.isImmediateFloat { return saveFloat(value.asDouble) }
      if value.isNone {
        put(.none)
        return true
      }
      if value.isBool {
        saveBool(value.isTrue)
        return true
      }
      return saveNested(value)
    }
    let shape = value.pointer.shapeWord
    let kind = value.objectKind
    if kind == .bigInt && shape == vm.pointee.shapes.bigInt.address { return saveInteger(value) }
    if kind == .float && shape == TypeRef(vm.pointee.types.float).rootShape.address {
      return saveFloat(value.floatValue)
    }
    if pickler.number(of: value) >= 0 { return recall(value) }
    if kind == .string && shape == vm.pointee.shapes.string.address { return saveText(value) }
    if kind == .bytes && shape == vm.pointee.shapes.bytes.address { return saveBytes(value) }
    return saveNested(value)
  }

  private mutating func saveNested(_ value: Value) -> Bool {
    guard t.beginNesting() else {
      t.raise(.recursionError, "maximum recursion depth exceeded while pickling an object")
      return false
    }
    let succeeded = saveParts(value)
    t.endNesting()
    return succeeded
  }

  private mutating func saveParts(_ value: Value) -> Bool {
    if value.isObject {
      let shape = value.pointer.shapeWord
      let shapes = vm.pointee.shapes
      switch value.objectKind {
      case .dict where shape == shapes.dict.address: return saveDict(value)
      case .list where shape == shapes.list.address: return saveList(value)
      case .tuple where shape == shapes.tuple.address: return saveTuple(TupleRef(value))
      case .set where shape == shapes.set.address: return saveSet(value)
      case .frozenSet where value.type.value == vm.pointee.types.frozenSet: return saveFrozenSet(value)
      case .byteArray where value.type.value == vm.pointee.types.byteArray: return saveByteArray(value)
      case .native where isPickleBuffer(value): return saveBuffer(value)
      default: break
      }
    }
    if reducerOverride.isBound {
      let reduced = t.call(reducerOverride, value)
      if reduced.isError { return false }
      if !reduced.isNotImplemented { return save(reduced: reduced, of: value) }
    }
    return saveByReducing(value)
  }

  private mutating func savePersistent(_ id: Value) -> Bool {
    if isBinary {
      if !save(id, asksForID: false) { return false }
      put(.binPersistentID)
      return true
    }
    let text = t.str(id)
    if text.isError { return false }
    guard StringRef(text).isAscii else {
      return t.failPickling("persistent IDs in protocol 0 must be ASCII strings")
    }
    put(.persistentID, text: StringRef(text).text)
    return true
  }

  // MARK: Memo

  /// Numbers an object that has just been written.
  mutating func memoize(_ value: Value) -> Bool {
    if isFast { return true }
    let number = pickler.memoCount
    pickler.remember(t, value, number)
    if protocolNumber >= 4 {
      put(.memoize)
    } else if !isBinary {
      put(.put, text: String(number))
    } else if number < 256 {
      put(.binPut, number, bytes: 1)
    } else if number <= 0xFFFF_FFFF {
      put(.longBinPut, number, bytes: 4)
    } else {
      return t.failPickling("memo id too large for LONG_BINPUT")
    }
    return true
  }

  /// An object that was written before.
  mutating func recall(_ value: Value) -> Bool {
    let number = pickler.number(of: value)
    if !isBinary {
      put(.get, text: String(number))
    } else if number < 256 {
      put(.binGet, number, bytes: 1)
    } else if number <= 0xFFFF_FFFF {
      put(.longBinGet, number, bytes: 4)
    } else {
      return t.failPickling("memo id too large for LONG_BINGET")
    }
    return true
  }

  // MARK: Scalars

  private mutating func saveBool(_ truth: Bool) {
    if protocolNumber >= 2 { put(truth ? .newTrue : .newFalse) } else { put(.int, text: truth ? "01" : "00") }
  }

  private mutating func saveInteger(_ value: Value) -> Bool {
    if value.isInt, let small = Int32(exactly: value.asInt) {
      let number = Int(small)
      if !isBinary {
        put(.int, text: String(number))
      } else if number >= 0 && number < 256 {
        put(.binInt1, number, bytes: 1)
      } else if number >= 0 && number < 65536 {
        put(.binInt2, number, bytes: 2)
      } else {
        put(.binInt, number, bytes: 4)
      }
      return true
    }
    if protocolNumber < 2 {
      let digits = t.decimalString(value)
      if digits.isError { return false }
      put(.long, text: StringRef(digits).text + "L")
      return true
    }
    let bits = value.isInt ? 64 - value.asInt.magnitude.leadingZeroBitCount : BigIntRef(value).bitLength
    var count = bits / 8 + 1
    if count > 0x7FFF_FFFF {
      t.raise(.overflowError, "int too large to pickle")
      return false
    }
    let data = BytesRef.allocate(t, count: count)
    _ = t.writeBytes(value, data.bytes, count, signed: true)
    // −2^(8n−1) needs no byte for its sign.
    if count > 1 && data.bytes[count - 1] == 0xFF && data.bytes[count - 2] & 0x80 != 0 { count -= 1 }
    put(count < 256 ? .long1 : .long4, count, bytes: count < 256 ? 1 : 4)
    output.append(data.bytes, count)
    withExtendedLifetime(data) {}
    return true
  }

  private mutating func saveFloat(_ number: Double) -> Bool {
    if isBinary {
      put(.binFloat, Int(bitPattern: UInt(number.bitPattern.byteSwapped)), bytes: 8)
      return true
    }
    put(.float)
    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 48) { buffer in
      let start = buffer.baseAddress.unsafelyUnwrapped
      output.append(start, writeRepr(number, start))
    }
    output.append(UInt8(ascii: "\n"))
    return true
  }

  private mutating func saveText(_ value: Value) -> Bool {
    let string = StringRef(value)
    if !isBinary { return saveEscapedText(value) }
    if string.isAscii {
      return put(text: UnsafeBufferPointer(start: string.bytes, count: string.count), value) && memoize(value)
    }
    let encoded = t.encode(string, .utf8, .surrogatePass)
    if encoded.isError { return false }
    guard let bytes = byteView(encoded), put(text: bytes, encoded) else { return false }
    withExtendedLifetime(encoded) {}
    return memoize(value)
  }

  private mutating func put(text utf8: UnsafeBufferPointer<UInt8>, _ owner: Value) -> Bool {
    let count = utf8.count
    if count <= 0xFF && protocolNumber >= 4 {
      put(.shortBinUnicode, count, bytes: 1)
      output.append(utf8)
      return true
    }
    if count <= 0xFFFF_FFFF { return put(.binUnicode, lengthBytes: 4, utf8) }
    if protocolNumber >= 4 { return put(.binUnicode8, lengthBytes: 8, utf8) }
    t.raise(.overflowError, "serializing a string larger than 4 GiB requires pickle protocol 4 or higher")
    return false
  }

  /// Protocol 0: one line in which backslash, ends of lines and all beyond Latin-1 are escaped.
  private mutating func saveEscapedText(_ value: Value) -> Bool {
    let string = StringRef(value)
    put(.unicode)
    for index in 0..<string.count {
      let scalar = string[index]
      switch scalar {
      case 0, 0x0A, 0x0D, 0x1A, 0x5C, 0x100...:
        let digits = scalar > 0xFFFF ? 8 : 4
        output.append(0x5C)
        output.append(UInt8(ascii: scalar > 0xFFFF ? "U" : "u"))
        for place in (0..<digits).reversed() {
          output.append(hexDigit(UInt8(truncatingIfNeeded: scalar >> UInt32(place * 4) & 15)))
        }
      default: output.append(UInt8(truncatingIfNeeded: scalar))
      }
    }
    output.append(UInt8(ascii: "\n"))
    return memoize(value)
  }

  /// bytes, or what a PickleBuffer shows.
  mutating func put(bytes data: UnsafeBufferPointer<UInt8>, payload: Value) -> Bool {
    if data.count <= 0xFF {
      put(.shortBinBytes, data.count, bytes: 1)
      output.append(data)
    } else if data.count <= 0xFFFF_FFFF {
      return put(.binBytes, lengthBytes: 4, data, payload: payload)
    } else if protocolNumber >= 4 {
      return put(.binBytes8, lengthBytes: 8, data, payload: payload)
    } else {
      t.raise(.overflowError, "serializing a bytes object larger than 4 GiB requires pickle protocol 4 or higher")
      return false
    }
    return true
  }

  private mutating func saveBytes(_ value: Value) -> Bool {
    let data = byteView(value)!
    if protocolNumber >= 3 { return put(bytes: data, payload: value) && memoize(value) }
    // Older protocols have no bytes: they are made again from text.
    if data.count == 0 {
      return save(callable: vm.pointee.types.bytes, arguments: vm.pointee.emptyTuple, of: value)
    }
    let arguments = TupleRef.make(t, t.makeLatin(data), StringRef.intern("latin1"))
    return save(callable: pickleState.codecsEncode, arguments: arguments, of: value)
  }

  private mutating func saveByteArray(_ value: Value) -> Bool {
    if protocolNumber >= 5 {
      return put(.byteArray8, lengthBytes: 8, ByteArrayRef(value).buffer, payload: value) && memoize(value)
    }
    if ByteArrayRef(value).count == 0 {
      return save(callable: vm.pointee.types.byteArray, arguments: vm.pointee.emptyTuple, of: value)
    }
    let arguments = TupleRef.make(t, t.makeBytes(ByteArrayRef(value).buffer))
    return save(callable: vm.pointee.types.byteArray, arguments: arguments, of: value)
  }

  /// A PickleBuffer: inside the pickle, or outside when the callback takes it.
  private mutating func saveBuffer(_ value: Value) -> Bool {
    if protocolNumber < 5 { return t.failPickling("PickleBuffer can only pickled with protocol >= 5") }
    let view = pickleBufferView(value)
    if view.isNone { return !t.raiseReleasedPickleBuffer().isError }
    guard let data = byteView(view) else {
      return t.failPickling("PickleBuffer can not be pickled when pointing to a non-contiguous buffer")
    }
    let isReadOnly = MemoryViewRef(view).isReadOnly
    if !pickler.bufferCallback.isNone {
      let answer = t.call(pickler.bufferCallback, value)
      if answer.isError { return false }
      let isInside = t.truth(answer)
      if isInside < 0 { return false }
      if isInside == 0 {
        put(.nextBuffer)
        if isReadOnly { put(.readOnlyBuffer) }
        return true
      }
    }
    if isReadOnly { return put(bytes: data, payload: t.makeBytes(data)) && memoize(value) }
    return put(.byteArray8, lengthBytes: 8, data, payload: t.makeBytes(data)) && memoize(value)
  }
}
