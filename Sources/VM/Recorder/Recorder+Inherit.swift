// The start of a bridge: frames and registers as the parent's exit leaves them, handed over in registers.

import CRuntime
import TraceIR

extension Recorder {
  /// Takes over the state of a snapshot of `parent`, which the exit has just rebuilt. `types`: of its live values.
  func inherit(_ parent: Trace, snapshotIndex: Int, types: [ValueType]) {
    let snapshot = parent.snapshots[snapshotIndex]
    trace.points.append(Point(frame: 0, offset: UInt32(startOffset)))
    let live = parent.liveValues(ofSnapshot: snapshotIndex)
    let inherited = live.indices.map { emit(.inherit, type: types[$0], immediate: Int64($0)) }
    var virtuals: [Int: Reference] = [:]
    var unfinished: [(object: Reference, offset: Int64, region: Region, virtual: Int)] = []

    func translate(_ reference: Reference) -> Reference {
      if reference.isNone { return .none }
      if reference.isConstant {
        let constant = parent.constants[reference.index]
        if constant.type == .object { roots.append(Value(bits: constant.bits)) }
        return trace.constant(constant)
      }
      if reference.isVirtual { return make(reference.index) ?? int(constant: 0) }
      return inherited[live.firstIndex(of: reference).unsafelyUnwrapped]
    }

    /// The object, made with what its fields refer to first; nil while it is being made (a cycle).
    func make(_ index: Int) -> Reference? {
      if let made = virtuals[index] { return made.isNone ? nil : made }
      virtuals[index] = Reference.none
      let object = parent.virtuals[index]
      var fields: [(Int64, Reference, Int)] = []
      for (field, reference) in parent.fields(of: object).enumerated() {
        let isOpen = reference.isVirtual && virtuals[reference.index]?.isNone == true
        // All words are written before the next allocation, also those that the trace had not come to.
        let value = reference.isNone ? int(constant: 0) : boxed(translate(reference))
        fields.append((Int64((field + 1) * 8), value, isOpen ? reference.index : -1))
      }
      let made = emit(.new, immediate: Int64(bitPattern: object.header))
      for (offset, value, open) in fields {
        let region = Recorder.region(header: object.header, offset: offset)
        emit(.store, made, value, immediate: offset, region: region)
        if open >= 0 { unfinished.append((made, offset, region, open)) }
      }
      virtuals[index] = made
      return made
    }

    let chain = jit.chain(parent, snapshot.point.frame)
    for node in chain.dropFirst() {
      let info = vm.pointee.codes[Int(node.code) - 1]
      wait(resume: Int(node.resume), calleeFlags: node.flags)
      let function = translate(node.function)
      let locals = translate(node.locals)
      trace.frames.append(
        FrameNode(
          parent: frames[frames.count - 1].node, code: node.code, resume: node.resume, base: node.base,
          result: node.result, function: function, locals: locals, flags: node.flags))
      frames.append(
        RecordedFrame(
          node: Int32(trace.frames.count - 1), base: Int(node.base), info: info, liveness: jit.liveness(info),
          flags: node.flags, function: function, locals: locals, result: Int(node.result)))
    }
    for entry in parent.entries(of: snapshot) { writeSlot(Int(entry.slot), translate(entry.value)) }
    for open in unfinished {
      if let target = virtuals[open.virtual], !target.isNone {
        emit(.store, open.object, target, immediate: open.offset, region: open.region)
      }
    }
    offset = Int(snapshot.point.offset)
    startCode = chain[chain.count - 1].code
    startOffset = offset
    expect(PC(info.pointee.start) + offset)
  }

  /// Where a field of a built-in layout belongs, for the analysis of loads and stores.
  static func region(header: UInt64, offset: Int64) -> Region {
    switch unsafeBitCast(UInt8(truncatingIfNeeded: header >> 32), to: Kind.self) {
    case .tuple, .boundMethod, .range, .slice, .float, .string, .dictView: .immutable
    case .list: .listHeader
    case .array: offset == 8 ? .fields : .listItems
    case .cell, .globalCell: .cells
    case .listIterator, .tupleIterator, .rangeIterator, .dictIterator, .setIterator, .nativeIterator, .generator:
      .iterators
    case .function: functionRegion(offset: offset)
    default: attributeRegion(header, offset)
    }
  }

  private static func attributeRegion(_ header: UInt64, _ offset: Int64) -> Region {
    let shape = ShapeRef(address: UInt32(truncatingIfNeeded: header)).pointer
    let word = Int(shape.pointee.attributeWord)
    return word > 0 && Int(offset) >= word * 8 ? .attributes : .fields
  }
}
