// Roles become colours at every depth, and stay tellable apart without any.

import Testing

@testable import Viewer

@Suite struct PaletteTests {
  @Test func everyRoleHasItsRow() {
    #expect(Palette.rows.map(\.role) == Role.allCases)
  }

  @Test func colourNumbersFitTheDepth() {
    for role in Role.allCases {
      for style in [Style(role), .ground(role), .ground(role, shaded: true)] {
        let none = Palette(depth: .none).paint(for: style)
        #expect(none.foreground == nil && none.background == nil)
        let basic = Palette(depth: .sixteen).paint(for: style)
        #expect((basic.foreground ?? 0) < 16 && (basic.background ?? 0) < 16)
        let eight = Palette(depth: .eight).paint(for: style)
        #expect((eight.foreground ?? 0) < 8 && (eight.background ?? 0) < 8)
        // Black is only for text on a lighter ground.
        #expect(eight.background != nil || eight.foreground != 0)
        #expect(eight.background != eight.foreground || eight.background == nil)
        let indexed = Palette(depth: .indexed).paint(for: style)
        for number in [indexed.foreground, indexed.background].compactMap({ $0 }) {
          #expect((16..<256).contains(number))
        }
      }
    }
  }

  @Test func theCubeIsHitExactly() {
    #expect(Palette.nearestIndex(to: 0x000000) == 16)
    #expect(Palette.nearestIndex(to: 0xFFFFFF) == 231)
    #expect(Palette.nearestIndex(to: 0x5F87AF) == 67)
    #expect(Palette.nearestIndex(to: 0x8A8A8A) == 245)
  }

  @Test func inkContrastsWithItsGround() {
    for role in Role.allCases where role != .ink {
      let paint = Palette(depth: .direct).paint(for: .ground(role))
      let ground = Palette.luminance(UInt32(paint.background!)), ink = Palette.luminance(UInt32(paint.foreground!))
      #expect(abs(ground - ink) > 0.3, "\(role)")
    }
  }

  /// Text on the terminal's own ground must read on a black and on a white one.
  @Test func textReadsOnLightAndDark() {
    for role in [Role.plain, .faint, .title, .accent, .warning, .match] {
      guard let colour = Palette(depth: .direct).paint(for: Style(role)).foreground else { continue }
      #expect((0.2...0.75).contains(Palette.luminance(UInt32(colour))), "\(role)")
    }
  }

  @Test func selectionAndMatchesShowWithoutColour() {
    let palette = Palette(depth: .none)
    #expect(palette.paint(for: .selection).emphasis.contains(.reverse))
    #expect(palette.paint(for: Style(.ink, on: .match)).emphasis.contains(.underline))
  }
}
