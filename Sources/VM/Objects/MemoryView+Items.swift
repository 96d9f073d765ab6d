// Items of a memoryview: type codes, keys, reading and writing. A key or a value may run Python code that releases the view:
// it is looked at again afterwards.

import CRuntime
import Glibc

/// The items of a view: a native format of `struct`, or "w", the characters of an array, which cannot be read.
struct ViewItem {
  let code: UInt8
  let size: Int
  private let kind: StructField.Kind?
  /// The format of a ctypes object as text, whose items can be copied only; else None.
  let format: Value

  init(format: Value, size: Int) {
    code = 0
    kind = nil
    self.format = format
    self.size = size
  }

  init(code: UInt8) {
    self.code = code
    format = .none
    let row = StructField.row(code, isNative: true)
    kind = row?.kind
    size = row?.size ?? 4
  }

  static let characters = UInt8(ascii: "w")
  static func isCode(_ code: UInt8) -> Bool { "cbBhHiIlLqQnNfd?eP".utf8.contains(code) }
  var isByte: Bool { "cbB".utf8.contains(code) }
  /// As `format` and messages have it.
  var text: String { format.isObject ? StringRef(format).text : String(Character(Unicode.Scalar(code))) }
  private var name: String { "format '\(Character(Unicode.Scalar(code)))'" }

  private func field(_ kind: StructField.Kind) -> StructField {
    StructField(kind: kind, code: code, isBigEndian: false, isStandard: false, size: size, count: 1, offset: 0)
  }

  func read(_ thread: Thread, _ place: UnsafeRawPointer) -> Value {
    guard let kind else {
      if format.isObject { return thread.raise(.notImplementedError, "memoryview: unsupported format \(text)") }
      return thread.raise(.notImplementedError, "memoryview: format \(text) not supported")
    }
    return withUnsafePointer(to: field(kind)) { thread.unpack($0, 0, place.assumingMemoryBound(to: UInt8.self)) }
  }

  /// Writes the machine form of `value`; false with an exception pending.
  func write(_ thread: Thread, _ value: Value, to place: UnsafeMutablePointer<UInt8>) -> Bool {
    var converted = value
    switch kind {
    case .none where format.isObject:
      thread.raise(.notImplementedError, "memoryview: unsupported format \(text)")
      return false
    case .none:
      thread.raise(.notImplementedError, "memoryview: format \(text) not supported")
      return false
    case .character:
      if !value.isKind(.bytes) { return fail(thread, .typeError) }
      if BytesRef(value).count != 1 { return fail(thread, .valueError) }
    case .signed, .unsigned:
      converted = thread.toIndex(value)
      if converted.isError { return thread.pendingMatches(.typeError) ? fail(thread, .typeError) : false }
    case .half, .float, .double:
      guard let number = thread.double(of: value) else {
        return thread.pendingMatches(.typeError) ? fail(thread, .typeError) : false
      }
      converted = thread.makeFloat(number)
    default: break
    }
    if thread.pack(field(kind.unsafelyUnwrapped), 0, converted, place) { return true }
    return kind == .boolean ? false : fail(thread, .valueError)
  }

  private func fail(_ thread: Thread, _ error: ExceptionType) -> Bool {
    thread.pointee.exception = .unbound
    thread.raise(error, "memoryview: invalid \(error == .typeError ? "type" : "value") for \(name)")
    return false
  }
}

extension UnsafeMutablePointer where Pointee == ThreadState {
  /// The view, or nil with ValueError pending after release().
  func view(_ value: Value) -> MemoryViewRef? {
    let view = MemoryViewRef(value)
    if !view.isReleased { return view }
    raise(.valueError, "operation forbidden on released memoryview object")
    return nil
  }

  // MARK: Keys

  private func isIndex(_ key: Value) -> Bool { key.isInt || key.type.special(.index).isBound }

