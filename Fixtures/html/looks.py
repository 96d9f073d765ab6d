"""How the page looks: dark and light by the reader's system and by its switch, contrast, widths; and screenshots."""
import os

GROUND = "getComputedStyle(document.body).backgroundColor"
# The least contrast (WCAG 2) of any visible text with its ground.
CONTRAST = """(() => {
  const parse = text => (text.match(/[\\d.]+/g) || []).map(Number);
  const light = ([r, g, b]) => [r, g, b].map(c => (c /= 255) <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4).reduce((sum, c, at) => sum + c * [0.2126, 0.7152, 0.0722][at], 0);
  let least = 99, where = "";
  for (const element of document.querySelectorAll("body *")) {
    if (!element.offsetParent || ![...element.childNodes].some(node => node.nodeType === 3 && node.textContent.trim())) continue;
    let up = element, ground = parse(getComputedStyle(up).backgroundColor);
    while (up.parentElement && ground.length === 4 && ground[3] === 0) { up = up.parentElement; ground = parse(getComputedStyle(up).backgroundColor); }
    const a = light(parse(getComputedStyle(element).color)), b = light(ground), contrast = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    if (contrast < least) { least = contrast; where = element.tagName + " " + element.className + " " + element.textContent.slice(0, 30); }
  }
  return [Math.round(least * 100) / 100, where];
})()"""


def is_dark(color):
    parts = [float(part) for part in color[color.index("(") + 1:-1].split(",")[:3]]
    return sum(parts) / 3 < 90


def look_at_looks(report, page, folder):
    for dark in [False, True]:
        page.theme(dark)
        name = "dark" if dark else "light"
        ground = page.value(GROUND)
        report(is_dark(ground) == dark, "%s by prefers-color-scheme: ground %s" % (name, ground))
        least, where = page.value(CONTRAST)
        report(least >= 4.5, "%s: contrast of text at least %.2f (%s)" % (name, least, where.strip()))
        for width in [1280, 400]:
            page.resize(width, 900)
            page.wait("innerWidth === %d" % width)
            page.value("redraw(), scrollTo(0, 0)")
            widest = page.value("document.documentElement.scrollWidth")
            report(widest <= width, "%s, %d pixels: nothing is wider (%d)" % (name, width, widest))
            page.picture(os.path.join(folder, "%s-%d.png" % (name, width)))
        page.resize(1280, 900)
    page.theme(False)
    page.value("theme.click()")
    switched = is_dark(page.value(GROUND))
    page.theme(True)
    stays = is_dark(page.value(GROUND))
    page.value("theme.click()")
    back = is_dark(page.value(GROUND))
    page.theme(False)
    report(switched and stays and not back, "the switch of the page chooses dark and light whatever the system says")
    page.ask("Emulation.setEmulatedVisionDeficiency", type="achromatopsia")
    page.picture(os.path.join(folder, "grey-1280.png"))
    page.ask("Emulation.setEmulatedVisionDeficiency", type="none")
