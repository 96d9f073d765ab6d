// Markers of the Firefox Profiler's format: what the JIT did and garbage collections, each kind with a schema that tells the
// profiler how to show it.

import Profiler

struct FirefoxMarker {
  struct Schema {
    let name: String
    let label: String
    let fields: [(key: String, label: String, format: String)]
  }

  static let schemas = [
    Schema(
      name: "JIT", label: "{marker.name}: {marker.data.place}",
      fields: [
        ("place", "Place", "string"), ("detail", "Kind or reason", "string"), ("operations", "Operations", "integer"),
        ("compileTime", "Compile time", "duration"),
      ]),
    Schema(
      name: "Collection", label: "{marker.name}",
      fields: [("before", "Heap before", "bytes"), ("after", "Heap after", "bytes")]),
  ]

  private enum Content {
    case event(ProfileEvent)
    case collection(GarbageCollection)
  }

  let name: String
  let state: SampleState
  let start: Microseconds
  let end: Microseconds?
  private let content: Content

  /// Those of one thread by their begin.
  static func all(of thread: ThreadID, _ job: ExportJob) throws -> [FirefoxMarker] {
    var filter = job.filter
    filter.threads = [thread]
    var markers: [FirefoxMarker] = []
    try job.profile.forEachEvent(filter) { event in
      let title = event.trace.map { "trace \($0) \(event.kind.rawValue)" } ?? event.kind.rawValue
      markers.append(
        FirefoxMarker(
          name: title, state: event.kind == .compiled ? .optimizing : .recording, start: event.start, end: event.end,
          content: .event(event)))
      return true
    }
    for item in job.collections where item.thread == thread {
      markers.append(
        FirefoxMarker(
          name: "garbage collection", state: .garbageCollection, start: item.time, end: item.time + item.duration,
          content: .collection(item)))
    }
    return markers.sorted { $0.start < $1.start }
  }

  func writeData(to json: inout JSONStream) {
    switch content {
    case .event(let event):
      json.member("type", Self.schemas[0].name)
      if let place = event.place { json.member("place", SafeName.place(place, line: event.line)) }
      json.member("detail", SafeName.text(event.detail))
      if let operations = event.operations { json.member("operations", operations) }
      if let time = event.compileTime { json.member("compileTime", milliseconds: time / 1000) }
    case .collection(let item):
      json.member("type", Self.schemas[1].name)
      json.member("before", item.bytesBefore)
      json.member("after", item.bytesAfter)
    }
  }
}
