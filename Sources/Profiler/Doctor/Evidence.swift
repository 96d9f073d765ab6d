// What rules look at: the chosen samples and the tables that several rules need, read once.
//
// What has a time (traces, recordings given up, events, collections) is that of the chosen range. Failures of guards and calls into
// C have none: they are of the whole recording, and a rule that prints them says so (`whole`).

struct Evidence {
  let profile: Profile
  let filter: SampleFilter
  let counts: StackCounts
  /// All, and those that were there during the range.
  private let allTraces: [TraceShare]
  let traces: [TraceShare]
  /// Functions of which there is a trace at any time.
  let compiledFunctions: Set<FunctionID>
  /// All guards that failed, at any time.
  let guards: [ProfileGuard]
  let aborts: [GivenUpPlace]
  let events: [RecordedEvent]
  let states: [SampleState: Share]
  /// Time in exits and in the interpreter itself between a failure and the next entry of machine code, by exit.
  private let lostInInterpreter: [ExitID: Int]

  init(_ profile: Profile, _ filter: SampleFilter) throws(RecordingError) {
    self.profile = profile
    self.filter = filter
    counts = try profile.counts(filter)
    let all = try profile.traceShares(of: counts)
    allTraces = all
    traces = filter.range == nil ? all : all.filter { $0.trace.isAlive(in: filter.range) }
    compiledFunctions = Set(all.lazy.map(\.trace.place.id))
    guards = try profile.failingGuards(of: counts, limit: .max)
    aborts = try profile.givenUpPlaces(filter.range)
    events = try profile.traceEvents(["blacklisted", "invalidated", "flushed"])
    lostInInterpreter = profile.lostWeights(
      of: StackCounts(rows: counts.rows.filter { $0.state == .interpreting || $0.state == .exit }))
    states = Dictionary(uniqueKeysWithValues: profile.stateRows(of: counts).map { ($0.state, $0.share) })
  }

  /// Traces that were compiled in the range. Lazy: there may be a hundred thousand.
  var compiled: some Sequence<ProfileTrace> {
    let range = filter.range
    return allTraces.lazy.map(\.trace).filter { range?.contains($0.installed) ?? true }
  }

  var compiledCount: Int { compiled.reduce(0) { count, _ in count + 1 } }

  /// A part of the chosen samples.
  func share(_ weight: Int) -> Share {
    Share(weight: min(weight, counts.weight), of: counts.weight, samples: counts.samples)
  }

  /// The time in the recorder for recordings that took `nanoseconds` by the clock. Samples say how much time it was (the clock goes
  /// on while other programs run), the clock which part of it.
  func recorderShare(nanoseconds: Int) -> Share {
    let all = compiled.reduce(0) { $0 + $1.recordTime } + aborts.reduce(0) { $0 + $1.recordTime }
    return share(part(nanoseconds, of: all, in: [.recording]))
  }

  /// The same for recording and compiling.
  func compilerShare(nanoseconds: Int) -> Share {
    let all = compiled.reduce(0) { $0 + $1.compileTime } + aborts.reduce(0) { $0 + $1.recordTime }
    return share(part(nanoseconds, of: all, in: [.recording, .optimizing, .encoding]))
  }

  private func part(_ nanoseconds: Int, of all: Int, in states: Set<SampleState>) -> Int {
    all == 0 ? 0 : Int(Double(nanoseconds) / Double(all) * Double(counts(in: states).weight))
  }

  /// Follows a count that is that of the whole recording although samples were chosen.
  var whole: String { filter.choosesSamples ? " in the whole recording" : "" }

  func state(_ state: SampleState) -> Share { states[state] ?? share(0) }

  /// Whether something that happened at a time belongs to the chosen samples.
  func includes(_ time: Microseconds) -> Bool { filter.range?.contains(time) ?? true }

  /// What a guard costs: what the VM's and C functions do between its failure and the next entry is left out, since machine code
  /// would call them as well.
  func lost(_ row: ProfileGuard) -> Share { share(lostInInterpreter[ExitID(trace: row.trace, exit: row.exit)] ?? 0) }

  /// Counts of the chosen samples in these states.
  func counts(in chosen: Set<SampleState>) -> StackCounts {
    StackCounts(rows: counts.rows.filter { chosen.contains($0.state) })
  }

  /// The line of Python with the largest part of `part`, and how large that is in microseconds.
  func hottestLine(of part: StackCounts) -> (row: LineRow, weight: Int)? {
    profile.lineRows(of: part).first.map { ($0, $0.own.weight) }
  }

  /// `12.3 % (11.8–12.9) of the time`
  func text(_ share: Share) -> String { "\(Figures.percent(share.share)) (\(Figures.interval(share))) of the time" }

  /// How long it took.
  func time(_ share: Share) -> String { Figures.time(Microseconds(share.weight)) }
}
