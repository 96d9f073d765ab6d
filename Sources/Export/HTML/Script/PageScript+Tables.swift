// Tables: sorted by their heads, filtered, shown in portions, and rows that links lead to.

extension PageScript {
  static let tables = #"""
    /**
     * A table. `columns`: { title, show: row → text or element, by: row → what it is sorted by, words: row → what a filter looks
     * at when it is not what is shown, number, hint }. A filter leaves numbers out.
     * `order`: from a comparison to the rows in their order, for rows that are a tree. `mark`: row → its fragment.
     */
    function table(box, { label, rows, columns, first = 20, order, mark, total, opened }) {
      let sorted = -1, down = true, from = 0, shown = first, wanted = "";
      const body = make("tbody"), foot = make("p", { class: "faint tools" });
      const heads = columns.map((column, index) => {
        const button = make("button", { type: "button", title: column.hint || "sort by this column" }, column.title);
        button.addEventListener("click", () => sort(index));
        return make("th", { scope: "col", class: column.number ? "number" : "", "aria-sort": "none" }, column.by ? button : column.title);
      });
      const head = make("thead", {}, make("tr", {}, ...heads));
      const frame = make("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": label },
        make("table", {}, head, body));
      let filter = null;
      if (rows.length > first) {
        filter = make("input", { type: "search", placeholder: "filter", "aria-label": "filter " + label });
        filter.addEventListener("input", () => { wanted = filter.value.trim().toLowerCase(); from = 0; shown = first; fill(); });
        box.append(make("div", { class: "tools" }, filter));
      }
      const more = make("button", { type: "button" });
      more.addEventListener("click", () => { shown += 200; fill(); });
      const back = make("button", { type: "button" }, "show the first");
      back.addEventListener("click", () => { from = 0; shown = first; fill(); });
      box.append(frame, foot);

      function compare(left, right) {
        if (sorted < 0) return 0;
        const a = columns[sorted].by(left), b = columns[sorted].by(right);
        const result = typeof a === "number" ? a - b : String(a).localeCompare(String(b));
        return down ? -result : result;
      }
      function sort(index) {
        down = sorted === index ? !down : Boolean(columns[index].number);
        sorted = index;
        from = 0;
        shown = Math.max(first, Math.min(shown, 400));
        heads.forEach((cell, place) =>
          cell.setAttribute("aria-sort", place === index ? (down ? "descending" : "ascending") : "none"));
        fill();
      }
      function textOf(row) {
        if (row.searched === undefined) {
          row.searched = columns.filter(column => column.words || !column.number).map(column => {
            const cell = (column.words || column.show)(row);
            return cell instanceof Node ? cell.textContent : String(cell);
          }).join(" ").toLowerCase();
        }
        return row.searched;
      }
      let list = [];
      function fill() {
        list = order ? order(sorted < 0 ? null : compare) : sorted < 0 ? rows.slice() : rows.slice().sort(compare);
        if (wanted) list = list.filter(row => textOf(row).includes(wanted));
        body.replaceChildren(...list.slice(from, shown).map(makeRow));
        const left = list.length - Math.min(shown, list.length);
        more.textContent = "show " + count(Math.min(200, left)) + " more";
        const parts = [];
        if (wanted) parts.push(count(list.length) + " of " + count(rows.length) + " match. ");
        if (from) parts.push("Rows " + count(from + 1) + " to " + count(Math.min(shown, list.length)) + " of " + count(list.length) + " are shown. ", back, left ? more : "");
        else if (left) parts.push(count(shown) + " of " + count(list.length) + " rows are shown. ", more);
        if (total > rows.length) parts.push(" The recording has " + count(total) + "; the first " + count(rows.length) + " are in this page.");
        foot.replaceChildren(...parts);
        foot.hidden = !parts.length;
      }
      function makeRow(row) {
        const line = make("tr", mark ? { id: mark(row), tabindex: "-1" } : {});
        for (const column of columns) {
          line.append(make("td", { class: column.number ? "number" : "" }, column.show(row)));
        }
        if (opened) opened(row, line);
        return line;
      }
      fill();
      return {
        fill,
        /** Shows a row whatever is filtered, and goes there. */
        reveal(row) {
          if (wanted) { filter.value = ""; wanted = ""; }
          fill();
          const at = list.indexOf(row);
          if (at < 0) return false;
          if (at < from || at >= shown) {
            // A row far down is shown with its neighbours only.
            from = at < 400 ? 0 : at - 10;
            shown = Math.max(first, at + 30);
            fill();
          }
          const line = body.children[at - from];
          line.scrollIntoView({ block: "center" });
          line.focus({ preventScroll: true });
          return true;
        },
      };
    }
    /** Columns that many tables have. */
    const shareColumn = (title, key, hint) => ({ title, show: row => interval(row[key]), by: row => row[key], number: true, hint });
    const countColumn = (title, key, hint) => ({ title, show: row => count(row[key]), by: row => row[key], number: true, hint });
    const placeColumn = (title = "where") => ({ title, show: row => place(row.function, row.line), words: row => where(row.function, row.line) + " " + labelOf(row.function),
      by: row => where(row.function, 0) + String(Math.max(0, row.line)).padStart(8, "0") });
    const nameColumn = (title, key, longest = 28) => ({ title, show: row => row[key] < 0 ? "–" : nameText(text(row[key]), longest), words: row => text(row[key]),
      by: row => text(row[key]) });
    """#
}
