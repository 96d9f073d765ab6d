// A recording of a real script by the real program, made once per test run: something of everything that screens show.

import Foundation

enum ProfiledScript {
  static let name = "everything.py"

  /// Bridges and failing guards (`total`), recursion (`fib`), C with callbacks (`order`) and without (`absolute`), a
  /// recording that is given up (`unpack`), garbage, source that is compiled again and again (`formula`: a finding of
  /// the doctor), and a second thread.
  static let source = """
    import ctypes
    import threading
    import time

    libc = ctypes.CDLL(None)
    comparison = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.POINTER(ctypes.c_int), ctypes.POINTER(ctypes.c_int))


    class Point:
        def __init__(self, x):
            self.x = x


    def total(points):
        sum = 0
        for point in points:
            if point.x > 40:
                sum = sum + point.x * 2
            else:
                sum = sum + point.x
        return sum


    def fib(n):
        return n if n < 2 else fib(n - 1) + fib(n - 2)


    def compare(left, right):
        return left[0] - right[0]


    callback = comparison(compare)


    def order(count):
        values = (ctypes.c_int * count)(*[n * 7919 % 1000 for n in range(count)])
        libc.qsort(values, count, ctypes.sizeof(ctypes.c_int), callback)
        return values[0]


    def absolute(count):
        sum = 0
        for n in range(count):
            sum += libc.abs(-n)
        return sum


    def unpack(count):
        for n in range(count):
            first, *rest = (n, count)


    def garbage(count):
        for n in range(count):
            cycle = []
            cycle.append(cycle)


    def formula(count):
        for n in range(count):
            eval("n + 1")


    def work(seconds):
        points = [Point(n) for n in range(100)]
        mixed = points + [Point(n + 0.5) for n in range(100)]
        end = time.process_time() + seconds
        while time.process_time() < end:
            for round in range(20):
                total(points)
                total(mixed)
            fib(12)
            order(10)
            absolute(100)
            unpack(10)
            garbage(50)
            formula(10)


    helper = threading.Thread(target=work, args=(0.2,), name="helper")
    helper.start()
    work(1.0)
    helper.join()

    """

  /// The folder with the script and `a.pitviper`, or why there is none.
  static let folder: Result<URL, any Error> = Result {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("pitviper-screens-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    atexit { if case .success(let folder) = ProfiledScript.folder { try? FileManager.default.removeItem(at: folder) } }
    try source.write(to: folder.appendingPathComponent(name), atomically: true, encoding: .utf8)
    let words = [TestRecording.program, "profile", "--traces", "-o", "a.pitviper", name]
    let terminal = try Tmux(width: 80, height: 24, command: ["env", "-C", folder.path] + words)
    try terminal.expectEnd("status 0", seconds: 120)
    return folder
  }

  static var recording: String { get throws { try folder.get().appendingPathComponent("a.pitviper").path } }
}