  /// The offset of an index in one dimension; nil with an exception pending.
  private func offset(_ view: MemoryViewRef, _ key: Value, dimension: Int) -> Int? {
    guard var place = index(key) else {
      if pendingMatches(.overflowError) {
        pointee.exception = .unbound
        raise(.indexError, "cannot fit '\(key.typeName)' into an index-sized integer")
      }
      return nil
    }
    if place < 0 { place += view.extent(dimension) }
    if place >= 0 && place < view.extent(dimension) { return place * view.step(dimension) }
    raise(.indexError, "index out of bounds on dimension \(dimension + 1)")
    return nil
  }

  /// The offset that a key names: an index, or a tuple of one for each dimension; nil with an exception pending.
  private func offset(_ view: MemoryViewRef, _ key: Value, isAssigned: Bool) -> Int? {
    let tuple = key.isKind(.tuple) ? TupleRef(key) : nil
    if view.dimensions == 0 {
      if tuple?.count == 0 { return 0 }
      raise(.typeError, "invalid indexing of 0-dim memory")
      return nil
    }
    guard let tuple else {
      if isIndex(key) {
        if view.dimensions == 1 { return offset(view, key, dimension: 0) }
        let kind = isAssigned ? "sub-views" : "multi-dimensional sub-views"
        raise(.notImplementedError, "\(kind) are not implemented")
      } else {
        raise(.typeError, "memoryview: invalid slice key")
      }
      return nil
    }
    var areIndices = true
    for number in 0..<tuple.count where !isIndex(tuple[number]) { areIndices = false }
    if areIndices {
      if tuple.count < view.dimensions {
        raise(.notImplementedError, "sub-views are not implemented")
        return nil
      }
      if tuple.count > view.dimensions {
        raise(.typeError, "cannot index \(view.dimensions)-dimension view with \(tuple.count)-element tuple")
        return nil
      }
      var sum = 0
      for number in 0..<tuple.count {
        guard let part = offset(view, tuple[number], dimension: number) else { return nil }
        sum += part
      }
      return sum
    }
    var areSlices = true
    for number in 0..<tuple.count where !tuple[number].isKind(.slice) { areSlices = false }
    if areSlices {
      raise(
        .notImplementedError,
        isAssigned
          ? "memoryview slice assignments are currently restricted to ndim = 1"
          : "multi-dimensional slicing is not implemented")
    } else {
      raise(.typeError, "memoryview: invalid slice key")
    }
    return nil
  }

  /// Items of the first dimension.
  private func slice(_ view: MemoryViewRef, _ key: Value) -> MemoryViewRef? {
    let object = view.object
    guard let slice = indices(SliceRef(key), count: view.extent(0)) else { return nil }
    let start = view.start + slice.start * view.step(0)
    let step = view.step(0) &* slice.step
    if view.shape.isNone {
      return MemoryViewRef.make(
        self, object, start: start, count: slice.count, stride: step, code: view.item.code,
        readOnly: view.isReadOnly, item: view.item)
    }
    let shape = TupleRef(TupleRef.make(self, TupleRef(view.shape).items, view.dimensions))
    let strides = TupleRef(TupleRef.make(self, TupleRef(view.pointer.word(8)).items, view.dimensions))
    shape[0] = .int(slice.count)
    strides[0] = .int(step)
    let rest = (1..<view.dimensions).reduce(1) { $0 * view.extent($1) }
    return MemoryViewRef.make(
      self, object, start: start, count: slice.count * rest, stride: view.item.size, code: view.item.code,
      readOnly: view.isReadOnly, shape: shape.value, strides: strides.value, item: view.item)
  }

  // MARK: Access

  func viewItem(_ value: Value, _ key: Value) -> Value {
    guard let view = view(value) else { return .error }
    if view.dimensions == 0 && key == .ellipsis { return value }
    if key.isKind(.slice) && view.dimensions > 0 { return slice(view, key)?.value ?? .error }
    guard let offset = offset(view, key, isAssigned: false),
      let view = self.view(value)
    else { return .error }
    guard let place = view.address(offset: offset) else {
      return raise(.indexError, "index out of bounds on dimension 1")
    }
    return view.item.read(self, place)
  }

