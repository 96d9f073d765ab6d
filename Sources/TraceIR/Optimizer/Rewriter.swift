// The forward walk: reads a source trace, writes a new one, and remembers what is known of each written value.
//
// References live in two spaces. Those of the source go through `map`; those of the walk name written instructions,
// constants (numbered alike in both traces) and, as `.virtual(n)`, objects and boxes that are not made yet
// (`unmade[n]`). Only snapshots of the written trace use `.virtual` for `Trace.virtuals`; Rewriter+Snapshots translates.

/// What is known of a written value.
struct Fact {
  /// Known to be the same word: stands for the value from here on.
  var replacement = Reference.none
  /// A value that holds this float or condition.
  var boxed = Reference.none
  /// The float or condition in this value.
  var unboxed = Reference.none
  /// Range of an int.
  var lower = TraceMachine.smallest
  var upper = TraceMachine.largest
  /// Address of its shape, 0: not known; ends with `clearShapes`.
  var shape: UInt32 = 0
  /// Number of its kind, -1: not known.
  var kind: Int16 = -1
  /// Made in this trace.
  var isFresh = false
  /// The previous instruction with the same operation, -1: none.
  var previous: Int32 = -1
}

/// What a pass says of an instruction.
enum Outcome {
  case keep
  /// It was changed: look at it again.
  case again
  /// Not needed: this is its result.
  case use(Reference)
}

struct Rewriter {
  let helpers: [Helper]
  let rules: RuleSet
  var immutableWord: ImmutableWord?
  let classes = Operation.classes
  let commutes = Operation.commutes

  // MARK: Source
  var source: Trace
  /// Source instruction → walk.
  var map: [Reference] = []
  /// Point and snapshot of the source that new instructions get.
  var point: Int32 = 0

  // MARK: Written
  var trace: Trace
  var facts: [Fact] = []
  var constantFacts: [Fact] = []
  /// The last written instruction of each operation.
  var heads = [Int32](repeating: -1, count: Operation.allCases.count)
  var pointMap: [Int32] = []
  var frameMap: [SnapshotCopy] = []
  var snapshotMap: [SnapshotCopy] = []
  /// Virtual objects of the source as objects not made.
  var importMap: [Int32] = []

  // MARK: Knowledge
  var implied = ImpliedFacts()
  var memory = MemoryFacts()
  var knownShapes: [Reference] = []
  var knownVersions: [Int64] = []
  var isKnownValid = false
  /// Calls whose result may be used again.
  var sharedCalls: [Int] = []

  // MARK: Objects not made
  var unmade: [UnmadeObject] = []
  var unmadeFields: [Reference] = []
  var unmadeRegions: [Region] = []
  /// Words of made objects that wait for an object of their cycle.
  var laterStores: [(holder: Reference, field: Int, target: Int, region: Region)] = []
  /// A snapshot or frame being written names an object not made.
  var capturesUnmade = false
  /// Counts changes to objects not made: what a snapshot captured before is out of date.
  var epoch = 0

  // MARK: Loops
  /// While the body of a peeled loop is copied: registers at the end of the previous iteration.
  var overlay: [(slot: Int32, value: Reference)] = []
  /// Which registers the snapshot being written names itself: those with the latest stamp.
  var slotStamps: [Int32] = []
  var overlayStamp: Int32 = 0
  var isCopying = false
  var isPeeled = false
  /// While the snapshot of a `link` is written, which names neither virtual objects nor values to be boxed.
  var isLinking = false
  /// A guard was met that always fails.
  var isHopeless = false
  /// Phis whose second value is known at the end: written index, source reference.
  var openPhis: [(phi: Int, value: Reference)] = []

  init(_ trace: inout Trace, helpers: [Helper], rules: RuleSet) {
    self.helpers = helpers
    self.rules = rules
    source = trace
    self.trace = trace
    trace = Trace(origin: trace.origin)
    source.dropConstants()
    let count = source.instructions.count
    self.trace.instructions = []
    self.trace.arguments = []
    self.trace.frames = []
    self.trace.points = []
    self.trace.snapshots = []
    self.trace.entries = []
    self.trace.virtuals = []
    self.trace.virtualFields = []
    self.trace.instructions.reserveCapacity(2 * count)
    facts.reserveCapacity(2 * count)
    map = Array(repeating: .none, count: count)
    prepareMaps()
  }

  /// Forgets how places of the source were translated, for a new source.
  mutating func prepareMaps() {
    pointMap = Array(repeating: -1, count: source.points.count)
    frameMap = Array(repeating: SnapshotCopy(), count: source.frames.count)
    importMap = Array(repeating: -1, count: source.virtuals.count)
    snapshotMap = Array(repeating: SnapshotCopy(), count: source.snapshots.count)
  }

