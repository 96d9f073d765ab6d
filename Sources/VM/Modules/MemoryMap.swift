// The module `mmap`: files and anonymous memory as mutable bytes.
//
// Words: 1 address of the memory, 0 when closed, 2 length, 3 position, 4 access, 5 descriptor of our own or −1, 6 offset
// in the file, 7 flags of the mapping. A memoryview of a map looks its memory up at every access, so a map may be closed or
// resized under one, where CPython raises BufferError.

import CRuntime
import Glibc

nonisolated(unsafe) private(set) var memoryMapType = Value.unbound

private let mapConstants: [(StaticString, Int)] = [
  ("PROT_EXEC", 4), ("PROT_READ", 1), ("PROT_WRITE", 2), ("MAP_SHARED", 1), ("MAP_PRIVATE", 2),
  ("MAP_DENYWRITE", 2048), ("MAP_EXECUTABLE", 4096), ("MAP_ANON", 32), ("MAP_ANONYMOUS", 32), ("MAP_POPULATE", 32768),
  ("MAP_STACK", 131_072), ("PAGESIZE", 4096), ("ALLOCATIONGRANULARITY", 4096), ("ACCESS_DEFAULT", 0),
  ("ACCESS_READ", 1), ("ACCESS_WRITE", 2), ("ACCESS_COPY", 3), ("MADV_NORMAL", 0), ("MADV_RANDOM", 1),
  ("MADV_SEQUENTIAL", 2), ("MADV_WILLNEED", 3), ("MADV_DONTNEED", 4), ("MADV_REMOVE", 9), ("MADV_DONTFORK", 10),
  ("MADV_DOFORK", 11), ("MADV_HWPOISON", 100), ("MADV_MERGEABLE", 12), ("MADV_UNMERGEABLE", 13), ("MADV_HUGEPAGE", 14),
  ("MADV_NOHUGEPAGE", 15), ("MADV_DONTDUMP", 16), ("MADV_DODUMP", 17), ("MADV_FREE", 8),
]

private enum Access { static let standard = 0, read = 1, write = 2, copy = 3 }

struct MemoryMapRef: Handle {
  let pointer: Raw
  init(_ pointer: Raw) { self.pointer = pointer }
  static let words = 8

  var base: UnsafeMutablePointer<UInt8>? {
    pointer.word(1).isNone ? nil : pointer.word(1).asAddress?.assumingMemoryBound(to: UInt8.self)
  }
  var length: Int { base == nil ? 0 : pointer.intWord(2) }
  var position: Int {
    get { pointer.intWord(3) }
    nonmutating set { pointer.setIntWord(3, newValue) }
  }
  fileprivate var access: Int { pointer.intWord(4) }
  fileprivate var descriptor: Int32 { Int32(truncatingIfNeeded: pointer.intWord(5)) }
  fileprivate var offset: Int { pointer.intWord(6) }
  var isReadOnly: Bool { base != nil && access == Access.read }
  var buffer: UnsafeBufferPointer<UInt8> { UnsafeBufferPointer(start: base, count: length) }

  /// Gives memory and descriptor back.
  func release() {
    guard let base else { return }
    munmap(base, length)
    if descriptor >= 0 { close(descriptor) }
    pointer.setWord(1, .address(nil))
  }
}

func isMemoryMap(_ value: Value) -> Bool { memoryMapType.isBound && value.isInstance(of: memoryMapType) }

extension UnsafeMutablePointer where Pointee == ThreadState {
  /// The map, or nil with ValueError pending when it is closed.
  fileprivate func map(_ value: Value) -> MemoryMapRef? {
    let map = MemoryMapRef(value)
    if map.base != nil { return map }
    raise(.valueError, "mmap closed or invalid")
    return nil
  }

  fileprivate func writableMap(_ value: Value) -> MemoryMapRef? {
    guard let map = map(value) else { return nil }
    if map.access != Access.read { return map }
    raise(.typeError, "mmap can't modify a readonly memory map.")
    return nil
  }

