// What calls into C cost: the answer that the ledger gives, per C function and per call site.
//
// The time of a call has three parts: in the C function itself, overhead (conversion of arguments and result and
// everything else that is not the function), and callbacks into Python. Numbers of calls are exact, times are sampled;
// with --exact-crossings times are measured too.

/// A number of nanoseconds with the bounds of its 95 % confidence interval; equal to it when it was measured.
public struct Estimate: Equatable, Sendable {
  public var value: Double
  public var low: Double
  public var high: Double

  public init(value: Double, low: Double, high: Double) {
    self.value = value
    self.low = low
    self.high = high
  }

  init(exact value: Double) { self.init(value: value, low: value, high: value) }

  /// A share of `weight` microseconds divided among `calls`, nanoseconds.
  init(_ share: Share, of weight: Int, calls: Int) {
    let scale = Double(weight) * 1000 / Double(max(1, calls))
    self.init(value: share.share * scale, low: share.low * scale, high: share.high * scale)
  }
}

/// What one call takes, nanoseconds.
public struct CallTimes: Equatable, Sendable {
  public var calls: Int
  public var inC: Estimate
  public var overhead: Estimate
  public var callback: Estimate

  public init(calls: Int, inC: Estimate, overhead: Estimate, callback: Estimate) {
    self.calls = calls
    self.inC = inC
    self.overhead = overhead
    self.callback = callback
  }
}

/// How many items a call should carry for its overhead to be less than 5 % of overhead and C time together, when what a call
/// carries now is one item: with overhead o per call and C time c per item, n items satisfy o / (o + n·c) ≤ 1/20 when n ≥ 19·o/c.
public struct BreakEven: Equatable, Sendable {
  public var items: Double
  public var low: Double
  public var high: Double

  public init(items: Double, low: Double, high: Double) {
    self.items = items
    self.low = low
    self.high = high
  }

  /// 1 / 5 % − 1.
  static let factor = 19.0
  /// Bounds further apart than this say too little.
  static let widestRatio = 2.0

  /// From sampled weights; nil when the samples are too few to tell the number to a factor of two. The interval is that of the
  /// overhead's share p of both, n = 19·p/(1 − p).
  init?(overhead: Int, inC: Int, samples: Int) {
    let share = Share(weight: overhead, of: overhead + inC, samples: samples)
    guard samples > 0, overhead + inC > 0, share.high < 1 else { return nil }
    func items(_ share: Double) -> Double { Self.factor * share / (1 - share) }
    self.init(items: items(share.share), low: items(share.low), high: items(share.high))
    // What is enough already need not be known better.
    if high > 1 && high > low * Self.widestRatio { return nil }
  }

  /// From measured times; nil when none was spent in C.
  init?(overheadNanoseconds overhead: Int, inC: Int) {
    guard inC > 0 else { return nil }
    let items = Self.factor * Double(overhead) / Double(inC)
    self.init(items: items, low: items, high: items)
  }

  /// Whole items, at least one.
  public var wholeItems: Int { Int(max(1, min(items.rounded(.up), 1e15))) }
}

/// What a C function, or one call site of it, costs.
public struct CrossingCost: Equatable, Sendable {
  /// Calls made by the interpreter, and by machine code: before and after warmup.
  public var calls = 0
  public var tracedCalls = 0
  /// Bytes converted.
  public var bytes = 0
  /// Calls back into Python.
  public var callbacks = 0
  /// Parts of the chosen samples; `total` is the sum of the three others.
  public var total = Share(weight: 0, of: 0, samples: 0)
  public var inC = Share(weight: 0, of: 0, samples: 0)
  public var overhead = Share(weight: 0, of: 0, samples: 0)
  public var callback = Share(weight: 0, of: 0, samples: 0)
  /// One call, over the whole recording; nil where there were none.
  public var interpreted: CallTimes?
  public var traced: CallTimes?
  /// Nil when there are too few samples.
  public var breakEven: BreakEven?
  /// Whether times per call and the break-even were measured at every call.
  public var isExact = false

  public init() {}
}

/// A C function that was called.
public struct CrossingFunction: Sendable {
  /// Its name, and the path of its library as `file`.
  public var function: ProfileFunction
  /// As C writes it: of the call site with the most calls.
  public var signature: String
  /// `cffi`, `ctypes`, or both.
  public var route: String
  public var cost: CrossingCost
  /// Where it is called, the largest share first.
  public var sites: [CrossingSite]

  public init(
    function: ProfileFunction, signature: String, route: String, cost: CrossingCost, sites: [CrossingSite]
  ) {
    self.function = function
    self.signature = signature
    self.route = route
    self.cost = cost
    self.sites = sites
  }
}

/// A Python function and line that calls a C function.
public struct CrossingSite: Sendable {
  /// Nil when no Python code calls.
  public var function: ProfileFunction?
  public var line: Int
  public var cost: CrossingCost

  public init(function: ProfileFunction?, line: Int, cost: CrossingCost) {
    self.function = function
    self.line = line
    self.cost = cost
  }
}
