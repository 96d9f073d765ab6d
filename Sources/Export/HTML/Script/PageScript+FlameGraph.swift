// The flame graph on a canvas: layout of what is wide enough to be seen, drawing of the rows in view, details of the box under
// the cursor. Only what is in view is drawn, whatever the depth.

extension PageScript {
  static let flameGraph = #"""
    const flameBox = section("flame", "Flame graph", "Flame graph");
    const search = make("input", { id: "search", type: "search", placeholder: "search ( / )", "aria-label": "search functions", spellcheck: "false" });
    const found = make("span", { id: "found", role: "status" });
    const frameChoice = make("select", { "aria-label": "frames" }, ...Object.entries(frameChoices).map(([key, choice]) =>
      make("option", { value: key }, "frames: " + choice.label)));
    const inverting = make("button", { type: "button", "aria-pressed": "false", title: "key i" }, "inverted");
    const folding = make("button", { type: "button", "aria-pressed": "false", title: "key c" }, "recursion folded");
    const outside = make("button", { type: "button", title: "key z" }, "zoom out");
    const canvas = make("canvas", { id: "graph" });
    const spacer = make("div", { class: "spacer" }, canvas);
    const view = make("div", { id: "view", class: "view", tabindex: "0", role: "application", "aria-describedby": "flame-keys",
      "aria-label": "flame graph; the box under the cursor is described below it" }, spacer);
    const about = make("div", { id: "about", class: "panel about", role: "status" });
    const tip = make("div", { id: "tip", class: "tip", role: "tooltip", hidden: true });
    flameBox.append(make("div", { class: "tools" }, search, outside, inverting, folding, frameChoice, found), stateLegend(), view, about, tip);

    const rowHeight = 19;
    const flame = { frames: "program", isFolded: false, isInverted: false, tree: null, root: 0, cursor: 0, rows: [], matches: [], isFollowing: false };
    let isMatch = new Uint8Array(functions.length), wanted = "";

    /** Sets the boxes of each row: { node, x, width }, from left to right; boxes under half a pixel are left out. */
    function layout() {
      const { tree, root } = flame, width = view.clientWidth || 800;
      const rows = [];
      for (let node = tree.parent[root]; node >= 0; node = tree.parent[node]) rows[tree.depth[node]] = [{ node, x: 0, width }];
      const scale = tree.us[root] > 0 ? width / tree.us[root] : 0;
      const work = [{ node: root, x: 0, width }];
      while (work.length) {
        const box = work.pop();
        (rows[tree.depth[box.node]] ||= []).push(box);
        let x = box.x;
        const below = [];
        for (let at = tree.first[box.node]; at < tree.first[box.node + 1]; at++) {
          const child = tree.children[at], wide = tree.us[child] * scale;
          if (wide < 0.5) break;
          below.push({ node: child, x, width: wide });
          x += wide;
        }
        while (below.length) work.push(below.pop());
      }
      flame.rows = rows;
      const height = rows.length * rowHeight + 2;
      spacer.style.height = height + "px";
      view.style.height = Math.min(height + 2, Math.max(200, innerHeight * 0.7)) + "px";
      flame.matches = [];
      if (wanted) for (const row of rows) for (const box of row) if (box.node && isMatch[tree.fn[box.node]]) flame.matches.push(box.node);
      paint();
    }

