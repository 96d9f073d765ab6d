// The warmup with its events, and the timeline with the threads.

extension PageScript {
  static let time = #"""
    const warmup = data.warmup;
    const warmupBox = section("warmup", "Warmup", "Warmup", text(warmup.statement) + " " + text(warmup.derivation));
    const slices = records(warmup.slices);
    const tierKeys = warmup.slices.columns.filter(column => column.startsWith("tier_"));
    const kindKeys = warmup.slices.columns.slice(1 + tierKeys.length);
    const tierParts = warmup.tiers.map((label, index) => [tierLooks[index], label]);
    const events = records(warmup.events), eventsOf = new Map();
    for (const event of events) {
      if (!eventsOf.has(event.slice)) eventsOf.set(event.slice, []);
      eventsOf.get(event.slice).push(event);
    }
    /** The name of one event; the labels are of several. */
    const kindName = kind => warmup.kinds[kind][0].replace(/s$/, "");
    const eventText = event => make("li", {}, make("b", {}, kindName(event.kind)), " at " + time(event.time_us) + " ",
      event.trace >= 0 && traceOf.has(event.trace) ? link("trace-" + event.trace, "trace " + event.trace) : event.trace >= 0 ? "trace " + event.trace : "", " ",
      event.function >= 0 ? place(event.function, event.line) : "", " " + start(text(event.detail), 160));
    function describeSlice(index) {
      const slice = slices[index], sum = tierKeys.reduce((all, key) => all + slice[key], 0);
      const shares = make("ul", { class: "legend" }, ...tierKeys.flatMap((key, tier) => slice[key] <= 0 ? [] :
        [make("li", {}, swatch(tierLooks[tier]), " " + warmup.tiers[tier] + " " + (slice[key] / sum * 100).toFixed(1) + " %")]));
      const counts = kindKeys.map((key, kind) => slice[key] ? count(slice[key]) + " " + warmup.kinds[kind][0] : "").filter(Boolean).join(", ");
      const listed = eventsOf.get(index) || [];
      return [make("div", {}, make("b", {}, "From " + time(slice.start_us)), ", " + time(warmup.slice_us) + " long, " + time(sum) + " sampled. " + (counts || "Nothing was compiled, given up or collected.")),
        shares, make("ul", { class: "events" }, ...listed.slice(0, 12).map(eventText)), ...(listed.length > 12 ? [note("and " + count(listed.length - 12) + " more, in the table below")] : [])];
    }
    if (slices.length && data.samples) {
      const occurring = tierParts.filter((part, index) => slices.some(slice => slice[tierKeys[index]] > 0));
      warmupBox.append(legend(occurring), note(warmup.kinds.map(([label, letter]) => letter + " " + label).join(" · "),
        warmup.steady_from_us >= 0 ? ". The dashed line: steady from there on." : "."));
      chart(warmupBox, { label: "time by tier", slices: slices.map(slice => tierKeys.map(key => slice[key])), parts: tierParts,
        marks: warmup.kinds.map(([label, letter], kind) => [letter, label, slices.map(slice => slice[kindKeys[kind]])]),
        starts: slices.map(slice => slice.start_us), end: slices[slices.length - 1].start_us + warmup.slice_us, describe: describeSlice, line: warmup.steady_from_us });
    } else warmupBox.append(note("There are too few samples for a curve."));
    if (events.length) {
      const box = make("details", {}, make("summary", {}, "Events"));
      warmupBox.append(box);
      table(box, { label: "events", rows: events, total: warmup.events.in_all, columns: [
        { title: "at", show: row => time(row.time_us), by: row => row.time_us, number: true }, { title: "event", show: row => kindName(row.kind), by: row => kindName(row.kind) },
        { title: "trace", show: row => row.trace < 0 ? "" : traceOf.has(row.trace) ? link("trace-" + row.trace, String(row.trace)) : String(row.trace), by: row => row.trace, number: true },
        placeColumn(), nameColumn("details", "detail", 80)] });
    }

    // MARK: Timeline
    const timelineBox = section("timeline", "Timeline", "Timeline");
    const timeline = data.timeline, step = (timeline.end_us - timeline.start_us) / Math.max(1, timeline.slices.length);
    const [collected] = records(data.collections);
    if (data.samples) {
      timelineBox.append(stateLegend());
      chart(timelineBox, { label: "time by state", slices: timeline.slices, parts: states.map(state => [state.look, state.label]),
        starts: timeline.slices.map((_, index) => timeline.start_us + index * step), end: timeline.end_us,
        describe: index => {
          const slice = timeline.slices[index], sum = slice.reduce((all, us) => all + us, 0);
          const parts = states.map((state, at) => [state, slice[at]]).filter(part => part[1] > 0).sort((a, b) => b[1] - a[1]);
          return [make("div", {}, make("b", {}, "From " + time(timeline.start_us + index * step)), ", " + time(step) + " long, " + time(sum) + " sampled."),
            make("ul", { class: "legend" }, ...parts.map(([state, us]) => make("li", {}, swatch(state.look), " " + state.label + " " + (us / sum * 100).toFixed(1) + " %")))];
        } });
    } else timelineBox.append(note("No samples."));
    const threads = records(data.threads);
    if (threads.length) table(timelineBox, { label: "threads", rows: threads, total: data.threads.in_all, columns: [countColumn("thread", "thread"), nameColumn("name", "name", 60),
      countColumn("samples", "samples"), { title: "time", show: row => time(row.us), by: row => row.us, number: true }, shareColumn("share", "us"),
      { title: "first sample", show: row => time(row.started_us), by: row => row.started_us, number: true }] });
    if (collected && collected.count) timelineBox.append(note("Garbage collector: " + count(collected.count) + " collections, " + time(collected.us) + " in all, the longest " + time(collected.longest_us) + "."));
    """#
}
