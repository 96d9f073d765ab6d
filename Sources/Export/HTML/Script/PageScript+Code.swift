// Functions, and lines of Python with their text and states.

extension PageScript {
  static let code = #"""
    const inGraph = row => link("function-" + row.function, "graph");
    const functionBox = section("functions", "Functions", "Functions");
    const functionRows = records(data.function_rows);
    if (!functionRows.length) functionBox.append(note("No function has a sample."));
    else table(functionBox, { label: "functions", rows: functionRows, total: data.function_rows.in_all, first: 15, columns: [
      shareColumn("own", "self_us", "samples that end in it"), shareColumn("total", "total_us", "samples with it anywhere on their stack"),
      { title: "function", show: row => nameText(labelOf(row.function), 64), words: row => labelOf(row.function), by: row => labelOf(row.function) },
      { title: "where", show: row => where(row.function, functions[row.function].line), by: row => where(row.function, 0) },
      { title: "", show: inGraph, words: () => "" }] });

    const lineBox = section("lines", "Lines", "Lines", "Own time: samples whose innermost Python frame is on the line, with the native code that it calls. "
      + "The text is the recording's; of files that it does not keep, that of when this page was made.");
    const lineRows = records(data.lines);
    for (const row of lineRows) row.states = states.map(state => [state.look, state.label, row["state_" + state.name]]).filter(part => part[2] > 0);
    const lineRow = (f, line) => lineRows.find(row => row.line === line && functions[row.function].file === functions[f]?.file);
    if (data.sources.length) {
      lineBox.append(note(...data.sources.slice(0, 5).flatMap(([file, what], index) =>
        [index ? "; " : "", nameText(text(file), 60), ": " + text(what)]), data.sources.length > 5 ? "; and more." : "."));
    }
    const traceLinks = row => row.traces <= 0 ? "" : make("span", {}, link("trace-" + row.first_trace, "trace " + row.first_trace),
      row.traces > 1 ? " and " + count(row.traces - 1) + " more" : "");
    const lineTable = !lineRows.length ? null : table(lineBox, { label: "lines", rows: lineRows, total: data.lines.in_all, first: 15,
      mark: row => "line-" + row.function + "-" + row.line, columns: [
        shareColumn("own", "self_us"), { title: "states", words: () => "", show: row => row.self_us ? bar(row.states, 80, 14, row.states.map(part => part[1]).join(", ")) : "" },
        placeColumn("line"), { title: "text", show: row => row.text < 0 ? make("span", { class: "faint" }, "–") : make("code", {}, nameText(text(row.text).trim(), 90)), words: row => text(row.text) },
        shareColumn("total", "total_us"), countColumn("failures", "failures", "failures of guards at the line"),
        { title: "traces", show: traceLinks, words: () => "", by: row => row.traces, number: false }] });
    if (!lineRows.length) lineBox.append(note("No line of Python has a sample."));
    routes.line = (f, line) => {
      const row = lineRow(f, line);
      return row && lineTable ? lineTable.reveal(row) : false;
    };
    showFindings();
    """#
}