  func assignViewItem(_ value: Value, _ key: Value, _ item: Value) -> Bool {
    guard let view = view(value) else { return false }
    if view.isReadOnly {
      raise(.typeError, "cannot modify read-only memory")
      return false
    }
    if key.isKind(.slice) && view.dimensions > 0 {
      if view.dimensions == 1 { return assign(view, slice: key, item) }
      raise(.notImplementedError, "memoryview slice assignments are currently restricted to ndim = 1")
      return false
    }
    let isWhole = view.dimensions == 0 && key == .ellipsis
    guard let offset = isWhole ? 0 : offset(view, key, isAssigned: true),
      self.view(value) != nil
    else { return false }
    return withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 8) { buffer in
      let bytes = buffer.baseAddress.unsafelyUnwrapped
      guard view.item.write(self, item, to: bytes), let view = self.view(value) else { return false }
      guard let place = view.address(offset: offset) else {
        raise(.indexError, "index out of bounds on dimension 1")
        return false
      }
      memcpy(place, bytes, view.item.size)
      return true
    }
  }

  private func assign(_ view: MemoryViewRef, slice key: Value, _ value: Value) -> Bool {
    guard let target = slice(view, key), self.view(view.value) != nil else { return false }
    let source = isMemoryView(value) ? self.view(value) : nil
    if pointee.exception.isBound { return false }
    guard source != nil || byteView(value) != nil else {
      raise(.typeError, "a bytes-like object is required, not '\(value.typeName)'")
      return false
    }
    // The source may lie in the same object.
    let copy = source?.content() ?? Array(byteView(value).unsafelyUnwrapped)
    let size = view.item.size
    let fits = source.map { $0.item.code == view.item.code && $0.dimensions == 1 } ?? true
    guard fits, copy.count == target.count * size else {
      raise(.valueError, "memoryview assignment: lvalue and rvalue have different structures")
      return false
    }
    var done = 0
    target.forEachOffset { offset in
      guard let place = target.address(offset: offset) else { return false }
      copy.withUnsafeBytes { _ = memcpy(place, $0.baseAddress! + done, size) }
      done += size
      return true
    }
    return true
  }

  // MARK: All items

  /// Nested lists, one level for each dimension; the item itself without dimensions.
  func viewList(_ view: MemoryViewRef, dimension: Int = 0, offset: Int = 0) -> Value {
    if dimension == view.dimensions {
      guard let place = view.address(offset: offset) else {
        return raise(.indexError, "index out of bounds on dimension 1")
      }
      return view.item.read(self, place)
    }
    let list = ListRef.make(self)
    for number in 0..<view.extent(dimension) {
      let item = viewList(view, dimension: dimension + 1, offset: offset + number * view.step(dimension))
      if item.isError { return .error }
      list.append(self, item)
    }
    return list.value
  }

  func areViewsEqual(_ view: MemoryViewRef, _ other: MemoryViewRef) -> Value {
    guard view.dimensions == other.dimensions else { return .false }
    for dimension in 0..<view.dimensions where view.extent(dimension) != other.extent(dimension) { return .false }
    if view.item.code == ViewItem.characters || view.item.isByte && view.item.code == other.item.code {
      return .bool(view.item.code == other.item.code && view.content() == other.content())
    }
    var offsets: [Int] = []
    other.forEachOffset {
      offsets.append($0)
      return true
    }
    var number = 0
    var same = 1
    view.forEachOffset { offset in
      guard let x = view.address(offset: offset), let y = other.address(offset: offsets[number]) else {
        same = 0
        return false
      }
      number += 1
      let (first, second) = (view.item.read(self, x), other.item.read(self, y))
      same = first.isError || second.isError ? -1 : equal(first, second)
      return same == 1
    }
    return same < 0 ? .error : .bool(same == 1)
  }
}
