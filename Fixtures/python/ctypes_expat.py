# ctypes with Expat: callbacks that stay registered, user data as an object, a Structure returned by value
from ctypes import *

xml = CDLL("libexpat.so.1")


class Version(Structure):
    _fields_ = [("major", c_int), ("minor", c_int), ("micro", c_int)]


class Status(Structure):
    _fields_ = [("parsing", c_int), ("finalBuffer", c_ubyte)]


Start = CFUNCTYPE(None, py_object, c_char_p, POINTER(c_char_p))
End = CFUNCTYPE(None, py_object, c_char_p)
Characters = CFUNCTYPE(None, py_object, POINTER(c_char), c_int)
xml.XML_ExpatVersionInfo.restype = Version
xml.XML_ExpatVersion.restype = xml.XML_ErrorString.restype = c_char_p
xml.XML_ParserCreate.restype = c_void_p
xml.XML_GetCurrentLineNumber.restype = c_ulong
xml.XML_Parse.argtypes = [c_void_p, c_char_p, c_int, c_int]
xml.XML_SetElementHandler.argtypes = [c_void_p, Start, End]
for function in [xml.XML_ParserFree, xml.XML_GetErrorCode, xml.XML_GetCurrentLineNumber]:
    function.argtypes = [c_void_p]
version = xml.XML_ExpatVersionInfo()
print(b"expat_%d.%d.%d" % (version.major, version.minor, version.micro) == xml.XML_ExpatVersion())


class Tree:
    def __init__(self):
        self.depth, self.lines, self.count = 0, [], 0


@Start
def start(tree, name, attributes):
    pairs, i = [], 0
    while attributes[i] is not None:
        pairs.append("%s=%s" % (attributes[i].decode(), attributes[i + 1].decode()))
        i += 2
    tree.lines.append("  " * tree.depth + name.decode() + "".join(" " + pair for pair in pairs))
    tree.depth += 1


@End
def end(tree, name):
    tree.depth -= 1


@Characters
def characters(tree, text, length):
    tree.count += len(text[:length].decode().strip())


def parse(document, step=7):
    tree, parser = Tree(), c_void_p(xml.XML_ParserCreate(b"UTF-8"))
    xml.XML_SetUserData(parser, py_object(tree))
    xml.XML_SetElementHandler(parser, start, end)
    xml.XML_SetCharacterDataHandler(parser, characters)
    try:
        for i in range(0, len(document), step):
            piece = document[i:i + step]
            if xml.XML_Parse(parser, piece, len(piece), i + step >= len(document)) != 1:
                return tree, (xml.XML_ErrorString(xml.XML_GetErrorCode(parser)).decode(), xml.XML_GetCurrentLineNumber(parser))
        status = Status()
        xml.XML_GetParsingStatus(parser, byref(status))
        return tree, (status.parsing, status.finalBuffer)
    finally:
        xml.XML_ParserFree(parser)


document = '<?xml version="1.0"?>\n<list kind="ä">' + "".join('<item n="%d">%s</item>\n' % (i, "é" * i) for i in range(40)) + "</list>"
tree, result = parse(document.encode())
print(result, tree.depth, tree.count, len(tree.lines), tree.lines[:3])
print(parse(b"<a>\n<b></a>")[1], parse(b"<a/><b/>")[1])
try:
    xml.XML_SetElementHandler(None, characters, end)
except ArgumentError as error:
    print(error)
