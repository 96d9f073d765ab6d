// Traces as trees and opened, guards that failed, recordings given up.

extension PageScript {
  static let traces = #"""
    const traceBox = section("traces", "Traces", "Traces", "tree: samples with the trace or a bridge below it on their stack; total: with the trace itself; own: in its machine code and exits.");
    const traces = records(data.traces), traceOf = new Map(traces.map(row => [row.trace, row]));
    const roots = [];
    for (const row of traces) {
      row.children = [];
      row.isOpen = false;
      row.compile = row.record_ns + row.optimize_ns + row.allocate_ns + row.encode_ns;
      const parent = traceOf.get(row.parent);
      row.level = parent ? parent.level + 1 : 0;
      (parent ? parent.children : roots).push(row);
    }
    /** Trees in the order of a comparison, bridges behind their parents; those of closed traces are left out. */
    function traceOrder(compare) {
      const rows = [], work = (compare ? roots.slice().sort(compare) : roots.slice()).reverse();
      while (work.length) {
        const row = work.pop();
        rows.push(row);
        if (row.isOpen) work.push(...(compare ? row.children.slice().sort(compare) : row.children).slice().reverse());
      }
      return rows;
    }
    let traceTable = null;
    function traceCell(row) {
      const cell = make("span", { class: "tree" });
      cell.style.paddingLeft = Math.min(row.level, 12) * 14 + "px";
      if (row.children.length) {
        const toggle = make("button", { type: "button", class: "twist", "aria-expanded": String(row.isOpen),
          "aria-label": count(row.children.length) + " bridges of trace " + row.trace }, row.isOpen ? "▾" : "▸");
        toggle.addEventListener("click", () => {
          row.isOpen = !row.isOpen;
          traceTable.fill();
          document.querySelector("#trace-" + row.trace + " .twist")?.focus();
        });
        cell.append(toggle);
      } else cell.append(make("span", { class: "twist" }));
      const kind = row.level ? "bridge" : text(row.kind);
      cell.append(make("a", { href: "#trace-" + row.trace }, String(row.trace)), " " + kind, row.children.length ? make("span", { class: "faint" }, " " + count(row.children.length) + "↳") : "");
      return cell;
    }
    const listingBox = make("div", { id: "listing" });
    if (!traces.length) traceBox.append(note("No trace was compiled."));
    else {
      traceTable = table(traceBox, { label: "traces", rows: traces, total: data.traces.in_all, order: traceOrder, mark: row => "trace-" + row.trace, columns: [
        { title: "trace", show: traceCell, words: row => row.trace + " " + text(row.kind), by: row => -row.trace }, shareColumn("tree", "tree_us"),
        { title: "total", show: row => percent(row.total_us), by: row => row.total_us, number: true },
        { title: "own", show: row => percent(row.self_us), by: row => row.self_us, number: true }, placeColumn("begins at"),
        countColumn("entered", "entered"), { title: "operations", show: row => count(row.recorded_operations) + " → " + count(row.operations), by: row => row.operations, number: true },
        countColumn("bytes", "bytes"), { title: "compiled in", show: row => time(row.compile / 1000), by: row => row.compile, number: true },
        { title: "ended", show: row => row.cause < 0 ? "" : nameText(text(row.cause), 24), by: row => text(row.cause) }] });
      traceBox.append(listingBox);
    }
    routes.trace = number => {
      const row = traceOf.get(number);
      if (!row) return false;
      for (let up = traceOf.get(row.parent); up; up = traceOf.get(up.parent)) up.isOpen = true;
      traceTable.reveal(row);
      openTrace(row);
      listingBox.scrollIntoView();
      listingBox.querySelector("h3").focus({ preventScroll: true });
    };

