// The types bytes and bytearray: constructors, items, and what changes a bytearray. Shared methods: Bytes+Methods.

import CRuntime
import Glibc

extension UnsafeMutablePointer where Pointee == ThreadState {
  func defineBytes() {
    vm.pointee.types.bytes = define(
      TypeDefinition(
        name: "bytes", kind: .bytes, words: -1, flags: TypeFlags.sequence, methods: bytesMethods + commonBytesMethods,
        doc: "bytes(iterable_of_ints) -> bytes"))
    vm.pointee.shapes.bytes = TypeRef(vm.pointee.types.bytes).rootShape
    if vm.pointee.emptyBytes.isUnbound { vm.pointee.emptyBytes = BytesRef.allocate(self, count: 0).value }
    vm.pointee.types.byteArray = define(
      TypeDefinition(
        name: "bytearray", kind: .byteArray, words: ByteArrayRef.baseWords, flags: TypeFlags.sequence,
        methods: byteArrayMethods + byteArrayChanges + commonBytesMethods,
        doc: "bytearray(iterable_of_ints) -> bytearray"))
    TypeRef(vm.pointee.types.byteArray).setAttribute(Special.hash.name, .none)
    vm.pointee.shapes.byteArray = TypeRef(vm.pointee.types.byteArray).rootShape
    vm.pointee.types.bytesIterator =
      vm.pointee.types.bytesIterator.isBound
      ? vm.pointee.types.bytesIterator : defineIterator("bytes_iterator", words: 4, bytesIteratorMethods)
    vm.pointee.shapes.bytesIterator = TypeRef(vm.pointee.types.bytesIterator).rootShape
  }

  /// What `bytes(source, encoding, errors)` holds: a bytes object, or `.error`.
  fileprivate func bytesArgument(_ source: Value, _ encoding: Value, _ errors: Value) -> Value {
    let encoded = encodedArgument(source, encoding, errors, "bytes")
    if encoded.isBound { return encoded }
    let given = bytesByMethod(source)
    if given.isBound { return given }
    if source.isKind(.string) { return raise(.typeError, "string argument without an encoding") }
    guard let count = countArgument(source) else { return .error }
    if count < 0 { return makeBytes(from: source) }
    let result = BytesRef.allocate(self, count: count)
    memset(result.bytes, 0, count)
    return result.value
  }

  /// Fills an empty bytearray as `bytearray(source, encoding, errors)` does. Its `__bytes__` is not asked.
  fileprivate func fill(_ array: ByteArrayRef, _ source: Value, _ encoding: Value, _ errors: Value) -> Bool {
    if source.isKind(.string) && encoding.isUnbound {
      raise(.typeError, "string argument without an encoding")
      return false
    }
    let encoded = encodedArgument(source, encoding, errors, "bytearray")
    if encoded.isError { return false }
    if encoded.isBound {
      array.replace(self, 0, 0, BytesRef(encoded).bytes, BytesRef(encoded).count)
      return true
    }
    guard let count = countArgument(source) else { return false }
    if count == 0 { return true }
    if count > 0 {
      array.reserve(self, count)
      memset(array.bytes, 0, count)
      array.count = count
      return true
    }
    if let view = byteView(source) {
      array.replace(self, 0, 0, view.baseAddress, view.count)
      return true
    }
    if source.type.special(.iter).isUnbound && source.type.special(.getitem).isUnbound {
      raise(.typeError, "cannot convert '\(source.typeName)' object to bytearray")
      return false
    }
    return forEach(in: source) { item in
      mayResize(array) && array.append(self, item, "byte must be in range(0, 256)")
    }
  }

  /// Text in an encoding, or nothing for no source at all; `.unbound` when there is another source without an encoding.
  private func encodedArgument(_ source: Value, _ encoding: Value, _ errors: Value, _ name: String) -> Value {
    if encoding.isUnbound && errors.isUnbound { return source.isUnbound ? vm.pointee.emptyBytes : .unbound }
    if source.isKind(.string) {
      if encoding.isUnbound { return raise(.typeError, "string argument without an encoding") }
      guard let (encoding, errors) = codecArguments(encoding, errors, name) else { return .error }
      return encode(StringRef(source), encoding: encoding, errors: errors)
    }
    return raise(
      .typeError, encoding.isBound ? "encoding without a string argument" : "errors without a string argument")
  }

  /// The count of zero bytes that an int asks for; −1 for what is no int, nil with an exception pending.
  private func countArgument(_ source: Value) -> Int? {
    if !source.isInt && source.type.special(.index).isUnbound { return -1 }
    guard let count = index(source) else {
      if pendingMatches(.typeError) {
        pointee.exception = .unbound
        return -1
      }
      if pendingMatches(.overflowError) {
        pointee.exception = .unbound
        raise(.overflowError, "cannot fit '\(source.typeName)' into an index-sized integer")
      }
      return nil
    }
    if count < 0 {
      raise(.valueError, "negative count")
      return nil
    }
    return hasRoom(bytes: count) ? count : nil
  }