  fileprivate func makeMap(_ a: Arguments) -> Value {
    guard let descriptor = cInt(a[1]), var length = index(a[2]), var flags = cInt(a[3], default: 1),
      var protection = cInt(a[4], default: 3), let access = cInt(a[5], default: 0), let offset = count(a[6], default: 0)
    else { return .error }
    if length < 0 { return raise(.overflowError, "memory mapped length must be positive") }
    if offset < 0 { return raise(.overflowError, "memory mapped offset must be positive") }
    if access != 0 && (a[3].isBound || a[4].isBound) {
      return raise(.valueError, "mmap can't specify both access and flags, prot.")
    }
    switch Int(access) {
    case Access.standard: break
    case Access.read: (flags, protection) = (1, 1)
    case Access.write: (flags, protection) = (1, 3)
    case Access.copy: (flags, protection) = (2, 3)
    default: return raise(.valueError, "mmap invalid access parameter.")
    }
    var kept = Int(access)
    if kept == Access.standard && protection & 3 == 1 { kept = Access.read }
    var own: Int32 = -1
    if descriptor != -1 {
      var information = stat()
      if fstat(descriptor, &information) == 0 && information.st_mode & S_IFMT == S_IFREG {
        let size = Int(information.st_size)
        if length == 0 {
          if size == 0 { return raise(.valueError, "cannot mmap an empty file") }
          if offset >= size { return raise(.valueError, "mmap offset is greater than file size") }
          length = size - offset
        } else if offset > size || size - offset < length {
          return raise(.valueError, "mmap length is greater than file size")
        }
      }
      own = vm_fcntl(descriptor, F_DUPFD_CLOEXEC, 0)
      if own < 0 { return raiseOSError(errno) }
    } else {
      flags |= 32
    }
    let memory = mmap(nil, length, protection, flags, own, offset)
    guard let memory, memory != UnsafeMutableRawPointer(bitPattern: -1) else {
      let number = errno
      if own >= 0 { close(own) }
      return raiseOSError(number)
    }
    let object = allocateInstance(TypeRef(a[0])).pointer
    object.setWord(1, .address(memory))
    for (word, number) in [(2, length), (3, 0), (4, kept), (5, Int(own)), (6, offset), (7, Int(flags))] {
      object.setIntWord(word, number)
    }
    StreamRegistry.register(object)
    return .object(object)
  }

  /// `find` and `rfind`.
  fileprivate func search(_ a: Arguments, last: Bool) -> Value {
    guard let map = map(a[0]), let needle = bytesArgument(a[1]),
      var start = count(a[2], default: last ? 0 : map.position),
      var end = count(a[3], default: map.length)
    else { return .error }
    if last && a[2].isUnbound { start = map.position }
    func clamp(_ place: Int) -> Int { min(max(place < 0 ? place + map.length : place, 0), map.length) }
    start = clamp(start)
    end = clamp(end)
    if end - start < needle.count { return .int(-1) }
    guard let pattern = needle.baseAddress, let base = map.base, needle.count > 0 else {
      return .int(last ? end : start)
    }
    if last {
      var place = end - needle.count
      while place >= start {
        if memcmp(base + place, pattern, needle.count) == 0 { return .int(place) }
        place -= 1
      }
      return .int(-1)
    }
    guard let found = memmem(base + start, end - start, pattern, needle.count) else { return .int(-1) }
    return .int(found - UnsafeMutableRawPointer(base))
  }

  fileprivate func resize(_ value: Value, _ given: Value) -> Value {
    guard let map = map(value), let length = index(given) else { return .error }
    if map.access != Access.write && map.access != Access.standard {
      return raise(.typeError, "mmap can't resize a readonly or copy-on-write memory map.")
    }
    if length < 0 || map.offset > Int.max - length { return raise(.valueError, "new size out of range") }
    if map.descriptor >= 0 && ftruncate(map.descriptor, map.offset + length) < 0 { return raiseOSError(errno) }
    guard let moved = vm_remap(map.base, UInt(map.length), UInt(length)) else { return raiseOSError(errno) }
    map.pointer.setWord(1, .address(moved))
    map.pointer.setIntWord(2, length)
    return .none
  }

  /// An item's place; nil with an exception pending.
  fileprivate func place(_ map: MemoryMapRef, _ key: Value) -> Int? {
    if unwrapInteger(key).isUnbound && key.type.special(.index).isUnbound {
      raise(.typeError, "mmap indices must be integers")
      return nil
    }
    guard var place = index(key) else { return nil }
    if place < 0 { place += map.length }
    if place >= 0 && place < map.length { return place }
    raise(.indexError, "mmap index out of range")
    return nil
  }

  fileprivate func getItems(_ map: MemoryMapRef, _ key: Value) -> Value {
    guard key.isKind(.slice) else { return place(map, key).map { .int(Int(map.base![$0])) } ?? .error }
    guard let slice = indices(SliceRef(key), count: map.length), map.base != nil else { return .error }
    let result = BytesRef.allocate(self, count: slice.count)
    for index in 0..<slice.count { result.bytes[index] = map.base![slice.start + index * slice.step] }
    return result.value
  }

