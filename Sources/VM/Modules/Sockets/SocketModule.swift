// The module `_socket`: the type of sockets, and the functions about names and numbers of hosts, services and interfaces.

import CRuntime
import Glibc

nonisolated(unsafe) private var hostError = Value.unbound

/// Resolver flags and errors that the headers show under names of their own.
private let interfaceError = "no interface with this name"

extension UnsafeMutablePointer where Pointee == ThreadState {
  /// An unsigned number of `bits` bits in host or network order; nil with an exception pending.
  fileprivate func unsigned(_ value: Value, bits: Int, _ function: String) -> Int? {
    if bits == 32 {
      guard value.isInt || value.isBool || value.isKind(.bigInt) else {
        raise(.typeError, "expected int, \(value.typeName) found")
        return nil
      }
    }
    let integer = toIndex(value)
    if integer.isError { return nil }
    if isNegative(integer) {
      raise(
        .overflowError,
        bits == 16
          ? "\(function): can't convert negative Python int to C 16-bit unsigned integer"
          : "can't convert negative value to unsigned int")
      return nil
    }
    guard integer.isInt, integer.asInt < 1 << bits else {
      raise(
        .overflowError,
        bits == 16
          ? "\(function): Python int too large to convert to C 16-bit unsigned integer" : "int larger than 32 bits")
      return nil
    }
    return integer.asInt
  }

  /// A str argument as C text; nil with TypeError pending.
  fileprivate func text(_ value: Value, _ function: String, _ place: String = "argument 1") -> String? {
    if value.isKind(.string) { return StringRef(value).text }
    raise(.typeError, "\(function)() \(place) must be str, not \(value.typeName)")
    return nil
  }

  // MARK: Names

  fileprivate func addressInformation(_ a: Arguments) -> Value {
    guard let family = cInt(a[2], default: 0), let type = cInt(a[3], default: 0), let proto = cInt(a[4], default: 0),
      let flags = cInt(a[5], default: 0)
    else { return .error }
    var host: [CChar]?
    if !a[0].isNone {
      if !a[0].isKind(.string) && !a[0].isKind(.bytes) {
        return raise(.typeError, "getaddrinfo() argument 1 must be string or None")
      }
      guard let name = hostName(a[0]) else { return .error }
      host = name
    }
    var service: [CChar]?
    let port = unwrapInteger(a[1])
    if port.isBound {
      service = Array(str(text: port).utf8CString)
    } else if a[1].isKind(.string) {
      service = Array(StringRef(a[1]).text.utf8CString)
    } else if a[1].isKind(.bytes), let view = byteView(a[1]) {
      service = view.map { CChar(bitPattern: $0) } + [0]
    } else if !a[1].isNone {
      return raise(.osError, "Int or String expected")
    }
    var hints = addrinfo()
    hints.ai_family = family
    hints.ai_socktype = type
    hints.ai_protocol = proto
    hints.ai_flags = flags
    var found: UnsafeMutablePointer<addrinfo>?
    let status = blocking { getaddrinfo(host, service, &hints, &found) }
    if status != 0 {
      _ = failResolver(status)
      return .error
    }
    defer { freeaddrinfo(found) }
    let result = ListRef.make(self)
    var row = found
    while let entry = row {
      var address = SocketAddress()
      let count = Int(entry.pointee.ai_addrlen)
      _ = withUnsafeMutableBytes(of: &address.storage) { memcpy($0.baseAddress!, entry.pointee.ai_addr, count) }
      address.length = socklen_t(count)
      let name = makeAddress(address)
      if name.isError { return .error }
      let canonical = entry.pointee.ai_canonname.map { StringRef.make(self, String(cString: $0)) }
      let tuple = TupleRef.allocate(self, count: 5)
      tuple[0] = .int(Int(entry.pointee.ai_family))
      tuple[1] = .int(Int(entry.pointee.ai_socktype))
      tuple[2] = .int(Int(entry.pointee.ai_protocol))
      tuple[3] = canonical ?? vm.pointee.emptyString
      tuple[4] = name
      result.append(self, tuple.value)
      row = entry.pointee.ai_next
    }
    return result.value
  }

