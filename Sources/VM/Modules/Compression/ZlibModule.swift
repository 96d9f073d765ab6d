// The module `zlib` on the library of that name.
//
// Words of both kinds of object: 1 stream, 2 its memory (ZlibStream), 3 False when the stream has ended for good. A
// decompressor has more: 4 `unused_data`, 5 `unconsumed_tail`, 6 dictionary or None, 7 `eof`.

import CRuntime
import CZlib
import Glibc

nonisolated(unsafe) private var zlibError = Value.unbound
nonisolated(unsafe) private var compressorType = Value.unbound
nonisolated(unsafe) private var decompressorType = Value.unbound

private let defaultBufferSize = 16 * 1024

private let zlibConstants: [(StaticString, Int)] = [
  ("MAX_WBITS", 15), ("DEFLATED", 8), ("DEF_MEM_LEVEL", 8), ("DEF_BUF_SIZE", defaultBufferSize),
  ("Z_BEST_COMPRESSION", 9), ("Z_BEST_SPEED", 1), ("Z_DEFAULT_COMPRESSION", -1), ("Z_NO_COMPRESSION", 0),
  ("Z_DEFAULT_STRATEGY", 0), ("Z_FILTERED", 1), ("Z_HUFFMAN_ONLY", 2), ("Z_RLE", 3), ("Z_FIXED", 4),
  ("Z_NO_FLUSH", 0), ("Z_PARTIAL_FLUSH", 1), ("Z_SYNC_FLUSH", 2), ("Z_FULL_FLUSH", 3), ("Z_FINISH", 4),
  ("Z_BLOCK", 5), ("Z_TREES", 6),
]

extension UnsafeMutablePointer where Pointee == ThreadState {
  func defineZlibModule() {
    let module = defineModule(
      "zlib", doc: "Compression and decompression with the zlib library, which gzip is based on.", zlibFunctions)
    module.set(zlibConstants)
    module.set("ZLIB_VERSION", StringRef.make(self, ZLIB_VERSION))
    module.set("ZLIB_RUNTIME_VERSION", StringRef.make(self, String(cString: zlibVersion())))
    module.set("__version__", StringRef.intern("1.0"))
    zlibError = makeExceptionType("error", module: "zlib")
    module.set("error", zlibError)
    compressorType = define(
      TypeDefinition(
        name: "Compress", words: ZlibStream.words + 1, flags: TypeFlags.final | TypeFlags.notInstantiable,
        module: "zlib", methods: compressorMethods))
    decompressorType = define(
      TypeDefinition(
        name: "Decompress", words: ZlibStream.words + 5, flags: TypeFlags.final | TypeFlags.notInstantiable,
        module: "zlib", methods: decompressorMethods,
        attributes: [
          GetSetDefinition("unused_data", { $1.pointer.word(4) }),
          GetSetDefinition("unconsumed_tail", { $1.pointer.word(5) }),
          GetSetDefinition("eof", { $1.pointer.word(7) }),
        ]))
  }

  fileprivate func fail(_ stream: ZlibStream, _ status: Int32, _ doing: String) -> Value {
    raise(zlibError, stream.explain(status, doing))
  }

  /// A stream of an object of its own, for the functions that work in one go.
  fileprivate func temporaryStream() -> ZlibStream {
    let owner = allocateInstance(TypeRef(compressorType))
    let stream = ZlibStream(thread: self, owner: owner.pointer)
    stream.prepare()
    return stream
  }

  // MARK: Compression

  fileprivate func compress(_ a: Arguments) -> Value {
    guard let source = bytesArgument(a[0]), let level = cInt(a[1], default: -1), let bits = cInt(a[2], default: 15)
    else {
      return .error
    }
    let stream = temporaryStream()
    let status = deflateInit2_(
      stream.stream, level, Z_DEFLATED, bits, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION,
      Int32(MemoryLayout<z_stream>.size))
    if status == Z_STREAM_ERROR { return raise(zlibError, "Bad compression level") }
    if status != Z_OK { return fail(stream, status, "while compressing data") }
    var output = ByteBuffer(capacity: defaultBufferSize)
    let result = stream.deflate(source, Z_FINISH, into: &output)
    if result != Z_STREAM_END { return fail(stream, result, "while compressing data") }
    return output.makeBytes(self)
  }

