# Chained tracebacks: "During handling of…" and "The above exception was…".
class ConfigError(Exception):
    pass


def parse(text):
    return int(text)


def load(mapping, key):
    try:
        return parse(mapping[key])
    except KeyError as error:
        raise ConfigError(f"missing {key}") from error


def careful(mapping):
    try:
        return load(mapping, "size")
    except ConfigError:
        return parse("not a number")


print("start")
try:
    careful({"size": "12", })
    careful({"other": 1})
finally:
    print("cleaning up")
