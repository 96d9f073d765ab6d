// Bits of Frame.flags. A frame with no flag set returns by the shortest path.

import CRuntime

enum FrameFlags {
  /// The first frame of an activation: returning leaves the interpreter run.
  static let exit = UInt64(VM_FRAME_EXIT)
  /// `__init__` called by a constructor: must return None, its result is dropped.
  static let initializer: UInt64 = 2
  /// A generator's or coroutine's frame; `locals` is the generator.
  static let generator: UInt64 = 4
  /// The generator is driven by forIter: a yield goes on in the loop body, the end behind the loop.
  static let forIter: UInt64 = 8
  /// The generator is driven by send: at its end the result is stored and the caller jumps.
  static let send: UInt64 = 16
  /// A special method of a binary operator: when it returns NotImplemented the reflected one has its turn.
  static let binaryOperator: UInt64 = 32
  /// `__next__` called by forIter: what it returns goes to the loop's body, StopIteration behind the loop.
  static let iteration: UInt64 = 128
  /// The recording that goes on leaves this call out: it goes on when the frame ends.
  static let unrecorded: UInt64 = 64
}
