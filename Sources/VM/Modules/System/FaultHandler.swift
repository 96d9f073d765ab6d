// The module `faulthandler`: the Python stacks of all threads as text, when the program asks, after a time, at a signal, or
// when the process is about to die.
//
// Everything up to `write` works in a signal handler and while other threads run: no allocation, no lock, only the frames that
// the sampler reads too (vm_state.h). Text is plain ASCII, as in CPython.

import CRuntime
import Glibc

// MARK: Writing

/// Collects text on the stack and writes it when it is full.
private struct FaultWriter {
  let descriptor: Int32
  private var bytes: (UInt64, UInt64, UInt64, UInt64, UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0, 0, 0, 0, 0)
  private var count = 0

  init(_ descriptor: Int32) { self.descriptor = descriptor }

  mutating func put(_ byte: UInt8) {
    withUnsafeMutableBytes(of: &bytes) { $0[count] = byte }
    count += 1
    if count == 64 { flush() }
  }

  mutating func put(_ text: StaticString) {
    for index in 0..<text.utf8CodeUnitCount { put(text.utf8Start[index]) }
  }

  mutating func put(_ number: Int) {
    if number >= 10 { put(number / 10) }
    put(UInt8(48 + number % 10))
  }

  mutating func put(hexadecimal number: UInt64, digits: Int) {
    for digit in (0..<digits).reversed() {
      let value = UInt8(number >> UInt64(4 * digit) & 15)
      put(value < 10 ? 48 + value : 87 + value)
    }
  }

  /// Other characters than ASCII as escapes.
  mutating func put(_ string: StringRef) {
    for index in 0..<string.count {
      let code = string[index]
      switch code {
      case 32..<127: put(UInt8(code))
      case 0..<256:
        put("\\x")
        put(hexadecimal: UInt64(code), digits: 2)
      case 256..<65536:
        put("\\u")
        put(hexadecimal: UInt64(code), digits: 4)
      default:
        put("\\U")
        put(hexadecimal: UInt64(code), digits: 8)
      }
    }
  }

  mutating func flush() {
    withUnsafeBytes(of: bytes) { _ = write(descriptor, $0.baseAddress, count) }
    count = 0
  }
}

private func dump(_ thread: Thread, _ title: StaticString, _ out: inout FaultWriter) {
  out.put(title)
  out.put(hexadecimal: thread.pointee.identity, digits: 16)
  out.put(" (most recent call first):\n")
  dumpFrames(thread, &out)
}

private func dumpFrames(_ thread: Thread, _ out: inout FaultWriter) {
  var frame = thread.pointee.frame.unsafelyUnwrapped
  var shown = 0
  while frame > thread.pointee.frameBase.unsafelyUnwrapped {
    if let code = frame.pointee.code, code.pointee.flags & CodeFlags.hidden == 0 {
      if shown == 100 {
        out.put("  ...\n")
        break
      }
      shown += 1
      out.put("  File \"")
      out.put(code.code.filename)
      out.put("\", line ")
      out.put(Int(code.position(at: frame.pointee.pc - code.pointee.start - 1)?.line ?? 0))
      out.put(" in ")
      out.put(code.code.name)
      out.put("\n")
    }
    frame -= 1
  }
  if shown == 0 { out.put("  <no Python frame>\n") }
}

/// The calling thread's stack, or those of all threads, the youngest first.
private func dumpTraceback(_ descriptor: Int32, allThreads: Bool) {
  var out = FaultWriter(descriptor)
  let current = vm_current_thread()
  if allThreads {
    var isFirst = true
    for index in (0..<vm.pointee.threads.count).reversed() {
      let thread = vm.pointee.threads[index]
      if !isFirst { out.put("\n") }
      isFirst = false
      dump(thread, thread == current ? "Current thread 0x" : "Thread 0x", &out)
    }
  } else if let current {
    out.put("Stack (most recent call first):\n")
    dumpFrames(current, &out)
  }
  out.flush()
}

// MARK: Signals

private struct FaultRow {
  var isOn = false
  var descriptor: Int32 = 2
  var allThreads = true
  var chains = false
  var previous = sigaction()
}

nonisolated(unsafe) private let rows: UnsafeMutablePointer<FaultRow> = {
  let rows = UnsafeMutablePointer<FaultRow>.allocate(capacity: signalCount)
  rows.initialize(repeating: FaultRow(), count: signalCount)
  return rows
}()

private let fatalSignals: [(number: Int32, text: StaticString)] = [
  (SIGBUS, "Bus error"), (SIGILL, "Illegal instruction"), (SIGFPE, "Floating point exception"), (SIGABRT, "Aborted"),
  (SIGSEGV, "Segmentation fault"),
]
nonisolated(unsafe) private var isEnabled = false

