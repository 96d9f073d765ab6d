// A stream of zlib inside the collected heap: `z_stream` and all memory that zlib asks for are leaf objects, so that a
// stream which nobody reaches any more goes like any other object. Nothing moves, so zlib's own pointers stay right.
//
// The stream lies in word 1 of its owner, the blocks in a list in word 2.

import CRuntime
import CZlib
import Glibc

struct ZlibStream {
  let thread: Thread
  let owner: Raw

  /// Words of the owner that the stream takes, header included.
  static let words = 3

  var stream: z_streamp { (owner.word(1).pointer + 16).assumingMemoryBound(to: z_stream.self) }

  /// A zeroed stream with zlib's allocation going to the owner's list.
  func prepare() {
    let storage = makeRawArray(thread, bytes: MemoryLayout<z_stream>.size)
    memset(storage + 16, 0, MemoryLayout<z_stream>.size)
    owner.setWord(1, .object(storage))
    owner.setWord(2, ListRef.make(thread).value)
    stream.pointee.zalloc = { owner, items, size in
      let list = ListRef(Raw(owner!).word(2))
      let block = makeRawArray(vm.pointee.runningThread, bytes: Int(items) * Int(size))
      list.append(vm.pointee.runningThread, .object(block))
      return block + 16
    }
    // The collector frees.
    stream.pointee.zfree = { _, _ in }
    stream.pointee.opaque = owner
  }

  /// What an allocated stream becomes when its twin is copied into it.
  func copy(from other: ZlibStream, _ function: (z_streamp, z_streamp) -> Int32) -> Int32 {
    prepare()
    // zlib allocates for a copy with the source's allocator.
    other.stream.pointee.opaque = owner
    let status = function(stream, other.stream)
    other.stream.pointee.opaque = other.owner
    stream.pointee.opaque = owner
    return status
  }

  /// Why a call failed, in CPython's words.
  func explain(_ status: Int32, _ doing: String) -> String {
    var reason = stream.pointee.msg.map { String(cString: $0) }
    switch status {
    case Z_VERSION_ERROR: reason = "library version mismatch"
    case Z_BUF_ERROR where reason == nil: reason = "incomplete or truncated stream"
    case Z_STREAM_ERROR where reason == nil: reason = "inconsistent stream state"
    case Z_DATA_ERROR where reason == nil: reason = "invalid input data"
    default: break
    }
    return "Error \(status) \(doing)" + (reason.map { ": " + $0 } ?? "")
  }

  /// The most that one call takes or gives: zlib counts in 32 bits.
  static let step = 1 << 30

  /// Compresses `source` to the end; the last status.
  func deflate(_ source: UnsafeBufferPointer<UInt8>, _ mode: Int32, into output: inout ByteBuffer) -> Int32 {
    var offset = 0
    var status = Z_OK
    repeat {
      let length = min(source.count - offset, ZlibStream.step)
      stream.pointee.next_in = source.baseAddress.map { UnsafeMutablePointer(mutating: $0 + offset) }
      stream.pointee.avail_in = uInt(length)
      offset += length
      let flush = offset < source.count ? Z_NO_FLUSH : mode
      repeat {
        output.reserve(1024)
        let room = min(output.capacity - output.count, ZlibStream.step)
        stream.pointee.next_out = output.bytes + output.count
        stream.pointee.avail_out = uInt(room)
        status = CZlib.deflate(stream, flush)
        output.advance(room - Int(stream.pointee.avail_out))
        if status == Z_STREAM_ERROR { return status }
      } while stream.pointee.avail_out == 0
    } while offset < source.count
    return status
  }

  /// Decompresses until the input ends, the stream does, or `limit` bytes have come out. `dictionary` answers a stream
  /// that asks for one: whether it has one, or nil with an exception pending. The last status, or nil then; `offset`
  /// counts the bytes taken.
  func inflate(
    _ source: UnsafeBufferPointer<UInt8>, limit: Int = Int.max, offset: inout Int, into output: inout ByteBuffer,
    dictionary: () -> Bool?
  ) -> Int32? {
    var status = Z_OK
    repeat {
      let length = min(source.count - offset, ZlibStream.step)
      stream.pointee.next_in = source.baseAddress.map { UnsafeMutablePointer(mutating: $0 + offset) }
      stream.pointee.avail_in = uInt(length)
      var isFull = false
      repeat {
        if output.count >= limit {
          isFull = true
          break
        }
        if output.capacity == output.count { output.reserve(1) }
        let room = min(output.capacity - output.count, limit - output.count, ZlibStream.step)
        stream.pointee.next_out = output.bytes + output.count
        stream.pointee.avail_out = uInt(room)
        status = CZlib.inflate(stream, Z_SYNC_FLUSH)
        output.advance(room - Int(stream.pointee.avail_out))
        if status == Z_NEED_DICT {
          guard let isSet = dictionary() else { return nil }
          if isSet { continue }
          break
        }
        if status != Z_OK && status != Z_BUF_ERROR { break }
      } while stream.pointee.avail_out == 0 || status == Z_NEED_DICT
      offset += length - Int(stream.pointee.avail_in)
      if isFull || status != Z_OK && status != Z_BUF_ERROR || stream.pointee.avail_in > 0 { break }
    } while offset < source.count
    return status
  }
}
