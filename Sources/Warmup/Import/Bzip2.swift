// Decompression of files that Krun writes. What comes out is bounded, however little goes in.

import CBzip2

enum Bzip2 {
  static func isCompressed(_ bytes: [UInt8]) -> Bool { bytes.starts(with: "BZh".utf8) }

  /// One or several streams, one after the other.
  static func decompress(_ bytes: [UInt8]) throws(ImportError) -> [UInt8] {
    var input = bytes
    var consumed = 0
    var result: [UInt8] = []
    for _ in 0..<mostStreams where consumed < input.count {
      consumed = try decompressStream(&input, from: consumed, into: &result)
    }
    guard consumed == input.count else { throw ImportError(problem: "more than \(mostStreams) bzip2 streams") }
    return result
  }

  /// Programs that compress in parallel write one per 900 kB; each costs memory to set up.
  private static let mostStreams = 1000

  /// - Returns: where in the input the stream ends.
  private static func decompressStream(
    _ input: inout [UInt8], from start: Int, into result: inout [UInt8]
  ) throws(ImportError) -> Int {
    var stream = bz_stream()
    guard BZ2_bzDecompressInit(&stream, 0, 0) == BZ_OK else { throw ImportError(problem: "no memory to decompress it") }
    defer { BZ2_bzDecompressEnd(&stream) }
    var chunk = [UInt8](repeating: 0, count: 1 << 16)
    var consumed = start
    var status = BZ_OK
    while status == BZ_OK {
      let available = input.count - consumed
      var written = 0
      // Safety: the stream's pointers are used within this call alone.
      status = input.withUnsafeMutableBytes { input in
        chunk.withUnsafeMutableBytes { chunk in
          stream.next_in = input.baseAddress!.advanced(by: consumed).assumingMemoryBound(to: CChar.self)
          stream.avail_in = UInt32(available)
          stream.next_out = chunk.baseAddress!.assumingMemoryBound(to: CChar.self)
          stream.avail_out = UInt32(chunk.count)
          let status = BZ2_bzDecompress(&stream)
          written = chunk.count - Int(stream.avail_out)
          return status
        }
      }
      consumed = input.count - Int(stream.avail_in)
      result.append(contentsOf: chunk[..<written])
      guard result.count <= ImportLimit.bytes else {
        throw ImportError(problem: "larger than \(ImportLimit.bytes >> 20) MiB when decompressed")
      }
      if status == BZ_OK && written == 0 && consumed == input.count {
        throw ImportError(problem: "the compressed file (bzip2) is cut short")
      }
    }
    guard status == BZ_STREAM_END else { throw ImportError(problem: "the compressed file (bzip2) is damaged") }
    return consumed
  }
}
