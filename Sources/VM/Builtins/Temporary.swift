
import CRuntime
import Glibc
extension UnsafeMutablePointer where Pointee == ThreadState {
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
