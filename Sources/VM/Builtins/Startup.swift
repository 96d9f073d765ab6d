// Bringing the VM to life: memory, early shapes, `object` and `type`, then every built-in type and module in order.

import CRuntime
import Glibc

extension VM {
  /// Makes the heap, the main thread's state and all built-in types. Call once.
  public static func start(_ options: VMOptions) -> Thread {
    Heap.start()
    let thread = makeThread()
    thread.pointee.accessCache = AccessCache.allocate()
    thread.pointee.nativeStackLimit = lowestNativeStack()
    thread.takeNativeThread()
    let names = UnsafeMutablePointer<Value>.allocate(capacity: Special.allCases.count)
    names.initialize(repeating: .unbound, count: Special.allCases.count)
    let characters = UnsafeMutablePointer<Value>.allocate(capacity: 256)
    characters.initialize(repeating: .unbound, count: 256)
    // Zeros are empty entries, and calloc touches no page before an entry is used.
    let cache = calloc(methodCacheMask + 1, MemoryLayout<MethodCacheEntry>.stride)
      .assumingMemoryBound(to: MethodCacheEntry.self)
    let machine = UnsafeMutablePointer<VM>.allocate(capacity: 1)
    machine.initialize(
      to: VM(
        specialNames: names, characters: characters, methodCache: cache, mainThread: thread, runningThread: thread,
        threads: [thread]))
    vmStorage = machine
    machine.pointee.options = options
    machine.pointee.hashSeed = seedOfHashes(options)
    heap.pointee.memoryLimit = options.memoryLimit
    // Until everything stands, nothing is collected.
    heap.pointee.collecting = true
    thread.makeEarlyObjects()
    thread.makeBuiltinTypes()
    thread.makeBuiltinModules()
    thread.fillDispatch()
    heap.pointee.tenure(thread)
    machine.pointee.interned.tenure()
    if options.jit.isEnabled { jitStorage = JIT(thread) }
    heap.pointee.collecting = false
    heap.pointee.stressInterval = options.gcStress
    return thread
  }

  /// PYTHONHASHSEED=0 gives the same hashes in every run, as does a number; otherwise they are random.
  private static func seedOfHashes(_ options: VMOptions) -> UInt64 {
    if let number = options.python.hashSeed { return UInt64(number) &* 0x9E37_79B9_7F4A_7C15 }
    var seed: UInt64 = 0
    return getentropy(&seed, 8) == 0 ? seed : monotonicNanoseconds()
  }

  /// The state block, VM stack and frame stack of a thread.
  static func makeThread() -> Thread {
    func map(_ bytes: Int) -> Raw {
      let address = mmap(nil, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0)
      guard let address, address != MAP_FAILED else { fatalExit("cannot map \(bytes >> 20) MiB for a VM stack") }
      return address
    }
    let thread = map(threadStateBytes).assumingMemoryBound(to: ThreadState.self)
    thread.pointee.stackBase = map(registerStackBytes).assumingMemoryBound(to: Value.self)
    thread.pointee.stackLimit = thread.pointee.stackBase + registerStackBytes / 8 - 4096
    thread.pointee.frameBase = map(frameStackCount * MemoryLayout<Frame>.stride).assumingMemoryBound(to: Frame.self)
    // The frame below the first one belongs to no code: `topOfStack` and the collector know it by that.
    thread.pointee.frame = thread.pointee.frameBase
    thread.pointee.frameBase.pointee.function = .none
    thread.pointee.frameBase.pointee.locals = .unbound
    thread.pointee.frameBase.pointee.registers = thread.pointee.stackBase
    thread.setRecursionLimit(1000)
    thread.pointee.exception = .unbound
    thread.pointee.handled = .none
    thread.pointee.allocationCursor = UnsafeMutablePointer(bitPattern: 8)
    thread.pointee.allocationLimit = UnsafeMutablePointer(bitPattern: 8)
    thread.pointee.sentinel = .none
    thread.pointee.debugHooks = .none
    return thread
  }

