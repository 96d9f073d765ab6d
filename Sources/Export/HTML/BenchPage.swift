// The HTML page of benches: their curves over each other, as they are drawn for `--svg`, and the report as text. No script and no request; the policy
// allows the two style sheets by their hashes. Names are escaped, as SVG and as HTML.

import Bench
import Profiler
import Warmup

enum BenchPage {
  private static let style = """
    :root { color-scheme: light dark; }
    body { margin: 0 auto; max-width: 1280px; padding: 12px 20px; background: #fff; color: #1c2024; font: 15px/1.45 system-ui, sans-serif; }
    pre { overflow-x: auto; font-size: 13px; }
    @media (prefers-color-scheme: dark) { body { background: #15181c; color: #e6e9ec; } }
    """

  /// Columns of the report.
  private static let width = 160

  /// - Parameter benchmarks: at least one; its program gives the page its title.
  static func write(_ benchmarks: [Benchmark], to sink: ByteSink) {
    let report = BenchReport(benchmarks)
    let policy =
      "default-src 'none'; style-src \(ContentHash.source(style)) \(ContentHash.source(WarmupCurve.style)); "
      + "base-uri 'none'; form-action 'none'"
    let title = DisplayText.fitted(DisplayText.safe(benchmarks[0].program), columns: 100)
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
      <style>\(style)</style>
      </head>
      <body>
      \(BenchCurve(report.analyses).svg)<pre>\(MarkupText.escaped(report.text(width: width)))</pre>
      </body>
      </html>

      """)
  }
}
