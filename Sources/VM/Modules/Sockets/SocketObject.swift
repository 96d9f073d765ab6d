// `_socket.socket`: a descriptor with a family and a timeout. `socket.socket` of the library derives from it.
//
// Words: 1 descriptor (−1 closed), 2 family, 3 type, 4 protocol, 5 timeout in nanoseconds, −1 for none. A socket with a
// timeout does not block in the system: a call waits with poll(2) first.

import CRuntime
import Glibc

nonisolated(unsafe) var socketType = Value.unbound
/// Of new sockets, in nanoseconds; −1 for none.
nonisolated(unsafe) var defaultSocketTimeout = -1

struct SocketRef: Handle {
  let pointer: Raw
  init(_ pointer: Raw) { self.pointer = pointer }
  static let words = 6

  var descriptor: Int32 { pointer.word(1).isInt ? Int32(truncatingIfNeeded: pointer.intWord(1)) : -1 }
  func number(_ word: Int) -> Int { pointer.word(word).isInt ? pointer.intWord(word) : 0 }
  var family: Int32 { Int32(truncatingIfNeeded: number(2)) }
  var timeout: Int { pointer.word(5).isInt ? pointer.intWord(5) : -1 }
}

extension UnsafeMutablePointer where Pointee == ThreadState {
  /// Runs a call on a socket until it succeeds, the timeout passes or a signal's handler raises: its result, or nil with
  /// an exception pending. `isConnecting`: the socket waits until a connection is made or has failed.
  func socketCall(
    _ socket: SocketRef, writing: Bool, isConnecting: Bool = false, _ body: () -> Int
  ) -> Int? {
    let deadline = Deadline(in: socket.timeout < 0 ? nil : socket.timeout)
    var isFirst = !isConnecting
    while true {
      if socket.timeout > 0 && (isConnecting || !isFirst || socket.timeout > 0) {
        var row = pollfd(fd: socket.descriptor, events: Int16(writing ? POLLOUT : POLLIN), revents: 0)
        if isConnecting { row.events |= Int16(POLLERR) }
        guard let ready = wait(&row, 1, until: deadline) else { return nil }
        if ready == 0 {
          raise(.timeoutError, "timed out")
          return nil
        }
      }
      isFirst = false
      let (result, error) = blocking { () -> (Int, Int32) in
        let result = body()
        return (result, errno)
      }
      if result >= 0 { return result }
      if error == EINTR {
        if !runPendingWork() { return nil }
        continue
      }
      if socket.timeout > 0 && (error == EAGAIN || error == EWOULDBLOCK) { continue }
      raiseOSError(error)
      return nil
    }
  }

  func setBlocking(_ descriptor: Int32, _ blocks: Bool) -> Bool {
    let flags = vm_fcntl(descriptor, F_GETFL, 0)
    let wanted = blocks ? flags & ~O_NONBLOCK : flags | O_NONBLOCK
    if flags < 0 || wanted != flags && vm_fcntl(descriptor, F_SETFL, Int(wanted)) < 0 {
      raiseOSError(errno)
      return false
    }
    return true
  }

  /// Fills in a socket object.
  func initialize(_ object: Value, _ descriptor: Int32, _ family: Int32, _ type: Int32, _ proto: Int32) -> Bool {
    object.pointer.setIntWord(1, Int(descriptor))
    object.pointer.setIntWord(2, Int(family))
    // Without SOCK_NONBLOCK and SOCK_CLOEXEC, which are no types.
    object.pointer.setIntWord(3, Int(type & ~(2048 | 524_288)))
    object.pointer.setIntWord(4, Int(proto))
    object.pointer.setIntWord(5, type & 2048 != 0 ? 0 : defaultSocketTimeout)
    StreamRegistry.register(object.pointer)
    return type & 2048 != 0 || defaultSocketTimeout < 0 || setBlocking(descriptor, false)
  }

