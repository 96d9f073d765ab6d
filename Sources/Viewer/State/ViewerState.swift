// Everything the viewer knows at one moment. Plain values: the same state and event always give the same next state
// (Update.swift), and the same state the same grid (Render.swift).

import Profiler

public struct ViewerState: Sendable {
  /// A line being typed at the foot of the screen.
  struct Prompt: Equatable, Sendable {
    enum Purpose: Equatable, Sendable {
      case search, command
      /// Asked for by the screen; the text stands before the line.
      case screen(String)
    }
    var purpose: Purpose
    var text = ""
  }

  /// Where the user came from.
  struct Place: Sendable {
    var name: ScreenName
    /// The screen as it was left; nil once the recording has been read again, for its places may be gone.
    var screen: (any Screen)?
    var searchText: String
  }

  /// Places kept to go back to.
  static let historyLength = 32

  var model: ViewerModel
  var size: GridSize
  let depth: ColourDepth
  let charset: Charset
  private(set) var screens: [any Screen]
  var current = ScreenName.overview
  /// The samples every screen is about.
  var selection = SampleFilter.all
  var history: [Place] = []
  /// Questions that are being answered.
  var pending: Set<Question> = []
  /// The recording is being read.
  var isReading = false
  var prompt: Prompt?
  /// First line of the help that is shown; nil while it is closed.
  var helpLine: Int?
  var searchText = ""
  var message: String?

  /// The screens, in any order: their names have the numbers.
  static let allScreens: [any Screen] = [
    OverviewScreen(),
    FlameScreen(),
    TracesScreen(),
    GuardsScreen(),
    WarmupScreen(),
    CrossingScreen(),
    SourceScreen(),
    TimelineScreen(),
    SQLScreen(),
  ]

  init(model: ViewerModel, size: GridSize, depth: ColourDepth, charset: Charset) {
    self.model = model
    self.size = size
    self.depth = depth
    self.charset = charset
    screens = Self.allScreens.sorted { $0.name < $1.name }
    for index in screens.indices { screens[index].load(model) }
  }

  /// The part of the grid between the tabs and the foot.
  var screenArea: Area { Area(x: 0, y: 1, width: size.width, height: size.height - 2) }

  var context: ScreenContext {
    ScreenContext(
      model: model, area: screenArea, monochrome: depth == .none, charset: charset, selection: selection)
  }

  func has(_ name: ScreenName) -> Bool { screens.contains { $0.name == name } }

  subscript(name: ScreenName) -> any Screen {
    get { screens.first { $0.name == name }! }
    set { screens[screens.firstIndex { $0.name == name }!] = newValue }
  }

  /// The screen that is shown.
  var screen: any Screen {
    get { self[current] }
    set { self[current] = newValue }
  }

  /// Replaces the recording with a newer reading of it.
  mutating func load(_ model: ViewerModel) {
    self.model = model
    isReading = false
    for index in screens.indices { screens[index].load(model) }
    for index in history.indices { history[index].screen = nil }
  }

  /// Gives a reply to every screen.
  mutating func deliver(_ reply: Reply, to question: Question) {
    guard pending.remove(question) != nil else { return }
    for index in screens.indices { screens[index].take(reply, to: question, context) }
  }
}
