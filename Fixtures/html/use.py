"""The page used with keys and mouse: search, zoom, inverted, charts, focus."""

CURSOR = "({ cursor: flame.cursor, root: flame.root, depth: flame.tree.depth[flame.cursor], name: labelOf(flame.tree.fn[flame.cursor]).slice(0, 60) })"


def look_at_use(report, page):
    page.value("scrollTo(0, 0), document.activeElement.blur()")
    page.key("/")
    report(page.value("document.activeElement === search"), "/ goes to the search")
    wish = page.value("labelOf(flame.tree.fn[flame.tree.size - 1]).slice(0, 30)")
    page.type(wish)
    found = page.value("found.textContent")
    share = page.value("""(() => { const tree = flame.tree; let us = 0;
      for (let node = 1; node < tree.size; node++) { let up = node; while (up > 0 && !labelOf(tree.fn[up]).toLowerCase().includes(wanted)) up = tree.parent[up]; if (up > 0) us += tree.own[node]; }
      return percent(us); })()""")
    report("match" in found and share in found, "search for '%s': %s" % (wish, found))
    page.key("Enter")
    first = page.value("[document.activeElement === view, flame.matches.length === 0 || flame.matches.includes(flame.cursor)]")
    report(all(first), "Enter goes to the graph and its first match")
    page.key("n")
    page.key("N")
    report(page.value("flame.matches.length === 0 || flame.cursor === flame.matches[0]"), "n and N go to the next match and back")
    page.key("Escape")
    page.key("Escape")
    report(page.value("wanted === '' && search.value === '' && found.textContent === ''"), "Escape closes the tooltip, then drops the search")

    page.key("z")
    page.key("Home")
    page.key("ArrowDown")
    below = page.value(CURSOR)
    tip = page.value("[tip.hidden, tip.textContent, about.textContent.includes('samples')]")
    report(below["depth"] == 1 and not tip[0] and below["name"][:20] in tip[1] and tip[2], "ArrowDown goes to %s; its tooltip and details show" % below["name"])
    for _ in range(3):
        page.key("ArrowDown")
    deep = page.value(CURSOR)
    page.key("ArrowUp")
    report(page.value(CURSOR)["depth"] == max(0, deep["depth"] - 1) and deep["depth"] >= 1, "arrows go down to %s and up again" % deep["name"])
    page.key("ArrowRight")
    page.key("ArrowLeft")
    page.key("Enter")
    zoomed = page.value("({ root: flame.root, width: boxOf(flame.root).width, view: view.clientWidth, us: flame.tree.us[flame.root] })")
    report(zoomed["root"] > 0 and zoomed["width"] == zoomed["view"], "Enter zooms in: the box has the whole width")
    outline = page.value("(() => { const style = getComputedStyle(view); return [style.outlineStyle, parseFloat(style.outlineWidth), view.matches(':focus-visible')]; })()")
    report(outline[0] != "none" and outline[1] >= 2 and outline[2], "the focus is seen: outline of %g pixels" % outline[1])
    page.key("Backspace")
    report(page.value("flame.root") != zoomed["root"], "Backspace zooms out a level")
    page.key("z")
    report(page.value("flame.root") == 0, "z zooms out to everything")

    # A double click on a box in the second row.
    box = page.value("""(() => { scrollTo(0, 0); view.scrollIntoView({ block: "center" }); view.scrollTop = 0; const frame = view.getBoundingClientRect(), box = flame.rows[1][0];
      return [frame.left + box.x + box.width / 2, frame.top + rowHeight * 1.5, box.node]; })()""")
    page.point(box[0], box[1])
    report(page.value("!tip.hidden"), "the mouse over a box shows its tooltip")
    page.click(box[0], box[1], 2)
    report(page.value("flame.root") == box[2], "a double click zooms in")
    page.value("view.focus()")
    page.key("z")

    inside = """(() => { const { tree } = flame; let bad = 0;
      for (const row of flame.rows) row.forEach((box, at) => { if (at && box.x < row[at - 1].x + row[at - 1].width - 1e-6) bad++; });
      const sums = new Float64Array(tree.size); for (let node = 1; node < tree.size; node++) sums[tree.parent[node]] += tree.us[node];
      for (let node = 0; node < tree.size; node++) if (sums[node] > tree.us[node] + 1e-6) bad++;
      return [bad, flame.rows.reduce((sum, row) => sum + row.length, 0), tree.us[0]]; })()"""
    bad, boxes, weight = page.value(inside)
    report(bad == 0, "%d boxes lie side by side, none has less than what it calls" % boxes)
    page.key("i")
    bad, boxes, inverted = page.value(inside)
    own = page.value("""(() => { const forward = treeFor({ frames: flame.frames, isFolded: false, isInverted: false }), sums = new Map();
      for (let node = 1; node < forward.size; node++) sums.set(forward.fn[node], (sums.get(forward.fn[node]) || 0) + forward.own[node]);
      const { tree } = flame; for (let node = 1; node < tree.size; node++) if (tree.depth[node] === 1 && tree.us[node] !== sums.get(tree.fn[node])) return false;
      return flame.isInverted; })()""")
    report(bad == 0 and own and inverted == weight, "i inverts: the first row is the own time of functions, %d boxes" % boxes)
    page.key("i")
    for key, what in [("c", "folds recursion"), ("v", "chooses frames"), ("v", "chooses frames"), ("v", "chooses frames"), ("c", "unfolds")]:
        page.key(key)
        if page.value("flame.tree.us[0]") != weight:
            report(False, key + " " + what + " and loses time")
    report(page.value("flame.frames === 'program' && !flame.isFolded"), "c folds recursion, v chooses frames, the time stays %s" % page.value("time(flame.tree.us[0])"))

    page.key("?")
    opened = page.value("help.open")
    page.key("?")
    report(opened and not page.value("help.open"), "? shows the list of keys, and hides it")

    charts = page.value("document.querySelectorAll('.chart').length")
    page.value("document.querySelector('.chart')?.focus()")
    before = page.value("document.querySelector('.chart + .about')?.textContent")
    page.key("]")
    page.key("ArrowRight")
    after = page.value("document.querySelector('.chart + .about')?.textContent")
    report(charts == 2 and before != after, "%d charts, brackets and arrows move in them: %s" % (charts, (after or "")[:60]))
    tabs = page.value("""[...document.querySelectorAll("button, input, select, a, summary, .view, .chart, .scroll")].filter(item => item.offsetParent && item.tabIndex < 0 && !item.disabled).length""")
    report(tabs == 0, "all that can be pressed is reached by Tab")
    page.value("document.querySelector('.skip').focus()")
    seen = []
    for _ in range(5):
        page.key("Tab")
        seen.append(page.value("document.activeElement.id || document.activeElement.textContent.slice(0, 20)"))
    report("theme" in seen and len(set(seen)) == 5, "Tab goes " + " → ".join(seen))
