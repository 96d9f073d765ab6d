
import CRuntime
import Glibc
extension UnsafeMutablePointer where Pointee == ThreadState {
  func defineTextTemporarily() {
    vm.pointee.types.string = define(TypeDefinition(name: "str", kind: .string, words: -1, methods: [
      NativeDefinition("__repr__(self, /)") { t, a in t.repr(a[0]) },
      NativeDefinition(.staticMethod, "__new__(cls, object='', encoding='utf-8', errors='strict')") { t, a in a[1].isUnbound ? vm.pointee.emptyString : t.str(a[1]) },
    ]))
    vm.pointee.types.bytes = define(TypeDefinition(name: "bytes", kind: .bytes, words: -1))
  }
  func registerNativeModules() { nativeModules.merge(containerModules) { $1 } }
  func makeTemporaryStreams() {
    let type = define(TypeDefinition(name: "Stream", words: 2, methods: [
      NativeDefinition("write(self, text, /)") { t, a in
        let bytes = StringRef(a[1]).utf8
        _ = bytes.withUnsafeBytes { write(1, $0.baseAddress, $0.count) }
        return .int(StringRef(a[1]).count)
      },
      NativeDefinition("flush(self, /)") { _, _ in .none },
    ]))
    let s = allocateInstance(TypeRef(type))
    _ = setAttribute(vm.pointee.sysModule, StringRef.intern("stdout"), s)
    _ = setAttribute(vm.pointee.sysModule, StringRef.intern("stderr"), s)
  }
}
public func temporaryMain(_ path: String) -> Int32 {
  let t = VM.start(VMOptions())
  t.makeSys(arguments: [path], path: ["/usr/lib/python3.11"])
  t.makeTemporaryStreams()
  let main = ModuleRef.make(t, name: vm.pointee.names.main)
  DictRef(vm.pointee.modules).set(name: vm.pointee.names.main, main.value)
  main.namespace.set(name: vm.pointee.names.builtins, vm.pointee.builtins)
  guard case .success(let source) = readFile(path) else { return 2 }
  var result = Value.error
  if let code = t.compile(source, filename: path) { result = t.execute(code, globals: main.namespace) }
  if result.isError {
    let e = t.takeException()
    print("\(e.typeName): \(t.str(text: e))")
    var tb = ExceptionRef(e).traceback
    while tb.isObject { print("  ", TracebackRef(tb).code.filename.text, TracebackRef(tb).line); tb = TracebackRef(tb).next }
    return 1
  }
  return 0
}

func extendedByteView(_ value: Value) -> UnsafeBufferPointer<UInt8>? { nil }
extension UnsafeMutablePointer where Pointee == ThreadState { func codecLookup(_ v: Value) -> Value { .error } }
