// What is blamed, and in which order.

import Testing

@testable import Gate

@Suite struct BlameTests {
  private let bridge = TraceFacts(kind: "bridge", place: MadeFacts.place(14), count: 1, bytes: 300)

  @Test func failingGuardIsNamed() throws {
    var planted = MadeFacts()
    planted.guards[0].failures = 900
    let blame = try #require(Blame.find(MadeFacts().facts, planted.facts).first)
    #expect(blame.kind == .failingGuard && blame.place.line == 12)
    #expect(blame.text == "guardInt (expects int) at run (sobel.py:12) fails 900 times, 3 times before")
  }

  /// Bridges cost more than some failures: a type that was new is named before the loops' ends that fail because of it.
  @Test func newBridgesCountMoreThanFailures() throws {
    var planted = MadeFacts()
    planted.guards = [
      GuardFacts(kind: "guardInt", expected: "int", place: MadeFacts.place(12), failures: 25, bridges: 3),
      GuardFacts(kind: "guardTrue", expected: "true", place: MadeFacts.place(20), failures: 73, bridges: 0),
    ]
    let blame = Blame.find(MadeFacts().facts, planted.facts)
    #expect(blame.map(\.place.line) == [12, 20])
    #expect(
      blame[0].text
        == "guardInt (expects int) at run (sobel.py:12) fails 25 times, 3 times before, and 3 new bridges grow from it")
  }

  @Test func aFewFailuresMoreAreNoNews() throws {
    var planted = MadeFacts()
    planted.guards[0].failures += 5
    #expect(Blame.find(MadeFacts().facts, planted.facts).isEmpty)
  }

  @Test func missingBridgeTakesItsGuardAlong() throws {
    var before = MadeFacts()
    before.traces.append(bridge)
    before.guards.append(
      GuardFacts(kind: "guardTrue", expected: "true", place: MadeFacts.place(14), failures: 60, bridges: 1))
    var after = before
    after.traces.removeLast()
    after.guards[1].failures = 5000
    let blame = Blame.find(before.facts, after.facts)
    #expect(blame.map(\.kind) == [.missingBridge])
    #expect(blame[0].place.line == 14 && blame[0].text.contains("4940 times more"))
  }

  @Test func abortExplainsTheMissingTrace() throws {
    var after = MadeFacts(interpreted: 90_000)
    after.traces = []
    after.aborts = [
      AbortFacts(
        reason: "unsupportedInstruction", title: "an instruction has no recording and no helper",
        begin: MadeFacts.place(10), place: MadeFacts.place(13), isBridge: false, count: 2)
    ]
    let blame = Blame.find(MadeFacts().facts, after.facts)
    #expect(blame.map(\.kind) == [.newAbort])
    #expect(blame[0].place.line == 13 && blame[0].text.contains("its loop stays in the interpreter"))
  }

  @Test func abortOfABridgeExplainsIt() throws {
    var before = MadeFacts()
    before.traces.append(bridge)
    var after = MadeFacts()
    after.aborts = [
      AbortFacts(
        reason: "tooLong", title: "too long", begin: MadeFacts.place(14), place: MadeFacts.place(16), isBridge: true,
        count: 1)
    ]
    let blame = Blame.find(before.facts, after.facts)
    #expect(blame.map(\.kind) == [.newAbort] && blame[0].text.contains("the bridge is missing"))
  }

  @Test func theMostExpensiveComesFirst() throws {
    var after = MadeFacts()
    for (line, failures) in [(20, 100), (21, 9000), (22, 800)] {
      after.guards.append(
        GuardFacts(kind: "guardInt", expected: nil, place: MadeFacts.place(line), failures: failures, bridges: 0))
    }
    #expect(Blame.find(MadeFacts().facts, after.facts).map(\.place.line) == [21, 22, 20])
  }

  @Test func otherInterpretersAreNotBlamed() throws {
    var facts = MadeFacts().facts
    facts.interpreted = []
    #expect(Blame.find(facts, facts).isEmpty)
  }
}
