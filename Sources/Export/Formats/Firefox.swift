// The processed profile format of the Firefox Profiler, version 47: tables in columns, one set per thread. Times and weights are
// milliseconds with three digits. States are categories (of the innermost frame), JIT events and garbage collections markers,
// the heap a counter. Columns of samples stand one after the other, so the samples are read once for each.

import Profiler

struct FirefoxProfile {
  let job: ExportJob
  let tree: FrameTree
  private static let version = 47

  static func write(_ job: ExportJob) throws {
    let tree = job.profile.frameTree(lines: true, hiding: job.filter.hiddenKinds)
    try FirefoxProfile(job: job, tree: tree).write()
    job.sink.write(byte: 0x0A)
  }

  /// A category and its colour, one of those that the format knows.
  private static func color(of state: SampleState) -> String {
    switch state {
    // Grey is what the profiler takes for frames without a category: callers.
    case .native: "darkgrey"
    case .interpreting: "yellow"
    case .runtime: "orange"
    case .compiling, .recording, .optimizing, .encoding: "magenta"
    case .garbageCollection: "red"
    case .cCall: "blue"
    case .conversion: "lightblue"
    case .trace: "green"
    case .exit: "purple"
    }
  }

  /// Index of the category of a state; category 0 is that of frames further out.
  static func category(of state: SampleState) -> Int { Int(state.rawValue) + 1 }

  private func write() throws {
    let threads = try job.threads()
    var json = JSONStream(job.sink)
    try json.object { json in
      json.object("meta") { writeMeta(&$0) }
      json.array("libs") { _ in }
      json.array("pages") { _ in }
      json.array("profilerOverhead") { _ in }
      json.array("counters") { writeHeap(&$0, hasThreads: !threads.isEmpty) }
      try json.array("threads") { json in
        for (index, (thread, counts)) in threads.enumerated() {
          job.sink.write(byte: 0x0A)
          let part = 1 / Double(threads.count)
          var table = FirefoxThread(self, thread, counts, isFirst: index == 0)
          try json.object { try table.write(to: &$0, from: Double(index) * part, part: part) }
        }
      }
    }
  }

  private func writeMeta(_ json: inout JSONStream) {
    json.member("version", 29)
    json.member("preprocessedProfileVersion", Self.version)
    json.member("product", job.environment("program"))
    json.member("importedFrom", "pitviper \(job.environment("version"))")
    json.member("interval", milliseconds: job.period)
    json.member("startTime", milliseconds: job.startMicroseconds)
    json.member("processType", 0)
    json.member("abi", "x86_64-gcc3")
    json.member("oscpu", job.environment("system"))
    json.member("platform", "Linux")
    json.member("CPUName", job.environment("processor"))
    json.member("logicalCPUs", Int(job.environment("processors")) ?? 0)
    json.member("stackwalk", 1)
    json.member("debug", false)
    json.member("symbolicated", true)
    json.member("doesNotUseFrameImplementation", true)
    json.member("sourceCodeIsNotOnSearchfox", true)
    json.object("extensions") {
      $0.member("length", 0)
      for column in ["baseURL", "id", "name"] { $0.array(column) { _ in } }
    }
    json.object("sampleUnits") {
      $0.member("time", "ms")
      $0.member("eventDelay", "ms")
      $0.member("threadCPUDelta", "µs")
    }
    json.array("categories") {
      let states = SampleState.allCases.map { ($0.label, Self.color(of: $0)) }
      for (name, color) in [("callers", "grey")] + states {
        $0.object {
          $0.member("name", name)
          $0.member("color", color)
          $0.array("subcategories") { $0.value("Other") }
        }
      }
    }
    json.array("markerSchema") { json in
      for schema in FirefoxMarker.schemas {
        json.object {
          $0.member("name", schema.name)
          $0.member("tooltipLabel", schema.label)
          $0.member("tableLabel", schema.label)
          $0.array("display") { for place in ["marker-chart", "marker-table"] { $0.value(place) } }
          $0.array("data") { json in
            for field in schema.fields {
              json.object {
                $0.member("key", field.key)
                $0.member("label", field.label)
                $0.member("format", field.format)
              }
            }
          }
        }
      }
    }
  }

  /// Bytes of the heap around garbage collections; counts are differences.
  private func writeHeap(_ json: inout JSONStream, hasThreads: Bool) {
    let collections = job.collections
    if collections.isEmpty || !hasThreads { return }
    json.object {
      $0.member("name", "heap")
      $0.member("category", "Memory")
      $0.member("description", "bytes of the heap at garbage collections")
      $0.member("pid", String(job.process))
      $0.member("mainThreadIndex", 0)
      // A list with one entry until version 48, whose upgrade takes it apart.
      $0.array("sampleGroups") {
        $0.object {
          $0.member("id", 0)
          $0.object("samples") { writeHeapSamples(collections, to: &$0) }
        }
      }
    }
  }

  private func writeHeapSamples(_ collections: [GarbageCollection], to json: inout JSONStream) {
    json.member("length", collections.count * 2)
    json.array("time") {
      for item in collections {
        $0.value(milliseconds: Int(item.time))
        $0.value(milliseconds: Int(item.time + item.duration))
      }
    }
    json.array("count") {
      var before = 0
      for item in collections {
        $0.value(item.bytesBefore &- before)
        $0.value(item.bytesAfter &- item.bytesBefore)
        before = item.bytesAfter
      }
    }
  }
}
