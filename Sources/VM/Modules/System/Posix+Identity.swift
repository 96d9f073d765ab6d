// `posix`: who a process is: users, groups, sessions.

import CRuntime
import Glibc

extension UnsafeMutablePointer where Pointee == ThreadState {
  /// None, or `.error` with the system's reason.
  fileprivate func outcome(_ status: Int32) -> Value { status < 0 ? raiseOSError(errno) : .none }

  fileprivate func setOne(_ value: Value, _ kind: String, _ call: (UInt32) -> Int32) -> Value {
    accountNumber(value, kind).map { outcome(call($0)) } ?? .error
  }

  fileprivate func setTwo(_ a: Arguments, _ kind: String, _ call: (UInt32, UInt32) -> Int32) -> Value {
    guard let first = accountNumber(a[0], kind), let second = accountNumber(a[1], kind) else { return .error }
    return outcome(call(first, second))
  }

  fileprivate func setIdentities(_ a: Arguments, ofGroups: Bool) -> Value {
    let kind = ofGroups ? "gid" : "uid"
    guard let real = accountNumber(a[0], kind), let effective = accountNumber(a[1], kind),
      let saved = accountNumber(a[2], kind)
    else { return .error }
    return outcome(vm_set_identities(ofGroups ? 1 : 0, real, effective, saved))
  }

  /// Real, effective and saved user, or group.
  fileprivate func identities(ofGroups: Bool) -> Value {
    var numbers: [UInt32] = [0, 0, 0]
    if vm_identities(ofGroups ? 1 : 0, &numbers) < 0 { return raiseOSError(errno) }
    return TupleRef.make(self, .int(Int(numbers[0])), .int(Int(numbers[1])), .int(Int(numbers[2])))
  }

  fileprivate func makeGroups(_ groups: some Collection<gid_t>) -> Value {
    let list = ListRef.make(self)
    for group in groups { list.append(self, .int(Int(group))) }
    return list.value
  }

  /// Parameters: user, group.
  fileprivate func groups(of a: Arguments) -> Value {
    guard a[0].isKind(.string) else {
      return raise(.typeError, "getgrouplist() argument 1 must be str, not \(a[0].typeName)")
    }
    guard let group = accountNumber(a[1], "gid") else { return .error }
    var groups = [gid_t](repeating: 0, count: 64)
    while true {
      var count = Int32(groups.count)
      guard let found = withPath(a[0], { getgrouplist($0, group, &groups, &count) }) else { return .error }
      if found >= 0 { return makeGroups(groups.prefix(Int(count))) }
      groups = [gid_t](repeating: 0, count: max(Int(count), groups.count * 2))
    }
  }

  fileprivate func setGroups(_ value: Value) -> Value {
    guard value.type.special(.getitem).isBound, let list = makeList(from: value) else {
      if pointee.exception.isBound { return .error }
      return raise(.typeError, "setgroups argument must be a sequence")
    }
    var groups: [gid_t] = []
    for index in 0..<list.count {
      guard let group = accountNumber(list[index], "gid") else { return .error }
      groups.append(group)
    }
    return outcome(setgroups(groups.count, groups))
  }
}

let posixIdentityFunctions: [NativeDefinition] = [
  NativeDefinition(.function, "setuid(uid, /)") { t, a in t.setOne(a[0], "uid") { setuid($0) } },
  NativeDefinition(.function, "seteuid(euid, /)") { t, a in t.setOne(a[0], "uid") { seteuid($0) } },
  NativeDefinition(.function, "setgid(gid, /)") { t, a in t.setOne(a[0], "gid") { setgid($0) } },
  NativeDefinition(.function, "setegid(egid, /)") { t, a in t.setOne(a[0], "gid") { setegid($0) } },
  NativeDefinition(.function, "setreuid(ruid, euid, /)") { t, a in t.setTwo(a, "uid") { setreuid($0, $1) } },
  NativeDefinition(.function, "setregid(rgid, egid, /)") { t, a in t.setTwo(a, "gid") { setregid($0, $1) } },
  NativeDefinition(.function, "setresuid(ruid, euid, suid, /)") { t, a in
    t.setIdentities(a, ofGroups: false)
  },
  NativeDefinition(.function, "setresgid(rgid, egid, sgid, /)") { t, a in
    t.setIdentities(a, ofGroups: true)
  },
  NativeDefinition(.function, "getresuid()") { t, _ in t.identities(ofGroups: false) },
  NativeDefinition(.function, "getresgid()") { t, _ in t.identities(ofGroups: true) },
  NativeDefinition(.function, "getgroups()") { t, _ in
    var groups = [gid_t](repeating: 0, count: 65536)
    let count = getgroups(Int32(groups.count), &groups)
    return count < 0 ? t.raiseOSError(errno) : t.makeGroups(groups.prefix(Int(count)))
  },
  NativeDefinition(.function, "setgroups(groups, /)") { t, a in t.setGroups(a[0]) },
  NativeDefinition(.function, "getgrouplist(user, group, /)") { t, a in t.groups(of: a) },
  NativeDefinition(.function, "initgroups(username, gid, /)") { t, a in
    guard let group = t.accountNumber(a[1], "gid"), let name = t.path(a[0], "initgroups") else { return .error }
    return t.withPath(name) { initgroups($0, group) }.map { t.outcome($0) } ?? .error
  },
  NativeDefinition(.function, "getsid(pid, /)") { t, a in
    guard let process = t.cInt(a[0]) else { return .error }
    return t.systemCall { Int(getsid(process)) }.map { .int($0) } ?? .error
  },
  NativeDefinition(.function, "setpgrp()") { t, _ in t.outcome(setpgid(0, 0)) },
  NativeDefinition(.function, "tcgetpgrp(fd, /)") { t, a in
    guard let descriptor = t.cInt(a[0]) else { return .error }
    return t.systemCall { Int(tcgetpgrp(descriptor)) }.map { .int($0) } ?? .error
  },
  NativeDefinition(.function, "tcsetpgrp(fd, pgid, /)") { t, a in
    guard let descriptor = t.cInt(a[0]), let group = t.cInt(a[1]) else { return .error }
    return t.outcome(tcsetpgrp(descriptor, group))
  },
  NativeDefinition(.function, "ctermid()") { t, _ in StringRef.make(t, "/dev/tty") },
]