private func fatalSignalArrived(_ number: Int32) {
  let row = rows + Int(number)
  var out = FaultWriter(row.pointee.descriptor)
  out.put("Fatal Python error: ")
  for index in 0..<fatalSignals.count where fatalSignals[index].number == number { out.put(fatalSignals[index].text) }
  out.put("\n\n")
  out.flush()
  sigaction(number, &row.pointee.previous, nil)
  dumpTraceback(row.pointee.descriptor, allThreads: row.pointee.allThreads)
  raise(number)
}

private func userSignalArrived(_ number: Int32) {
  let saved = errno
  let row = rows + Int(number)
  dumpTraceback(row.pointee.descriptor, allThreads: row.pointee.allThreads)
  if row.pointee.chains, let previous = row.pointee.previous.__sigaction_handler.sa_handler,
    unsafeBitCast(previous, to: Int.self) > 1
  {
    previous(number)
  }
  errno = saved
}

private func install(
  _ number: Int32, _ descriptor: Int32, allThreads: Bool, chains: Bool,
  _ handler: @escaping @convention(c) (Int32) -> Void
) -> Bool {
  let row = rows + Int(number)
  row.pointee.descriptor = descriptor
  row.pointee.allThreads = allThreads
  row.pointee.chains = chains
  if row.pointee.isOn { return true }
  var action = sigaction()
  action.__sigaction_handler.sa_handler = handler
  action.sa_flags = 0x0800_0000 | (chains ? 0x4000_0000 : 0)  // SA_ONSTACK, SA_NODEFER
  row.pointee.isOn = sigaction(number, &action, &row.pointee.previous) == 0
  return row.pointee.isOn
}

/// True when there was a handler of ours.
private func uninstall(_ number: Int32) -> Bool {
  let row = rows + Int(number)
  if !row.pointee.isOn { return false }
  row.pointee.isOn = false
  sigaction(number, &row.pointee.previous, nil)
  return true
}

// MARK: After a time

/// A thread of the system that waits; it runs no Python code. Stopping it is asking it to end and waiting for that.
private struct Watchdog {
  var thread = pthread_t()
  var wake = sem_t()
  var period: UInt64 = 0
  var repeats = false
  var exits = false
  var descriptor: Int32 = 2
}
nonisolated(unsafe) private var watchdog: UnsafeMutablePointer<Watchdog>? = nil

private func watch(_ dog: UnsafeMutablePointer<Watchdog>) {
  repeat {
    let deadline = monotonicNanoseconds() + dog.pointee.period
    var status: Int32
    repeat { status = vm_wait(&dog.pointee.wake, UInt(deadline)) } while status == EINTR
    if status != ETIMEDOUT { return }
    var out = FaultWriter(dog.pointee.descriptor)
    let seconds = Int(dog.pointee.period / 1_000_000_000)
    let rest = Int(dog.pointee.period % 1_000_000_000 / 1000)
    out.put("Timeout (")
    out.put(seconds / 3600)
    for part in [seconds / 60 % 60, seconds % 60] {
      out.put(":")
      if part < 10 { out.put("0") }
      out.put(part)
    }
    if rest > 0 {
      out.put(".")
      var digit = 100_000
      while digit > 0 {
        out.put(rest / digit % 10)
        digit /= 10
      }
    }
    out.put(")!\n")
    out.flush()
    dumpTraceback(dog.pointee.descriptor, allThreads: true)
    if dog.pointee.exits { _exit(1) }
  } while dog.pointee.repeats
}

private func stopWatching(_ thread: Thread) {
  guard let dog = watchdog else { return }
  watchdog = nil
  sem_post(&dog.pointee.wake)
  thread.blocking { _ = pthread_join(dog.pointee.thread, nil) }
  sem_destroy(&dog.pointee.wake)
  dog.deallocate()
}

extension UnsafeMutablePointer where Pointee == ThreadState {
  /// The descriptor of a file argument, flushed; sys.stderr's when it is missing. Nil with an exception pending.
  fileprivate func faultDescriptor(_ value: Value) -> Int32? {
    var file = value
    if file.isUnbound || file.isNone {
      file = ModuleRef(vm.pointee.sysModule).namespace.get(name: vm.pointee.names.stderr)
      if file.isUnbound || file.isNone {
        raise(.runtimeError, file.isNone ? "sys.stderr is None" : "unable to get sys.stderr")
        return nil
      }
    }
    if file.isInt {
      if file.asInt < 0 { raise(.valueError, "file is not a valid file descripter") }
      return file.asInt < 0 ? nil : cInt(file)
    }
    guard let number = descriptor(file) else { return nil }
    if callMethod(file, vm.pointee.names.flush).isError { pointee.exception = .unbound }
    return number
  }

