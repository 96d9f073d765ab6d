// Runs the viewer: show the state, wait for an event, take the next state. Reads a growing recording again in between.

import Profiler

struct EventLoop {
  let terminal: Terminal
  var source: RecordingSource

  /// Milliseconds between looks at a recording that is still being written.
  static let interval: Int32 = 1000

  init(terminal: Terminal, source: RecordingSource) {
    self.terminal = terminal
    self.source = source
  }

  /// Returns when the user leaves or the terminal is gone.
  func run(_ state: inout ViewerState) {
    var source = source
    var nextReading = RecordingSource.now() + Double(Self.interval) / 1000
    terminal.show(state.render())
    while true {
      let isWaiting = state.model.progress != .finished
      let wait = isWaiting ? max(0, min(Double(Self.interval), (nextReading - RecordingSource.now()) * 1000)) : -1
      switch terminal.next(milliseconds: Int32(wait)) {
      case .closed: return
      case .event(let event):
        var isLeaving = false
        state.settle(event) { effect in
          if effect == .quit { isLeaving = true }
          if effect == .redraw { terminal.forget() }
          return source.carryOut(effect)
        }
        if isLeaving { return }
        terminal.show(state.render())
      case .timeout: break
      }
      if isWaiting, RecordingSource.now() >= nextReading {
        let start = RecordingSource.now()
        let model = state.model
        let changed = Self.read(&state) { () throws(RecordingError) in try source.reload(after: model) }
        if changed { terminal.show(state.render()) }
        // Reading a large file takes its time: spend at most a tenth of it on reading.
        let spent = RecordingSource.now() - start
        nextReading = start + max(Double(Self.interval) / 1000, spent * 10)
      }
    }
  }

  /// Takes over what `load` returns; an error becomes a message.
  @discardableResult
  private static func read(
    _ state: inout ViewerState, _ load: () throws(RecordingError) -> ViewerModel?
  ) -> Bool {
    do {
      guard let model = try load() else { return false }
      state.load(model)
    } catch {
      _ = state.update(.reloadFailed("\(error)"))
    }
    return true
  }
}
