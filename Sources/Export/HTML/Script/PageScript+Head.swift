// The top of the page: title, theme, totals, the doctor's findings, time by state.

extension PageScript {
  static let head = #"""
    const page = document.getElementById("page");
    const theme = make("button", { id: "theme", type: "button" });
    const systemIsDark = matchMedia("(prefers-color-scheme: dark)");
    const isDark = () => document.documentElement.dataset.theme
      ? document.documentElement.dataset.theme === "dark" : systemIsDark.matches;
    function nameTheme() {
      theme.textContent = isDark() ? "☀ light" : "☾ dark";
      theme.setAttribute("aria-label", "switch to " + (isDark() ? "light" : "dark"));
    }
    theme.addEventListener("click", () => {
      document.documentElement.dataset.theme = isDark() ? "light" : "dark";
      nameTheme();
      redraw();
    });
    systemIsDark.addEventListener("change", () => { nameTheme(); redraw(); });
    const nav = make("nav", { "aria-label": "parts of this page" });
    page.replaceChildren(
      make("a", { class: "skip", href: "#main" }, "skip to the figures"),
      draw("svg", { width: 0, height: 0, class: "defs", "aria-hidden": "true" }, defs),
      make("header", {}, make("div", { class: "title" }, make("h1", {}, nameText(text(data.program), 90)), theme), nav), main);

    // MARK: Totals
    const losses = records(data.losses);
    const missing = losses.filter(loss => loss.is_missing).reduce((sum, loss) => sum + loss.count, 0);
    const inTraces = data.in_traces_us;
    const clock = text(data.mode) === "wall" ? "real time" : "CPU time";
    const facts = [
      [time(data.sampled_us), "sampled " + clock], [time(data.duration_us), "length of the recording"],
      [count(data.samples), "samples"], [percent(inTraces), "in traces, with what they call"],
      [percent(data.lost_us), "lost at guards that failed"], [count(missing), "samples missing"],
    ];
    main.append(make("dl", { class: "facts" }, ...facts.map(([figure, label]) =>
      make("div", {}, make("dt", {}, label), make("dd", {}, figure)))));
    const remarks = [];
    if (data.chosen >= 0) remarks.push("Only " + text(data.chosen) + ".");
    if (data.finished < 0) remarks.push("The recording was not closed: it was still being written, or the program was killed.");
    if (data.broken) remarks.push(count(data.broken) + " stacks lack their outermost part.");
    remarks.push("Shares are of the samples, with 95 % intervals (Wilson).");
    if (data.limits.length) remarks.push("This page leaves something out: ");
    const remark = note(remarks.join(" "));
    if (data.limits.length) remark.append(link("left-out", "what"), ".");
    main.append(remark);
    if (!data.samples) main.append(make("p", { class: "panel" }, "No samples" + (data.chosen >= 0 ? " match the filter." : ".")));

    // MARK: Doctor
    const doctorBox = section("doctor", "Doctor", "Doctor");
    if (!data.findings.length) doctorBox.append(note("No findings: none of the doctor's rules applies to this recording."));
    const hasTrace = number => data.traces.rows.some(row => row[0] === number);
    /** Links from a finding into the other parts. */
    function findingLinks(finding) {
      const [kind, first, second] = finding.target, links = [];
      if (kind === "trace" && hasTrace(first)) links.push(link("trace-" + first, "trace " + first));
      if (kind === "guard") {
        links.push(link("guard-" + first + "-" + second, "the guard"));
        if (hasTrace(first)) links.push(link("trace-" + first, "trace " + first));
      }
      if (kind === "crossing") links.push(link("crossing-" + first, "the calls into C"));
      if (finding.function >= 0) {
        if (finding.line > 0 && lineRow(finding.function, finding.line)) links.push(link("line-" + finding.function + "-" + finding.line, "the line"));
        links.push(link("function-" + finding.function, "the flame graph"));
      }
      return links.flatMap((item, index) => index ? [" · ", item] : ["See: ", item]);
    }
    // The lines are read further down; findings are shown when they are there.
    const showFindings = () => doctorBox.append(...data.findings.map(finding => make("article", { class: "finding" },
      make("h3", {}, make("span", { class: "cost" }, percent(finding.cost_us)), " " + text(finding.title)),
      make("p", {}, placeText(finding.function, finding.line) + ". Cost: " + time(finding.cost_us) + " " + text(finding.cost_is) + "."),
      make("ul", {}, ...finding.evidence.map(line => make("li", {}, text(line)))),
      make("p", {}, make("b", {}, "Try: "), text(finding.suggestion)),
      ...(finding.edit ? [make("pre", { tabindex: "0", "aria-label": "suggested edit" }, finding.edit)] : []),
      make("p", {}, ...findingLinks(finding)))));

    // MARK: States
    const stateBox = section("states", "Time by state", "States");
    const stateRows = states.filter(state => state.samples).sort((a, b) => b.us - a.us);
    const stateBar = make("div");
    stateBox.append(stateBar);
    redraws.push(() => stateBar.replaceChildren(bar(stateRows.map(state => [state.look, state.label + " " + percent(state.us), state.us]),
      stateBar.clientWidth || 320, 30, "time by state, as in the table below")));
    if (!stateRows.length) stateBox.append(note("No samples."));
    else table(stateBox, { label: "time by state", rows: stateRows, columns: [
      { title: "state", show: row => make("span", { class: "tree" }, swatch(row.look), " " + row.label), by: row => row.label },
      shareColumn("share", "us"), { title: "time", show: row => time(row.us), by: row => row.us, number: true },
      countColumn("samples", "samples"), { title: "meaning", show: row => row.meaning, by: row => row.meaning }] });
    """#
}
