# time: only what does not depend on the moment.
import time

start, process, monotonic = time.perf_counter(), time.process_time(), time.monotonic()
total = sum(range(1000))
print(time.perf_counter() >= start, time.process_time() >= process, time.monotonic() >= monotonic)
print(time.perf_counter_ns() > 0, time.time() > 1.6e9, isinstance(time.time_ns(), int))
print(time.monotonic_ns() > 0, time.thread_time() >= 0, isinstance(time.time(), float))
before = time.perf_counter()
time.sleep(0.01)
print(time.perf_counter() - before >= 0.01, time.sleep(0))
moment = time.gmtime(0)
print(moment.tm_year, moment.tm_mon, moment.tm_mday, moment.tm_hour, moment.tm_min, moment.tm_sec)
print(moment.tm_wday, moment.tm_yday, moment.tm_isdst, tuple(moment), moment[0], len(moment))
print(time.gmtime(1e9), time.strftime("%Y-%m-%d %H:%M:%S", time.gmtime(1234567890)))
print(time.strftime("%a %b %d %j %y %I %p %%", time.gmtime(86400 * 200)))
print(time.asctime(time.gmtime(0)), time.asctime(time.gmtime(1e9)))
print(time.mktime(time.gmtime(1000)) - 1000 == time.timezone)
print(time.struct_time((2020, 2, 29, 1, 2, 3, 5, 60, 0)))
print(isinstance(time.localtime(), time.struct_time), time.gmtime(-1).tm_year)
print(time.strptime("2021-03-04 05:06", "%Y-%m-%d %H:%M").tm_mday)
for action in (lambda: time.sleep(-1), lambda: time.sleep("a"), lambda: time.gmtime("a"), lambda: time.strftime(5),
               lambda: time.struct_time((1, 2)), lambda: time.mktime((1, 2)), lambda: time.asctime(5),
               lambda: time.gmtime(1e30)):
    try:
        print(action())
    except (ValueError, TypeError, OverflowError) as error:
        print(type(error).__name__, error)
