// The Python half of `pitviper bench`: one script for every interpreter, so that all are measured by the same code. It is written
// to the bench's temporary folder and run there; it uses only what the smallest interpreter has.
//
// The iterations are made by `any(map(exec, …))`: a loop or a function of the driver's own would become hot, and a tracing JIT would
// record whole iterations as a part of it. The code that is executed has neither, so a JIT has nothing to compile in it.

enum BenchDriver {
  /// The word that a worker replaces by the address of its function that is called after each iteration; 0: there is none.
  static let noMark = "0"

  static let text = #"""
    """One process of `pitviper bench`: calls a workload again and again and writes down what each call took.

        driver.py REPORT COUNT SECONDS MARK KIND NAME FUNCTION [ARGUMENT ...]

    The workload is called COUNT times, or until SECONDS have passed if that is not 0. KIND is
      function  NAME is a script, loaded once as a module; FUNCTION of it is called
      module    NAME is a module, imported once; FUNCTION of it is called
      script    NAME is a script, executed whole as __main__ with fresh globals at each call
    MARK is the address of a C function to be called after each iteration, or 0. Nothing is written before the last
    iteration has ended.
    """
    import sys
    import time


    class Enough(Exception):
        pass


    STEP = compile("""
    cpu = process_time_ns()
    start = monotonic_ns()
    workload()
    end = monotonic_ns()
    cpu = process_time_ns() - cpu
    starts[number] = start
    walls[number] = end - start
    cpus[number] = cpu
    number += 1
    mark()
    if end > deadline: raise Enough
    """, "<bench>", "exec")


    def read(path):
        with open(path, "rb") as file:
            return file.read()


    def named(module, function):
        value = module
        for name in function.split("."):
            if not hasattr(value, name):
                sys.exit("%s has no function %r" % (module.__name__, function))
            value = getattr(value, name)
        if not callable(value):
            sys.exit("%r of %s cannot be called" % (function, module.__name__))
        return value


    def whole_script(path):
        code = compile(read(path), path, "exec")

        def workload():
            main = type(sys)("__main__")
            main.__file__ = path
            sys.modules["__main__"] = main
            try:
                exec(code, main.__dict__)
            except SystemExit as ending:
                if ending.code not in (None, 0):
                    raise
        return workload


    def loaded_script(path, function):
        name = path.rpartition("/")[2]
        name = name[:-3] if name.endswith(".py") else name
        module = type(sys)(name)
        module.__file__ = path
        sys.modules[name] = module
        exec(compile(read(path), path, "exec"), module.__dict__)
        return named(module, function)


    def imported(name, function):
        __import__(name)
        return named(sys.modules[name], function)


    def find(kind, name, function):
        if kind == "module":
            sys.path[0] = ""
            return imported(name, function)
        sys.path[0] = name.rpartition("/")[0] or "."
        return whole_script(name) if kind == "script" else loaded_script(name, function)


    def native(address):
        if not address:
            return bool
        import _ctypes

        class Mark(_ctypes.CFuncPtr):
            _flags_ = _ctypes.FUNCFLAG_CDECL
            _restype_ = None
            _argtypes_ = ()
        return Mark(address)


    def status(path, wanted):
        """The numbers of a file of lines `name: number`, -1 for those that are not there."""
        found = dict.fromkeys(wanted, -1)
        try:
            with open(path) as file:
                for line in file:
                    name, colon, value = line.partition(":")
                    if name.strip() in found:
                        found[name.strip()] = int(value.split()[0])
        except (OSError, ValueError, IndexError):
            pass
        return [found[name] for name in wanted]


    def main():
        report, count, seconds, mark, kind, name, function = sys.argv[1:8]
        origin = time.monotonic_ns()
        count = int(count)
        sys.argv[:] = [name] + sys.argv[8:]
        space = {
            "process_time_ns": time.process_time_ns, "monotonic_ns": time.monotonic_ns, "Enough": Enough, "number": 0,
            "starts": [0] * count, "walls": [0] * count, "cpus": [0] * count, "deadline": float("inf"),
            "mark": native(int(mark)),
        }
        repeat = [space] * count
        codes = [STEP] * count
        space["workload"] = find(kind, name, function)
        if float(seconds):
            space["deadline"] = time.monotonic_ns() + int(float(seconds) * 1e9)
        try:
            any(map(exec, codes, repeat))
        except Enough:
            pass
        number = space["number"]
        starts, walls, cpus = space["starts"][:number], space["walls"][:number], space["cpus"][:number]
        peak, switches = status("/proc/self/status", ["VmHWM", "nonvoluntary_ctxt_switches"])
        migrations, = status("/proc/self/sched", ["se.nr_migrations"])
        # What the clocks alone take: the same code around a call that does nothing.
        rounds = min(count, 100)
        space.update(workload=bool, mark=bool, number=0, deadline=float("inf"))
        any(map(exec, codes[:rounds], repeat))
        overhead = sorted(space["walls"][:rounds])[rounds // 2]
        version = " ".join(sys.version.split())
        with open(report, "w") as file:
            file.write('{"origin": %d, "overhead": %d, "peak": %d, "switches": %d, "migrations": %d, "version": "%s",\n'
                       % (origin, overhead, peak, switches, migrations,
                          version.replace("\\", " ").replace('"', " ")))
            file.write('"starts": %s,\n"walls": %s,\n"cpus": %s}\n' % (starts, walls, cpus))


    main()
    """#
}

/// What the driver writes. Times are CLOCK_MONOTONIC nanoseconds; −1 where something cannot be read.
struct DriverReport: Codable {
  var origin: Int
  var overhead: Int
  var peak: Int
  var switches: Int
  var migrations: Int
  /// `sys.version` of the interpreter.
  var version: String
  var starts: [Int]
  var walls: [Int]
  var cpus: [Int]
}
