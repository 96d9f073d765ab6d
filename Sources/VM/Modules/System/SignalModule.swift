// The module `_signal`: handlers, timers, masks and waiting. How signals arrive is in Signals.swift.

import CRuntime
import Glibc

nonisolated(unsafe) private var timerError = Value.unbound
nonisolated(unsafe) private var information = Value.unbound

extension UnsafeMutablePointer where Pointee == ThreadState {
  fileprivate func signalNumber(_ value: Value) -> Int32? {
    guard let number = index(value) else { return nil }
    guard number >= 1 && number < signalCount else {
      raise(.valueError, "signal number out of range")
      return nil
    }
    return Int32(number)
  }

  /// Only the main thread may do that; false with ValueError pending.
  fileprivate func requireMainThread(_ function: String) -> Bool {
    if self == vm.pointee.mainThread { return true }
    raise(.valueError, "\(function) only works in main thread of the main interpreter")
    return false
  }

  /// Seconds as a timer interval, rounded up; nil with an exception pending.
  fileprivate func interval(_ value: Value) -> timeval? {
    guard let seconds = double(of: value, { "'\($0)' object cannot be interpreted as an integer" }) else { return nil }
    guard seconds >= 0, seconds < 9e15 else {
      if seconds < 0 {
        raiseTimerError(EINVAL)
      } else {
        raise(.overflowError, "timestamp out of range for platform time_t")
      }
      return nil
    }
    let microseconds = Int((seconds * 1e6).rounded(.up))
    return timeval(tv_sec: microseconds / 1_000_000, tv_usec: microseconds % 1_000_000)
  }

  @discardableResult fileprivate func raiseTimerError(_ number: Int32) -> Value {
    let text = StringRef.make(self, String(cString: strerror(number)))
    let exception = call(timerError, .int(Int(number)), text)
    return exception.isError ? .error : raise(exception: exception)
  }

  fileprivate func timerValue(_ timer: itimerval) -> Value {
    func seconds(_ time: timeval) -> Value { makeFloat(Double(time.tv_sec) + Double(time.tv_usec) / 1e6) }
    return TupleRef.make(self, seconds(timer.it_value), seconds(timer.it_interval))
  }

  /// An iterable of signal numbers; nil with an exception pending.
  fileprivate func signalSet(_ value: Value) -> sigset_t? {
    var set = sigset_t()
    sigemptyset(&set)
    let complete = forEach(in: value) { item in
      let number = index(item)
      guard let number, number >= 1 && number < signalCount else {
        if number == nil && !pointee.exception.isInstance(of: ExceptionType.overflowError.type) { return false }
        let text = number.map { "\($0)" } ?? str(text: item)
        pointee.exception = .unbound
        raise(.valueError, "signal number \(text) out of range [1; \(signalCount - 1)]")
        return false
      }
      sigaddset(&set, Int32(number))
      return true
    }
    return complete ? set : nil
  }

  fileprivate func makeSet(_ set: sigset_t) -> Value {
    var set = set
    let list = ListRef.make(self)
    for number in 1..<signalCount where sigismember(&set, Int32(number)) == 1 { list.append(self, .int(number)) }
    return call(vm.pointee.types.set, list.value)
  }

  /// Waits for one of the signals: their description, None after `deadline` (CLOCK_MONOTONIC, nanoseconds), or `.error`.
  fileprivate func waitForSignal(_ set: sigset_t, deadline: UInt64?) -> Value {
    var set = set
    while true {
      let left = deadline.map { max(Int(bitPattern: UInt($0 &- monotonicNanoseconds())), 0) } ?? -1
      var fields: (Int32, Int32, Int32, Int32, Int32, Int32, Int32) = (0, 0, 0, 0, 0, 0, 0)
      let status = withUnsafeMutableBytes(of: &fields) { bytes in
        let words = bytes.baseAddress.unsafelyUnwrapped.assumingMemoryBound(to: Int32.self)
        return blocking { vm_wait_signal(&set, left, words) }
      }
      if status == 0 {
        let tuple = TupleRef.allocate(self, count: 7)
        withUnsafeBytes(of: fields) { bytes in
          for index in 0..<7 { tuple[index] = .int(Int(bytes.load(fromByteOffset: index * 4, as: Int32.self))) }
        }
        return call(information, tuple.value)
      }
      if status == EAGAIN { return .none }
      if status != EINTR { return raiseOSError(status) }
      if !runPendingWork() { return .error }
    }
  }