  fileprivate func makeBytes(of type: Value, _ content: Value) -> Value {
    if type == vm.pointee.types.bytes || content.isError { return content }
    let source = BytesRef(content)
    let object = allocateSubclassInstance(
      TypeRef(type), words: (StringRef.dataOffset + source.count + 8) / 8, flags: HeaderFlags.leaf)
    object.setRawWord(1, 0)
    object.setRawWord(2, UInt64(source.count))
    memcpy(BytesRef(object).bytes, source.bytes, source.count)
    return .object(object)
  }

  /// value[index] of either type.
  fileprivate func subscriptBytes(_ value: Value, _ index: Value, _ name: StaticString, _ message: String) -> Value {
    if index.isKind(.slice) {
      let count = byteView(value)!.count
      guard let slice = indices(SliceRef(index), count: count) else { return .error }
      // The `__index__` of a bound may have shortened a bytearray.
      let view = byteView(value)!
      if slice.step == 1 {
        let start = min(slice.start, view.count)
        return makeBytes(like: value, view.baseAddress.map { $0 + start }, min(slice.count, view.count - start))
      }
      var output: [UInt8] = []
      output.reserveCapacity(slice.count)
      for number in 0..<slice.count {
        let place = slice.start + number * slice.step
        if place < view.count { output.append(view[place]) }
      }
      return output.withUnsafeBufferPointer { makeBytes(like: value, $0.baseAddress, $0.count) }
    }
    guard var place = sequenceIndex(index, name) else { return .error }
    let view = byteView(value)!
    if place < 0 { place += view.count }
    if place < 0 || place >= view.count { return raise(.indexError, message) }
    return .int(Int(view[place]))
  }

  /// Bytes or a bytearray, as `value` is one. `source` may lie in `value`.
  fileprivate func makeBytes(like value: Value, _ source: UnsafePointer<UInt8>?, _ count: Int) -> Value {
    let count = max(count, 0)
    if !value.isKind(.byteArray) {
      return source.map { BytesRef.make(self, $0, count) } ?? vm.pointee.emptyBytes
    }
    let array = ByteArrayRef.make(self)
    array.replace(self, 0, 0, source, count)
    return array.value
  }

  /// Iterator over the bytes as ints. Words: 2 the object, 3 position.
  func makeBytesIterator(_ value: Value) -> Value {
    let iterator = makeNativeIterator(self, vm.pointee.types.bytesIterator, words: 4) { thread, iterator in
      let source = iterator.pointer.word(2)
      let position = iterator.pointer.intWord(3)
      guard source.isObject, let view = byteView(source), position < view.count else {
        iterator.pointer.setWord(2, .none)
        return .unbound
      }
      iterator.pointer.setIntWord(3, position &+ 1)
      return .int(Int(view[position]))
    }
    iterator.setWord(2, value)
    iterator.setIntWord(3, 0)
    return .object(iterator)
  }
}

private let bytesMethods: [NativeDefinition] = [
  NativeDefinition(.staticMethod, "__new__(cls, source=b'', encoding='utf-8', errors='strict')") { thread, a in
    thread.makeBytes(of: a[0], thread.bytesArgument(a[1], a[2], a[3]))
  },
  NativeDefinition(.classMethod, "fromhex(cls, string, /)") { thread, a in
    guard let bytes = thread.bytesFromHex(a[1]) else { return .error }
    let result = thread.makeBytes(bytes)
    return a[0] == vm.pointee.types.bytes ? result : thread.call(a[0], result)
  },
  NativeDefinition("__repr__(self, /)") { $0.bytesRepr(byteView($1[0])!) },
  NativeDefinition("__str__(self, /)") { $0.bytesRepr(byteView($1[0])!) },
  NativeDefinition("__hash__(self, /)") { .int(BytesRef($1[0]).hash) },
  NativeDefinition("__len__(self, /)") { .int(BytesRef($1[0]).count) },
  NativeDefinition("__bytes__(self, /)") { $0.makeBytes(byteView($1[0])!) },
  NativeDefinition("__iter__(self, /)") { $0.makeBytesIterator($1[0]) },
  NativeDefinition("__getitem__(self, key, /)") { $0.subscriptBytes($1[0], $1[1], "byte", "index out of range") },
  NativeDefinition("__getnewargs__(self, /)") { TupleRef.make($0, $0.makeBytes(byteView($1[0])!)) },
]

