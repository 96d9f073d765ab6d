// `export --format html`: a recording as one page that needs nothing else: its data as JSON (PageData.swift), a style sheet and a
// script of our own (Style, Script).
//
// Invariants: nothing of the recorded program is written as HTML: names are in the JSON only, in which `<`, `>` and `&` are
// spelled as escapes, and the script shows them as text. The page's policy allows it no request and no script but its own, by
// the hash. Its size is bounded (PageData.Limit), and it says what was left out.

import Profiler
import Warmup

public enum HTMLReport {
  static func write(_ job: ExportJob) throws {
    let sink = job.sink
    // A bench has no samples: its page is another one.
    if let benchmark = try job.profile.recording.benchmark() {
      return BenchPage.write([benchmark] + job.others, to: sink)
    }
    // The names of the policy's rules that take hashes; styles set by the script are not concerned.
    let policy =
      "default-src 'none'; style-src \(ContentHash.source(PageStyle.text)); script-src \(ContentHash.source(PageScript.text)); "
      + "base-uri 'none'; form-action 'none'"
    let title = DisplayText.fitted(DisplayText.safe(job.profile.environment["program"] ?? "recording"), columns: 100)
    sink.write(
      """
      <!DOCTYPE html>
      <html lang="en">
      <head>
      <meta charset="utf-8">
      <meta http-equiv="Content-Security-Policy" content="\(policy)">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <meta name="color-scheme" content="light dark">
      <title>\(MarkupText.escaped(title)) – PitViper</title>
      <style>\(PageStyle.text)</style>
      </head>
      <body>
      <div id="page"><noscript>This page shows its figures with a script, which is inside it.</noscript></div>
      <script type="application/json" id="data">

      """)
    let harmless = ByteSink { bytes in
      for byte in bytes {
        switch byte {
        case UInt8(ascii: "<"): sink.write("\\u003c")
        case UInt8(ascii: ">"): sink.write("\\u003e")
        case UInt8(ascii: "&"): sink.write("\\u0026")
        default: sink.write(byte: byte)
        }
      }
      return sink.failure
    }
    try PageData(job).write(to: harmless)
    try harmless.finish()
    sink.write("\n</script>\n<script>\(PageScript.text)</script>\n</body>\n</html>\n")
  }
}
