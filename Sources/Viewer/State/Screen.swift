// What every screen is: a value with its own state, answers to keys, and a drawing.
//
// The shell (ViewerState) owns what all screens share: the number keys, help, the prompts, search keys, quitting.
// A screen never sees those keys. Adding a screen is one file in Screens/ and one line in `ViewerState.allScreens`
// (docs/viewer.md).

/// What a screen may look at while it draws or answers a key.
struct ScreenContext {
  let model: ViewerModel
  /// The cells that belong to the screen.
  let area: Area
  /// No colours: graphs show letters.
  let monochrome: Bool
  let charset: Charset
}

/// What a screen or the shell asks of the outside.
public enum Effect: Equatable, Sendable {
  case quit
  case reload
  /// Repaint the whole terminal.
  case redraw
}

/// What a key did to a screen.
enum Answer: Equatable {
  case handled
  case ignored
  /// A line for the user at the foot of the screen.
  case message(String)
  /// Go to another screen by its title and search there.
  case open(screen: String, search: String)
}

protocol Screen: Sendable {
  var title: String { get }
  /// The question the screen answers, for the help.
  var question: String { get }
  var keys: [KeyHelp] { get }
  /// The shortest useful list of keys, for the foot of the screen.
  var hint: String { get }

  /// Takes a new or newly read recording; keeps the cursor where it was as far as that still exists.
  mutating func load(_ model: ViewerModel)
  mutating func press(_ key: Key, _ context: ScreenContext) -> Answer
  /// Coordinates are those of the grid.
  mutating func mouse(_ mouse: Mouse, _ context: ScreenContext) -> Answer
  /// The text searched for changed; empty means no search.
  mutating func search(_ text: String, _ context: ScreenContext) -> Answer
  /// Go to the next (+1) or previous (−1) match.
  mutating func step(_ direction: Int, _ context: ScreenContext) -> Answer
  func draw(on grid: inout Grid, _ context: ScreenContext)
}
