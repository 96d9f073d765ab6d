"""What is in the page: all parts, tables in line and sorted, links that lead somewhere; and that names stay names."""

SECTIONS = ["doctor", "states", "flame", "functions", "lines", "traces", "guards", "given-up", "warmup", "timeline", "into-c", "environment", "left-out"]

# Cells of a column stand under each other, and numbers at the right.
UNEVEN = """[...document.querySelectorAll("table")].filter(table => table.offsetWidth && [...table.rows].some(row =>
  [...row.cells].some((cell, at) => Math.abs(cell.getBoundingClientRect().left - table.rows[0].cells[at].getBoundingClientRect().left) > 1))).length"""


def look_at_contents(report, page):
    sections = page.value("sections.map(section => section[0])")
    report(sections == SECTIONS, "all parts are there: " + ", ".join(sections))
    empty = page.value("[...document.querySelectorAll('main section')].filter(box => box.children.length < 2).map(box => box.id)")
    report(empty == [], "none is empty" + "".join(" " + name for name in empty))
    tables = page.value("document.querySelectorAll('table').length")
    report(page.value(UNEVEN) == 0, "columns of all %d tables line up" % tables)
    letters = page.value("statesThatOccur.map(state => state.look[0])")
    report(len(set(letters)) == len(letters) and len({tuple(look) for look in page.value("Object.values(looks).map(look => [look[1], look[2]])")}) == 12,
           "states have letters, colours and patterns of their own: " + " ".join(letters))

    sorting = page.value("""[...document.querySelectorAll("#functions th button")].map((button, at) => {
      const key = ["self_us", "total_us"][at];
      if (!key) return true;
      const cells = () => [...document.querySelectorAll("#functions tbody tr")].map(row => parseFloat(row.cells[at].textContent));
      const falls = list => list.every((value, index) => !index || list[index - 1] >= value);
      button.click();
      const down = falls(cells()) && button.parentNode.getAttribute("aria-sort") === "descending";
      button.click();
      const up = falls(cells().reverse()) && button.parentNode.getAttribute("aria-sort") === "ascending";
      return down && up;
    })""")
    report(len(sorting) >= 2 and all(sorting), "tables sort down and up by their heads")
    filtered = page.value("""(() => { const input = document.querySelector("#functions input"); if (!input) return null;
      input.value = functions[functionRows[0].function].label.toUpperCase(); input.dispatchEvent(new Event("input"));
      const rows = [...document.querySelectorAll("#functions tbody tr")].map(row => row.cells[2].textContent);
      input.value = ""; input.dispatchEvent(new Event("input")); return [rows.length, rows.every(text => text.toLowerCase().includes(functions[functionRows[0].function].label.toLowerCase()))]; })()""")
    report(filtered is None or (filtered[0] > 0 and filtered[1]), "a filter of a table leaves what it asks for")

    dead = page.value("""[...document.querySelectorAll("a[href^='#']")].map(link => link.getAttribute("href")).filter(href => {
      const id = href.slice(1);
      return !document.getElementById(id) && !Object.hasOwn(routes, id.split("-")[0]); })""")
    report(dead == [], "every link leads somewhere" + "".join(" " + href for href in dead))
    findings = page.value("data.findings.length")
    links = page.value("document.querySelectorAll('.finding a').length")
    report(findings == 0 or links >= findings, "%d findings have %d links into the other parts" % (findings, links))
    steps = page.value("""[...document.querySelectorAll(".finding a, #guards tbody a, #lines tbody a")].slice(0, 60).filter(link => follow(link.getAttribute("href")) === false)
      .map(link => link.getAttribute("href"))""")
    report(steps == [], "links of findings, guards and lines were followed" + "".join(" " + href for href in steps))

    if page.value("traces.length"):
        page.value("document.querySelector('#traces tbody a').click()")
        opened = page.value("""({ title: listingBox.querySelector("h3").textContent, lines: listingBox.querySelectorAll("table")[0]?.rows.length - 1,
          operations: listingBox.querySelectorAll(".blocks pre").length, exits: [...listingBox.querySelectorAll("summary")].map(item => item.textContent) })""")
        report(opened["lines"] > 0, "%s opens with %d lines, %d blocks of operations and machine code; %s" % (opened["title"], opened["lines"], opened["operations"], ", ".join(opened["exits"])))
        report(page.value(UNEVEN) == 0, "its columns line up")


def look_at_names(report, page):
    """After a recording with hostile names was opened."""
    found = page.value("""({ injected: typeof window.injected, title: document.title, foreign: document.querySelectorAll("img, iframe, object, embed, link, base, form, svg[onload], [onmouseover], [onerror]").length,
      scripts: document.scripts.length, longest: Math.max(...data.names.map(name => name.length)), raw: data.names.filter(name => /[\\u0000-\\u001f\\u007f-\\u009f\\u202a-\\u202e\\u2066-\\u2069\\u2028\\u2029]/.test(name)).length })""")
    report(found["injected"] == "undefined" and found["foreign"] == 0 and found["scripts"] == 2, "hostile names: no script of the recording runs, no element comes out of a name")
    report(found["raw"] == 0, "hostile names: control and direction characters are spelled out")
    report(page.value(UNEVEN) == 0, "hostile names: columns of all %d tables line up" % page.value("document.querySelectorAll('table').length"))
    page.value("document.querySelectorAll('.tools button').forEach(button => button.click())")
    cut = page.value("""(() => { const button = [...document.querySelectorAll("main .cut")].find(item => item.offsetWidth && item.textContent.length > 150);
      if (!button) return null;
      const style = getComputedStyle(button), before = [button.scrollWidth > button.clientWidth, style.textOverflow, button.offsetWidth];
      button.click(); const whole = button.textContent.length; button.click();
      return [...before, whole, button.textContent.length]; })()""")
    report(cut and cut[0] and cut[1] == "ellipsis" and cut[3] > 9000, "hostile names: a long one is cut with an ellipsis at %d pixels, and whole (%d characters) when it is pressed" % (cut[2], cut[3]) if cut else "hostile names: a long one is cut")
    whole = page.value("""(() => { const long = functions.findIndex(row => row.label.length > 9000); let node = flame.tree.fn.indexOf(long);
      if (node < 0) { chooseTree({ frames: "all" }); node = flame.tree.fn.indexOf(long); }
      moveTo(node); const button = about.querySelector(".cut"); button.click(); return [about.textContent.length, tip.textContent.length]; })()""")
    report(whole and whole[0] > 9000 and whole[1] < 300, "hostile names: whole in the details of its box (%d characters), short in its tooltip (%d)" % tuple(whole))
    report(page.value("(() => { search.value = '</script>'; find(search.value); const text = found.textContent; search.value = ''; find(''); return text; })()").find("match") >= 0, "hostile names: found by a search")
    page.resize(400, 800)
    wide = page.value("document.documentElement.scrollWidth")
    report(wide <= 400, "hostile names: nothing is wider than a window of 400 pixels (%d)" % wide)
    page.resize(1280, 900)
