// What a cell means, not what colour it has: drawing code names roles, Palette turns them into paint.
//
// Invariant: a screen must be readable when every role is dropped, so a role only repeats what text or position
// already says.

/// The meaning of a colour.
public enum Role: UInt8, CaseIterable, Sendable {
  case plain, faint, title, accent, warning
  case selection, match, tab, activeTab, bar
  /// Text on a coloured ground: black or white, whichever reads better on it.
  case ink
  // One row per VM state (Sources/CRuntime/include/vm_state.h), in its order.
  case stateNative, stateInterpreting, stateRuntime, stateCompiling, stateCollecting, stateCall
  case stateConversion, stateRecording, stateOptimizing, stateEncoding, stateTrace, stateExit
  // Kinds of frames.
  case kindPython, kindTrace, kindNative, kindRuntime, kindCrossing
  // Heat from cold to hot.
  case heat0, heat1, heat2, heat3, heat4, heat5, heat6, heat7

  static let heatLevels = 8

  /// The role of a heat between 0 and 1.
  static func heat(_ value: Double) -> Role {
    let level = Int((max(0, min(1, value)) * Double(heatLevels)).rounded(.down))
    return Role(rawValue: heat0.rawValue + UInt8(min(level, heatLevels - 1)))!
  }
}

public struct Emphasis: OptionSet, Hashable, Sendable {
  public let rawValue: UInt8
  public init(rawValue: UInt8) { self.rawValue = rawValue }
  public static let bold = Emphasis(rawValue: 1)
  public static let dim = Emphasis(rawValue: 2)
  public static let underline = Emphasis(rawValue: 4)
  public static let reverse = Emphasis(rawValue: 8)
}

public struct Style: Hashable, Sendable {
  public var foreground: Role
  public var background: Role?
  public var emphasis: Emphasis
  /// The second shade of the background, so that neighbours of one role can be told apart.
  public var shaded: Bool

  public init(_ foreground: Role = .plain, on background: Role? = nil, _ emphasis: Emphasis = [], shaded: Bool = false)
  {
    self.foreground = foreground
    self.background = background
    self.emphasis = emphasis
    self.shaded = shaded
  }

  public static let plain = Style()
  public static let faint = Style(.faint)
  public static let title = Style(.title)
  public static let selection = Style(.ink, on: .selection)

  /// Text on a ground of the role's colour.
  public static func ground(_ role: Role, shaded: Bool = false) -> Style { Style(.ink, on: role, shaded: shaded) }
}
