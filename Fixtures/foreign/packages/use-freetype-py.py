# Glyphs of a font by FreeType and ctypes: deep structures, arrays behind pointers, four callbacks that get a Python object.
import glob

import freetype

font = sorted(glob.glob("/usr/share/fonts/truetype/dejavu/*.ttf"))[0]
print(freetype.version(), font)
face = freetype.Face(font)
face.set_char_size(48 * 64)
for character in "Ag&é":
    face.load_char(character)
    bitmap = face.glyph.bitmap
    print(character, bitmap.width, bitmap.rows, sum(bitmap.buffer), face.glyph.advance.x, face.glyph.metrics.horiBearingY)
outline = face.glyph.outline
print(len(outline.points), outline.points[:5], outline.contours, outline.tags[:5])
path = []
outline.decompose(
    path,
    move_to=lambda to, path: path.append(("move", to.x, to.y)),
    line_to=lambda to, path: path.append(("line", to.x, to.y)),
    conic_to=lambda control, to, path: path.append(("conic", control.x, to.y)),
    cubic_to=lambda first, second, to, path: path.append(("cubic", to.x, to.y)),
)
print(len(path), path)
print(face.family_name, face.num_glyphs, list(face.get_chars())[:20])
try:
    freetype.Face("/nonexistent.ttf")
except freetype.FT_Exception as error:
    print(error)
