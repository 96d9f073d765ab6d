"""Runs a program text on CPython and on PitViper, and says whether they differ.

CPython's results are kept in a cache folder by the text of the program: a second run costs half.
"""
import hashlib
import json
import os
import re
import subprocess
import tempfile

ORACLE = ["/usr/bin/python3.11", "-S"]
LIMIT = 20
# CPython itself needs longer than this, or prints more: not worth comparing.
ORACLE_LIMIT, OUTPUT_LIMIT = 8, 1 << 20
# Hot code of CPython marks the wrong half of two instructions that it has made one; fixtures compare the carets.
CARETS = re.compile(r"(?m)^ +[~^]+\n")


def environment():
    values = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    values.update(PYTHONHASHSEED="0", PYTHONDONTWRITEBYTECODE="1", LC_ALL="C.UTF-8", TZ="UTC")
    return values


def run(command, folder, limit):
    """[stdout, stderr, exit status or 128 + signal] as text; status 'time' when it did not end."""
    try:
        ended = subprocess.run(
            command + ["program.py"], cwd=folder, env=environment(), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=subprocess.PIPE, timeout=limit)
    except subprocess.TimeoutExpired:
        return ["", "", "time"]
    status = ended.returncode if ended.returncode >= 0 else 128 - ended.returncode
    stdout, stderr = (
        data.decode("utf-8", "backslashreplace").replace(folder + "/", "DIRECTORY/") for data in (ended.stdout, ended.stderr))
    return [stdout, CARETS.sub("", stderr), str(status)]


class Comparison:
    """Compares program texts on some commands; each command is a list of words before the script."""

    def __init__(self, commands, cache=None):
        self.commands = commands
        self.cache = cache
        if cache:
            os.makedirs(cache, exist_ok=True)

    def expected(self, text, folder):
        path = self.cache and os.path.join(self.cache, hashlib.sha1(text.encode()).hexdigest())
        if path and os.path.exists(path):
            with open(path, encoding="utf-8") as file:
                return json.load(file)
        result = run(ORACLE, folder, ORACLE_LIMIT)
        if path:
            # Written beside and renamed: another process may read or write the same one.
            with tempfile.NamedTemporaryFile("w", encoding="utf-8", dir=self.cache, delete=False) as file:
                json.dump(result, file)
            os.rename(file.name, path)
        return result

    def differences(self, text, names=None):
        """{command name: what differs}; None when CPython does not finish the program."""
        with tempfile.TemporaryDirectory(prefix="random-") as folder:
            folder = os.path.realpath(folder)
            with open(os.path.join(folder, "program.py"), "w", encoding="utf-8") as file:
                file.write(text)
            expected = self.expected(text, folder)
            if expected[2] == "time" or len(expected[0]) > OUTPUT_LIMIT:
                return None
            found = {}
            for name, command in self.commands.items():
                if names is None or name in names:
                    actual = run(command, folder, LIMIT)
                    difference = describe(expected, actual)
                    if difference:
                        found[name] = difference
            return found


def describe(expected, actual):
    """(cause, lines): the cause is the same for programs that fail alike; None when nothing differs."""
    if expected == actual:
        return None
    if actual[2] == "time":
        return "no end", ["no end after %d s" % LIMIT]
    lines, cause = [], ""
    for what, before, after in zip(("stdout", "stderr", "status"), expected, actual):
        if before == after:
            continue
        old, new = before.splitlines(), after.splitlines()
        at = next((i for i, (a, b) in enumerate(zip(old, new)) if a != b), min(len(old), len(new)))
        cause = cause or what
        lines += ["%s, line %d" % (what, at + 1), "  expected: " + first(old, at), "  actual:   " + first(new, at)]
    if int(actual[2]) >= 128:
        cause = "signal %d" % (int(actual[2]) - 128)
    elif actual[2] not in ("0", "1"):
        cause = "status " + actual[2]
    return cause, lines


def first(lines, index):
    return lines[index][:300] if index < len(lines) else "(nothing)"