    let fillings = null;
    function paint() {
      const width = view.clientWidth || 800, height = view.clientHeight || 400, scale = devicePixelRatio || 1;
      canvas.width = Math.round(width * scale);
      canvas.height = Math.round(height * scale);
      canvas.style.width = width + "px";
      canvas.style.height = height + "px";
      const pen = canvas.getContext("2d"), style = getComputedStyle(document.documentElement);
      fillings ||= canvasFillings(pen);
      pen.scale(scale, scale);
      pen.translate(0, -view.scrollTop);
      pen.font = "12px system-ui, sans-serif";
      pen.textBaseline = "middle";
      const colors = { accent: style.getPropertyValue("--accent"), match: style.getPropertyValue("--match"), text: style.getPropertyValue("--text") };
      const from = Math.max(0, Math.floor(view.scrollTop / rowHeight)), to = Math.ceil((view.scrollTop + height) / rowHeight);
      for (let row = from; row < Math.min(to, flame.rows.length); row++) for (const box of flame.rows[row]) paintBox(pen, box, row, colors);
    }
    function paintBox(pen, { node, x, width }, row, colors) {
      const { tree } = flame, y = row * rowHeight + 1, wide = Math.max(1, width - 1), high = rowHeight - 1;
      const matches = wanted && node > 0 && isMatch[tree.fn[node]];
      const state = node === 0 ? -1 : stateOf(tree, node), isDimmed = wanted && !matches;
      pen.globalAlpha = isDimmed ? 0.2 : 1;
      pen.fillStyle = state < 0 ? "#d5dae0" : fillings[state];
      pen.fillRect(x, y, wide, high);
      // A strip at the foot: the box's time by state.
      if (state >= 0 && wide > 3) {
        let left = x;
        for (let part = 0; part < stateCount; part++) {
          const share = tree.states[node * stateCount + part] / tree.us[node] * wide;
          if (share <= 0) continue;
          pen.fillStyle = states[part].look[1];
          pen.fillRect(left, y + high - 4, share, 4);
          left += share;
        }
        pen.fillStyle = "rgba(0, 0, 0, 0.35)";
        pen.fillRect(x, y + high - 4.5, wide, 0.7);
      }
      pen.globalAlpha = 1;
      if (matches) {
        pen.strokeStyle = colors.match;
        pen.lineWidth = 3;
        pen.strokeRect(x + 1.5, y + 1.5, Math.max(1, wide - 3), high - 3);
      }
      if (node === flame.cursor) {
        pen.lineWidth = 2;
        pen.strokeStyle = "#111";
        pen.strokeRect(x + 1, y + 1, Math.max(1, wide - 2), high - 2);
        pen.lineWidth = 1;
        pen.strokeStyle = "#fff";
        pen.strokeRect(x + 2.5, y + 2.5, Math.max(1, wide - 5), high - 5);
      }
      if (wide < 12) return;
      const label = (matches ? "» " : "") + (state < 0 ? "" : states[state].look[0] + " ") + (node ? labelOf(tree.fn[node]) : "all");
      const fits = fitted(pen, label, wide - 6);
      if (!fits) return;
      if (state >= 0 && looks[states[state].name]?.[2] !== "plain" && !isDimmed) {
        // Patterns stay behind the letters.
        pen.fillStyle = states[state].look[1];
        pen.fillRect(x + 2, y + 1, Math.min(wide - 4, pen.measureText(fits).width + 3), high - 5.5);
      }
      pen.fillStyle = isDimmed ? colors.text : "#111";
      pen.fillText(fits, x + 3, y + high / 2 - 1);
    }
    /** As much of a label as fits, with an ellipsis. */
    function fitted(pen, label, width) {
      let part = label.length > width / 3 ? start(label, Math.max(2, Math.ceil(width / 3))) : label;
      while (part.length > 1) {
        const measured = pen.measureText(part).width;
        if (measured <= width) return part;
        const length = Math.min(part.length - 2, Math.floor(part.length * width / measured) - 1);
        if (length < 1) return width > 8 ? label.slice(0, 1) : "";
        part = start(label, length);
      }
      return width > 8 ? part : "";
    }

    /** Tells of the box under the cursor, below the graph. */
    function tell() {
      const { tree, cursor: node } = flame, f = tree.fn[node];
      const parts = [];
      for (let state = 0; state < stateCount; state++) {
        const us = tree.states[node * stateCount + state];
        if (us > 0) parts.push([states[state].look, states[state].label + " " + percent(us), us]);
      }
      parts.sort((a, b) => b[2] - a[2]);
      const figures = [tree.isInverted ? "with these callers " : "total ", make("b", {}, interval(tree.us[node])), " · " + time(tree.us[node])
        + " · " + count(tree.samples[node]) + " samples"];
      if (!tree.isInverted && node) figures.push(" · own " + percent(tree.own[node]));
      const line = make("div", { class: "headline" }, f < 0 ? make("b", {}, "all") : nameText(labelOf(f), 160));
      if (f >= 0 && functions[f].path) line.append(make("span", { class: "faint" }, "  ", nameText(functions[f].path, 100), functions[f].line > 0 ? ":" + functions[f].line : ""));
      const list = make("ul", { class: "legend" });
      for (const [look, label] of parts.slice(0, 6)) list.append(make("li", {}, swatch(look), " " + label));
      about.replaceChildren(line, make("div", {}, ...figures), list);
    }
    """#
}