  fileprivate func initializeSocket(_ a: Arguments) -> Value {
    var numbers: [Int32] = []
    for place in 1...3 {
      guard let number = a[place].isUnbound ? -1 : cInt(a[place]) else { return .error }
      numbers.append(number)
    }
    if a[4].isBound && !a[4].isNone {
      guard let descriptor = a[4].isFloat ? nil : cInt(a[4]) else {
        if a[4].isFloat { raise(.typeError, "integer argument expected, got float") }
        return .error
      }
      if descriptor < 0 { return raise(.valueError, "negative file descriptor") }
      return adopt(a[0], descriptor, numbers)
    }
    let family = numbers[0] == -1 ? AF_INET : numbers[0]
    let kind = numbers[1] == -1 ? 1 : numbers[1]
    let proto = numbers[2] == -1 ? 0 : numbers[2]
    let descriptor = Glibc.socket(family, kind | 524_288, proto)
    if descriptor < 0 { return raiseOSError(errno) }
    return initialize(a[0], descriptor, family, kind, proto) ? .none : .error
  }

  /// A descriptor that is a socket already: what was not given is asked of it.
  private func adopt(_ object: Value, _ descriptor: Int32, _ numbers: [Int32]) -> Value {
    var address = SocketAddress()
    let status = address.withAddress { getsockname(descriptor, $0, &$1) }
    var family = numbers[0]
    if status < 0 {
      if family == -1 || errno == EBADF || errno == ENOTSOCK { return raiseOSError(errno) }
    } else if family == -1 {
      family = address.family
    }
    func option(_ name: Int32) -> Int32? {
      var value: Int32 = 0
      var size = socklen_t(4)
      return getsockopt(descriptor, 1, name, &value, &size) < 0 ? nil : value
    }
    guard let kind = numbers[1] == -1 ? option(3) : numbers[1] else { return raiseOSError(errno) }
    let proto = numbers[2] == -1 ? option(38) ?? 0 : numbers[2]
    return initialize(object, descriptor, family, kind, proto) ? .none : .error
  }

  // MARK: Connections

  fileprivate func accept(_ socket: SocketRef) -> Value {
    var address = SocketAddress()
    guard
      let descriptor = socketCall(
        socket, writing: false,
        {
          address.length = socklen_t(MemoryLayout<sockaddr_storage>.size)
          return Int(address.withAddress { vm_accept(socket.descriptor, $0, &$1) })
        })
    else { return .error }
    let name = makeAddress(address)
    return name.isError ? .error : TupleRef.make(self, .int(descriptor), name)
  }

  /// Connects: 0, or the error number; nil with an exception pending.
  fileprivate func connect(_ socket: SocketRef, _ value: Value, _ function: String) -> Int32? {
    guard var address = socketAddress(value, family: socket.family, function) else { return nil }
    let (status, error) = blocking { () -> (Int32, Int32) in
      let status = address.withAddress { Glibc.connect(socket.descriptor, $0, $1) }
      return (status, errno)
    }
    if status == 0 { return 0 }
    let waits = error == EINTR ? socket.timeout != 0 : error == EINPROGRESS && socket.timeout > 0
    if !waits { return error }
    if error == EINTR && !runPendingWork() { return nil }
    var row = pollfd(fd: socket.descriptor, events: Int16(POLLOUT), revents: 0)
    guard let ready = wait(&row, 1, until: Deadline(in: socket.timeout < 0 ? nil : socket.timeout)) else { return nil }
    if ready == 0 {
      if function == "connect_ex" { return EAGAIN }
      raise(.timeoutError, "timed out")
      return nil
    }
    var outcome: Int32 = 0
    var size = socklen_t(4)
    if getsockopt(socket.descriptor, 1, 4, &outcome, &size) < 0 { return errno }
    return outcome == EISCONN ? 0 : outcome
  }

  // MARK: Data

  /// A count of bytes to receive; nil with an exception pending.
  fileprivate func receiveCount(_ value: Value, _ function: String) -> Int? {
    guard let count = index(value) else { return nil }
    if count >= 0 { return count }
    raise(.valueError, "negative buffersize in \(function)")
    return nil
  }

  fileprivate func receive(_ socket: SocketRef, _ count: Int, _ flags: Int32, address: inout SocketAddress?) -> Value {
    if !hasRoom(bytes: count) { return .error }
    var buffer = ByteBuffer(capacity: count)
    let bytes = buffer.bytes
    guard let received = receive(socket, bytes, count, flags, address: &address) else { return .error }
    buffer.advance(received)
    return buffer.makeBytes(self)
  }

