// Control-C, `kill` and the end of the terminal, for commands that have something to put in order before they end.

import Glibc

/// Whether somebody asked this program to end since `install`.
public enum Interruption {
  private static let signals = [SIGINT, SIGTERM, SIGHUP]
  nonisolated(unsafe) private static var requested: sig_atomic_t = 0
  nonisolated(unsafe) private static var child: pid_t = 0
  nonisolated(unsafe) private static var handled: [Int32] = []

  public static var isRequested: Bool { requested != 0 }

  /// From now on these signals are noted and do not end the program; ignored ones, as under nohup, stay ignored.
  public static func install() {
    requested = 0
    child = 0
    handled = signals.filter { !isIgnored($0) }
    for number in handled {
      signal(number) { _ in
        // Only what POSIX allows in a signal handler.
        Interruption.requested = 1
        if Interruption.child > 0 { kill(Interruption.child, SIGTERM) }
      }
    }
  }

  /// Passes a request on to this child, one that has come already as well; nil: to none any more.
  public static func pass(to process: pid_t?) {
    child = process ?? 0
    if isRequested, let process { kill(process, SIGTERM) }
  }

  /// The signals end the program again.
  public static func remove() {
    for number in handled { signal(number, SIG_DFL) }
    handled = []
    child = 0
  }

  private static func isIgnored(_ number: Int32) -> Bool {
    var action = sigaction()
    guard sigaction(number, nil, &action) == 0 else { return false }
    return unsafeBitCast(action.__sigaction_handler.sa_handler, to: Int.self) == unsafeBitCast(SIG_IGN, to: Int.self)
  }
}
