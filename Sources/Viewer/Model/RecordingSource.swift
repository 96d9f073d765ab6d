// Reads a recording into the viewer's model, again whenever the file has grown.
//
// Invariant: no connection to a file that is still being written stays open between readings. The recorder turns the file
// into one portable file when it closes it, and it cannot while somebody else holds it open. A closed recording is kept open
// with its tables, so that a question need not read them again.

import Glibc
import Profiler

struct RecordingSource {
  /// Rows of the lists of the overview.
  static let listLength = 200
  /// Slices of time that are read, at most; screens merge them to what they have room for.
  static let slices = 240
  /// An unfinished recording without news for this long is taken for abandoned. Recorders write once a second.
  var patience = 5.0

  let path: String
  /// Benches that are shown together with the one at `path`.
  var others: [String] = []
  /// Where the user's queries are; nil when there is no place for them.
  var queryFile = QueryFile.standard
  /// The samples that the model is about.
  private(set) var selection = SampleFilter.all
  /// The tables of a recording that was closed.
  private var kept: Profile?
  /// What was read of a recording that is still being written.
  private var sums: RecordingSums?
  private var lastProgress = -1
  private var lastGrowth = now()

  init(path: String) { self.path = path }

  /// Reads everything anew.
  mutating func load() throws(RecordingError) -> ViewerModel {
    kept = nil
    sums = nil
    note(progress: try Recording(path: path).progress())
    return try model(of: try profile())
  }

  /// What the screens show of these samples, and of these from now on; `isFresh`: from the file as it is now.
  mutating func load(_ selection: SampleFilter, isFresh: Bool = false) throws(RecordingError) -> ViewerModel {
    self.selection = selection
    return kept == nil || isFresh ? try load() : try model(of: try profile())
  }

  /// The file, for questions that need no tables.
  func recording() throws(RecordingError) -> Recording {
    if let kept { return kept.recording }
    return try Recording(path: path)
  }

  /// The tables of the recording: those kept, or as they are now.
  mutating func profile() throws(RecordingError) -> Profile {
    if let kept { return kept }
    let profile = try Recording(path: path).profile(after: sums)
    sums = profile.sums
    // As long as its log is there the recorder is still closing it.
    if profile.isFinished, access(path + "-wal", F_OK) != 0 { kept = profile }
    return profile
  }

  /// A recording so large that its first picture does not wait for all of it: in bytes.
  static let largeFile = 8 << 20

  var isLarge: Bool {
    var status = stat()
    return stat(path, &status) == 0 && status.st_size > Self.largeFile
  }

  /// What can be said at once: figures by state and the course of the recording, no lists and no stacks. All zero for a file
  /// that was not closed, whose sums are not there yet.
  func head() throws(RecordingError) -> ViewerModel {
    let head = try Recording(path: path).head()
    var model = ViewerModel()
    setFigures(of: &model, head.environment, head.losses)
    model.progress = head.environment["finished"] != nil ? .finished : .growing
    model.duration = Double(head.duration) / 1e6
    model.states = head.weights
    model.weight = head.weights.reduce(0, +)
    model.samples = head.samples
    return model
  }

  /// Reads the recording if there is more than at the last reading, or if it has been closed or given up since.
  mutating func reload(after model: ViewerModel) throws(RecordingError) -> ViewerModel? {
    let recording = try Recording(path: path)
    let before = lastProgress
    note(progress: try recording.progress())
    let hasNews = lastProgress != before
    // Closing a recording need not write another sample, but it ends the log beside it.
    let wasClosed = access(path + "-wal", F_OK) != 0
    let isSilent = Self.now() - lastGrowth > patience
    guard hasNews || model.progress == .growing && (wasClosed || isSilent) else { return nil }
    kept = nil
    return try self.model(of: try profile())
  }

  private mutating func note(progress: Int) {
    if progress != lastProgress { lastGrowth = Self.now() }
    lastProgress = progress
  }

  /// Seconds on a clock that only goes forward.
  static func now() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
  }

  private func setFigures(
    of model: inout ViewerModel, _ environment: [String: String], _ losses: [(cause: String, count: Int)]
  ) {
    model.title = String(Figures.fileName(path))
    model.isBench = environment["kind"] == "bench"
    if let program = environment["program"], !program.isEmpty { model.title = "\(program)  \(model.title)" }
    model.askedRate = environment["rate_asked_hz"].flatMap { Double($0) } ?? 0
    model.achievedRate = environment["rate_achieved_hz"].flatMap { Double($0) } ?? 0
    model.mode = environment["mode"] ?? ""
    for loss in losses {
      if LossCause.losesSamples(loss.cause) { model.lost += loss.count }
      model.losses.append((loss.cause.replacing("_", with: " "), loss.count))
    }
  }

  private func model(of profile: Profile) throws(RecordingError) -> ViewerModel {
    let counts = try profile.counts(selection)
    var model = ViewerModel()
    setFigures(of: &model, profile.environment, profile.losses)
    if !profile.isFinished {
      model.progress = Self.now() - lastGrowth > patience ? .abandoned : .growing
    }
    model.duration = Double(profile.duration) / 1e6
    model.samples = counts.samples
    model.weight = counts.weight
    model.broken = profile.brokenSamples(of: counts)
    for row in profile.stateRows(of: counts) { model.states[Int(row.state.rawValue)] = row.share.weight }
    if counts.samples > 0 {
      let timeline = try profile.timeline(
        slices: max(20, min(Self.slices, counts.samples / 10)), filter: selection)
      model.timeline = StateTimeline(slice: timeline.sliceLength / 1e6, slices: timeline.slices)
    }
    // The time of the VM's own functions belongs to the Python functions they work for, that of machine code to those it was
    // made from.
    model.functions = profile.functionRows(of: counts, hiding: [.runtime, .trace]).prefix(Self.listLength).map { row in
      let function = row.function
      return Hot(
        label: function.name + function.kind.mark, function: function.name, file: function.file,
        line: function.kind == .python ? function.line : 0, own: row.own, total: row.total)
    }
    model.lines = profile.lineRows(of: counts).prefix(Self.listLength).map { row in
      Hot(
        label: "\(Figures.fileName(row.function.file)):\(row.line) \(row.function.name)", function: row.function.name,
        file: row.function.file, line: row.line, own: row.own, total: row.total)
    }
    model.crossings = try profile.crossingFunctions(of: counts)
    model.tree = SampleTree(profile.stackTree(of: counts), functions: profile.functions)
    return model
  }
}

extension SampleTree {
  init(_ tree: StackTree, functions: [ProfileFunction]) {
    self.init(
      functions: functions.map { Function(name: $0.name, file: $0.file, line: $0.line, kind: $0.kind) },
      function: tree.functions, parent: tree.parents,
      weights: tree.entries.map { Weight(node: $0.node, state: $0.state, samples: $0.samples, weight: $0.weight) })
  }
}
