// From roles to colours, for terminals of every colour depth.
//
// One table gives each role its colour in 24 bits, its colour among the 16 of old terminals, and the emphasis that
// stands for it where there is no colour at all. Terminals with eight colours get the dark twins of the bright ones, in
// bold. 256-colour terminals get the nearest entry of the fixed cube.
// Pure: knows nothing of ncurses.

/// How many colours the terminal shows.
public enum ColourDepth: Sendable, CaseIterable {
  case none, eight, sixteen, indexed, direct
}

/// Which characters the terminal shows.
public enum Charset: Sendable, CaseIterable {
  case ascii, unicode
}

/// Colour numbers as ncurses takes them: an index, or 0xRRGGBB at direct depth. Nil is the terminal's own colour.
public struct Paint: Hashable, Sendable {
  public var foreground: Int32?
  public var background: Int32?
  public var emphasis: Emphasis
}

public struct Palette: Sendable {
  public let depth: ColourDepth

  public init(depth: ColourDepth) { self.depth = depth }

  struct Row: Sendable {
    let role: Role
    let colour: UInt32
    let basic: Int32
    /// Emphasis where there are no colours, as a foreground and as a background.
    var monochrome: Emphasis = []
    var ground: Emphasis = []
  }

  /// Every role once, in the order of `Role`.
  static let rows: [Row] = [
    Row(role: .plain, colour: 0xD0D0D0, basic: 7),
    Row(role: .faint, colour: 0x8A8A8A, basic: 8, monochrome: .dim),
    Row(role: .title, colour: 0xFFFFFF, basic: 15, monochrome: .bold),
    Row(role: .accent, colour: 0x2AA5A5, basic: 6, monochrome: .bold),
    Row(role: .warning, colour: 0xD7822A, basic: 3, monochrome: .bold),
    Row(role: .selection, colour: 0xF0F0F0, basic: 15, ground: .reverse),
    Row(role: .match, colour: 0xD75FFF, basic: 13, monochrome: [.bold, .underline], ground: [.bold, .underline]),
    Row(role: .tab, colour: 0x3A3A3A, basic: 8, ground: []),
    Row(role: .activeTab, colour: 0x5FD7D7, basic: 14, ground: .reverse),
    Row(role: .bar, colour: 0x5F87AF, basic: 12),
    Row(role: .ink, colour: 0x000000, basic: 0),
    Row(role: .stateNative, colour: 0x808080, basic: 8),
    Row(role: .stateInterpreting, colour: 0xE08A3C, basic: 3),
    Row(role: .stateRuntime, colour: 0xC8B45A, basic: 11),
    Row(role: .stateCompiling, colour: 0x9C7AD0, basic: 5),
    Row(role: .stateCollecting, colour: 0xD0506A, basic: 1),
    Row(role: .stateCall, colour: 0x5A9BE0, basic: 4),
    Row(role: .stateConversion, colour: 0x60B8C8, basic: 6),
    Row(role: .stateRecording, colour: 0xC070C0, basic: 13),
    Row(role: .stateOptimizing, colour: 0xA060A8, basic: 5),
    Row(role: .stateEncoding, colour: 0x8858A0, basic: 5),
    Row(role: .stateTrace, colour: 0x5CB860, basic: 2),
    Row(role: .stateExit, colour: 0xE0607A, basic: 9),
    Row(role: .kindPython, colour: 0xE08A3C, basic: 3),
    Row(role: .kindTrace, colour: 0x5CB860, basic: 2),
    Row(role: .kindNative, colour: 0x5A9BE0, basic: 4),
    Row(role: .kindRuntime, colour: 0x909090, basic: 8),
    Row(role: .kindCrossing, colour: 0x60B8C8, basic: 6),
    Row(role: .heat0, colour: 0x4A6FA5, basic: 4),
    Row(role: .heat1, colour: 0x5C8A8A, basic: 6),
    Row(role: .heat2, colour: 0x7FA05A, basic: 2),
    Row(role: .heat3, colour: 0xB0A848, basic: 3),
    Row(role: .heat4, colour: 0xD09A40, basic: 3),
    Row(role: .heat5, colour: 0xE07F3C, basic: 11),
    Row(role: .heat6, colour: 0xE8603C, basic: 9),
    Row(role: .heat7, colour: 0xF03C3C, basic: 1),
  ]

