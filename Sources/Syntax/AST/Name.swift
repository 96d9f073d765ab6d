// Identifiers as small numbers.
// Invariant: within one process two names are equal exactly when their ids are; ids are dense, from 0, and never reused,
// so a client may keep an array indexed by id. Texts are NFKC-normalised, as Python requires of identifiers.
// The table only grows: one entry per distinct identifier ever parsed.
import Synchronization

/// An interned identifier. Dotted module names (`import a.b`) are one `Name` with the dots in its text.
public struct Name: Hashable, Sendable, CustomStringConvertible, ExpressibleByStringLiteral {
  /// Dense index of this name in the process-wide table, from 0.
  public let id: Int32

  @inlinable
  init(id: Int32) { self.id = id }

  /// Interns `text`; takes the table's lock.
  public init(_ text: String) { self = NameTable.shared.withLock { $0.intern(text) } }

  /// The names of `texts`, of which the first are already in `known`; takes the table's lock once.
  static func intern(_ texts: [String], after known: [Name]) -> [Name] {
    NameTable.shared.withLock { table in known + texts[known.count...].map { table.intern($0) } }
  }

  public init(stringLiteral text: String) { self.init(text) }

  /// The spelling; takes the table's lock, so keep it when it is needed often.
  public var text: String { NameTable.shared.withLock { $0.texts[Int(id)] } }

  public var description: String { text }
}

private struct NameTable {
  static let shared = Mutex(NameTable())

  var texts: [String] = []
  private var ids: [String: Int32] = [:]

  mutating func intern(_ text: String) -> Name {
    if let id = ids[text] { return Name(id: id) }
    let id = Int32(texts.count)
    texts.append(text)
    ids[text] = id
    return Name(id: id)
  }
}
