// The modules `pwd` and `grp`: the accounts and groups of the machine.

import CRuntime
import Glibc

nonisolated(unsafe) private var accountType = Value.unbound
nonisolated(unsafe) private var groupType = Value.unbound

private func text(_ t: Thread, _ pointer: UnsafeMutablePointer<CChar>?) -> Value {
  pointer.map { t.fileText($0) } ?? .none
}

private func makeAccount(_ t: Thread, _ entry: passwd) -> Value {
  let fields = TupleRef.allocate(t, count: 7)
  fields[0] = text(t, entry.pw_name)
  fields[1] = text(t, entry.pw_passwd)
  fields[2] = .int(Int(entry.pw_uid))
  fields[3] = .int(Int(entry.pw_gid))
  fields[4] = text(t, entry.pw_gecos)
  fields[5] = text(t, entry.pw_dir)
  fields[6] = text(t, entry.pw_shell)
  return t.call(accountType, fields.value)
}

private func makeGroup(_ t: Thread, _ entry: group) -> Value {
  let members = ListRef.make(t)
  var member = entry.gr_mem
  while let name = member?.pointee {
    members.append(t, text(t, name))
    member = member.map { $0 + 1 }
  }
  let fields = TupleRef.allocate(t, count: 4)
  fields[0] = text(t, entry.gr_name)
  fields[1] = text(t, entry.gr_passwd)
  fields[2] = .int(Int(entry.gr_gid))
  fields[3] = members.value
  return t.call(groupType, fields.value)
}

/// A number of a user or group: nil with an exception pending. What the system has no room for is not found.
private func identifier(_ t: Thread, _ value: Value, _ kind: String, _ function: String) -> UInt32? {
  let integer = t.unwrapInteger(value)
  if integer.isUnbound && value.type.special(.index).isUnbound {
    t.raise(.typeError, "\(kind) should be integer, not \(value.typeName)")
    return nil
  }
  let number = t.toIndex(value)
  if number.isError { return nil }
  guard number.isInt, number.asInt >= -1, number.asInt < 1 << 32 else {
    t.raise(.keyError, "\(function)(): \(kind) not found")
    return nil
  }
  return UInt32(truncatingIfNeeded: number.asInt)
}

/// A name as C text; nil with an exception pending.
private func name(_ t: Thread, _ value: Value, _ message: String) -> Value? {
  if value.isKind(.string) { return value }
  t.raise(.typeError, "\(message) must be str, not \(value.typeName)")
  return nil
}

func defineAccounts(_ thread: Thread) {
  let module = thread.defineModule(
    "pwd", doc: "The database of accounts.",
    [
      NativeDefinition(.function, "getpwuid(uidobj, /)") { t, a in
        guard let number = identifier(t, a[0], "uid", "getpwuid") else { return .error }
        guard let entry = getpwuid(number) else { return t.raise(.keyError, "getpwuid(): uid not found: \(number)") }
        return makeAccount(t, entry.pointee)
      },
      NativeDefinition(.function, "getpwnam(name, /)") { t, a in
        guard let text = name(t, a[0], "getpwnam() argument"), let found = t.withPath(text, { getpwnam($0) }) else {
          return .error
        }
        guard let entry = found else { return t.raise(.keyError, "getpwnam(): name not found: \(t.repr(text: text))") }
        return makeAccount(t, entry.pointee)
      },
      NativeDefinition(.function, "getpwall()") { t, _ in
        let list = ListRef.make(t)
        setpwent()
        defer { endpwent() }
        while let entry = getpwent() {
          let account = makeAccount(t, entry.pointee)
          if account.isError { return .error }
          list.append(t, account)
        }
        return list.value
      },
    ])
  accountType = thread.makeStructType(
    "pwd.struct_passwd", ["pw_name", "pw_passwd", "pw_uid", "pw_gid", "pw_gecos", "pw_dir", "pw_shell"])
  module.set("struct_passwd", accountType)
}

func defineGroups(_ thread: Thread) {
  let module = thread.defineModule(
    "grp", doc: "The database of groups.",
    [
      NativeDefinition(.function, "getgrgid(id)") { t, a in
        guard let number = identifier(t, a[0], "gid", "getgrgid") else { return .error }
        guard let entry = getgrgid(number) else { return t.raise(.keyError, "getgrgid(): gid not found: \(number)") }
        return makeGroup(t, entry.pointee)
      },
      NativeDefinition(.function, "getgrnam(name)") { t, a in
        guard let text = name(t, a[0], "getgrnam() argument 'name'"), let found = t.withPath(text, { getgrnam($0) })
        else { return .error }
        guard let entry = found else { return t.raise(.keyError, "getgrnam(): name not found: \(t.repr(text: text))") }
        return makeGroup(t, entry.pointee)
      },
      NativeDefinition(.function, "getgrall()") { t, _ in
        let list = ListRef.make(t)
        setgrent()
        defer { endgrent() }
        while let entry = getgrent() {
          let group = makeGroup(t, entry.pointee)
          if group.isError { return .error }
          list.append(t, group)
        }
        return list.value
      },
    ])
  groupType = thread.makeStructType("grp.struct_group", ["gr_name", "gr_passwd", "gr_gid", "gr_mem"])
  module.set("struct_group", groupType)
}
