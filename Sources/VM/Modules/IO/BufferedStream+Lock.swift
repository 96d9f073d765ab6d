// One thread at a time in a buffered stream: while it waits for the system, others run, and would find the block half done.
//
// A stream gets its lock when it is used while the program has several threads. A signal handler that uses the stream that it
// interrupted goes on in it.

import CRuntime

extension UnsafeMutablePointer where Pointee == ThreadState {
  /// Runs `body` while no other thread is in the stream; `failure` when a signal's handler raised while this one waited.
  @inline(__always)
  func alone<Result>(in stream: BufferedRef, failure: @autoclosure () -> Result, _ body: () -> Result) -> Result {
    if _fastPath(!isThreaded) { return body() }
    guard let lock = enter(stream) else { return failure() }
    defer { lock.release() }
    return body()
  }

  @inline(never) private func enter(_ stream: BufferedRef) -> LockRef? {
    if !stream.pointer.word(BufferedRef.lockWord).isObject {
      let lock = LockRef.make(self, threadLockType, reentrant: true)
      stream.pointer.setWord(BufferedRef.lockWord, lock.value)
    }
    let lock = LockRef(stream.pointer.word(BufferedRef.lockWord))
    return lock.tryAcquire(self) || lock.wait(self, deadline: 0) > 0 ? lock : nil
  }
}

extension BufferedRef {
  fileprivate static var lockWord: Int { 8 }

  /// In a forked child: threads that held the lock are not there.
  func forgetLock() { pointer.setWord(BufferedRef.lockWord, .none) }
}