  mutating func run() {
    let root = source.frames.first
    if let root {
      trace.frames.append(root)
      frameMap[0].written = 0
    }
    for index in source.instructions.indices { rewrite(index) }
    // The root's function may be defined by any instruction.
    if let function = root?.function, !isPeeled { trace.frames[0].function = snapshotValue(mapped(function)) }
  }

  // MARK: References

  @inline(__always) func allows(_ rule: Rule) -> Bool { rules.contains(rule) }

  /// What stands for a reference of the walk by now.
  func resolved(_ reference: Reference) -> Reference {
    var reference = reference
    while true {
      let next: Reference
      if reference.isInstruction {
        next = facts[reference.index].replacement
      } else if reference.isVirtual {
        next = unmade[reference.index].made
      } else {
        return reference
      }
      if next.isNone { return reference }
      reference = next
    }
  }

  /// A reference of the source as one of the walk.
  @inline(__always) func mapped(_ reference: Reference) -> Reference {
    reference.isInstruction ? resolved(map[reference.index]) : reference
  }

  func type(_ reference: Reference) -> ValueType {
    if reference.isInstruction { return trace.instructions[reference.index].type }
    if reference.isConstant { return trace.constants[reference.index].type }
    if reference.isNone { return .none }
    return unmade[reference.index].isBox ? .value : .object
  }

  /// The written instruction that defines a value, or a `loop` for what is no instruction.
  @inline(__always) func definition(_ reference: Reference) -> Instruction {
    reference.isInstruction ? trace.instructions[reference.index] : Instruction(.loop)
  }

  @inline(__always) func operation(_ reference: Reference) -> Operation {
    reference.isInstruction ? trace.instructions[reference.index].operation : .loop
  }

  func intConstant(_ reference: Reference) -> Int? {
    guard reference.isConstant, trace.constants[reference.index].type == .int else { return nil }
    return trace.constants[reference.index].int
  }
  func floatConstant(_ reference: Reference) -> Double? {
    guard reference.isConstant, trace.constants[reference.index].type == .float else { return nil }
    return trace.constants[reference.index].float
  }
  func rawConstant(_ reference: Reference) -> UInt64? {
    guard reference.isConstant, trace.constants[reference.index].type == .raw else { return nil }
    return trace.constants[reference.index].bits
  }
  func conditionConstant(_ reference: Reference) -> Bool? {
    guard reference.isConstant, trace.constants[reference.index].type == .condition else { return nil }
    return trace.constants[reference.index].bits != 0
  }
  /// The tagged word of a constant int, value or object.
  func wordConstant(_ reference: Reference) -> UInt64? {
    guard reference.isConstant else { return nil }
    let constant = trace.constants[reference.index]
    switch constant.type {
    case .int: return constant.bits << 2
    case .value, .object: return constant.bits
    default: return nil
    }
  }
  mutating func int(_ number: Int) -> Reference { trace.constant(.int(number)) }
  mutating func condition(_ truth: Bool) -> Reference { trace.constant(.condition(truth)) }

  // MARK: Facts

  func fact(_ reference: Reference) -> Fact {
    if reference.isInstruction { return facts[reference.index] }
    if reference.isConstant, reference.index < constantFacts.count { return constantFacts[reference.index] }
    return Fact()
  }

  mutating func updateFact(_ reference: Reference, _ change: (inout Fact) -> Void) {
    if reference.isInstruction {
      change(&facts[reference.index])
    } else if reference.isConstant {
      while constantFacts.count <= reference.index { constantFacts.append(Fact()) }
      change(&constantFacts[reference.index])
    }
  }

  // MARK: Writing

  /// Writes an instruction whose operands are of the walk and whose point and snapshot are of the source.
  @discardableResult
  mutating func emit(_ instruction: Instruction) -> Reference {
    var instruction = instruction
    instruction.point = writtenPoint(instruction.point)
    if instruction.snapshot >= 0 { instruction.snapshot = writtenSnapshot(instruction.snapshot) }
    let index = trace.instructions.count
    let operation = Int(instruction.operation.rawValue)
    trace.instructions.append(instruction)
    var fact = Fact()
    fact.previous = heads[operation]
    facts.append(fact)
    heads[operation] = Int32(index)
    return .instruction(index)
  }

  /// The result of a pure operation, which goes through the passes.
  mutating func pure(_ operation: Operation, _ a: Reference, _ b: Reference = .none) -> Reference {
    visitPure(Instruction(operation, a: a, b: b, point: point))
  }
}

extension Operation {
  static let classes: [OperationClass] = allCases.map(\.info.operationClass)
  static let commutes: [Bool] = allCases.map(\.info.isCommutative)
}
