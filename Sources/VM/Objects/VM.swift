// The process-wide virtual machine: built-in types, interned strings, modules, roots.
// One instance, reached by the global `vm`; per-thread state lives in ThreadState (CRuntime).

import CRuntime

/// Set once by `VM.start`. Optional so that reading it needs no once-check.
nonisolated(unsafe) var vmStorage: UnsafeMutablePointer<VM>? = nil
@inline(__always) var vm: UnsafeMutablePointer<VM> { vmStorage.unsafelyUnwrapped }

/// Hooks that a profiler sets; nil costs one load and compare.
public struct VMEvents {
  /// A collection ended: start (CLOCK_MONOTONIC ns), bytes in use before, live bytes after.
  public var collected: ((UInt64, Int, Int) -> Void)?
  /// What happens to traces (Sources/VM/Traces/JITEvent.swift), on the thread and at the moment where it happens.
  public var jit: ((JITEvent) -> Void)?
  /// A thread of the program begins, with its name, or ends; called on that thread, which does not hold the global lock.
  public var threadStarted: ((String) -> Void)?
  public var threadEnded: (() -> Void)?
  /// A shared library was opened or closed.
  public var librariesChanged: (() -> Void)?
  /// Compiled traces come with their text before and after optimisation and with their machine code.
  public var wantsTraceText = false
}
nonisolated(unsafe) public var vmEvents = VMEvents()

/// Bits of `ThreadState.pendingWork`.
struct PendingWork {
  static let signals: UInt32 = 1
  static let weakCallbacks: UInt32 = 2
  static let memoryLimit: UInt32 = 4
  static let jitHook: UInt32 = 8
  static let threadSwitch: UInt32 = 16
  static let finalizers: UInt32 = 32
}

struct VM {
  var types = BuiltinTypes()
  /// Root shapes of the built-in layouts, by kind (the shape of exact `list` objects, and so on).
  var shapes = BuiltinShapes()
  var specialNames: UnsafeMutablePointer<Value>
  var names = CommonNames()
  /// Single-character strings for code points 0…255, and the empty string, tuple and bytes.
  var characters: UnsafeMutablePointer<Value>
  var emptyString: Value = .unbound
  var emptyTuple: Value = .unbound
  var emptyBytes: Value = .unbound
  /// sys.modules and the namespace of builtins.
  var modules: Value = .unbound
  var builtins: Value = .unbound
  var sysModule: Value = .unbound

  var interned = InternTable()
  /// Places that hold a Value for ever.
  var roots: [UnsafeMutablePointer<Value>] = []
  /// Values that stay alive for ever.
  var immortals: [Value] = []
  var typesCreated: [Value] = []
  var weakReferences: [Raw] = []
  var exports = Exports()
  var pendingWeakCallbacks: [Value] = []
  var versionCounter: UInt32 = 0
  /// All code ever made, for naming sampled frames and for flushing inline caches.
  var codes = CodeTable()
  var hashSeed: UInt64 = 0
  var recursionLimit = 1000
  var options = VMOptions()
  /// Special methods of `object`, `type`, `module` and `super` as found in their dicts: dispatch compares with them to
  /// know that nothing was overridden.
  var objectGetAttribute = Value.unbound, objectSetAttribute = Value.unbound, objectDeleteAttribute = Value.unbound
  var objectNew = Value.unbound, objectInit = Value.unbound, objectHash = Value.unbound, objectReduce = Value.unbound
  var typeGetAttribute = Value.unbound, typeCall = Value.unbound, typeMRO = Value.unbound
  var typeInstanceCheck = Value.unbound, typeSubclassCheck = Value.unbound
  var moduleGetAttribute = Value.unbound, superGetAttribute = Value.unbound
  var mroName = Value.unbound
  /// `builtins.__import__` as we made it: an import statement calls another one put in its place.
  var importFunction = Value.unbound
  /// A list of what `sys.set_asyncgen_hooks` was given: `firstiter` and `finalizer`.
  var asyncGeneratorHooks = Value.unbound
  /// Type of the field descriptors of structure sequences.
  var structureField = Value.unbound
  var consumers = Consumers()
  /// A value that no program can have.
  var matchMissing = Value.unbound
  /// What the native function that a trace calls may do (Traces/Plainness.swift).
  var refusal = Refusal.off
  var methodCache: UnsafeMutablePointer<MethodCacheEntry>
  var mainThread: Thread
  /// The thread that holds the global lock: only on it does code of the VM run.
  var runningThread: Thread
  /// All threads that run Python code, the main thread first.
  var threads: [Thread]

