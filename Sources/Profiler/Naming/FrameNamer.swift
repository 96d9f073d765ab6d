// The questions that only the virtual machine can answer: what a frame word of a Python frame means.

/// A Python frame in words.
public struct PythonFrameName: Equatable, Sendable {
  /// Qualified name, as `__qualname__`.
  public var name: String
  public var file: String
  /// First line of the function.
  public var firstLine: Int
  /// Line of the instruction, 0 when unknown.
  public var line: Int

  public init(name: String, file: String, firstLine: Int, line: Int) {
    self.name = name
    self.file = file
    self.firstLine = firstLine
    self.line = line
  }
}

/// Names Python frames. Called on the collector's thread while the program runs.
public protocol FrameNamer: AnyObject, Sendable {
  /// The code object with this id, and the line of the instruction before `offset` (words), or nil when there is none:
  /// a frame's pc is always that of its next instruction.
  func pythonFrame(code: UInt32, offset: UInt32) -> PythonFrameName?
}
