// What the flame graph does: search, zoom, keys, mouse, its tooltip.

extension PageScript {
  static let flameKeys = #"""
    function chooseTree(change) {
      const before = flame.tree && flame.cursor ? flame.tree.fn[flame.cursor] : -1;
      Object.assign(flame, change);
      flame.tree = treeFor(flame);
      flame.root = 0;
      flame.cursor = 0;
      inverting.setAttribute("aria-pressed", String(flame.isInverted));
      folding.setAttribute("aria-pressed", String(flame.isFolded));
      frameChoice.value = flame.frames;
      // The function that was looked at, where it has the most time.
      for (let node = 1; before >= 0 && node < flame.tree.size; node++) {
        if (flame.tree.fn[node] === before && (!flame.cursor || flame.tree.us[node] > flame.tree.us[flame.cursor])) flame.cursor = node;
      }
      view.scrollTop = 0;
      findMatches();
      layout();
      moveTo(flame.cursor, false);
    }
    function isBelow(node, top) {
      while (node > top) node = flame.tree.parent[node];
      return node === top;
    }
    function zoom(node) {
      flame.root = node;
      if (!isBelow(flame.cursor, node)) flame.cursor = node;
      layout();
      moveTo(flame.cursor, false);
    }
    /** Puts the cursor on a box, in view, and shows its tooltip when asked. */
    function moveTo(node, hasTip = true) {
      flame.cursor = node;
      const before = view.scrollTop, top = flame.tree.depth[node] * rowHeight;
      if (top < view.scrollTop) view.scrollTop = top;
      if (top + rowHeight > view.scrollTop + view.clientHeight) view.scrollTop = top + rowHeight - view.clientHeight;
      // The event of this scrolling comes later and must not close the tooltip.
      if (view.scrollTop !== before) flame.isFollowing = true;
      paint();
      tell();
      const box = boxOf(node);
      if (hasTip && box) showTip(box, Math.max(box.x, 0) + 8, top - view.scrollTop + rowHeight); else tip.hidden = true;
    }
    const boxOf = node => (flame.rows[flame.tree.depth[node]] || []).find(box => box.node === node);
    function showTip({ node }, x, y) {
      const { tree } = flame;
      tip.replaceChildren(make("b", {}, node ? shortLabel(tree.fn[node]) : "all"), make("br"),
        interval(tree.us[node]) + ", " + time(tree.us[node]) + (node ? ", mostly " + states[stateOf(tree, node)].label : ""));
      tip.hidden = false;
      const frame = view.getBoundingClientRect();
      tip.style.left = Math.max(4, Math.min(frame.left + x, document.documentElement.clientWidth - tip.offsetWidth - 8)) + "px";
      tip.style.top = frame.top + y + 6 + "px";
    }

    // MARK: Search
    function findMatches() {
      isMatch = Uint8Array.from(functions, row => wanted && (row.label + " " + row.path).toLowerCase().includes(wanted) ? 1 : 0);
    }
    function find(words) {
      wanted = words.trim().toLowerCase();
      findMatches();
      layout();
      if (!wanted) { found.textContent = ""; return; }
      // The share is of the stacks with a match on them, whatever is drawn.
      const tree = treeFor({ frames: flame.frames, isFolded: flame.isFolded, isInverted: false });
      const inside = new Uint8Array(tree.size);
      let us = 0, boxes = 0;
      for (let node = 1; node < tree.size; node++) {
        if (isMatch[tree.fn[node]]) boxes++;
        inside[node] = inside[tree.parent[node]] || isMatch[tree.fn[node]];
        if (inside[node]) us += tree.own[node];
      }
      const seen = flame.matches.length;
      found.textContent = boxes ? count(seen) + (seen === 1 ? " match" : " matches") + " in view"
        + (boxes > seen && !flame.isInverted ? ", " + count(boxes - seen) + " hidden" : "")
        + ", on " + percent(us) + " of the samples" : "no match";
    }
    function goToMatch(step) {
      if (!flame.matches.length) return;
      const at = flame.matches.indexOf(flame.cursor);
      moveTo(flame.matches[at < 0 ? (step > 0 ? 0 : flame.matches.length - 1) : (at + step + flame.matches.length) % flame.matches.length]);
    }
    search.addEventListener("input", () => find(search.value));
    search.addEventListener("keydown", event => {
      if (event.key === "Enter") { view.focus(); goToMatch(1); event.preventDefault(); }
      if (event.key === "Escape") { search.value = ""; find(""); view.focus(); event.preventDefault(); }
    });