  fileprivate func setItems(_ map: MemoryMapRef, _ key: Value, _ value: Value) -> Value {
    guard key.isKind(.slice) else {
      guard let place = place(map, key) else { return .error }
      if unwrapInteger(value).isUnbound && value.type.special(.index).isUnbound {
        return raise(.typeError, "mmap item value must be an int")
      }
      guard let byte = byte(value, "mmap item value must be in range(0, 256)") else { return .error }
      map.base![place] = byte
      return .none
    }
    guard let slice = indices(SliceRef(key), count: map.length), let source = bytesArgument(value) else {
      return .error
    }
    if source.count != slice.count { return raise(.indexError, "mmap slice assignment is wrong size") }
    // The source may lie in the same map.
    let copy = Array(source)
    for index in 0..<slice.count { map.base![slice.start + index * slice.step] = copy[index] }
    return .none
  }

  fileprivate func seek(_ a: Arguments) -> Value {
    guard let map = map(a[0]), let distance = index(a[1]), let whence = cInt(a[2], default: 0) else { return .error }
    let start: Int
    switch whence {
    case 0: start = 0
    case 1: start = map.position
    case 2: start = map.length
    default: return raise(.valueError, "unknown seek type")
    }
    let (place, overflow) = start.addingReportingOverflow(distance)
    if overflow || place < 0 || place > map.length { return raise(.valueError, "seek out of range") }
    map.position = place
    return .none
  }

  /// `flush` and `madvise` take a part of the map.
  fileprivate func part(_ map: MemoryMapRef, _ offset: Value, _ size: Value) -> (start: Int, count: Int)? {
    guard let start = count(offset, default: 0), let count = count(size, default: map.length - start) else {
      return nil
    }
    return (start, count)
  }
}

private let accessNames: [StaticString] = ["ACCESS_DEFAULT", "ACCESS_READ", "ACCESS_WRITE", "ACCESS_COPY"]

