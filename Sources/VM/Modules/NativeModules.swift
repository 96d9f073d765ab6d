// The modules that CPython writes in C and this VM in Swift, by name. Each is made when it is first imported.

import CRuntime

/// Modules about numbers and text.
private let numberModules: [String: (Thread) -> Void] = [
  "math": { $0.defineMathModule() },
  "array": { $0.defineArrayModule() },
  "_string": { $0.defineStringModule() },
  "_json": { $0.defineJSONModule() },
  "_pickle": { $0.definePickleModule() },
  "_datetime": { $0.defineDatetimeModule() },
  "_struct": { $0.defineStructModule() },
  "_decimal": { $0.defineDecimalModule() },
  "_random": { $0.defineRandomModule() },
  "_hashlib": { $0.defineHashlibModule() },
  "_md5": { $0.defineDigestModule("_md5", [.md5]) },
  "_sha1": { $0.defineDigestModule("_sha1", [.sha1]) },
  "_sha256": { $0.defineDigestModule("_sha256", [.sha224, .sha256]) },
  "_sha512": { $0.defineDigestModule("_sha512", [.sha384, .sha512]) },
  "_sha3": { $0.defineDigestModule("_sha3", [.sha3_224, .sha3_256, .sha3_384, .sha3_512, .shake128, .shake256]) },
  "_blake2": { $0.defineBlakeModule() },
  "binascii": { $0.defineBinasciiModule() },
  "cmath": { $0.defineComplexMathModule() },
  "_csv": { $0.defineCSVModule() },
  "unicodedata": { $0.defineUnicodeModule() },
  "zlib": { $0.defineZlibModule() },
  "_bz2": { $0.defineBzip2Module() },
  "pyexpat": { $0.defineExpatModule() },
  "_codecs": { $0.defineCodecsModule() },
  "_cffi_backend": { $0.defineCFFIModule() },
  "_ctypes": defineCTypesModule,
]

extension UnsafeMutablePointer where Pointee == ThreadState {
  func registerNativeModules() {
    nativeModules.merge(containerModules) { $1 }
    nativeModules.merge(numberModules) { $1 }
    nativeModules.merge(systemModules) { $1 }
    nativeModules.merge(pitViperModules) { $1 }
  }
}
