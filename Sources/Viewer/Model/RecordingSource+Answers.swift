// Answers to what screens ask beyond the model, and effects carried out at once where nobody waits.

import Bench
import Profiler

extension RecordingSource {
  /// Runs outside the drawing thread.
  mutating func answer(_ question: Question, _ cancellation: Cancellation) -> Reply {
    do throws(RecordingError) {
      switch question {
      case .timeView(let range, let slices): return .timeView(try recording().timeView(range, slices: slices))
      case .events(let range):
        return .events(try recording().events(range, limit: TimelineScreen.longestList))
      case .savedQueries: return savedQueries()
      case .sql(let text):
        let recording = try recording()
        do throws(QueryError) { return .sql(try recording.query(text, cancellation: cancellation)) } catch {
          return .failed("\(error)")
        }
      case .traces(let filter):
        let profile = try profile()
        return .traces(try profile.traceTree(of: try profile.counts(filter)))
      case .trace(let number, let filter): return try trace(number, filter, try profile())
      case .guards(let filter):
        let profile = try profile()
        return .guards(try GuardTables(profile, try profile.counts(filter)))
      case .source(let filter):
        let profile = try profile()
        return .source(try profile.sourceHeat(of: try profile.counts(filter)))
      case .sourceFile(let path): return .sourceFile(try recording().sourceText(path))
      case .warmup(let filter): return .warmup(try profile().warmup(filter))
      case .bench: return .bench(try analyses(try recording()))
      case .findings(let filter): return .findings(try profile().findings(filter))
      case .timeOrder(let filter):
        let profile = try profile()
        let runs = try profile.stackRuns(filter, limit: Self.runs)
        return .timeOrder(
          TimedStacks(tree: SampleTree(profile.stackTree(of: runs), functions: profile.functions), slice: runs.slice))
      case .difference(let other, let filter): return .difference(try stacks(of: other, filter))
      }
    } catch { return .failed("\(error)") }
  }

  private func analyses(_ recording: Recording) throws(RecordingError) -> [BenchAnalysis] {
    var benchmarks = [try recording.benchmark()]
    for other in others { benchmarks.append(try Recording(path: other).benchmark()) }
    return benchmarks.compactMap { $0.map { BenchAnalysis($0) } }
  }

  /// Runs of the flame graph in the order of time, at most.
  private static let runs = 10_000

  /// Of another recording the same states: its times and threads have nothing to do with those of this one.
  private mutating func stacks(of other: Comparison, _ filter: SampleFilter) throws(RecordingError) -> SampleTree {
    var chosen = filter
    let profile: Profile
    switch other {
    case .recording(let path):
      chosen = SampleFilter(states: filter.states)
      profile = try Recording(path: path).profile()
    case .range(let range):
      chosen.range = range
      profile = try self.profile()
    }
    return SampleTree(profile.stackTree(of: try profile.counts(chosen)), functions: profile.functions)
  }

  private func trace(_ number: Int, _ filter: SampleFilter, _ profile: Profile) throws(RecordingError) -> Reply {
    guard let listing = try profile.traceListing(number, of: try profile.counts(filter)) else {
      return .failed("there is no trace \(number)")
    }
    let files = Set(listing.lines.map(\.function.file))
    var texts: [String: SourceText] = [:]
    for file in files { texts[file] = try profile.sourceText(file) }
    return .trace(OpenedTrace(listing: listing, texts: texts))
  }

  private func savedQueries() -> Reply {
    do throws(QueryFileError) { return .savedQueries(try queryFile?.read() ?? []) } catch { return .failed("\(error)") }
  }

  func save(_ queries: [SavedQuery]) -> Reply {
    guard let queryFile else { return .failed("there is no home folder to keep queries in") }
    do throws(QueryFileError) {
      try queryFile.write(queries)
      return .savedQueries(queries)
    } catch { return .failed("\(error)") }
  }

  /// Does what an effect asks for while the caller waits: for snapshots and tests.
  mutating func carryOut(_ effect: Effect) -> Event? {
    do throws(RecordingError) {
      switch effect {
      case .ask(let question): return .answered(question, answer(question, Cancellation()))
      case .select(let selection): return .loaded(try load(selection))
      case .reload: return .loaded(try load())
      case .save(let queries): return .answered(.savedQueries, save(queries))
      case .quit, .giveUp, .redraw: return nil
      }
    } catch { return .reloadFailed("\(error)") }
  }
}
