// Data, numbers as people read them, and elements.

extension PageScript {
  static let basics = #"""
    "use strict";
    const data = JSON.parse(document.getElementById("data").textContent);
    const text = index => index < 0 ? "" : data.names[index];
    /** The rows of a list as objects, by the names of its columns. */
    function records(list) {
      return list.rows.map((row, index) => {
        const record = { index };
        list.columns.forEach((column, place) => { record[column] = row[place]; });
        return record;
      });
    }

    // MARK: Numbers
    const whole = Math.max(1, data.sampled_us);
    const count = number => number < 0 ? "–" : number.toLocaleString("en-US");
    const percent = us => (us / whole * 100).toFixed(1) + " %";
    /** Percent with the 95 % interval of Wilson, each sample one observation. */
    function interval(us) {
      if (!data.samples || !data.sampled_us) return "–";
      const n = data.samples, p = us / whole, z = 1.959963984540054, scale = 1 + z * z / n;
      const centre = (p + z * z / (2 * n)) / scale;
      const half = z / scale * Math.sqrt(p * (1 - p) / n + z * z / (4 * n * n));
      const low = us <= 0 ? 0 : Math.max(0, centre - half), high = us >= whole ? 1 : Math.min(1, centre + half);
      return percent(us) + " (" + (low * 100).toFixed(1) + "–" + (high * 100).toFixed(1) + ")";
    }
    /** Microseconds. */
    function time(us) {
      if (us < 1) return us === 0 ? "0" : (us * 1000).toFixed(us < 0.1 ? 1 : 0) + " ns";
      if (us < 1000) return (us < 100 && us % 1 ? us.toFixed(1) : Math.round(us)) + " µs";
      if (us < 1e6) return (us / 1e3).toFixed(us < 1e5 ? 1 : 0) + " ms";
      return us < 1e8 ? (us / 1e6).toFixed(2) + " s" : count(Math.round(us / 1e6)) + " s";
    }
    /** As much of a text as can be looked at without breaking a character. */
    function start(full, length) {
      if (full.length <= length) return full;
      const end = full.charCodeAt(length - 1);
      return full.slice(0, end >= 0xD800 && end < 0xDC00 ? length - 1 : length) + "…";
    }

    // MARK: Functions
    const functions = records(data.functions);
    const kinds = ["python", "trace", "native", "runtime", "crossing"];
    const marks = ["", " [jit]", " [C]", " [vm]", " [to C]"];
    const lastPart = path => path.split("/").pop();
    for (const row of functions) {
      row.label = text(row.name) + marks[row.kind];
      row.path = text(row.file);
      row.short = start(lastPart(row.path), 40);
    }
    const labelOf = index => index < 0 ? "all" : functions[index].label;
    const shortLabel = index => start(labelOf(index), 80);
    /** `file.py:12`, empty when it is not known. */
    function where(index, line) {
      if (index < 0) return "";
      const row = functions[index];
      return row.short + (line > 0 ? ":" + line : "");
    }
    /** File, line and function in one text. */
    const placeText = (index, line) => index < 0 ? "the whole program" : where(index, line) + " " + shortLabel(index);

    // MARK: Elements
    function make(tag, attributes, ...children) {
      const element = document.createElement(tag);
      for (const [name, value] of Object.entries(attributes || {})) {
        if (name === "class") element.className = value;
        else if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
        else if (value === true) element.setAttribute(name, "");
        else if (value !== false && value != null) element.setAttribute(name, value);
      }
      element.append(...children);
      return element;
    }
    function draw(tag, attributes, ...children) {
      const element = document.createElementNS("http://www.w3.org/2000/svg", tag);
      for (const [name, value] of Object.entries(attributes || {})) element.setAttribute(name, value);
      element.append(...children);
      return element;
    }
    /** A name of the recorded program: cut on the screen, whole when it is pressed. */
    function nameText(full, longest = 60) {
      if (full.length <= longest) return make("span", { class: "name" }, full);
      const button = make("button", { type: "button", class: "name cut", "aria-expanded": "false", title: "show it whole" },
        start(full, 200));
      button.addEventListener("click", event => {
        event.stopPropagation();
        const isOpen = button.getAttribute("aria-expanded") === "true";
        button.setAttribute("aria-expanded", String(!isOpen));
        button.className = isOpen ? "name cut" : "name whole";
        button.textContent = isOpen ? start(full, 200) : full;
      });
      return button;
    }
    const link = (target, label) => make("a", { href: "#" + target }, label);
    /** Function with file and line. */
    function place(index, line) {
      if (index < 0) return make("span", { class: "faint" }, "–");
      return make("span", { class: "place" }, make("span", { class: "faint" }, where(index, line) + " "), nameText(labelOf(index), 48));
    }
    const note = (...parts) => make("p", { class: "faint" }, ...parts);

    // MARK: Parts of the page
    const main = make("main", { id: "main" });
    const sections = [];
    function section(id, title, short, ...notes) {
      const box = make("section", { id, "aria-labelledby": id + "-title" }, make("h2", { id: id + "-title", tabindex: "-1" }, title));
      if (notes.length) box.append(note(...notes));
      sections.push([id, short]);
      main.append(box);
      return box;
    }
    /** What a fragment of the address shows: kind → function of what follows the kind. */
    const routes = {};
    function follow(fragment) {
      const [kind, ...rest] = fragment.replace(/^#/, "").split("-");
      if (!rest.length || !Object.hasOwn(routes, kind)) return false;
      return routes[kind](...rest.map(Number)) !== false;
    }
    /** What is drawn to the width of the window, and in the colours of the theme. */
    const redraws = [];
    const redraw = () => redraws.forEach(body => body());
    """#
}
