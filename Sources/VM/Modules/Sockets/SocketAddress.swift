// Addresses of sockets: between Python's tuples and strings and the C library's structures.

import CRuntime
import Glibc

nonisolated(unsafe) var resolverError = Value.unbound

struct SocketAddress {
  var storage = sockaddr_storage()
  var length = socklen_t(MemoryLayout<sockaddr_storage>.size)

  var family: Int32 { Int32(storage.ss_family) }

  mutating func withAddress<Result>(_ body: (UnsafeMutablePointer<sockaddr>, inout socklen_t) -> Result) -> Result {
    var count = length
    defer { length = count }
    return withUnsafeMutablePointer(to: &storage) { place in
      place.withMemoryRebound(to: sockaddr.self, capacity: 1) { body($0, &count) }
    }
  }

  mutating func store<Address>(_ address: Address) {
    withUnsafeMutableBytes(of: &storage) { $0.storeBytes(of: address, as: Address.self) }
    length = socklen_t(MemoryLayout<Address>.size)
  }

  func read<Address>(_ type: Address.Type) -> Address {
    withUnsafeBytes(of: storage) { $0.load(as: Address.self) }
  }
}

extension UnsafeMutablePointer where Pointee == ThreadState {
  /// Raises `socket.gaierror`; nil.
  func failResolver(_ code: Int32) -> SocketAddress? {
    if code == -11 {  // EAI_SYSTEM
      raiseOSError(errno)
      return nil
    }
    let text = StringRef.make(self, String(cString: gai_strerror(code)))
    let exception = call(resolverError, .int(Int(code)), text)
    if !exception.isError { raise(exception: exception) }
    return nil
  }

  /// A host name as zero-terminated bytes; nil with an exception pending.
  func hostName(_ value: Value) -> [CChar]? {
    var bytes = value
    if value.isKind(.string) {
      bytes =
        StringRef(value).isAscii
        ? bytesFromLatin(StringRef(value)) : encode(StringRef(value), encoding: "idna", errors: "strict")
      if bytes.isError { return nil }
    } else if !value.isKind(.bytes) && !value.isKind(.byteArray) {
      raise(.typeError, "str, bytes or bytearray expected, not \(value.typeName)")
      return nil
    }
    guard let view = byteView(bytes) else { return nil }
    if view.contains(0) {
      raise(.typeError, "host name must not contain null character")
      return nil
    }
    return view.map { CChar(bitPattern: $0) } + [0]
  }

  /// The first address of a host; nil with an exception pending.
  func resolve(_ host: [CChar], family: Int32) -> SocketAddress? {
    var address = SocketAddress()
    let name = String(cString: host)
    if name.isEmpty || name == "<broadcast>" {
      if name.isEmpty && family == AF_INET6 {
        var any = sockaddr_in6()
        any.sin6_family = sa_family_t(AF_INET6)
        address.store(any)
      } else {
        if family != AF_INET && family != AF_UNSPEC {
          raise(.osError, "address family mismatched")
          return nil
        }
        var any = sockaddr_in()
        any.sin_family = sa_family_t(AF_INET)
        any.sin_addr.s_addr = name.isEmpty ? 0 : UInt32.max
        address.store(any)
      }
      return address
    }
    // A numeric address needs no resolver.
    var four = sockaddr_in()
    if family != AF_INET6, inet_pton(AF_INET, host, &four.sin_addr) == 1 {
      four.sin_family = sa_family_t(AF_INET)
      address.store(four)
      return address
    }
    var six = sockaddr_in6()
    if family != AF_INET, !name.contains("%"), inet_pton(AF_INET6, host, &six.sin6_addr) == 1 {
      six.sin6_family = sa_family_t(AF_INET6)
      address.store(six)
      return address
    }
    var hints = addrinfo()
    hints.ai_family = family
    var found: UnsafeMutablePointer<addrinfo>?
    let status = blocking { getaddrinfo(host, nil, &hints, &found) }
    guard status == 0, let first = found else { return failResolver(status) }
    defer { freeaddrinfo(found) }
    let count = Int(first.pointee.ai_addrlen)
    _ = withUnsafeMutableBytes(of: &address.storage) { memcpy($0.baseAddress!, first.pointee.ai_addr, count) }
    address.length = socklen_t(count)
    return address
  }

