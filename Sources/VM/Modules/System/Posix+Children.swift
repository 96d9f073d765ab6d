// `posix`: children of a process: waiting for them in all forms, starting them with posix_spawn, in a new terminal.

import CRuntime
import Glibc

let childConstants: [(StaticString, Int)] = [
  ("CLD_EXITED", 1), ("CLD_KILLED", 2), ("CLD_DUMPED", 3), ("CLD_TRAPPED", 4), ("CLD_STOPPED", 5),
  ("CLD_CONTINUED", 6), ("P_PIDFD", 3), ("POSIX_SPAWN_OPEN", 0), ("POSIX_SPAWN_CLOSE", 1), ("POSIX_SPAWN_DUP2", 2),
  ("RTLD_NOLOAD", 4), ("RTLD_DEEPBIND", 8), ("RTLD_NODELETE", 4096),
]

extension UnsafeMutablePointer where Pointee == ThreadState {
  /// `wait3` and `wait4`: process, status, usage.
  fileprivate func waitWithUsage(_ process: pid_t, _ options: Int32) -> Value {
    if importModule("resource").isError { return .error }
    var status: Int32 = 0
    var usage = rusage()
    guard let result = systemCall({ Int(wait4(process, &status, options, &usage)) }) else { return .error }
    let triple = TupleRef.allocate(self, count: 3)
    triple[0] = .int(result)
    triple[1] = .int(Int(status))
    triple[2] = .none
    triple[2] = makeUsage(self, usage)
    return triple[2].isError ? .error : triple.value
  }

  /// Parameters: idtype, id, options.
  fileprivate func waitForState(_ a: Arguments) -> Value {
    guard let kind = cInt(a[0]), let identity = index(a[1]), let options = cInt(a[2]) else { return .error }
    var fields: (Int32, Int32, Int32, Int32, Int32) = (0, 0, 0, 0, 0)
    let status = withUnsafeMutablePointer(to: &fields) { fields in
      fields.withMemoryRebound(to: Int32.self, capacity: 5) { numbers in
        systemCall { Int(vm_wait_state(kind, UInt32(truncatingIfNeeded: identity), options, numbers)) }
      }
    }
    if status == nil { return .error }
    if fields.0 == 0 { return .none }
    return makeStructure(
      posixTypes.waitid,
      [fields.0, fields.1, fields.2, fields.3, fields.4].map { .int(Int($0)) })
  }

  /// Makes `descriptor` the controlling terminal of a new session and the three standard streams; an error number or 0.
  fileprivate func takeTerminal(_ descriptor: Int32) -> Int32 {
    setsid()
    // TIOCSCTTY of <asm-generic/ioctls.h>.
    if vm_ioctl_number(descriptor, 0x540E, 0) < 0 { return errno }
    for stream: Int32 in 0...2 where dup2(descriptor, stream) < 0 { return errno }
    if descriptor > 2 { close(descriptor) }
    return 0
  }

  /// The two ends of a new terminal; nil with an exception pending.
  func makeTerminal() -> (main: Int32, other: Int32)? {
    let main = open("/dev/ptmx", O_RDWR | O_NOCTTY | O_CLOEXEC)
    // Numbers of <asm-generic/ioctls.h>: unlock the other end, open it.
    var isLocked: Int32 = 0
    if main >= 0, ioctl(main, 0x4004_5431, &isLocked) == 0 {
      let other = ioctl(main, 0x5441, O_RDWR | O_NOCTTY | O_CLOEXEC)
      if other >= 0 { return (main, other) }
    }
    let failure = errno
    if main >= 0 { close(main) }
    raiseOSError(failure)
    return nil
  }

  fileprivate func forkWithTerminal() -> Value {
    guard let (main, other) = makeTerminal(), let process = fork() else { return .error }
    if process == 0 {
      close(main)
      if takeTerminal(other) != 0 { _exit(1) }
      return TupleRef.make(self, .int(0), .int(-1))
    }
    close(other)
    return TupleRef.make(self, .int(Int(process)), .int(Int(main)))
  }

  // MARK: posix_spawn

  /// Parameters: path, argv, env, file_actions, setpgroup, resetids, setsid, setsigmask, setsigdef, scheduler.
  fileprivate func spawn(_ a: Arguments, _ function: String, searchesPath: Bool) -> Value {
    guard a[1].isKind(.list) || a[1].isKind(.tuple) else {
      return raise(.typeError, "\(function): argv must be a tuple or list")
    }
    guard let path = path(a[0], function), let list = makeList(from: a[1]) else { return .error }
    if list.count == 0 { return raise(.valueError, "\(function): argv must not be empty") }
    guard a[2].type.special(.getitem).isBound, a[2].type.special(.len).isBound else {
      return raise(.typeError, "\(function): environment must be a mapping object")
    }
    let environment = a[2].isKind(.dict) ? a[2] : call(vm.pointee.types.dict, a[2])
    if environment.isError { return .error }
    guard let words = cStrings((0..<list.count).map { list[$0] }), let variables = variableRows(environment) else {
      return .error
    }
    defer { for text in words + variables { free(text) } }
    if words[0]?.pointee == 0 { return raise(.valueError, "\(function): argv first element cannot be empty") }
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    guard add(a[3], to: &actions), set(a, in: &attributes, function) else { return .error }
    var process: pid_t = 0
    let status = withPath(path) { path in
      (searchesPath ? posix_spawnp : posix_spawn)(&process, path, &actions, &attributes, words, variables)
    }
    guard let status else { return .error }
    return status == 0 ? .int(Int(process)) : raiseOSError(status, filename: a[0])
  }