  fileprivate func receive(
    _ socket: SocketRef, _ bytes: UnsafeMutablePointer<UInt8>, _ count: Int, _ flags: Int32,
    address: inout SocketAddress?
  ) -> Int? {
    var from = address
    defer { address = from }
    return socketCall(socket, writing: false) {
      guard from != nil else { return Glibc.recv(socket.descriptor, bytes, count, flags) }
      from = SocketAddress()
      return from!.withAddress { Glibc.recvfrom(socket.descriptor, bytes, count, flags, $0, &$1) }
    }
  }

  /// The buffer of `recv_into` and how much of it to fill.
  fileprivate func target(_ value: Value, _ count: Value, _ function: String) -> (UnsafeMutablePointer<UInt8>, Int)? {
    guard !value.isKind(.bytes), let view = byteView(value) else {
      raise(.typeError, "\(function)() argument 1 must be read-write bytes-like object, not \(value.typeName)")
      return nil
    }
    guard var wanted = self.count(count, default: 0) else { return nil }
    if wanted < 0 {
      raise(.valueError, "negative buffersize in \(function)")
      return nil
    }
    if wanted == 0 { wanted = view.count }
    if wanted > view.count {
      raise(.valueError, "buffer too small for requested bytes")
      return nil
    }
    let base: UnsafePointer<UInt8> = view.baseAddress ?? UnsafePointer(bitPattern: 8)!
    return (UnsafeMutablePointer<UInt8>(mutating: base), wanted)
  }

  fileprivate func sendAll(_ socket: SocketRef, _ data: Value, _ flags: Int32) -> Value {
    guard let view = bytesArgument(data) else { return .error }
    let deadline = Deadline(in: socket.timeout < 0 ? nil : socket.timeout)
    var offset = 0
    while offset < view.count {
      if socket.timeout > 0 && deadline.hasPassed { return raise(.timeoutError, "timed out") }
      let (base, rest) = (view.baseAddress! + offset, view.count - offset)
      guard let sent = socketCall(socket, writing: true, { Glibc.send(socket.descriptor, base, rest, flags) }) else {
        return .error
      }
      offset += sent
      if offset < view.count && pointee.pendingWork != 0 && !runPendingWork() { return .error }
    }
    return .none
  }

  fileprivate func setTimeout(_ object: Value, _ nanoseconds: Int) -> Value {
    let socket = SocketRef(object)
    object.pointer.setIntWord(5, nanoseconds)
    return setBlocking(socket.descriptor, nanoseconds < 0) ? .none : .error
  }

  fileprivate func representation(_ object: Value) -> Value {
    let socket = SocketRef(object)
    return StringRef.make(
      self,
      "<socket object, fd=\(socket.descriptor), family=\(socket.number(2)), type=\(socket.number(3)), "
        + "proto=\(socket.number(4))>")
  }

  // MARK: Options

  fileprivate func getOption(_ a: Arguments) -> Value {
    guard let level = cInt(a[1]), let name = cInt(a[2]), let given = count(a[3], default: 0) else { return .error }
    let descriptor = SocketRef(a[0]).descriptor
    if given == 0 {
      var value: Int32 = 0
      var size = socklen_t(4)
      if getsockopt(descriptor, level, name, &value, &size) < 0 { return raiseOSError(errno) }
      return .int(Int(value))
    }
    if given < 0 || given > 1024 { return raise(.osError, "getsockopt buflen out of range") }
    let buffer = ByteArrayRef.make(self)
    buffer.reserve(self, given)
    var size = socklen_t(given)
    if getsockopt(descriptor, level, name, buffer.bytes, &size) < 0 { return raiseOSError(errno) }
    buffer.count = Int(size)
    return makeBytes(buffer.buffer)
  }

  fileprivate func setOption(_ a: Arguments) -> Value {
    let given = TupleRef(a[1])
    guard given.count == 3 || given.count == 4 else {
      return raise(.typeError, "setsockopt() takes exactly 3 arguments (\(given.count) given)")
    }
    guard let level = cInt(given[0]), let name = cInt(given[1]) else { return .error }
    let descriptor = SocketRef(a[0]).descriptor
    let status: Int32
    if given.count == 4 {
      guard given[2].isNone, let size = index(given[3]) else {
        return pointee.exception.isBound
          ? .error : raise(.typeError, "setsockopt() argument 3 must be NoneType, not \(given[2].typeName)")
      }
      status = setsockopt(descriptor, level, name, nil, socklen_t(truncatingIfNeeded: size))
    } else if given[2].isInt || given[2].isBool {
      guard var number = cInt(given[2]) else { return .error }
      status = setsockopt(descriptor, level, name, &number, 4)
    } else {
      guard let view = bytesArgument(given[2]) else { return .error }
      status = setsockopt(descriptor, level, name, view.baseAddress, socklen_t(view.count))
    }
    return status < 0 ? raiseOSError(errno) : .none
  }
}

