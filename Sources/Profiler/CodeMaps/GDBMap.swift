// gdb's JIT interface: each trace as a small object file in memory with one function symbol and the unwind rule of the native frame
// (Sources/CRuntime/include/trace_frame.h), so that backtraces show the trace by name and go through it.

import CProfiler
import VM

final class GDBMap: CodeMap {
  private var announced: [Int: OpaquePointer] = [:]

  func add(_ code: MappedCode) {
    guard announced[code.trace.number] == nil else { return }
    let file = ObjectFile.make(code)
    announced[code.trace.number] = file.withUnsafeBytes { gdb_code_add($0.baseAddress, $0.count) }
  }

  func remove(trace number: Int) {
    if let code = announced.removeValue(forKey: number) { gdb_code_remove(code) }
  }
}

/// An ELF file (relocatable, x86-64): .text without content at the code's address, .eh_frame, symbols.
enum ObjectFile {
  private enum Section: Int, CaseIterable {
    case none, text, unwind, symbols, strings, names

    var name: String {
      switch self {
      case .none: ""
      case .text: ".text"
      case .unwind: ".eh_frame"
      case .symbols: ".symtab"
      case .strings: ".strtab"
      case .names: ".shstrtab"
      }
    }
    /// Type and flags.
    var kind: (UInt32, UInt64) {
      switch self {
      case .none: (0, 0)
      case .text: (8, 6)  // no bits; allocated, executable
      case .unwind: (1, 2)
      case .symbols: (2, 0)
      case .strings, .names: (3, 0)
      }
    }
  }

  static func make(_ code: MappedCode) -> [UInt8] {
    var contents: [Section: [UInt8]] = [:]
    contents[.unwind] = unwind(code)
    var strings = Bytes()
    strings.add("", code.file)
    let nameOffset = strings.count
    strings.add(code.name)
    contents[.strings] = strings.content
    contents[.symbols] = symbols(code, nameOffset: nameOffset)
    var names = Bytes()
    var nameOffsets: [Section: Int] = [:]
    for section in Section.allCases {
      nameOffsets[section] = names.count
      names.add(section.name)
    }
    contents[.names] = names.content

    let headerSize = 64, sectionHeaderSize = 64
    var offset = headerSize + sectionHeaderSize * Section.allCases.count
    var file = Bytes()
    file.add(0x7F as UInt8, 0x45, 0x4C, 0x46, 2, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0)
    file.add(1 as UInt16, 62)
    file.add(1 as UInt32)
    file.add(0 as UInt64, 0, UInt64(headerSize))
    file.add(0 as UInt32)
    file.add(UInt16(headerSize), 0, 0, UInt16(sectionHeaderSize), UInt16(Section.allCases.count))
    file.add(UInt16(Section.names.rawValue))
    var body = Bytes()
    for section in Section.allCases {
      let content = contents[section] ?? []
      let isText = section == .text
      file.add(UInt32(nameOffsets[section]!), section.kind.0)
      file.add(section.kind.1, isText ? UInt64(code.address) : 0, section == .none ? 0 : UInt64(offset))
      file.add(isText ? UInt64(code.bytes.count) : UInt64(content.count))
      // The symbols' strings; one local symbol comes first.
      file.add(section == .symbols ? UInt32(Section.strings.rawValue) : 0, section == .symbols ? 2 : 0)
      file.add(section == .none ? 0 : isText ? 16 : 8 as UInt64, section == .symbols ? 24 : 0)
      body.add(content)
      body.align(8)
      offset = headerSize + sectionHeaderSize * Section.allCases.count + body.count
    }
    body.content.withUnsafeBytes { file.add($0) }
    return file.content
  }

  /// Nothing, the source file, the function.
  private static func symbols(_ code: MappedCode, nameOffset: Int) -> [UInt8] {
    var table = Bytes()
    func add(name: Int, info: UInt8, section: UInt16, size: Int) {
      table.add(UInt32(name))
      table.add(info, 0)
      table.add(section)
      table.add(0 as UInt64, UInt64(size))
    }
    add(name: 0, info: 0, section: 0, size: 0)
    add(name: 1, info: 4, section: 0xFFF1, size: 0)
    add(name: nameOffset, info: 0x12, section: UInt16(Section.text.rawValue), size: code.bytes.count)
    return table.content
  }

  /// One rule for the whole trace: the caller's frame address is rbp + 16. The entry of a root first makes the frame.
  private static func unwind(_ code: MappedCode) -> [UInt8] {
    enum Rule {
      static let defineCFA = 0x0C as UInt8, defineRegister = 0x0D as UInt8, defineOffset = 0x0E as UInt8
      static let advance = 0x40 as UInt8, saved = 0x80 as UInt8
      static let rbp = 6 as UInt8, rsp = 7 as UInt8, returnAddress = 16 as UInt8
    }
    func entry(_ body: Bytes) -> Bytes {
      var padded = body
      while (padded.count + 4) % 8 != 0 { padded.add(0 as UInt8) }
      var result = Bytes()
      result.add(UInt32(padded.count))
      padded.content.withUnsafeBytes { result.add($0) }
      return result
    }
    var common = Bytes()
    common.add(0 as UInt32)
    common.add(1 as UInt8, 0, 1, 0x78, Rule.returnAddress)
    common.add(Rule.defineCFA, Rule.rsp, 8, Rule.saved | Rule.returnAddress, 1)
    let first = entry(common)
    var body = Bytes()
    body.add(UInt32(first.count + 4))
    body.add(UInt64(code.address), UInt64(code.bytes.count))
    if code.trace.kind == .bridge {
      body.add(Rule.defineCFA, Rule.rbp, 16, Rule.saved | Rule.rbp, 2)
    } else {
      // push rbp (1 byte), mov rbp, rsp (3 bytes)
      body.add(Rule.advance | 1, Rule.defineOffset, 16, Rule.saved | Rule.rbp, 2)
      body.add(Rule.advance | 3, Rule.defineRegister, Rule.rbp)
    }
    var result = first
    entry(body).content.withUnsafeBytes { result.add($0) }
    result.add(0 as UInt32)
    return result.content
  }
}

extension Bytes {
  fileprivate mutating func add(_ texts: String...) { for text in texts { add(text) } }
  fileprivate mutating func add(_ bytes: [UInt8]) { bytes.withUnsafeBytes { add($0) } }
}
