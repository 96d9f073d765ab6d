// Names as exports write them. Names come from scripts and files: control characters, escape sequences and direction overrides
// are shown by a visible form, for what reads an export prints them to terminals and pages. Names are not cut.

import Profiler

enum SafeName {
  /// Stands for a stack of which every frame is hidden.
  static let noFrame = "[no frame shown]"

  /// One line without control characters.
  static func text(_ text: String) -> String { DisplayText.safe(text) }

  /// The name of a function; where a stack crosses into C it says so, since the C function stands above it.
  static func function(_ function: ProfileFunction) -> String {
    let name = function.name.isEmpty ? "(no name)" : DisplayText.safe(function.name)
    return function.kind == .crossing ? name + " [to C]" : name
  }

  /// A function with its line, the file by its last part.
  static func place(_ function: ProfileFunction, line: Int) -> String {
    let file = function.file.split(separator: "/").last.map { DisplayText.safe(String($0)) } ?? ""
    return "\(SafeName.function(function)) (\(file)\(line > 0 ? ":\(line)" : ""))"
  }

  static func thread(_ thread: ProfileThread) -> String {
    thread.name.isEmpty ? "thread \(thread.id.raw)" : DisplayText.safe(thread.name)
  }
}
