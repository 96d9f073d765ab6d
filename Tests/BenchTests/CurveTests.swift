// The drawing: well-formed, readable without colour, and no place for a script's text to become markup.

import Foundation
import FoundationXML
import Profiler
import Testing

@testable import Bench

@Suite struct CurveTests {
  private final class Reader: NSObject, XMLParserDelegate {
    var paths = 0, texts: [String] = [], elements: Set<String> = []
    private var text = ""

    func parser(
      _ parser: XMLParser, didStartElement name: String, namespaceURI: String?, qualifiedName: String?,
      attributes: [String: String]
    ) {
      elements.insert(name)
      if name == "path" { paths += 1 }
      text = ""
    }

    func parser(_ parser: XMLParser, foundCharacters string: String) { text += string }
    func parser(_ parser: XMLParser, didEndElement name: String, namespaceURI: String?, qualifiedName: String?) {
      texts.append(text)
    }
  }

  private func read(_ svg: String) throws -> Reader {
    let reader = Reader()
    let parser = XMLParser(data: Data(svg.utf8))
    parser.delegate = reader
    #expect(parser.parse(), "\(String(describing: parser.parserError))")
    return reader
  }

  @Test func everyProcessAndTheMedianOfEachFile() throws {
    let reader = try read(BenchCurve([MadeBench.benchmark(), MadeBench.benchmark(processes: 2, vm: "pypy3")]).svg)
    #expect(reader.paths == 3 + 1 + 2 + 1)
    #expect(reader.texts.contains { $0.contains("pypy3") })
    #expect(reader.texts.contains { $0.contains("bridge 1 from guardShape 17 of trace 0 at sobel.py:31") })
  }

  @Test func namesDoNoHarm() throws {
    var benchmark = MadeBench.benchmark()
    benchmark.environment["program"] = "</text><script>alert(1)</script>&\"\u{1B}[31m"
    benchmark.environment["vm"] = "<script>"
    benchmark.processes[0].activity.events[0].detail = "</title><script/>"
    // With a combining mark the `<` is another character of Swift, and the same one of a reader.
    benchmark.processes[0].activity.events[0].detail += "<\u{301}>"
    let svg = BenchCurve([benchmark]).svg
    let reader = try read(svg)
    #expect(!reader.elements.contains("script"))
    let scalars = svg.unicodeScalars
    #expect(!zip(scalars, scalars.dropFirst()).contains { $0 == "<" && $1 == "\u{301}" })
  }

  @Test func longSeriesAreThinnedAndKeepTheirPeaks() throws {
    var benchmark = MadeBench.benchmark(processes: 1)
    benchmark.processes[0].iterations = (0..<4000).map {
      BenchIteration(start: $0 * 1000, wall: $0 == 1234 ? 900_000 : 1000, cpu: 1000)
    }
    let svg = BenchCurve([benchmark]).svg
    #expect(svg.utf8.count < 120_000)
    // The highest point lies near the top of the plot.
    #expect(svg.contains("900") || svg.contains("1.0 ms") || svg.contains("500"))
    _ = try read(svg)
  }
}
