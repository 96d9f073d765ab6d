// The native modules about the operating system and the interpreter itself, as rows for the table of native modules.

import CRuntime

let systemModules: [String: (Thread) -> Void] = [
  "_signal": defineSignals,
  "atexit": defineAtexit,
  "time": defineTime,
  "errno": defineErrno,
  "faulthandler": defineFaultHandler,
  "gc": defineCollector,
  "_imp": defineImportSupport,
  "_locale": defineLocale,
  "posix": definePosix,
  "_sre": defineRegex,
  "_warnings": defineWarnings,
  "_ast": defineSyntaxTree,
  "marshal": defineMarshal,
  "_posixsubprocess": defineSubprocessModule,
  "select": defineSelectModule,
  "fcntl": defineDescriptorControl,
  "_socket": defineSocketModule,
  "pwd": defineAccounts,
  "grp": defineGroups,
  "resource": defineResources,
  "termios": defineTerminals,
  "mmap": defineMemoryMaps,
  "_contextvars": defineContextVariables,
  "_multiprocessing": defineSharedSemaphores,
  "_posixshmem": defineSharedMemory,
]
