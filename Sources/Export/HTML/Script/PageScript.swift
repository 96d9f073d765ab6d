// The script of the page, in parts by purpose that are one script together, in this order. It reads the data in the page
// (PageData.swift) and shows every text through `textContent` or on a canvas, never as HTML.
//
// Why strings in Swift and not files of their own: files of SwiftPM resources lie beside the program, which is to be one file,
// and `.embedInCode` makes an array literal with an element for each byte, which takes the compiler longer than all of Export.
// `Fixtures/html/check` uses the page in Chromium.

enum PageScript {
  static let text = [
    basics, looks, tables, head, flameTree, flameGraph, flameKeys, code, traces, charts, time, ledger, end,
  ]
  .joined(separator: "\n")
}
