// Arrival of signals. The C handler only notes the number and asks the main thread for a safepoint, on whatever thread it runs; the
// Python handler runs there, on the main thread. SIGINT raises KeyboardInterrupt from the start, without the module `_signal`
// (SignalModule.swift) being imported.

import CRuntime
import Glibc

let signalCount = 65
/// Numbers that arrived and wait for their Python handler; written by the C handler.
nonisolated(unsafe) private let arrived: UnsafeMutablePointer<UInt8> = {
  let flags = UnsafeMutablePointer<UInt8>.allocate(capacity: signalCount)
  flags.initialize(repeating: 0, count: signalCount)
  return flags
}()
/// The Python handlers by number: an immortal list of callables, the ints 0 (default) and 1 (ignored), or None.
nonisolated(unsafe) private var handlers = Value.unbound
nonisolated(unsafe) private var defaultInterrupt = Value.unbound

/// `set_wakeup_fd`: where the C handler writes the numbers of signals.
struct SignalWakeUp {
  var descriptor: Int32 = -1
  var warnsWhenFull = true
  /// Why the last write failed, to be reported at the next safepoint; 0: it did not.
  var failure: Int32 = 0
}
nonisolated(unsafe) var signalWakeUp = SignalWakeUp()

private func signalArrived(_ number: Int32) {
  let saved = errno
  arrived[Int(number)] = 1
  let thread = vm.pointee.mainThread
  thread.pointee.pendingWork |= PendingWork.signals
  thread.requestSafepoint()
  if signalWakeUp.descriptor >= 0 {
    var byte = UInt8(truncatingIfNeeded: number)
    if write(signalWakeUp.descriptor, &byte, 1) < 0, errno != EAGAIN || signalWakeUp.warnsWhenFull {
      signalWakeUp.failure = errno
    }
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
    if signalWakeUp.failure != 0 {
      raiseOSError(signalWakeUp.failure)
      signalWakeUp.failure = 0
      reportUnraisable(message: "Exception ignored when trying to write to the signal wakeup fd:")
    }
    for number in 1..<signalCount where arrived[number] != 0 {
      arrived[number] = 0
      let handler = handlers.isObject ? ListRef(handlers)[number] : .none
      if handler.isNone || handler == defaultInterrupt {
        if number == Int(SIGINT) || !handler.isNone {
          raise(.keyboardInterrupt, arguments: vm.pointee.emptyTuple)
          return runLater()
        }
        continue
      }
      if handler.isInt { continue }
      let frame = frameObject(depth: 0)
      if frame.isError { pointee.exception = .unbound }
      if call(handler, .int(number), frame.isError ? .none : frame).isError { return runLater() }
    }
    return true
  }

  /// After a handler that raised: the handlers of other signals run at the next safepoint. False.
  private func runLater() -> Bool {
    for number in 1..<signalCount where arrived[number] != 0 {
      pointee.pendingWork |= PendingWork.signals
      requestSafepoint()
    }
    return false
  }

  /// The handler of a signal: a callable, 0 (default), 1 (ignored), or None when Python did not install it.
  func signalHandler(_ number: Int32) -> Value { ListRef(handlers)[Int(number)] }

  /// Installs a handler; the old one, or `.error`.
  func setSignalHandler(_ number: Int32, _ handler: Value) -> Value {
    let succeeded: Bool
    if handler.isInt && (handler.asInt == 0 || handler.asInt == 1) {
      succeeded = installPlain(number, ignored: handler.asInt == 1)
    } else if isCallable(handler) {
      succeeded = install(number, signalArrived)
    } else {
      return raise(.typeError, "signal handler must be signal.SIG_IGN, signal.SIG_DFL, or a callable object")
    }
    if !succeeded { return raiseOSError(errno) }
    if !runPendingWork() { return .error }
    let old = signalHandler(number)
    ListRef(handlers)[Int(number)] = handler
    return old
  }
}

/// The table of handlers, from what the process was started with.
func makeSignalHandlers(_ thread: Thread, defaultInterrupt handler: Value) {
  defaultInterrupt = vm.pointee.immortal(handler)
  let list = ListRef.make(thread, capacity: signalCount)
  handlers = vm.pointee.immortal(list.value)
  for number in 0..<signalCount {
    var current = sigaction()
    if number > 0 { sigaction(Int32(number), nil, &current) }
    let disposition = current.__sigaction_handler.sa_handler.map { unsafeBitCast($0, to: Int.self) } ?? 0
    list.append(thread, disposition == 0 || disposition == 1 ? .int(disposition) : .none)
  }
  if ListRef(handlers)[Int(SIGINT)].isNone { ListRef(handlers)[Int(SIGINT)] = defaultInterrupt }
}
