// Texts by number, each made when it is first asked for and kept as the bytes that are written: names that stand in an export a
// million times are made safe and quoted once. What is kept is as large as the names that occur.

final class WrittenTexts {
  private let make: (Int, ByteSink) -> Void
  private var bytes: [UInt8] = []
  /// Where each text begins and ends; −1: not made yet.
  private var starts: [Int]
  private var ends: [Int]

  /// - Parameters:
  ///   - count: numbers are below it.
  ///   - make: writes the text of a number.
  init(count: Int, make: @escaping (Int, ByteSink) -> Void) {
    self.make = make
    starts = [Int](repeating: -1, count: count)
    ends = starts
  }

  func write(_ number: Int, to sink: ByteSink) {
    if starts[number] < 0 { add(number) }
    bytes.withUnsafeBufferPointer { sink.write(UnsafeBufferPointer(rebasing: $0[starts[number]..<ends[number]])) }
  }

  private func add(_ number: Int) {
    let start = bytes.count
    var added: [UInt8] = []
    let collector = ByteSink {
      added.append(contentsOf: $0)
      return 0
    }
    make(number, collector)
    // A collector never fails.
    try? collector.finish()
    bytes.append(contentsOf: added)
    starts[number] = start
    ends[number] = bytes.count
  }
}
