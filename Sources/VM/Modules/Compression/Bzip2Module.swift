// The module `_bz2` on libbzip2; the standard library's `bz2` is made of it. The library's memory lies in the collected
// heap, as zlib's does (ZlibStream).
//
// Words of both kinds of object: 1 stream, 2 list of the library's blocks, 3 True when the stream has ended. A decompressor
// has more: 4 `unused_data`, 5 input that waits, 6 `needs_input`.

import CBzip2
import CRuntime
import Glibc

nonisolated(unsafe) private var compressorType = Value.unbound
nonisolated(unsafe) private var decompressorType = Value.unbound

private let firstRoom = 32 * 1024
/// The most that one call takes or gives: the library counts in 32 bits.
private let step = 1 << 30

private struct Bzip2Ref: Handle {
  let pointer: Raw
  init(_ pointer: Raw) { self.pointer = pointer }
  static let words = 4

  var stream: UnsafeMutablePointer<bz_stream> {
    (pointer.word(1).pointer + 16).assumingMemoryBound(to: bz_stream.self)
  }
  var hasEnded: Bool { pointer.word(3).isTrue }

  /// A zeroed stream with the library's allocation going to the object's list.
  func prepare(_ thread: Thread) {
    let storage = makeRawArray(thread, bytes: MemoryLayout<bz_stream>.size)
    memset(storage + 16, 0, MemoryLayout<bz_stream>.size)
    pointer.setWord(1, .object(storage))
    pointer.setWord(2, ListRef.make(thread).value)
    pointer.setWord(3, .false)
    stream.pointee.bzalloc = { owner, items, size in
      let thread = vm.pointee.runningThread
      let block = makeRawArray(thread, bytes: Int(items) * Int(size))
      ListRef(Raw(owner!).word(2)).append(thread, .object(block))
      return block + 16
    }
    // The collector frees.
    stream.pointee.bzfree = { _, _ in }
    stream.pointee.opaque = pointer
  }
}

extension UnsafeMutablePointer where Pointee == ThreadState {
  func defineBzip2Module() {
    let module = defineModule("_bz2", [])
    compressorType = define(
      TypeDefinition(
        name: "BZ2Compressor", words: Bzip2Ref.words, flags: TypeFlags.final, module: "_bz2",
        methods: compressorMethods))
    decompressorType = define(
      TypeDefinition(
        name: "BZ2Decompressor", words: Bzip2Ref.words + 3, flags: TypeFlags.final, module: "_bz2",
        methods: decompressorMethods,
        attributes: [
          GetSetDefinition("eof", { $1.pointer.word(3) }),
          GetSetDefinition("unused_data", { $1.pointer.word(4) }),
          GetSetDefinition("needs_input", { $1.pointer.word(6) }),
        ]))
    module.set("BZ2Compressor", compressorType)
    module.set("BZ2Decompressor", decompressorType)
  }

  /// Raises what a status of the library means; false when it means success.
  private func hasFailed(_ status: Int32) -> Bool {
    switch status {
    case BZ_OK, BZ_RUN_OK, BZ_FLUSH_OK, BZ_FINISH_OK, BZ_STREAM_END: return false
    case BZ_PARAM_ERROR: raise(.valueError, "Internal error - invalid parameters passed to libbzip2")
    case BZ_MEM_ERROR: raise(.memoryError, "")
    case BZ_DATA_ERROR, BZ_DATA_ERROR_MAGIC: raise(.osError, "Invalid data stream")
    case BZ_IO_ERROR: raise(.osError, "Unknown I/O error")
    case BZ_UNEXPECTED_EOF:
      raise(.eofError, "Compressed file ended before the logical end-of-stream was detected")
    case BZ_SEQUENCE_ERROR: raise(.runtimeError, "Internal error - Invalid sequence of commands sent to libbzip2")
    default: raise(.osError, "Unrecognized error from libbzip2: \(status)")
    }
    return true
  }

  // MARK: Compression

  fileprivate func makeBzip2Compressor(_ a: Arguments) -> Value {
    guard let level = cInt(a[1], default: 9) else { return .error }
    if level < 1 || level > 9 { return raise(.valueError, "compresslevel must be between 1 and 9") }
    let object = allocateInstance(TypeRef(a[0]))
    let compressor = Bzip2Ref(object.pointer)
    compressor.prepare(self)
    return hasFailed(BZ2_bzCompressInit(compressor.stream, level, 0, 0)) ? .error : object
  }