  /// Gives back the memory of a thread that has ended.
  static func freeThread(_ thread: Thread) {
    munmap(thread.pointee.stackBase, registerStackBytes)
    munmap(thread.pointee.frameBase, frameStackCount * MemoryLayout<Frame>.stride)
    munmap(thread, threadStateBytes)
  }

  private static let registerStackBytes = 256 << 20
  private static let frameStackCount = 1 << 20
  private static let threadStateBytes = (MemoryLayout<ThreadState>.size + 4095) & ~4095

  /// Native stack that the deepest sources which parser and compiler accept, and programs at the default recursion
  /// limit, may need. (With unoptimised frames Fixtures/python/deep_structures.py takes between 8 and 12 MiB.)
  #if TRAMPOLINE
    static let neededNativeStack: rlim_t = 32 << 20
  #else
    static let neededNativeStack: rlim_t = 8 << 20
  #endif

  /// Helpers keep clear of the last 256 KiB of the native stack. A smaller limit than needed is raised first, where
  /// that is allowed: the kernel looks at it whenever the main thread's stack grows.
  private static func lowestNativeStack() -> Raw {
    let resource = __rlimit_resource_t(RLIMIT_STACK.rawValue)
    var limit = rlimit()
    getrlimit(resource, &limit)
    if limit.rlim_cur < neededNativeStack {
      limit.rlim_cur = min(neededNativeStack, limit.rlim_max)
      setrlimit(resource, &limit)
      getrlimit(resource, &limit)
    }
    let size = limit.rlim_cur == rlim_t.max ? 8 << 20 : min(Int(limit.rlim_cur), 1 << 30)
    return vm_native_stack_base()! - size + (256 << 10)
  }
}

extension UnsafeMutablePointer where Pointee == ThreadState {
  /// `sys.setrecursionlimit`: frames that may be active at once.
  func setRecursionLimit(_ limit: Int) {
    pointee.frameLimit = pointee.frameBase + min(limit + 1, (1 << 20) - 8)
    guard vmStorage != nil else { return }
    vm.pointee.recursionLimit = limit
    for thread in vm.pointee.threads {
      thread.pointee.frameLimit = thread.pointee.frameBase + (pointee.frameLimit - pointee.frameBase)
    }
  }

  /// Shapes, strings and the two first types, before any definition can be processed.
  fileprivate func makeEarlyObjects() {
    func early(_ name: String, _ place: inout ShapeRef) {
      let shape = ShapeRef.make(type: .unbound)
      earlyShapes[name] = shape
      place = shape
    }
    early("str", &vm.pointee.shapes.string)
    early("tuple", &vm.pointee.shapes.tuple)
    early("list", &vm.pointee.shapes.list)
    early("dict", &vm.pointee.shapes.dict)
    early("bytes", &vm.pointee.shapes.bytes)
    early("cell", &vm.pointee.shapes.cell)
    early("code", &vm.pointee.shapes.code)
    early("module", &vm.pointee.shapes.module)
    early("function", &vm.pointee.shapes.function)
    early("builtin_function_or_method", &vm.pointee.shapes.nativeFunction)
    early("method_descriptor", &vm.pointee.shapes.methodDescriptor)
    early("classmethod", &vm.pointee.shapes.classMethod)
    early("staticmethod", &vm.pointee.shapes.staticMethod)
    early("getset_descriptor", &vm.pointee.shapes.getSetDescriptor)
    early("member_descriptor", &vm.pointee.shapes.memberDescriptor)
    vm.pointee.shapes.memberGetSet = ShapeRef.make(type: .unbound)
    early("set", &vm.pointee.shapes.set)
    early("frozenset", &vm.pointee.shapes.frozenSet)
    early("method", &vm.pointee.shapes.boundMethod)
    vm.pointee.shapes.array = ShapeRef.make(type: .unbound)
    vm.pointee.shapes.rawArray = ShapeRef.make(type: .unbound)
    pointee.listShape = vm.pointee.shapes.list.address
    pointee.tupleShape = vm.pointee.shapes.tuple.address
    pointee.dictShape = vm.pointee.shapes.dict.address
    pointee.stringShape = vm.pointee.shapes.string.address

    let empty = StringRef.allocate(self, count: 0, widthShift: 0, ascii: true)
    vm.pointee.emptyString = vm.pointee.interned.intern(empty).value
    for code in 0..<256 {
      let string = StringRef.allocate(self, count: 1, widthShift: 0, ascii: code < 128)
      string.bytes[0] = UInt8(code)
      vm.pointee.characters[code] = vm.pointee.interned.intern(string).value
    }
    vm.pointee.emptyTuple = TupleRef.allocate(self, count: 0).value
    vm.pointee.names = CommonNames.make()
    vm.pointee.mroName = StringRef.intern("mro")
    for special in Special.allCases { vm.pointee.specialNames[special.index] = StringRef.intern(special.text) }

    // `type` is an instance of itself; its shape is made first and gets its type afterwards.
    let typeShape = ShapeRef.make(type: .unbound)
    let typeImage = headerImage(typeShape, .type, words: TypeRef.words)
    let typeObject = TypeRef(allocate(typeImage, words: TypeRef.words))
    for index in 1..<TypeRef.words { typeObject.pointer.setIntWord(index, 0) }
    typeShape.pointer.pointee.type = typeObject.value
    vm.pointee.types.type = typeObject.value
    vm.pointee.typesCreated.append(typeObject.value)
    let object = allocateTypeWithShape(typeShape)
    vm.pointee.types.object = object.value
    prepare(object, "object", kind: .instance, words: 1, bases: vm.pointee.emptyTuple)
    prepare(typeObject, "type", kind: .type, words: TypeRef.words, bases: TupleRef.make(self, object.value))
    typeObject.flags = TypeFlags.isMetatype
    typeObject.setField(.rootShape, .int(Int(typeShape.address)))
    let objectShape = ShapeRef.make(type: object.value)
    object.setField(.rootShape, .int(Int(objectShape.address)))
    object.setField(.inlineSlots, .int(4))
  }

