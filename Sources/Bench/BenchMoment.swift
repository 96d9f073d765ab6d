// What the virtual machine did in a process, in the order of time, each with the iteration in which it ended: the marks under a curve
// and the causes of its steps.

import Profiler
import TraceIR

public struct BenchMoment: Sendable, Equatable {
  public let kind: WarmupEventKind
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
  /// Everything that happened, by time.
  public var moments: [BenchMoment] {
    var result: [BenchMoment] = []
    func add(
      _ kind: WarmupEventKind, _ time: Int, _ duration: Int, _ trace: Int?, _ place: BenchPlace?, _ text: String
    ) {
      result.append(
        BenchMoment(
          kind: kind, time: time, iteration: iteration(at: time), duration: duration, trace: trace, place: place,
          text: text))
    }
    for trace in activity.traces {
      add(
        trace.kind == "bridge" ? .bridge : .compiled, trace.installed, trace.compileTime, trace.number,
        exit(of: trace)?.place ?? trace.place, text(of: trace))
    }
    for abort in activity.aborts {
      let parent = abort.parent.map { " of a bridge from trace \($0)" } ?? ""
      let where_ = abort.abortPlace == abort.place ? "" : " (in \(abort.abortPlace.text))"
      add(
        .aborted, abort.time, 0, nil, abort.place,
        "recording\(parent) at \(abort.place.text) given up: \(Self.title(ofReason: abort.reason))\(where_)")
    }
    for event in activity.events {
      guard let kind = WarmupEventKind(rawValue: event.kind) else { continue }
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

  /// The exit from which a bridge grew.
  func exit(of trace: BenchTrace) -> BenchExit? {
    guard let parent = trace.parent, let number = trace.parentExit else { return nil }
    return activity.exits.first { $0.trace == parent && $0.number == number }
  }

  private func text(of trace: BenchTrace) -> String {
    guard trace.kind == "bridge" else { return "\(trace.kind) trace \(trace.number) at \(trace.place.text)" }
    let exit = exit(of: trace)
    let from = exit.map { "\($0.kind) \($0.number)" } ?? "exit \(trace.parentExit ?? 0)"
    return "bridge \(trace.number) from \(from) of trace \(trace.parent ?? 0) at \((exit?.place ?? trace.place).text)"
  }

  private static let titles = Dictionary(
    uniqueKeysWithValues: AbortReason.allCases.map { ("\($0)", $0.info.title) })

  static func title(ofReason reason: String) -> String { titles[reason] ?? reason }
}
