// The module `_signal`. The C handler only notes the number and asks for a safepoint; the Python handler runs there.
// SIGINT raises KeyboardInterrupt from the start, without the module being imported.

import CRuntime
import Glibc

private let signalCount = 65
/// Numbers that arrived and wait for their Python handler; written by the C handler.
nonisolated(unsafe) private let arrived: UnsafeMutablePointer<UInt8> = {
  let flags = UnsafeMutablePointer<UInt8>.allocate(capacity: signalCount)
  flags.initialize(repeating: 0, count: signalCount)
  return flags
}()
/// The Python handlers by number: an immortal list of callables, the ints 0 (default) and 1 (ignored), or None.
nonisolated(unsafe) private var handlers = Value.unbound
nonisolated(unsafe) private var wakeupDescriptor: Int32 = -1
nonisolated(unsafe) private var defaultInterrupt = Value.unbound

private func signalArrived(_ number: Int32) {
  let saved = errno
  arrived[Int(number)] = 1
  let thread = vm.pointee.mainThread
  thread.pointee.pendingWork |= PendingWork.signals
  thread.requestSafepoint()
  if wakeupDescriptor >= 0 {
    var byte = UInt8(truncatingIfNeeded: number)
    _ = write(wakeupDescriptor, &byte, 1)
  }
  errno = saved
}

/// As if the signal had arrived, unless it is ignored or has its default effect (`_thread.interrupt_main`).
func simulateSignal(_ number: Int32) {
  let handler = handlers.isObject ? ListRef(handlers)[Int(number)] : number == SIGINT ? .none : .int(0)
  if !handler.isInt { signalArrived(number) }
}

/// System calls must return with EINTR, so that Python handlers run in time: no SA_RESTART.
private func install(_ number: Int32, _ handler: @escaping @convention(c) (Int32) -> Void) -> Bool {
  var action = sigaction()
  action.__sigaction_handler.sa_handler = handler
  action.sa_flags = 0x0800_0000  // SA_ONSTACK
  return sigaction(number, &action, nil) == 0
}

private func installPlain(_ number: Int32, ignored: Bool) -> Bool {
  signal(number, ignored ? SIG_IGN : SIG_DFL).map { unsafeBitCast($0, to: Int.self) != -1 } ?? true
}

/// At start: SIGINT becomes KeyboardInterrupt (unless the shell had it ignored), broken pipes become errors.
func installInterruptHandler() {
  _ = arrived
  signal(SIGPIPE, SIG_IGN)
  signal(SIGXFSZ, SIG_IGN)
  var current = sigaction()
  sigaction(SIGINT, nil, &current)
  let disposition = current.__sigaction_handler.sa_handler.map { unsafeBitCast($0, to: Int.self) } ?? 0
  if disposition != 1 { _ = install(SIGINT, signalArrived) }
}

extension UnsafeMutablePointer where Pointee == ThreadState {
  /// Calls the Python handlers of signals that arrived; false with an exception pending.
  func runSignalHandlers() -> Bool {
    for number in 1..<signalCount where arrived[number] != 0 {
      arrived[number] = 0
      let handler = handlers.isObject ? ListRef(handlers)[number] : .none
      if handler.isNone || handler == defaultInterrupt {
        if number == Int(SIGINT) {
          raise(.keyboardInterrupt, arguments: vm.pointee.emptyTuple)
          return false
        }
        continue
      }
      if handler.isInt { continue }
      let frame = frameObject(depth: 0)
      if frame.isError { pointee.exception = .unbound }
      if call(handler, .int(number), frame.isError ? .none : frame).isError { return false }
    }
    return true
  }

  fileprivate func signalNumber(_ value: Value) -> Int32? {
    guard let number = index(value) else { return nil }
    guard number >= 1 && number < signalCount else {
      raise(.valueError, "signal number out of range")
      return nil
    }
    return Int32(number)
  }

  fileprivate func setHandler(_ number: Int32, _ handler: Value) -> Value {
    let old = ListRef(handlers)[Int(number)]
    let succeeded: Bool
    if handler.isInt && (handler.asInt == 0 || handler.asInt == 1) {
      succeeded = installPlain(number, ignored: handler.asInt == 1)
    } else if isCallable(handler) {
      succeeded = install(number, signalArrived)
    } else {
      return raise(
        .typeError, "signal handler must be signal.SIG_IGN, signal.SIG_DFL, or a callable object")
    }
    if !succeeded { return raiseOSError(errno) }
    ListRef(handlers)[Int(number)] = handler
    return old
  }

