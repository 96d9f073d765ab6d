// The style sheet of the HTML report. Light and dark by the reader's system, or as the switch on the page says.

enum HTMLStyle {
  static let text = #"""
    :root { color-scheme: light dark; --ground: #fff; --text: #1c2024; --faint: #5b646d; --line: #d0d7de; --panel: #f5f7f9;
      --accent: #0b5cad; --match: #7a1fa2; }
    @media (prefers-color-scheme: dark) { :root:not([data-theme=light]) { --ground: #15181c; --text: #e6e9ec; --faint: #a0a9b2;
      --line: #363c43; --panel: #1d2126; --accent: #7ab8ff; --match: #e0a0ff; } }
    :root[data-theme=dark] { color-scheme: dark; --ground: #15181c; --text: #e6e9ec; --faint: #a0a9b2; --line: #363c43;
      --panel: #1d2126; --accent: #7ab8ff; --match: #e0a0ff; }
    :root[data-theme=light] { color-scheme: light; }
    * { box-sizing: border-box; }
    body { margin: 0; background: var(--ground); color: var(--text); font: 15px/1.45 system-ui, sans-serif; }
    header, main { max-width: 1280px; margin: 0 auto; padding: 0 20px; }
    header { padding-top: 18px; display: flex; gap: 16px; align-items: baseline; flex-wrap: wrap; }
    h1 { font-size: 20px; margin: 0; overflow-wrap: anywhere; }
    h2 { font-size: 17px; margin: 28px 0 8px; border-bottom: 1px solid var(--line); padding-bottom: 4px; }
    nav { display: flex; gap: 12px; flex-wrap: wrap; }
    a { color: var(--accent); }
    button, input { font: inherit; color: inherit; background: var(--panel); border: 1px solid var(--line); border-radius: 5px;
      padding: 3px 10px; }
    :focus-visible { outline: 3px solid var(--accent); outline-offset: 1px; }
    .faint { color: var(--faint); }
    .tools { display: flex; gap: 8px; flex-wrap: wrap; align-items: center; margin: 6px 0; }
    .scroll { overflow-x: auto; }
    table { border-collapse: collapse; width: 100%; font-size: 14px; }
    th, td { text-align: left; padding: 3px 10px 3px 0; border-bottom: 1px solid var(--line); vertical-align: top; }
    th { color: var(--faint); font-weight: 600; white-space: nowrap; }
    td.number, th.number { text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums; }
    td.name { overflow-wrap: anywhere; }
    .bar { display: flex; height: 26px; border: 1px solid var(--line); }
    .bar > span { overflow: hidden; white-space: nowrap; font-size: 12px; line-height: 24px; padding-left: 4px; color: #111;
      border-right: 1px solid var(--ground); }
    .key { display: inline-block; min-width: 1.5em; text-align: center; color: #111; border-radius: 3px; margin-right: 6px; }
    canvas { display: block; width: 100%; border: 1px solid var(--line); cursor: pointer; }
    #about { min-height: 3em; background: var(--panel); padding: 6px 10px; margin-top: 4px; overflow-wrap: anywhere; }
    .finding { border: 1px solid var(--line); border-left: 5px solid var(--accent); background: var(--panel); padding: 8px 14px;
      margin: 10px 0; overflow-wrap: anywhere; }
    .finding h3 { margin: 0 0 4px; font-size: 15px; }
    .finding ul { margin: 4px 0; padding-left: 20px; }
    pre { background: var(--ground); border: 1px solid var(--line); padding: 6px 10px; overflow-x: auto; margin: 6px 0 2px; }
    @media print { .tools, nav, button { display: none; } }
    """#
}
