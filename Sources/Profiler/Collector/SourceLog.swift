// Keeps the text of source files: of each that has a function in a stack or a trace, read when the first of them is about
// to be written, half a second after it was met at most. What changes later no longer matters to the recording.
// Of the collector's thread.

import Glibc

final class SourceLog {
  /// Larger files are no source that somebody reads; bytes.
  static let largestFile = 1 << 20
  /// Of all files together, bytes: a program with thousands of modules must not make its recording huge.
  static let largestSum = 32 << 20

  private let writer: RecordingWriter
  private let directory: String
  /// Begin of the recording, microseconds since 1970.
  private let start: Int
  private var known: Set<String> = []
  private var kept = 0

  /// - Parameter directory: where names that are no absolute paths begin.
  init(writer: RecordingWriter, directory: String) {
    self.writer = writer
    self.directory = directory
    var now = timespec()
    clock_gettime(CLOCK_REALTIME, &now)
    start = now.tv_sec * 1_000_000 + now.tv_nsec / 1000
  }

  /// Reads the files that are new since the last commit. Names that stand for no file (`<string>`) and files that are gone
  /// have no row.
  func readNew() {
    for file in writer.pendingSourceFiles where !SourceFile.isNoFile(file) && known.insert(file).inserted {
      let path = SourceFile.path(file, in: directory)
      guard let source = try? SourceFile.read(path, largest: Self.largestFile) else { continue }
      var row = SourceRow(
        file: file, size: source.size, modified: Microseconds(source.modified - start), text: source.text)
      if row.text == nil {
        row.reason = "larger than 1 MiB"
      } else if kept + source.size > Self.largestSum {
        row.text = nil
        row.reason = "the recording keeps 32 MiB of source"
      } else {
        kept += source.size
      }
      writer.add(row)
    }
  }
}
