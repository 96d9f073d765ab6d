// Everything that can be wrong with a recording, each with one clear line for the user.

/// Why a recording cannot be written or read.
public enum RecordingError: Error, Equatable, CustomStringConvertible, Sendable {
  /// The file is not there.
  case missing(path: String)
  /// The file cannot be opened; the reason is the system's or SQLite's.
  case unreadable(path: String, reason: String)
  /// The file holds no byte, or no table: a recording that never started.
  case empty(path: String)
  /// The file is something else.
  case foreign(path: String)
  /// The file was written by a later version of pitviper.
  case newer(path: String, version: Int, supported: Int)
  /// The file is a recording but its content contradicts itself.
  case damaged(path: String, detail: String)
  /// The file cannot be created; nothing has been recorded.
  case cannotCreate(path: String, reason: String)
  /// Writing failed on the way; what was written before stays.
  case writeFailed(path: String, reason: String)

  public var description: String {
    switch self {
    case .missing(let path): "no such file: \(DisplayText.safe(path))"
    case .unreadable(let path, let reason): "cannot read \(DisplayText.safe(path)): \(reason)"
    case .empty(let path): "\(DisplayText.safe(path)) is empty: the recording never started"
    case .foreign(let path): "\(DisplayText.safe(path)) is not a pitviper recording"
    case .newer(let path, let version, let supported):
      "\(DisplayText.safe(path)) has recording format \(version), this pitviper reads up to \(supported): "
        + "use a newer pitviper"
    case .damaged(let path, let detail): "\(DisplayText.safe(path)) is damaged: \(DisplayText.safe(detail))"
    case .cannotCreate(let path, let reason): "cannot write \(DisplayText.safe(path)): \(reason)"
    case .writeFailed(let path, let reason):
      "recording to \(DisplayText.safe(path)) stopped early: \(reason); what was recorded before is kept"
    }
  }
}
