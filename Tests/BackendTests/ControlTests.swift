// Ends of traces: links that write frames, polls, validity and versions, slow allocation, the map of points.
import CRuntime
import TraceIR
import Testing

@testable import Backend

extension MachineCode {
  @Suite(.serialized) struct ControlTests {
    private func inlined(_ builder: inout TraceBuilder, function: Reference, locals: Reference) {
      builder.trace.frames.append(
        FrameNode(
          parent: 0, code: 7, resume: 11, base: 16, result: 3, function: function, locals: locals, flags: 2))
      builder.trace.frames.append(
        FrameNode(
          parent: 1, code: 8, resume: 22, base: 32, result: -1, function: function,
          locals: builder.trace.constant(.value(0x0D)), flags: 0))
    }

    /// Trace 5 leaves at once; the linking trace writes everything it knows and jumps there.
    @Test(arguments: [0, 1, 2]) func linkWritesFrames(depth: Int) throws {
      let machine = TestMachine()
      var target = TraceBuilder()
      let window = target.add(.windowPointer)
      let frame = target.add(.framePointer)
      target.add(.leave, snapshot: target.snapshot([(0, window), (1, frame)]))
      var environment = machine.environment
      environment.firstExit = 2000
      let compiledTarget = try Backend.compile(target.trace, environment: environment)
      machine.linkEntries[5] = compiledTarget.linkEntry

      var builder = TraceBuilder()
      let number = builder.input(0, .int), float = builder.input(1, .float), truth = builder.input(2, .condition)
      let function = builder.add(.rootFunction)
      inlined(&builder, function: function, locals: number)
      let large = builder.trace.constant(.float(1e100)), known = builder.trace.constant(.condition(false))
      let huge = builder.add(.floatMultiply, float, large)
      let snapshot = builder.snapshot(
        [
          (0, truth), (4, float), (5, huge), (6, large), (7, known), (8, builder.trace.constant(.int(-9))),
          (9, builder.trace.constant(.value(0x1234_5678_9ABC_DEF1))), (40, number),
        ], offset: 33, frame: Int32(depth))
      builder.add(.link, immediate: 5, snapshot: snapshot)
      machine.window[0] = intWord(77)
      machine.window[1] = floatWord(2.5)!
      machine.window[2] = 0x4D
      let compiled = try Backend.compile(builder.trace, environment: machine.environment)
      let exit = machine.run(compiled.entry)
      #expect(exit.number == 2000)

      func boxed(_ word: UInt64) -> Double {
        #expect(word & 7 == 1)
        return UnsafeRawPointer(bitPattern: UInt(word) - 1)!.load(fromByteOffset: 8, as: Double.self)
      }
      #expect(machine.window[0] == 0x4D)
      #expect(machine.window[4] == floatWord(2.5))
      #expect(boxed(machine.window[5]) == 2.5 * 1e100)
      #expect(boxed(machine.window[6]) == 1e100)
      #expect(machine.window[7] == 0x45)
      #expect(machine.window[8] == intWord(-9))
      #expect(machine.window[9] == 0x1234_5678_9ABC_DEF1)
      #expect(machine.window[40] == intWord(77))

      let frames = machine.frames
      func start(_ code: UInt32) -> UInt { machine.environment.code(code).start }
      let roots: [UInt] = [start(1) + 33 * 8, start(1) + 11 * 8, start(1) + 11 * 8]
      #expect(UInt(bitPattern: frames[0].pc) == roots[depth])
      if depth >= 1 {
        let pc = depth == 1 ? start(7) + 33 * 8 : start(7) + 22 * 8
        #expect(UInt(bitPattern: frames[1].pc) == pc)
        #expect(UInt(bitPattern: frames[1].registers) == UInt(bitPattern: machine.window + 16))
        #expect(UInt(bitPattern: frames[1].code) == machine.environment.code(7).info)
        #expect(UInt(bitPattern: frames[1].constants) == machine.environment.code(7).constants)
        #expect(frames[1].function.bits == frames[0].function.bits)
        #expect(frames[1].locals.bits == intWord(77))
        #expect(UInt(bitPattern: frames[1].result) == UInt(bitPattern: machine.window + 3))
        #expect(frames[1].flags == 2)
      }
      if depth == 2 {
        #expect(UInt(bitPattern: frames[2].pc) == start(8) + 33 * 8)
        #expect(frames[2].locals.bits == 0x0D)
        let dropped = UInt(bitPattern: machine.thread) + UInt(Offset.droppedResult)
        #expect(UInt(bitPattern: frames[2].result) == dropped)
        #expect(dropped == UInt(bitPattern: withUnsafeMutablePointer(to: &machine.thread.pointee.scratch.15) { $0 }))
      }
      let current = UInt64(UInt(bitPattern: frames + depth))
      let base = UInt64(UInt(bitPattern: machine.window + 16 * depth))
      #expect(UInt64(UInt(bitPattern: machine.thread.pointee.frame)) == current)
      withUnsafePointer(to: exit.frame) { area in
        let values = compiledTarget.exits[0].locations.map { $0.word(in: area) }
        #expect(values == [base, current])
      }
    }

