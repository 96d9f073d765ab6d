// Runs the viewer: show the state, wait for an event, take the next state. What takes time is done by the reader; the loop
// looks once a second whether a growing recording has more.

import Profiler

struct EventLoop {
  let terminal: Terminal
  let reader: RecordingReader

  /// Seconds between looks at a recording that is still being written.
  static let interval = 1.0

  /// Returns when the user leaves or the terminal is gone.
  func run(_ state: inout ViewerState) {
    var nextLook = RecordingSource.now() + Self.interval
    terminal.show(state.render())
    while true {
      let isGrowing = state.model.progress != .finished
      let wait = isGrowing ? max(0, min(Self.interval, nextLook - RecordingSource.now())) * 1000 : -1
      switch terminal.next(milliseconds: Int32(wait), wake: reader.wake) {
      case .closed: return
      case .event(let event):
        guard take(event, &state) else { return }
        terminal.show(state.render())
      case .woken:
        for event in reader.results() { _ = take(event, &state) }
        terminal.show(state.render())
      case .timeout: break
      }
      if isGrowing, RecordingSource.now() >= nextLook {
        reader.follow(state.model)
        // Reading a large file takes its time: spend at most a tenth of it on reading.
        nextLook = RecordingSource.now() + max(Self.interval, reader.cost * 10)
      }
    }
  }

  /// - Returns: false when the user leaves.
  private func take(_ event: Event, _ state: inout ViewerState) -> Bool {
    for effect in state.update(event) {
      if effect == .quit { return false }
      if effect == .redraw { terminal.forget() }
      reader.submit(effect)
    }
    return true
  }
}
