// What is known of the terminal without a terminal library.

import Glibc

enum Terminal {
  /// Columns of the terminal on standard output, else of the variable COLUMNS, else 80.
  static var width: Int {
    var size = winsize()
    if isatty(STDOUT_FILENO) != 0, ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 {
      return Int(size.ws_col)
    }
    let columns = getenv("COLUMNS").flatMap { Int(String(cString: $0)) } ?? 80
    return min(max(columns, 60), 1000)
  }
}
