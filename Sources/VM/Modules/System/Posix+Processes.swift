// `posix`: processes, users and the machine.

import CRuntime
import Glibc

/// Functions that `os.register_at_fork` collected: lists "before", "after_in_child", "after_in_parent".
nonisolated(unsafe) private var forkHooks = Value.unbound

extension UnsafeMutablePointer where Pointee == ThreadState {
  /// Strings or bytes as C strings for exec; nil with an exception pending. The caller frees them.
  func cStrings(_ items: [Value]) -> [UnsafeMutablePointer<CChar>?]? {
    var result: [UnsafeMutablePointer<CChar>?] = []
    for item in items {
      guard let text = path(item, "execv"), let copy = withPath(text, { strdup($0) }) else {
        for string in result { free(string) }
        return nil
      }
      result.append(copy)
    }
    return result + [nil]
  }

  /// `NAME=VALUE` for each entry of a dict; nil with an exception pending.
  func variableRows(_ environment: Value) -> [UnsafeMutablePointer<CChar>?]? {
    var rows: [UnsafeMutablePointer<CChar>?] = []
    var position = 0
    while let entry = DictRef(environment).next(&position) {
      guard let pair = cStrings([entry.key, entry.value]) else { return nil }
      guard let name = pair[0], let value = pair[1], name[0] != 0, strchr(name + 1, 61) == nil else {
        raise(.valueError, "illegal environment variable name")
        return nil
      }
      let bytes = UnsafeBufferPointer(start: name, count: Int(strlen(name)))
      rows.append(strdup(bytes + [61] + UnsafeBufferPointer(start: value, count: Int(strlen(value))) + [0]))
      free(name)
      free(value)
    }
    return rows + [nil]
  }

  /// `execv` and `execve`; returns only to say why not.
  fileprivate func execute(_ program: Value, _ arguments: Value, environment: Value) -> Value {
    guard arguments.isKind(.list) || arguments.isKind(.tuple) else {
      return raise(.typeError, "execv() arg 2 must be a tuple or list")
    }
    guard let list = makeList(from: arguments) else { return .error }
    if list.count == 0 { return raise(.valueError, "execv() arg 2 must not be empty") }
    guard let words = cStrings((0..<list.count).map { list[$0] }) else { return .error }
    if words[0]?.pointee == 0 { return raise(.valueError, "execv() arg 2 first element cannot be empty") }
    var variables: [UnsafeMutablePointer<CChar>?]?
    if environment.isKind(.dict) {
      guard let rows = variableRows(environment) else { return .error }
      variables = rows
    }
    if program.isInt, let variables {
      fexecve(Int32(truncatingIfNeeded: program.asInt), words, variables)
      return raiseOSError(errno)
    }
    guard let path = path(program, "execv") else { return .error }
    let status = withPath(path) { file -> Int32 in
      if let variables { return execve(file, words, variables) }
      return execv(file, words)
    }
    return status == nil ? .error : raiseOSError(errno, filename: program)
  }

  fileprivate func statusTuple(_ pid: pid_t, _ status: Int32) -> Value {
    TupleRef.make(self, .int(Int(pid)), .int(Int(status)))
  }

  fileprivate func waitFor(_ pid: pid_t, _ options: Int32) -> Value {
    var status: Int32 = 0
    guard let result = systemCall({ Int(waitpid(pid, &status, options)) }) else { return .error }
    return statusTuple(pid_t(result), status)
  }

  func runForkHooks(_ name: StaticString, reversed: Bool) {
    guard forkHooks.isObject else { return }
    let list = DictRef(forkHooks).get(name: StringRef.intern(name))
    guard list.isKind(.list) else { return }
    let count = ListRef(list).count
    for index in 0..<count {
      let hook = ListRef(list)[reversed ? count - 1 - index : index]
      if call(hook).isError { reportUnraisable("Exception ignored in", hook) }
    }
  }

  /// Process number of the child, 0 in the child; nil with an exception pending.
  func fork() -> pid_t? {
    runForkHooks("before", reversed: true)
    let pid = vm_fork()
    if pid < 0 {
      raiseOSError(errno)
      return nil
    }
    if pid == 0 { forgetOtherThreads() }
    runForkHooks(pid == 0 ? "after_in_child" : "after_in_parent", reversed: false)
    return pid
  }
}

/// A function that asks the system for one number.
private func number(_ signature: StaticString, _ body: @escaping NativeBody) -> NativeDefinition {
  NativeDefinition(.function, signature, body)
}

