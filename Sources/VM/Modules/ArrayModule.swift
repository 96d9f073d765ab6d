// The module `array`: its type's methods and rows (NumberArray is the object).

import CRuntime
import Glibc

extension UnsafeMutablePointer where Pointee == ThreadState {
  /// An item number; nil with TypeError or IndexError pending.
  fileprivate func arrayIndex(_ key: Value) -> Int? {
    if unwrapInteger(key).isUnbound && key.type.special(.index).isUnbound {
      raise(.typeError, "array indices must be integers")
      return nil
    }
    return sequenceIndex(key, "array")
  }

  func defineArrayModule() {
    let module = defineModule(
      "array", doc: "Arrays of basic values: characters, integers, floating point numbers.",
      [
        NativeDefinition(
          .function, "_array_reconstructor(arraytype, typecode, mformat_code, items, /)", reconstructArray)
      ])
    let type = define(
      TypeDefinition(
        name: "array", kind: .native, words: ByteArrayRef.baseWords, flags: TypeFlags.sequence, module: "array",
        methods: arrayBasics + arrayItems + arrayChanges + arrayConversions + arrayPickling,
        attributes: [
          GetSetDefinition("typecode", { StringRef.character($0, UInt32($1.pointer.intWord(3))) }),
          GetSetDefinition("itemsize", { .int(NumberArray($0, $1).size) }),
        ],
        doc: "array(typecode [, initializer]) -> array"))
    vm.pointee.types.array = type
    TypeRef(type).setAttribute(Special.hash.name, .none)
    module.namespace.set(name: StringRef.intern("array"), type)
    module.namespace.set(name: StringRef.intern("ArrayType"), type)
    module.namespace.set(name: StringRef.intern("typecodes"), StringRef.make(self, "bBuhHiIlLqQfd"))
    let classes = importModule("_collections_abc")
    if !classes.isError {
      let sequence = ModuleRef(classes).namespace.get(name: StringRef.intern("MutableSequence"))
      if sequence.isBound { _ = callMethod(sequence, StringRef.intern("register"), type) }
    }
    pointee.exception = .unbound
  }

  func makeArray(_ type: Value, _ code: Value, _ source: Value) -> Value {
    guard code.isKind(.string), StringRef(code).count == 1 else {
      return raise(
        .typeError,
        "array() argument 1 must be a unicode character, not \(code.isKind(.string) ? "str" : code.typeName)")
    }
    let scalar = StringRef(code)[0]
    guard scalar < 128, let format = ItemFormat(rawValue: UInt8(scalar)) else {
      return raise(.valueError, "bad typecode (must be b, B, u, h, H, i, I, l, L, q, Q, f or d)")
    }
    let array = NumberArray.make(self, type: type, format)
    if source.isUnbound { return array.value }
    if isNumberArray(source), NumberArray(self, source).format == .unicode, format != .unicode {
      return raise(
        .typeError,
        "cannot use a unicode array to initialize an array with typecode "
          + "'\(Character(Unicode.Scalar(format.rawValue)))'")
    }
    if source.isKind(.string) {
      guard format == .unicode else {
        return raise(
          .typeError,
          "cannot use a str to initialize an array with typecode '\(Character(Unicode.Scalar(format.rawValue)))'")
      }
      for index in 0..<StringRef(source).count where !array.append(StringRef.character(self, StringRef(source)[index]))
      {
        return .error
      }
      return array.value
    }
    if source.isKind(.bytes) || source.isKind(.byteArray) {
      return array.appendBytes(byteView(source)!) ? array.value : .error
    }
    if isNumberArray(source) {
      let other = NumberArray(self, source)
      for index in 0..<other.count where !array.append(other[index]) { return .error }
      return array.value
    }
    return array.extend(source) ? array.value : .error
  }