  /// The address that Python gives a socket function; nil with an exception pending.
  func socketAddress(_ value: Value, family: Int32, _ function: String) -> SocketAddress? {
    switch family {
    case AF_UNIX: return unixAddress(value)
    case AF_INET, AF_INET6:
      let name = family == AF_INET ? "AF_INET" : "AF_INET6"
      guard value.isKind(.tuple) else {
        raise(.typeError, "\(function)(): \(name) address must be tuple, not \(value.typeName)")
        return nil
      }
      let parts = TupleRef(value)
      guard family == AF_INET ? parts.count == 2 : parts.count >= 2 && parts.count <= 4 else {
        raise(
          .typeError,
          family == AF_INET
            ? "AF_INET address must be a pair (host, port)"
            : "AF_INET6 address must be a tuple (host, port[, flowinfo[, scopeid]])")
        return nil
      }
      guard let host = hostName(parts[0]), let port = index(parts[1]) else { return nil }
      guard port >= 0, port <= 0xFFFF else {
        raise(.overflowError, "\(function)(): port must be 0-65535.")
        return nil
      }
      guard var address = resolve(host, family: family) else { return nil }
      if family == AF_INET {
        var four = address.read(sockaddr_in.self)
        four.sin_port = UInt16(port).bigEndian
        address.store(four)
        return address
      }
      var six = address.read(sockaddr_in6.self)
      six.sin6_port = UInt16(port).bigEndian
      if parts.count > 2 {
        guard let flow = index(parts[2]) else { return nil }
        if flow < 0 || flow > 0xFFFFF {
          raise(.overflowError, "\(function)(): flowinfo must be 0-1048575.")
          return nil
        }
        six.sin6_flowinfo = UInt32(flow).bigEndian
      }
      if parts.count > 3 {
        guard let scope = index(parts[3]) else { return nil }
        six.sin6_scope_id = UInt32(truncatingIfNeeded: scope)
      }
      address.store(six)
      return address
    default:
      raise(.osError, "\(function)(): bad family")
      return nil
    }
  }

  /// A path, or with a zero in front a name in the abstract space.
  private func unixAddress(_ value: Value) -> SocketAddress? {
    var bytes = value
    if value.isKind(.string) {
      bytes = encode(StringRef(value), .utf8, .surrogateEscape)
      if bytes.isError { return nil }
    }
    guard let view = bytesArgument(bytes) else { return nil }
    var unix = sockaddr_un()
    unix.sun_family = sa_family_t(AF_UNIX)
    let capacity = MemoryLayout.size(ofValue: unix.sun_path)
    let isAbstract = view.first == 0
    if view.count > capacity || !isAbstract && view.count >= capacity {
      raise(.osError, "AF_UNIX path too long")
      return nil
    }
    withUnsafeMutableBytes(of: &unix.sun_path) { for index in 0..<view.count { $0[index] = view[index] } }
    var address = SocketAddress()
    address.store(unix)
    address.length = socklen_t(2 + view.count + (isAbstract || view.count == 0 ? 0 : 1))
    if view.count == 0 { address.length = 2 }
    return address
  }

  /// The Python form of an address: None when there is none.
  func makeAddress(_ address: SocketAddress) -> Value {
    if address.length == 0 { return .none }
    switch address.family {
    case AF_INET:
      var four = address.read(sockaddr_in.self)
      let host = numericHost(AF_INET, &four.sin_addr)
      return TupleRef.make(self, host, .int(Int(four.sin_port.bigEndian)))
    case AF_INET6:
      var six = address.read(sockaddr_in6.self)
      let host = numericHost(AF_INET6, &six.sin6_addr)
      let parts = TupleRef.allocate(self, count: 4)
      parts[0] = host
      parts[1] = .int(Int(six.sin6_port.bigEndian))
      parts[2] = .int(Int(six.sin6_flowinfo.bigEndian))
      parts[3] = .int(Int(six.sin6_scope_id))
      return parts.value
    case AF_UNIX:
      let count = Int(address.length) - 2
      return withUnsafeBytes(of: address.storage) { bytes in
        let path = (bytes.baseAddress! + 2).assumingMemoryBound(to: UInt8.self)
        if count <= 0 { return vm.pointee.emptyString }
        if path[0] == 0 { return BytesRef.make(self, path, count) }
        let length = strnlen((bytes.baseAddress! + 2).assumingMemoryBound(to: CChar.self), count)
        var consumed = 0
        return decode(BytesRef.make(self, path, length), .utf8, .surrogateEscape, final: true, &consumed)
      }
    default:
      return withUnsafeBytes(of: address.storage) { bytes in
        let rest = (bytes.baseAddress! + 2).assumingMemoryBound(to: UInt8.self)
        let data = BytesRef.make(self, rest, max(0, Int(address.length) - 2))
        return TupleRef.make(self, .int(Int(address.family)), data)
      }
    }
  }

  func numericHost(_ family: Int32, _ address: UnsafeRawPointer) -> Value {
    var text = [CChar](repeating: 0, count: 64)
    return inet_ntop(family, address, &text, 64) == nil
      ? raiseOSError(errno) : StringRef.make(self, String(cString: text))
  }
}
