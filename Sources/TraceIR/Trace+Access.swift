// Reading a trace: the runs that calls, snapshots and virtual objects name, and the live values of a snapshot.

extension Trace {
  public func arguments(of call: Instruction) -> ArraySlice<Reference> {
    arguments[Int(call.firstArgument)..<Int(call.firstArgument + call.argumentCount)]
  }
  public func entries(of snapshot: Snapshot) -> ArraySlice<SnapshotEntry> {
    entries[Int(snapshot.firstEntry)..<Int(snapshot.firstEntry + snapshot.entryCount)]
  }
  public func fields(of object: VirtualObject) -> ArraySlice<Reference> {
    virtualFields[Int(object.firstField)..<Int(object.firstField + object.fieldCount)]
  }

  /// The instructions whose results snapshot `index` needs, each once, in this order: the entries; the fields of the
  /// virtual objects met so far, in the order in which they were met, with those that their fields reach; then function
  /// and locals of the frames from the snapshot's frame down to the root, with the virtual objects that they reach.
  /// `inherit #i` of a bridge is the i-th of them.
  public func liveValues(ofSnapshot index: Int) -> [Reference] { walk(ofSnapshot: index).values }

  /// The virtual objects that snapshot `index` rebuilds, in the order in which `liveValues` meets them.
  public func virtualObjects(ofSnapshot index: Int) -> [Int] { walk(ofSnapshot: index).virtuals }

  private func walk(ofSnapshot index: Int) -> LiveValueWalk {
    let snapshot = snapshots[index]
    var walk = LiveValueWalk()
    for entry in entries(of: snapshot) { walk.visit(entry.value) }
    walk.drain(self)
    var frame = snapshot.point.frame
    while frame >= 0 {
      walk.visit(frames[Int(frame)].function)
      walk.visit(frames[Int(frame)].locals)
      frame = frames[Int(frame)].parent
    }
    walk.drain(self)
    return walk
  }
}

/// What was met so far. Snapshots are short, so membership is a search.
private struct LiveValueWalk {
  private(set) var values: [Reference] = []
  private(set) var virtuals: [Int] = []
  private var drained = 0

  mutating func visit(_ reference: Reference) {
    if reference.isInstruction {
      if !values.contains(reference) { values.append(reference) }
    } else if reference.isVirtual, !virtuals.contains(reference.index) {
      virtuals.append(reference.index)
    }
  }

  mutating func drain(_ trace: Trace) {
    while drained < virtuals.count {
      for field in trace.fields(of: trace.virtuals[virtuals[drained]]) { visit(field) }
      drained += 1
    }
  }
}

extension Instruction {
  /// Which operand a store writes to memory: 1 for b, 2 for c; nil for other instructions.
  var storedOperand: Int? {
    switch operation {
    case .store: 1
    case .storeElement, .storePacked: 2
    default: nil
    }
  }
}
