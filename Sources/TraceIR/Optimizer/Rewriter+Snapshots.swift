// Points, frames and snapshots of the source as those of the written trace. Each is translated once and used again,
// unless it names an object not made that has changed since.

/// How a snapshot or frame was last translated.
struct SnapshotCopy {
  var written: Int32 = -1
  var epoch = -1
  var hasUnmade = false
}

extension Rewriter {
  // MARK: Points and frames

  mutating func writtenPoint(_ index: Int32) -> Int32 {
    let known = pointMap[Int(index)]
    if known >= 0 { return known }
    let point = source.points[Int(index)]
    // Which objects the frame names does not matter here, only which code it runs.
    let knownFrame = frameMap[Int(point.frame)].written
    let frame = knownFrame >= 0 ? knownFrame : writtenFrame(point.frame)
    if isCopying, frame == point.frame {
      pointMap[Int(index)] = index
      return index
    }
    trace.points.append(Point(frame: frame, offset: point.offset))
    pointMap[Int(index)] = Int32(trace.points.count - 1)
    return pointMap[Int(index)]
  }

  mutating func writtenFrame(_ index: Int32) -> Int32 {
    let copy = frameMap[Int(index)]
    if copy.written >= 0, !isLinking, !copy.hasUnmade || copy.epoch == epoch { return copy.written }
    let node = source.frames[Int(index)]
    // A later root names no values.
    if copy.written > 0, node.parent < 0 { return copy.written }
    var frame = node
    if node.parent >= 0 { frame.parent = writtenFrame(node.parent) }
    let before = capturesUnmade
    capturesUnmade = false
    frame.function = snapshotValue(sourceValue(node.function))
    frame.locals = snapshotValue(sourceValue(node.locals))
    let hasUnmade = capturesUnmade || (node.parent >= 0 && frameMap[Int(node.parent)].hasUnmade)
    capturesUnmade = before || hasUnmade
    var written = index
    if index == 0 {
      if !isCopying { trace.frames[0] = frame }
    } else if !(isCopying && frame == node) {
      written = Int32(trace.frames.count)
      trace.frames.append(frame)
    }
    frameMap[Int(index)] = SnapshotCopy(written: written, epoch: epoch, hasUnmade: hasUnmade)
    return written
  }

  // MARK: Snapshots

  mutating func writtenSnapshot(_ index: Int32) -> Int32 {
    let copy = snapshotMap[Int(index)]
    if copy.written >= 0, !isLinking, !copy.hasUnmade || copy.epoch == epoch { return copy.written }
    var snapshot = source.snapshots[Int(index)]
    let first = Int(snapshot.firstEntry)
    let count = Int(snapshot.entryCount)
    capturesUnmade = false
    var entries: [SnapshotEntry] = []
    entries.reserveCapacity(count + overlay.count)
    overlayStamp += 1
    for position in first..<first + count {
      let entry = source.entries[position]
      if isCopying { stamp(entry.slot) }
      entries.append(SnapshotEntry(slot: entry.slot, value: snapshotValue(sourceValue(entry.value))))
    }
    for (slot, value) in overlay {
      if slotStamps[Int(slot)] != overlayStamp {
        entries.append(SnapshotEntry(slot: slot, value: snapshotValue(value)))
      }
    }
    snapshot.point.frame = writtenFrame(snapshot.point.frame)
    if frameMap[Int(source.snapshots[Int(index)].point.frame)].hasUnmade { capturesUnmade = true }
    snapshot.firstEntry = Int32(trace.entries.count)
    snapshot.entryCount = Int32(entries.count)
    trace.entries += entries
    trace.snapshots.append(snapshot)
    let written = Int32(trace.snapshots.count - 1)
    snapshotMap[Int(index)] = SnapshotCopy(written: written, epoch: epoch, hasUnmade: capturesUnmade)
    return written
  }

  /// Marks a register that the current snapshot names itself.
  mutating func stamp(_ slot: Int32) {
    while slotStamps.count <= Int(slot) { slotStamps.append(0) }
    slotStamps[Int(slot)] = overlayStamp
  }

  /// A value in a snapshot of the source as a reference of the walk.
  mutating func sourceValue(_ reference: Reference) -> Reference {
    guard reference.isVirtual else { return mapped(reference) }
    if importMap[reference.index] >= 0 { return resolved(.virtual(Int(importMap[reference.index]))) }
    let object = source.virtuals[reference.index]
    let imported = addUnmade(header: object.header, fieldCount: Int(object.fieldCount))
    importMap[reference.index] = Int32(imported.index)
    unmade[imported.index].isImported = true
    for (position, field) in source.fields(of: object).enumerated() {
      let value = sourceValue(field)
      unmadeFields[unmade[imported.index].firstField + position] = value
    }
    return imported
  }

  /// A reference of the walk as a value in a snapshot of the written trace.
  mutating func snapshotValue(_ reference: Reference) -> Reference {
    let value = resolved(reference)
    if isLinking {
      switch type(value) {
      case .float: return make(box(value))
      case .condition: return pure(.conditionToValue, value)
      default: return make(value)
      }
    }
    guard value.isVirtual else {
      // A float or condition is boxed at the exit: its value need not be there as well.
      guard value.isInstruction, allows(.snapshotContent) else { return value }
      let content = facts[value.index].unboxed
      let isBetter = type(content) == .float || operation(value) == .conditionToValue
      return isBetter ? resolved(content) : value
    }
    if unmade[value.index].isBox { return resolved(unmade[value.index].value) }
    capturesUnmade = true
    return captured(value.index)
  }

  /// An object not made as a virtual object of the written trace, with its words as they are now.
  private mutating func captured(_ index: Int) -> Reference {
    let object = unmade[index]
    if object.capturedEpoch == epoch { return .virtual(Int(object.captured)) }
    let number = trace.virtuals.count
    let first = trace.virtualFields.count
    trace.virtuals.append(
      VirtualObject(header: object.header, firstField: Int32(first), fieldCount: Int32(object.fieldCount)))
    unmade[index].captured = Int32(number)
    unmade[index].capturedEpoch = epoch
    let unwritten = int(0)
    for _ in 0..<object.fieldCount { trace.virtualFields.append(unwritten) }
    for position in 0..<object.fieldCount {
      let field = unmadeFields[object.firstField + position]
      if !field.isNone { trace.virtualFields[first + position] = snapshotValue(field) }
    }
    return .virtual(number)
  }
}
