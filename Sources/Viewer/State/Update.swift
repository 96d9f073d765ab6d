// The next state for an event: the keys that mean the same on every screen, then the screen's own.

import Profiler

extension ViewerState {
  static let commonKeys: [KeyHelp] = [
    KeyHelp(keys: "1 … 9", does: "switch the screen"),
    KeyHelp(keys: "↑ ↓ ← → h j k l", does: "move"),
    KeyHelp(keys: "PgUp PgDn Home End", does: "move far"),
    KeyHelp(keys: "/", does: "search; Enter keeps it, Esc drops it"),
    KeyHelp(keys: "n  N", does: "next, previous match"),
    KeyHelp(keys: ":", does: "command: a screen, sql SELECT …, range 1.5-3, range all, against FILE, help, reload, q"),
    KeyHelp(keys: "Backspace", does: "back to where you came from"),
    KeyHelp(keys: "Esc", does: "give up reading; drop the search, then the range"),
    KeyHelp(keys: "r", does: "read the recording again"),
    KeyHelp(keys: "?", does: "this help"),
    KeyHelp(keys: "q  Ctrl-C", does: "leave"),
  ]

  /// Takes one event. Effects are for the caller to carry out.
  mutating func update(_ event: Event) -> [Effect] {
    var effects: [Effect] = []
    switch event {
    case .key(let key): effects = press(key)
    case .mouse(let mouse): effects = click(mouse)
    case .resize(let size):
      self.size = size
      effects = [.redraw]
    case .loaded(let model): load(model)
    case .answered(let question, let reply): deliver(reply, to: question)
    case .reloadFailed(let reason):
      isReading = false
      message = reason
    }
    return effects + asked()
  }

  /// Takes an event and all that follows from it, with effects carried out at once: for tests and snapshots.
  mutating func settle(_ event: Event, _ carryOut: (Effect) -> Event?) {
    var events = [event]
    while !events.isEmpty {
      for effect in update(events.removeFirst()) {
        if let next = carryOut(effect) { events.append(next) }
      }
    }
  }

  /// What the current screen lacks and nobody has asked for yet.
  private mutating func asked() -> [Effect] {
    guard size.width >= Self.smallest.width, size.height >= Self.smallest.height else { return [] }
    let missing = screen.questions(context).filter { !pending.contains($0) }
    pending.formUnion(missing)
    return missing.map { .ask($0) }
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
    case .character("r"):
      isReading = true
      return [.reload]
    case .character("\u{0C}"): return [.redraw]
    case .character("n") where !searchText.isEmpty: return take(screen.step(1, context))
    case .character("N") where !searchText.isEmpty: return take(screen.step(-1, context))
    case .character("n"), .character("N"): message = "nothing to search for yet: / starts a search"
    case .escape: return escape()
    case .backspace:
      let answer = screen.press(key, context)
      if answer == .ignored { goBack() }
      return take(answer)
    case .character(let digit) where digit.isASCII && digit.isWholeNumber:
      show(number: digit.wholeNumberValue ?? 0)
    default: return take(screen.press(key, context))
    }
    return []
  }

  /// Esc ends the nearest thing: a question, what the screen has open, the search, the range.
  private mutating func escape() -> [Effect] {
    if !pending.isEmpty {
      for question in pending { deliver(.failed("given up"), to: question) }
      message = "given up"
      return [.giveUp]
    }
    let answer = screen.press(.escape, context)
    if answer != .ignored { return take(answer) }
    if !searchText.isEmpty { return find("") }
    return selection == .all ? [] : select(.all)
  }

  // MARK: From screen to screen

  private mutating func show(number: Int) {
    guard let name = ScreenName(rawValue: number), has(name) else {
      message = "there is no screen \(number); the screens are 1 to \(ScreenName.allCases.count)"
      return
    }
    show(name)
  }

  mutating func show(_ name: ScreenName) {
    guard name != current else { return }
    remember()
    current = name
    if !searchText.isEmpty { _ = take(screen.search(searchText, context)) }
  }

  private mutating func remember() {
    history.append(Place(name: current, screen: screen, searchText: searchText))
    if history.count > Self.historyLength { history.removeFirst() }
  }

  private mutating func goBack() {
    guard let place = history.popLast() else {
      message = "this is where you began"
      return
    }
    current = place.name
    if let old = place.screen { screen = old }
    if searchText != place.searchText { _ = find(place.searchText) }
    message = nil
  }

  mutating func open(_ name: ScreenName, _ target: Target) -> [Effect] {
    guard has(name) else { return [] }
    remember()
    current = name
    if case .search(let text) = target { return find(text) + take(screen.step(1, context)) }
    if case .function(let name, _) = target {
      find(name)
      message = nil
    }
    let answer = screen.show(target, context)
    if answer == .ignored { message = "it is not here" }
    return take(answer)
  }

  @discardableResult
  private mutating func find(_ text: String) -> [Effect] {
    searchText = text
    message = nil
    return take(screen.search(text, context))
  }

  @discardableResult
  private mutating func take(_ answer: Answer) -> [Effect] {
    switch answer {
    case .handled, .ignored: return []
    case .message(let text): message = text
    case .open(let name, let target): return open(name, target)
    case .select(let filter): return select(filter)
    case .save(let queries):
      pending.insert(.savedQueries)
      return [.save(queries)]
    case .prompt(let label, let text): prompt = Prompt(purpose: .screen(label), text: text)
    }
    return []
  }

  /// Every screen is about these samples from the next reading on.
  mutating func select(_ filter: SampleFilter) -> [Effect] {
    guard filter != selection else { return [] }
    selection = filter
    isReading = true
    return [.select(filter)]
  }

  private mutating func click(_ mouse: Mouse) -> [Effect] {
    if helpLine != nil {
      switch mouse.action {
      case .wheelUp: helpLine = max(0, helpLine! - 1)
      case .wheelDown: helpLine! = min(helpLine! + 1, lastHelpLine)
      default: helpLine = nil
      }
      return []
    }
    guard prompt == nil else { return [] }
    message = nil
    if mouse.y == 0, mouse.action == .click {
      if let tab = tabs().first(where: { $0.range.contains(mouse.x) }) { show(number: tab.name.rawValue) }
    } else if screenArea.contains(x: mouse.x, y: mouse.y) {
      return take(screen.mouse(mouse, context))
    }
    return []
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
      switch prompt.purpose {
      case .command: return run(command: prompt.text)
      case .screen: return take(screen.typed(prompt.text, context))
      case .search: return searchText.isEmpty ? [] : take(screen.step(1, context))
      }
    default: break
    }
    self.prompt = prompt
    if prompt.purpose == .search, prompt.text != searchText { return find(prompt.text) }
    return []
  }

  private mutating func close(dropSearch: Bool) -> [Effect] {
    prompt = nil
    return dropSearch ? find("") : []
  }
}
