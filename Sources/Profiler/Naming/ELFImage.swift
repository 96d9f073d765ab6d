// Function symbols of an ELF file (x86-64, little-endian): .symtab where there is one, else .dynsym, and the starts of
// unnamed functions from .eh_frame_hdr. Reads by its own means because nothing else is needed; every offset in the file
// is checked, so that a damaged library yields fewer names and never a crash. Symbols stay in the file; what is made is their
// order. It reads no line tables.

import Glibc

final class ELFImage {
  struct Symbol: Equatable {
    /// Address as in the file (before relocation).
    var address: UInt64
    /// Bytes, 0 when the file does not say.
    var size: UInt64
    /// Offset of the name in its string table.
    fileprivate var name: UInt32
    fileprivate var isLocal: Bool
  }

  private let bytes: UnsafeRawBufferPointer
  private let isMapped: Bool
  private var symbolTable = 0..<0
  /// Numbers of the functions among the table's symbols, by address, then the smaller first.
  private var order: [UInt32] = []
  private var strings = 0..<0
  private var segments: [(address: UInt64, offset: UInt64, size: UInt64)] = []
  private var unwindTable = 0..<0

  /// Maps a file; nil when it cannot be read or is no ELF file of this machine.
  convenience init?(path: String) {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG, status.st_size >= 64,
      let memory = mmap(nil, Int(status.st_size), PROT_READ, MAP_PRIVATE, descriptor, 0), memory != MAP_FAILED
    else { return nil }
    self.init(bytes: UnsafeRawBufferPointer(start: memory, count: Int(status.st_size)), isMapped: true)
  }

  /// Reads an image that is in memory as a whole, as the kernel's vDSO is. `bytes` must stay.
  init?(bytes: UnsafeRawBufferPointer, isMapped: Bool = false) {
    self.bytes = bytes
    self.isMapped = isMapped
    guard bytes.count >= 64, bytes.prefix(6).elementsEqual([0x7F, 0x45, 0x4C, 0x46, 2, 1]), read16(18) == 62 else {
      return nil
    }
    readSegments()
    readSymbols()
  }

  deinit {
    // Safety: only the memory that init(path:) mapped is unmapped, and nothing hands out pointers into it.
    if isMapped { munmap(UnsafeMutableRawPointer(mutating: bytes.baseAddress!), bytes.count) }
  }

  /// The symbol that covers an address of the file.
  func symbol(at address: UInt64) -> Symbol? {
    var index = firstIndex(after: address)
    // A symbol may lie inside a larger one: look a few back before giving up.
    for _ in 0..<8 where index > 0 {
      index -= 1
      let symbol = symbol(order[index])
      let end = symbol.size > 0 ? symbol.address &+ symbol.size : nextAddress(after: index)
      if address < end { return preferred(among: symbol) }
    }
    return nil
  }

  /// One function often has several names (`clone3`, `__GI___clone3`): a public one with few underscores reads best.
  private func preferred(among symbol: Symbol) -> Symbol {
    let first = firstIndex(after: symbol.address &- 1)
    let same = functions(from: first).prefix { $0.address == symbol.address }.filter { $0.size == symbol.size }
    return same.min { rank($0) < rank($1) } ?? symbol
  }

  private func rank(_ symbol: Symbol) -> (Int, Int, Int) {
    let name = name(of: symbol)
    return (symbol.isLocal ? 1 : 0, name.prefix { $0 == "_" }.count, name.utf8.count)
  }

  /// The name without the version that some tables append (`name@GLIBC_2.2.5`).
  func name(of symbol: Symbol) -> String {
    let name = string(at: strings.lowerBound + Int(symbol.name), limit: strings.upperBound)
    return String(name.prefix { $0 != "@" })
  }

  /// The start of the function that covers an address, from the search table of the unwind information.
  func functionStart(at address: UInt64) -> UInt64? {
    // .eh_frame_hdr: version 1, encodings of pointer, count and table, then the table of (start, entry) pairs.
    let base = unwindTable.lowerBound
    guard unwindTable.count >= 12, byte(base) == 1, byte(base + 2) == 0x03, byte(base + 3) == 0x3B,
      let header = addressOf(offset: base)
    else { return nil }
    let count = min(Int(read32(base + 8)), (unwindTable.count - 12) / 8)
    func start(_ index: Int) -> UInt64 {
      header &+ UInt64(bitPattern: Int64(Int32(bitPattern: read32(base + 12 + index * 8))))
    }
    var low = 0
    var high = count
    while low < high {
      let middle = (low + high) / 2
      if start(middle) <= address { low = middle + 1 } else { high = middle }
    }
    return low > 0 ? start(low - 1) : nil
  }

  // MARK: Reading

