// The ledger of calls into C; environment, losses and what the page leaves out; and the end of the script, which draws.

extension PageScript {
  static let ledger = #"""
    const ledgerBox = section("into-c", "Calls into C", "Into C");
    const crossings = records(data.crossings);
    const sitesOf = new Map();
    for (const row of crossings) {
      row.calls_in_all = row.calls + row.traced_calls;
      row.isOpen = true;
      if (row.of >= 0) (sitesOf.get(row.of) || sitesOf.set(row.of, []).get(row.of)).push(row);
    }
    const crossed = crossings.filter(row => row.of < 0);
    crossed.forEach((row, index) => { row.sites = sitesOf.get(index) || []; row.isOpen = index < 10; });
    /** `812 (731–893) ns`; exact figures have no interval. */
    function perCall(row, part) {
      const shown = [];
      for (const [tier, label] of [["traced", "T"], ["interpreted", "i"]]) {
        const [value, low, high] = ["", "_low", "_high"].map(bound => row[tier + "_" + part + "_ps" + bound]);
        if (value < 0) continue;
        const [unit, scale] = [["ms", 1e9], ["µs", 1e6], ["ns", 1e3]].find(([, size]) => value >= size) || ["ns", 1e3], figure = ps => (ps / scale).toFixed(ps / scale < 100 ? 1 : 0);
        shown.push(label + " " + figure(value) + (low < high ? " (" + figure(low) + "–" + figure(high) + ")" : "") + " " + unit);
      }
      return shown.length ? make("span", { class: "lines" }, shown.join("\n")) : "–";
    }
    function ledgerOrder(compare) {
      const ordered = list => compare ? list.slice().sort(compare) : list;
      return ordered(crossed).flatMap(row => row.isOpen ? [row, ...ordered(row.sites)] : [row]);
    }
    let ledgerTable = null;
    function ledgerCell(row) {
      if (row.of >= 0) return make("span", { class: "tree site" }, row.function < 0 ? "outside of Python code" : place(row.function, row.line));
      const toggle = make("button", { type: "button", class: "twist", "aria-expanded": String(row.isOpen), "aria-label": "call sites" }, row.isOpen ? "▾" : "▸");
      toggle.addEventListener("click", () => { row.isOpen = !row.isOpen; ledgerTable.fill(); });
      return make("span", { class: "tree" }, toggle, make("b", {}, nameText(text(functions[row.function].name), 48)), make("span", { class: "faint" }, " " + text(row.route) + ", " + functions[row.function].short),
        make("br"), make("code", {}, nameText(text(row.signature), 60)));
    }
    const evenText = row => row.break_even < 0 ? make("span", { class: "faint" }, "too few samples") : row.break_even <= 1 ? "enough now"
      : "≥ " + count(row.break_even) + (row.exact || row.break_even_low === row.break_even_high ? "" : " (" + count(row.break_even_low) + "–" + count(row.break_even_high) + ")");
    if (!crossings.length) ledgerBox.append(note("No C function was called through cffi or ctypes."));
    else {
      ledgerBox.append(note("total = in C + overhead (conversion, and everything else that is not the function) + callbacks into Python. Times are of one call: T by machine code, i by the interpreter"
        + (crossings.some(row => row.exact) ? ", measured at every call" : ", with 95 % intervals") + ". break-even: items a call should carry for an overhead under 5 % when it carries one now."));
      const perCallColumn = (title, part) => ({ title, show: row => perCall(row, part), by: row => Math.max(row["traced_" + part + "_ps"], row["interpreted_" + part + "_ps"]), number: true });
      ledgerTable = table(ledgerBox, { label: "calls into C", rows: crossings, total: crossings.length + data.crossings.in_all - crossed.length, order: ledgerOrder, first: 40,
        mark: row => "crossing-row-" + row.index, columns: [
          { title: "function, call sites", show: ledgerCell, by: row => labelOf(row.function) }, shareColumn("total", "total_us"),
          { title: "in C", show: row => percent(row.c_us), by: row => row.c_us, number: true }, { title: "overhead", show: row => percent(row.overhead_us), by: row => row.overhead_us, number: true },
          { title: "callbacks", show: row => percent(row.callback_us), by: row => row.callback_us, number: true }, countColumn("calls", "calls_in_all"), countColumn("of them traced", "traced_calls"),
          { title: "break-even", show: evenText, by: row => row.break_even, number: true }, perCallColumn("one call in C", "c"), perCallColumn("overhead of one", "overhead"), countColumn("bytes", "bytes")] });
    }
    routes.crossing = name => {
      const row = crossed.find(crossing => functions[crossing.function].name === name);
      return row && ledgerTable ? ledgerTable.reveal(row) : (ledgerBox.scrollIntoView(), true);
    };

    // MARK: Environment, losses, bounds
    const environmentBox = section("environment", "Environment and losses", "Environment");
    if (losses.length) table(environmentBox, { label: "losses", rows: losses, first: 40, columns: [countColumn("count", "count"), nameColumn("what", "meaning", 120)] });
    else environmentBox.append(note("Nothing was lost or late."));
    for (const cost of records(data.overhead)) environmentBox.append(note("The sampler cost " + time(cost.handler_us) + " in its signal handler and " + time(cost.collector_us)
      + " in the collector's thread, of " + time(cost.program_us) + " of CPU time."));
    table(environmentBox, { label: "environment", rows: records(data.environment), first: 40, columns: [nameColumn("name", "name", 40), nameColumn("value", "value", 110)] });
    const leftOut = section("left-out", "What this page leaves out", "Left out");
    leftOut.append(data.limits.length ? make("ul", {}, ...data.limits.map(limit => make("li", {}, limit))) : note("Nothing: all of the recording's rows are here. Time by single sample is in the recording alone."));
    """#

  static let end = #"""
    for (const [id, title] of sections) nav.append(link(id, title));
    document.addEventListener("click", event => {
      const target = event.target instanceof Element ? event.target.closest("a[href^='#']") : null;
      if (target && follow(target.getAttribute("href"))) { event.preventDefault(); history.replaceState(null, "", target.getAttribute("href")); }
    });
    addEventListener("hashchange", () => follow(location.hash));
    let width = innerWidth;
    addEventListener("resize", () => { if (innerWidth !== width) { width = innerWidth; redraw(); } });
    nameTheme();
    chooseTree({});
    redraw();
    if (location.hash) follow(location.hash);
    document.documentElement.dataset.ready = "yes";
    """#
}
