// Python's files for C parameters of type `FILE *`: a FILE of its own over a copy of the descriptor, without a buffer, opened
// when a file first comes here and kept in its attribute `__cffi_FILE`.

import CRuntime
import Glibc

/// `fclose` as the destructor of the C data.
nonisolated(unsafe) private var closeFile = Value.unbound

extension UnsafeMutablePointer where Pointee == ThreadState {
  /// A `void *` to the FILE of a Python file; nil when the value is no file, `.error` with an exception pending.
  func standardFile(of value: Value) -> Value? {
    guard ioTypes.base.isBound, value.isInstance(of: ioTypes.base) else { return nil }
    if callMethod(value, StringRef.intern("flush")).isError { return .error }
    let attribute = StringRef.intern("__cffi_FILE")
    let known = findAttribute(value, attribute)
    if known.isError || known.isBound { return known }
    guard let descriptor = fileDescriptor(value) else { return .error }
    let mode = getAttribute(value, StringRef.intern("mode"))
    if mode.isError { return .error }
    let copy = dup(descriptor)
    if copy < 0 { return raiseOSError(errno) }
    guard let file = fdopen(copy, str(text: mode)) else {
      let number = errno
      close(copy)
      return raiseOSError(number)
    }
    setbuf(file, nil)
    if closeFile.isUnbound {
      let definition = NativeDefinition("fclose(file, /)") { _, a in
        if let place = CDataRef(a[0]).address { fclose(place.assumingMemoryBound(to: FILE.self)) }
        return .none
      }
      closeFile = vm.pointee.immortal(
        NativeRef.make(self, definition, owner: .unbound, module: StringRef.intern("_cffi_backend")))
    }
    let type = pointerType(to: voidType())
    let source = CDataRef(makeCData(type, at: Raw(file)))
    let data = makeCollected(source, closeFile)
    return setAttribute(value, attribute, data) ? data : .error
  }
}