private let byteArrayMethods: [NativeDefinition] = [
  NativeDefinition(.staticMethod, "__new__(cls, /, *args, **kwargs)") { thread, a in
    ByteArrayRef.make(thread, type: a[0]).value
  },
  NativeDefinition("__init__(self, source=b'', encoding='utf-8', errors='strict')") { thread, a in
    let array = ByteArrayRef(a[0])
    if array.count > 0 {
      if !thread.mayResize(array) { return .error }
      array.count = 0
    }
    return thread.fill(array, a[1], a[2], a[3]) ? .none : .error
  },
  NativeDefinition(.classMethod, "fromhex(cls, string, /)") { thread, a in
    guard let bytes = thread.bytesFromHex(a[1]) else { return .error }
    return thread.call(a[0], thread.makeBytes(bytes))
  },
  NativeDefinition("__repr__(self, /)") { thread, a in
    let inner = thread.bytesRepr(ByteArrayRef(a[0]).buffer, escapingApostrophe: true)
    return StringRef.make(thread, "\(a[0].type.nameText)(\(StringRef(inner).text))")
  },
  NativeDefinition("__str__(self, /)") { thread, a in thread.repr(a[0]) },
  NativeDefinition("__len__(self, /)") { .int(ByteArrayRef($1[0]).count) },
  NativeDefinition("__iter__(self, /)") { $0.makeBytesIterator($1[0]) },
  NativeDefinition("__getitem__(self, key, /)") {
    $0.subscriptBytes($1[0], $1[1], "bytearray", "bytearray index out of range")
  },
  NativeDefinition("__setitem__(self, key, value, /)") { $0.assignBytes(ByteArrayRef($1[0]), $1[1], $1[2]) },
  NativeDefinition("__delitem__(self, key, /)") { $0.assignBytes(ByteArrayRef($1[0]), $1[1], .unbound) },
  NativeDefinition("__iadd__(self, value, /)") { thread, a in
    guard let view = byteView(a[1]) else {
      return thread.raise(.typeError, "can't concat \(a[1].typeName) to bytearray")
    }
    let array = ByteArrayRef(a[0])
    if view.count > 0 && !thread.mayResize(array) { return .error }
    array.replace(thread, array.count, array.count, view.baseAddress, view.count)
    return a[0]
  },
  NativeDefinition("__imul__(self, value, /)") { thread, a in
    let array = ByteArrayRef(a[0])
    guard let times = thread.repetitions(a[1], of: array.count) else { return .error }
    let unit = array.count
    if unit == 0 { return a[0] }
    if times != 1 && !thread.mayResize(array) { return .error }
    array.reserve(thread, unit * times)
    var done = unit
    while done < unit * times {
      let step = min(done, unit * times - done)
      memcpy(array.bytes + done, array.bytes, step)
      done += step
    }
    array.count = unit * times
    return a[0]
  },
  // A zero byte behind the last one counts, as in CPython.
  NativeDefinition("__alloc__(self, /)") { _, a in
    let array = ByteArrayRef(a[0])
    return .int(array.capacity == 0 ? 0 : max(array.capacity, array.count + 1))
  },
  NativeDefinition("__reduce__(self, /)") { thread, a in
    let state = thread.callSpecial(.getstate, a[0])
    if state.isError { return .error }
    return TupleRef.make(
      thread, a[0].type.value, TupleRef.make(thread, thread.makeBytes(ByteArrayRef(a[0]).buffer)), state)
  },
]

