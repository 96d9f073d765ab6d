// Names of frames for formats that have only names: with the marks that a job asks for.

import Profiler

struct MarkedNames {
  private let profile: Profile
  private let marks: Set<ExportMark>

  init(_ job: ExportJob) {
    profile = job.profile
    marks = job.marks
  }

  /// The name of a key of a frame tree: a frame when lines are marked, else a function.
  func name(_ key: Int32) -> String {
    let function: ProfileFunction
    var line = 0
    if marks.contains(.line) {
      (function, line) = profile.frame(FrameID(key))
    } else {
      function = profile.function(FunctionID(key))
    }
    var name = SafeName.function(function)
    if line > 0 { name += ":\(line)" }
    if marks.contains(.kind) { name += Self.suffix(of: function.kind) }
    return name
  }

  static func state(_ state: SampleState) -> String { "[\(state.label)]" }

  /// `_[j]` is what flame graph programs know for code of a just-in-time compiler; a crossing says what it is by its name.
  private static func suffix(of kind: FunctionKind) -> String {
    switch kind {
    case .python, .crossing: ""
    case .trace: "_[j]"
    case .native: "_[n]"
    case .runtime: "_[r]"
    }
  }
}
