// A reader of the HTML page: takes it apart as a browser's parser does (an element of a script ends at the first `</script`), and
// adds the data up from their rows.

import Foundation
import Testing

@testable import Export
@testable import Profiler

/// The parts of a page.
struct ReadPage {
  let text: String
  let title: String
  let policy: String
  let style: String
  let script: String
  let data: [String: Any]

  init(_ page: Data) throws {
    text = try #require(String(data: page, encoding: .utf8), "valid UTF-8")
    title = try Self.inside(text, "<title>", "</title")
    policy = try Self.inside(text, "http-equiv=\"Content-Security-Policy\" content=\"", "\"")
    style = try Self.inside(text, "<style>", "</style")
    let json = try Self.inside(text, "<script type=\"application/json\" id=\"data\">", "</script")
    data = try #require(try JSONSerialization.jsonObject(with: Data(json.utf8)) as? [String: Any])
    script = try Self.inside(text, "<script>", "</script")
  }

  private static func inside(_ text: String, _ open: String, _ close: String) throws -> String {
    let start = try #require(text.range(of: open), "\(open)").upperBound
    let end = try #require(text.range(of: close, options: .caseInsensitive, range: start..<text.endIndex), "\(close)")
    return String(text[start..<end.lowerBound])
  }

  func object(_ name: String) throws -> [String: Any] { try #require(data[name] as? [String: Any], "\(name)") }
  func integers(_ name: String, in object: [String: Any]) throws -> [Int] {
    try #require(object[name] as? [Int], "\(name)")
  }
  func integer(_ name: String) throws -> Int { try #require(data[name] as? Int, "\(name)") }
  var names: [String] { data["names"] as? [String] ?? [] }

  /// A column of a list.
  func column(_ column: String, of list: String) throws -> [Int] {
    let list = try object(list)
    let columns = try #require(list["columns"] as? [String])
    let rows = try #require(list["rows"] as? [[Int]])
    let index = try #require(columns.firstIndex(of: column))
    #expect(rows.allSatisfy { $0.count == columns.count }, "every row has all columns")
    return rows.map { $0[index] }
  }
}

extension ReadExport {
  mutating func readPage(_ bytes: Data) throws {
    let page = try ReadPage(bytes)
    let tree = try page.object("tree")
    let parents = try page.integers("parent", in: tree)
    let functions = try page.integers("function", in: tree)
    let nodes = try page.integers("entry_node", in: tree)
    let entryStates = try page.integers("entry_state", in: tree)
    let entrySamples = try page.integers("entry_samples", in: tree)
    let entryWeights = try page.integers("entry_us", in: tree)
    #expect(parents.count == functions.count && parents.first == -1)
    for (node, parent) in parents.enumerated().dropFirst() { #expect(parent >= 0 && parent < node) }
    #expect(nodes.allSatisfy(parents.indices.contains))
    #expect(Set([nodes.count, entryStates.count, entrySamples.count, entryWeights.count]).count == 1)

    let stateRows = try #require(page.data["states"] as? [[String: Any]])
    var byState: [String: Int] = [:]
    for (state, value) in zip(entryStates, entryWeights) {
      byState[try #require(stateRows[state]["name"] as? String), default: 0] += value
    }
    weight = entryWeights.reduce(0, +)
    samples = entrySamples.reduce(0, +)
    states = byState
    // The other figures of the page are of the same samples.
    #expect(try page.integer("samples") == samples && page.integer("sampled_us") == weight)
    #expect(stateRows.reduce(0) { $0 + ($1["us"] as! Int) } == weight)
    #expect(try page.column("us", of: "threads").reduce(0, +) == weight)
    #expect(try page.column("samples", of: "threads").reduce(0, +) == samples)
    let slices = try #require(try page.object("timeline")["slices"] as? [[Int]])
    #expect(slices.joined().reduce(0, +) == weight)

    let functionNames = try page.column("name", of: "functions")
    names = Set(functions.dropFirst().map { page.names[functionNames[$0]] })
  }
}
