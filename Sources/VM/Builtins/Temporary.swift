
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
extension UnsafeMutablePointer where Pointee == ThreadState {
  func makeStandardStreams() { makeTemporaryStreams() }
  func flushStandardStreams() -> Bool { true }
  func runExitFunctions() {}
}
func installInterruptHandler() {}
func extendedByteView(_ value: Value) -> UnsafeBufferPointer<UInt8>? { nil }
extension UnsafeMutablePointer where Pointee == ThreadState { func codecLookup(_ v: Value) -> Value { .error } }
