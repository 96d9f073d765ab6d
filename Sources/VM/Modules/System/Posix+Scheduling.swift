// `posix`: how much of the processors a process gets: scheduling policies, affinity, priorities.

import CRuntime
import Glibc

let schedulingConstants: [(StaticString, Int)] = [
  ("SCHED_BATCH", 3), ("SCHED_IDLE", 5), ("SCHED_RESET_ON_FORK", 1 << 30),
]

/// `sched_param(priority)`: not of a sequence, as other structures are.
let schedulingParameterMethods: [NativeDefinition] = [
  NativeDefinition(.staticMethod, "__new__(cls, sched_priority=None)") { t, a in
    if a[1].isUnbound {
      return t.raise(.typeError, "sched_param() missing required argument 'sched_priority' (pos 1)")
    }
    let new = TypeRef(vm.pointee.types.tuple).special(.new)
    return t.call(new.isKind(.staticMethod) ? new.pointer.word(1) : new, a[0], TupleRef.make(t, a[1]))
  },
  NativeDefinition("__reduce__(self, /)") { t, a in
    TupleRef.make(t, a[0].type.value, TupleRef.make(t, TupleRef(a[0])[0]))
  },
]

extension UnsafeMutablePointer where Pointee == ThreadState {
  /// The priority in a `sched_param`; nil with an exception pending.
  func schedulingParameter(_ value: Value) -> sched_param? {
    guard value.isInstance(of: posixTypes.scheduling) else {
      raise(.typeError, "must have a sched_param object")
      return nil
    }
    guard let priority = index(TupleRef(value)[0]) else { return nil }
    guard let number = Int32(exactly: priority) else {
      raise(.overflowError, "sched_priority out of range")
      return nil
    }
    return sched_param(sched_priority: number)
  }

  /// A set of processors from an iterable of their numbers; nil with an exception pending.
  fileprivate func processors(_ value: Value) -> [UInt8]? {
    guard let list = makeList(from: value) else { return nil }
    var bits = [UInt8](repeating: 0, count: 128)
    for place in 0..<list.count {
      if unwrapInteger(list[place]).isUnbound {
        raise(.typeError, "expected an iterator of ints, but iterator yielded <class '\(list[place].typeName)'>")
        return nil
      }
      guard let processor = index(list[place]) else { return nil }
      if processor < 0 || processor > 1 << 20 {
        raise(
          processor < 0 ? .valueError : .overflowError, processor < 0 ? "negative CPU number" : "CPU number too large")
        return nil
      }
      while processor / 8 >= bits.count { bits += [UInt8](repeating: 0, count: bits.count) }
      bits[processor / 8] |= 1 << UInt8(processor % 8)
    }
    return bits
  }
}

let posixSchedulingFunctions: [NativeDefinition] = [
  NativeDefinition(.function, "sched_get_priority_max(policy)") { t, a in
    guard let policy = t.cInt(a[0]) else { return .error }
    return t.systemCall { Int(sched_get_priority_max(policy)) }.map { .int($0) } ?? .error
  },
  NativeDefinition(.function, "sched_get_priority_min(policy)") { t, a in
    guard let policy = t.cInt(a[0]) else { return .error }
    return t.systemCall { Int(sched_get_priority_min(policy)) }.map { .int($0) } ?? .error
  },
  NativeDefinition(.function, "sched_getscheduler(pid, /)") { t, a in
    guard let process = t.cInt(a[0]) else { return .error }
    return t.systemCall { Int(sched_getscheduler(process)) }.map { .int($0) } ?? .error
  },
  NativeDefinition(.function, "sched_setscheduler(pid, policy, param, /)") { t, a in
    guard let process = t.cInt(a[0]), let policy = t.cInt(a[1]), var parameter = t.schedulingParameter(a[2]) else {
      return .error
    }
    return sched_setscheduler(process, policy, &parameter) < 0 ? t.raiseOSError(errno) : .none
  },
  NativeDefinition(.function, "sched_getparam(pid, /)") { t, a in
    guard let process = t.cInt(a[0]) else { return .error }
    var parameter = sched_param()
    if sched_getparam(process, &parameter) < 0 { return t.raiseOSError(errno) }
    return t.call(posixTypes.scheduling, .int(Int(parameter.sched_priority)))
  },
  NativeDefinition(.function, "sched_setparam(pid, param, /)") { t, a in
    guard let process = t.cInt(a[0]), var parameter = t.schedulingParameter(a[1]) else { return .error }
    return sched_setparam(process, &parameter) < 0 ? t.raiseOSError(errno) : .none
  },
  NativeDefinition(.function, "sched_rr_get_interval(pid, /)") { t, a in
    guard let process = t.cInt(a[0]) else { return .error }
    var interval = timespec()
    if sched_rr_get_interval(process, &interval) < 0 { return t.raiseOSError(errno) }
    return t.makeFloat(Double(interval.tv_sec) + 1e-9 * Double(interval.tv_nsec))
  },
  NativeDefinition(.function, "sched_setaffinity(pid, mask, /)") { t, a in
    guard let process = t.cInt(a[0]), let bits = t.processors(a[1]) else { return .error }
    return vm_set_affinity(process, bits, bits.count) < 0 ? t.raiseOSError(errno) : .none
  },
  NativeDefinition(.function, "getpriority(which, who)") { t, a in
    guard let which = t.cInt(a[0]), let who = t.cInt(a[1]) else { return .error }
    errno = 0
    let priority = vm_priority(which, UInt32(bitPattern: who))
    return priority == -1 && errno != 0 ? t.raiseOSError(errno) : .int(Int(priority))
  },
  NativeDefinition(.function, "setpriority(which, who, priority)") { t, a in
    guard let which = t.cInt(a[0]), let who = t.cInt(a[1]), let priority = t.cInt(a[2]) else { return .error }
    return vm_set_priority(which, UInt32(bitPattern: who), priority) < 0 ? t.raiseOSError(errno) : .none
  },
]
