"""A JSON parser and writer in plain Python: string indexing, slices, dispatch by character, recursion."""
SIZE, SMALL = 5000, 5
EXPECTED = (True, True, 842558, 41654167500)

ESCAPES = {'"': '"', "\\": "\\", "/": "/", "b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t"}
WORDS = {"t": ("true", True), "f": ("false", False), "n": ("null", None)}


class Parser:
    def __init__(self, text):
        self.text = text
        self.position = 0

    def fail(self, message):
        raise ValueError(f"{message} at {self.position}")

    def skip_blanks(self):
        text, i = self.text, self.position
        while i < len(text) and text[i] in " \t\r\n":
            i += 1
        self.position = i
        return text[i] if i < len(text) else ""

    def value(self):
        c = self.skip_blanks()
        if c == "{":
            return self.object()
        if c == "[":
            return self.array()
        if c == '"':
            return self.string()
        if c in WORDS:
            word, value = WORDS[c]
            if self.text.startswith(word, self.position):
                self.position += len(word)
                return value
        if c == "-" or c.isdigit():
            return self.number()
        self.fail("unexpected character")

    def object(self):
        result = {}
        self.position += 1
        if self.skip_blanks() == "}":
            self.position += 1
            return result
        while True:
            if self.skip_blanks() != '"':
                self.fail("a key is expected")
            key = self.string()
            if self.skip_blanks() != ":":
                self.fail("a colon is expected")
            self.position += 1
            result[key] = self.value()
            c = self.skip_blanks()
            self.position += 1
            if c == "}":
                return result
            if c != ",":
                self.fail("a comma is expected")

    def array(self):
        result = []
        self.position += 1
        if self.skip_blanks() == "]":
            self.position += 1
            return result
        while True:
            result.append(self.value())
            c = self.skip_blanks()
            self.position += 1
            if c == "]":
                return result
            if c != ",":
                self.fail("a comma is expected")

    def string(self):
        text = self.text
        start = i = self.position + 1
        parts = []
        while True:
            c = text[i]
            if c == '"':
                parts.append(text[start:i])
                self.position = i + 1
                return "".join(parts)
            if c == "\\":
                parts.append(text[start:i])
                c = text[i + 1]
                if c == "u":
                    parts.append(chr(int(text[i + 2:i + 6], 16)))
                    i += 6
                else:
                    parts.append(ESCAPES[c])
                    i += 2
                start = i
            else:
                i += 1

    def number(self):
        text = self.text
        start = i = self.position
        while i < len(text) and text[i] in "+-0123456789.eE":
            i += 1
        self.position = i
        digits = text[start:i]
        return int(digits) if digits.lstrip("-").isdigit() else float(digits)


def write(value):
    if value is None:
        return "null"
    if value is True:
        return "true"
    if value is False:
        return "false"
    if isinstance(value, str):
        return '"' + value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'
    if isinstance(value, (int, float)):
        return repr(value)
    if isinstance(value, list):
        return "[" + ", ".join(write(item) for item in value) + "]"
    return "{" + ", ".join(f"{write(key)}: {write(item)}" for key, item in value.items()) + "}"


def document(n):
    return {"records": [{"id": i, "name": f"name {i}\n\"quoted\"", "score": i * 1.25, "tags": ["a", "b" * (i % 5)],
                         "active": i % 2 == 0, "parent": None if i % 3 else i // 3,
                         "place": {"x": -i, "y": i * i, "label": "é" * (i % 4)}} for i in range(n)]}


def run(n):
    source = document(n)
    text = write(source)
    parsed = Parser(text).value()
    again = write(parsed)
    return parsed == source, again == text, len(text), sum(r["place"]["y"] for r in parsed["records"])


if __name__ == "__main__":
    print(run(SMALL))
