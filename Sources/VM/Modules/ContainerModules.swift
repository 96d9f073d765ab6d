// The native modules about containers, iteration and functions, as rows for the table of native modules.

import CRuntime

let containerModules: [String: (Thread) -> Void] = [
  "itertools": defineItertools,
  "_collections": defineCollections,
  "_functools": defineFunctools,
  "_operator": defineOperator,
  "_heapq": defineHeapq,
  "_bisect": defineBisect,
  "_weakref": defineWeakref,
  "_abc": defineAbstractClasses,
  "_thread": defineThreadModule,
  "_queue": { $0.defineQueueModule() },
]
