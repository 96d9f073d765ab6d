// The script of the HTML report: tables, the flame graph with search, zoom and keys, and time by tier. It reads the JSON in the page
// and shows every text through `textContent` or on a canvas, never as HTML.

enum HTMLScript {
  static let text = #"""
    "use strict";
    const data = JSON.parse(document.getElementById("data").textContent);
    // Colours tell states apart; so do the letters.
    const looks = { native: ["#c3c9cf", "n"], interpreting: ["#ffd166", "i"], runtime: ["#f4a261", "r"],
      compiling: ["#d8b4e2", "p"], gc: ["#ef8a80", "g"], c_call: ["#8ecae6", "c"], conversion: ["#f2a7c3", "v"],
      recording: ["#b8a9e8", "R"], optimizing: ["#a3b5f0", "O"], encoding: ["#8fa8d8", "E"], trace: ["#95d5a1", "T"],
      exit: ["#e9c46a", "X"] };
    const tierLooks = { machine_code_s: ["#95d5a1", "machine code", "T"], exits_s: ["#e9c46a", "exits", "X"],
      interpreter_s: ["#ffd166", "interpreter", "i"], compiler_s: ["#b8a9e8", "compiler", "R"], gc_s: ["#ef8a80", "gc", "g"],
      other_s: ["#c3c9cf", "other", "o"] };
    const marks = { python: "", trace: " [jit]", native: " [C]", runtime: " [vm]", crossing: " [to C]" };
    const percent = share => (share * 100).toFixed(1) + " %";
    const interval = share => percent(share.share) + " (" + (share.low * 100).toFixed(1) + "–" + (share.high * 100).toFixed(1) + ")";
    const count = number => number == null ? "–" : number.toLocaleString("en-US");
    const seconds = s => s < 0.001 ? (s * 1e6).toFixed(0) + " µs" : s < 1 ? (s * 1e3).toFixed(1) + " ms" : s.toFixed(2) + " s";
    const last = path => path ? path.split("/").pop() : "";
    const place = row => row.file == null ? "the whole program" : last(row.file) + ":" + row.line + " " + row.function;
    function make(tag, attributes, ...children) {
      const element = document.createElement(tag);
      for (const [name, value] of Object.entries(attributes || {})) {
        if (name === "class") element.className = value; else element.setAttribute(name, value);
      }
      for (const child of children) element.append(child);
      return element;
    }
    const page = document.getElementById("page");
    const main = make("main");
    const sections = [];
    function section(id, title) {
      const box = make("section", { id, "aria-labelledby": id + "-title" }, make("h2", { id: id + "-title" }, title));
      sections.push([id, title]);
      main.append(box);
      return box;
    }
    // Columns are [title, text of a row, is a number].
    function table(box, name, rows, columns, limit = 40) {
      const body = make("tbody");
      const head = make("tr", {}, ...columns.map(c => make("th", { scope: "col", class: c[2] ? "number" : "" }, c[0])));
      box.append(make("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": name },
        make("table", {}, make("thead", {}, head), body)));
      let shown = 0;
      const more = make("button", {}, "more rows");
      function grow(to) {
        for (; shown < Math.min(to, rows.length); shown++) {
          body.append(make("tr", {}, ...columns.map(c => make("td", { class: c[2] ? "number" : "name" }, String(c[1](rows[shown]))))));
        }
        more.hidden = shown >= rows.length;
      }
      grow(limit);
      more.addEventListener("click", () => grow(shown + 200));
      box.append(more);
      const all = data[name + "_in_all"];
      if (all) box.append(make("p", { class: "faint" }, "The first " + count(rows.length) + " of " + count(all) + " are in this page."));
    }
    function none(box, text) { box.append(make("p", { class: "faint" }, text)); }

    // MARK: Head and switch
    const theme = make("button", { id: "theme", type: "button" });
    const isDark = () => document.documentElement.dataset.theme
      ? document.documentElement.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
    function nameTheme() { theme.textContent = isDark() ? "light" : "dark"; theme.setAttribute("aria-label", "switch to " + theme.textContent); }
    theme.addEventListener("click", () => {
      document.documentElement.dataset.theme = isDark() ? "light" : "dark"; nameTheme(); drawFlame(); drawTiers();
    });
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => { nameTheme(); drawFlame(); drawTiers(); });
    const nav = make("nav", { "aria-label": "parts of this page" });
    page.replaceChildren(make("header", {}, make("h1", {}, data.program || "recording"), theme, nav), main);
    const lost = Object.values(data.lost).reduce((a, b) => a + b, 0);
    main.append(make("p", { class: "faint" }, count(data.samples) + " samples of " + (data.mode || "?") + " time, "
      + seconds(data.sampled_s) + " in " + seconds(data.duration_s) + "; lost or late " + count(lost) + ", broken stacks "
      + count(data.broken) + (data.finished ? "" : "; not closed: still being written, or the program was killed")
      + ". Shares are of the samples, with 95 % intervals."));

    // MARK: Doctor
    let box = section("doctor", "Doctor");
    if (!data.findings.length) none(box, "No findings.");
    for (const finding of data.findings) {
      const item = make("article", { class: "finding" },
        make("h3", {}, percent(finding.cost.share) + "  " + finding.title),
        make("div", {}, place(finding) + ". Cost: " + seconds(finding.cost.seconds) + " " + finding.cost_is + "."),
        make("ul", {}, ...finding.evidence.map(line => make("li", {}, line))), make("div", {}, finding.suggestion));
      if (finding.edit) item.append(make("pre", { tabindex: "0" }, finding.edit));
      box.append(item);
    }

    // MARK: States
    box = section("states", "Time by state");
    const bar = make("div", { class: "bar", role: "img", "aria-label": "time by state, as in the table below" });
    for (const state of data.states) {
      const part = make("span", { title: data.state_names[state.state] + " " + percent(state.share) },
        looks[state.state][1] + " " + data.state_names[state.state]);
      part.style.width = state.share * 100 + "%";
      part.style.padding = state.share < 0.02 ? "0" : "";
      part.style.background = looks[state.state][0];
      bar.append(part);
    }
    box.append(bar);
    table(box, "states", data.states, [["letter", s => looks[s.state][1]], ["state", s => data.state_names[s.state]],
      ["share", s => interval(s), true], ["samples", s => count(s.samples), true]]);

    // MARK: Flame graph
    box = section("flame", "Flame graph");
    const search = make("input", { id: "search", type: "search", placeholder: "search", "aria-label": "search functions" });
    const outside = make("button", { type: "button", id: "all" }, "zoom out");
    const found = make("span", { id: "found", "aria-live": "polite" });
    box.append(make("div", { class: "tools" }, search, outside, found));
    const canvas = make("canvas", { id: "graph", tabindex: "0", role: "application",
      "aria-label": "flame graph: arrows move, Enter zooms in, Backspace out, slash searches, n and N go to matches" });
    const about = make("div", { id: "about", "aria-live": "polite" });
    box.append(canvas, about, make("p", { class: "faint" }, "Callers above what they call; a box is as wide as its time. Letters tell the "
      + "state in which most of it was spent. Arrows move, Enter or a click zooms in, Backspace zooms out, / searches, n and N go to matches. "
      + count(data.nodes.length) + " of " + count(data.nodes_in_all) + " boxes are in this page: the smaller ones (under 0.2 %) are left out"
      + (data.hidden.length ? ", as are frames of kind " + data.hidden.join(", ") + "." : ".")));
    const nodes = [{ name: "all", kind: "python", file: "", line: 0, parent: null, total: { share: data.samples ? 1 : 0 }, self: { share: 0 },
      states_s: {} }].concat(data.nodes.map(node => ({ ...node, parent: node.parent == null ? 0 : node.parent + 1 })));
    nodes.forEach((node, index) => {
      node.index = index; node.children = []; node.width = node.total.share; node.left = 0; node.depth = 0;
      node.label = node.name + marks[node.kind];
      node.state = Object.keys(node.states_s)[0];
      if (index) {
        const parent = nodes[node.parent];
        const before = parent.children[parent.children.length - 1];
        node.left = before ? before.left + before.width : parent.left;
        node.depth = parent.depth + 1;
        parent.children.push(node);
      }
    });
    let root = nodes[0], cursor = nodes[0], wanted = "", matches = [];
    const rowHeight = 20;
    const isBelow = (node, top) => { while (node && node !== top) node = node.parent == null ? null : nodes[node.parent]; return !!node; };
    const shown = node => isBelow(node, root) || isBelow(root, node);
    function boxOf(node, width) {
      const inside = isBelow(node, root) && root.width > 0;
      return inside ? [(node.left - root.left) / root.width * width, node.width / root.width * width] : [0, width];
    }
    function drawFlame() {
      const width = canvas.clientWidth || 800, scale = devicePixelRatio || 1;
      const visible = nodes.filter(shown);
      const height = (visible.reduce((most, node) => Math.max(most, node.depth), 0) + 1) * rowHeight;
      canvas.width = width * scale; canvas.height = height * scale; canvas.style.height = height + "px";
      const pen = canvas.getContext("2d");
      const style = getComputedStyle(document.documentElement);
      pen.scale(scale, scale);
      pen.font = "12px system-ui, sans-serif"; pen.textBaseline = "middle";
      for (const node of visible) {
        const [x, w] = boxOf(node, width);
        if (w < 0.5) continue;
        const y = node.depth * rowHeight, look = looks[node.state] || ["#c3c9cf", ""];
        pen.fillStyle = look[0];
        pen.fillRect(x, y, Math.max(1, w - 1), rowHeight - 1);
        const isMatch = wanted && node.label.toLowerCase().includes(wanted);
        if (isMatch || node === cursor) {
          pen.strokeStyle = isMatch ? style.getPropertyValue("--match") : style.getPropertyValue("--accent");
          pen.lineWidth = 3;
          if (node === cursor) pen.setLineDash([]); else pen.setLineDash([4, 2]);
          pen.strokeRect(x + 1.5, y + 1.5, Math.max(1, w - 4), rowHeight - 4);
        }
        if (w > 26) {
          pen.save(); pen.beginPath(); pen.rect(x, y, w - 4, rowHeight); pen.clip();
          pen.fillStyle = "#111";
          pen.fillText((isMatch ? "» " : "") + (look[1] ? look[1] + " " : "") + node.label.slice(0, 300), x + 4, y + rowHeight / 2);
          pen.restore();
        }
      }
      tell();
    }
    function tell() {
      const node = cursor;
      const states = Object.entries(node.states_s).slice(0, 4).map(([state, time]) => data.state_names[state] + " " + seconds(time));
      about.textContent = node.label + (node.line ? "  " + last(node.file) + ":" + node.line : "") + "  total "
        + (node.index ? interval(node.total) + ", own " + interval(node.self) : "100 %") + (states.length ? "; " + states.join(", ") : "");
    }
    function zoom(node) { root = node; cursor = node; drawFlame(); }
    function find(text) {
      wanted = text.toLowerCase();
      matches = wanted ? nodes.filter(node => node.index && node.label.toLowerCase().includes(wanted)) : [];
      // A match below another one is inside its time.
      const outer = matches.filter(node => { for (let n = nodes[node.parent]; n && n.index; n = nodes[n.parent])
        if (matches.includes(n)) return false; return true; });
      found.textContent = wanted ? count(matches.length) + " matches, "
        + percent(outer.reduce((sum, node) => sum + node.total.share, 0)) + " of the time" : "";
      if (matches.length && !matches.includes(cursor)) { cursor = matches[0]; if (!shown(cursor)) root = nodes[0]; }
      drawFlame();
    }
    function step(by) {
      if (!matches.length) return;
      cursor = matches[(matches.indexOf(cursor) + by + matches.length) % matches.length];
      if (!isBelow(cursor, root)) root = nodes[0];
      drawFlame();
    }
    search.addEventListener("input", () => find(search.value));
    search.addEventListener("keydown", event => { if (event.key === "Enter") canvas.focus(); if (event.key === "Escape") { search.value = ""; find(""); } });
    outside.addEventListener("click", () => zoom(nodes[0]));
    canvas.addEventListener("keydown", event => {
      const siblings = cursor.index ? nodes[cursor.parent].children : [cursor];
      const at = siblings.indexOf(cursor);
      switch (event.key) {
      case "ArrowDown": if (cursor.children.length) cursor = cursor.children[0]; break;
      case "ArrowUp": if (cursor.index) cursor = nodes[cursor.parent]; break;
      case "ArrowRight": cursor = siblings[Math.min(at + 1, siblings.length - 1)]; break;
      case "ArrowLeft": cursor = siblings[Math.max(at - 1, 0)]; break;
      case "Enter": root = cursor; break;
      case "Backspace": case "Escape": root = root.index && event.key === "Backspace" ? nodes[root.parent] : nodes[0]; cursor = root; break;
      case "n": return step(1);
      case "N": return step(-1);
      default: return;
      }
      if (!shown(cursor)) root = nodes[0];
      event.preventDefault();
      drawFlame();
    });
    document.addEventListener("keydown", event => {
      if (event.key === "/" && event.target !== search) { event.preventDefault(); search.focus(); }
    });
    function under(event) {
      const area = canvas.getBoundingClientRect();
      const x = event.clientX - area.left, depth = Math.floor((event.clientY - area.top) / rowHeight);
      return nodes.find(node => {
        if (node.depth !== depth || !shown(node)) return false;
        const [left, width] = boxOf(node, area.width);
        return x >= left && x < left + width;
      });
    }
    canvas.addEventListener("mousemove", event => { const node = under(event); if (node && node !== cursor) { cursor = node; drawFlame(); } });
    canvas.addEventListener("click", event => { const node = under(event); if (node) zoom(node); });

    // MARK: Functions and lines
    box = section("functions", "Functions");
    const python = data.functions.filter(row => row.kind !== "runtime");
    table(box, "functions", python, [["own", r => interval(r.self), true], ["total", r => interval(r.total), true],
      ["function", r => r.name + marks[r.kind]], ["where", r => last(r.file) + (r.line ? ":" + r.line : "")]], 15);
    box = section("lines", "Lines");
    table(box, "lines", data.lines, [["own", r => interval(r.self), true], ["total", r => interval(r.total), true],
      ["line", r => place(r)]], 15);

    // MARK: Traces, guards, recordings given up
    box = section("traces", "Traces");
    if (!data.traces.length) none(box, "No traces were compiled.");
    else table(box, "traces", data.traces, [["trace", r => r.trace, true], ["kind", r => r.parent == null ? r.kind : r.kind + " of " + r.parent],
      ["total", r => interval(r.total), true], ["own", r => percent(r.self.share), true], ["entered", r => count(r.entered), true],
      ["operations", r => count(r.recorded_operations) + " → " + count(r.operations), true], ["bytes", r => count(r.bytes), true],
      ["compiled in", r => seconds((r.record_us + r.optimize_us + r.allocate_us + r.encode_us) / 1e6), true],
      ["where", r => place(r) + (r.cause ? "; ended: " + r.cause : "")]], 20);
    box = section("guards", "Guards that failed");
    if (!data.guards.length) none(box, "No guard failed.");
    else table(box, "guards", data.guards, [["lost", r => interval(r.lost), true], ["failures", r => count(r.failures), true],
      ["guard", r => r.kind], ["expected", r => r.expected ?? "–"], ["seen", r => r.seen ?? "–"], ["trace", r => r.trace, true],
      ["bridge", r => r.bridge ?? "–", true], ["where", r => place(r)]], 20);
    if (data.aborts.length) {
      box.append(make("h3", {}, "Recordings given up"));
      table(box, "aborts", data.aborts, [["count", r => count(r.count), true], ["reason", r => r.title],
        ["interpreted", r => percent(r.interpreted.share), true], ["most often at", r => place(r) + " (" + count(r.count_at_place) + ")"]]);
    }

    // MARK: Warmup
    box = section("warmup", "Warmup: time by tier");
    const tiers = make("canvas", { id: "tiers", role: "img", "aria-label": "time by tier over the recording, as in the table below" });
    box.append(tiers);
    const legend = make("p", {});
    for (const [color, title, letter] of Object.values(tierLooks)) {
      const key = make("span", { class: "key" }, letter);
      key.style.background = color;
      legend.append(key, title + "   ");
    }
    legend.append("Ticks below: traces compiled.");
    box.append(legend);
    const tenths = [];
    data.tiers.forEach((slice, index) => {
      const row = Math.floor(index * 10 / data.tiers.length);
      tenths[row] ||= { start_s: slice.start_s, traces: 0 };
      tenths[row].traces += slice.traces;
      for (const key of Object.keys(tierLooks)) tenths[row][key] = (tenths[row][key] || 0) + slice[key];
    });
    table(box, "tiers", tenths, [["from", r => seconds(r.start_s), true], ...Object.entries(tierLooks).map(([key, look]) =>
      [look[1], r => seconds(r[key]), true]), ["traces", r => count(r.traces), true]]);
    function drawTiers() {
      const width = tiers.clientWidth || 800, height = 150, scale = devicePixelRatio || 1;
      tiers.width = width * scale; tiers.height = height * scale; tiers.style.height = height + "px";
      const pen = tiers.getContext("2d");
      pen.scale(scale, scale);
      pen.font = "11px system-ui, sans-serif";
      const sums = data.tiers.map(slice => Object.keys(tierLooks).reduce((sum, key) => sum + slice[key], 0));
      const most = Math.max(1e-9, ...sums), graph = height - 14, column = width / Math.max(1, data.tiers.length);
      data.tiers.forEach((slice, index) => {
        let y = graph;
        for (const [key, [color, , letter]] of Object.entries(tierLooks)) {
          const h = slice[key] / most * graph;
          if (h <= 0) continue;
          y -= h;
          pen.fillStyle = color;
          pen.fillRect(index * column, y, column, h);
          if (h > 12 && column > 8 && index % 4 === 1) { pen.fillStyle = "#111"; pen.fillText(letter, index * column + 1, y + 11); }
        }
        if (slice.traces) {
          pen.fillStyle = getComputedStyle(document.documentElement).getPropertyValue("--text");
          pen.fillRect(index * column, graph + 2, Math.max(1, column - 1), Math.min(12, 2 + slice.traces));
        }
      });
    }

    // MARK: Calls into C
    box = section("into-c", "Calls into C");
    const sites = data.crossings.flatMap(row => [row, ...row.sites.map(site => ({ ...site, of: row.function }))]);
    if (!sites.length) none(box, "No calls into C through cffi or ctypes.");
    else table(box, "crossings", sites, [["total", r => interval(r.total), true], ["in C", r => percent(r.c.share), true],
      ["overhead", r => percent(r.overhead.share), true], ["callback", r => percent(r.callback.share), true],
      ["calls", r => count(r.calls + r.traced_calls), true], ["bytes", r => count(r.bytes), true],
      ["break-even", r => r.break_even ? "≥ " + count(Math.ceil(Math.max(1, r.break_even.items))) : "too few", true],
      ["function, call sites", r => r.of ? "   " + (r.file ? place(r) : "outside of Python code") : r.function + "  " + r.signature]]);

    for (const [id, title] of sections) nav.append(make("a", { href: "#" + id }, title));
    nameTheme();
    drawFlame();
    drawTiers();
    addEventListener("resize", () => { drawFlame(); drawTiers(); });
    """#
}
