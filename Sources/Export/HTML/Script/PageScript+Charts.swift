// A chart of slices of time: stacked weights, rows of marks under them, and a cursor that tells what is in a slice. For the
// warmup and the timeline.

extension PageScript {
  static let charts = #"""
    /**
     * `slices`: weights by part for each slice; `parts`: [look, label] by part; `marks`: [letter, label, count by slice];
     * `starts`: microseconds at which a slice begins, `end` of the last; `describe`: index → elements for the panel.
     */
    function chart(box, { label, slices, parts, marks = [], starts, end, describe, line }) {
      const frame = make("div", { class: "chart", tabindex: "0", role: "application", "aria-label": label + "; left and right arrows move, brackets go to slices with events" });
      const panel = make("div", { class: "panel about", role: "status" });
      box.append(frame, panel);
      const sums = slices.map(slice => slice.reduce((sum, weight) => sum + weight, 0));
      const most = Math.max(1, ...sums), rows = marks.filter(mark => mark[2].some(count => count > 0));
      const gutter = 22, graph = 150, markHeight = 14, axis = 18;
      let cursor = Math.max(0, sums.findIndex(sum => sum > 0)), pointer = null;

      function paint() {
        const width = Math.max(200, frame.clientWidth - 2), inner = width - gutter, column = inner / Math.max(1, slices.length);
        const height = graph + axis + rows.length * markHeight + 4;
        const picture = draw("svg", { width, height, "aria-hidden": "true" });
        slices.forEach((slice, index) => {
          let y = graph;
          slice.forEach((weight, part) => {
            const high = weight / most * (graph - 4);
            if (high <= 0) return;
            y -= high;
            picture.append(draw("rect", { x: gutter + index * column, y, width: column + 0.2, height: high, fill: filling(parts[part][0]) }));
          });
        });
        // Letters where a part is tall for a while.
        parts.forEach(([look], part) => {
          let next = 0;
          slices.forEach((slice, index) => {
            const high = slice[part] / most * (graph - 4);
            if (high < 16 || index * column < next) return;
            let y = graph;
            for (let below = 0; below <= part; below++) y -= slice[below] / most * (graph - 4);
            picture.append(plate(look[0], gutter + index * column + 2, y + high / 2 + 4, 12));
            next = index * column + 140;
          });
        });
        picture.append(draw("line", { x1: gutter, x2: width, y1: graph + 0.5, y2: graph + 0.5, class: "axis" }));
        const ticks = Math.max(2, Math.min(6, Math.floor(inner / 110)));
        for (let tick = 0; tick <= ticks; tick++) {
          const x = gutter + tick / ticks * inner, anchor = tick === 0 ? "start" : tick === ticks ? "end" : "middle";
          picture.append(draw("line", { x1: x, x2: x, y1: graph, y2: graph + 4, class: "axis" }),
            draw("text", { x, y: graph + 15, class: "label", "text-anchor": anchor }, time(starts[0] + tick / ticks * (end - starts[0]))));
        }
        rows.forEach(([letter, title, counts], row) => {
          const y = graph + axis + row * markHeight, top = Math.max(...counts);
          picture.append(draw("text", { x: 4, y: y + 11, class: "label bold" }, letter, draw("title", {}, title)));
          counts.forEach((n, index) => {
            if (n <= 0) return;
            const high = 3 + (markHeight - 5) * n / top;
            picture.append(draw("rect", { x: gutter + index * column, y: y + markHeight - 2 - high, width: Math.max(1.5, column - 0.5), height: high, class: "tick" }));
          });
        });
        if (line >= 0) {
          const x = gutter + (line - starts[0]) / Math.max(1, end - starts[0]) * inner;
          picture.append(draw("line", { x1: x, x2: x, y1: 0, y2: graph, class: "steady" }));
        }
        pointer = draw("rect", { y: 1, height: height - 2, class: "pointer" });
        picture.append(pointer);
        frame.replaceChildren(picture);
        frame.dataset.column = column;
        point();
      }
      function point() {
        const column = Number(frame.dataset.column);
        pointer.setAttribute("x", gutter + cursor * column - 1);
        pointer.setAttribute("width", Math.max(3, column + 2));
      }
      function moveTo(index) {
        cursor = Math.max(0, Math.min(slices.length - 1, index));
        point();
        panel.replaceChildren(...describe(cursor));
      }
      function toEvent(step) {
        for (let index = cursor + step; index >= 0 && index < slices.length; index += step) {
          if (rows.some(row => row[2][index] > 0)) return moveTo(index);
        }
      }
      const keys = { ArrowLeft: () => moveTo(cursor - 1), ArrowRight: () => moveTo(cursor + 1), Home: () => moveTo(0), End: () => moveTo(slices.length - 1),
        PageUp: () => moveTo(cursor - 10), PageDown: () => moveTo(cursor + 10), "[": () => toEvent(-1), "]": () => toEvent(1) };
      frame.addEventListener("keydown", event => {
        if (event.ctrlKey || event.metaKey || event.altKey || !Object.hasOwn(keys, event.key)) return;
        event.preventDefault();
        keys[event.key]();
      });
      frame.addEventListener("click", event => {
        const x = event.clientX - frame.getBoundingClientRect().left - gutter;
        moveTo(Math.floor(x / Number(frame.dataset.column)));
      });
      redraws.push(paint);
      panel.replaceChildren(...describe(cursor));
      return moveTo;
    }
    """#
}
