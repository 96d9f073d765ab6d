// Keys and mouse as the viewer understands them, whatever the terminal sent, and their spelling in text.

public enum Key: Equatable, Sendable {
  case character(Character)
  case up, down, left, right, home, end, pageUp, pageDown
  case enter, escape, backspace, tab, backTab
}

public struct Mouse: Equatable, Sendable {
  public enum Action: Equatable, Sendable {
    case click, doubleClick, wheelUp, wheelDown
  }
  public var action: Action
  public var x: Int
  public var y: Int
}

public enum Event: Sendable {
  case key(Key)
  case mouse(Mouse)
  case resize(GridSize)
  /// The recording was read, with the selection that was asked for.
  case loaded(ViewerModel)
  case answered(Question, Reply)
  /// The recording could not be read again; the text says why.
  case reloadFailed(String)
}

extension Key {
  /// Names of keys that are not characters, as `--keys` spells them.
  static let names: [(name: String, key: Key)] = [
    ("enter", .enter), ("esc", .escape), ("backspace", .backspace), ("tab", .tab), ("backtab", .backTab),
    ("up", .up), ("down", .down), ("left", .left), ("right", .right), ("home", .home), ("end", .end),
    ("pageup", .pageUp), ("pagedown", .pageDown), ("less", .character("<")),
  ]

  /// Keys written as text: characters stand for themselves, `<enter>`, `<up>` … for the others.
  /// - Returns: nil and the unknown name when a name in angle brackets is not one of `names`.
  public static func sequence(_ text: String) -> (keys: [Key], unknown: String?) {
    var keys: [Key] = []
    var rest = text[...]
    while let first = rest.first {
      rest.removeFirst()
      guard first == "<" else {
        keys.append(.character(first))
        continue
      }
      let end = rest.firstIndex(of: ">") ?? rest.endIndex
      let name = rest[..<end].lowercased()
      guard end < rest.endIndex, let known = names.first(where: { $0.name == name }) else { return (keys, name) }
      keys.append(known.key)
      rest = rest[rest.index(after: end)...]
    }
    return (keys, nil)
  }
}

/// One row of the help screen.
struct KeyHelp: Sendable {
  let keys: String
  let does: String
}