  mutating func nextVersion() -> UInt32 {
    versionCounter &+= 1
    return versionCounter
  }

  /// Marks everything that tables of the VM keep alive.
  mutating func markTables(_ heap: inout Heap) {
    types.forEach { heap.mark($0) }
    for value in typesCreated { heap.mark(value) }
    for value in immortals { heap.mark(value) }
    for value in pendingWeakCallbacks { heap.mark(value) }
    Finalizers.mark(&heap)
    for index in 0..<codes.count {
      if let object = codes[index].pointee.object { heap.markObject(UInt(bitPattern: object)) }
    }
    interned.forEachYounger { heap.mark($0) }
    for index in 0..<256 { heap.mark(characters[index]) }
    heap.mark(emptyString)
    heap.mark(emptyTuple)
    heap.mark(emptyBytes)
    heap.mark(modules)
    heap.mark(builtins)
    heap.mark(sysModule)
    jitStorage?.mark(&heap)
  }

  /// Keeps `value` alive for ever and returns it.
  mutating func immortal(_ value: Value) -> Value {
    immortals.append(value)
    return value
  }
}

/// What the command line sets.
public struct VMOptions {
  public var gcStress = 0
  public var memoryLimit = 0
  public var disassemble = false
  public var statistics = false
  public var python = PythonFlags()
  /// sys.executable; nil: the program that runs.
  public var executable: String?
  public var jit = JITParameters()
  /// Names of optimiser passes that are left out.
  public var disabledPasses: [String] = []
  /// Print each trace, recorded and optimised.
  public var printsTraces = false
  /// Verify each trace before and after optimisation, and its register allocation.
  public var checksTraces = false
  public init() {}
}

struct MethodCacheEntry {
  var shape: UInt32
  var version: UInt32
  var name: UInt64
  var value: Value
}

/// The set of interned strings: open addressing, never shrinks, keeps its strings alive.
struct InternTable {
  private var entries: [Value] = Array(repeating: .unbound, count: 4096)
  private var count = 0
  /// Strings that are not of the start (Heap/Heap+Tenured.swift): those that collections must mark.
  private var younger: [Value] = []

  /// The interned string equal to `string` (its hash must be computed), or `string` itself, now interned.
  mutating func intern(_ string: StringRef) -> StringRef {
    if string.isInterned { return string }
    let hash = string.hash
    var index = hash & (entries.count - 1)
    while entries[index].isBound {
      let candidate = StringRef(entries[index])
      if candidate.hash == hash && candidate.equals(string) { return candidate }
      index = (index + 1) & (entries.count - 1)
    }
    string.pointer.headerFlags |= HeaderFlags.interned
    entries[index] = string.value
    younger.append(string.value)
    count += 1
    if count * 3 > entries.count * 2 { grow() }
    return string
  }

  private mutating func grow() {
    let old = entries
    entries = Array(repeating: .unbound, count: old.count * 2)
    for value in old where value.isBound {
      var index = StringRef(value).hash & (entries.count - 1)
      while entries[index].isBound { index = (index + 1) & (entries.count - 1) }
      entries[index] = value
    }
  }

  func forEachYounger(_ body: (Value) -> Void) {
    for value in younger { body(value) }
  }

  /// The strings so far live for ever.
  mutating func tenure() { younger = [] }
}