let posixProcessFunctions: [NativeDefinition] = [
  NativeDefinition(.function, "fork()") { t, _ in t.fork().map { .int(Int($0)) } ?? .error },
  NativeDefinition(.function, "register_at_fork(*, before=None, after_in_child=None, after_in_parent=None)") { t, a in
    if !forkHooks.isObject { forkHooks = vm.pointee.immortal(DictRef.make(t).value) }
    for (index, name) in ["before", "after_in_child", "after_in_parent"].enumerated()
    where a[index].isBound && !a[index].isNone {
      let key = StringRef.intern(name)
      var list = DictRef(forkHooks).get(name: key)
      if list.isUnbound {
        list = ListRef.make(t).value
        DictRef(forkHooks).set(name: key, list)
      }
      ListRef(list).append(t, a[index])
    }
    return .none
  },
  NativeDefinition(.function, "execv(path, argv, /)") { t, a in t.execute(a[0], a[1], environment: .none) },
  NativeDefinition(.function, "execve(path, argv, env)") { t, a in
    var environment = a[2]
    if !environment.isKind(.dict) {
      environment = t.call(vm.pointee.types.dict, a[2])
      if environment.isError { return .error }
    }
    return t.execute(a[0], a[1], environment: environment)
  },
  NativeDefinition(.function, "_exit(status)") { t, a in
    guard let status = t.cInt(a[0]) else { return .error }
    _exit(status)
  },
  NativeDefinition(.function, "abort()") { _, _ in abort() },
  NativeDefinition(.function, "waitpid(pid, options, /)") { t, a in
    guard let pid = t.cInt(a[0]), let options = t.cInt(a[1]) else { return .error }
    return t.waitFor(pid, options)
  },
  NativeDefinition(.function, "wait()") { t, _ in t.waitFor(-1, 0) },
  NativeDefinition(.function, "waitstatus_to_exitcode(status)") { t, a in
    guard let status = t.cInt(a[0]) else { return .error }
    if status & 0x7F == 0 { return .int(Int((status >> 8) & 0xFF)) }
    if status & 0xFF == 0x7F {
      return t.raise(.valueError, "process stopped by delivery of signal \((status >> 8) & 0xFF)")
    }
    return .int(-Int(status & 0x7F))
  },
  NativeDefinition(.function, "WIFEXITED(status)") { t, a in
    t.cInt(a[0]).map { .bool($0 & 0x7F == 0) } ?? .error
  },
  NativeDefinition(.function, "WEXITSTATUS(status)") { t, a in
    t.cInt(a[0]).map { .int(Int(($0 >> 8) & 0xFF)) } ?? .error
  },
  NativeDefinition(.function, "WIFSIGNALED(status)") { t, a in
    t.cInt(a[0]).map { .bool($0 & 0x7F != 0 && $0 & 0xFF != 0x7F) } ?? .error
  },
  NativeDefinition(.function, "WTERMSIG(status)") { t, a in t.cInt(a[0]).map { .int(Int($0 & 0x7F)) } ?? .error },
  NativeDefinition(.function, "WIFSTOPPED(status)") { t, a in
    t.cInt(a[0]).map { .bool($0 & 0xFF == 0x7F) } ?? .error
  },
  NativeDefinition(.function, "WSTOPSIG(status)") { t, a in
    t.cInt(a[0]).map { .int(Int(($0 >> 8) & 0xFF)) } ?? .error
  },
  NativeDefinition(.function, "WCOREDUMP(status, /)") { t, a in t.cInt(a[0]).map { .bool($0 & 0x80 != 0) } ?? .error },
  NativeDefinition(.function, "WIFCONTINUED(status)") { t, a in t.cInt(a[0]).map { .bool($0 == 0xFFFF) } ?? .error },
  NativeDefinition(.function, "kill(pid, signal, /)") { t, a in
    guard let pid = t.cInt(a[0]), let signal = t.cInt(a[1]) else { return .error }
    if kill(pid, signal) != 0 { return t.raiseOSError(errno) }
    return t.runPendingWork() ? .none : .error
  },
  NativeDefinition(.function, "killpg(pgid, signal, /)") { t, a in
    guard let group = t.cInt(a[0]), let signal = t.cInt(a[1]) else { return .error }
    if killpg(group, signal) != 0 { return t.raiseOSError(errno) }
    return t.runPendingWork() ? .none : .error
  },
  NativeDefinition(.function, "system(command)") { t, a in
    guard let command = t.path(a[0], "system"),
      let status = t.withPath(command, { path in t.blocking { system(path) } })
    else { return .error }
    return .int(Int(status))
  },
  number("getpid()") { _, _ in .int(Int(getpid())) },
  number("getppid()") { _, _ in .int(Int(getppid())) },
  number("getuid()") { _, _ in .int(Int(getuid())) },
  number("geteuid()") { _, _ in .int(Int(geteuid())) },
  number("getgid()") { _, _ in .int(Int(getgid())) },
  number("getegid()") { _, _ in .int(Int(getegid())) },
  number("getpgrp()") { _, _ in .int(Int(getpgrp())) },
  number("setsid()") { t, _ in setsid() < 0 ? t.raiseOSError(errno) : .none },
  number("getpgid(pid)") { t, a in
    guard let pid = t.cInt(a[0]) else { return .error }
    return t.systemCall { Int(getpgid(pid)) }.map { .int($0) } ?? .error
  },
  number("setpgid(pid, pgrp, /)") { t, a in
    guard let pid = t.cInt(a[0]), let group = t.cInt(a[1]) else { return .error }
    return t.systemCall { Int(setpgid(pid, group)) } == nil ? .error : .none
  },
  number("nice(increment, /)") { t, a in
    guard let increment = t.cInt(a[0]) else { return .error }
    return .int(Int(nice(increment)))
  },
  number("cpu_count()") { _, _ in
    let count = sysconf(Int32(_SC_NPROCESSORS_ONLN))
    return count > 0 ? .int(count) : .none
  },
  number("sysconf(name, /)") { t, a in
    guard let name = t.configuration(a[0], systemConfiguration) else { return .error }
    errno = 0
    let value = sysconf(name)
    return value < 0 && errno != 0 ? t.raiseOSError(errno) : .int(value)
  },
  number("sched_yield()") { t, _ in
    t.blocking { _ = sched_yield() }
    return .none
  },
  NativeDefinition(.function, "sched_getaffinity(pid, /)") { t, a in
    var set = cpu_set_t()
    guard let pid = t.cInt(a[0]) else { return .error }
    if vm_affinity(pid, &set, MemoryLayout<cpu_set_t>.size) < 0 { return t.raiseOSError(errno) }
    let list = ListRef.make(t)
    withUnsafeBytes(of: &set) { bytes in
      for cpu in 0..<bytes.count * 8 where bytes[cpu / 8] & (1 << UInt8(cpu % 8)) != 0 { list.append(t, .int(cpu)) }
    }
    return t.call(vm.pointee.types.set, list.value)
  },
  NativeDefinition(.function, "getloadavg()") { t, _ in
    var loads = [0.0, 0.0, 0.0]
    if getloadavg(&loads, 3) != 3 { return t.raise(.osError, "Load averages are unobtainable") }
    return TupleRef.make(t, t.makeFloat(loads[0]), t.makeFloat(loads[1]), t.makeFloat(loads[2]))
  },
  NativeDefinition(.function, "getlogin()") { t, _ in
    guard let name = getlogin() else { return t.raiseOSError(errno) }
    return t.fileText(name)
  },
  NativeDefinition(.function, "uname()") { t, _ in
    var name = utsname()
    if uname(&name) != 0 { return t.raiseOSError(errno) }
    let tuple = TupleRef.allocate(t, count: 5)
    for index in 0..<5 { tuple[index] = .none }
    withUnsafeBytes(of: &name) { bytes in
      for index in 0..<5 {
        let field = bytes.baseAddress! + index * 65
        tuple[index] = t.fileText(field.assumingMemoryBound(to: CChar.self))
      }
    }
    return t.call(posixTypes.uname, tuple.value)
  },
  NativeDefinition(.function, "times()") { t, _ in
    var usage = tms()
    let elapsed = times(&usage)
    let tick = Double(sysconf(Int32(_SC_CLK_TCK)))
    let tuple = TupleRef.allocate(t, count: 5)
    let numbers = [usage.tms_utime, usage.tms_stime, usage.tms_cutime, usage.tms_cstime, elapsed]
    for (index, number) in numbers.enumerated() { tuple[index] = t.makeFloat(Double(number) / tick) }
    return t.call(posixTypes.times, tuple.value)
  },
  NativeDefinition(.function, "putenv(name, value, /)") { t, a in
    t.pathCall(a[0], a[1], "putenv") { setenv($0, $1, 1) }
  },
  NativeDefinition(.function, "unsetenv(name, /)") { t, a in t.pathCall(a[0], "unsetenv") { unsetenv($0) } },
]
