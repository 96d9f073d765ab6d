// The style sheet of the page. Light and dark by the reader's system, or as the switch on the page says; one column that fits
// 400 pixels and 1,280; visible focus. Colours of text keep a contrast of 4.5 or more on their ground.

enum PageStyle {
  static let text = [colors, frame, parts, graphs].joined(separator: "\n")

  private static let colors = #"""
    :root { color-scheme: light; --ground: #ffffff; --panel: #f4f6f8; --text: #1c2024; --faint: #57606a; --line: #d0d7de;
      --accent: #0b5cad; --match: #8a1fb0; --warn: #a3330d; --shadow: 0 2px 10px rgba(0, 0, 0, 0.18); }
    @media (prefers-color-scheme: dark) { :root:not([data-theme=light]) { color-scheme: dark; --ground: #14171b; --panel: #1c2126;
      --text: #e6e9ec; --faint: #a3acb5; --line: #363d45; --accent: #7ab8ff; --match: #c653f0; --warn: #ff9a73;
      --shadow: 0 2px 10px rgba(0, 0, 0, 0.6); } }
    :root[data-theme=dark] { color-scheme: dark; --ground: #14171b; --panel: #1c2126; --text: #e6e9ec; --faint: #a3acb5;
      --line: #363d45; --accent: #7ab8ff; --match: #c653f0; --warn: #ff9a73; --shadow: 0 2px 10px rgba(0, 0, 0, 0.6); }
    """#

  private static let frame = #"""
    * { box-sizing: border-box; }
    html { scroll-padding-top: 76px; }
    body { margin: 0; background: var(--ground); color: var(--text); font: 15px/1.5 system-ui, sans-serif; }
    header, main { max-width: 1360px; margin: 0 auto; padding: 0 20px; }
    header { position: sticky; top: 0; z-index: 2; background: var(--ground); border-bottom: 1px solid var(--line); max-width: none;
      padding: 6px max(20px, calc((100vw - 1320px) / 2)); }
    .title { display: flex; gap: 12px; align-items: center; justify-content: space-between; }
    h1 { font-size: 16px; margin: 0; min-width: 0; }
    h2 { font-size: 19px; margin: 38px 0 8px; }
    h3 { font-size: 15px; margin: 0 0 6px; }
    section { border-top: 1px solid var(--line); margin-top: 30px; }
    section h2 { margin-top: 22px; }
    p { margin: 6px 0; max-width: 100ch; }
    nav { display: flex; gap: 4px 16px; overflow-x: auto; white-space: nowrap; font-size: 14px; padding: 2px 0; scrollbar-width: thin; }
    a { color: var(--accent); text-decoration-thickness: 1px; text-underline-offset: 2px; }
    .skip { position: absolute; left: -999px; }
    .skip:focus { left: 8px; top: 8px; z-index: 5; background: var(--panel); padding: 4px 10px; }
    .defs { position: absolute; }
    button, input, select { font: inherit; font-size: 14px; color: inherit; background: var(--panel); border: 1px solid var(--line);
      border-radius: 6px; padding: 3px 10px; max-width: 100%; }
    button:hover, select:hover { border-color: var(--accent); }
    button[aria-pressed=true] { background: var(--accent); color: var(--ground); border-color: var(--accent); }
    input::placeholder { color: var(--faint); opacity: 1; }
    :focus-visible { outline: 3px solid var(--accent); outline-offset: 1px; }
    h2:focus, h3:focus { outline: none; }
    .faint { color: var(--faint); }
    .panel { background: var(--panel); border: 1px solid var(--line); border-radius: 6px; padding: 8px 12px; margin: 8px 0; }
    kbd, code, pre { font: 13px/1.45 ui-monospace, monospace; }
    kbd { border: 1px solid var(--line); border-radius: 4px; padding: 0 5px; background: var(--panel); }
    pre { margin: 6px 0; overflow-x: auto; }
    summary { cursor: pointer; padding: 4px 0; }
    @media (max-width: 600px) { header, main { padding: 0 12px; } header { padding: 6px 12px; } body { font-size: 14px; } }
    @media print { nav, .tools, #theme, .skip { display: none; } header { position: static; } .view { overflow: visible; } }
    """#

  private static let parts = #"""
    .facts { display: grid; grid-template-columns: repeat(auto-fit, minmax(150px, 1fr)); gap: 10px; margin: 18px 0 10px; }
    .facts > div { background: var(--panel); border: 1px solid var(--line); border-radius: 8px; padding: 8px 12px; }
    .facts dt { color: var(--faint); font-size: 13px; }
    .facts dd { margin: 0; font-size: 21px; font-weight: 600; font-variant-numeric: tabular-nums; }
    .facts > div { display: flex; flex-direction: column-reverse; justify-content: flex-end; }
    .tools { display: flex; gap: 8px; flex-wrap: wrap; align-items: center; margin: 8px 0; }
    .tools[hidden] { display: none; }
    .scroll { overflow-x: auto; }
    table { border-collapse: collapse; font-size: 14px; }
    th, td { text-align: left; padding: 4px 22px 4px 0; border-bottom: 1px solid var(--line); vertical-align: top; }
    th:first-child, td:first-child { padding-left: 4px; }
    th:last-child, td:last-child { padding-right: 4px; }
    th { color: var(--faint); font-weight: 600; white-space: nowrap; }
    th button { border: 0; background: none; padding: 0; font-weight: 600; color: inherit; position: relative; }
    th button::after { position: absolute; left: calc(100% + 3px); font-size: 11px; }
    th[aria-sort=ascending] button::after { content: "▲"; }
    th[aria-sort=descending] button::after { content: "▼"; }
    th button:hover { text-decoration: underline; }
    td.number, th.number { text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums; }
    tbody tr:hover { background: var(--panel); }
    tr:focus { outline: 2px solid var(--accent); outline-offset: -2px; background: var(--panel); }
    .name { unicode-bidi: isolate; overflow-wrap: anywhere; }
    .cut, .whole { border: 0; padding: 0; background: none; font: inherit; color: inherit; text-align: left; cursor: pointer;
      text-decoration: underline dotted var(--faint); }
    .cut { display: inline-block; max-width: min(52ch, 60vw); overflow: hidden; text-overflow: ellipsis; white-space: nowrap; vertical-align: bottom; }
    .whole { overflow-wrap: anywhere; }
    h1 .cut { max-width: min(80ch, 70vw); }
    td { white-space: nowrap; }
    td:has(.whole) { white-space: normal; min-width: 30ch; }
    td code { white-space: pre; }
    td code:has(.whole) { white-space: pre-wrap; }
    .lines { white-space: pre; }
    .tree { display: inline-block; white-space: nowrap; }
    .site { padding-left: 30px; }
    .twist { display: inline-block; vertical-align: middle; width: 20px; height: 18px; line-height: 16px; padding: 0; margin-right: 4px; border: 0; background: none; text-align: center; }
    .finding { border: 1px solid var(--line); border-left: 5px solid var(--accent); border-radius: 6px; background: var(--panel);
      padding: 10px 16px; margin: 12px 0; overflow-wrap: anywhere; }
    .finding ul { margin: 4px 0; padding-left: 22px; }
    .finding pre { background: var(--ground); border: 1px solid var(--line); border-radius: 4px; padding: 8px 12px; }
    .cost { color: var(--warn); font-variant-numeric: tabular-nums; margin-right: 6px; }
    .blocks pre { margin: 0; overflow: visible; }
    .blocks { max-height: 70vh; overflow: auto; }
    .blocks thead th { position: sticky; top: 0; background: var(--panel); }
    .failed { color: var(--warn); }
    .events { margin: 4px 0; padding-left: 20px; }
    .keys { display: grid; grid-template-columns: repeat(auto-fit, minmax(280px, 1fr)); gap: 2px 16px; }
    .keys > div { display: flex; gap: 8px; } .keys dd { margin: 0; }
    """#

  private static let graphs = #"""
    .legend { list-style: none; display: flex; flex-wrap: wrap; gap: 2px 16px; margin: 6px 0; padding: 0; font-size: 14px; }
    .legend li { white-space: nowrap; }
    .swatch { vertical-align: -3px; border-radius: 3px; }
    .letter { fill: #111; font-weight: 700; font-family: system-ui, sans-serif; paint-order: stroke; stroke: rgba(255, 255, 255, 0.75); stroke-width: 3px; }
    .bar { display: block; border-radius: 4px; }
    .edge { stroke: var(--ground); stroke-width: 1.5; }
    .view { position: relative; overflow-x: hidden; overflow-y: auto; border: 1px solid var(--line); border-radius: 4px; background: var(--panel); }
    .spacer { position: relative; }
    .view canvas { position: sticky; top: 0; left: 0; display: block; cursor: pointer; }
    .about { min-height: 5.8em; overflow-wrap: anywhere; }
    .headline { font-size: 15px; }
    .tip { position: fixed; z-index: 4; pointer-events: none; max-width: min(420px, 92vw); background: var(--ground); border: 1px solid var(--line);
      border-radius: 6px; box-shadow: var(--shadow); padding: 5px 10px; font-size: 13px; overflow-wrap: anywhere; }
    .tip[hidden] { display: none; }
    .chart { border: 1px solid var(--line); border-radius: 4px; background: var(--panel); overflow: hidden; cursor: pointer; }
    .chart svg { display: block; }
    .axis { stroke: var(--faint); stroke-width: 1; }
    .label { fill: var(--faint); font: 11px system-ui, sans-serif; }
    .bold { font-weight: 700; fill: var(--text); }
    .tick { fill: var(--text); }
    .steady { stroke: var(--text); stroke-width: 2; stroke-dasharray: 5 4; }
    .pointer { fill: none; stroke: var(--accent); stroke-width: 2; }
    @media (max-width: 600px) { .about { min-height: 8em; } }
    """#
}