  private func readSegments() {
    let table = Int(clamping: read64(32))
    let size = Int(read16(54))
    guard size >= 56 else { return }
    for index in 0..<Int(read16(56)) {
      let entry = table &+ index &* size
      guard entry >= 0, entry <= bytes.count - 56 else { return }
      let offset = read64(entry + 8)
      let length = read64(entry + 32)
      switch read32(entry) {
      case 1: segments.append((read64(entry + 16), offset, length))
      case 0x6474_E550: unwindTable = range(offset: offset, size: length)
      default: break
      }
    }
  }

  private func readSymbols() {
    let table = Int(clamping: read64(40))
    let size = Int(read16(58))
    let count = Int(read16(60))
    guard size >= 64 else { return }
    func section(_ index: Int) -> Int? {
      let entry = table &+ index &* size
      return index < count && entry > 0 && entry <= bytes.count - 64 ? entry : nil
    }
    // SHT_SYMTAB = 2 has the static functions too; SHT_DYNSYM = 11 is what a stripped library keeps.
    for wanted in [2, 11] as [UInt32] {
      for index in 0..<count {
        guard let entry = section(index), read32(entry + 4) == wanted, let link = section(Int(read32(entry + 40)))
        else { continue }
        strings = range(offset: read64(link + 24), size: read64(link + 32))
        symbolTable = range(offset: read64(entry + 24), size: read64(entry + 32))
        let numbers = collectFunctions()
        order = orderedByAddress(numbers, address: { symbol($0).address }, isBefore: isBefore)
        if !order.isEmpty { return }
      }
    }
  }

  /// Numbers of the functions, indirect functions, and untyped labels of assembly that are defined and have a name.
  private func collectFunctions() -> [UInt32] {
    let count = min(symbolTable.count / ELFImage.symbolSize, Int(UInt32.max))
    return (0..<UInt32(count)).filter { number in
      let entry = symbolTable.lowerBound + Int(number) * ELFImage.symbolSize
      let type = byte(entry + 4) & 0xF
      let section = read16(entry + 6)
      guard type == 2 || type == 10 || type == 0, section != 0, section < 0xFF00 else { return false }
      let name = read32(entry)
      return name != 0 && Int(name) < strings.count && (type != 0 || byte(strings.lowerBound + Int(name)) != 0x24)
    }
  }

  private static let symbolSize = 24

  private func symbol(_ number: UInt32) -> Symbol {
    let entry = symbolTable.lowerBound + Int(number) * ELFImage.symbolSize
    return Symbol(
      address: read64(entry + 8), size: read64(entry + 16), name: read32(entry), isLocal: byte(entry + 4) >> 4 == 0)
  }

  private func isBefore(_ first: UInt32, _ second: UInt32) -> Bool {
    let (a, b) = (symbol(first), symbol(second))
    if a.address != b.address { return a.address < b.address }
    if a.size != b.size { return a.size < b.size }
    return a.name > b.name
  }

  /// The functions in the order of their addresses, from a place in that order.
  func functions(from place: Int = 0) -> some Collection<Symbol> { order[place...].lazy.map { self.symbol($0) } }

  private func firstIndex(after address: UInt64) -> Int {
    var low = 0
    var high = order.count
    while low < high {
      let middle = (low + high) / 2
      if symbol(order[middle]).address <= address { low = middle + 1 } else { high = middle }
    }
    return low
  }

  /// End of a symbol without size: the next symbol, at most 4 KiB on.
  private func nextAddress(after index: Int) -> UInt64 {
    let address = symbol(order[index]).address
    let next = functions(from: index).first { $0.address > address }?.address ?? .max
    return min(next, address &+ 4096)
  }

  private func addressOf(offset: Int) -> UInt64? {
    for segment in segments where UInt64(offset) >= segment.offset && UInt64(offset) - segment.offset < segment.size {
      return segment.address &+ (UInt64(offset) - segment.offset)
    }
    return nil
  }

  private func range(offset: UInt64, size: UInt64) -> Range<Int> {
    let end = UInt64(bytes.count)
    guard offset <= end, size <= end - offset else { return 0..<0 }
    return Int(offset)..<Int(offset + size)
  }

  private func string(at offset: Int, limit: Int) -> String {
    guard offset >= 0, offset < limit else { return "" }
    return String(decoding: bytes[offset..<limit].prefix { $0 != 0 }.prefix(4096), as: UTF8.self)
  }

  // Safety: each reads only inside `bytes`; beyond its end the answer is 0.
  private func byte(_ offset: Int) -> UInt8 { offset >= 0 && offset < bytes.count ? bytes[offset] : 0 }
  private func read16(_ offset: Int) -> UInt16 { read(offset, UInt16.self) }
  private func read32(_ offset: Int) -> UInt32 { read(offset, UInt32.self) }
  private func read64(_ offset: Int) -> UInt64 { read(offset, UInt64.self) }
  @inline(__always) private func read<Number: FixedWidthInteger>(_ offset: Int, _: Number.Type) -> Number {
    guard offset >= 0, offset <= bytes.count - MemoryLayout<Number>.size else { return 0 }
    return Number(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: Number.self))
  }
}
