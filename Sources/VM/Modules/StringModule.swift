// The module `_string`, on which string.Formatter rests.

import CRuntime

extension UnsafeMutablePointer where Pointee == ThreadState {
  func defineStringModule() {
    defineModule(
      "_string", doc: "string helper module",
      [
        NativeDefinition("formatter_parser(string, /)") { thread, a in
          guard a[0].isKind(.string) else {
            return thread.raise(.typeError, "expected str, got \(a[0].typeName)")
          }
          let rows = thread.parseFormatTemplate(StringRef(a[0]))
          return rows.isError ? .error : thread.getIterator(rows)
        },
        NativeDefinition("formatter_field_name_split(string, /)") { thread, a in
          guard a[0].isKind(.string) else {
            return thread.raise(.typeError, "expected str, got \(a[0].typeName)")
          }
          let split = thread.splitFieldName(StringRef(a[0]))
          if split.isError { return .error }
          let tuple = TupleRef(split)
          return TupleRef.make(thread, tuple[0], thread.getIterator(tuple[1]))
        },
      ])
  }
}
