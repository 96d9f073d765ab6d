# cffi with Expat: callbacks that stay registered, user data as a handle, a struct returned by value, an exception in a callback
import sys
from cffi import FFI

ffi = FFI()
ffi.cdef("""
    typedef struct XML_ParserStruct *XML_Parser;
    typedef struct { int major, minor, micro; } XML_Expat_Version;
    enum XML_Status { XML_STATUS_ERROR = 0, XML_STATUS_OK };
    typedef struct { int parsing; unsigned char finalBuffer; } XML_ParsingStatus;
    XML_Expat_Version XML_ExpatVersionInfo(void); const char *XML_ExpatVersion(void);
    XML_Parser XML_ParserCreate(const char *encoding); void XML_ParserFree(XML_Parser);
    void XML_SetUserData(XML_Parser, void *);
    void XML_SetElementHandler(XML_Parser, void (*)(void *, const char *, const char **), void (*)(void *, const char *));
    void XML_SetCharacterDataHandler(XML_Parser, void (*)(void *, const char *, int));
    enum XML_Status XML_Parse(XML_Parser, const char *, int, int); int XML_GetErrorCode(XML_Parser);
    const char *XML_ErrorString(int); unsigned long XML_GetCurrentLineNumber(XML_Parser);
    void XML_GetParsingStatus(XML_Parser, XML_ParsingStatus *); int XML_StopParser(XML_Parser, unsigned char);
""")
xml = ffi.dlopen("libexpat.so.1")
version = xml.XML_ExpatVersionInfo()
print(b"expat_%d.%d.%d" % (version.major, version.minor, version.micro) == ffi.string(xml.XML_ExpatVersion()), ffi.typeof(version))


class Tree:
    def __init__(self):
        self.depth, self.lines, self.count = 0, [], 0


@ffi.callback("void(void *, const char *, const char **)")
def start(data, name, attributes):
    tree = ffi.from_handle(data)
    pairs, i = [], 0
    while attributes[i]:
        pairs.append("%s=%s" % (ffi.string(attributes[i]).decode(), ffi.string(attributes[i + 1]).decode()))
        i += 2
    tree.lines.append("  " * tree.depth + ffi.string(name).decode() + "".join(" " + pair for pair in pairs))
    tree.depth += 1


@ffi.callback("void(void *, const char *)")
def end(data, name):
    ffi.from_handle(data).depth -= 1


@ffi.callback("void(void *, const char *, int)")
def characters(data, text, length):
    ffi.from_handle(data).count += len(ffi.buffer(text, length)[:].decode().strip())


def parse(document, step=7, handler=start):
    tree, parser = Tree(), ffi.gc(xml.XML_ParserCreate(b"UTF-8"), xml.XML_ParserFree)
    handle = ffi.new_handle(tree)
    xml.XML_SetUserData(parser, handle)
    xml.XML_SetElementHandler(parser, handler, end)
    xml.XML_SetCharacterDataHandler(parser, characters)
    for i in range(0, len(document), step):
        piece = document[i:i + step]
        if xml.XML_Parse(parser, piece, len(piece), i + step >= len(document)) != xml.XML_STATUS_OK:
            code = xml.XML_GetErrorCode(parser)
            return tree, (ffi.string(xml.XML_ErrorString(code)).decode(), xml.XML_GetCurrentLineNumber(parser))
    status = ffi.new("XML_ParsingStatus *")
    xml.XML_GetParsingStatus(parser, status)
    return tree, (status.parsing, status.finalBuffer)


document = '<?xml version="1.0"?>\n<list kind="ä">' + "".join('<item n="%d">%s</item>\n' % (i, "é" * i) for i in range(40)) + "</list>"
tree, result = parse(document.encode())
print(result, tree.depth, tree.count, len(tree.lines), tree.lines[:3])
print(parse(b"<a>\n<b></a>")[1], parse(b"<a/><b/>")[1], parse(b"<a/>")[1])


def note(kind, error, trace):
    print("onerror", kind.__name__, error, trace is not None)


@ffi.callback("void(void *, const char *, const char **)", onerror=note)
def failing(data, name, attributes):
    raise ValueError(ffi.string(name).decode())


print(parse(b"<a>\n<b/></a>", 100, failing)[1])
print(repr(ffi.cast("enum XML_Status", 1)), int(ffi.cast("enum XML_Status", 0)), ffi.typeof("enum XML_Status").elements)
try:
    xml.XML_SetElementHandler(xml.XML_ParserCreate(ffi.NULL), characters, end)
except TypeError as error:
    print(error)