  fileprivate func nameInformation(_ a: Arguments) -> Value {
    guard a[0].isKind(.tuple) else {
      return raise(.typeError, "getnameinfo() argument 1 must be a tuple")
    }
    guard let flags = cInt(a[1]) else { return .error }
    let parts = TupleRef(a[0])
    guard parts.count >= 2, parts.count <= 4, parts[0].isKind(.string), let port = index(parts[1]) else {
      return pointee.exception.isBound
        ? .error : raise(.typeError, "getnameinfo(): illegal sockaddr argument")
    }
    var hints = addrinfo()
    hints.ai_family = AF_UNSPEC
    hints.ai_socktype = 2
    hints.ai_flags = 4  // AI_NUMERICHOST
    var found: UnsafeMutablePointer<addrinfo>?
    guard let host = hostName(parts[0]) else { return .error }
    let status = getaddrinfo(host, "\(port)", &hints, &found)
    guard status == 0, let entry = found else {
      _ = failResolver(status)
      return .error
    }
    defer { freeaddrinfo(found) }
    var hostText = [CChar](repeating: 0, count: 1025)
    var serviceText = [CChar](repeating: 0, count: 32)
    let outcome = blocking {
      getnameinfo(entry.pointee.ai_addr, entry.pointee.ai_addrlen, &hostText, 1025, &serviceText, 32, flags)
    }
    if outcome != 0 {
      _ = failResolver(outcome)
      return .error
    }
    let name = StringRef.make(self, String(cString: hostText))
    return TupleRef.make(self, name, StringRef.make(self, String(cString: serviceText)))
  }

  /// `(name, aliases, addresses)` of what the resolver found.
  private func hostInformation(_ entry: UnsafeMutablePointer<hostent>?) -> Value {
    guard let entry else {
      let text = StringRef.make(self, "Unknown host")
      let exception = call(hostError, .int(1), text)
      return exception.isError ? .error : raise(exception: exception)
    }
    let aliases = ListRef.make(self)
    var alias = entry.pointee.h_aliases
    while let text = alias?.pointee {
      aliases.append(self, StringRef.make(self, String(cString: text)))
      alias = alias.map { $0 + 1 }
    }
    let addresses = ListRef.make(self)
    var address = entry.pointee.h_addr_list
    while let bytes = address?.pointee {
      addresses.append(self, numericHost(entry.pointee.h_addrtype, bytes))
      address = address.map { $0 + 1 }
    }
    return TupleRef.make(
      self, StringRef.make(self, String(cString: entry.pointee.h_name)), aliases.value, addresses.value)
  }

  fileprivate func hostByName(_ value: Value, extended: Bool) -> Value {
    guard let host = hostName(value), var address = resolve(host, family: AF_INET) else { return .error }
    if extended { return hostInformation(gethostbyname(host)) }
    var four = address.read(sockaddr_in.self)
    address.length = 0
    return numericHost(AF_INET, &four.sin_addr)
  }

  fileprivate func hostByAddress(_ value: Value) -> Value {
    guard let host = hostName(value), let address = resolve(host, family: AF_UNSPEC) else { return .error }
    if address.family == AF_INET6 {
      var six = address.read(sockaddr_in6.self)
      return hostInformation(gethostbyaddr(&six.sin6_addr, 16, AF_INET6))
    }
    var four = address.read(sockaddr_in.self)
    return hostInformation(gethostbyaddr(&four.sin_addr, 4, AF_INET))
  }
}

