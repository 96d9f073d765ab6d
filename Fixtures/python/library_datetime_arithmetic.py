# datetime: construction and its complaints, sums, differences, multiples, order, hashes, overflow.
import datetime as module
from datetime import MAXYEAR, MINYEAR, UTC, date, datetime, time, timedelta, timezone


def show(text):
    try:
        result = eval(text)
    except Exception as error:
        print(text, "!!", type(error).__name__ + ":", error)
    else:
        print(text, "->", repr(result))


print(MINYEAR, MAXYEAR, UTC is timezone.utc, date.__module__, datetime.__mro__)

for text in """date(2024, 2, 29)
date(2023, 2, 29)
date(year=2023, day=1, month=12)
date(2023)
date(1, 2, 3, 4)
date(2023, 1, day=2, foo=3)
date(10000, 1, 1)
date(2023, 13, 1)
date(2 ** 31, 1, 1)
date(2 ** 70, 1, 1)
date(1.0, 1, 1)
date("2023", 1, 1)
time(24)
time(1, 2, 3, 1000000)
time(1, 2, 3, 4, None, 1)
time(tzinfo=3)
time(fold=2)
datetime(2023, 1)
datetime(2023, 1, 1, 5, tzinfo=timezone.utc, fold=1)
datetime(2023, 1, 1, 5, minute=61)
datetime(*range(1, 10))
timedelta(1, 2, 3, 4, 5, 6, 7)
timedelta(weeks=-1, hours=30, milliseconds=2.5)
timedelta(microseconds=0.5), timedelta(microseconds=1.5), timedelta(microseconds=2.5)
timedelta(days=0.1, seconds=0.7, microseconds=-0.3)
timedelta("1")
timedelta(hours=[])
timedelta(foo=1)
timedelta(1, days=2)
timedelta(float("inf"))
timedelta(float("nan"))
timedelta(10 ** 9)
timedelta(10 ** 30)
timedelta(days=10 ** 12, hours=-24 * 10 ** 12)""".splitlines():
    show(text)

# Sums and multiples.
a, b = timedelta(days=3, seconds=5, microseconds=7), timedelta(hours=-7, microseconds=11)
for text in """a + b, a - b, b - a, -a, +b, abs(b), bool(a - a)
a * 3, 3 * b, a * 0.1, 2.5 * b, a / 3, b / 0.7, a // 4, b // 1000
a / b, a // b, a % b, divmod(a, b), divmod(b, a)
a * 10 ** 8
a * 10 ** 12
a * float("nan")
a * float("inf")
a / 0
a / 0.0
a // 0
a / timedelta(0)
a % timedelta(0)
a % 3
a + 3
3 - a
a < b, a <= b, a == b, a != b, a > b, a >= b, a == 3
a < 3
timedelta.max + timedelta.resolution
timedelta.min, timedelta.max, -timedelta.max
a.total_seconds(), b.total_seconds(), timedelta.max.total_seconds()
str(a), str(b), str(-a), str(timedelta(1)), str(timedelta(microseconds=1))
date(2024, 2, 28) + timedelta(2, 86399), date(2024, 3, 1) - timedelta(1, 1), timedelta(1) + date.min
date(2024, 3, 1) - date(2023, 3, 1), date.max - date.min
date.max + timedelta(1)
date.min - timedelta(1)
date.min + 1
datetime(2024, 2, 28, 23, 59, 59, 999999) + timedelta.resolution
datetime.min + timedelta.max
datetime(2024, 1, 1) - datetime(2023, 12, 31, 23, 59, 59, 1)
datetime(2024, 1, 1) - date(2024, 1, 1)
datetime(2024, 1, 1, tzinfo=UTC) - datetime(2024, 1, 1)
datetime(2024, 1, 1) < datetime(2024, 1, 1, 0, 0, 0, 1)
datetime(2024, 1, 1) == date(2024, 1, 1), date(2024, 1, 1) == datetime(2024, 1, 1)
datetime(2024, 1, 1) < date(2024, 1, 1)
date(2024, 1, 1) < 5
time(1) < time(1, tzinfo=UTC)
time(1) == time(1, tzinfo=UTC), time(5, 30, tzinfo=timezone(timedelta(hours=5))) == time(0, 30, tzinfo=UTC)""".splitlines():
    show(text)

# Ordinals, weeks and weekdays all the way.
total = 0
for ordinal in list(range(1, 3652060, 997)) + [1, 59, 60, 365, 366, 146097, 146098, 3652059]:
    day = date.fromordinal(ordinal)
    assert day.toordinal() == ordinal and day.isoweekday() == day.weekday() + 1
    year, week, weekday = day.isocalendar()
    assert date.fromisocalendar(year, week, weekday) == day if year > 0 else True
    total += year * 7 + week * 3 + weekday + day.timetuple().tm_yday
print(total)
week = date(2021, 1, 3).isocalendar()
print(week, week.year, week.week, week.weekday, tuple(week), week == (2020, 53, 7), week[1], week.__reduce__())
for text in """date.fromordinal(0)
date.fromordinal(3652060)
date.fromisocalendar(2021, 53, 1)
date.fromisocalendar(2021, 1, 8)
date.fromisocalendar(0, 1, 1)
date.fromisocalendar(9999, 52, 7)
date.fromisocalendar(10 ** 30, 1, 1)
type(week)(1, 2)""".splitlines():
    show(text)

# Equal moments have equal hashes, whatever the zone.
moment = datetime(2024, 6, 1, 12, 30, tzinfo=UTC)
others = [moment.astimezone(timezone(timedelta(minutes=m))) for m in range(-1439, 1440, 97)]
print(len({moment, *others}), all(o == moment and not o < moment and o >= moment for o in others))
print(len({timedelta(1), timedelta(hours=24), timedelta(seconds=86400)}), len({time(1), time(1, fold=1)}))
print(moment.replace(year=2023, tzinfo=None, fold=1), moment.replace(hour=0).time(), moment.timetz(), moment.date())
for name in "year", "hour", "fold":
    try:
        setattr(moment, name, 1)
    except AttributeError as error:
        print(type(error).__name__, name)
try:
    a.days = 3
except AttributeError as error:
    print(error)
