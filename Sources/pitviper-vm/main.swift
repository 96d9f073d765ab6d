// The VM alone, without the profiler: what the trampoline build, sanitizers and quick loops run.

import Glibc
import VM

Program.end(Program.run(Array(CommandLine.arguments.dropFirst())))