    // MARK: Keys
    function sideways(step) {
      const row = flame.rows[flame.tree.depth[flame.cursor]] || [], at = row.findIndex(box => box.node === flame.cursor);
      if (row[at + step]) moveTo(row[at + step].node);
    }
    const zoomOut = () => { if (flame.root > 0) { zoom(flame.tree.parent[flame.root]); } };
    const flameKeys = {
      ArrowDown: () => { const child = flame.rows[flame.tree.depth[flame.cursor] + 1]?.find(box => flame.tree.parent[box.node] === flame.cursor);
        if (child) moveTo(child.node); },
      ArrowUp: () => { if (flame.cursor > 0) moveTo(flame.tree.parent[flame.cursor]); },
      ArrowLeft: () => sideways(-1),
      ArrowRight: () => sideways(1),
      Enter: () => zoom(flame.cursor),
      "+": () => zoom(flame.cursor),
      Backspace: zoomOut,
      "-": zoomOut,
      z: () => zoom(0),
      Home: () => moveTo(flame.root),
      Escape: () => {
        if (!tip.hidden) tip.hidden = true;
        else if (wanted) { search.value = ""; find(""); }
        else zoom(0);
      },
      n: () => goToMatch(1),
      N: () => goToMatch(-1),
      i: () => chooseTree({ isInverted: !flame.isInverted }),
      c: () => chooseTree({ isFolded: !flame.isFolded }),
      v: () => { const all = Object.keys(frameChoices); chooseTree({ frames: all[(all.indexOf(flame.frames) + 1) % all.length] }); },
    };
    view.addEventListener("keydown", event => {
      if (event.ctrlKey || event.metaKey || event.altKey || !Object.hasOwn(flameKeys, event.key)) return;
      event.preventDefault();
      flameKeys[event.key]();
    });
    document.addEventListener("keydown", event => {
      if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || /^(INPUT|SELECT|TEXTAREA)$/.test(document.activeElement?.tagName)) return;
      event.preventDefault();
      search.focus();
      search.select();
    });
    inverting.addEventListener("click", flameKeys.i);
    folding.addEventListener("click", flameKeys.c);
    outside.addEventListener("click", flameKeys.z);
    frameChoice.addEventListener("change", () => chooseTree({ frames: frameChoice.value }));

    // MARK: Mouse
    function under(event) {
      const frame = view.getBoundingClientRect(), x = event.clientX - frame.left, y = event.clientY - frame.top + view.scrollTop;
      return (flame.rows[Math.floor(y / rowHeight)] || []).find(box => x >= box.x && x < box.x + box.width);
    }
    view.addEventListener("mousemove", event => {
      const box = under(event), frame = view.getBoundingClientRect();
      if (box) showTip(box, event.clientX - frame.left + 12, event.clientY - frame.top + 12); else tip.hidden = true;
    });
    view.addEventListener("mouseleave", () => { tip.hidden = true; });
    view.addEventListener("blur", () => { tip.hidden = true; });
    view.addEventListener("click", event => { const box = under(event); if (box) { moveTo(box.node, false); } });
    view.addEventListener("dblclick", event => { const box = under(event); if (box) zoom(box.node); });
    view.addEventListener("scroll", () => {
      if (!flame.isFollowing) tip.hidden = true;
      flame.isFollowing = false;
      paint();
    });
    redraws.push(layout);

    const keyHelp = [["arrows", "move"], ["Enter, double click", "zoom in"], ["Backspace", "zoom out a level"], ["Esc", "close, clear the search, zoom out"],
      ["/", "search"], ["n, N", "next, previous match"], ["i", "inverted: where time ended, and its callers"], ["c", "fold recursion"], ["v", "which frames"], ["?", "this list"]];
    const help = make("details", { class: "faint" }, make("summary", {}, "Keys, and how to read it"),
      make("p", { id: "flame-keys" }, "Callers stand above what they call; a box is as wide as its time. Letter and pattern tell the state in which most of it was spent, "
        + "the strip at its foot all of them. Boxes under half a pixel are not drawn."),
      make("dl", { class: "keys" }, ...keyHelp.map(([key, what]) => make("div", {}, make("dt", {}, make("kbd", {}, key)), make("dd", {}, what)))));
    flameBox.append(help);
    flameKeys["?"] = () => { help.open = !help.open; };
    /** Searches a function in the graph. */
    function showInFlame(index) {
      if (index < 0 || index >= functions.length) return false;
      search.value = start(labelOf(index), 200).replace(/…$/, "");
      find(search.value);
      flameBox.scrollIntoView();
      view.focus({ preventScroll: true });
      const best = flame.matches.filter(node => flame.tree.fn[node] === index)[0];
      if (best) moveTo(best);
    }
    routes.function = showInFlame;
    """#
}