  private func allocateTypeWithShape(_ shape: ShapeRef) -> TypeRef {
    let object = allocate(headerImage(shape, .type, words: TypeRef.words), words: TypeRef.words)
    for index in 1..<TypeRef.words { object.setIntWord(index, 0) }
    vm.pointee.typesCreated.append(object.asValue)
    return TypeRef(object)
  }

  private func prepare(_ type: TypeRef, _ name: StaticString, kind: Kind, words: Int, bases: Value) {
    let text = StringRef.intern(name)
    type.setField(.name, text)
    type.setField(.qualname, text)
    type.setField(.module, StringRef.intern("builtins"))
    type.setField(.dict, DictRef.make(self).value)
    type.setField(.flags, .int(0))
    type.setField(.kind, .int(Int(kind.rawValue)))
    type.setField(.baseWords, .int(words))
    setBases(type, bases)
  }

  /// All built-in types.
  fileprivate func makeBuiltinTypes() {
    let object = TypeRef(vm.pointee.types.object)
    let type = TypeRef(vm.pointee.types.type)
    vm.pointee.types.staticMethod = define(staticMethodDefinition)
    vm.pointee.types.classMethod = define(classMethodDefinition)
    vm.pointee.types.nativeFunction = define(nativeFunctionDefinition)
    vm.pointee.shapes.boundNative = ShapeRef.make(type: vm.pointee.types.nativeFunction)
    vm.pointee.types.methodDescriptor = define(methodDescriptorDefinition)
    vm.pointee.types.getSetDescriptor = define(getSetDescriptorDefinition)
    vm.pointee.types.memberDescriptor = define(memberDescriptorDefinition)
    vm.pointee.shapes.memberGetSet.pointer.pointee.type = vm.pointee.types.memberDescriptor
    populate(
      object,
      TypeDefinition(
        name: "object", methods: objectMethods, attributes: objectAttributes,
        doc: "The base class of the class hierarchy."))
    populate(type, TypeDefinition(name: "type", methods: typeMethods, attributes: typeAttributes))
    vm.pointee.objectGetAttribute = object.dict.get(name: Special.getattribute.name)
    vm.pointee.objectSetAttribute = object.dict.get(name: Special.setattr.name)
    vm.pointee.objectDeleteAttribute = object.dict.get(name: Special.delattr.name)
    vm.pointee.objectNew = object.dict.get(name: Special.new.name)
    vm.pointee.objectInit = object.dict.get(name: Special.`init`.name)
    vm.pointee.objectHash = object.dict.get(name: Special.hash.name)
    vm.pointee.objectReduce = object.dict.get(name: Special.reduce.name)
    vm.pointee.typeGetAttribute = type.dict.get(name: Special.getattribute.name)
    vm.pointee.typeCall = type.dict.get(name: Special.call.name)
    vm.pointee.typeMRO = type.dict.get(name: vm.pointee.mroName)
    vm.pointee.typeInstanceCheck = type.dict.get(name: Special.instancecheck.name)
    vm.pointee.typeSubclassCheck = type.dict.get(name: Special.subclasscheck.name)

    vm.pointee.types.function = define(functionDefinition)
    vm.pointee.types.boundMethod = define(boundMethodDefinition)
    vm.pointee.types.property = define(propertyDefinition)
    vm.pointee.shapes.property = TypeRef(vm.pointee.types.property).rootShape
    vm.pointee.types.superType = define(superDefinition)
    vm.pointee.shapes.superObject = TypeRef(vm.pointee.types.superType).rootShape
    vm.pointee.superGetAttribute = TypeRef(vm.pointee.types.superType).dict.get(name: Special.getattribute.name)
    vm.pointee.types.cell = define(cellDefinition)
    vm.pointee.types.code = define(codeDefinition)
    vm.pointee.types.module = define(moduleDefinition)
    vm.pointee.moduleGetAttribute = TypeRef(vm.pointee.types.module).dict.get(name: Special.getattribute.name)
    defineGenerators()
    defineSingletons()
    defineInt()
    defineFloat()
    defineComplex()
    defineString()
    defineBytes()
    defineMemoryView()
    defineTuple(self)
    defineList(self)
    defineDict(self)
    defineDictViews(self)
    defineSets(self)
    defineRange(self)
    defineSlice(self)
    defineMappingProxy(self)
    defineGenericAlias(self)
    defineBuiltinIterators(self)
    defineIteratorTypes(self)
    defineMakers(self)

    vm.pointee.modules = DictRef.make(self).value
    vm.pointee.builtins = defineModule("builtins", []).value
    vm.pointee.matchMissing = vm.pointee.immortal(allocateInstance(object))
    defineStructures()
    defineExceptions()
    defineTracebacks()
    defineFrames()
  }

