// The modules that CPython writes in C and this VM in Swift, by name. Each is made when it is first imported.

import CRuntime

/// Modules about numbers and text.
private let numberModules: [String: (Thread) -> Void] = [
  "math": { $0.defineMathModule() },
  "array": { $0.defineArrayModule() },
  "_string": { $0.defineStringModule() },
  "_json": { $0.defineJSONModule() },
  "_struct": { $0.defineStructModule() },
  "_random": { $0.defineRandomModule() },
  "_sha512": { $0.defineSHA512Module() },
  "_codecs": { $0.defineCodecsModule() },
]

extension UnsafeMutablePointer where Pointee == ThreadState {
  func registerNativeModules() {
    nativeModules.merge(containerModules) { $1 }
    nativeModules.merge(numberModules) { $1 }
    nativeModules.merge(systemModules) { $1 }
    nativeModules.merge(pitViperModules) { $1 }
  }
}
