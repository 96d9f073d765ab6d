// `sendmsg`, `recvmsg` and `recvmsg_into`: several buffers at once, and ancillary data such as descriptors.
//
// An ancillary item is a header of 16 bytes (length, level, type) and data, padded to 8 bytes.

import CRuntime
import Glibc

private let headerSize = 16

private func padded(_ length: Int) -> Int { (length + 7) / 8 * 8 }

/// The buffers of an iterable, copied together; nil with an exception pending.
private func gather(_ t: Thread, _ iterable: Value) -> [UInt8]? {
  var all: [UInt8] = []
  let complete = t.forEach(in: iterable) { item in
    guard let view = t.bytesArgument(item) else { return false }
    all.append(contentsOf: view)
    return true
  }
  return complete ? all : nil
}

/// Items `(level, type, data)` as the system takes them; nil with an exception pending.
private func ancillary(_ t: Thread, _ iterable: Value) -> [UInt8]? {
  var all: [UInt8] = []
  let complete = t.forEach(in: iterable) { item in
    guard item.isKind(.tuple), TupleRef(item).count == 3 else {
      t.raise(.typeError, "[sendmsg() ancillary data items] must be a sequence of 3 items")
      return false
    }
    let parts = TupleRef(item)
    guard let level = t.cInt(parts[0]), let type = t.cInt(parts[1]), let data = t.bytesArgument(parts[2]) else {
      return false
    }
    withUnsafeBytes(of: headerSize + data.count) { all.append(contentsOf: $0) }
    withUnsafeBytes(of: level) { all.append(contentsOf: $0) }
    withUnsafeBytes(of: type) { all.append(contentsOf: $0) }
    all.append(contentsOf: data)
    all.append(contentsOf: [UInt8](repeating: 0, count: padded(data.count) - data.count))
    return true
  }
  return complete ? all : nil
}

private func sendMessage(_ t: Thread, _ a: Arguments) -> Value {
  let socket = SocketRef(a[0])
  guard var data = gather(t, a[1]), var control = a[2].isUnbound ? [] : ancillary(t, a[2]),
    let flags = t.cInt(a[3], default: 0)
  else { return .error }
  var address: SocketAddress?
  if a[4].isBound && !a[4].isNone {
    guard let given = t.socketAddress(a[4], family: socket.family, "sendmsg") else { return .error }
    address = given
  }
  let sent = data.withUnsafeMutableBytes { bytes in
    control.withUnsafeMutableBytes { items in
      t.socketCall(socket, writing: true) {
        var part = iovec(iov_base: bytes.baseAddress, iov_len: bytes.count)
        return withUnsafeMutablePointer(to: &part) { part in
          var message = msghdr()
          message.msg_iov = part
          message.msg_iovlen = 1
          if items.count > 0 {
            message.msg_control = items.baseAddress
            message.msg_controllen = items.count
          }
          guard address != nil else { return sendmsg(socket.descriptor, &message, flags) }
          return address!.withAddress { name, length in
            message.msg_name = UnsafeMutableRawPointer(name)
            message.msg_namelen = length
            return sendmsg(socket.descriptor, &message, flags)
          }
        }
      }
    }
  }
  return sent.map { .int($0) } ?? .error
}

