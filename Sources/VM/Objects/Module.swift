// Module objects: a namespace dict and who made it.

import CRuntime

/// Modules. Words: 1 the namespace dict, 2 whether the interpreter made it (not a program, as a plain object).
struct ModuleRef: Handle {
  let pointer: Raw
  @inline(__always) init(_ pointer: Raw) { self.pointer = pointer }
  @inline(__always) var namespace: DictRef { DictRef(pointer.word(1)) }

  static func make(_ thread: Thread, name: Value) -> ModuleRef {
    let namespace = DictRef.makeNamespace(thread)
    let object = thread.allocate(headerImage(vm.pointee.shapes.module, .module, words: 3), words: 3)
    object.setWord(1, namespace.value)
    object.setWord(2, .true)
    namespace.set(name: vm.pointee.names.name, name)
    namespace.set(name: vm.pointee.names.doc, .none)
    namespace.set(name: vm.pointee.names.package, .none)
    namespace.set(name: vm.pointee.names.loader, .none)
    namespace.set(name: vm.pointee.names.spec, .none)
    return ModuleRef(object)
  }
}