  fileprivate func flag(_ value: Value, _ other: Bool) -> Bool? {
    if value.isUnbound { return other }
    let truth = self.truth(value)
    return truth < 0 ? nil : truth > 0
  }

  fileprivate func startWatching(_ seconds: Double, _ repeats: Bool, _ descriptor: Int32, _ exits: Bool) -> Value {
    stopWatching(self)
    let dog = UnsafeMutablePointer<Watchdog>.allocate(capacity: 1)
    dog.initialize(
      to: Watchdog(period: UInt64(min(seconds, 9e9) * 1e9), repeats: repeats, exits: exits, descriptor: descriptor))
    sem_init(&dog.pointee.wake, 0, 0)
    // Signals are for the program's threads.
    var all = sigset_t()
    var before = sigset_t()
    sigfillset(&all)
    pthread_sigmask(SIG_SETMASK, &all, &before)
    let status = pthread_create(
      &dog.pointee.thread, nil,
      { context in
        watch(context.unsafelyUnwrapped.assumingMemoryBound(to: Watchdog.self))
        return nil
      }, dog)
    pthread_sigmask(SIG_SETMASK, &before, nil)
    if status != 0 {
      dog.deallocate()
      return raise(.runtimeError, "unable to start watchdog thread")
    }
    watchdog = dog
    return .none
  }
}

// MARK: The module

private let functions: [NativeDefinition] = [
  NativeDefinition(.function, "enable(file=None, all_threads=True)") { t, a in
    guard let descriptor = t.faultDescriptor(a[0]), let all = t.flag(a[1], true) else { return .error }
    for (number, _) in fatalSignals {
      if !install(number, descriptor, allThreads: all, chains: true, fatalSignalArrived) {
        return t.raiseOSError(errno)
      }
    }
    isEnabled = true
    return .none
  },
  NativeDefinition(.function, "disable()") { _, _ in
    let wasEnabled = isEnabled
    isEnabled = false
    if wasEnabled { for (number, _) in fatalSignals { _ = uninstall(number) } }
    return .bool(wasEnabled)
  },
  NativeDefinition(.function, "is_enabled()") { _, _ in .bool(isEnabled) },
  NativeDefinition(.function, "dump_traceback(file=None, all_threads=True)") { t, a in
    guard let descriptor = t.faultDescriptor(a[0]), let all = t.flag(a[1], true) else { return .error }
    dumpTraceback(descriptor, allThreads: all)
    return .none
  },
  NativeDefinition(.function, "dump_traceback_later(timeout, repeat=False, file=None, exit=False)") { t, a in
    guard let seconds = t.double(of: a[0]), let repeats = t.flag(a[1], false), let exits = t.flag(a[3], false) else {
      return .error
    }
    if !(seconds > 0) { return t.raise(.valueError, "timeout must be greater than 0") }
    guard let descriptor = t.faultDescriptor(a[2]) else { return .error }
    return t.startWatching(seconds, repeats, descriptor, exits)
  },
  NativeDefinition(.function, "cancel_dump_traceback_later()") { t, _ in
    stopWatching(t)
    return .none
  },
  NativeDefinition(.function, "register(signum, file=None, all_threads=True, chain=False)") { t, a in
    guard let number = t.cInt(a[0]) else { return .error }
    if fatalSignals.contains(where: { $0.number == number }) {
      return t.raise(.runtimeError, "signal \(number) cannot be registered, use enable() instead")
    }
    guard number >= 1, number < signalCount else { return t.raise(.valueError, "signal number out of range") }
    guard let descriptor = t.faultDescriptor(a[1]), let all = t.flag(a[2], true), let chains = t.flag(a[3], false)
    else {
      return .error
    }
    let installed = install(number, descriptor, allThreads: all, chains: chains, userSignalArrived)
    return installed ? .none : t.raiseOSError(errno)
  },
  NativeDefinition(.function, "unregister(signum, /)") { t, a in
    guard let number = t.cInt(a[0]) else { return .error }
    guard number >= 1, number < signalCount else { return t.raise(.valueError, "signal number out of range") }
    return .bool(!fatalSignals.contains { $0.number == number } && uninstall(number))
  },
]

/// `-X faulthandler`: as `faulthandler.enable()` before the program starts.
func enableFaultHandler(_ thread: Thread) {
  for (number, _) in fatalSignals {
    _ = install(number, 2, allThreads: true, chains: true, fatalSignalArrived)
  }
  isEnabled = true
}

func defineFaultHandler(_ thread: Thread) {
  thread.defineModule("faulthandler", doc: "Stacks of all threads as text.", functions)
}