private let nameFunctions: [NativeDefinition] = [
  NativeDefinition(.function, "getaddrinfo(host, port, family=0, type=0, proto=0, flags=0)") {
    $0.addressInformation($1)
  },
  NativeDefinition(.function, "getnameinfo(sockaddr, flags, /)") { $0.nameInformation($1) },
  NativeDefinition(.function, "gethostbyname(host, /)") { $0.hostByName($1[0], extended: false) },
  NativeDefinition(.function, "gethostbyname_ex(host, /)") { $0.hostByName($1[0], extended: true) },
  NativeDefinition(.function, "gethostbyaddr(host, /)") { $0.hostByAddress($1[0]) },
  NativeDefinition(.function, "gethostname()") { t, _ in
    var name = [CChar](repeating: 0, count: 1025)
    return gethostname(&name, 1024) < 0 ? t.raiseOSError(errno) : StringRef.make(t, String(cString: name))
  },
  NativeDefinition(.function, "sethostname(name, /)") { t, a in
    guard let name = t.hostName(a[0]) else { return .error }
    return sethostname(name, name.count - 1) < 0 ? t.raiseOSError(errno) : .none
  },
  NativeDefinition(.function, "getservbyname(servicename, protocolname=None, /)") { t, a in
    guard let name = t.text(a[0], "getservbyname"),
      let proto = a[1].isUnbound ? "" : t.text(a[1], "getservbyname", "argument 2")
    else { return .error }
    guard let entry = getservbyname(name, proto.isEmpty ? nil : proto) else {
      return t.raise(.osError, "service/proto not found")
    }
    return .int(Int(UInt16(truncatingIfNeeded: entry.pointee.s_port).bigEndian))
  },
  NativeDefinition(.function, "getservbyport(port, protocolname=None, /)") { t, a in
    guard let port = t.cInt(a[0]), let proto = a[1].isUnbound ? "" : t.text(a[1], "getservbyport", "argument 2")
    else { return .error }
    if port < 0 || port > 0xFFFF { return t.raise(.overflowError, "getservbyport: port must be 0-65535.") }
    let number = Int32(UInt16(port).bigEndian)
    guard let entry = getservbyport(number, proto.isEmpty ? nil : proto) else {
      return t.raise(.osError, "port/proto not found")
    }
    return StringRef.make(t, String(cString: entry.pointee.s_name))
  },
  NativeDefinition(.function, "getprotobyname(name, /)") { t, a in
    guard let name = t.text(a[0], "getprotobyname") else { return .error }
    guard let entry = getprotobyname(name) else { return t.raise(.osError, "protocol not found") }
    return .int(Int(entry.pointee.p_proto))
  },
  NativeDefinition(.function, "if_nameindex()") { t, _ in
    guard let first = if_nameindex() else { return t.raiseOSError(errno) }
    defer { if_freenameindex(first) }
    let result = ListRef.make(t)
    var entry = first
    while entry.pointee.if_index != 0 {
      let name = t.fileText(entry.pointee.if_name)
      result.append(t, TupleRef.make(t, .int(Int(entry.pointee.if_index)), name))
      entry += 1
    }
    return result.value
  },
  NativeDefinition(.function, "if_nametoindex(oname, /)") { t, a in
    guard let path = t.path(a[0], "if_nametoindex"), let index = t.withPath(path, { if_nametoindex($0) }) else {
      return .error
    }
    return index == 0 ? t.raise(.osError, interfaceError) : .int(Int(index))
  },
  NativeDefinition(.function, "if_indextoname(if_index, /)") { t, a in
    guard let index = t.lowBits(a[0]) else { return .error }
    var name = [CChar](repeating: 0, count: 17)
    return if_indextoname(UInt32(truncatingIfNeeded: index), &name) == nil
      ? t.raiseOSError(errno) : StringRef.make(t, String(cString: name))
  },
]

private let numberFunctions: [NativeDefinition] = [
  NativeDefinition(.function, "ntohs(x, /)") { t, a in
    t.unsigned(a[0], bits: 16, "ntohs").map { .int(Int(UInt16($0).bigEndian)) } ?? .error
  },
  NativeDefinition(.function, "htons(x, /)") { t, a in
    t.unsigned(a[0], bits: 16, "htons").map { .int(Int(UInt16($0).bigEndian)) } ?? .error
  },
  NativeDefinition(.function, "ntohl(x, /)") { t, a in
    t.unsigned(a[0], bits: 32, "ntohl").map { .int(Int(UInt32($0).bigEndian)) } ?? .error
  },
  NativeDefinition(.function, "htonl(x, /)") { t, a in
    t.unsigned(a[0], bits: 32, "htonl").map { .int(Int(UInt32($0).bigEndian)) } ?? .error
  },
  NativeDefinition(.function, "inet_aton(ip_addr, /)") { t, a in
    guard let text = t.text(a[0], "inet_aton", "argument") else { return .error }
    var address = in_addr()
    if inet_aton(text, &address) == 0 {
      return t.raise(.osError, "illegal IP address string passed to inet_aton")
    }
    return withUnsafeBytes(of: &address) { t.makeBytes(Array($0)) }
  },
  NativeDefinition(.function, "inet_ntoa(packed_ip, /)") { t, a in
    guard let view = t.bytesArgument(a[0]) else { return .error }
    if view.count != 4 { return t.raise(.osError, "packed IP wrong length for inet_ntoa") }
    return t.numericHost(AF_INET, view.baseAddress!)
  },
  NativeDefinition(.function, "inet_pton(address_family, ip_string, /)") { t, a in
    guard let family = t.cInt(a[0]), let text = t.text(a[1], "inet_pton", "argument 2") else { return .error }
    var packed = [UInt8](repeating: 0, count: 16)
    let status = inet_pton(family, text, &packed)
    if status < 0 { return t.raiseOSError(errno) }
    if status == 0 { return t.raise(.osError, "illegal IP address string passed to inet_pton") }
    return t.makeBytes(Array(packed.prefix(family == AF_INET ? 4 : 16)))
  },
  NativeDefinition(.function, "inet_ntop(address_family, packed_ip, /)") { t, a in
    guard let family = t.cInt(a[0]), let view = t.bytesArgument(a[1]) else { return .error }
    guard family == AF_INET || family == AF_INET6 else {
      return t.raise(.valueError, "unknown address family \(family)")
    }
    if view.count != (family == AF_INET ? 4 : 16) {
      return t.raise(.valueError, "invalid length of packed IP address string")
    }
    return t.numericHost(family, view.baseAddress!)
  },
  NativeDefinition(.function, "CMSG_LEN(length, /)") { t, a in
    guard let length = t.index(a[0]) else { return .error }
    if length < 0 || length > Int(Int32.max) { return t.raise(.overflowError, "CMSG_LEN() argument out of range") }
    return .int(16 + length)
  },
  NativeDefinition(.function, "CMSG_SPACE(length, /)") { t, a in
    guard let length = t.index(a[0]) else { return .error }
    if length < 0 || length > Int(Int32.max) { return t.raise(.overflowError, "CMSG_SPACE() argument out of range") }
    return .int(16 + (length + 7) / 8 * 8)
  },
]

