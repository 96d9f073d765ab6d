# The module pyexpat: every kind of event, the options of the parser, errors, and the modules that are made of it.
import io
import xml.parsers.expat as expat
from xml.parsers.expat import errors, model

DOCUMENT = b"""<?xml version="1.0" encoding="iso-8859-1" standalone="no"?>
<?style href="a.css"?>
<!DOCTYPE root SYSTEM "root.dtd" [
<!ELEMENT root (item*, (note | b)?)>
<!ELEMENT item (a, b+)>
<!ATTLIST item kind CDATA "plain" id ID #REQUIRED>
<!NOTATION gif PUBLIC "-//gif">
<!ENTITY word "some text">
<!ENTITY picture SYSTEM "p.gif" NDATA gif>
<!ENTITY outer SYSTEM "outer.xml">
<!ENTITY % part "x">
]>
<root xmlns:n="urn:n" n:b="1">
<item id="i1">caf\xe9 &word; &lt; <![CDATA[<raw> & more]]></item><!-- a comment -->
&outer;
</root>
"""

HANDLERS = [
    "StartElementHandler", "EndElementHandler", "ProcessingInstructionHandler", "CharacterDataHandler",
    "UnparsedEntityDeclHandler", "NotationDeclHandler", "StartNamespaceDeclHandler", "EndNamespaceDeclHandler",
    "CommentHandler", "StartCdataSectionHandler", "EndCdataSectionHandler", "StartDoctypeDeclHandler",
    "EndDoctypeDeclHandler", "EntityDeclHandler", "XmlDeclHandler", "AttlistDeclHandler", "SkippedEntityHandler",
    "DefaultHandler", "NotStandaloneHandler", "ExternalEntityRefHandler", "ElementDeclHandler",
]


def listen(parser, names):
    def make(name):
        def handler(*arguments):
            if name == "ExternalEntityRefHandler" and arguments[0]:
                # Namespaces come in the order of a table with salted hashes.
                arguments = ("|".join(sorted(arguments[0].split("\f"))), *arguments[1:])
            print("  %s%r" % (name.removesuffix("Handler"), arguments))
            return 1
        return handler
    for name in names:
        setattr(parser, name, make(name))


for options in {}, {"namespace_separator": " "}, {"namespace_separator": ""}:
    parser = expat.ParserCreate(**options)
    listen(parser, HANDLERS)
    parser.buffer_text = bool(options)
    parser.ordered_attributes = bool(options)
    print(options, parser.Parse(DOCUMENT, True))

print("pieces")
parser = expat.ParserCreate()
listen(parser, ["StartElementHandler", "CharacterDataHandler", "EndElementHandler"])
parser.buffer_text, parser.buffer_size = True, 12
for start in range(0, len(DOCUMENT), 7):
    parser.Parse(DOCUMENT[start:start + 7])
print(parser.Parse(b"", True), parser.buffer_used, parser.buffer_size, parser.CurrentLineNumber)

print("places")
parser = expat.ParserCreate()
parser.StartElementHandler = lambda name, attributes: print(
    name, attributes, parser.CurrentLineNumber, parser.CurrentColumnNumber, parser.CurrentByteIndex,
    parser.GetInputContext()[:9])
parser.SetBase("base")
print(parser.Parse("<a>\n <b c='d\u20ac'/>\n</a>", True), parser.GetBase(), parser.GetInputContext(), sorted(parser.intern))

print("external")
parser = expat.ParserCreate()
parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_ALWAYS)
listen(parser, ["StartElementHandler", "CharacterDataHandler"])


def external(context, base, system, public):
    inner = parser.ExternalEntityParserCreate(context)
    print("  open", context, base, system, public, inner.StartElementHandler is parser.StartElementHandler)
    return inner.Parse(b"<inner>deep</inner>" if context == "outer" else b"<!ENTITY more 'x'>", True)


parser.ExternalEntityRefHandler = external
print(parser.Parse(DOCUMENT, True))


def attempt(action):
    try:
        print(action())
    except Exception as error:
        print(type(error).__name__, error, vars(error) if isinstance(error, expat.ExpatError) else "")


def fail(*arguments):
    raise KeyError("from a handler", *arguments)


print("errors")
for source in "", "<a>", "<a></b>", "<a b='1' b='2'/>", "<a>&none;</a>", "<a/>x", "<a \x01/>", "<n:a/>":
    attempt(lambda: expat.ParserCreate(namespace_separator=":").Parse(source, True))
parser = expat.ParserCreate()
parser.StartElementHandler = fail
parser.EndElementHandler = print
attempt(lambda: parser.Parse("<a/><b/>", True))
attempt(lambda: parser.Parse("<c/>", True))
attempt(lambda: expat.ParserCreate("utf-9").Parse(b"<a/>"))
attempt(lambda: expat.ParserCreate(3))
attempt(lambda: expat.ParserCreate(None, "ab"))
attempt(lambda: expat.ParserCreate(intern=3))
attempt(lambda: expat.ParserCreate().Parse(3))
attempt(lambda: setattr(expat.ParserCreate(), "buffer_size", 0))
attempt(lambda: setattr(expat.ParserCreate(), "buffer_size", "a"))
attempt(lambda: delattr(expat.ParserCreate(), "StartElementHandler"))
attempt(lambda: expat.ParserCreate().ParseFile(3))
attempt(lambda: expat.ParserCreate().ParseFile(io.StringIO("<a/>")))
attempt(lambda: expat.ParserCreate().ParseFile(io.BytesIO(b"<a>" + b"x" * 5000 + b"</a>")))
attempt(lambda: expat.XMLParserType())
print(expat.ErrorString(3), expat.ErrorString(999), errors.codes[errors.XML_ERROR_SYNTAX], errors.messages[11])
print(model.XML_CTYPE_SEQ, model.XML_CQUANT_PLUS, expat.native_encoding, expat.ExpatError is expat.error)
parser = expat.ParserCreate("koi8-r")
parser.CharacterDataHandler = print
parser.Parse("<a>\u043f\u0440\u0438\u0432\u0435\u0442</a>".encode("koi8-r"), True)

print("trees")
import plistlib
import xml.dom.minidom
import xml.etree.ElementTree as ElementTree
import xml.sax
import xmlrpc.client

root = ElementTree.fromstring("<r a='1'><n:x xmlns:n='u'>t</n:x>tail<y/></r>")
print(root.attrib, [(child.tag, child.text, child.tail) for child in root], ElementTree.tostring(root))
print([(event, node.tag) for event, node in ElementTree.iterparse(io.BytesIO(b"<a><b/><c/></a>"), ["start", "end"])])
attempt(lambda: ElementTree.fromstring("<a><b></a>"))
print(xml.dom.minidom.parseString("<a b='c'><!--d-->e<f/></a>").documentElement.toxml())


class Names(xml.sax.ContentHandler):
    def startElement(self, name, attributes):
        print(name, dict(attributes))


xml.sax.parseString(b"<a x='1'><b/></a>", Names())
value = {"name": "n", "list": [1, 2.5, True, b"bytes"]}
print(plistlib.loads(plistlib.dumps(value)) == value)
print(xmlrpc.client.loads(xmlrpc.client.dumps((1, "two", [3.0]), "method")))
parsers = [expat.ParserCreate() for number in range(300)]
for number, parser in enumerate(parsers):
    parser.Parse("<a>%s" % ("<b c='d'>" * (number % 20)))
print(sum(parser.CurrentByteIndex for parser in parsers))