    // MARK: A trace opened
    function openTrace(row) {
      const listing = data.listings[row.trace];
      const about = [text(row.kind) + (row.parent >= 0 ? " of " : "")];
      if (row.parent >= 0) about.push(link("trace-" + row.parent, "trace " + row.parent), row.parent_exit >= 0 ? " at exit " + row.parent_exit : "");
      about.push("; begins at ", place(row.function, row.line), "; compiled " + time(row.started_us) + " after the start in " + time(row.compile / 1000)
        + " (recorder " + time(row.record_ns / 1000) + ", optimiser " + time(row.optimize_ns / 1000) + ", registers " + time(row.allocate_ns / 1000)
        + ", encoder " + time(row.encode_ns / 1000) + "); goes on to ", row.link < 0 ? "the interpreter" : row.link === row.trace ? "itself" : link("trace-" + row.link, "trace " + row.link),
        row.cause < 0 ? "." : "; ended: " + text(row.cause) + ".");
      const panel = make("div", { class: "panel opened" }, make("h3", { tabindex: "-1" }, "Trace " + row.trace), make("p", {}, ...about));
      listingBox.replaceChildren(panel);
      if (!listing) { panel.append(note("Its lines and exits are not in this page, see ", link("left-out", "what is left out"), ".")); return; }
      const lines = records(listing.lines);
      if (lines.length) table(panel, { label: "lines of trace " + row.trace, rows: lines, first: 40, total: listing.lines.in_all, columns: [
        shareColumn("time", "us", "samples in the trace, and in what it calls, while it executed this line"), placeColumn("line"),
        { title: "text", show: line => line.text < 0 ? "–" : make("code", {}, nameText(text(line.text).trim(), 90)) }] });
      const exits = records(listing.exits), exitOf = new Map(exits.map(exit => [exit.exit, exit]));
      if (!listing.blocks.length && !listing.recorded.length) panel.append(note("Operations and machine code are there when a program is profiled with --traces."));
      for (const [title, blocks] of [["Operations after optimisation, and machine code", listing.blocks], ["Operations as recorded", listing.recorded]]) {
        if (!blocks.length) continue;
        panel.append(make("details", { open: blocks === listing.blocks }, make("summary", {}, title), blockTable(title, blocks, lines, exitOf)));
      }
      if (exits.length) {
        const box = make("details", { open: exits.some(exit => exit.failures > 0) }, make("summary", {}, "Exits"));
        table(box, { label: "exits of trace " + row.trace, rows: exits, first: 40, total: listing.exits.in_all, columns: [
          countColumn("exit", "exit"), nameColumn("kind", "kind"), placeColumn("goes on at"), nameColumn("expected", "expected"), nameColumn("seen", "seen"),
          countColumn("failures", "failures"), shareColumn("lost", "lost_us"), bridgeColumn] });
        panel.append(box);
      }
    }
    function blockTable(title, blocks, lines, exitOf) {
      const hasCode = blocks.some(block => block.instructions.length), seen = new Set();
      const body = make("tbody");
      for (const block of blocks) {
        const line = lines[block.line], isFirst = line && !seen.has(block.line);
        if (line) seen.add(block.line);
        const operations = make("pre");
        block.operations.forEach((operation, index) => {
          operations.append(operation);
          const exit = exitOf.get(block.exits[index]);
          if (exit && exit.failures > 0) operations.append(make("b", { class: "failed" }, "  ✗ " + count(exit.failures) + (exit.bridge >= 0 ? " → " + exit.bridge : "")));
          operations.append("\n");
        });
        body.append(make("tr", {}, make("td", {}, make("div", {}, isFirst ? make("b", {}, percent(line.us)) : "", line ? " " + where(line.function, line.line) : block.behind ? "exits, slow paths" : ""),
          line && line.text >= 0 ? make("code", { class: "faint" }, nameText(text(line.text).trim(), 44)) : ""), make("td", {}, operations),
          ...(hasCode ? [make("td", {}, make("pre", {}, block.instructions.join("\n")))] : [])));
      }
      const heads = ["line", "operations", ...(hasCode ? ["machine code"] : [])];
      return make("div", { class: "scroll blocks", tabindex: "0", role: "region", "aria-label": title },
        make("table", {}, make("thead", {}, make("tr", {}, ...heads.map(head => make("th", { scope: "col" }, head)))), body));
    }

    // MARK: Guards and recordings given up
    const bridgeColumn = { title: "bridge", show: row => row.bridge < 0 ? "–" : traceOf.has(row.bridge) ? link("trace-" + row.bridge, String(row.bridge)) : String(row.bridge),
      by: row => row.bridge, number: true };
    const guardBox = section("guards", "Guards that failed", "Guards", "lost: time from a failure until machine code was entered again, " + percent(data.lost_us) + " in all.");
    const guards = records(data.guards);
    const guardTable = !guards.length ? null : table(guardBox, { label: "guards that failed", rows: guards, total: data.guards.in_all,
      mark: row => "guard-" + row.trace + "-" + row.exit, columns: [
        shareColumn("lost", "lost_us"), countColumn("failures", "failures"), nameColumn("guard", "kind"), nameColumn("expected", "expected"), nameColumn("seen", "seen"), placeColumn(),
        { title: "trace", show: row => traceOf.has(row.trace) ? link("trace-" + row.trace, String(row.trace)) : String(row.trace), by: row => row.trace, number: true }, bridgeColumn] });
    if (!guards.length) guardBox.append(note("No guard failed."));
    routes.guard = (trace, exit) => {
      const row = guards.find(guard => guard.trace === trace && guard.exit === exit);
      return row ? guardTable.reveal(row) : false;
    };
    const abortBox = section("given-up", "Recordings given up", "Given up");
    const aborts = records(data.aborts);
    if (!aborts.length) abortBox.append(note("No recording was given up."));
    else {
      table(abortBox, { label: "recordings given up by reason", rows: aborts, columns: [countColumn("count", "count"), nameColumn("reason", "title", 60),
        shareColumn("interpreted", "interpreted_us", "time in the interpreter below functions whose recordings were given up most often for this reason"),
        { title: "recorded for", show: row => time(row.record_ns / 1000), by: row => row.record_ns, number: true }, placeColumn("most often at"), countColumn("there", "count_at_place")] });
      const stopped = { title: "stopped at", show: row => make("span", {}, text(row.instruction) + " ", place(row.stop_function, row.stop_line)), by: row => text(row.instruction) };
      const byPlace = make("details", {}, make("summary", {}, "By place"));
      abortBox.append(byPlace);
      table(byPlace, { label: "recordings given up by place", rows: records(data.given_up), total: data.given_up.in_all, columns: [countColumn("count", "count"), placeColumn("began at"),
        { title: "reason", show: row => make("span", { title: text(row.meaning) }, text(row.title)), by: row => text(row.title) }, stopped] });
    }
    """#
}
