// The thin back end: paints grids through ncurses and turns what the terminal sends into events.
//
// Invariants: at most one Terminal is open; whatever way the program ends, the terminal is left as it was found
// (TerminalRestorer). Uses newterm, not initscr, so that a terminal that cannot be used is an error we report and not
// an exit inside ncurses. Knows nothing of screens.

import CNcurses
import Glibc

/// Why the viewer cannot use the terminal, in one line for the user.
enum TerminalError: Error, CustomStringConvertible {
  case notATerminal(String)
  case unknown(String)
  case tooSimple(String)

  var description: String {
    switch self {
    case .notATerminal(let stream): "view needs a terminal, and \(stream) is not one; try: pitviper report FILE"
    case .unknown(let name):
      name.isEmpty
        ? "TERM is not set, so the terminal is unknown; try: TERM=xterm pitviper view FILE"
        : "the terminal \(name) is unknown here; try: TERM=xterm pitviper view FILE"
    case .tooSimple(let name): "the terminal \(name) cannot move its cursor; try: pitviper report FILE"
    }
  }
}

final class Terminal {
  enum Input {
    case event(Event)
    case timeout
    /// The other descriptor that was watched has something.
    case woken
    /// The terminal is gone.
    case closed
  }

  let depth: ColourDepth
  let charset: Charset
  private let palette: Palette
  private let screen: OpaquePointer
  private var pairs: [UInt64: Int32] = [:]
  private var lastClick: (x: Int, y: Int, time: Double)?
  /// Reads that found nothing although the terminal said there was something.
  private var emptyReads = 0

  static let doubleClickTime = 0.4

  /// Takes over the terminal of standard input and output.
  static func open() throws(TerminalError) -> Terminal {
    guard isatty(STDIN_FILENO) == 1 else { throw .notATerminal("standard input") }
    guard isatty(STDOUT_FILENO) == 1 else { throw .notATerminal("standard output") }
    let name = getenv("TERM").map { String(cString: $0) } ?? ""
    guard !name.isEmpty, exists(name) else { throw .unknown(name) }
    setlocale(LC_ALL, "")
    let restorer = TerminalRestorer.prepared()
    guard let screen = newterm(richest(name), stdout, stdin) else { throw .unknown(name) }
    guard nc_capability("cup") != nil else {
      endwin()
      delscreen(screen)
      throw .tooSimple(name)
    }
    restorer.install()
    return Terminal(screen: screen)
  }

  private init(screen: OpaquePointer) {
    self.screen = screen
    charset = String(cString: nc_codeset()).uppercased() == "UTF-8" ? .unicode : .ascii
    cbreak()
    noecho()
    nonl()
    keypad(stdscr, true)
    for (sequence, key) in Self.moreSequences { define_key(sequence, key) }
    nodelay(stdscr, true)
    curs_set(0)
    set_escdelay(25)
    mousemask(nc_button_pressed | nc_wheel_up | nc_wheel_down, nil)
    mouseinterval(0)
    depth = Self.startColours()
    palette = Palette(depth: depth)
  }

  /// Gives the terminal back.
  func close() {
    endwin()
    delscreen(screen)
    TerminalRestorer.uninstall()
  }

  private static func exists(_ name: String) -> Bool {
    var status: Int32 = 0
    guard setupterm(name, STDOUT_FILENO, &status) == OK else { return false }
    del_curterm(cur_term)
    return true
  }

  /// The description with 24-bit colours, when the terminal says it has them and the description is installed.
  private static func richest(_ name: String) -> String {
    let announced = getenv("COLORTERM").map { String(cString: $0) } ?? ""
    guard ["truecolor", "24bit"].contains(announced), name.hasSuffix("-256color") else { return name }
    let direct = name.dropLast("-256color".count) + "-direct"
    return exists(String(direct)) ? String(direct) : name
  }

  private static func startColours() -> ColourDepth {
    if let wish = getenv("NO_COLOR"), wish[0] != 0 { return .none }
    guard has_colors() else { return .none }
    start_color()
    use_default_colors()
    if nc_has_direct_colour() != 0 { return .direct }
    if COLORS >= 256 { return .indexed }
    return COLORS >= 16 ? .sixteen : COLORS >= 8 ? .eight : .none
  }

  var size: GridSize { GridSize(width: Int(nc_columns()), height: Int(nc_lines())) }

  // MARK: Painting

  /// Shows a grid. ncurses sends only what differs from the last one.
  func show(_ grid: Grid) {
    for y in 0..<min(grid.size.height, Int(nc_lines())) {
      var x = 0
      while x < grid.size.width {
        // One call per run of ASCII in one style; anything else is placed on its own, so that a different idea of a
        // character's width cannot shift its neighbours.
        let style = grid[x, y].style
        var text = grid[x, y].text
        var end = x + 1
        if text.utf8.count == 1 {
          while end < grid.size.width, grid[end, y].style == style, grid[end, y].text.utf8.count == 1 {
            text += grid[end, y].text
            end += 1
          }
        }
        setStyle(style)
        if !text.isEmpty { mvaddstr(Int32(y), Int32(x), text) }
        x = end
      }
    }
    refresh()
  }