/// Flags at a place of the arguments.
private func flags(_ t: Thread, _ value: Value) -> Int32? { t.cInt(value, default: 0) }

private func socketName(
  _ t: Thread, _ a: Arguments, _ ask: (Int32, UnsafeMutablePointer<sockaddr>, inout socklen_t) -> Int32
) -> Value {
  var address = SocketAddress()
  let status = address.withAddress { ask(SocketRef(a[0]).descriptor, $0, &$1) }
  return status < 0 ? t.raiseOSError(errno) : t.makeAddress(address)
}

let socketConnectionMethods: [NativeDefinition] = [
  NativeDefinition(.staticMethod, "__new__(cls, *args, **kwargs)") { t, a in
    let object = t.allocateInstance(TypeRef(a[0]))
    object.pointer.setIntWord(1, -1)
    object.pointer.setIntWord(5, defaultSocketTimeout)
    return object
  },
  NativeDefinition("__init__(self, family=-1, type=-1, proto=-1, fileno=None)") { $0.initializeSocket($1) },
  NativeDefinition("__repr__(self, /)") { $0.representation($1[0]) },
  NativeDefinition("_accept(self, /)") { t, a in t.accept(SocketRef(a[0])) },
  NativeDefinition("bind(self, address, /)") { t, a in
    let socket = SocketRef(a[0])
    guard var address = t.socketAddress(a[1], family: socket.family, "bind") else { return .error }
    return address.withAddress { Glibc.bind(socket.descriptor, $0, $1) } < 0 ? t.raiseOSError(errno) : .none
  },
  NativeDefinition("connect(self, address, /)") { t, a in
    guard let error = t.connect(SocketRef(a[0]), a[1], "connect") else { return .error }
    return error == 0 ? .none : t.raiseOSError(error)
  },
  NativeDefinition("connect_ex(self, address, /)") { t, a in
    t.connect(SocketRef(a[0]), a[1], "connect_ex").map { .int(Int($0)) } ?? .error
  },
  NativeDefinition("listen(self, backlog=128, /)") { t, a in
    guard let backlog = t.cInt(a[1], default: 128) else { return .error }
    return Glibc.listen(SocketRef(a[0]).descriptor, max(0, backlog)) < 0 ? t.raiseOSError(errno) : .none
  },
  NativeDefinition("shutdown(self, how, /)") { t, a in
    guard let how = t.cInt(a[1]) else { return .error }
    return Glibc.shutdown(SocketRef(a[0]).descriptor, how) < 0 ? t.raiseOSError(errno) : .none
  },
  NativeDefinition("close(self, /)") { t, a in
    let descriptor = SocketRef(a[0]).descriptor
    a[0].pointer.setIntWord(1, -1)
    if descriptor >= 0 && close(descriptor) < 0 && errno != ECONNRESET { return t.raiseOSError(errno) }
    return .none
  },
  NativeDefinition("detach(self, /)") { t, a in
    let descriptor = SocketRef(a[0]).descriptor
    a[0].pointer.setIntWord(1, -1)
    return .int(Int(descriptor))
  },
  NativeDefinition("fileno(self, /)") { _, a in .int(Int(SocketRef(a[0]).descriptor)) },
  NativeDefinition("getpeername(self, /)") { t, a in socketName(t, a) { getpeername($0, $1, &$2) } },
  NativeDefinition("getsockname(self, /)") { t, a in socketName(t, a) { getsockname($0, $1, &$2) } },
  NativeDefinition("getsockopt(self, level, option, buflen=0, /)") { $0.getOption($1) },
  NativeDefinition("setsockopt(self, /, *args)") { $0.setOption($1) },
  NativeDefinition("setblocking(self, flag, /)") { t, a in
    guard let blocks = t.flag(a[1]) else { return .error }
    return t.setTimeout(a[0], blocks ? -1 : 0)
  },
  NativeDefinition("getblocking(self, /)") { _, a in .bool(SocketRef(a[0]).timeout != 0) },
  NativeDefinition("settimeout(self, value, /)") { t, a in
    guard
      let timeout = t.timeout(
        a[1], "'\(a[1].typeName)' object cannot be interpreted as an integer", negative: "Timeout value out of range")
    else { return .error }
    return t.setTimeout(a[0], timeout ?? -1)
  },
  NativeDefinition("gettimeout(self, /)") { t, a in socketTimeout(t, SocketRef(a[0]).timeout) },
]

