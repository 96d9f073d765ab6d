// The order in which numbers and text types are made.

import CRuntime

extension UnsafeMutablePointer where Pointee == ThreadState {
  func defineNumbers() {
    defineInt()
    defineFloat()
    defineComplex()
  }

  func defineText() {
    defineString()
    defineBytes()
    defineMemoryView()
  }
}
