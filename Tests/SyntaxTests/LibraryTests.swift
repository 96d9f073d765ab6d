// The standard library's files, parsed here and by CPython: the trees must be equal, positions included.
// By default some forty of them, spread evenly; all of them with PITVIPER_WHOLE_LIBRARY=1.
import Foundation
import Syntax
import Testing

@Suite struct LibraryTests {
  static var isWhole: Bool { ProcessInfo.processInfo.environment["PITVIPER_WHOLE_LIBRARY"] != nil }

  /// In encodings we do not read.
  static let foreign = ["encoded_modules/module_koi8_r.py", "test_source_encoding.py"]

  static func files() -> [String] {
    let all = FileManager.default.enumerator(at: library, includingPropertiesForKeys: nil)!
      .compactMap { ($0 as? URL)?.path }
      .filter { path in path.hasSuffix(".py") && !foreign.contains { path.hasSuffix($0) } }
      .sorted()
    // CPython's own tests are beside the library on some machines: the step follows the number of files.
    let step = max(all.count / 40, 1)
    return isWhole ? all : stride(from: step / 2, to: all.count, by: step).map { all[$0] }
  }

  /// CPython's dumps of `files`, in order; nil for a file it refuses.
  static func oracle(_ files: [String]) throws -> [Data?] {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: python)
    process.arguments = [resources.appendingPathComponent("dump.py").path]
    let (input, output) = (Pipe(), Pipe())
    process.standardInput = input
    process.standardOutput = output
    try process.run()
    input.fileHandleForWriting.write(Data(files.joined(separator: "\n").utf8))
    try input.fileHandleForWriting.close()
    var rest = output.fileHandleForReading.readDataToEndOfFile()[...]
    process.waitUntilExit()
    var dumps: [Data?] = []
    while let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
      let header = String(decoding: rest[..<end], as: UTF8.self)
      let count = Int(header.prefix { $0 != " " })!
      let start = end + 1
      dumps.append(count < 0 ? nil : Data(rest[start..<start + count]))
      rest = rest[(start + max(count, 0))...]
    }
    return dumps
  }

  @Test func treesEqualCPythons() throws {
    let files = Self.files()
    #expect(files.count > 30)
    let oracle = try Self.oracle(files)
    #expect(oracle.count == files.count)
    for (file, expected) in zip(files, oracle) {
      let source = Array(try Data(contentsOf: URL(fileURLWithPath: file)))
      let module = try? Parser.parse(source: source, filename: file, origin: .bytes)
      let actual = module.map { Data(TreeDump.dump($0).utf8) }
      #expect(actual == expected, "\(file): \(difference(expected, actual))")
    }
  }

  /// The surroundings of the first difference, for the failure's message.
  private func difference(_ expected: Data?, _ actual: Data?) -> String {
    guard let expected, let actual else {
      return expected == actual ? "" : expected == nil ? "CPython refuses it" : "only CPython accepts it"
    }
    let common = zip(expected, actual).prefix { $0 == $1 }.count
    let start = max(0, common - 60)
    func excerpt(_ data: Data) -> String { String(decoding: data.dropFirst(start).prefix(120), as: UTF8.self) }
    return "expected …\(excerpt(expected))…, got …\(excerpt(actual))…"
  }
}