  private func fail(_ type: ExceptionType, _ message: String) -> Bool {
    raise(type, message)
    return false
  }

  /// What is to be done with descriptors in the child; false with an exception pending.
  private func add(_ value: Value, to actions: inout posix_spawn_file_actions_t) -> Bool {
    if value.isUnbound || value.isNone { return true }
    guard let list = makeList(from: value) else { return false }
    for place in 0..<list.count {
      guard list[place].isKind(.tuple), TupleRef(list[place]).count > 0 else {
        return fail(.typeError, "Each file_actions element must be a non-empty tuple")
      }
      let row = TupleRef(list[place])
      guard let kind = cInt(row[0]) else { return false }
      let fields = [5, 2, 3]
      guard kind >= 0, kind < fields.count else { return fail(.typeError, "Unknown file_actions identifier") }
      if row.count != fields[Int(kind)] {
        let name = ["open", "close", "dup2"][Int(kind)]
        let article = kind == 0 ? "An" : "A"
        return fail(.typeError, "\(article) \(name) file_action tuple must have \(fields[Int(kind)]) elements")
      }
      guard let descriptor = cInt(row[1]) else { return false }
      let status: Int32?
      switch kind {
      case 0:
        guard let path = path(row[2], "posix_spawn"), let flags = cInt(row[3]), let mode = cInt(row[4]) else {
          return false
        }
        status = withPath(path) {
          posix_spawn_file_actions_addopen(&actions, descriptor, $0, flags, mode_t(bitPattern: mode))
        }
      case 1: status = posix_spawn_file_actions_addclose(&actions, descriptor)
      default:
        guard let target = cInt(row[2]) else { return false }
        status = posix_spawn_file_actions_adddup2(&actions, descriptor, target)
      }
      guard let status else { return false }
      if status != 0 {
        raiseOSError(status)
        return false
      }
    }
    return true
  }

  /// Session, group, signals and scheduling of the child; false with an exception pending.
  private func set(_ a: Arguments, in attributes: inout posix_spawnattr_t, _ function: String) -> Bool {
    var flags: Int32 = 0
    if a[4].isBound {
      guard let group = cInt(a[4]) else { return false }
      posix_spawnattr_setpgroup(&attributes, group)
      flags |= 2
    }
    guard let resets = flag(a[5]), let isSession = flag(a[6]) else { return false }
    if resets { flags |= 1 }
    if isSession { flags |= 0x80 }
    for (place, bit): (Int, Int32) in [(7, 8), (8, 4)] where a[place].isBound {
      var signals = sigset_t()
      guard let list = makeList(from: a[place]) else { return false }
      if list.count == 0 { continue }
      sigemptyset(&signals)
      for index in 0..<list.count {
        guard let number = self.index(list[index]) else { return false }
        if number < 1 || number > 64 { return fail(.valueError, "signal number \(number) out of range [1; 64]") }
        sigaddset(&signals, Int32(number))
      }
      if bit == 8 {
        posix_spawnattr_setsigmask(&attributes, &signals)
      } else {
        posix_spawnattr_setsigdefault(&attributes, &signals)
      }
      flags |= bit
    }
    if a[9].isBound {
      guard a[9].isKind(.tuple), TupleRef(a[9]).count == 2 else {
        return fail(.typeError, "A scheduler tuple must have two elements")
      }
      let row = TupleRef(a[9])
      guard var parameter = schedulingParameter(row[1]) else { return false }
      if !row[0].isNone {
        guard let policy = cInt(row[0]) else { return false }
        posix_spawnattr_setschedpolicy(&attributes, policy)
        flags |= 0x20
      }
      posix_spawnattr_setschedparam(&attributes, &parameter)
      flags |= 0x10
    }
    posix_spawnattr_setflags(&attributes, Int16(flags))
    return true
  }
}

let posixChildFunctions: [NativeDefinition] = [
  NativeDefinition(.function, "wait3(options)") { t, a in
    t.cInt(a[0]).map { t.waitWithUsage(-1, $0) } ?? .error
  },
  NativeDefinition(.function, "wait4(pid, options)") { t, a in
    guard let process = t.cInt(a[0]), let options = t.cInt(a[1]) else { return .error }
    return t.waitWithUsage(process, options)
  },
  NativeDefinition(.function, "waitid(idtype, id, options, /)") { t, a in t.waitForState(a) },
  NativeDefinition(.function, "pidfd_open(pid, flags=0)") { t, a in
    guard let process = t.cInt(a[0]), let flags = t.cInt(a[1], default: 0) else { return .error }
    return t.systemCall { Int(vm_open_process(process, UInt32(bitPattern: flags))) }.map { .int($0) } ?? .error
  },
  NativeDefinition(
    .function,
    """
    posix_spawn(path, argv, env, /, *, file_actions=None, setpgroup=0, resetids=False, setsid=False, \
    setsigmask=None, setsigdef=None, scheduler=None)
    """
  ) { t, a in t.spawn(a, "posix_spawn", searchesPath: false) },
  NativeDefinition(
    .function,
    """
    posix_spawnp(path, argv, env, /, *, file_actions=None, setpgroup=0, resetids=False, setsid=False, \
    setsigmask=None, setsigdef=None, scheduler=None)
    """
  ) { t, a in t.spawn(a, "posix_spawnp", searchesPath: true) },
  NativeDefinition(.function, "forkpty()") { t, _ in t.forkWithTerminal() },
  NativeDefinition(.function, "login_tty(fd, /)") { t, a in
    guard let descriptor = t.descriptor(a[0]) else { return .error }
    let error = t.takeTerminal(descriptor)
    return error == 0 ? .none : t.raiseOSError(error)
  },
]
