// Answers to what screens ask beyond the model, and effects carried out at once where nobody waits.

import Profiler

extension RecordingSource {
  /// Opens the recording, answers, and lets it go. Runs outside the drawing thread.
  func answer(_ question: Question, _ cancellation: Cancellation) -> Reply {
    do throws(RecordingError) {
      let recording = try Recording(path: path)
      switch question {
      case .sql(let text):
        do throws(QueryError) { return .sql(try recording.query(text, cancellation: cancellation)) } catch {
          return .failed("\(error)")
        }
      }
    } catch { return .failed("\(error)") }
  }

  /// Does what an effect asks for while the caller waits: for snapshots and tests.
  mutating func carryOut(_ effect: Effect) -> Event? {
    do throws(RecordingError) {
      switch effect {
      case .ask(let question): return .answered(question, answer(question, Cancellation()))
      case .select(let selection): return .loaded(try load(selection))
      case .reload: return .loaded(try load())
      case .quit, .giveUp, .redraw: return nil
      }
    } catch { return .reloadFailed("\(error)") }
  }
}