  fileprivate func compareArrays(_ operation: Comparison, _ a: Value, _ b: Value) -> Value {
    guard isNumberArray(a), isNumberArray(b) else { return .notImplemented }
    let x = NumberArray(self, a)
    let y = NumberArray(self, b)
    if (operation == .equal || operation == .notEqual) && x.count != y.count {
      return .bool(operation == .notEqual)
    }
    var index = 0
    while index < min(x.count, y.count) {
      // Not by identity: nan differs from itself.
      let same = truth(compare(.equal, x[index], y[index]))
      if same < 0 { return .error }
      if same == 0 {
        if operation == .equal || operation == .notEqual { return .bool(operation == .notEqual) }
        return compare(operation, x[index], y[index])
      }
      index += 1
    }
    return .bool(ordered(operation, x.count, y.count))
  }

  fileprivate func assignItems(_ array: NumberArray, _ key: Value, _ value: Value) -> Value {
    guard key.isKind(.slice) else {
      guard var place = arrayIndex(key) else { return .error }
      if place < 0 { place += array.count }
      if place < 0 || place >= array.count { return raise(.indexError, "array assignment index out of range") }
      if value.isUnbound {
        if !mayResize(array.storage) { return .error }
        array.storage.replace(self, place * array.size, (place + 1) * array.size, nil, 0)
        return .none
      }
      return array.encode(value, to: UnsafeMutableRawPointer(array.storage.bytes + place * array.size)) ? .none : .error
    }
    guard let slice = indices(SliceRef(key), count: array.count) else { return .error }
    if value.isBound && !isNumberArray(value) {
      return raise(.typeError, "can only assign array (not \"\(value.typeName)\") to array slice")
    }
    if value.isBound, NumberArray(self, value).format != array.format {
      return raise(.typeError, "bad argument type for built-in operation")
    }
    if slice.step == 1 {
      let view = value.isBound ? NumberArray(self, value).storage.buffer : UnsafeBufferPointer(start: nil, count: 0)
      if view.count != slice.count * array.size && !mayResize(array.storage) { return .error }
      array.storage.replace(
        self, slice.start * array.size, (slice.start + slice.count) * array.size, view.baseAddress, view.count)
      return .none
    }
    if value.isUnbound {
      if slice.count > 0 && !mayResize(array.storage) { return .error }
      let places = (0..<slice.count).map { slice.start + $0 * slice.step }.sorted(by: >)
      for place in places { array.storage.replace(self, place * array.size, (place + 1) * array.size, nil, 0) }
      return .none
    }
    let source = NumberArray(self, value)
    guard source.count == slice.count else {
      return raise(
        .valueError,
        "attempt to assign array of size \(source.count) to extended slice of size \(slice.count)")
    }
    // The items may be the array's own.
    let items = BytesRef(BytesRef.make(self, source.storage.bytes, source.storage.count))
    for number in 0..<slice.count {
      memcpy(
        array.storage.bytes + (slice.start + number * slice.step) * array.size, items.bytes + number * array.size,
        array.size)
    }
    return .none
  }
}

