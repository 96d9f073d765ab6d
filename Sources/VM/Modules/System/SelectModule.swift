// The module `select`: select, poll and epoll.
//
// Words of a poll object: 1 dict of event masks by descriptor. Of an epoll object: 1 descriptor, −1 when closed.

import CRuntime
import Glibc

nonisolated(unsafe) private var pollType = Value.unbound

private let selectConstants: [(StaticString, Int)] = [
  ("PIPE_BUF", 4096), ("POLLIN", 1), ("POLLPRI", 2), ("POLLOUT", 4), ("POLLERR", 8), ("POLLHUP", 16),
  ("POLLNVAL", 32), ("POLLRDNORM", 64), ("POLLRDBAND", 128), ("POLLWRNORM", 256), ("POLLWRBAND", 512),
  ("POLLMSG", 1024), ("POLLRDHUP", 8192), ("EPOLLIN", 1), ("EPOLLOUT", 4), ("EPOLLPRI", 2), ("EPOLLERR", 8),
  ("EPOLLHUP", 16), ("EPOLLRDHUP", 8192), ("EPOLLET", 1 << 31), ("EPOLLONESHOT", 1 << 30),
  ("EPOLLEXCLUSIVE", 1 << 28), ("EPOLLRDNORM", 64), ("EPOLLRDBAND", 128), ("EPOLLWRNORM", 256), ("EPOLLWRBAND", 512),
  ("EPOLLMSG", 1024), ("EPOLL_CLOEXEC", 524_288),
]

/// The most descriptors that select(2) knows.
private let setSize = 1024

/// select(2) by way of poll(2), which asks the same questions without a limit; the limit is kept for its message.
private func select(_ t: Thread, _ a: Arguments) -> Value {
  guard let timeout = t.timeout(a[3], "timeout must be a float or None", negative: "timeout must be non-negative")
  else { return .error }
  // Objects as they were given, in lists that keep them alive, and the descriptor of each.
  let given = ListRef.make(t)
  var rows: [(descriptor: Int32, list: Int)] = []
  for list in 0..<3 {
    if a[list].type.special(.iter).isUnbound && a[list].type.special(.getitem).isUnbound {
      return t.raise(.typeError, "arguments 1-3 must be sequences")
    }
    let complete = t.forEach(in: a[list]) { item in
      guard let descriptor = t.fileDescriptor(item) else { return false }
      if Int(descriptor) >= setSize {
        t.raise(.valueError, "filedescriptor out of range in select()")
        return false
      }
      rows.append((descriptor, list))
      given.append(t, item)
      return true
    }
    if !complete { return .error }
  }
  let events: [Int32] = [POLLIN | POLLRDNORM | POLLRDBAND, POLLOUT | POLLWRNORM | POLLWRBAND, POLLPRI]
  let answers: [Int32] = [
    POLLIN | POLLRDNORM | POLLRDBAND | POLLHUP | POLLERR, POLLOUT | POLLWRNORM | POLLWRBAND | POLLERR, POLLPRI,
  ]
  var polled = rows.map { pollfd(fd: $0.descriptor, events: Int16(events[$0.list]), revents: 0) }
  if t.wait(&polled, polled.count, until: Deadline(in: timeout)) == nil { return .error }
  if polled.contains(where: { Int32($0.revents) & POLLNVAL != 0 }) { return t.raiseOSError(EBADF) }
  let (readable, writable, exceptional) = (ListRef.make(t), ListRef.make(t), ListRef.make(t))
  let kept = TupleRef.make(t, readable.value, writable.value, exceptional.value)
  for (index, row) in rows.enumerated() where Int32(polled[index].revents) & answers[row.list] != 0 {
    ListRef(TupleRef(kept)[row.list]).append(t, given[index])
  }
  return kept
}

// MARK: poll

/// A mask of events that fits 16 bits; nil with an exception pending.
private func mask(_ t: Thread, _ value: Value, default standard: Int) -> Int? {
  if value.isUnbound { return standard }
  guard let number = t.index(value) else { return nil }
  if number < 0 {
    t.raise(.valueError, "value must be positive")
    return nil
  }
  if number > 0xFFFF {
    t.raise(.overflowError, "Python int too large for C unsigned short")
    return nil
  }
  return number
}

