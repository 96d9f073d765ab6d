// What a screen asks of the recording beyond the model: texts, tables, slices of time, too big to be read beforehand.
//
// A screen lists in `Screen.questions` what it lacks for what it shows. The shell asks each once (`Effect.ask`), outside
// the drawing thread; `RecordingSource+Answers.swift` answers; every screen gets the reply (`Screen.take`). A screen
// must keep a failed reply too, else it would ask for ever. After a new reading of the recording screens ask anew.

import Bench
import Profiler

/// Something a screen wants to know. To add one: a case here, one in `Reply`, its row in `RecordingSource.answer`.
public enum Question: Hashable, Sendable {
  /// States and events in so many equal slices of a span of time.
  case timeView(Range<Microseconds>, slices: Int)
  /// The events of a span of time.
  case events(Range<Microseconds>)
  /// The rows of a query.
  case sql(String)
  /// All traces with their time.
  case traces(SampleFilter)
  /// One trace with its lines, operations and machine code, by its number.
  case trace(Int, SampleFilter)
  /// Guards that failed, and recordings given up.
  case guards(SampleFilter)
  /// What each line of the source costs.
  case source(SampleFilter)
  /// The text of a source file, by the name that the recording has of it.
  case sourceFile(String)
  /// The user's own queries.
  case savedQueries
  /// What the chosen samples hold of warmup.
  case warmup(SampleFilter)
  /// The curves of a bench, with those of the files given with it.
  case bench
  /// What the doctor finds in the chosen samples.
  case findings(SampleFilter)
  /// The chosen samples in the order of time.
  case timeOrder(SampleFilter)
  /// The stacks of what the chosen samples are compared with.
  case difference(Comparison, SampleFilter)
}

/// The answer to a question.
public enum Reply: Sendable {
  case timeView(TimeView)
  case events(EventList)
  case sql(QueryResult)
  case traces(TraceTree)
  case trace(OpenedTrace)
  case guards(GuardTables)
  case source(SourceHeat)
  case sourceFile(SourceText)
  case savedQueries([SavedQuery])
  case warmup(Warmup)
  case bench([BenchAnalysis])
  case findings([Finding])
  case timeOrder(TimedStacks)
  case difference(SampleTree)
  /// It cannot be answered, or the user gave up waiting; the text says why.
  case failed(String)
}

/// What a screen shall show when another sends the user there.
public enum Target: Equatable, Sendable {
  /// What a search for this text finds first.
  case search(String)
  /// A function, by its name and file; nil is any file. Its name becomes the search.
  case function(name: String, file: String?)
  /// A trace, by its number.
  case trace(Int)
  /// A line of Python in a trace that covers it.
  case traceLine(trace: Int, file: String, line: Int)
  /// An exit of a trace, a guard among them.
  case exit(trace: Int, number: Int)
  /// The rows of a query.
  case query(String)
  /// A line of a source file.
  case line(file: String, line: Int)
}
