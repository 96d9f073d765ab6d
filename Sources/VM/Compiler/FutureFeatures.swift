// `from __future__ import …`: which features are known, which one changes the code, and where the statement may stand.

import Syntax

struct FutureFeatures {
  /// Annotations are kept as text.
  private(set) var annotations: Bool
  /// Line of the last import of features at the beginning of the file.
  private var lastLine: Int32 = 0

  private static let future: Name = "__future__"
  /// Features that are in the language for good since long.
  private static let mandatory: Set<String> = [
    "nested_scopes", "generators", "division", "absolute_import", "with_statement", "print_function",
    "unicode_literals", "generator_stop",
  ]

  init(_ module: Module, annotations: Bool) throws {
    self.annotations = annotations
    switch module.content {
    case .file(let body), .interactive(let body): try scan(body, module.source)
    case .expression: break
    }
  }

  private mutating func scan(_ body: [Statement], _ source: SourceText) throws {
    for (position, statement) in body.enumerated() {
      switch statement.kind {
      case .importFrom(let name?, let names, 0) where name == FutureFeatures.future:
        for alias in names { try enable(alias, source, statement.span) }
        lastLine = statement.span.line
      case .expression(let value):
        guard position == 0, case .constant(.string) = value.kind else { return }
      default: return
      }
    }
  }

  /// Refuses an import from `module` if it asks for features too late.
  func check(_ module: Name, _ span: SourceSpan, _ source: SourceText) throws {
    if module == FutureFeatures.future, span.line > lastLine {
      throw source.problem("from __future__ imports must occur at the beginning of the file", at: span)
    }
  }

  private mutating func enable(_ alias: ImportAlias, _ source: SourceText, _ span: SourceSpan) throws {
    let feature = alias.name.text
    if feature == "annotations" {
      annotations = true
    } else if feature == "braces" {
      throw source.problem("not a chance", at: span)
    } else if feature != "barry_as_FLUFL", !FutureFeatures.mandatory.contains(feature) {
      throw source.problem("future feature \(feature) is not defined", at: span)
    }
  }
}
