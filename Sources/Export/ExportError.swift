// What can be wrong with an export besides its recording (RecordingError), each with one clear line.

/// Why an export cannot be written.
public enum ExportError: Error, Equatable, CustomStringConvertible, Sendable {
  /// The output cannot be created; nothing was written.
  case cannotCreate(path: String, reason: String)
  /// Writing failed on the way; a file that was to be written is not there.
  case writeFailed(reason: String)
  /// Nobody reads the pipe any more that the export goes to: no fault, `pitviper export … | head`.
  case noReader

  public var description: String {
    switch self {
    case .cannotCreate(let path, let reason): "cannot write \(SafeName.text(path)): \(reason)"
    case .writeFailed(let reason): "the export stopped early: \(reason)"
    case .noReader: "the export stopped early: nobody reads it any more"
    }
  }
}
