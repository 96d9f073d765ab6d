// The next state for an event: the keys that mean the same on every screen, then the screen's own.

extension ViewerState {
  static let commonKeys: [KeyHelp] = [
    KeyHelp(keys: "1 … 9", does: "switch the screen"),
    KeyHelp(keys: "↑ ↓ ← → h j k l", does: "move"),
    KeyHelp(keys: "PgUp PgDn Home End", does: "move far"),
    KeyHelp(keys: "/", does: "search; Enter keeps it, Esc drops it"),
    KeyHelp(keys: "n  N", does: "next, previous match"),
    KeyHelp(keys: ":", does: "command: a screen's name or number, help, reload, q"),
    KeyHelp(keys: "r", does: "read the recording again"),
    KeyHelp(keys: "?", does: "this help"),
    KeyHelp(keys: "q  Ctrl-C", does: "leave"),
  ]

  /// Takes one event. Effects are for the caller to carry out.
  mutating func update(_ event: Event) -> [Effect] {
    switch event {
    case .key(let key): return press(key)
    case .mouse(let mouse):
      click(mouse)
      return []
    case .resize(let size):
      self.size = size
      return [.redraw]
    case .reloadFailed(let reason):
      message = reason
      return []
    }
  }

  private mutating func press(_ key: Key) -> [Effect] {
    if prompt != nil { return edit(key) }
    if helpLine != nil { return pressInHelp(key) }
    message = nil
    switch key {
    case .character("q"): return [.quit]
    case .character("?"): helpLine = 0
    case .character("/"): prompt = Prompt(purpose: .search, text: "")
    case .character(":"): prompt = Prompt(purpose: .command)
    case .character("r"): return [.reload]
    case .character("\u{0C}"): return [.redraw]
    case .character("n") where !searchText.isEmpty: take(screens[current].step(1, context))
    case .character("N") where !searchText.isEmpty: take(screens[current].step(-1, context))
    case .character("n"), .character("N"): message = "nothing to search for yet: / starts a search"
    case .escape where !searchText.isEmpty: find("")
    case .character(let digit) where digit.isASCII && digit.isWholeNumber:
      show(screen: (digit.wholeNumberValue ?? 0) - 1)
    default: take(screens[current].press(key, context))
    }
    return []
  }

  private mutating func show(screen index: Int) {
    guard screens.indices.contains(index) else {
      message = "there is no screen \(index + 1); the screens are 1 to \(screens.count)"
      return
    }
    current = index
    if !searchText.isEmpty { take(screens[current].search(searchText, context)) }
  }

  private mutating func find(_ text: String) {
    searchText = text
    message = nil
    take(screens[current].search(text, context))
  }

  private mutating func take(_ answer: Answer) {
    switch answer {
    case .handled, .ignored: break
    case .message(let text): message = text
    case .open(let title, let text):
      guard let index = screens.firstIndex(where: { $0.title == title }) else { return }
      current = index
      find(text)
      take(screens[current].step(1, context))
    }
  }

  private mutating func click(_ mouse: Mouse) {
    if helpLine != nil {
      switch mouse.action {
      case .wheelUp: helpLine = max(0, helpLine! - 1)
      case .wheelDown: helpLine! = min(helpLine! + 1, lastHelpLine)
      default: helpLine = nil
      }
      return
    }
    guard prompt == nil else { return }
    message = nil
    if mouse.y == 0, mouse.action == .click {
      if let index = tabs().firstIndex(where: { $0.range.contains(mouse.x) }) { show(screen: index) }
    } else if screenArea.contains(x: mouse.x, y: mouse.y) {
      take(screens[current].mouse(mouse, context))
    }
  }

  private mutating func pressInHelp(_ key: Key) -> [Effect] {
    let page = max(1, screenArea.height - 1)
    switch key {
    case .down, .character("j"): helpLine! += 1
    case .up, .character("k"): helpLine! -= 1
    case .pageDown, .character(" "): helpLine! += page
    case .pageUp: helpLine! -= page
    default: helpLine = nil
    }
    if let line = helpLine { helpLine = max(0, min(line, lastHelpLine)) }
    return []
  }

  private mutating func edit(_ key: Key) -> [Effect] {
    guard var prompt else { return [] }
    switch key {
    case .character(let character):
      // Control keys have no text; a prompt is a line of text.
      if let first = character.unicodeScalars.first, first.value < 0x20 || first.value == 0x7F { break }
      prompt.text.append(character)
    case .backspace:
      guard !prompt.text.isEmpty else { return close(dropSearch: prompt.purpose == .search) }
      prompt.text.removeLast()
    case .escape: return close(dropSearch: prompt.purpose == .search)
    case .enter:
      self.prompt = nil
      if prompt.purpose == .command { return run(command: prompt.text) }
      if !searchText.isEmpty { take(screens[current].step(1, context)) }
      return []
    default: break
    }
    self.prompt = prompt
    if prompt.purpose == .search, prompt.text != searchText { find(prompt.text) }
    return []
  }

  private mutating func close(dropSearch: Bool) -> [Effect] {
    prompt = nil
    if dropSearch { find("") }
    return []
  }

  private mutating func run(command text: String) -> [Effect] {
    let command = text.split(separator: " ").joined(separator: " ").lowercased()
    switch command {
    case "": return []
    case "q", "quit", "exit": return [.quit]
    case "help", "h": helpLine = 0
    case "reload", "r": return [.reload]
    default:
      if let index = screenIndex(command) {
        show(screen: index)
      } else {
        message = "no command \(command): a screen's name or number, help, reload or q"
      }
    }
    return []
  }

  /// The screen of a number or of the beginning of a name.
  func screenIndex(_ wish: String) -> Int? {
    if let number = Int(wish) { return screens.indices.contains(number - 1) ? number - 1 : nil }
    let name = wish.lowercased()
    return name.isEmpty ? nil : screens.firstIndex { $0.title.lowercased().hasPrefix(name) }
  }
}