  /// Seconds as a timer interval; nil with an exception pending.
  fileprivate func interval(_ value: Value) -> timeval? {
    guard let seconds = double(of: value) else { return nil }
    if seconds < 0 {
      raise(.valueError, "seconds must be non-negative")
      return nil
    }
    return timeval(tv_sec: Int(seconds), tv_usec: Int((seconds - seconds.rounded(.down)) * 1e6))
  }

  fileprivate func timerValue(_ timer: itimerval) -> Value {
    func seconds(_ time: timeval) -> Value { makeFloat(Double(time.tv_sec) + Double(time.tv_usec) / 1e6) }
    return TupleRef.make(self, seconds(timer.it_value), seconds(timer.it_interval))
  }
}

/// The timers are numbered as the system numbers them: real, virtual, profiling.
private func timer(_ number: Int) -> __itimer_which_t { __itimer_which_t(UInt32(truncatingIfNeeded: number)) }

private let functions: [NativeDefinition] = [
  NativeDefinition(.function, "signal(signalnum, handler, /)") { t, a in
    guard let number = t.signalNumber(a[0]) else { return .error }
    return t.setHandler(number, a[1])
  },
  NativeDefinition(.function, "getsignal(signalnum, /)") { t, a in
    guard let number = t.signalNumber(a[0]) else { return .error }
    return ListRef(handlers)[Int(number)]
  },
  NativeDefinition(.function, "default_int_handler(signalnum, frame, /)") { t, _ in
    t.raise(.keyboardInterrupt, arguments: vm.pointee.emptyTuple)
  },
  NativeDefinition(.function, "raise_signal(signalnum, /)") { t, a in
    guard let number = t.index(a[0]) else { return .error }
    if raise(Int32(truncatingIfNeeded: number)) != 0 { return t.raiseOSError(errno) }
    return t.runPendingWork() ? .none : .error
  },
  NativeDefinition(.function, "alarm(seconds, /)") { t, a in
    guard let seconds = t.index(a[0]) else { return .error }
    return .int(Int(alarm(UInt32(truncatingIfNeeded: seconds))))
  },
  NativeDefinition(.function, "pause()") { t, _ in
    pause()
    return t.runPendingWork() ? .none : .error
  },
  NativeDefinition(.function, "setitimer(which, seconds, interval=0.0, /)") { t, a in
    guard let which = t.index(a[0]), let first = t.interval(a[1]) else { return .error }
    var value = itimerval()
    value.it_value = first
    if a[2].isBound {
      guard let repeating = t.interval(a[2]) else { return .error }
      value.it_interval = repeating
    }
    var old = itimerval()
    if setitimer(timer(which), &value, &old) != 0 { return t.raiseOSError(errno) }
    return t.timerValue(old)
  },
  NativeDefinition(.function, "getitimer(which, /)") { t, a in
    guard let which = t.index(a[0]) else { return .error }
    var value = itimerval()
    if getitimer(timer(which), &value) != 0 { return t.raiseOSError(errno) }
    return t.timerValue(value)
  },
  NativeDefinition(.function, "set_wakeup_fd(fd, /, *, warn_on_full_buffer=True)") { t, a in
    guard let descriptor = t.index(a[0]) else { return .error }
    let old = wakeupDescriptor
    wakeupDescriptor = Int32(truncatingIfNeeded: descriptor)
    return .int(Int(old))
  },
  NativeDefinition(.function, "siginterrupt(signalnum, flag, /)") { _, _ in .none },
  NativeDefinition(.function, "strsignal(signalnum, /)") { t, a in
    guard let number = t.signalNumber(a[0]) else { return .error }
    guard let text = strsignal(number) else { return .none }
    return StringRef.make(t, String(cString: text))
  },
  NativeDefinition(.function, "valid_signals()") { t, _ in
    let list = ListRef.make(t)
    for number in 1..<signalCount where number != 32 && number != 33 { list.append(t, .int(number)) }
    return t.call(vm.pointee.types.set, list.value)
  },
  NativeDefinition(.function, "pthread_kill(thread_id, signalnum, /)") { t, a in
    guard let number = t.signalNumber(a[1]) else { return .error }
    if raise(number) != 0 { return t.raiseOSError(errno) }
    return t.runPendingWork() ? .none : .error
  },
  NativeDefinition(.function, "pthread_sigmask(how, mask, /)") { t, a in
    guard let how = t.index(a[0]) else { return .error }
    var set = sigset_t()
    var old = sigset_t()
    sigemptyset(&set)
    let complete = t.forEach(in: a[1]) { item in
      guard let number = t.signalNumber(item) else { return false }
      sigaddset(&set, number)
      return true
    }
    if !complete { return .error }
    let status = pthread_sigmask(Int32(how), &set, &old)
    if status != 0 { return t.raiseOSError(status) }
    let list = ListRef.make(t)
    for number in 1..<signalCount where sigismember(&old, Int32(number)) == 1 { list.append(t, .int(number)) }
    if !t.runPendingWork() { return .error }
    return t.call(vm.pointee.types.set, list.value)
  },
]

