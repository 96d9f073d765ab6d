// Everything the viewer knows at one moment. Plain values: the same state and event always give the same next state
// (Update.swift), and the same state the same grid (Render.swift).

public struct ViewerState: Sendable {
  /// A line being typed at the foot of the screen.
  struct Prompt: Equatable, Sendable {
    enum Purpose: Equatable, Sendable {
      case search, command
    }
    var purpose: Purpose
    var text = ""
  }

  var model: ViewerModel
  var size: GridSize
  let depth: ColourDepth
  let charset: Charset
  var screens: [any Screen]
  var current = 0
  var prompt: Prompt?
  /// First line of the help that is shown; nil while it is closed.
  var helpLine: Int?
  var searchText = ""
  var message: String?

  /// The screens in the order of their number keys.
  static let allScreens: [any Screen] = [OverviewScreen(), FlameScreen(), CrossingScreen()]

  init(model: ViewerModel, size: GridSize, depth: ColourDepth, charset: Charset) {
    self.model = model
    self.size = size
    self.depth = depth
    self.charset = charset
    screens = Self.allScreens
    for index in screens.indices { screens[index].load(model) }
  }

  /// The part of the grid between the tabs and the foot.
  var screenArea: Area { Area(x: 0, y: 1, width: size.width, height: size.height - 2) }

  var context: ScreenContext {
    ScreenContext(model: model, area: screenArea, monochrome: depth == .none, charset: charset)
  }

  /// Replaces the recording with a newer reading of it.
  mutating func load(_ model: ViewerModel) {
    self.model = model
    for index in screens.indices { screens[index].load(model) }
  }
}