/// Milliseconds of a `poll` (None or negative: nil inside).
private func milliseconds(_ t: Thread, _ value: Value, scale: Double) -> Int?? {
  if value.isUnbound || value.isNone { return .some(nil) }
  guard value.isFloat || t.unwrapInteger(value).isBound || value.type.special(.index).isBound else {
    t.raise(.typeError, "timeout must be an integer or None")
    return nil
  }
  guard let number = t.double(of: value) else { return nil }
  if number.isNaN {
    t.raise(.valueError, "Invalid value NaN (not a number)")
    return nil
  }
  if number < 0 { return .some(nil) }
  guard number * scale < 2_147_483_648 else {
    t.raise(.overflowError, "timeout is too large")
    return nil
  }
  return .some(Int((number * scale * 1e6).rounded(.up)))
}

private let pollMethods: [NativeDefinition] = [
  NativeDefinition("register(self, fd, eventmask=7, /)") { t, a in
    guard let descriptor = t.fileDescriptor(a[1]), let mask = mask(t, a[2], default: 7) else { return .error }
    return DictRef(a[0].pointer.word(1)).set(t, .int(Int(descriptor)), .int(mask)) ? .none : .error
  },
  NativeDefinition("modify(self, fd, eventmask, /)") { t, a in
    guard let descriptor = t.fileDescriptor(a[1]), let mask = mask(t, a[2], default: 7) else { return .error }
    let table = DictRef(a[0].pointer.word(1))
    if table.get(t, .int(Int(descriptor))).isUnbound { return t.raiseOSError(ENOENT) }
    return table.set(t, .int(Int(descriptor)), .int(mask)) ? .none : .error
  },
  NativeDefinition("unregister(self, fd, /)") { t, a in
    guard let descriptor = t.fileDescriptor(a[1]) else { return .error }
    return t.deleteItem(a[0].pointer.word(1), .int(Int(descriptor))) ? .none : .error
  },
  NativeDefinition("poll(self, timeout=None, /)") { t, a in
    guard let timeout = milliseconds(t, a[1], scale: 1) else { return .error }
    var polled: [pollfd] = []
    var position = 0
    while let entry = DictRef(a[0].pointer.word(1)).next(&position) {
      let events = Int16(truncatingIfNeeded: entry.value.asInt)
      polled.append(pollfd(fd: Int32(entry.key.asInt), events: events, revents: 0))
    }
    if t.wait(&polled, polled.count, until: Deadline(in: timeout)) == nil { return .error }
    let result = ListRef.make(t)
    for row in polled where row.revents != 0 {
      result.append(t, TupleRef.make(t, .int(Int(row.fd)), .int(Int(UInt16(bitPattern: row.revents)))))
    }
    return result.value
  },
]

// MARK: epoll

private func openEpoll(_ t: Thread, _ object: Value) -> Int32? {
  let descriptor = object.pointer.word(1)
  if descriptor.isInt && descriptor.asInt >= 0 { return Int32(descriptor.asInt) }
  t.raise(.valueError, "I/O operation on closed epoll object")
  return nil
}

private func makeEpoll(_ t: Thread, _ type: Value, _ descriptor: Int32) -> Value {
  if descriptor < 0 { return t.raiseOSError(errno) }
  let object = t.allocateInstance(TypeRef(type))
  object.pointer.setIntWord(1, Int(descriptor))
  StreamRegistry.register(object.pointer)
  return object
}

private func closeEpoll(_ t: Thread, _ object: Value) -> Value {
  let descriptor = object.pointer.word(1)
  object.pointer.setIntWord(1, -1)
  if descriptor.isInt && descriptor.asInt >= 0 && close(Int32(descriptor.asInt)) < 0 { return t.raiseOSError(errno) }
  return .none
}

private enum EpollOperation { static let add: Int32 = 1, remove: Int32 = 2, change: Int32 = 3 }

private func control(_ t: Thread, _ a: Arguments, _ operation: Int32) -> Value {
  guard let epoll = openEpoll(t, a[0]), let descriptor = t.fileDescriptor(a[1]) else { return .error }
  var events: UInt32 = 0
  if operation != EpollOperation.remove {
    guard let mask = a[2].isUnbound ? 7 : t.lowBits(a[2]) else { return .error }
    events = UInt32(truncatingIfNeeded: mask)
  }
  return vm_epoll_control(epoll, operation, descriptor, events) < 0 ? t.raiseOSError(errno) : .none
}