  fileprivate func setWakeUp(_ descriptor: Int32, warns: Bool) -> Value {
    if descriptor != -1 {
      var file = stat()
      if fstat(descriptor, &file) != 0 { return raiseOSError(errno) }
      if fcntl(descriptor, F_GETFL) & O_NONBLOCK == 0 {
        return raise(.valueError, "the fd \(descriptor) must be in non-blocking mode")
      }
    }
    let old = signalWakeUp.descriptor
    signalWakeUp.descriptor = descriptor
    signalWakeUp.warnsWhenFull = warns
    return .int(Int(old))
  }
}

/// The timers are numbered as the system numbers them: real, virtual, profiling. Nil for others.
private func timer(_ number: Int32) -> __itimer_which_t? {
  0...2 ~= number ? __itimer_which_t(UInt32(number)) : nil
}

private let handlerFunctions: [NativeDefinition] = [
  NativeDefinition(.function, "signal(signalnum, handler, /)") { t, a in
    guard t.requireMainThread("signal"), let number = t.signalNumber(a[0]) else { return .error }
    return t.setSignalHandler(number, a[1])
  },
  NativeDefinition(.function, "getsignal(signalnum, /)") { t, a in
    t.signalNumber(a[0]).map { t.signalHandler($0) } ?? .error
  },
  NativeDefinition(.function, "default_int_handler(signalnum, frame, /)") { t, _ in
    t.raise(.keyboardInterrupt, arguments: vm.pointee.emptyTuple)
  },
  NativeDefinition(.function, "siginterrupt(signalnum, flag, /)") { t, a in
    guard let number = t.signalNumber(a[0]), let flag = t.index(a[1]) else { return .error }
    return vm_interrupt_calls(number, flag != 0 ? 1 : 0) < 0 ? t.raiseOSError(errno) : .none
  },
  NativeDefinition(.function, "set_wakeup_fd(fd, /, *, warn_on_full_buffer=True)") { t, a in
    guard let descriptor = t.cInt(a[0]) else { return .error }
    let warns = a[1].isUnbound ? 1 : t.truth(a[1])
    if warns < 0 || !t.requireMainThread("set_wakeup_fd") { return .error }
    return t.setWakeUp(descriptor, warns: warns > 0)
  },
  NativeDefinition(.function, "strsignal(signalnum, /)") { t, a in
    guard let number = t.signalNumber(a[0]) else { return .error }
    guard let text = strsignal(number), number < 32 || number > 33 else { return .none }
    return StringRef.make(t, String(cString: text))
  },
  NativeDefinition(.function, "valid_signals()") { t, _ in
    var all = sigset_t()
    sigfillset(&all)
    return t.makeSet(all)
  },
]