func socketTimeout(_ t: Thread, _ nanoseconds: Int) -> Value {
  nanoseconds < 0 ? .none : t.makeFloat(Double(nanoseconds) / 1e9)
}

let socketDataMethods: [NativeDefinition] = [
  NativeDefinition("recv(self, buffersize, flags=0, /)") { t, a in
    guard let count = t.receiveCount(a[1], "recv"), let flags = flags(t, a[2]) else { return .error }
    var address: SocketAddress?
    return t.receive(SocketRef(a[0]), count, flags, address: &address)
  },
  NativeDefinition("recvfrom(self, buffersize, flags=0, /)") { t, a in
    guard let count = t.receiveCount(a[1], "recvfrom"), let flags = flags(t, a[2]) else { return .error }
    var address: SocketAddress? = SocketAddress()
    let data = t.receive(SocketRef(a[0]), count, flags, address: &address)
    if data.isError { return .error }
    let name = t.makeAddress(address!)
    return name.isError ? .error : TupleRef.make(t, data, name)
  },
  NativeDefinition("recv_into(self, buffer, nbytes=0, flags=0)") { t, a in
    guard let (bytes, count) = t.target(a[1], a[2], "recv_into"), let flags = flags(t, a[3]) else { return .error }
    if count == 0 { return .int(0) }
    var address: SocketAddress?
    return t.receive(SocketRef(a[0]), bytes, count, flags, address: &address).map { .int($0) } ?? .error
  },
  NativeDefinition("recvfrom_into(self, buffer, nbytes=0, flags=0)") { t, a in
    guard let (bytes, count) = t.target(a[1], a[2], "recvfrom_into"), let flags = flags(t, a[3]) else { return .error }
    var address: SocketAddress? = SocketAddress()
    guard let received = t.receive(SocketRef(a[0]), bytes, count, flags, address: &address) else { return .error }
    let name = t.makeAddress(address!)
    return name.isError ? .error : TupleRef.make(t, .int(received), name)
  },
  NativeDefinition("send(self, data, flags=0, /)") { t, a in
    guard let view = t.bytesArgument(a[1]), let flags = flags(t, a[2]) else { return .error }
    let socket = SocketRef(a[0])
    return t.socketCall(socket, writing: true) { Glibc.send(socket.descriptor, view.baseAddress, view.count, flags) }
      .map { .int($0) } ?? .error
  },
  NativeDefinition("sendall(self, data, flags=0, /)") { t, a in
    guard let flags = flags(t, a[2]) else { return .error }
    return t.sendAll(SocketRef(a[0]), a[1], flags)
  },
  NativeDefinition("sendto(self, /, *args)") { t, a in
    let given = TupleRef(a[1])
    guard given.count == 2 || given.count == 3 else {
      return t.raise(.typeError, "sendto() takes 2 or 3 arguments (\(given.count) given)")
    }
    let socket = SocketRef(a[0])
    guard let view = t.bytesArgument(given[0]), let flags = given.count == 3 ? flags(t, given[1]) : 0,
      var address = t.socketAddress(given[given.count - 1], family: socket.family, "sendto")
    else { return .error }
    let sent = t.socketCall(socket, writing: true) {
      address.withAddress { Glibc.sendto(socket.descriptor, view.baseAddress, view.count, flags, $0, $1) }
    }
    return sent.map { .int($0) } ?? .error
  },
]

let socketAttributes: [GetSetDefinition] = [
  GetSetDefinition("family", { _, s in .int(SocketRef(s).number(2)) }),
  GetSetDefinition("type", { _, s in .int(SocketRef(s).number(3)) }),
  GetSetDefinition("proto", { _, s in .int(SocketRef(s).number(4)) }),
  GetSetDefinition("timeout", { t, s in socketTimeout(t, SocketRef(s).timeout) }),
]
