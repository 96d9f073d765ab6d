// The module `resource`: limits and usage of what the system shares out.

import CRuntime
import Glibc

nonisolated(unsafe) private var usageType = Value.unbound

private let resourceConstants: [(StaticString, Int)] = [
  ("RLIMIT_CPU", 0), ("RLIMIT_FSIZE", 1), ("RLIMIT_DATA", 2), ("RLIMIT_STACK", 3), ("RLIMIT_CORE", 4),
  ("RLIMIT_NOFILE", 7), ("RLIMIT_OFILE", 7), ("RLIMIT_AS", 9), ("RLIMIT_RSS", 5), ("RLIMIT_NPROC", 6),
  ("RLIMIT_MEMLOCK", 8), ("RLIMIT_MSGQUEUE", 12), ("RLIMIT_NICE", 13), ("RLIMIT_RTPRIO", 14), ("RLIMIT_RTTIME", 15),
  ("RLIMIT_SIGPENDING", 11), ("RUSAGE_SELF", 0), ("RUSAGE_CHILDREN", -1), ("RUSAGE_THREAD", 1), ("RLIM_INFINITY", -1),
]

private let limitCount = 16

/// A limit's number; nil with ValueError pending.
private func resource(_ t: Thread, _ value: Value) -> Int32? {
  guard let number = t.cInt(value) else { return nil }
  if number >= 0 && number < limitCount { return number }
  t.raise(.valueError, "invalid resource specified")
  return nil
}

private func makeLimits(_ t: Thread, _ limit: rlimit) -> Value {
  func number(_ value: rlim_t) -> Value { t.makeInt(Int(bitPattern: UInt(value))) }
  let first = number(limit.rlim_cur)
  return TupleRef.make(t, first, number(limit.rlim_max))
}

/// The pair of limits in an argument; nil with an exception pending.
private func limits(_ t: Thread, _ value: Value) -> rlimit? {
  let tuple = t.makeTuple(from: value)
  if tuple.isError { return nil }
  guard TupleRef(tuple).count == 2 else {
    t.raise(.valueError, "expected a tuple of 2 integers")
    return nil
  }
  guard let soft = t.lowBits(TupleRef(tuple)[0]), let hard = t.lowBits(TupleRef(tuple)[1]) else { return nil }
  return rlimit(rlim_cur: rlim_t(soft), rlim_max: rlim_t(hard))
}

private func failLimit(_ t: Thread) -> Value {
  if errno == EINVAL { return t.raise(.valueError, "current limit exceeds maximum limit") }
  if errno == EPERM { return t.raise(.valueError, "not allowed to raise maximum limit") }
  return t.raiseOSError(errno)
}

/// The module must have been imported.
func makeUsage(_ t: Thread, _ usage: rusage) -> Value {
  let fields = TupleRef.allocate(t, count: 16)
  fields[0] = t.makeFloat(Double(usage.ru_utime.tv_sec) + Double(usage.ru_utime.tv_usec) * 1e-6)
  fields[1] = t.makeFloat(Double(usage.ru_stime.tv_sec) + Double(usage.ru_stime.tv_usec) * 1e-6)
  let counts = [
    usage.ru_maxrss, usage.ru_ixrss, usage.ru_idrss, usage.ru_isrss, usage.ru_minflt, usage.ru_majflt, usage.ru_nswap,
    usage.ru_inblock, usage.ru_oublock, usage.ru_msgsnd, usage.ru_msgrcv, usage.ru_nsignals, usage.ru_nvcsw,
    usage.ru_nivcsw,
  ]
  for (index, count) in counts.enumerated() { fields[index + 2] = .int(count) }
  return t.call(usageType, fields.value)
}

private let resourceFunctions: [NativeDefinition] = [
  NativeDefinition(.function, "getrlimit(resource, /)") { t, a in
    guard let number = resource(t, a[0]) else { return .error }
    var limit = rlimit()
    if vm_limit(0, number, nil, &limit) < 0 { return t.raiseOSError(errno) }
    return makeLimits(t, limit)
  },
  NativeDefinition(.function, "setrlimit(resource, limits, /)") { t, a in
    guard let number = resource(t, a[0]), var limit = limits(t, a[1]) else { return .error }
    return vm_limit(0, number, &limit, nil) < 0 ? failLimit(t) : .none
  },
  NativeDefinition(.function, "prlimit(pid, resource, limits=None, /)") { t, a in
    guard let pid = t.cInt(a[0]), let number = resource(t, a[1]) else { return .error }
    var old = rlimit()
    if a[2].isUnbound || a[2].isNone {
      if vm_limit(pid, number, nil, &old) < 0 { return failLimit(t) }
    } else {
      guard var limit = limits(t, a[2]) else { return .error }
      if vm_limit(pid, number, &limit, &old) < 0 { return failLimit(t) }
    }
    return makeLimits(t, old)
  },
  NativeDefinition(.function, "getrusage(who, /)") { t, a in
    guard let who = t.cInt(a[0]) else { return .error }
    var usage = rusage()
    if vm_usage(who, &usage) < 0 {
      return errno == EINVAL ? t.raise(.valueError, "invalid who parameter") : t.raiseOSError(errno)
    }
    return makeUsage(t, usage)
  },
  NativeDefinition(.function, "getpagesize()") { _, _ in .int(sysconf(Int32(_SC_PAGESIZE))) },
]

func defineResources(_ thread: Thread) {
  let module = thread.defineModule("resource", doc: "Limits and usage of system resources.", resourceFunctions)
  module.set(resourceConstants)
  module.set("error", ExceptionType.osError.type)
  usageType = thread.makeStructType(
    "resource.struct_rusage",
    [
      "ru_utime", "ru_stime", "ru_maxrss", "ru_ixrss", "ru_idrss", "ru_isrss", "ru_minflt", "ru_majflt", "ru_nswap",
      "ru_inblock", "ru_oublock", "ru_msgsnd", "ru_msgrcv", "ru_nsignals", "ru_nvcsw", "ru_nivcsw",
    ])
  module.set("struct_rusage", usageType)
}
