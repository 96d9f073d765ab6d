// The module `_datetime`, which `datetime` of the library takes in place of its own classes.

import CRuntime

extension UnsafeMutablePointer where Pointee == ThreadState {
  func defineDatetimeModule() {
    let module = defineModule("_datetime", doc: "Dates, times, durations and time zones, made natively.", [])
    // In the order in which their constants need each other.
    defineDelta(module)
    defineTimeZones(module)
    defineWeek()
    defineDate(module)
    defineTimeOfDay(module)
    defineDatetime(module)
    module.set([("MINYEAR", CalendarDate.years.lowerBound), ("MAXYEAR", CalendarDate.years.upperBound)])
  }
}