private let arrayBasics: [NativeDefinition] = [
  NativeDefinition(.staticMethod, "__new__(cls, typecode, initializer=None, /, **named)") { thread, a in
    if a[0] == vm.pointee.types.array && a[3].isObject && DictRef(a[3]).count > 0 {
      return thread.raise(.typeError, "array.array() takes no keyword arguments")
    }
    return thread.makeArray(a[0], a[1], a[2])
  },
  NativeDefinition("__repr__(self, /)") { thread, a in
    let array = NumberArray(thread, a[0])
    let code = Character(Unicode.Scalar(array.format.rawValue))
    let name = a[0].type.nameText
    if array.count == 0 { return StringRef.make(thread, "\(name)('\(code)')") }
    let content = thread.repr(array.format == .unicode ? array.toText() : array.toList().value)
    return content.isError ? .error : StringRef.make(thread, "\(name)('\(code)', \(StringRef(content).text))")
  },
  NativeDefinition("__len__(self, /)") { .int(NumberArray($0, $1[0]).count) },
  NativeDefinition("__lt__(self, value, /)") { $0.compareArrays(.less, $1[0], $1[1]) },
  NativeDefinition("__le__(self, value, /)") { $0.compareArrays(.lessEqual, $1[0], $1[1]) },
  NativeDefinition("__eq__(self, value, /)") { $0.compareArrays(.equal, $1[0], $1[1]) },
  NativeDefinition("__ne__(self, value, /)") { $0.compareArrays(.notEqual, $1[0], $1[1]) },
  NativeDefinition("__gt__(self, value, /)") { $0.compareArrays(.greater, $1[0], $1[1]) },
  NativeDefinition("__ge__(self, value, /)") { $0.compareArrays(.greaterEqual, $1[0], $1[1]) },
  NativeDefinition("__iter__(self, /)") { thread, a in
    let iterator = makeNativeIterator(thread, vm.pointee.types.arrayIterator(thread), words: 4) { thread, iterator in
      let source = iterator.pointer.word(2)
      let position = iterator.pointer.intWord(3)
      guard source.isObject else { return .unbound }
      let array = NumberArray(thread, source)
      guard position < array.count else {
        iterator.pointer.setWord(2, .none)
        return .unbound
      }
      iterator.pointer.setIntWord(3, position &+ 1)
      return array[position]
    }
    iterator.setWord(2, a[0])
    iterator.setIntWord(3, 0)
    return .object(iterator)
  },
]

/// The iterator type of arrays, made on first use; immortal.
nonisolated(unsafe) private var arrayIteratorType = Value.unbound

extension BuiltinTypes {
  fileprivate func arrayIterator(_ thread: Thread) -> Value {
    if arrayIteratorType.isUnbound {
      arrayIteratorType = vm.pointee.immortal(
        thread.defineIterator("arrayiterator", words: 4, module: "array", storedIteratorState))
    }
    return arrayIteratorType
  }
}

private let arrayItems: [NativeDefinition] = [
  NativeDefinition("__getitem__(self, key, /)") { thread, a in
    let array = NumberArray(thread, a[0])
    if a[1].isKind(.slice) {
      guard let slice = thread.indices(SliceRef(a[1]), count: array.count) else { return .error }
      let result = array.empty()
      result.storage.reserve(thread, max(slice.count * array.size, 1))
      for number in 0..<slice.count {
        memcpy(
          result.storage.bytes + number * array.size,
          array.storage.bytes + (slice.start + number * slice.step) * array.size, array.size)
      }
      result.storage.count = slice.count * array.size
      return result.value
    }
    guard var place = thread.arrayIndex(a[1]) else { return .error }
    if place < 0 { place += array.count }
    if place < 0 || place >= array.count { return thread.raise(.indexError, "array index out of range") }
    return array[place]
  },
  NativeDefinition("__setitem__(self, key, value, /)") { $0.assignItems(NumberArray($0, $1[0]), $1[1], $1[2]) },
  NativeDefinition("__delitem__(self, key, /)") { $0.assignItems(NumberArray($0, $1[0]), $1[1], .unbound) },
  NativeDefinition("__contains__(self, key, /)") { thread, a in
    guard let place = NumberArray(thread, a[0]).position(of: a[1]) else { return .error }
    return .bool(place >= 0)
  },
  NativeDefinition("__add__(self, value, /)") { thread, a in
    guard isNumberArray(a[1]) else {
      return thread.raise(.typeError, "can only append array (not \"\(a[1].typeName)\") to array")
    }
    let array = NumberArray(thread, a[0])
    let other = NumberArray(thread, a[1])
    guard other.format == array.format else {
      return thread.raise(.typeError, "bad argument type for built-in operation")
    }
    let result = array.empty()
    return result.extend(a[0]) && result.extend(a[1]) ? result.value : .error
  },
  NativeDefinition("__iadd__(self, value, /)") { thread, a in
    guard isNumberArray(a[1]) else {
      return thread.raise(.typeError, "can only extend array with array (not \"\(a[1].typeName)\")")
    }
    return NumberArray(thread, a[0]).extend(a[1]) ? a[0] : .error
  },
  NativeDefinition("__mul__(self, value, /)", multiplied),
  NativeDefinition("__rmul__(self, value, /)", multiplied),
  NativeDefinition("__imul__(self, value, /)") { thread, a in
    let result = multiplied(thread, a)
    if result.isError { return .error }
    let array = NumberArray(thread, a[0])
    let view = NumberArray(thread, result).storage.buffer
    if view.count != array.storage.count && !thread.mayResize(array.storage) { return .error }
    array.storage.replace(thread, 0, array.storage.count, view.baseAddress, view.count)
    return a[0]
  },
]

