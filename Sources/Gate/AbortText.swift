// Reasons of recordings that were given up, as sentences: the VM's own table of them.

import TraceIR

enum AbortText {
  private static let summaries = Dictionary(
    uniqueKeysWithValues: AbortReason.allCases.map { ("\($0)", $0.info.summary) })

  static func title(_ reason: String) -> String { summaries[reason] ?? reason }
}