    /// A trace that calls itself for ever ends where the frames end, at the link's exit.
    @Test func linkToItselfEndsAtTheLimit() throws {
      let machine = TestMachine()
      var builder = TraceBuilder(origin: .function)
      let number = builder.input(0, .int)
      let next = builder.add(.add, number, builder.trace.constant(.int(1)))
      builder.trace.frames.append(
        FrameNode(
          parent: 0, code: 1, resume: 3, base: 16, result: 2, function: builder.add(.rootFunction),
          locals: builder.trace.constant(.value(0x0D))))
      builder.add(.link, immediate: -1, snapshot: builder.snapshot([(16, next)], offset: 0, frame: 1))
      machine.window[0] = intWord(0)
      let compiled = try Backend.compile(builder.trace, environment: machine.environment)
      let exit = machine.run(compiled.entry)
      #expect(Int(compiled.exits[Int(exit.number) - 1000].instruction) == builder.trace.instructions.count - 1)
      // Frame 59 is the last one that may have a callee: frame 60 is the limit.
      #expect(machine.thread.pointee.frame == machine.frames + 59)
      #expect(machine.window[59 * 16] == intWord(59))

      // The same for the windows.
      machine.thread.pointee.stackLimit = machine.thread.pointee.stackBase + 16 * 10
      machine.thread.pointee.frame = machine.frames
      _ = machine.run(compiled.entry)
      #expect(machine.thread.pointee.frame == machine.frames + 8)

      // And pending work ends it at once.
      machine.thread.pointee.pendingWork = 1
      machine.thread.pointee.frame = machine.frames
      _ = machine.run(compiled.entry)
      #expect(machine.thread.pointee.frame == machine.frames)
    }

    @Test func pendingWorkEndsALoop() throws {
      let machine = TestMachine()
      let trace = try Trace(parsing: sumLoop)
      let compiled = try Backend.compile(trace, environment: machine.environment)
      for (slot, number) in [0, 3, 0, 100].enumerated() { machine.window[slot] = intWord(number) }
      var exit = machine.run(compiled.entry)
      #expect(trace.instructions[Int(compiled.exits[Int(exit.number) - 1000].instruction)].operation == .guardTrue)
      machine.thread.pointee.pendingWork = 1
      exit = machine.run(compiled.entry)
      let poll = compiled.exits[Int(exit.number) - 1000]
      #expect(trace.instructions[Int(poll.instruction)].operation == .jumpLoop)
      // One iteration is done: total 0, j = 1.
      #expect(exitValues(trace, poll, exit).values.map(\.bits).sorted() == [intWord(0), intWord(1)])
    }

