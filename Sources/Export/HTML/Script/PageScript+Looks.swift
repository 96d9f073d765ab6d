// How states and tiers look: a colour, a pattern and a letter each, so that the page reads without colour. The same tile is drawn
// by SVG (charts, legend) and on the canvas of the flame graph.

extension PageScript {
  static let looks = #"""
    // Lines of a pattern in a tile of 8 by 8.
    const rising = [[-2, 2, 2, -2], [0, 8, 8, 0], [6, 10, 10, 6]], falling = [[-2, 6, 2, 10], [0, 0, 8, 8], [6, -2, 10, 2]];
    const patterns = {
      plain: [], rising, falling, crossed: [...rising, ...falling], level: [[0, 4, 8, 4]], levels: [[0, 2, 8, 2], [0, 6, 8, 6]],
      upright: [[4, 0, 4, 8]], uprights: [[2, 0, 2, 8], [6, 0, 6, 8]], grid: [[0, 4, 8, 4], [4, 0, 4, 8]],
      dots: [[3, 4, 5, 4]], dashes: [[0, 2, 4, 2], [4, 6, 8, 6]], steep: [[-2, 4, 0, 0], [0, 8, 4, 0], [4, 8, 8, 0], [8, 8, 10, 4]],
    };
    const looks = {
      native: ["n", "#c3c9cf", "level"], interpreting: ["i", "#ffd166", "rising"], runtime: ["r", "#f4a261", "falling"],
      compiling: ["p", "#d8b4e2", "upright"], gc: ["g", "#ef8a80", "crossed"], c_call: ["c", "#8ecae6", "dots"],
      conversion: ["v", "#f2a7c3", "dashes"], recording: ["R", "#b8a9e8", "uprights"], optimizing: ["O", "#a3b5f0", "levels"],
      encoding: ["E", "#8fa8d8", "grid"], trace: ["T", "#95d5a1", "plain"], exit: ["X", "#7fc8c2", "steep"],
    };
    const unknown = ["?", "#c3c9cf", "plain"];
    const states = data.states.map(state => ({ ...state, look: looks[state.name] || unknown }));
    // The tiers of the warmup in the looks of the state that they are mostly made of.
    const tierLooks = [looks.trace, looks.exit, looks.interpreting, looks.recording, looks.gc, looks.native];
    const ink = "rgba(0, 0, 0, 0.22)";

    const defs = draw("defs");
    for (const [letter, color, pattern] of Object.values(looks)) {
      const tile = draw("pattern", { id: "look-" + letter, width: 8, height: 8, patternUnits: "userSpaceOnUse" },
        draw("rect", { width: 8, height: 8, fill: color }));
      for (const [x1, y1, x2, y2] of patterns[pattern]) {
        tile.append(draw("line", { x1, y1, x2, y2, stroke: ink, "stroke-width": pattern === "dots" ? 2 : 1 }));
      }
      defs.append(tile);
    }
    const filling = look => "url(#look-" + look[0] + ")";

    /** Fillings of a canvas by state. */
    function canvasFillings(pen) {
      return states.map(({ look: [, color, pattern] }) => {
        if (!patterns[pattern].length) return color;
        const tile = make("canvas", { width: 8, height: 8 });
        const inner = tile.getContext("2d");
        inner.fillStyle = color;
        inner.fillRect(0, 0, 8, 8);
        inner.strokeStyle = ink;
        inner.lineWidth = pattern === "dots" ? 2 : 1;
        for (const [x1, y1, x2, y2] of patterns[pattern]) {
          inner.beginPath();
          inner.moveTo(x1, y1);
          inner.lineTo(x2, y2);
          inner.stroke();
        }
        return pen.createPattern(tile, "repeat");
      });
    }

    /** A small field with colour, pattern and letter. */
    function swatch(look) {
      return draw("svg", { class: "swatch", width: 22, height: 16, "aria-hidden": "true" },
        draw("rect", { width: 22, height: 16, fill: filling(look) }), plate(look[0], 11, 12, 11, "middle"));
    }
    /** A letter that stays legible on a pattern. */
    function plate(letter, x, y, size, anchor = "start") {
      return draw("text", { x, y, "font-size": size, "text-anchor": anchor, class: "letter" }, letter);
    }
    function legend(entries) {
      const list = make("ul", { class: "legend", "aria-label": "legend" });
      for (const [look, label] of entries) list.append(make("li", {}, swatch(look), " " + label));
      return list;
    }
    const statesThatOccur = states.filter(state => state.samples > 0);
    const stateLegend = () => legend(statesThatOccur.map(state => [state.look, state.label]));

    /** A bar of weights, one part for each that is not zero: [look, label, weight]. */
    function bar(parts, width, height, label) {
      const picture = draw("svg", { class: "bar", width, height, role: "img", "aria-label": label });
      const sum = parts.reduce((all, part) => all + part[2], 0) || 1;
      let x = 0;
      for (const [look, title, weight] of parts) {
        const part = weight / sum * width;
        if (part <= 0) continue;
        const box = draw("rect", { x, y: 0, width: part, height, fill: filling(look) }, draw("title", {}, title));
        picture.append(box);
        if (part > 14 && height > 12) picture.append(plate(look[0], x + 4, height - 5, 12));
        if (x > 0) picture.append(draw("line", { x1: x, y1: 0, x2: x, y2: height, class: "edge" }));
        x += part;
      }
      return picture;
    }
    """#
}
