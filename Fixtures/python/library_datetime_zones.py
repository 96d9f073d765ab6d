# datetime: time zones, fold, timestamps, pickles, copies, subclasses.
import copy
import pickle
from datetime import date, datetime, time, timedelta, timezone, tzinfo


def attempt(function, *arguments, **named):
    try:
        return repr(function(*arguments, **named))
    except Exception as error:
        return f"{type(error).__name__}: {error}"


class Summer(tzinfo):
    """One hour of daylight saving from April to September; clocks change at 2 o'clock."""

    def __init__(self, hours=1):
        self.hours = hours

    def dst(self, moment):
        if moment is None:
            return None
        start, end = datetime(moment.year, 4, 1, 2), datetime(moment.year, 10, 1, 2)
        plain = moment.replace(tzinfo=None, fold=0)
        if end - timedelta(hours=1) <= plain < end:
            return timedelta(hours=0 if moment.fold else 1)
        if start <= plain < start + timedelta(hours=1):
            return timedelta(hours=1 if moment.fold else 0)
        return timedelta(hours=1 if start <= plain < end else 0)

    def utcoffset(self, moment):
        return moment and timedelta(hours=self.hours) + self.dst(moment)

    def tzname(self, moment):
        return f"S{self.hours}"

    def __getinitargs__(self):
        return (self.hours,)


class Odd(tzinfo):
    def __init__(self, offset):
        self.offset = offset

    def utcoffset(self, moment):
        return self.offset

    def __repr__(self):
        return f"Odd({self.offset!r})"

    dst = tzname = utcoffset


zone = Summer()
for month, day, hour, fold in (1, 1, 0, 0), (4, 1, 1, 0), (4, 1, 2, 0), (4, 1, 2, 1), (7, 1, 12, 0), (10, 1, 1, 0), (10, 1, 1, 1):
    moment = datetime(2024, month, day, hour, 30, tzinfo=zone, fold=fold)
    there = moment.astimezone(timezone.utc)
    print(moment, moment.tzname(), moment.dst(), there, there.astimezone(zone), moment == there, moment.timestamp())
    print(moment.astimezone(Summer(-5)), moment - there, hash(moment) == hash(moment.replace(fold=1 - fold)))
print(zone.fromutc(datetime(2024, 10, 1, 0, 30, tzinfo=zone)), attempt(zone.fromutc, datetime(2024, 1, 1)))
for offset in None, 3, timedelta(days=1), timedelta(hours=-24), timedelta(hours=23), "x":
    moment = datetime(2024, 1, 1, tzinfo=Odd(offset))
    print([attempt(getattr(moment, n)) for n in ("utcoffset", "dst", "tzname", "isoformat", "timetuple")])
    print(attempt(Odd(offset).fromutc, moment), attempt(moment.replace(tzinfo=timezone.utc).astimezone, moment.tzinfo))
base = datetime(2024, 1, 1, tzinfo=tzinfo())
print(attempt(base.utcoffset), attempt(base.dst), attempt(base.tzname), attempt(str, base), attempt(tzinfo().fromutc, 3))

for zone in timezone.utc, timezone.min, timezone.max, timezone(timedelta(hours=1), "one"), timezone(-timedelta.resolution):
    print(repr(zone), str(zone), zone.utcoffset(None), zone.dst(None), zone.__getinitargs__(), copy.deepcopy(zone) == zone)
for arguments in [(), (1,), (timedelta(1),), (timedelta(0), 3), (timedelta(0), "a", 1)]:
    print(attempt(timezone, *arguments))
print(attempt(timezone.utc.utcoffset, 1), attempt(timezone.utc.fromutc, base), attempt(timezone.utc.tzname))
print(timezone(timedelta(0)) is timezone.utc, timezone.utc == timezone(timedelta(0), "x"), attempt(lambda: zone < zone))

for stamp in 0, 1.5, -1, 1e9, 1234567890.1234565, 0.0000005, 0.0000015, -0.0000015, 253402300799, 253402300800, 1e20, float("nan"), "x":
    print(stamp, attempt(datetime.utcfromtimestamp, stamp), attempt(datetime.fromtimestamp, stamp, timezone(timedelta(hours=9))))
    print(attempt(date.fromtimestamp, stamp), attempt(datetime.fromtimestamp, stamp))
print(datetime(2024, 1, 1, 0, 0, 0, 1).timestamp(), datetime(1, 1, 2, tzinfo=timezone.utc).timestamp())
print(attempt(datetime.fromtimestamp), attempt(datetime.fromtimestamp, 1, 2), attempt(datetime.now, 3), attempt(base.astimezone, 3))
print(datetime(2024, 5, 5).astimezone(), datetime.now(timezone.utc).tzinfo, type(date.today()), abs(datetime.utcnow() - datetime.now()) < timedelta(1))
print(attempt(datetime.combine, date(2024, 1, 2), time(3, 4, fold=1)), attempt(datetime.combine, 1, 2), attempt(datetime.combine, date.min, time(1), 3))


class Day(date):
    def __new__(cls, *arguments):
        day = super().__new__(cls, *arguments)
        day.given = len(arguments)
        return day


class Moment(datetime):
    def __new__(cls, *arguments, extra=None, **named):
        moment = super().__new__(cls, *arguments, **named)
        moment.extra = extra
        return moment

    def isoformat(self, *arguments):
        return "<" + super().isoformat(*arguments) + ">"


class Span(timedelta):
    __slots__ = ("note",)


day, moment, span = Day(2024, 1, 2), Moment(2024, 1, 2, 3, tzinfo=timezone.utc, extra=5), Span(2)
for value in day + span, day - span, Day.fromordinal(700000), Day.fromisoformat("2024-05-05"), Day.fromisocalendar(2024, 5, 5), day.replace(day=5):
    print(repr(value), getattr(value, "given", None), end=" ")
print()
for value in moment + span, span + moment, moment.astimezone(timezone.max), Moment.fromtimestamp(5), Moment.combine(day, time(1)), moment.replace(day=5):
    print(repr(value), str(value), getattr(value, "extra", 0))
print(repr(span), repr(span + span), repr(-span), moment.date(), type(moment - moment), Moment.strptime("2024", "%Y"))

values = [date(2024, 1, 2), time(1, 2, 3, 4, fold=1), time(5, tzinfo=timezone.utc), datetime(2024, 1, 2, 3, 4, 5, 6, fold=1)]
values += [timedelta(1, 2, 3), timezone.utc, timezone(timedelta(hours=1), "n"), datetime.max.replace(tzinfo=timezone.min), day.isocalendar()]
for value in values:
    for protocol in 0, 2, 4, 5:
        data = pickle.dumps(value, protocol)
        again = pickle.loads(data)
        assert again == value and type(again) in (type(value), tuple), value
    print(data, repr(copy.copy(value)), value.__reduce_ex__(4))
print(repr(pickle.loads(pickle.dumps(Summer(3))).hours), pickle.loads(pickle.dumps(moment)).astimezone(timezone.max))
print(attempt(date, b"\x07\xe8\x01\x02"), attempt(date, "\x07\xe8\x01\x02"), attempt(date, b"\x07\xe8\x0d\x02"), attempt(date, "\x07\u07e8\x01\x02"))
print(attempt(time, b"\x97\x01\x02\x03\x04\x05"), attempt(time, b"\x01\x01\x02\x03\x04\x05", 3), attempt(datetime, b"\x07\xe8\x81\x02\0\0\0\0\0\0", timezone.utc))