    /// The exits of additions give the operand back whose register the sum took.
    @Test func overflowIsTakenBack() throws {
      let machine = TestMachine()
      let trace = try Trace(parsing: sumLoop)
      let compiled = try Backend.compile(trace, environment: machine.environment)
      let total = (1 << 61) - 4
      for (slot, number) in [total, 1, 3, 100].enumerated() { machine.window[slot] = intWord(number) }
      let exit = machine.run(compiled.entry)
      let taken = compiled.exits[Int(exit.number) - 1000]
      #expect(trace.instructions[Int(taken.instruction)].operation == .addOverflow)
      let values = exitValues(trace, taken, exit)
      #expect(values[.instruction(9)]?.bits == intWord(total + 3))
      #expect(values[.instruction(10)]?.bits == intWord(4))
    }

    @Test func invalidationAndVersions() throws {
      let machine = TestMachine()
      let shape = UInt64(UInt(bitPattern: machine.heap)) + 256
      for (valid, version, expected) in [(0, 9, 2), (1, 9, 0), (0, 8, 1)] as [(UInt8, UInt32, Int)] {
        machine.validity.pointee = valid
        machine.heap.storeBytes(of: version, toByteOffset: 256 + 8, as: UInt32.self)
        var builder = TraceBuilder()
        builder.add(.guardValid, snapshot: builder.snapshot([]))
        builder.add(.guardVersion, immediate: Int64(shape | 9 << 32), snapshot: builder.snapshot([]))
        builder.add(.leave, snapshot: builder.snapshot([]))
        let compiled = try Backend.compile(builder.trace, environment: machine.environment)
        #expect(Int(machine.run(compiled.entry).number) == 1000 + expected)
      }
    }