private let signalNumbers: [(StaticString, Int32)] = [
  ("SIGHUP", SIGHUP), ("SIGINT", SIGINT), ("SIGQUIT", SIGQUIT), ("SIGILL", SIGILL), ("SIGTRAP", SIGTRAP),
  ("SIGABRT", SIGABRT), ("SIGBUS", SIGBUS), ("SIGFPE", SIGFPE), ("SIGKILL", SIGKILL), ("SIGUSR1", SIGUSR1),
  ("SIGSEGV", SIGSEGV), ("SIGUSR2", SIGUSR2), ("SIGPIPE", SIGPIPE), ("SIGALRM", SIGALRM), ("SIGTERM", SIGTERM),
  ("SIGSTKFLT", 16), ("SIGCHLD", SIGCHLD), ("SIGCLD", SIGCHLD), ("SIGCONT", SIGCONT), ("SIGSTOP", SIGSTOP),
  ("SIGTSTP", SIGTSTP), ("SIGTTIN", SIGTTIN), ("SIGTTOU", SIGTTOU), ("SIGURG", SIGURG), ("SIGXCPU", SIGXCPU),
  ("SIGXFSZ", SIGXFSZ), ("SIGVTALRM", SIGVTALRM), ("SIGPROF", SIGPROF), ("SIGWINCH", SIGWINCH), ("SIGIO", SIGIO),
  ("SIGPOLL", SIGIO), ("SIGPWR", 30), ("SIGSYS", SIGSYS), ("SIGRTMIN", 34), ("SIGRTMAX", 64), ("SIG_DFL", 0),
  ("SIG_IGN", 1), ("SIG_BLOCK", SIG_BLOCK), ("SIG_UNBLOCK", SIG_UNBLOCK), ("SIG_SETMASK", SIG_SETMASK), ("NSIG", 65),
  ("ITIMER_REAL", 0), ("ITIMER_VIRTUAL", 1), ("ITIMER_PROF", 2),
]

func defineSignals(_ thread: Thread) {
  let module = thread.defineModule("_signal", doc: "Handlers of signals.", functions)
  for (name, number) in signalNumbers { module.namespace.set(name: StringRef.intern(name), .int(Int(number))) }
  defaultInterrupt = vm.pointee.immortal(module.namespace.get(name: StringRef.intern("default_int_handler")))
  let list = ListRef.make(thread, capacity: signalCount)
  handlers = vm.pointee.immortal(list.value)
  for number in 0..<signalCount {
    var current = sigaction()
    if number > 0 { sigaction(Int32(number), nil, &current) }
    let disposition = current.__sigaction_handler.sa_handler.map { unsafeBitCast($0, to: Int.self) } ?? 0
    list.append(thread, disposition == 0 || disposition == 1 ? .int(disposition) : .none)
  }
  if ListRef(handlers)[Int(SIGINT)].isNone { ListRef(handlers)[Int(SIGINT)] = defaultInterrupt }
  module.namespace.set(name: StringRef.intern("ItimerError"), ExceptionType.osError.type)
}
