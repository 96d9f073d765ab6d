// The register allocator's result: where every operand is when its instruction runs, and the moves in between.
//
// A value is in at most one register. A value that ever has to leave its register has a spill slot, which is written once,
// right after its definition (a phi's at the start of each iteration): so the slot is good from then on, an
// exit may read it anywhere, and a value that is spilled inside a loop but defined before it costs the loop no store.
import TraceIR
import X64

/// Where an operand is.
struct Place: Hashable {
  let code: Int32

  static let none = Place(code: .min)
  @inline(__always) static func register(_ register: Register) -> Place { Place(code: Int32(register.number)) }
  /// The spill slot of a value (a root of `TraceAnalysis`).
  @inline(__always) static func slot(of value: Int) -> Place { Place(code: 64 + Int32(value)) }
  @inline(__always) static func constant(_ index: Int) -> Place { Place(code: -1 - Int32(index)) }

  @inline(__always) var register: Register? { code >= 0 && code < 64 ? Register(number: UInt8(code)) : nil }
  @inline(__always) var slotValue: Int? { code >= 64 ? Int(code - 64) : nil }
  @inline(__always) var constantIndex: Int? { code < 0 && code != .min ? Int(-1 - code) : nil }
}

/// A move before an instruction.
struct Edit {
  var destination: Place
  var source: Place
  /// Happens at the same moment as the edit before it.
  var isParallel = false
}

struct AllocatedInstruction {
  var a = Place.none
  var b = Place.none
  var c = Place.none
  var result: Register?
  var temporary: Register?
  var firstEdit: Int32 = 0
  var editCount: Int32 = 0
  /// First of the exit's places, a run of `Allocation.exitPlaces` as long as the snapshot's run of live values; -1 without exit.
  var firstExitPlace: Int32 = -1
  /// The result took the register of `a`, which the exit needs: the stub takes the operation back.
  var undoes = false
}

struct Allocation {
  var instructions: [AllocatedInstruction]
  var edits: [Edit] = []
  var exitPlaces: [Place] = []
  /// The spill slot of each value, or -1.
  var slot: [Int16]
  /// Inherited values that start in a register and need their slot written.
  var isSpilled: [Bool]
  var slotCount = 0
}
