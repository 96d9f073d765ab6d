// What the virtual machine did in a process, in the order of time, each with the iteration in which it ended: the marks under a curve
// and the causes of its steps.

import Profiler
import TraceIR

public struct BenchMoment: Sendable, Equatable {
  public let kind: EventKind
  /// Nanoseconds since the process's origin: when its effect began (a trace's code was ready, a collection ended).
  public let time: Int
  /// The iteration in which that was; −1 before the first one, while the workload was loaded.
  public let iteration: Int
  /// Nanoseconds that it took itself.
  public let duration: Int
  public let trace: Int?
  public let place: BenchPlace?
  /// `bridge 12 from guardShape 17 of trace 3 at sobel.py:31`
  public let text: String
}

extension BenchProcess {
  /// Everything that happened, by time. `BenchAnalysis.moments` has it made.
  var moments: [BenchMoment] {
    var result: [BenchMoment] = []
    let exits = Dictionary(activity.exits.map { ([$0.trace, $0.number], $0) }, uniquingKeysWith: { first, _ in first })
    func add(
      _ kind: EventKind, _ time: Int, _ duration: Int, _ trace: Int?, _ place: BenchPlace?, _ text: String
    ) {
      result.append(
        BenchMoment(
          kind: kind, time: time, iteration: iteration(at: time), duration: duration, trace: trace, place: place,
          text: text))
    }
    for trace in activity.traces {
      let exit = trace.parent.flatMap { parent in trace.parentExit.flatMap { exits[[parent, $0]] } }
      add(
        trace.kind == "bridge" ? .bridge : .compiled, trace.installed, trace.compileTime, trace.number,
        exit?.place ?? trace.place, Self.text(of: trace, from: exit))
    }
    for abort in activity.aborts {
      let parent = abort.parent.map { " of a bridge from trace \($0)" } ?? ""
      let where_ = abort.abortPlace == abort.place ? "" : " (in \(abort.abortPlace.text))"
      add(
        .aborted, abort.time, 0, nil, abort.place,
        "recording\(parent) at \(abort.place.text) given up: \(Self.title(ofReason: abort.reason))\(where_)")
    }
    for event in activity.events {
      guard let kind = EventKind(rawValue: event.kind) else { continue }
      let place = event.place.map { " at \($0.text)" } ?? ""
      let text =
        switch kind {
        case .blacklisted:
          "\(event.place?.text ?? "a place") left to the interpreter: \(Self.title(ofReason: event.detail))"
        case .invalidated: "trace \(event.trace.map(String.init) ?? "?")\(place) invalidated: \(event.detail)"
        default: "machine code given back: \(event.detail)"
        }
      add(kind, event.time, 0, event.trace, event.place, text)
    }
    for collection in activity.collections {
      add(
        .collection, collection.time + collection.duration, collection.duration, nil, nil,
        "garbage collection of \(Figures.time(nanoseconds: Double(collection.duration)))")
    }
    return result.sorted { $0.time < $1.time }
  }

  /// The iteration that runs at a time, or that begins next; the last one after all.
  public func iteration(at time: Int) -> Int {
    guard let first = iterations.first, time >= first.start else { return -1 }
    var low = 0
    var high = iterations.count
    // The first iteration that ends at or after the time.
    while low < high {
      let middle = (low + high) / 2
      if iterations[middle].end < time { low = middle + 1 } else { high = middle }
    }
    return min(low, iterations.count - 1)
  }

  /// - Parameter exit: from which a bridge grew.
  private static func text(of trace: BenchTrace, from exit: BenchExit?) -> String {
    guard trace.kind == "bridge" else { return "\(trace.kind) trace \(trace.number) at \(trace.place.text)" }
    let from = exit.map { "\($0.kind) \($0.number)" } ?? "exit \(trace.parentExit ?? 0)"
    return "bridge \(trace.number) from \(from) of trace \(trace.parent ?? 0) at \((exit?.place ?? trace.place).text)"
  }

  private static func title(ofReason reason: String) -> String { AbortReason(name: reason)?.info.title ?? reason }
}
