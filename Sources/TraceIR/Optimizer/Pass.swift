// The passes and their rules, as tables. A pass can be switched off by name, and a rule in tests, which show in this way
// that every rule is exercised.

/// What the optimiser does, in the order of the first time that an instruction meets it.
public enum Pass: String, CaseIterable, Sendable {
  case virtualize, fold, bound, prove, forward, share, peel, overwrite, sweep

  public var summary: String {
    switch self {
    case .virtualize: "objects and boxes that do not escape are never made; exits rebuild them"
    case .fold: "constants, algebra, cheaper operations"
    case .bound: "ranges of ints: overflow checks and comparisons that they decide"
    case .prove: "guards whose outcome is known from earlier guards"
    case .forward: "loads of what an earlier load or store of the same place has seen"
    case .share: "operations done before"
    case .peel: "a first iteration apart, so that what it computes or checks for all leaves the loop"
    case .overwrite: "stores overwritten before anybody can see them"
    case .sweep: "results that nobody uses"
    }
  }
}

/// One transformation of a pass.
enum Rule: UInt8, CaseIterable, Sendable {
  // MARK: virtualize
  case virtualObject, virtualBox, snapshotContent
  // MARK: fold
  case constants, commute, identity, absorb, sameOperands, compareSame, reassociate, strengthReduce, floatAlgebra
  case negations, conditionValues, unbox, knownGuards, disjointTypes, roundTrips, rawAlgebra
  // MARK: bound
  case decideComparisons, decideChoices, dropOverflow, singleValue, belowToLess, smallModulo, uselessMask, squares,
    floatSigns, exactFloat
  // MARK: prove
  case knownType, knownNumber, knownTruth, converse, knownIdentity, knownShape, knownKind, knownVersion, knownValid
  // MARK: forward
  case loadToLoad, storeToLoad, constantObjects, sameStore, distinctOffsets, distinctObjects, distinctIndices
  // MARK: share
  case sharePure, shareChecked, shareCall
  // MARK: peel
  case peelLoop, carryMemory, carryItems, carryObjects, carryBoxes, constantPhi, deadRegisters
  // MARK: overwrite
  case deadStore
  // MARK: sweep
  case deadCode, deadChecks

  var pass: Pass {
    if rawValue <= Rule.snapshotContent.rawValue { return .virtualize }
    if rawValue <= Rule.rawAlgebra.rawValue { return .fold }
    if rawValue <= Rule.exactFloat.rawValue { return .bound }
    if rawValue <= Rule.knownValid.rawValue { return .prove }
    if rawValue <= Rule.distinctIndices.rawValue { return .forward }
    if rawValue <= Rule.shareCall.rawValue { return .share }
    if rawValue <= Rule.deadRegisters.rawValue { return .peel }
    return self == .deadStore ? .overwrite : .sweep
  }
}

/// The rules that may be applied.
struct RuleSet: Sendable {
  private var bits: UInt64 = ~0

  init(without passes: Set<Pass> = [], rules: Set<Rule> = []) {
    for rule in Rule.allCases where passes.contains(rule.pass) || rules.contains(rule) {
      bits &= ~(1 << UInt64(rule.rawValue))
    }
  }

  @inline(__always) func contains(_ rule: Rule) -> Bool { bits & (1 << UInt64(rule.rawValue)) != 0 }
}