  /// Takes `source` in, and to the end of the stream with BZ_FINISH.
  private func compress(_ compressor: Bzip2Ref, _ source: UnsafeBufferPointer<UInt8>, _ action: Int32) -> Value {
    let stream = compressor.stream
    var output = ByteBuffer(capacity: firstRoom)
    var offset = 0
    var status = BZ_RUN_OK
    repeat {
      let length = min(source.count - offset, step)
      stream.pointee.next_in = source.baseAddress.map {
        UnsafeMutableRawPointer(mutating: $0 + offset).assumingMemoryBound(to: CChar.self)
      }
      stream.pointee.avail_in = UInt32(length)
      offset += length
      while action == BZ_FINISH || stream.pointee.avail_in > 0 {
        output.reserve(1024)
        let room = min(output.capacity - output.count, step)
        stream.pointee.next_out = UnsafeMutableRawPointer(output.bytes + output.count).assumingMemoryBound(
          to: CChar.self)
        stream.pointee.avail_out = UInt32(room)
        status = BZ2_bzCompress(stream, action)
        output.advance(room - Int(stream.pointee.avail_out))
        if hasFailed(status) { return .error }
        if status == BZ_STREAM_END { break }
      }
    } while offset < source.count
    return output.makeBytes(self)
  }

  fileprivate func compressMore(bzip2 a: Arguments) -> Value {
    guard let source = bytesArgument(a[1]) else { return .error }
    let compressor = Bzip2Ref(a[0])
    if compressor.hasEnded { return raise(.valueError, "Compressor has been flushed") }
    return compress(compressor, source, BZ_RUN)
  }

  fileprivate func flushCompressor(bzip2 a: Arguments) -> Value {
    let compressor = Bzip2Ref(a[0])
    if compressor.hasEnded { return raise(.valueError, "Repeated call to flush()") }
    compressor.pointer.setWord(3, .true)
    return compress(compressor, UnsafeBufferPointer(start: nil, count: 0), BZ_FINISH)
  }

  // MARK: Decompression

  fileprivate func makeBzip2Decompressor(_ a: Arguments) -> Value {
    let object = allocateInstance(TypeRef(a[0]))
    let decompressor = Bzip2Ref(object.pointer)
    decompressor.prepare(self)
    object.pointer.setWord(4, vm.pointee.emptyBytes)
    object.pointer.setWord(5, vm.pointee.emptyBytes)
    object.pointer.setWord(6, .true)
    return hasFailed(BZ2_bzDecompressInit(decompressor.stream, 0, 0)) ? .error : object
  }

  fileprivate func decompressMore(bzip2 a: Arguments) -> Value {
    guard let given = bytesArgument(a[1]), let length = count(a[2], default: -1) else { return .error }
    let decompressor = Bzip2Ref(a[0])
    let object = decompressor.pointer
    if decompressor.hasEnded { return raise(.eofError, "End of stream already reached") }
    let limit = length < 0 ? Int.max : length
    // What waits comes first.
    var source = given
    var whole = a[1]
    let waiting = byteView(object.word(5))!
    if waiting.count > 0 {
      var input = ByteBuffer(capacity: waiting.count + given.count)
      input.append(waiting)
      input.append(given)
      whole = input.makeBytes(self)
      source = byteView(whole)!
    }
    let stream = decompressor.stream
    var output = ByteBuffer(capacity: min(limit, firstRoom))
    var offset = 0
    var status = BZ_OK
    while status != BZ_STREAM_END {
      let length = min(source.count - offset, step)
      output.reserve(1)
      let room = min(output.capacity - output.count, limit - output.count, step)
      stream.pointee.next_in = source.baseAddress.map {
        UnsafeMutableRawPointer(mutating: $0 + offset).assumingMemoryBound(to: CChar.self)
      }
      stream.pointee.avail_in = UInt32(length)
      stream.pointee.next_out = UnsafeMutableRawPointer(output.bytes + output.count).assumingMemoryBound(to: CChar.self)
      stream.pointee.avail_out = UInt32(room)
      status = BZ2_bzDecompress(stream)
      offset += length - Int(stream.pointee.avail_in)
      let written = room - Int(stream.pointee.avail_out)
      output.advance(written)
      if hasFailed(status) { return .error }
      if output.count >= limit || offset == source.count && written < room { break }
    }
    let rest = makeBytes(UnsafeBufferPointer(rebasing: source[offset...]))
    withExtendedLifetime(whole) {}
    let hasEnded = status == BZ_STREAM_END
    object.setWord(3, .bool(hasEnded))
    if hasEnded { object.setWord(4, rest) }
    object.setWord(5, hasEnded ? vm.pointee.emptyBytes : rest)
    object.setWord(6, .bool(!hasEnded && offset == source.count))
    return output.makeBytes(self)
  }
}

private let compressorMethods: [NativeDefinition] = [
  NativeDefinition(.staticMethod, "__new__(cls, compresslevel=9, /)") { $0.makeBzip2Compressor($1) },
  NativeDefinition("compress(self, data, /)") { $0.compressMore(bzip2: $1) },
  NativeDefinition("flush(self, /)") { $0.flushCompressor(bzip2: $1) },
]

private let decompressorMethods: [NativeDefinition] = [
  NativeDefinition(.staticMethod, "__new__(cls, /)") { $0.makeBzip2Decompressor($1) },
  NativeDefinition("decompress(self, data, max_length=-1)") { $0.decompressMore(bzip2: $1) },
]
