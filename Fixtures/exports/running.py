"""perf and gdb at a running program: `run --perf-map --jitdump --gdb-jit` (docs/jit-events.md). perf records by the software event
cpu-clock, since virtual machines often have no other. Its own samples in machine code of traces are counted by address, from the map
file, and by name, from what perf says: both numbers must be equal. Each check returns samples, a result and whether it is met.
"""
import glob
import os
import re
import subprocess
import time


class Skipped(Exception):
    """The machine does not allow it."""


class Recorded:
    """One run under `perf record`; `samples` are (process, address)."""

    def __init__(self, program, script, folder):
        self.data = os.path.join(folder, "perf.data")
        # Kernel code is of no interest and needs more rights.
        command = ["perf", "record", "-q", "-e", "cpu-clock:u", "-F", "999", "-k", "CLOCK_MONOTONIC", "-o", self.data, "--",
                   program, "run", "--perf-map", "--jitdump", script, "3"]
        run = subprocess.run(command, capture_output=True, text=True)
        if not os.path.exists(self.data) or run.returncode:
            answer = (run.stderr.strip() or "perf says nothing").split("\n")
            level = open("/proc/sys/kernel/perf_event_paranoid").read().strip()
            raise Skipped(f"perf record: {answer[0][:80]} (perf_event_paranoid is {level})")
        text = output("perf", "script", "-i", self.data, "-F", "pid,ip")
        self.samples = [(int(process), int(address, 16)) for process, address in
                        re.findall(r"^ *(\d+) +([0-9a-f]+) *$", text, re.M)]
        if not self.samples:
            raise Skipped("perf record: took no sample")
        self.process = max(process for process, _ in self.samples)

    def remove(self):
        """What program and perf have left in /tmp."""
        for path in glob.glob(f"/tmp/perf-{self.process}.map") + glob.glob(f"/tmp/jit*-{self.process}*"):
            os.remove(path)

    def in_traces(self):
        """Samples whose address is in the code of a trace."""
        with open(f"/tmp/perf-{self.process}.map") as file:
            ranges = [(int(line.split()[0], 16), int(line.split()[1], 16)) for line in file]
        return sum(any(start <= address < start + size for start, size in ranges)
                   for process, address in self.samples if process == self.process)


def output(*words):
    return subprocess.run(words, check=True, capture_output=True, text=True).stdout


def named(data, pattern):
    """Samples that `perf report` counts for symbols of traces in files whose name matches."""
    text = output("perf", "report", "-i", data, "--stdio", "-q", "-n", "--sort", "dso,symbol")
    rows = re.findall(r"^ *[\d.]+% +(\d+) +(\S.*?) +\[\S\] py:trace (\d+) ", text, re.M)
    rows = [(int(count), trace) for count, file, trace in rows if re.match(pattern, file)]
    return sum(count for count, _ in rows), len({trace for _, trace in rows})


def compared(recorded, found, traces):
    expected = recorded.in_traces()
    met = found == expected > 0
    return found, f"{'equal' if met else f'different: {expected} by address'}; {traces} traces by name", met


def perf_map(recorded, folder):
    return compared(recorded, *named(recorded.data, r"\[JIT\]"))


def jitdump(recorded, folder):
    data = os.path.join(folder, "perf.jit.data")
    subprocess.run(["perf", "inject", "--jit", "-i", recorded.data, "-o", data], check=True, capture_output=True, text=True)
    return compared(recorded, *named(data, r"jitted-\d+-\d+\.so"))


def gdb(program, script):
    """Attaches until the program is in a trace, and asks for the stack."""
    running = subprocess.Popen([program, "run", "--gdb-jit", script, "60"], stdout=subprocess.DEVNULL)
    try:
        for _ in range(20):
            time.sleep(0.7)
            if running.poll() is not None:
                return None, f"the program ended with {running.returncode}", False
            asked = subprocess.run(
                ["gdb", "-nx", "-batch", "-iex", "set debuginfod enabled off", "-p", str(running.pid), "-ex", "backtrace"],
                capture_output=True, text=True)
            if "ptrace: Operation not permitted" in asked.stderr:
                raise Skipped("gdb: " + asked.stderr.strip().split("\n")[0][:80])
            frames = re.findall(r"^#(\d+) +(?:0x[0-9a-f]+ in )?(.*)", asked.stdout, re.M)
            place = next((index for index, (_, name) in enumerate(frames) if name.startswith("py:trace ")), None)
            if place is None:
                continue
            below = [name.split(" ")[0] for _, name in frames[place + 1:]]
            met = bool(below) and below[-1].endswith("main")
            found = f"backtrace of {len(frames)} frames, #{place} is a trace by name"
            return None, f"{found}, the last is {below[-1] if below else 'the trace'}", met
        return None, "no trace on 20 stacks", False
    finally:
        running.kill()
        running.wait()


def versions():
    return {"perf": output("perf", "--version").split()[-1], "gdb": output("gdb", "--version").split("\n")[0].split()[-1]}


def check(program, script, folder):
    """Rows: what is written, reader, version, samples, result, whether it is met (None: skipped)."""
    version = versions()
    rows = []
    recorded = None

    def row(written, reader, action):
        tool = reader.split()[0]
        try:
            samples, result, met = action()
        except Skipped as reason:
            samples, result, met = None, f"skipped: {reason}", None
        except subprocess.CalledProcessError as error:
            samples, result, met = None, (error.stderr or str(error)).strip().split("\n")[-1][:80], False
        rows.append((written, reader, version[tool], samples, result, met))

    try:
        recorded = Recorded(program, script, folder)
    except Skipped as reason:
        rows += [(written, "perf", version["perf"], None, f"skipped: {reason}", None) for written in ("perf map", "jitdump")]
    if recorded:
        row("perf map", "perf report", lambda: perf_map(recorded, folder))
        row("jitdump", "perf inject --jit, perf report", lambda: jitdump(recorded, folder))
        recorded.remove()
    row("gdb's JIT interface", "gdb", lambda: gdb(program, script))
    return rows