    /// Without room every object comes from the runtime; all live registers survive it.
    @Test(arguments: [true, false]) func allocation(room: Bool) throws {
      let machine = TestMachine()
      var builder = TraceBuilder()
      let ints = (0..<14).map { builder.input($0, .int) }
      let floats = (14..<30).map { builder.input($0, .float) }
      let header: Int64 = 0x3000 | 3 << 48
      let first = builder.add(.new, immediate: header)
      builder.add(.store, first, ints[0], immediate: 8)
      builder.add(.store, first, ints[1], immediate: 16)
      let box = builder.add(.boxFloat, builder.add(.floatMultiply, floats[0], builder.trace.constant(.float(1e200))))
      let second = builder.add(.new, immediate: header)
      builder.add(.store, second, first, immediate: 8)
      builder.add(.store, second, box, immediate: 16)
      var entries: [(Int32, Reference)] = [(40, first), (41, second), (42, box)]
      for (slot, value) in (ints + floats).enumerated() { entries.append((Int32(slot), value)) }
      builder.add(.leave, snapshot: builder.snapshot(entries))
      for slot in 0..<14 { machine.window[slot] = intWord(slot + 100) }
      for slot in 14..<30 { machine.window[slot] = floatWord(Double(slot))! }
      machine.resetHeap(roomForObjects: room)
      let start = UInt64(UInt(bitPattern: machine.thread.pointee.allocationCursor))
      let compiled = try Backend.compile(builder.trace, environment: machine.environment)
      let exit = machine.run(compiled.entry)
      let taken = compiled.exits[Int(exit.number) - 1000]
      let values = exitValues(builder.trace, taken, exit)
      for (slot, value) in ints.enumerated() { #expect(values[value]?.bits == intWord(slot + 100)) }
      for (slot, value) in floats.enumerated() { #expect(values[value]?.bits == Double(slot + 14).bitPattern) }
      #expect(values[first]?.bits == start + 1 && values[box]?.bits == start + 33 && values[second]?.bits == start + 49)
      func word(_ offset: Int) -> UInt64 {
        UnsafeRawPointer(bitPattern: UInt(start))!.load(fromByteOffset: offset, as: UInt64.self)
      }
      #expect(word(0) == UInt64(header) && word(8) == intWord(100) && word(16) == intWord(101))
      #expect(word(32) == TestMachine.floatHeader && Double(bitPattern: word(40)) == 14 * 1e200)
      #expect(word(48) == UInt64(header) && word(56) == start + 1 && word(64) == start + 33)
    }

    /// Storage is taken as it is while there is room in it; else all live registers survive the making of a larger one.
    @Test(arguments: [0, 3, 4]) func room(count: Int) throws {
      let machine = TestMachine()
      var builder = TraceBuilder()
      let ints = (0..<14).map { builder.input($0, .int) }
      let none = builder.add(.makeRoom, builder.trace.constant(.int(0)), builder.trace.constant(.int(0)))
      for index in 0..<4 {
        builder.add(.store, none, builder.trace.constant(.int(7 + index)), immediate: Int64(16 + 8 * index))
      }
      let storage = builder.add(.makeRoom, none, ints[0])
      var entries: [(Int32, Reference)] = [(40, none), (41, storage)]
      for (slot, value) in ints.enumerated() { entries.append((Int32(slot), value)) }
      builder.add(.leave, snapshot: builder.snapshot(entries))
      for slot in 0..<14 { machine.window[slot] = intWord(slot + 100) }
      machine.window[0] = intWord(count)
      machine.resetHeap()
      let start = UInt64(UInt(bitPattern: machine.thread.pointee.allocationCursor))
      let compiled = try Backend.compile(builder.trace, environment: machine.environment)
      let exit = machine.run(compiled.entry)
      let values = exitValues(builder.trace, compiled.exits[Int(exit.number) - 1000], exit)
      for (slot, value) in ints.enumerated() where slot > 0 { #expect(values[value]?.bits == intWord(slot + 100)) }
      #expect(values[none]?.bits == start + 1)
      let moved = start + 48
      #expect(values[storage]?.bits == (count < 4 ? start : moved) + 1)
      if count == 4 {
        let words = UnsafePointer<UInt64>(bitPattern: UInt(moved))!
        #expect(words[1] == intWord(8) && (2..<7).map { words[$0] } == [7, 8, 9, 10, 0].map(intWord))
      }
    }

    @Test func pointsCoverTheCode() throws {
      let machine = TestMachine()
      var builder = TraceBuilder()
      builder.trace.points = (0..<3).map { Point(frame: 0, offset: UInt32($0)) }
      let number = builder.input(0, .int)
      for point in 0..<3 {
        let sum = builder.add(.addOverflow, number, builder.trace.constant(.int(point)), snapshot: builder.snapshot([]))
        builder.trace.instructions[sum.index].point = Int32(point)
      }
      builder.add(.leave, snapshot: builder.snapshot([]))
      let compiled = try Backend.compile(builder.trace, environment: machine.environment)
      #expect(compiled.points.map(\.offset) == compiled.points.map(\.offset).sorted())
      #expect(compiled.points.prefix(4).map(\.point) == [0, 1, 2, 0])
      for exit in compiled.exits {
        let offset = UInt32(exit.stub - machine.codeMemory.address(of: compiled.code))
        let found = compiled.points.last { $0.offset <= offset }!.point
        #expect(found == builder.trace.instructions[Int(exit.instruction)].point)
        #expect(exit.stub % 8 == 0)
      }
    }

    @Test func refusals() {
      let machine = TestMachine()
      machine.helpers = [Helper("six", Array(repeating: .int, count: 6), .int)]
      var builder = TraceBuilder()
      let number = builder.input(0, .int)
      _ = builder.trace.appendCall(0, type: .int, Array(repeating: number, count: 6), point: 0)
      builder.add(.leave, snapshot: builder.snapshot([]))
      #expect(throws: AbortReason.unsupportedCall) {
        try Backend.compile(builder.trace, environment: machine.environment)
      }
      builder = TraceBuilder()
      let object = builder.input(0, .object)
      let word = builder.add(.load, object, type: .value, immediate: 1 << 40)
      builder.add(.leave, snapshot: builder.snapshot([(0, word)]))
      #expect(throws: AbortReason.invalidTrace) {
        try Backend.compile(builder.trace, environment: machine.environment)
      }
      builder = TraceBuilder()
      let first = builder.input(0, .int)
      let sums = (1...200).map { builder.add(.add, first, builder.trace.constant(.int($0))) }
      builder.add(.leave, snapshot: builder.snapshot(sums.enumerated().map { (Int32($0), $1) }))
      #expect(throws: AbortReason.tooManySpills) {
        try Backend.compile(builder.trace, environment: machine.environment)
      }
    }
  }
}
