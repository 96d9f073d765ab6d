// The module `termios`: settings of terminals.

import CRuntime
import Glibc

nonisolated(unsafe) private var terminalError = Value.unbound

/// Raises `termios.error` with the system's number and words.
private func fail(_ t: Thread) -> Value {
  let number = errno
  let text = StringRef.make(t, String(cString: strerror(number)))
  let exception = t.call(terminalError, .int(Int(number)), text)
  return exception.isError ? .error : t.raise(exception: exception)
}

private let characterCount = 32
/// Places of the two control characters that count: `VMIN` and `VTIME`.
private let least = 6, wait = 5

private func attributes(_ t: Thread, _ a: Arguments) -> Value {
  guard let descriptor = t.fileDescriptor(a[0]) else { return .error }
  var mode = termios()
  if tcgetattr(descriptor, &mode) < 0 { return fail(t) }
  let characters = ListRef.make(t)
  let counts = mode.c_lflag & tcflag_t(ICANON) == 0
  withUnsafeBytes(of: mode.c_cc) { bytes in
    for index in 0..<characterCount {
      characters.append(
        t, counts && (index == least || index == wait) ? .int(Int(bytes[index])) : t.makeBytes([bytes[index]]))
    }
  }
  let list = ListRef.make(t)
  for number in [mode.c_iflag, mode.c_oflag, mode.c_cflag, mode.c_lflag, cfgetispeed(&mode), cfgetospeed(&mode)] {
    list.append(t, .int(Int(number)))
  }
  list.append(t, characters.value)
  return list.value
}

private func setAttributes(_ t: Thread, _ a: Arguments) -> Value {
  guard let descriptor = t.fileDescriptor(a[0]), let when = t.cInt(a[1]) else { return .error }
  guard a[2].isKind(.list), ListRef(a[2]).count == 7 else {
    return t.raise(.typeError, "tcsetattr, arg 3: must be 7 element list")
  }
  var mode = termios()
  if tcgetattr(descriptor, &mode) < 0 { return fail(t) }
  var numbers: [UInt32] = []
  for index in 0..<6 {
    guard let number = t.lowBits(ListRef(a[2])[index]) else { return .error }
    numbers.append(UInt32(truncatingIfNeeded: number))
  }
  mode.c_iflag = numbers[0]
  mode.c_oflag = numbers[1]
  mode.c_cflag = numbers[2]
  mode.c_lflag = numbers[3]
  let characters = ListRef(a[2])[6]
  guard characters.isKind(.list), ListRef(characters).count == characterCount else {
    return t.raise(.typeError, "tcsetattr: attributes[6] must be \(characterCount) element list")
  }
  var bytes: [UInt8] = []
  for index in 0..<characterCount {
    let item = ListRef(characters)[index]
    if item.isKind(.bytes), BytesRef(item).count == 1 {
      bytes.append(BytesRef(item).bytes[0])
    } else if item.isInt {
      bytes.append(UInt8(truncatingIfNeeded: item.asInt))
    } else {
      return t.raise(.typeError, "tcsetattr: elements of attributes must be characters or integers")
    }
  }
  withUnsafeMutableBytes(of: &mode.c_cc) { $0.copyBytes(from: bytes) }
  if cfsetispeed(&mode, numbers[4]) < 0 || cfsetospeed(&mode, numbers[5]) < 0 { return fail(t) }
  return tcsetattr(descriptor, when, &mode) < 0 ? fail(t) : .none
}

/// A function of a descriptor and perhaps a number.
private func simple(_ t: Thread, _ a: Arguments, hasNumber: Bool = true, _ body: (Int32, Int32) -> Int32) -> Value {
  guard let descriptor = t.fileDescriptor(a[0]), let number = hasNumber ? t.cInt(a[1]) : 0 else { return .error }
  return t.blocking { body(descriptor, number) } < 0 ? fail(t) : .none
}

private let terminalFunctions: [NativeDefinition] = [
  NativeDefinition(.function, "tcgetattr(fd, /)", attributes),
  NativeDefinition(.function, "tcsetattr(fd, when, attributes, /)", setAttributes),
  NativeDefinition(.function, "tcsendbreak(fd, duration, /)") { simple($0, $1) { tcsendbreak($0, $1) } },
  NativeDefinition(.function, "tcdrain(fd, /)") { simple($0, $1, hasNumber: false) { fd, _ in tcdrain(fd) } },
  NativeDefinition(.function, "tcflush(fd, queue, /)") { simple($0, $1) { tcflush($0, $1) } },
  NativeDefinition(.function, "tcflow(fd, action, /)") { simple($0, $1) { tcflow($0, $1) } },
  NativeDefinition(.function, "tcgetwinsize(fd, /)") { t, a in
    guard let descriptor = t.fileDescriptor(a[0]) else { return .error }
    var size = winsize()
    if vm_ioctl(descriptor, 0x5413, &size) < 0 { return fail(t) }
    return TupleRef.make(t, .int(Int(size.ws_row)), .int(Int(size.ws_col)))
  },
  NativeDefinition(.function, "tcsetwinsize(fd, winsize, /)") { t, a in
    guard let descriptor = t.fileDescriptor(a[0]) else { return .error }
    guard a[1].type.special(.getitem).isBound else {
      return t.raise(.typeError, "tcsetwinsize, arg 2: must be a two-item sequence")
    }
    let pair = t.makeTuple(from: a[1])
    if pair.isError { return .error }
    guard TupleRef(pair).count == 2 else {
      return t.raise(.typeError, "tcsetwinsize, arg 2: must be a two-item sequence")
    }
    guard let rows = t.index(TupleRef(pair)[0]), let columns = t.index(TupleRef(pair)[1]) else { return .error }
    guard let height = UInt16(exactly: rows), let width = UInt16(exactly: columns) else {
      return t.raise(.overflowError, "winsize value(s) out of range.")
    }
    var size = winsize()
    if vm_ioctl(descriptor, 0x5413, &size) < 0 { return fail(t) }
    size.ws_row = height
    size.ws_col = width
    return vm_ioctl(descriptor, 0x5414, &size) < 0 ? fail(t) : .none
  },
]

func defineTerminals(_ thread: Thread) {
  let module = thread.defineModule("termios", doc: "Settings of terminals.", terminalFunctions)
  module.set(terminalConstants)
  terminalError = thread.makeExceptionType("error", module: "termios")
  module.set("error", terminalError)
}
