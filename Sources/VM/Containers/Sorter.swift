// The adaptive, stable merge sort: natural runs, extended by binary insertion when short, merged with galloping.
// List+Sort says which elements and orderings it is specialised for.

import CRuntime
import Glibc

/// A run of sorted elements.
private struct Run {
  var start: Int
  var count: Int
}

/// Sorts `count` elements at `base`. The memory must be part of an array object that the collector sees.
struct Sorter<Element: SortElement, Ordering: SortOrdering> {
  let thread: Thread
  var ordering: Ordering
  let base: UnsafeMutablePointer<Element>
  let count: Int
  /// An array object with room for half of the elements, or unbound before the first merge.
  var spare = Value.unbound
  var minimumGallop = 7

  init(thread: Thread, ordering: Ordering, base: UnsafeMutablePointer<Element>, count: Int) {
    self.thread = thread
    self.ordering = ordering
    self.base = base
    self.count = count
  }

  @inline(__always) mutating func less(_ a: Element, _ b: Element) -> Bool { ordering.less(thread, a.key, b.key) }

  mutating func sort() {
    if count < 2 { return }
    // Run lengths grow at least like the Fibonacci numbers: 90 entries reach beyond 2^62.
    withUnsafeTemporaryAllocation(of: Run.self, capacity: 92) { stack in
      let runs = stack.baseAddress.unsafelyUnwrapped
      var depth = 0
      let minimum = minimumRun(count)
      var start = 0
      while start < count {
        var length = countRun(start)
        if length < minimum {
          let forced = min(minimum, count - start)
          insertionSort(start, sorted: length, end: start + forced)
          length = forced
        }
        runs[depth] = Run(start: start, count: length)
        depth += 1
        start += length
        collapse(runs, &depth)
      }
      while depth > 1 {
        let place = depth > 2 && runs[depth - 3].count < runs[depth - 1].count ? depth - 3 : depth - 2
        merge(runs, place, &depth)
      }
    }
  }

  /// 32 … 64, such that count / minimum is a power of two or a little less.
  private func minimumRun(_ count: Int) -> Int {
    var rest = count
    var carry = 0
    while rest >= 64 {
      carry |= rest & 1
      rest >>= 1
    }
    return rest + carry
  }

  /// Length of the run that starts at `start`; a strictly descending one is reversed.
  private mutating func countRun(_ start: Int) -> Int {
    var end = start + 1
    if end == count { return 1 }
    if less(base[end], base[end - 1]) {
      end += 1
      while end < count && less(base[end], base[end - 1]) { end += 1 }
      reverseItems(base + start, end - start)
    } else {
      end += 1
      while end < count && !less(base[end], base[end - 1]) { end += 1 }
    }
    return end - start
  }

  private mutating func insertionSort(_ start: Int, sorted: Int, end: Int) {
    var place = start + sorted
    while place < end {
      let pivot = base[place]
      var low = start
      var high = place
      while low < high {
        let middle = (low &+ high) &>> 1
        if less(pivot, base[middle]) { high = middle } else { low = middle &+ 1 }
      }
      var index = place
      while index > low {
        base[index] = base[index &- 1]
        index &-= 1
      }
      base[low] = pivot
      place &+= 1
    }
  }

  /// Merges until each run is longer than the two above it together.
  private mutating func collapse(_ runs: UnsafeMutablePointer<Run>, _ depth: inout Int) {
    while depth > 1 {
      var place = depth - 2
      if place > 0 && runs[place - 1].count <= runs[place].count + runs[place + 1].count
        || place > 1 && runs[place - 2].count <= runs[place - 1].count + runs[place].count
      {
        if runs[place - 1].count < runs[place + 1].count { place -= 1 }
      } else if runs[place].count > runs[place + 1].count {
        return
      }
      merge(runs, place, &depth)
    }
  }

  /// Merges the runs `place` and `place + 1`.
  private mutating func merge(_ runs: UnsafeMutablePointer<Run>, _ place: Int, _ depth: inout Int) {
    var (a, b) = (runs[place], runs[place + 1])
    runs[place].count = a.count + b.count
    if place == depth - 3 { runs[place + 1] = runs[place + 2] }
    depth -= 1
    // Items of a that are in place already, and items of b that are.
    let skipped = gallopRight(base[b.start], base + a.start, a.count)
    a.start += skipped
    a.count -= skipped
    if a.count == 0 { return }
    b.count = gallopLeft(base[a.start + a.count - 1], base + b.start, b.count)
    if b.count == 0 { return }
    if a.count <= b.count { mergeLow(a, b) } else { mergeHigh(a, b) }
  }

  private mutating func spareMemory() -> UnsafeMutablePointer<Element> {
    if spare.isUnbound {
      spare = ArrayRef.allocate(thread, capacity: (count / 2 + 1) * (MemoryLayout<Element>.stride / 8)).value
    }
    return UnsafeMutableRawPointer(ArrayRef(spare).items).assumingMemoryBound(to: Element.self)
  }

  /// Number of elements ≤ key in a sorted range (insertion point after equals), searched from the left.
  private mutating func gallopRight(_ key: Element, _ items: UnsafeMutablePointer<Element>, _ count: Int) -> Int {
    var low = 0
    var step = 1
    while low &+ step &- 1 < count && !less(key, items[low &+ step &- 1]) {
      low &+= step
      step &<<= 1
    }
    var high = min(low &+ step &- 1, count)
    while low < high {
      let middle = (low &+ high) &>> 1
      if less(key, items[middle]) { high = middle } else { low = middle &+ 1 }
    }
    return low
  }