private func multiplied(_ thread: Thread, _ a: Arguments) -> Value {
  let array = NumberArray(thread, a[0])
  guard let times = thread.repetitions(a[1], of: array.storage.count) else { return .error }
  let result = array.empty()
  let unit = array.storage.count
  if unit * times > 0 {
    result.storage.reserve(thread, unit * times)
    fillRepeating(result.storage.bytes, array.storage.bytes, unit, times)
    result.storage.count = unit * times
  }
  return result.value
}

private let arrayChanges: [NativeDefinition] = [
  NativeDefinition("append(self, v, /)") { NumberArray($0, $1[0]).append($1[1]) ? .none : .error },
  NativeDefinition("extend(self, bb, /)") { NumberArray($0, $1[0]).extend($1[1]) ? .none : .error },
  NativeDefinition("insert(self, i, v, /)") { thread, a in
    guard var place = thread.index(a[1]) else { return .error }
    let array = NumberArray(thread, a[0])
    if place < 0 { place = max(place + array.count, 0) }
    return array.insert(a[2], at: min(place, array.count)) ? .none : .error
  },
  NativeDefinition("pop(self, i=-1, /)") { thread, a in
    guard var place = thread.count(a[1], default: -1) else { return .error }
    let array = NumberArray(thread, a[0])
    if array.count == 0 { return thread.raise(.indexError, "pop from empty array") }
    if place < 0 { place += array.count }
    if place < 0 || place >= array.count { return thread.raise(.indexError, "pop index out of range") }
    if !thread.mayResize(array.storage) { return .error }
    let value = array[place]
    array.storage.replace(thread, place * array.size, (place + 1) * array.size, nil, 0)
    return value
  },
  NativeDefinition("remove(self, v, /)") { thread, a in
    let array = NumberArray(thread, a[0])
    guard let place = array.position(of: a[1]) else { return .error }
    if place < 0 { return thread.raise(.valueError, "array.remove(x): x not in array") }
    if !thread.mayResize(array.storage) { return .error }
    array.storage.replace(thread, place * array.size, (place + 1) * array.size, nil, 0)
    return .none
  },
  NativeDefinition("index(self, v, start=0, stop=None, /)") { thread, a in
    let array = NumberArray(thread, a[0])
    guard let (start, end) = thread.searchBounds(a[2], a[3], array.count),
      let place = array.position(of: a[1], from: start, to: end)
    else { return .error }
    return place < 0 ? thread.raise(.valueError, "array.index(x): x not in array") : .int(place)
  },
  NativeDefinition("count(self, v, /)") { thread, a in
    let array = NumberArray(thread, a[0])
    var total = 0
    for index in 0..<array.count {
      let same = thread.equal(array[index], a[1])
      if same < 0 { return .error }
      total += same
    }
    return .int(total)
  },
  NativeDefinition("reverse(self, /)") { thread, a in
    let array = NumberArray(thread, a[0])
    let size = array.size
    withUnsafeTemporaryAllocation(byteCount: 8, alignment: 8) { scratch in
      let hold = scratch.baseAddress.unsafelyUnwrapped
      var low = 0
      var high = array.count - 1
      while low < high {
        memcpy(hold, array.storage.bytes + low * size, size)
        memcpy(array.storage.bytes + low * size, array.storage.bytes + high * size, size)
        memcpy(array.storage.bytes + high * size, hold, size)
        low += 1
        high -= 1
      }
    }
    return .none
  },
  NativeDefinition("byteswap(self, /)") { thread, a in
    let array = NumberArray(thread, a[0])
    for index in 0..<array.count {
      reverseBytes(array.storage.bytes + index * array.size, array.size)
    }
    return .none
  },
]