private func pollEpoll(_ t: Thread, _ a: Arguments) -> Value {
  guard let epoll = openEpoll(t, a[0]), let timeout = milliseconds(t, a[1], scale: 1000),
    let given = t.count(a[2], default: -1)
  else { return .error }
  if given == 0 || given < -1 {
    return t.raise(.valueError, "maxevents must be greater than 0, got \(given)")
  }
  let most = given == -1 ? setSize - 1 : given
  let deadline = Deadline(in: timeout)
  var events = [vm_ready](repeating: vm_ready(), count: most)
  while true {
    let (count, error) = t.blocking { () -> (Int32, Int32) in
      let count = vm_epoll_wait(epoll, &events, Int32(clamping: most), deadline.milliseconds)
      return (count, errno)
    }
    if count < 0 {
      if error != EINTR { return t.raiseOSError(error) }
      if !t.runPendingWork() { return .error }
      if !deadline.hasPassed { continue }
    }
    let result = ListRef.make(t)
    for index in 0..<max(0, Int(count)) {
      result.append(
        t, TupleRef.make(t, .int(Int(events[index].descriptor)), .int(Int(events[index].events))))
    }
    return result.value
  }
}

private let epollMethods: [NativeDefinition] = [
  NativeDefinition(.staticMethod, "__new__(cls, sizehint=-1, flags=0)") { t, a in
    guard let size = a[1].isUnbound ? -1 : t.cInt(a[1]), let flags = t.cInt(a[2], default: 0) else { return .error }
    if size < -1 || size == 0 { return t.raise(.valueError, "negative sizehint") }
    if flags != 0 && flags != 524_288 { return t.raise(.osError, "invalid flags") }
    return makeEpoll(t, a[0], vm_epoll_create())
  },
  NativeDefinition(.classMethod, "fromfd(cls, fd, /)") { t, a in
    guard let descriptor = t.cInt(a[1]) else { return .error }
    return makeEpoll(t, a[0], descriptor)
  },
  NativeDefinition("close(self, /)") { t, a in closeEpoll(t, a[0]) },
  NativeDefinition("fileno(self, /)") { t, a in openEpoll(t, a[0]).map { .int(Int($0)) } ?? .error },
  NativeDefinition("register(self, fd, eventmask=7)") { t, a in control(t, a, EpollOperation.add) },
  NativeDefinition("modify(self, fd, eventmask)") { t, a in control(t, a, EpollOperation.change) },
  NativeDefinition("unregister(self, fd)") { t, a in control(t, a, EpollOperation.remove) },
  NativeDefinition("poll(self, timeout=None, maxevents=-1)", pollEpoll),
  NativeDefinition("__enter__(self, /)") { t, a in openEpoll(t, a[0]) == nil ? .error : a[0] },
  NativeDefinition("__exit__(self, exc_type=None, exc_value=None, exc_tb=None, /)") { t, a in closeEpoll(t, a[0]) },
]

/// The type of epoll objects, whose descriptors are closed when they are lost.
nonisolated(unsafe) private(set) var epollType = Value.unbound

func defineSelectModule(_ thread: Thread) {
  let module = thread.defineModule(
    "select", doc: "Waiting for descriptors to become ready.",
    [
      NativeDefinition(.function, "select(rlist, wlist, xlist, timeout=None, /)", select),
      NativeDefinition(.function, "poll()") { t, _ in
        let table = DictRef.make(t)
        let object = t.allocateInstance(TypeRef(pollType))
        object.pointer.setWord(1, table.value)
        return object
      },
    ])
  module.set(selectConstants)
  module.set("error", ExceptionType.osError.type)
  pollType = thread.define(
    TypeDefinition(
      name: "poll", words: 2, flags: TypeFlags.final | TypeFlags.notInstantiable, module: "select",
      methods: pollMethods))
  epollType = thread.define(
    TypeDefinition(
      name: "epoll", words: 2, module: "select", methods: epollMethods,
      attributes: [GetSetDefinition("closed", { _, e in .bool(!e.pointer.word(1).isInt || e.pointer.intWord(1) < 0) })]
    ))
  module.set("epoll", epollType)
}
