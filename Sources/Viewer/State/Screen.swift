// What every screen is: a value with its own state, answers to keys, and a drawing.
//
// The shell (ViewerState) owns what all screens share: the number keys, help, the prompts, search keys, going back, the
// chosen range, quitting. A screen never sees those keys, except Backspace and Esc, which it may use first by answering
// anything but `.ignored`. To add a screen: docs/viewer.md.

import Profiler

/// What a screen may look at while it draws or answers a key.
struct ScreenContext {
  let model: ViewerModel
  /// The cells that belong to the screen.
  let area: Area
  /// No colours: graphs show letters.
  let monochrome: Bool
  let charset: Charset
  /// The samples that the model is about.
  let selection: SampleFilter
}

/// What a screen or the shell asks of the outside.
public enum Effect: Equatable, Sendable {
  case quit
  /// Read the recording again with the current selection.
  case reload
  /// Read the recording with this selection.
  case select(SampleFilter)
  case ask(Question)
  /// Stop answering whatever is being answered.
  case giveUp
  /// Keep these as the user's own queries; answered as `Question.savedQueries`.
  case save([SavedQuery])
  /// Repaint the whole terminal.
  case redraw
}

/// What a key did to a screen.
enum Answer: Equatable {
  case handled
  case ignored
  /// A line for the user at the foot of the screen.
  case message(String)
  /// Go to another screen and show something there; Backspace comes back.
  case open(ScreenName, Target)
  /// Only these samples, on every screen.
  case select(SampleFilter)
  /// Keep these as the user's own queries.
  case save([SavedQuery])
  /// Let the user type a line at the foot of the screen, beginning with `text`; the screen gets it by `typed`.
  case prompt(String, text: String)
}

protocol Screen: Sendable {
  var name: ScreenName { get }
  var keys: [KeyHelp] { get }
  /// The shortest useful list of keys, for the foot of the screen.
  var hint: String { get }

  /// Takes a new or newly read recording; keeps the cursor where it was as far as that still exists.
  mutating func load(_ model: ViewerModel)
  /// What the screen lacks for what it shows now.
  func questions(_ context: ScreenContext) -> [Question]
  /// Takes the answer to a question, perhaps another screen's.
  mutating func take(_ reply: Reply, to question: Question, _ context: ScreenContext)
  mutating func press(_ key: Key, _ context: ScreenContext) -> Answer
  /// Coordinates are those of the grid.
  mutating func mouse(_ mouse: Mouse, _ context: ScreenContext) -> Answer
  /// Goes to what another screen sent the user here for. Not called for `.search`, which is an ordinary search.
  mutating func show(_ target: Target, _ context: ScreenContext) -> Answer
  /// The line asked for by `.prompt`.
  mutating func typed(_ text: String, _ context: ScreenContext) -> Answer
  /// The text searched for changed; empty means no search.
  mutating func search(_ text: String, _ context: ScreenContext) -> Answer
  /// Go to the next (+1) or previous (−1) match.
  mutating func step(_ direction: Int, _ context: ScreenContext) -> Answer
  func draw(on grid: inout Grid, _ context: ScreenContext)
}

extension Screen {
  var title: String { name.title }
  var question: String { name.info.question }

  func questions(_ context: ScreenContext) -> [Question] { [] }
  mutating func take(_ reply: Reply, to question: Question, _ context: ScreenContext) {}
  mutating func typed(_ text: String, _ context: ScreenContext) -> Answer { .ignored }
  mutating func show(_ target: Target, _ context: ScreenContext) -> Answer { .ignored }
}
