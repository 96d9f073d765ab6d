// Python's own options, variables and ways to name a program.

import Foundation
import Testing

@Suite struct PythonOptionsTests {
  /// A folder with these files, removed at the end.
  private func withFolder(_ files: [String: String], _ body: (String) throws -> Void) throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
      .resolvingSymlinksInPath()
    defer { try? FileManager.default.removeItem(at: folder) }
    for (name, text) in files {
      let file = folder.appendingPathComponent(name)
      try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
      try text.write(to: file, atomically: true, encoding: .utf8)
    }
    try body(folder.path)
  }

  /// The output of a shell's command, in which `$P` is the program.
  private func shell(_ command: String, folder: String = "/") throws -> String {
    try Run.shell(command, folder: folder)
  }

  @Test(arguments: [
    ("-O -c 'assert 0; print(__debug__)'", "False"),
    ("-OO -c 'def f(): \"doc\"\nprint(f.__doc__)'", "None"),
    ("-c 'import sys; print(sys.flags.optimize, sys.flags.inspect, sys.flags.no_site, sys.flags.isolated)'", "0 0 0 0"),
    ("-OO -S -c 'import sys; print(sys.flags.optimize, sys.flags.no_site)'", "2 1"),
    (
      "-I -c 'import sys; f = sys.flags; print(f.isolated, f.ignore_environment, f.no_user_site, f.safe_path)'",
      "1 1 1 True"
    ),
    ("-X dev -X tag=a -c 'import sys; print(sys.flags.dev_mode, sys._xoptions)'", "True {'dev': True, 'tag': 'a'}"),
    ("-W error -W ignore::UserWarning -c 'import sys; print(sys.warnoptions)'", "['error', 'ignore::UserWarning']"),
    ("-W ignore -c 'import warnings; warnings.warn(\"not shown\"); print(1)' 2>&1", "1"),
    ("-X int_max_str_digits=640 -c 'import sys; print(sys.get_int_max_str_digits())'", "640"),
    ("-X utf8 -c 'import sys; print(sys.flags.utf8_mode)'", "1"),
    ("-X no_debug_ranges -c '1 + None' 2>&1 | grep -c '\\^'", "0"),
    ("-X faulthandler -c 'import faulthandler; print(faulthandler.is_enabled())'", "True"),
    ("-X importtime -c 'import textwrap' 2>&1 | grep -c '| textwrap$'", "1"),
    ("-BEsuvc 'import sys; print(sys.flags.verbose, sys.dont_write_bytecode)' 2> /dev/null", "1 True"),
    ("-c 'import sys; print(sys.argv)' a -b", "['-c', 'a', '-b']"),
    ("-V", "Python 3.11.2 (PitViper)"),
    ("-m json.tool --compact <<< '[1,  2]'", "[1,2]"),
    ("-m doctest /dev/null; echo $?", "0"),
    ("-m timeit -n 1 -r 1 pass | grep -c '1 loop, best of 1'", "1"),
    ("- a <<< 'import sys; print(sys.argv, __name__)'", "['-', 'a'] __main__"),
    ("-q -i <<< '6 * 7' 2> /dev/null", "42"),
    ("-i -c 'x = 5' <<< 'x + 1' 2> /dev/null", "6"),
    ("-X int_max_str_digits=3 -c 1 2> /dev/null; echo $?", "1"),
    ("-z 2> /dev/null; echo $?", "2"),
    ("-c 'raise SystemExit(\"message\")' 2>&1; echo $?", "message\n1"),
    ("/nowhere.py 2> /dev/null; echo $?", "2"),
    ("-m nowhere 2> /dev/null; echo $?", "1"),
  ])
  func options(words: String, output: String) throws {
    #expect(try shell("$P run \(words)") == output + "\n")
  }

  /// A library for CPython is seen, and refused with its path.
  @Test func extensionModulesAreRefused() throws {
    try withFolder(["package/__init__.py": "", "package/fast.abi3.so": "no library"]) { folder in
      let path = folder + "/package/fast.abi3.so"
      let script = "try: import package.fast\nexcept ModuleNotFoundError as e: print(e, e.name)"
      let output = try shell("$P run -c '\(script)'", folder: folder)
      #expect(output == "No module named 'package.fast' (\(path) is made for CPython) package.fast\n")
      let refusal = "is an extension module made for CPython, which cannot be loaded"
      let loading = "import importlib.util as u\ntry: u.module_from_spec(u.find_spec(\"package.fast\"))\n"
      let loaded = try shell("$P run -c '\(loading)except ImportError as e: print(e, e.path)'", folder: folder)
      #expect(loaded == "package.fast \(refusal): \(path) \(path)\n")
    }
  }

  @Test(arguments: [
    ("PYTHONOPTIMIZE=2", "sys.flags.optimize", "2"), ("PYTHONDONTWRITEBYTECODE=1", "sys.dont_write_bytecode", "True"),
    ("PYTHONWARNINGS=error,ignore", "sys.warnoptions", "['error', 'ignore']"),
    ("PYTHONSAFEPATH=1", "sys.path[0]", "/usr/lib/python3.11"), ("PYTHONPATH=/a:/b", "sys.path[1:3]", "['/a', '/b']"),
    ("PYTHONHASHSEED=0", "sys.flags.hash_randomization", "0"), ("PYTHONUTF8=1", "sys.flags.utf8_mode", "1"),
    ("PYTHONNOUSERSITE=1", "sys.flags.no_user_site", "1"),
    ("PYTHONPYCACHEPREFIX=/tmp/p", "sys.pycache_prefix", "/tmp/p"),
    ("PYTHONINTMAXSTRDIGITS=0", "sys.get_int_max_str_digits()", "0"),
  ])
  func variables(setting: String, expression: String, value: String) throws {
    #expect(try shell("\(setting) $P run -c 'import sys; print(\(expression))'") == value + "\n")
    #expect(try shell("\(setting) $P run -E -c 'import sys; print(\(expression))'") != value + "\n")
  }

  @Test func aFolderAndAnArchiveAreRun() throws {
    let files = ["app/__main__.py": "import sys, part\nprint(__name__, sys.argv, part.x)", "app/part.py": "x = 5"]
    try withFolder(files) { folder throws in
      #expect(try shell("$P run app 1", folder: folder) == "__main__ ['app', '1'] 5\n")
      _ = try shell("cd app && $P run -m zipfile -c ../app.zip __main__.py part.py", folder: folder)
      #expect(try shell("$P run app.zip 1", folder: folder) == "__main__ ['app.zip', '1'] 5\n")
      #expect(try shell("PYTHONPATH=app.zip $P run -c 'import part; print(part.x)'", folder: folder) == "5\n")
    }
  }

  @Test func findersOfTheProgramAreAsked() throws {
    let script = """
      import importlib.machinery, importlib.util, sys
      class Finder:
        def find_spec(self, name, path, target=None):
          if name == "invented": return importlib.util.spec_from_loader(name, self)
        def create_module(self, spec): return None
        def exec_module(self, module): module.x = 6
      sys.meta_path.append(Finder())
      import invented
      print(invented.x, invented.__spec__.name)
      """
    try withFolder(["script.py": script]) { folder throws in
      #expect(try shell("$P run script.py", folder: folder) == "6 invented\n")
    }
  }

  @Test func packagesOfAVirtualEnvironmentAreFound() throws {
    let site = "lib/python3.11/site-packages"
    let files = [
      "pyvenv.cfg": "home = /usr/bin\ninclude-system-site-packages = false\n", "\(site)/pure.py": "x = 7",
      "\(site)/more.pth": "# a comment\nextra\nimport sys; sys.flag_of_file = 8\n", "\(site)/extra/side.py": "y = 9",
      "bin/none": "",
    ]
    let code = "'import pure, side, sys; print(pure.x, side.y, sys.flag_of_file, sys.prefix)'"
    try withFolder(files) { folder throws in
      #expect(try shell("VIRTUAL_ENV=\(folder) $P run -c \(code)") == "7 9 8 \(folder)\n")
      // Called by a link in the environment, as `python -m venv` makes it.
      #expect(try shell("ln -s $P bin/python && bin/python -c \(code)", folder: folder) == "7 9 8 \(folder)\n")
      #expect(try shell("VIRTUAL_ENV=\(folder) $P run -S -c 'import pure' 2>&1 | tail -1").contains("No module named"))
    }
  }

  @Test func packagesOfTheUserAreFound() throws {
    try withFolder([".local/lib/python3.11/site-packages/own.py": "x = 7"]) { folder throws in
      #expect(try shell("HOME=\(folder) $P run -c 'import own; print(own.x)'") == "7\n")
      #expect(try shell("HOME=\(folder) $P run -s -c 'import own' 2>&1 | tail -1").contains("No module named"))
    }
  }

  @Test func theFirstLineIsSkipped() throws {
    try withFolder(["script.py": "%batch\nprint(1 / 0)\n"]) { folder throws in
      let output = try shell("$P run -x script.py 2>&1", folder: folder)
      #expect(output.contains("script.py\", line 2, in <module>") && output.contains("ZeroDivisionError"))
    }
  }
}
