// The `builtins` module's contents and the table of native modules.

import CRuntime
import Glibc

extension UnsafeMutablePointer where Pointee == ThreadState {
  func makeBuiltinModules() {
    let builtins = ModuleRef(vm.pointee.builtins).namespace
    let moduleName = StringRef.intern("builtins")
    for definition in builtinFunctions + iterationFunctions + asyncFunctions + [inputDefinition, breakpointDefinition] {
      let function = NativeRef.make(self, definition, owner: .unbound, module: moduleName)
      builtins.set(name: NativeRef(function).field(.name), function)
    }
    vm.pointee.importFunction = builtins.get(name: vm.pointee.names.import_)
    let types: [Value] = [
      vm.pointee.types.object, vm.pointee.types.type, vm.pointee.types.int, vm.pointee.types.bool,
      vm.pointee.types.float, vm.pointee.types.complex, vm.pointee.types.string, vm.pointee.types.bytes,
      vm.pointee.types.byteArray, vm.pointee.types.memoryView, vm.pointee.types.tuple, vm.pointee.types.list,
      vm.pointee.types.dict,
      vm.pointee.types.set, vm.pointee.types.frozenSet, vm.pointee.types.range, vm.pointee.types.slice,
      vm.pointee.types.property, vm.pointee.types.classMethod, vm.pointee.types.staticMethod,
      vm.pointee.types.superType, vm.pointee.types.enumerate, vm.pointee.types.zip, vm.pointee.types.map,
      vm.pointee.types.filter, vm.pointee.types.reversed,
    ]
    for type in types where type.isBound { builtins.set(name: TypeRef(type).field(.name), type) }
    let constants: [(StaticString, Value)] = [
      ("None", .none), ("True", .true), ("False", .false), ("Ellipsis", .ellipsis),
      ("NotImplemented", .notImplemented), ("__debug__", .bool(vm.pointee.options.python.optimize == 0)),
    ]
    for (name, value) in constants { builtins.set(name: StringRef.intern(name), value) }
    registerNativeModules()
  }
}
