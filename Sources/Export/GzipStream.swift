// Bytes compressed on their way into a sink (RFC 1952, by zlib). No name and no time in the header: equal recordings give equal
// files. The buffers have a fixed size.

import CZlib

final class GzipStream {
  private let sink: ByteSink
  private var stream = z_stream()
  private var output = [UInt8](repeating: 0, count: ByteSink.capacity)

  init(into sink: ByteSink) {
    self.sink = sink
    // 15 bits of window, 16 for the header of gzip.
    let status = deflateInit2_(
      &stream, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
    precondition(status == Z_OK, "zlib does not start")
  }

  deinit { deflateEnd(&stream) }

  func write(_ bytes: [UInt8]) {
    var bytes = bytes
    // Safety: zlib reads and writes within the two arrays, which outlive the call.
    bytes.withUnsafeMutableBufferPointer { input in
      stream.next_in = input.baseAddress
      stream.avail_in = UInt32(input.count)
      while stream.avail_in > 0 { step(Z_NO_FLUSH) }
    }
  }

  func finish() {
    stream.avail_in = 0
    while step(Z_FINISH) != Z_STREAM_END {}
  }

  @discardableResult private func step(_ flush: Int32) -> Int32 {
    var status = Z_OK
    let count = output.withUnsafeMutableBufferPointer { output in
      stream.next_out = output.baseAddress
      stream.avail_out = UInt32(output.count)
      status = deflate(&stream, flush)
      return output.count - Int(stream.avail_out)
    }
    sink.write(output[..<count])
    return status
  }
}