  fileprivate func makeCompressor(_ a: Arguments) -> Value {
    guard let level = cInt(a[0], default: -1), let method = cInt(a[1], default: Z_DEFLATED),
      let bits = cInt(a[2], default: 15), let memory = cInt(a[3], default: 8), let strategy = cInt(a[4], default: 0)
    else { return .error }
    var dictionary: UnsafeBufferPointer<UInt8>?
    if a[5].isBound && !a[5].isNone {
      guard let bytes = bytesArgument(a[5]) else { return .error }
      dictionary = bytes
    }
    let object = allocateInstance(TypeRef(compressorType))
    let stream = ZlibStream(thread: self, owner: object.pointer)
    stream.prepare()
    let status = deflateInit2_(
      stream.stream, level, method, bits, memory, strategy, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
    if status == Z_STREAM_ERROR { return raise(.valueError, "Invalid initialization option") }
    if status != Z_OK { return fail(stream, status, "while creating compression object") }
    object.pointer.setWord(3, .true)
    if let dictionary {
      let accepted = deflateSetDictionary(stream.stream, dictionary.baseAddress, uInt(dictionary.count))
      if accepted == Z_STREAM_ERROR { return raise(.valueError, "Invalid dictionary") }
      if accepted != Z_OK { return raise(.valueError, "deflateSetDictionary()") }
    }
    return object
  }

  fileprivate func compressMore(_ a: Arguments) -> Value {
    guard let source = bytesArgument(a[1]) else { return .error }
    let stream = ZlibStream(thread: self, owner: a[0].pointer)
    if !a[0].pointer.word(3).isTrue { return fail(stream, Z_STREAM_ERROR, "while compressing data") }
    var output = ByteBuffer(capacity: defaultBufferSize)
    let status = stream.deflate(source, Z_NO_FLUSH, into: &output)
    if status == Z_STREAM_ERROR { return fail(stream, status, "while compressing data") }
    return output.makeBytes(self)
  }

  fileprivate func flushCompressor(_ a: Arguments) -> Value {
    guard let mode = cInt(a[1], default: Z_FINISH) else { return .error }
    if mode == Z_NO_FLUSH { return vm.pointee.emptyBytes }
    let stream = ZlibStream(thread: self, owner: a[0].pointer)
    if !a[0].pointer.word(3).isTrue { return fail(stream, Z_STREAM_ERROR, "while flushing") }
    var output = ByteBuffer(capacity: defaultBufferSize)
    let status = stream.deflate(UnsafeBufferPointer(start: nil, count: 0), mode, into: &output)
    if status == Z_STREAM_ERROR { return fail(stream, status, "while flushing") }
    if status == Z_STREAM_END && mode == Z_FINISH {
      deflateEnd(stream.stream)
      a[0].pointer.setWord(3, .false)
    } else if status != Z_OK && status != Z_BUF_ERROR {
      return fail(stream, status, "while flushing")
    }
    return output.makeBytes(self)
  }

  fileprivate func copyStream(_ a: Arguments) -> Value {
    let source = a[0].pointer
    let isCompressor = a[0].type.value == compressorType
    if !source.word(3).isTrue { return raise(.valueError, "Inconsistent stream state") }
    let copy = allocateInstance(a[0].type)
    let stream = ZlibStream(thread: self, owner: copy.pointer)
    let status = stream.copy(from: ZlibStream(thread: self, owner: source)) {
      isCompressor ? deflateCopy($0, $1) : inflateCopy($0, $1)
    }
    if status == Z_STREAM_ERROR { return raise(.valueError, "Inconsistent stream state") }
    if status != Z_OK { return fail(stream, status, "while copying \(isCompressor ? "" : "de")compression object") }
    for word in 3..<Int(source.header.words) { copy.pointer.setWord(word, source.word(word)) }
    return copy
  }

  // MARK: Decompression

  fileprivate func decompress(_ a: Arguments) -> Value {
    guard let source = bytesArgument(a[0]), let bits = cInt(a[1], default: 15),
      let size = count(a[2], default: defaultBufferSize)
    else { return .error }
    if size < 0 { return raise(.valueError, "bufsize must be non-negative") }
    let stream = temporaryStream()
    let prepared = inflateInit2_(stream.stream, bits, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
    if prepared != Z_OK { return fail(stream, prepared, "while preparing to decompress data") }
    var output = ByteBuffer(capacity: max(size, 1))
    var offset = 0
    let status = stream.inflate(source, offset: &offset, into: &output, dictionary: { false }) ?? Z_NEED_DICT
    if status == Z_STREAM_END { return output.makeBytes(self) }
    return fail(stream, status == Z_OK ? Z_BUF_ERROR : status, "while decompressing data")
  }

  fileprivate func makeDecompressor(_ a: Arguments) -> Value {
    guard let bits = cInt(a[0], default: 15) else { return .error }
    if a[1].isBound && byteView(a[1]) == nil {
      return raise(.typeError, "zdict argument must support the buffer protocol")
    }
    let object = allocateInstance(TypeRef(decompressorType))
    let stream = ZlibStream(thread: self, owner: object.pointer)
    stream.prepare()
    object.pointer.setWord(3, .true)
    object.pointer.setWord(4, vm.pointee.emptyBytes)
    object.pointer.setWord(5, vm.pointee.emptyBytes)
    object.pointer.setWord(6, a[1].isBound ? a[1] : .none)
    object.pointer.setWord(7, .false)
    let status = inflateInit2_(stream.stream, bits, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
    if status == Z_STREAM_ERROR { return raise(.valueError, "Invalid initialization option") }
    if status != Z_OK { return fail(stream, status, "while creating decompression object") }
    // A raw stream does not ask for its dictionary.
    if bits < 0 && object.pointer.word(6).isObject && !setDictionary(stream) { return .error }
    return object
  }

  /// Gives the stream the dictionary of its object; false with an exception pending.
  private func setDictionary(_ stream: ZlibStream) -> Bool {
    guard let bytes = bytesArgument(stream.owner.word(6)) else { return false }
    let status = inflateSetDictionary(stream.stream, bytes.baseAddress, uInt(bytes.count))
    if status == Z_OK { return true }
    _ = fail(stream, status, "while setting zdict")
    return false
  }

  private func inflateMore(
    _ object: Raw, _ source: UnsafeBufferPointer<UInt8>, limit: Int, into output: inout ByteBuffer
  ) -> (status: Int32, rest: Int)? {
    let stream = ZlibStream(thread: self, owner: object)
    var offset = 0
    guard
      let status = stream.inflate(
        source, limit: limit, offset: &offset, into: &output,
        dictionary: { object.word(6).isObject ? (setDictionary(stream) ? true : nil) : false })
    else { return nil }
    let rest = UnsafeBufferPointer(rebasing: source[offset...])
    if status == Z_STREAM_END {
      // What follows the stream; the tail that a limit left is part of it.
      if rest.count > 0 {
        var unused = ByteBuffer(capacity: rest.count)
        unused.append(byteView(object.word(4))!)
        unused.append(rest)
        object.setWord(4, unused.makeBytes(self))
      }
      // As in CPython, a tail from before is replaced by what is left now.
      if BytesRef(object.word(5)).count > 0 { object.setWord(5, makeBytes(rest)) }
      object.setWord(7, .true)
    } else if rest.count > 0 || BytesRef(object.word(5)).count > 0 {
      object.setWord(5, makeBytes(rest))
    }
    return (status, rest.count)
  }

  fileprivate func decompressMore(_ a: Arguments) -> Value {
    guard let source = bytesArgument(a[1]), let limit = count(a[2], default: 0) else { return .error }
    if limit < 0 { return raise(.valueError, "max_length must be non-negative") }
    let object = a[0].pointer
    var output = ByteBuffer(capacity: limit == 0 ? defaultBufferSize : min(limit, defaultBufferSize))
    guard let (status, _) = inflateMore(object, source, limit: limit == 0 ? Int.max : limit, into: &output) else {
      return .error
    }
    if status != Z_STREAM_END && status != Z_OK && status != Z_BUF_ERROR {
      return fail(ZlibStream(thread: self, owner: object), status, "while decompressing data")
    }
    return output.makeBytes(self)
  }

  fileprivate func flushDecompressor(_ a: Arguments) -> Value {
    guard let length = count(a[1], default: defaultBufferSize) else { return .error }
    if length <= 0 { return raise(.valueError, "length must be greater than zero") }
    let object = a[0].pointer
    let tail = object.word(5)
    var output = ByteBuffer(capacity: min(length, 1 << 20))
    guard let (status, _) = inflateMore(object, byteView(tail)!, limit: Int.max, into: &output) else { return .error }
    withExtendedLifetime(tail) {}
    if status != Z_STREAM_END && status != Z_OK && status != Z_BUF_ERROR {
      return fail(ZlibStream(thread: self, owner: object), status, "while decompressing data")
    }
    if status == Z_STREAM_END {
      inflateEnd(ZlibStream(thread: self, owner: object).stream)
      object.setWord(3, .false)
    }
    return output.makeBytes(self)
  }
}

private let zlibFunctions: [NativeDefinition] = [
  NativeDefinition(.function, "compress(data, /, level=-1, wbits=15)") { $0.compress($1) },
  NativeDefinition(.function, "decompress(data, /, wbits=15, bufsize=16384)") { $0.decompress($1) },
  NativeDefinition(
    .function, "compressobj(level=-1, method=8, wbits=15, memLevel=8, strategy=0, zdict=None)"
  ) { $0.makeCompressor($1) },
  NativeDefinition(.function, "decompressobj(wbits=15, zdict=b'')") { $0.makeDecompressor($1) },
  NativeDefinition(.function, "crc32(data, value=0, /)", cyclicRedundancy),
  NativeDefinition(.function, "adler32(data, value=1, /)") { thread, a in
    guard let source = thread.bytesArgument(a[0]), let start = a[1].isUnbound ? 1 : thread.lowBits(a[1]) else {
      return .error
    }
    return .int(Int(adler32_z(uLong(start & 0xFFFF_FFFF), source.baseAddress, source.count) & 0xFFFF_FFFF))
  },
]

private let copyMethods: [NativeDefinition] = [
  NativeDefinition("copy(self, /)") { $0.copyStream($1) },
  NativeDefinition("__copy__(self, /)") { $0.copyStream($1) },
  NativeDefinition("__deepcopy__(self, memo, /)") { $0.copyStream($1) },
]

private let compressorMethods: [NativeDefinition] =
  copyMethods + [
    NativeDefinition("compress(self, data, /)") { $0.compressMore($1) },
    NativeDefinition("flush(self, mode=4, /)") { $0.flushCompressor($1) },
  ]

private let decompressorMethods: [NativeDefinition] =
  copyMethods + [
    NativeDefinition("decompress(self, data, /, max_length=0)") { $0.decompressMore($1) },
    NativeDefinition("flush(self, length=16384, /)") { $0.flushDecompressor($1) },
  ]