extension UnsafeMutablePointer where Pointee == ThreadState {
  /// array[key] = value, or `del array[key]` when value is unbound.
  fileprivate func assignBytes(_ array: ByteArrayRef, _ key: Value, _ value: Value) -> Value {
    guard key.isKind(.slice) else {
      guard var place = sequenceIndex(key, "bytearray") else { return .error }
      if place < 0 { place += array.count }
      if place < 0 || place >= array.count { return raise(.indexError, "bytearray index out of range") }
      if value.isUnbound {
        if !mayResize(array) { return .error }
        array.replace(self, place, place + 1, nil, 0)
        return .none
      }
      guard let byte = byte(value, "byte must be in range(0, 256)") else { return .error }
      // The `__index__` of either may have shortened the bytearray.
      if place >= array.count { return raise(.indexError, "bytearray index out of range") }
      array.bytes[place] = byte
      return .none
    }
    var content = vm.pointee.emptyBytes
    if value.isBound {
      let type = value.type
      let isNumber = [Special.index, .int, .float].contains { type.special($0).isBound } || value.isKind(.complex)
      if value.isKind(.string) || value.isInt || isNumber {
        return raise(.typeError, "can assign only bytes, buffers, or iterables of ints in range(0, 256)")
      }
      if byteView(value) != nil {
        content = makeBytes(from: value)
      } else {
        let array = ByteArrayRef.make(self)
        if !fill(array, value, .unbound, .unbound) { return .error }
        content = makeBytes(array.buffer)
      }
      if content.isError { return .error }
    }
    guard let slice = indices(SliceRef(key), count: array.count) else { return .error }
    let source = BytesRef(content)
    if slice.step == 1 {
      if source.count != slice.count && !mayResize(array) { return .error }
      array.replace(self, slice.start, slice.start + slice.count, source.bytes, source.count)
      return .none
    }
    if source.count == 0 {
      if slice.count > 0 && !mayResize(array) { return .error }
      var removed = Set<Int>()
      for number in 0..<slice.count { removed.insert(slice.start + number * slice.step) }
      var kept = 0
      for place in 0..<array.count where !removed.contains(place) {
        array.bytes[kept] = array.bytes[place]
        kept += 1
      }
      array.count = kept
      return .none
    }
    guard source.count == slice.count else {
      return raise(
        .valueError,
        "attempt to assign bytes of size \(source.count) to extended slice of size \(slice.count)")
    }
    for number in 0..<slice.count { array.bytes[slice.start + number * slice.step] = source.bytes[number] }
    return .none
  }
}

private let byteArrayChanges: [NativeDefinition] = [
  NativeDefinition("append(self, item, /)") { thread, a in
    guard let byte = thread.byte(a[1], "byte must be in range(0, 256)") else { return .error }
    let array = ByteArrayRef(a[0])
    if !thread.mayResize(array) { return .error }
    array.reserve(thread, array.count + 1)
    array.bytes[array.count] = byte
    array.count += 1
    return .none
  },
  NativeDefinition("extend(self, iterable_of_ints, /)") { thread, a in
    let array = ByteArrayRef(a[0])
    if let view = byteView(a[1]) {
      if view.count > 0 && !thread.mayResize(array) { return .error }
      array.replace(thread, array.count, array.count, view.baseAddress, view.count)
      return .none
    }
    let collected = ByteArrayRef.make(thread)
    let complete = thread.forEach(in: a[1]) { collected.append(thread, $0, "byte must be in range(0, 256)") }
    if !complete || (collected.count > 0 && !thread.mayResize(array)) { return .error }
    array.replace(thread, array.count, array.count, collected.buffer.baseAddress, collected.count)
    return .none
  },
  NativeDefinition("insert(self, index, item, /)") { thread, a in
    guard var place = thread.index(a[1]), var byte = thread.byte(a[2], "byte must be in range(0, 256)") else {
      return .error
    }
    let array = ByteArrayRef(a[0])
    if place < 0 { place = max(place + array.count, 0) }
    place = min(place, array.count)
    if !thread.mayResize(array) { return .error }
    array.replace(thread, place, place, &byte, 1)
    return .none
  },
  NativeDefinition("pop(self, index=-1, /)") { thread, a in
    guard var place = thread.count(a[1], default: -1) else { return .error }
    let array = ByteArrayRef(a[0])
    if array.count == 0 { return thread.raise(.indexError, "pop from empty bytearray") }
    if place < 0 { place += array.count }
    if place < 0 || place >= array.count { return thread.raise(.indexError, "pop index out of range") }
    if !thread.mayResize(array) { return .error }
    let byte = array.bytes[place]
    array.replace(thread, place, place + 1, nil, 0)
    return .int(Int(byte))
  },
  NativeDefinition("remove(self, value, /)") { thread, a in
    guard let byte = thread.byte(a[1], "byte must be in range(0, 256)") else { return .error }
    let array = ByteArrayRef(a[0])
    guard let place = array.buffer.firstIndex(of: byte) else {
      return thread.raise(.valueError, "value not found in bytearray")
    }
    if !thread.mayResize(array) { return .error }
    array.replace(thread, place, place + 1, nil, 0)
    return .none
  },
  NativeDefinition("clear(self, /)") { thread, a in
    let array = ByteArrayRef(a[0])
    if array.count > 0 && !thread.mayResize(array) { return .error }
    array.count = 0
    return .none
  },
  NativeDefinition("copy(self, /)") { thread, a in
    let copy = ByteArrayRef.make(thread)
    let view = ByteArrayRef(a[0]).buffer
    copy.replace(thread, 0, 0, view.baseAddress, view.count)
    return copy.value
  },
  NativeDefinition("reverse(self, /)") { thread, a in
    let array = ByteArrayRef(a[0])
    if array.count > 1 { reverseBytes(array.bytes, array.count) }
    return .none
  },
]