private let mapMethods: [NativeDefinition] = [
  NativeDefinition(.staticMethod, "__new__(cls, fileno, length, flags=1, prot=3, access=0, offset=0)") {
    $0.makeMap($1)
  },
  NativeDefinition("close(self, /)") { _, a in
    MemoryMapRef(a[0]).release()
    return .none
  },
  NativeDefinition("__enter__(self, /)") { t, a in t.map(a[0])?.value ?? .error },
  NativeDefinition("__exit__(self, /, *args)") { t, a in
    t.callMethod(a[0], StringRef.intern("close"))
  },
  NativeDefinition("__repr__(self, /)") { t, a in
    let map = MemoryMapRef(a[0])
    let name = "\(StringRef(a[0].type.field(.module)).text).\(a[0].type.nameText)"
    if map.base == nil { return StringRef.make(t, "<\(name) closed=True>") }
    return StringRef.make(
      t,
      "<\(name) closed=False, access=\(accessNames[map.access]), length=\(map.length), pos=\(map.position), "
        + "offset=\(map.offset)>")
  },
  NativeDefinition("__len__(self, /)") { t, a in t.map(a[0]).map { .int($0.length) } ?? .error },
  NativeDefinition("__getitem__(self, key, /)") { t, a in t.map(a[0]).map { t.getItems($0, a[1]) } ?? .error },
  NativeDefinition("__setitem__(self, key, value, /)") { t, a in
    t.writableMap(a[0]).map { t.setItems($0, a[1], a[2]) } ?? .error
  },
  NativeDefinition("__delitem__(self, key, /)") { t, a in
    if t.map(a[0]) == nil { return .error }
    return t.raise(
      .typeError,
      a[1].isKind(.slice) ? "mmap object doesn't support slice deletion" : "mmap doesn't support item deletion")
  },
  // One byte at a time, as bytes: the protocol of sequences in CPython.
  NativeDefinition("__iter__(self, /)") { t, a in
    guard let map = t.map(a[0]) else { return .error }
    let list = ListRef.make(t)
    for byte in map.buffer { list.append(t, t.makeBytes([byte])) }
    return t.getIterator(list.value)
  },
  NativeDefinition("find(self, sub, start=None, end=None, /)") { $0.search($1, last: false) },
  NativeDefinition("rfind(self, sub, start=None, end=None, /)") { $0.search($1, last: true) },
  NativeDefinition("read(self, n=None, /)") { t, a in
    guard let map = t.map(a[0]) else { return .error }
    var count = map.length - map.position
    if a[1].isBound && !a[1].isNone {
      guard let given = t.index(a[1]) else { return .error }
      if given >= 0 { count = min(count, given) }
    }
    count = max(count, 0)
    let start = map.position
    map.position = start + count
    return BytesRef.make(t, map.base! + start, count)
  },
  NativeDefinition("read_byte(self, /)") { t, a in
    guard let map = t.map(a[0]) else { return .error }
    if map.position >= map.length { return t.raise(.valueError, "read byte out of range") }
    map.position += 1
    return .int(Int(map.base![map.position - 1]))
  },
  NativeDefinition("readline(self, /)") { t, a in
    guard let map = t.map(a[0]) else { return .error }
    let rest = map.length - map.position
    if rest <= 0 { return vm.pointee.emptyBytes }
    let start = map.base! + map.position
    let end = memchr(start, 10, rest).map { $0 - UnsafeMutableRawPointer(start) + 1 } ?? rest
    map.position += end
    return BytesRef.make(t, start, end)
  },
  NativeDefinition("write(self, data, /)") { t, a in
    guard t.map(a[0]) != nil, let source = t.bytesArgument(a[1]), let map = t.writableMap(a[0]) else { return .error }
    if map.position > map.length || source.count > map.length - map.position {
      return t.raise(.valueError, "data out of range")
    }
    if let bytes = source.baseAddress { memmove(map.base! + map.position, bytes, source.count) }
    map.position += source.count
    return .int(source.count)
  },
  NativeDefinition("write_byte(self, byte, /)") { t, a in
    guard t.map(a[0]) != nil, let number = t.index(a[1]) else { return .error }
    if number < 0 { return t.raise(.overflowError, "unsigned byte integer is less than minimum") }
    if number > 255 { return t.raise(.overflowError, "unsigned byte integer is greater than maximum") }
    guard let map = t.writableMap(a[0]) else { return .error }
    if map.position >= map.length { return t.raise(.valueError, "write byte out of range") }
    map.base![map.position] = UInt8(number)
    map.position += 1
    return .none
  },
  NativeDefinition("move(self, dest, src, count, /)") { t, a in
    guard let target = t.index(a[1]), let source = t.index(a[2]), let count = t.index(a[3]),
      let map = t.writableMap(a[0])
    else { return .error }
    if target < 0 || source < 0 || count < 0 || map.length - target < count || map.length - source < count {
      return t.raise(.valueError, "source, destination, or count out of range")
    }
    memmove(map.base! + target, map.base! + source, count)
    return .none
  },
  NativeDefinition("resize(self, newsize, /)") { t, a in t.resize(a[0], a[1]) },
  NativeDefinition("seek(self, pos, whence=0, /)") { $0.seek($1) },
  NativeDefinition("tell(self, /)") { t, a in t.map(a[0]).map { .int($0.position) } ?? .error },
  NativeDefinition("size(self, /)") { t, a in
    guard let map = t.map(a[0]) else { return .error }
    var information = stat()
    return fstat(map.descriptor, &information) < 0 ? t.raiseOSError(errno) : .int(Int(information.st_size))
  },
  NativeDefinition("flush(self, offset=0, size=None, /)") { t, a in
    guard let map = t.map(a[0]), let (start, count) = t.part(map, a[1], a[2]) else { return .error }
    if start < 0 || count < 0 || map.length - start < count { return t.raise(.valueError, "flush values out of range") }
    if map.access == Access.read || map.access == Access.copy { return .none }
    return msync(map.base! + start, count, 4) < 0 ? t.raiseOSError(errno) : .none
  },
  NativeDefinition("madvise(self, option, start=0, length=None, /)") { t, a in
    guard let map = t.map(a[0]), let option = t.cInt(a[1]), let start = t.count(a[2], default: 0) else { return .error }
    if start < 0 || start >= map.length { return t.raise(.valueError, "madvise start out of bounds") }
    guard let given = t.count(a[3], default: map.length) else { return .error }
    if given < 0 { return t.raise(.valueError, "madvise length invalid") }
    if Int.max - start < given { return t.raise(.overflowError, "madvise length too large") }
    let count = min(given, map.length - start)
    return madvise(map.base! + start, count, option) != 0 ? t.raiseOSError(errno) : .none
  },
]

func defineMemoryMaps(_ thread: Thread) {
  let module = thread.defineModule("mmap", doc: "Memory-mapped files.", [])
  module.set(mapConstants)
  module.set("error", ExceptionType.osError.type)
  memoryMapType = vm.pointee.immortal(
    thread.define(
      TypeDefinition(
        name: "mmap", words: MemoryMapRef.words, module: "mmap", methods: mapMethods,
        attributes: [GetSetDefinition("closed", { _, m in .bool(MemoryMapRef(m).base == nil) })])))
  module.set("mmap", memoryMapType)
}
