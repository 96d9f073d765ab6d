# Drawing by cairo and cffi: out of many declarations, streams written by callbacks, handles, structures by pointer.
import hashlib
import io
import math

import cairocffi as cairo

print(cairo.cairo_version_string())
surface = cairo.ImageSurface(cairo.FORMAT_ARGB32, 120, 80)
context = cairo.Context(surface)
context.set_source_rgb(1, 0.5, 0.2)
context.paint()
context.set_line_width(4)
context.set_source_rgba(0, 0, 1, 0.7)
context.arc(60, 40, 30, 0, 2 * math.pi)
context.stroke()
gradient = cairo.LinearGradient(0, 0, 120, 0)
gradient.add_color_stop_rgba(0, 1, 0, 0, 1)
gradient.add_color_stop_rgba(1, 0, 1, 0, 0.5)
context.set_source(gradient)
context.rectangle(10, 10, 50, 20)
context.fill_preserve()
print(context.path_extents(), context.copy_path())
matrix = cairo.Matrix(xx=2, y0=5)
matrix.rotate(0.3)
print(matrix.transform_point(3, 4), matrix.as_tuple(), matrix * matrix == matrix.multiply(matrix))
print(hashlib.md5(bytes(surface.get_data())).hexdigest())
image = io.BytesIO()
surface.write_to_png(image)
print(hashlib.md5(image.getvalue()).hexdigest())
image.seek(0)
copy = cairo.ImageSurface.create_from_png(image)
print(copy.get_width(), copy.get_height(), copy.get_stride())
recording = cairo.RecordingSurface(cairo.CONTENT_COLOR, None)
drawing = cairo.Context(recording)
drawing.rectangle(1, 2, 3, 4)
drawing.fill()
print(recording.ink_extents())
target = io.BytesIO()
page = cairo.PDFSurface(target, 100, 100)
drawing = cairo.Context(page)
drawing.move_to(1, 1)
drawing.line_to(50, 50)
drawing.stroke()
drawing.show_page()
page.finish()
print(target.getvalue()[:8])
for action in lambda: cairo.ImageSurface.create_from_png("/nonexistent"), context.restore:
    try:
        action()
    except (OSError, cairo.CairoError) as error:
        print(type(error).__name__, error)
