// The optimiser. Most passes work together in one forward walk (Rewriter), instruction by instruction in the order of
// `Pass`, for each finds more when the others have already simplified what it sees: a folded constant decides a guard,
// a guard gives a type, a type lets a load be forwarded. Peeling sends the loop's body through the same walk again.
// Dead stores and dead code need to know what follows, so they walk backwards, afterwards.
//
// The trace that comes out leaves at the same places with the same frames, registers and objects, having made the same
// calls and the same visible changes to memory. It may leave later where a guard was proved to hold.

/// The word of an object that never changes: the tagged word of the object, a byte offset from its address; nil where
/// the object has no such word.
public typealias ImmutableWord = (_ object: UInt64, _ offset: Int64) -> UInt64?

public enum Optimizer {
  /// Rewrites a trace that the verifier accepts; `helpers` is the table that its calls index. `immutableWord` reads what
  /// constant objects hold in the region `immutable`.
  public static func optimize(
    _ trace: inout Trace, helpers: [Helper], disabled: Set<Pass> = [], immutableWord: ImmutableWord? = nil
  ) {
    optimize(&trace, helpers: helpers, rules: RuleSet(without: disabled), immutableWord: immutableWord)
  }

  static func optimize(
    _ trace: inout Trace, helpers: [Helper], rules: RuleSet, immutableWord: ImmutableWord? = nil
  ) {
    var rewriter = Rewriter(&trace, helpers: helpers, rules: rules)
    rewriter.immutableWord = immutableWord
    rewriter.run()
    trace = rewriter.trace
    if rules.contains(.deadStore) { trace.dropDeadStores(helpers: helpers) }
    if rules.contains(.deadCode) { trace.dropDeadCode(helpers: helpers, rules: rules) }
  }
}
