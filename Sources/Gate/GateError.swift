// What makes a comparison impossible: one line that says what to do, and the exit status.

public struct GateError: Error, Equatable, CustomStringConvertible {
  public enum Kind: Sendable {
    /// Wrong usage, or files that must not be compared: status 2.
    case unusable
    /// Too little was measured to decide anything: status 3.
    case tooLittle
    /// Somebody pressed Control-C while something was measured again: status 130.
    case interrupted
  }

  public let kind: Kind
  public let description: String

  public init(_ kind: Kind, _ description: String) {
    self.kind = kind
    self.description = description
  }

  public var exitStatus: Int32 {
    switch kind {
    case .unusable: 2
    case .tooLittle: 3
    case .interrupted: 130
    }
  }
}
