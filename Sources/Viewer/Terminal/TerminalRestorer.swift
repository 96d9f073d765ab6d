// Leaves the terminal as it was when the program ends by a signal: Ctrl-C, a kill, a crash.
//
// The handler may run at any instruction, so everything it needs is prepared beforehand in memory that never moves: the
// terminal settings found at the start and the bytes that end the viewer's mode. It calls write, tcsetattr, sigaction
// and raise only, and runs on its own stack so that it also works when the program's stack is exhausted. Then the
// signal does what it would have done.

import CNcurses
import Glibc

struct TerminalRestorer {
  private static let signals = [
    SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGABRT, SIGTRAP,
  ]

  /// Remembers the settings of the terminal. Call before ncurses changes them.
  static func prepared() -> TerminalRestorer {
    tcgetattr(STDIN_FILENO, &settings)
    return TerminalRestorer()
  }

  /// Installs the handlers. Call when ncurses has the description of the terminal.
  func install() {
    var bytes: [UInt8] = []
    for capability in ["sgr0", "op", "rmkx", "cnorm", "rmcup"] {
      if let text = nc_capability(capability) { bytes += Self.withoutPadding(String(cString: text)) }
    }
    // Mouse reports, in the encodings that ncurses switches on.
    bytes += Array("\u{1B}[?1006l\u{1B}[?1002l\u{1B}[?1000l".utf8)
    // Safety: allocated once and never freed; the handler may read it at any time.
    let storage = UnsafeMutablePointer<UInt8>.allocate(capacity: bytes.count)
    storage.initialize(from: bytes, count: bytes.count)
    farewell = UnsafePointer(storage)
    farewellLength = bytes.count

    // Safety: the alternate stack is never freed while handlers are installed on it.
    let size = 64 * 1024
    var stack = stack_t()
    stack.ss_sp = UnsafeMutableRawPointer.allocate(byteCount: size, alignment: 16)
    stack.ss_size = size
    sigaltstack(&stack, nil)

    var action = sigaction()
    action.__sigaction_handler.sa_handler = restoreAndDie
    action.sa_flags = SA_ONSTACK
    sigfillset(&action.sa_mask)
    for signal in Self.signals { sigaction(signal, &action, nil) }
  }

  /// Back to the system's own answers to signals.
  static func uninstall() {
    for number in signals { signal(number, SIG_DFL) }
  }

  /// Terminal descriptions may ask for pauses, written `$<5>`; modern terminals need none.
  static func withoutPadding(_ text: String) -> [UInt8] {
    var result: [UInt8] = []
    var bytes = Array(text.utf8)[...]
    while let first = bytes.popFirst() {
      if first == UInt8(ascii: "$"), bytes.first == UInt8(ascii: "<"), let end = bytes.firstIndex(of: UInt8(ascii: ">"))
      {
        bytes = bytes[(end + 1)...]
      } else {
        result.append(first)
      }
    }
    return result
  }
}

// Safety: written before the handlers are installed and only read by them.
nonisolated(unsafe) private var settings = termios()
nonisolated(unsafe) private var farewell: UnsafePointer<UInt8>?
nonisolated(unsafe) private var farewellLength = 0

private func restoreAndDie(_ number: Int32) {
  if let farewell { _ = write(STDOUT_FILENO, farewell, farewellLength) }
  tcsetattr(STDIN_FILENO, TCSANOW, &settings)
  var standard = sigaction()
  standard.__sigaction_handler.sa_handler = SIG_DFL
  sigaction(number, &standard, nil)
  // Blocked while this handler runs; delivered when it returns.
  raise(number)
}