  /// Number of elements < key in a sorted range (insertion point before equals), searched from the right.
  private mutating func gallopLeft(_ key: Element, _ items: UnsafeMutablePointer<Element>, _ count: Int) -> Int {
    var high = count
    var step = 1
    while high &- step >= 0 && !less(items[high &- step], key) {
      high &-= step
      step &<<= 1
    }
    var low = max(high &- step &+ 1, 0)
    while low < high {
      let middle = (low &+ high) &>> 1
      if less(items[middle], key) { low = middle &+ 1 } else { high = middle }
    }
    return low
  }

  /// Number of elements < key, searched from the left.
  private mutating func gallopLeftFromStart(
    _ key: Element, _ items: UnsafeMutablePointer<Element>, _ count: Int
  ) -> Int {
    var low = 0
    var step = 1
    while low &+ step &- 1 < count && less(items[low &+ step &- 1], key) {
      low &+= step
      step &<<= 1
    }
    var high = min(low &+ step &- 1, count)
    while low < high {
      let middle = (low &+ high) &>> 1
      if less(items[middle], key) { low = middle &+ 1 } else { high = middle }
    }
    return low
  }

  /// Number of elements ≤ key, searched from the right.
  private mutating func gallopRightFromEnd(
    _ key: Element, _ items: UnsafeMutablePointer<Element>, _ count: Int
  ) -> Int {
    var high = count
    var step = 1
    while high &- step >= 0 && less(key, items[high &- step]) {
      high &-= step
      step &<<= 1
    }
    var low = max(high &- step &+ 1, 0)
    while low < high {
      let middle = (low &+ high) &>> 1
      if less(key, items[middle]) { high = middle } else { low = middle &+ 1 }
    }
    return low
  }

  /// Merges left to right with the shorter run a moved away.
  private mutating func mergeLow(_ a: Run, _ b: Run) {
    let left = spareMemory()
    left.update(from: base + a.start, count: a.count)
    var target = base + a.start
    var right = base + b.start
    let rightEnd = right + b.count
    var first = left
    let leftEnd = left + a.count
    while true {
      var winsLeft = 0
      var winsRight = 0
      while first < leftEnd && right < rightEnd {
        if less(right.pointee, first.pointee) {
          target.pointee = right.pointee
          right += 1
          winsRight &+= 1
          winsLeft = 0
        } else {
          target.pointee = first.pointee
          first += 1
          winsLeft &+= 1
          winsRight = 0
        }
        target += 1
        if winsLeft | winsRight >= minimumGallop { break }
      }
      if first == leftEnd || right == rightEnd { break }
      minimumGallop &+= 1
      var taken = 0
      repeat {
        if minimumGallop > 1 { minimumGallop &-= 1 }
        taken = gallopRight(right.pointee, first, leftEnd - first)
        let fromLeft = taken
        target.update(from: first, count: taken)
        target += taken
        first += taken
        if first == leftEnd { break }
        target.pointee = right.pointee
        target += 1
        right += 1
        if right == rightEnd { break }
        taken = gallopLeftFromStart(first.pointee, right, rightEnd - right)
        target.update(from: right, count: taken)
        target += taken
        right += taken
        if right == rightEnd { break }
        target.pointee = first.pointee
        target += 1
        first += 1
        taken = max(taken, fromLeft)
      } while taken >= 7 && first < leftEnd
      if first == leftEnd || right == rightEnd { break }
      minimumGallop &+= 1
    }
    // What is left of a goes to the end; the rest of b is in place.
    target.update(from: first, count: leftEnd - first)
  }

  /// Merges right to left with the shorter run b moved away.
  private mutating func mergeHigh(_ a: Run, _ b: Run) {
    let right = spareMemory()
    right.update(from: base + b.start, count: b.count)
    // Each pointer is one past the element it stands for.
    var target = base + b.start + b.count
    var left = base + a.start + a.count
    let leftStart = base + a.start
    var last = right + b.count
    while true {
      var winsLeft = 0
      var winsRight = 0
      while last > right && left > leftStart {
        target -= 1
        if less((last - 1).pointee, (left - 1).pointee) {
          left -= 1
          target.pointee = left.pointee
          winsLeft &+= 1
          winsRight = 0
        } else {
          last -= 1
          target.pointee = last.pointee
          winsRight &+= 1
          winsLeft = 0
        }
        if winsLeft | winsRight >= minimumGallop { break }
      }
      if last == right || left == leftStart { break }
      minimumGallop &+= 1
      var taken = 0
      repeat {
        if minimumGallop > 1 { minimumGallop &-= 1 }
        // Elements of a greater than the last of b.
        taken = (left - leftStart) - gallopRightFromEnd((last - 1).pointee, leftStart, left - leftStart)
        let fromLeft = taken
        target -= taken
        left -= taken
        target.update(from: left, count: taken)
        if left == leftStart { break }
        target -= 1
        last -= 1
        target.pointee = last.pointee
        if last == right { break }
        // Elements of b not less than the last of a.
        taken = (last - right) - gallopLeft((left - 1).pointee, right, last - right)
        target -= taken
        last -= taken
        target.update(from: last, count: taken)
        if last == right { break }
        target -= 1
        left -= 1
        target.pointee = left.pointee
        taken = max(taken, fromLeft)
      } while taken >= 7 && left > leftStart
      if last == right || left == leftStart { break }
      minimumGallop &+= 1
    }
    let rest = last - right
    (target - rest).update(from: right, count: rest)
  }
}