  private func defineSingletons() {
    func singleton(_ name: StaticString, _ value: Value, _ text: StaticString, falsy: Bool = false) -> Value {
      var methods: [NativeDefinition] = []
      if falsy { methods.append(NativeDefinition("__bool__(self, /)") { _, _ in .false }) }
      methods.append(
        NativeDefinition("__repr__(self, /)") { t, a in
          StringRef.intern(a[0].isNone ? "None" : a[0].isNotImplemented ? "NotImplemented" : "Ellipsis")
        })
      methods.append(
        NativeDefinition("__hash__(self, /)") { _, a in .int(Int(truncatingIfNeeded: a[0].bits) &* 0x3B9A_CA07) })
      methods.append(
        NativeDefinition("__reduce__(self, /)") { _, a in
          StringRef.intern(a[0].isNone ? "None" : a[0].isNotImplemented ? "NotImplemented" : "Ellipsis")
        })
      methods.append(
        NativeDefinition(.staticMethod, "__new__(cls, /)") { _, a in
          if a[0] == vm.pointee.types.noneType { return .none }
          return a[0] == vm.pointee.types.ellipsis ? .ellipsis : .notImplemented
        })
      return define(TypeDefinition(name: name, flags: TypeFlags.final, methods: methods))
    }
    vm.pointee.types.noneType = singleton("NoneType", .none, "None", falsy: true)
    vm.pointee.types.notImplementedType = singleton("NotImplementedType", .notImplemented, "NotImplemented")
    vm.pointee.types.ellipsis = singleton("ellipsis", .ellipsis, "Ellipsis")
  }
}