private let arrayConversions: [NativeDefinition] = [
  NativeDefinition("tolist(self, /)") { NumberArray($0, $1[0]).toList().value },
  NativeDefinition("fromlist(self, list, /)") { thread, a in
    guard a[1].isKind(.list) else { return thread.raise(.typeError, "arg must be list") }
    let array = NumberArray(thread, a[0])
    let before = array.storage.count
    if array.extend(a[1]) { return .none }
    array.storage.count = before
    return .error
  },
  NativeDefinition("tobytes(self, /)") { $0.makeBytes(ByteArrayRef($1[0]).buffer) },
  NativeDefinition("frombytes(self, buffer, /)") { thread, a in
    guard let view = byteView(a[1]) else {
      return thread.raise(.typeError, "a bytes-like object is required, not '\(a[1].typeName)'")
    }
    return NumberArray(thread, a[0]).appendBytes(view) ? .none : .error
  },
  NativeDefinition("tounicode(self, /)") { thread, a in
    let array = NumberArray(thread, a[0])
    guard array.format == .unicode else {
      return thread.raise(.valueError, "tounicode() may only be called on unicode type arrays")
    }
    return array.toText()
  },
  NativeDefinition("fromunicode(self, ustr, /)") { thread, a in
    let array = NumberArray(thread, a[0])
    guard array.format == .unicode else {
      return thread.raise(.valueError, "fromunicode() may only be called on unicode type arrays")
    }
    guard a[1].isKind(.string) else {
      return thread.raise(.typeError, "fromunicode() argument must be str, not \(a[1].typeName)")
    }
    return array.extend(a[1]) ? .none : .error
  },
  NativeDefinition("tofile(self, f, /)") { thread, a in
    thread.callMethod(a[1], vm.pointee.names.write, thread.makeBytes(ByteArrayRef(a[0]).buffer)).isError
      ? .error : .none
  },
  NativeDefinition("fromfile(self, f, n, /)") { thread, a in
    guard let count = thread.index(a[2]) else { return .error }
    if count < 0 { return thread.raise(.valueError, "negative count") }
    let array = NumberArray(thread, a[0])
    let data = thread.callMethod(a[1], vm.pointee.names.read, .int(count * array.size))
    if data.isError { return .error }
    guard let view = byteView(data) else { return thread.raise(.typeError, "read() didn't return bytes") }
    let short = view.count < count * array.size
    if !array.appendBytes(view) { return .error }
    return short ? thread.raise(.eofError, "read() didn't return enough bytes") : .none
  },
  NativeDefinition("buffer_info(self, /)") { thread, a in
    let array = NumberArray(thread, a[0])
    let address = array.storage.capacity > 0 ? Int(bitPattern: array.storage.bytes) : 0
    return TupleRef.make(thread, thread.makeInt(address), .int(array.count))
  },
  NativeDefinition("__copy__(self, /)", copied),
  NativeDefinition("__deepcopy__(self, memo, /)", copied),
]

private func copied(_ thread: Thread, _ a: Arguments) -> Value {
  let copy = NumberArray(thread, a[0]).empty()
  return copy.extend(a[0]) ? copy.value : .error
}
