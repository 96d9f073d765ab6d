// Opens a recording for commands that are about samples.

import ArgumentParser
import Profiler

enum SampledRecording {
  /// The profile of a recording. A file of `pitviper bench` has no samples: nothing found in it would look like nothing wrong.
  static func profile(of path: String) throws -> Profile {
    let recording = try Recording(path: path)
    if try recording.benchmark() != nil {
      throw ValidationError("\(path): a bench has no samples; see 'pitviper report' and 'pitviper check'")
    }
    return try recording.profile()
  }
}