  public func paint(for style: Style) -> Paint {
    let foreground = Self.rows[Int(style.foreground.rawValue)]
    let background = style.background.map { Self.rows[Int($0.rawValue)] }
    guard depth != .none else {
      let emphasis = style.emphasis.union(background?.ground ?? []).union(foreground.monochrome)
      return Paint(foreground: nil, background: nil, emphasis: emphasis)
    }
    var paint = Paint(foreground: nil, background: nil, emphasis: style.emphasis)
    if let background {
      paint.background = number(background, shaded: style.shaded)
      setForeground(style.foreground == .ink ? inkOn(background, shaded: style.shaded) : foreground, of: &paint)
    } else if style.foreground == .title {
      // White would vanish on a light terminal: its own colour, in bold, reads on any.
      paint.emphasis.insert(.bold)
    } else if style.foreground != .plain, style.foreground != .ink {
      setForeground(foreground, of: &paint)
    }
    return paint
  }

  private func setForeground(_ row: Row, of paint: inout Paint) {
    paint.foreground = number(row, shaded: false)
    if depth == .eight, row.basic > 7 { paint.emphasis.insert(row.basic == 8 ? .dim : .bold) }
  }

  private func inkOn(_ row: Row, shaded: Bool) -> Row {
    let dark = Self.luminance(shaded ? Self.shade(row.colour) : row.colour) < 0.35
    let darkBasic: Set<Int32> = depth == .eight ? [0, 1, 4, 5, 9, 12, 13] : [0, 1, 4, 5, 8]
    let white = depth == .sixteen || depth == .eight ? darkBasic.contains(row.basic) : dark
    return Self.rows[Int((white ? Role.title : Role.ink).rawValue)]
  }

  private func number(_ row: Row, shaded: Bool) -> Int32 {
    let colour = shaded ? Self.shade(row.colour) : row.colour
    switch depth {
    case .none, .sixteen: return row.basic
    // Bright black would be black on black: grey is better shown as white.
    case .eight: return row.basic == 8 ? 7 : row.basic & 7
    case .indexed: return Self.nearestIndex(to: colour)
    case .direct: return Int32(colour)
    }
  }

  static func shade(_ colour: UInt32) -> UInt32 {
    func darker(_ shift: UInt32) -> UInt32 { ((colour >> shift & 255) * 205 / 255) << shift }
    return darker(16) | darker(8) | darker(0)
  }

  /// Relative luminance between 0 and 1 (ITU-R BT.709 weights on gamma-coded values: enough to choose an ink).
  static func luminance(_ colour: UInt32) -> Double {
    let red = Double(colour >> 16 & 255), green = Double(colour >> 8 & 255), blue = Double(colour & 255)
    return (0.2126 * red + 0.7152 * green + 0.0722 * blue) / 255
  }

  /// The nearest of the fixed colours 16…255: the 6×6×6 cube or the 24 greys.
  static func nearestIndex(to colour: UInt32) -> Int32 {
    let levels: [Int32] = [0, 95, 135, 175, 215, 255]
    let parts = [Int32(colour >> 16 & 255), Int32(colour >> 8 & 255), Int32(colour & 255)]
    func distance(_ other: [Int32]) -> Int32 { zip(parts, other).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) } }
    let cube = parts.map { part in levels.indices.min { abs(levels[$0] - part) < abs(levels[$1] - part) }! }
    let grey = max(0, min(23, (parts.reduce(0, +) / 3 - 8 + 5) / 10))
    let greyLevel = 8 + 10 * grey
    if distance([greyLevel, greyLevel, greyLevel]) < distance(cube.map { levels[$0] }) { return 232 + grey }
    return 16 + Int32(36 * cube[0] + 6 * cube[1] + cube[2])
  }
}
