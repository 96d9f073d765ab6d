# A document made, written through a callback, read and drawn by PDFium and ctypes.
import io

import pypdfium2

document = pypdfium2.PdfDocument.new()
page = document.new_page(200, 300)
print(len(document), page.get_size(), page.get_mediabox())
target = io.BytesIO()
document.save(target)
data = target.getvalue()
print(data[:8])
copy = pypdfium2.PdfDocument(data)
bitmap = copy[0].render(scale=1)
print(len(copy), copy[0].get_size(), bitmap.width, bitmap.height, bitmap.stride, bitmap.format, sum(bytes(bitmap.buffer)))
text = copy[0].get_textpage()
print(repr(text.get_text_range()), text.count_chars(), copy.get_metadata_dict()["Creator"])
try:
    pypdfium2.PdfDocument(b"nonsense")
except pypdfium2.PdfiumError as error:
    print(error)
