// Taking instructions out of a trace: the others are renumbered, snapshots, virtual objects and arguments that nobody
// names any more go too, and frames forget a function that is not there.

extension Trace {
  /// Leaves the instructions that are marked. What they name must be marked as well.
  mutating func keep(_ kept: [Bool]) {
    var rest = Compaction(source: self, kept: kept)
    rest.run()
    instructions = rest.instructions
    arguments = rest.arguments
    snapshots = rest.snapshots
    entries = rest.entries
    virtuals = rest.virtuals
    virtualFields = rest.virtualFields
    frames = rest.frames
  }
}

private struct Compaction {
  let source: Trace
  let kept: [Bool]
  var instructions: [Instruction] = []
  var arguments: [Reference] = []
  var snapshots: [Snapshot] = []
  var entries: [SnapshotEntry] = []
  var virtuals: [VirtualObject] = []
  var virtualFields: [Reference] = []
  var frames: [FrameNode] = []
  private var numbers: [Int32] = []
  private var snapshotNumbers: [Int32]
  private var virtualNumbers: [Int32]
  private var isFrameUsed: [Bool]

  init(source: Trace, kept: [Bool]) {
    self.source = source
    self.kept = kept
    snapshotNumbers = Array(repeating: -1, count: source.snapshots.count)
    virtualNumbers = Array(repeating: -1, count: source.virtuals.count)
    isFrameUsed = Array(repeating: false, count: source.frames.count)
  }

  mutating func run() {
    let count = source.instructions.count
    numbers.reserveCapacity(count)
    var next: Int32 = 0
    for index in 0..<count {
      numbers.append(kept[index] ? next : -1)
      if kept[index] { next += 1 }
    }
    instructions.reserveCapacity(Int(next))
    arguments.reserveCapacity(source.arguments.count)
    entries.reserveCapacity(source.entries.count)
    for index in 0..<count where kept[index] {
      var instruction = source.instructions[index]
      instruction.a = renamed(instruction.a)
      instruction.b = renamed(instruction.b)
      instruction.c = renamed(instruction.c)
      if instruction.isCall {
        let first = Int32(arguments.count)
        for argument in source.arguments(of: instruction) { arguments.append(renamed(argument)) }
        instruction.firstArgument = first
      }
      if instruction.snapshot >= 0 { instruction.snapshot = snapshot(Int(instruction.snapshot)) }
      instructions.append(instruction)
    }
    for (index, node) in source.frames.enumerated() {
      var frame = node
      frame.function = isFrameUsed[index] ? renamed(frame.function) : .none
      frame.locals = isFrameUsed[index] ? renamed(frame.locals) : .none
      frames.append(frame)
    }
  }

  /// A reference to what is not kept becomes none.
  private mutating func renamed(_ reference: Reference) -> Reference {
    if reference.isInstruction {
      let number = numbers[reference.index]
      return number < 0 ? .none : Reference(rawValue: number)
    }
    guard reference.isVirtual else { return reference }
    if virtualNumbers[reference.index] >= 0 { return .virtual(Int(virtualNumbers[reference.index])) }
    let object = source.virtuals[reference.index]
    let number = virtuals.count
    let first = virtualFields.count
    virtualNumbers[reference.index] = Int32(number)
    virtuals.append(
      VirtualObject(header: object.header, firstField: Int32(first), fieldCount: object.fieldCount))
    virtualFields += source.fields(of: object)
    for position in first..<first + Int(object.fieldCount) {
      virtualFields[position] = renamed(virtualFields[position])
    }
    return .virtual(number)
  }

  private mutating func snapshot(_ index: Int) -> Int32 {
    if snapshotNumbers[index] >= 0 { return snapshotNumbers[index] }
    var snapshot = source.snapshots[index]
    let first = Int32(entries.count)
    for position in Int(snapshot.firstEntry)..<Int(snapshot.firstEntry + snapshot.entryCount) {
      let entry = source.entries[position]
      entries.append(SnapshotEntry(slot: entry.slot, value: renamed(entry.value)))
    }
    snapshot.firstEntry = first
    var frame = Int(snapshot.point.frame)
    while frame >= 0, !isFrameUsed[frame] {
      isFrameUsed[frame] = true
      frame = Int(source.frames[frame].parent)
    }
    snapshots.append(snapshot)
    snapshotNumbers[index] = Int32(snapshots.count - 1)
    return snapshotNumbers[index]
  }
}