/// Receives into `parts`: the count of bytes, and the other three items of the answer; nil with an exception pending.
private func receive(
  _ t: Thread, _ socket: SocketRef, _ parts: inout [iovec], _ room: Int, _ flags: Int32
) -> (count: Int, ancillary: ListRef, flags: Int, address: Value)? {
  var address = SocketAddress()
  var control = [UInt8](repeating: 0, count: max(room, 1))
  var answered: Int32 = 0
  var controlCount = 0
  let count = control.withUnsafeMutableBytes { items in
    parts.withUnsafeMutableBufferPointer { parts in
      t.socketCall(socket, writing: false) {
        address.length = socklen_t(MemoryLayout<sockaddr_storage>.size)
        return address.withAddress { name, length in
          var message = msghdr()
          message.msg_name = UnsafeMutableRawPointer(name)
          message.msg_namelen = length
          message.msg_iov = parts.baseAddress
          message.msg_iovlen = parts.count
          if room > 0 {
            message.msg_control = items.baseAddress
            message.msg_controllen = room
          }
          let received = recvmsg(socket.descriptor, &message, flags)
          length = message.msg_namelen
          answered = message.msg_flags
          controlCount = message.msg_controllen
          return received
        }
      }
    }
  }
  guard let count else { return nil }
  let list = ListRef.make(t)
  control.withUnsafeBytes { bytes in
    var offset = 0
    while offset + headerSize <= controlCount {
      let length = bytes.loadUnaligned(fromByteOffset: offset, as: Int.self)
      if length < headerSize { break }
      let level = bytes.loadUnaligned(fromByteOffset: offset + 8, as: Int32.self)
      let type = bytes.loadUnaligned(fromByteOffset: offset + 12, as: Int32.self)
      let end = min(offset + length, controlCount)
      let data = t.makeBytes(Array(bytes[offset + headerSize..<end]))
      list.append(t, TupleRef.make(t, .int(Int(level)), .int(Int(type)), data))
      offset += padded(length)
    }
  }
  let name = t.makeAddress(address)
  return name.isError ? nil : (count, list, Int(answered), name)
}

private func answer(_ t: Thread, _ first: Value, _ rest: (count: Int, ancillary: ListRef, flags: Int, address: Value))
  -> Value
{
  let tuple = TupleRef.allocate(t, count: 4)
  tuple[0] = first
  tuple[1] = rest.ancillary.value
  tuple[2] = .int(rest.flags)
  tuple[3] = rest.address
  return tuple.value
}

private func ancillaryRoom(_ t: Thread, _ value: Value, _ function: String) -> Int? {
  guard let room = t.count(value, default: 0) else { return nil }
  if room >= 0 && room <= Int(Int32.max) { return room }
  t.raise(.valueError, "invalid ancillary data buffer length")
  return nil
}

let socketMessageMethods: [NativeDefinition] = [
  NativeDefinition("sendmsg(self, buffers, ancdata=(), flags=0, address=None, /)", sendMessage),
  NativeDefinition("recvmsg(self, bufsize, ancbufsize=0, flags=0, /)") { t, a in
    guard let count = t.index(a[1]), let room = ancillaryRoom(t, a[2], "recvmsg"), let flags = t.cInt(a[3], default: 0)
    else { return .error }
    if count < 0 { return t.raise(.valueError, "negative buffer size in recvmsg()") }
    var buffer = ByteBuffer(capacity: count)
    var parts = [iovec(iov_base: buffer.bytes, iov_len: count)]
    guard let rest = receive(t, SocketRef(a[0]), &parts, room, flags) else { return .error }
    buffer.advance(rest.count)
    return answer(t, buffer.makeBytes(t), rest)
  },
  NativeDefinition("recvmsg_into(self, buffers, ancbufsize=0, flags=0, /)") { t, a in
    guard let room = ancillaryRoom(t, a[2], "recvmsg_into"), let flags = t.cInt(a[3], default: 0),
      let buffers = t.makeList(from: a[1])
    else { return .error }
    var parts: [iovec] = []
    for index in 0..<buffers.count {
      guard !buffers[index].isKind(.bytes), let view = byteView(buffers[index]) else {
        return t.raise(
          .typeError, "recvmsg_into() argument 1 must be an iterable of single-segment read-write buffers")
      }
      parts.append(iovec(iov_base: UnsafeMutableRawPointer(mutating: view.baseAddress), iov_len: view.count))
    }
    guard let rest = receive(t, SocketRef(a[0]), &parts, room, flags) else { return .error }
    return answer(t, .int(rest.count), rest)
  },
]
