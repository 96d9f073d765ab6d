# Brings diagnostics.json up to date: what CPython 3.11 says about each source in it.
# To add a case, add an object with its mode ("exec", "eval" or "single") and source, and run in this folder:
# /usr/bin/python3.11 diagnose.py
import ast, json, warnings

warnings.simplefilter("ignore")
with open("diagnostics.json", encoding="utf-8") as file:
    sources = [(case["mode"], case["source"]) for case in json.load(file)]
cases = []
for mode, source in sources:
    case = {"mode": mode, "source": source}
    try:
        ast.parse(source, "wrong.py", mode)
    except SyntaxError as error:
        case["kind"] = type(error).__name__
        case["message"] = error.msg
        case["line"], case["offset"] = error.lineno, error.offset
        case["endLine"], case["endOffset"] = error.end_lineno, error.end_offset
    cases.append(case)
with open("diagnostics.json", "w", encoding="utf-8") as file:
    file.write("[\n" + ",\n".join(json.dumps(case, ensure_ascii=False) for case in cases) + "\n]\n")
