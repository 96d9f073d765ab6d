// The module `_posixsubprocess`: the fork and exec under `subprocess` (CRuntime/child.c does the child's part).

import CRuntime
import Glibc

/// `preexec_fn` of the child that is being started.
nonisolated(unsafe) private var preparation = Value.unbound

/// C strings for exec, ended by a null; freed with the value.
private struct CStrings: ~Copyable {
  private(set) var pointers: [UnsafeMutablePointer<CChar>?] = []

  /// Nil with an exception pending.
  init?(_ t: Thread, _ sequence: Value, _ function: String) {
    guard let list = t.makeList(from: sequence) else { return nil }
    for index in 0..<list.count {
      guard let path = t.path(list[index], function), let copy = t.withPath(path, { strdup($0) }) else {
        free()
        return nil
      }
      pointers.append(copy)
    }
    pointers.append(nil)
  }

  deinit { free() }

  private func free() { for pointer in pointers { Glibc.free(pointer) } }
}

private enum Place {
  static let arguments = 0, programs = 1, closesOthers = 2, keep = 3, folder = 4, environment = 5
  static let input = 6, errorPipe = 13, restoresSignals = 14, session = 15, group = 16, gid = 17, groups = 18
  static let uid = 19, mask = 20, preparation = 21
}

private func forkExec(_ t: Thread, _ a: Arguments) -> Value {
  var child = vm_child()
  guard let closesOthers = t.flag(a[Place.closesOthers]), let restores = t.flag(a[Place.restoresSignals]),
    let session = t.flag(a[Place.session]), let group = t.cInt(a[Place.group]), let mask = t.cInt(a[Place.mask]),
    let errorPipe = t.cInt(a[Place.errorPipe])
  else { return .error }
  var ends: [Int32] = []
  for place in Place.input..<Place.errorPipe {
    guard let descriptor = t.cInt(a[place]) else { return .error }
    ends.append(descriptor)
  }
  if closesOthers && errorPipe < 3 { return t.raise(.valueError, "errpipe_write must be >= 3") }
  guard a[Place.keep].isKind(.tuple) else { return t.raise(.typeError, "fds_to_keep must be a tuple") }
  var keep: [Int32] = []
  for index in 0..<TupleRef(a[Place.keep]).count {
    let item = TupleRef(a[Place.keep])[index]
    guard item.isInt, item.asInt >= 0, item.asInt <= Int(Int32.max), item.asInt > Int(keep.last ?? -1) else {
      return t.raise(.valueError, "bad value(s) in fds_to_keep")
    }
    keep.append(Int32(item.asInt))
  }
  guard let arguments = CStrings(t, a[Place.arguments], "fork_exec"),
    let programs = CStrings(t, a[Place.programs], "fork_exec")
  else { return .error }
  let hasEnvironment = !a[Place.environment].isNone
  guard
    let environment = CStrings(
      t, hasEnvironment ? a[Place.environment] : vm.pointee.emptyTuple, "fork_exec")
  else { return .error }
  var folder: UnsafeMutablePointer<CChar>?
  if !a[Place.folder].isNone {
    guard let path = t.path(a[Place.folder], "fork_exec"), let copy = t.withPath(path, { strdup($0) }) else {
      return .error
    }
    folder = copy
  }
  defer { free(folder) }
  var groups: [UInt32] = []
  if !a[Place.groups].isNone {
    guard let list = t.makeList(from: a[Place.groups]) else { return .error }
    for index in 0..<list.count {
      guard let number = t.index(list[index]) else { return .error }
      groups.append(UInt32(truncatingIfNeeded: number))
    }
    child.has_groups = 1
  }
  for (place, isUser) in [(Place.gid, false), (Place.uid, true)] where !a[place].isNone {
    guard let number = t.index(a[place]) else { return .error }
    if isUser { child.uid = UInt32(truncatingIfNeeded: number) } else { child.gid = UInt32(truncatingIfNeeded: number) }
    if isUser { child.has_uid = 1 } else { child.has_gid = 1 }
  }
  // Pairs of ends: what the child uses, what the parent keeps.
  child.streams = (ends[0], ends[3], ends[5])
  child.parent_ends = (ends[1], ends[2], ends[4])
  child.error_pipe = errorPipe
  child.closes_others = closesOthers ? 1 : 0
  child.restores_signals = restores ? 1 : 0
  child.session = session ? 1 : 0
  child.group = group
  child.mask = mask
  child.folder = UnsafePointer(folder)
  let function = a[Place.preparation]
  let hasPreparation = function.isBound && !function.isNone
  if hasPreparation {
    preparation = function
    child.prepare = {
      let thread: Thread = vm.pointee.runningThread
      thread.forgetOtherThreads()
      return thread.call(preparation).isError ? -1 : 0
    }
  }
  let pid: Int32 = arguments.pointers.withUnsafeBufferPointer { words in
    programs.pointers.withUnsafeBufferPointer { files in
      environment.pointers.withUnsafeBufferPointer { variables in
        keep.withUnsafeBufferPointer { kept in
          groups.withUnsafeBufferPointer { members in
            child.arguments = words.baseAddress
            child.programs = files.baseAddress
            child.environment = hasEnvironment ? variables.baseAddress : nil
            child.keep = kept.baseAddress
            child.keep_count = kept.count
            child.groups = members.baseAddress
            child.group_count = members.count
            return vm_fork_exec(&child)
          }
        }
      }
    }
  }
  preparation = .unbound
  return pid < 0 ? t.raiseOSError(errno) : .int(Int(pid))
}

func defineSubprocessModule(_ thread: Thread) {
  thread.defineModule(
    "_posixsubprocess", doc: "A POSIX helper for the subprocess module.",
    [
      NativeDefinition(
        .function,
        "fork_exec(args, executable_list, close_fds, pass_fds, cwd, env, p2cread, p2cwrite, c2pread, c2pwrite, errread, errwrite, errpipe_read, errpipe_write, restore_signals, call_setsid, pgid_to_set, gid, groups_list, uid, umask, preexec_fn, allow_vfork, /)",
        forkExec)
    ])
}