private let descriptorFunctions: [NativeDefinition] = [
  NativeDefinition(.function, "close(fd, /)") { t, a in
    guard let descriptor = t.cInt(a[0]) else { return .error }
    return close(descriptor) < 0 && errno != ECONNRESET ? t.raiseOSError(errno) : .none
  },
  NativeDefinition(.function, "dup(fd, /)") { t, a in
    guard let descriptor = t.cInt(a[0]) else { return .error }
    let copy = vm_fcntl(descriptor, F_DUPFD_CLOEXEC, 0)
    return copy < 0 ? t.raiseOSError(errno) : .int(Int(copy))
  },
  NativeDefinition(.function, "socketpair(family=1, type=1, proto=0, /)") { t, a in
    guard let family = t.cInt(a[0], default: AF_UNIX), let type = t.cInt(a[1], default: 1),
      let proto = t.cInt(a[2], default: 0)
    else { return .error }
    var ends: [Int32] = [0, 0]
    if socketpair(family, type | 524_288, proto, &ends) < 0 { return t.raiseOSError(errno) }
    let first = t.allocateInstance(TypeRef(socketType))
    guard t.initialize(first, ends[0], family, type, proto) else { return .error }
    let second = t.allocateInstance(TypeRef(socketType))
    guard t.initialize(second, ends[1], family, type, proto) else { return .error }
    return TupleRef.make(t, first, second)
  },
  NativeDefinition(.function, "getdefaulttimeout()") { t, _ in socketTimeout(t, defaultSocketTimeout) },
  NativeDefinition(.function, "setdefaulttimeout(timeout, /)") { t, a in
    guard
      let timeout = t.timeout(
        a[0], "'\(a[0].typeName)' object cannot be interpreted as an integer", negative: "Timeout value out of range")
    else { return .error }
    defaultSocketTimeout = timeout ?? -1
    return .none
  },
]

func defineSocketModule(_ thread: Thread) {
  let module = thread.defineModule(
    "_socket", doc: "Sockets, and names of hosts and services.",
    nameFunctions + numberFunctions + descriptorFunctions)
  module.set(socketConstants)
  module.set("has_ipv6", .true)
  module.set("error", ExceptionType.osError.type)
  module.set("timeout", ExceptionType.timeoutError.type)
  resolverError = thread.makeExceptionType("gaierror", base: .osError, module: "socket")
  hostError = thread.makeExceptionType("herror", base: .osError, module: "socket")
  module.set("gaierror", resolverError)
  module.set("herror", hostError)
  socketType = vm.pointee.immortal(
    thread.define(
      TypeDefinition(
        name: "socket", words: SocketRef.words, module: "_socket",
        methods: socketConnectionMethods + socketDataMethods + socketMessageMethods, attributes: socketAttributes)))
  module.set("socket", socketType)
  module.set("SocketType", socketType)
}