  /// Forgets what the terminal shows, so that the next grid is painted whole.
  func forget() { clearok(curscr, true) }

  private func setStyle(_ style: Style) {
    let paint = palette.paint(for: style)
    var attributes: attr_t = 0
    if paint.emphasis.contains(.bold) { attributes |= nc_bold }
    if paint.emphasis.contains(.dim) { attributes |= nc_dim }
    if paint.emphasis.contains(.underline) { attributes |= nc_underline }
    if paint.emphasis.contains(.reverse) { attributes |= nc_reverse }
    nc_set_style(attributes, pair(paint))
  }

  private func pair(_ paint: Paint) -> Int32 {
    guard depth != .none, paint.foreground != nil || paint.background != nil else { return 0 }
    let (foreground, background) = (paint.foreground ?? -1, paint.background ?? -1)
    let key = UInt64(UInt32(bitPattern: foreground)) << 32 | UInt64(UInt32(bitPattern: background))
    if let known = pairs[key] { return known }
    let new = Int32(pairs.count + 1)
    guard new < COLOR_PAIRS, init_extended_pair(new, foreground, background) == OK else { return 0 }
    pairs[key] = new
    return new
  }

  // MARK: Input

  /// Waits up to `milliseconds` (-1: for ever) for a key, the mouse or a change of size, or for `wake` to be readable.
  func next(milliseconds: Int32, wake: Int32) -> Input {
    if let event = read() { return .event(event) }
    var watched = [STDIN_FILENO, wake].map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
    let ready = poll(&watched, nfds_t(watched.count), milliseconds)
    let input = watched[0].revents
    if ready > 0, input != 0, input & Int16(POLLIN) == 0 { return .closed }
    if let event = read() { return .event(event) }
    if ready > 0, watched[1].revents != 0 { return .woken }
    guard ready > 0 else { return .timeout }
    // Something was announced and nothing could be read: the end of input. A half escape sequence looks the same
    // once, not three times.
    emptyReads += 1
    return emptyReads >= 3 ? .closed : .timeout
  }

  private func read() -> Event? {
    var code: wint_t = 0
    let kind = wget_wch(stdscr, &code)
    guard kind != ERR else { return nil }
    emptyReads = 0
    if kind == KEY_CODE_YES {
      switch Int32(bitPattern: code) {
      case KEY_RESIZE: return .resize(size)
      case KEY_MOUSE: return readMouse()
      default: return Self.keys[Int32(bitPattern: code)].map { .key($0) }
      }
    }
    switch code {
    case 0x0A, 0x0D: return .key(.enter)
    case 0x1B: return .key(.escape)
    case 0x08, 0x7F: return .key(.backspace)
    case 0x09: return .key(.tab)
    default: return Unicode.Scalar(code).map { .key(.character(Character($0))) }
    }
  }

  private static let keys: [Int32: Key] = [
    KEY_UP: .up, KEY_DOWN: .down, KEY_LEFT: .left, KEY_RIGHT: .right, KEY_HOME: .home, KEY_END: .end,
    KEY_PPAGE: .pageUp, KEY_NPAGE: .pageDown, KEY_ENTER: .enter, KEY_BACKSPACE: .backspace, KEY_BTAB: .backTab,
  ]

  /// What many terminals send for these keys whatever their description says: PuTTY and tmux under the name xterm, and
  /// terminals that do not know the mode in which the description has them.
  private static let moreSequences: [(String, Int32)] = [
    ("\u{1B}[1~", KEY_HOME), ("\u{1B}[7~", KEY_HOME), ("\u{1B}[H", KEY_HOME), ("\u{1B}OH", KEY_HOME),
    ("\u{1B}[4~", KEY_END), ("\u{1B}[8~", KEY_END), ("\u{1B}[F", KEY_END), ("\u{1B}OF", KEY_END),
    ("\u{1B}[A", KEY_UP), ("\u{1B}[B", KEY_DOWN), ("\u{1B}[C", KEY_RIGHT), ("\u{1B}[D", KEY_LEFT),
  ]

  private func readMouse() -> Event? {
    var mouse = MEVENT()
    guard getmouse(&mouse) == OK else { return nil }
    let (x, y) = (Int(mouse.x), Int(mouse.y))
    if mouse.bstate & nc_wheel_up != 0 { return .mouse(Mouse(action: .wheelUp, x: x, y: y)) }
    if mouse.bstate & nc_wheel_down != 0 { return .mouse(Mouse(action: .wheelDown, x: x, y: y)) }
    guard mouse.bstate & nc_button_pressed != 0 else { return nil }
    let now = RecordingSource.now()
    if let last = lastClick, last.x == x, last.y == y, now - last.time < Self.doubleClickTime {
      lastClick = nil
      return .mouse(Mouse(action: .doubleClick, x: x, y: y))
    }
    lastClick = (x, y, now)
    return .mouse(Mouse(action: .click, x: x, y: y))
  }
}
