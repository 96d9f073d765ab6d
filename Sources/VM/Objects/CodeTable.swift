// All code ever made, by id. Appended to by the thread that runs Python, read by the profiler's thread at any time:
// an entry never moves and never goes, and an id reaches the profiler only after its entry is complete.

import CRuntime
import Glibc

struct CodeTable: Sequence {
  private static let chunkSize = 1 << 14
  private static let chunkLimit = 1 << 14
  private typealias Chunk = UnsafeMutablePointer<UnsafeMutablePointer<CodeInfo>>
  /// Fixed from the start; a chunk is allocated when its first entry comes. Of calloc: no page of it is touched before.
  private let chunks = calloc(CodeTable.chunkLimit, MemoryLayout<Chunk?>.stride).assumingMemoryBound(to: Chunk?.self)
  private(set) var count = 0

  /// Ids run from 1: the code appended last has the id `count`.
  mutating func append(_ code: UnsafeMutablePointer<CodeInfo>) {
    let (chunk, place) = count.quotientAndRemainder(dividingBy: CodeTable.chunkSize)
    guard chunk < CodeTable.chunkLimit else { fatalExit("too many code objects") }
    if chunks[chunk] == nil { chunks[chunk] = .allocate(capacity: CodeTable.chunkSize) }
    chunks[chunk].unsafelyUnwrapped.advanced(by: place).initialize(to: code)
    count += 1
  }

  subscript(index: Int) -> UnsafeMutablePointer<CodeInfo> {
    let (chunk, place) = index.quotientAndRemainder(dividingBy: CodeTable.chunkSize)
    return chunks[chunk].unsafelyUnwrapped[place]
  }

  func makeIterator() -> AnyIterator<UnsafeMutablePointer<CodeInfo>> {
    var index = 0
    return AnyIterator {
      guard index < count else { return nil }
      index += 1
      return self[index - 1]
    }
  }
}