private let sendingFunctions: [NativeDefinition] = [
  NativeDefinition(.function, "raise_signal(signalnum, /)") { t, a in
    guard let number = t.cInt(a[0]) else { return .error }
    if raise(number) != 0 { return t.raiseOSError(errno) }
    return t.runPendingWork() ? .none : .error
  },
  NativeDefinition(.function, "pthread_kill(thread_id, signalnum, /)") { t, a in
    guard let thread = t.index(a[0]), let number = t.cInt(a[1]) else { return .error }
    let status = pthread_kill(pthread_t(bitPattern: thread), number)
    if status != 0 { return t.raiseOSError(status) }
    return t.runPendingWork() ? .none : .error
  },
  NativeDefinition(.function, "alarm(seconds, /)") { t, a in
    guard let seconds = t.cInt(a[0]) else { return .error }
    return .int(Int(alarm(UInt32(bitPattern: seconds))))
  },
  NativeDefinition(.function, "setitimer(which, seconds, interval=0.0, /)") { t, a in
    guard let which = t.cInt(a[0]), let first = t.interval(a[1]) else { return .error }
    var value = itimerval()
    value.it_value = first
    if a[2].isBound {
      guard let repeating = t.interval(a[2]) else { return .error }
      value.it_interval = repeating
    }
    var old = itimerval()
    guard let timer = timer(which) else { return t.raiseTimerError(EINVAL) }
    if setitimer(timer, &value, &old) != 0 { return t.raiseTimerError(errno) }
    return t.timerValue(old)
  },
  NativeDefinition(.function, "getitimer(which, /)") { t, a in
    guard let which = t.cInt(a[0]) else { return .error }
    var value = itimerval()
    guard let timer = timer(which) else { return t.raiseTimerError(EINVAL) }
    if getitimer(timer, &value) != 0 { return t.raiseTimerError(errno) }
    return t.timerValue(value)
  },
]

private let waitingFunctions: [NativeDefinition] = [
  NativeDefinition(.function, "pause()") { t, _ in
    _ = t.blocking { pause() }
    return t.runPendingWork() ? .none : .error
  },
  NativeDefinition(.function, "pthread_sigmask(how, mask, /)") { t, a in
    guard let how = t.cInt(a[0]), var set = t.signalSet(a[1]) else { return .error }
    var old = sigset_t()
    let status = pthread_sigmask(how, &set, &old)
    if status != 0 { return t.raiseOSError(status) }
    // What was blocked may have arrived.
    return t.runPendingWork() ? t.makeSet(old) : .error
  },
  NativeDefinition(.function, "sigpending()") { t, _ in
    var set = sigset_t()
    return sigpending(&set) == 0 ? t.makeSet(set) : t.raiseOSError(errno)
  },
  NativeDefinition(.function, "sigwait(sigset, /)") { t, a in
    guard var set = t.signalSet(a[0]) else { return .error }
    var number: Int32 = 0
    let status = t.blocking { sigwait(&set, &number) }
    return status == 0 ? .int(Int(number)) : t.raiseOSError(status)
  },
  NativeDefinition(.function, "sigwaitinfo(sigset, /)") { t, a in
    t.signalSet(a[0]).map { t.waitForSignal($0, deadline: nil) } ?? .error
  },
  NativeDefinition(.function, "sigtimedwait(sigset, timeout, /)") { t, a in
    guard let timeout = t.double(of: a[1], { "'\($0)' object cannot be interpreted as an integer" }),
      let set = t.signalSet(a[0])
    else { return .error }
    if timeout < 0 { return t.raise(.valueError, "timeout must be non-negative") }
    return t.waitForSignal(set, deadline: monotonicNanoseconds() &+ UInt64(min(timeout, 9e9) * 1e9))
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
  let module = thread.defineModule(
    "_signal", doc: "Handlers of signals.", handlerFunctions + sendingFunctions + waitingFunctions)
  let namespace = module.namespace
  for (name, number) in signalNumbers { namespace.set(name: StringRef.intern(name), .int(Int(number))) }
  makeSignalHandlers(thread, defaultInterrupt: namespace.get(name: StringRef.intern("default_int_handler")))
  let dict = DictRef.make(thread)
  dict.set(name: vm.pointee.names.module, StringRef.intern("signal"))
  timerError = vm.pointee.immortal(
    thread.call(
      vm.pointee.types.type, StringRef.intern("itimer_error"), TupleRef.make(thread, ExceptionType.osError.type),
      dict.value))
  namespace.set(name: StringRef.intern("ItimerError"), timerError)
  information = thread.makeStructType(
    "signal.struct_siginfo", ["si_signo", "si_code", "si_errno", "si_pid", "si_uid", "si_status", "si_band"])
  namespace.set(name: StringRef.intern("struct_siginfo"), information)
}
