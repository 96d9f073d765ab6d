# datetime: arithmetic, comparison, formats, parsing, time zones, errors.
from datetime import date, datetime, time, timedelta, timezone, tzinfo, MINYEAR, MAXYEAR

print(date(2024, 2, 29) + timedelta(days=366), tuple(date(2023, 12, 31).isocalendar()), date(2020, 1, 1).toordinal())
print(datetime(2021, 3, 4, 5, 6, 7, 89) - datetime(2020, 2, 29, 23, 59, 59), timedelta(hours=-1), timedelta(1.5) * 3 / 7)
print(divmod(timedelta(days=10), timedelta(hours=7)), timedelta(seconds=90) // 7, abs(timedelta(-3, 5)), -timedelta(2, 3, 4))
print(repr(timedelta(weeks=1, milliseconds=5)), repr(datetime(1, 1, 1)), repr(time(23, 59, fold=1)), repr(timezone(timedelta(hours=-5, minutes=-30))))
for text in ['2011-11-04', '2011-11-04T00:05:23', '2011-11-04 00:05:23.283+00:00', '20111104T000523', '2011-W01-2', '2011-11-04T00:05:23Z']:
    print(text, '->', datetime.fromisoformat(text).isoformat())
for bad in ['2011-13-04', 'hello', '2011-11-04T25:00', '']:
    try:
        datetime.fromisoformat(bad)
    except ValueError as error:
        print('ValueError')
moment = datetime(1999, 12, 31, 23, 59, 58, 123456, tzinfo=timezone(timedelta(hours=2), 'EET'))
print(moment.strftime('%a %A %b %B %d %H %I %j %m %M %p %S %U %w %W %x %X %y %Y %Z %z %f %%'))
print(moment.astimezone(timezone.utc), moment.utctimetuple(), moment.timestamp(), moment.tzname(), moment.dst())
print(datetime.strptime('03 Feb 2017 14:05:09.5 +0130', '%d %b %Y %H:%M:%S.%f %z'), datetime.strptime('2020 366', '%Y %j').date())
try:
    datetime.strptime('2020-02-30', '%Y-%m-%d')
except ValueError:
    print('ValueError')
try:
    datetime.strptime('x', '%Q')
except ValueError as error:
    print('ValueError:', error)
print(datetime.fromtimestamp(1e9, timezone.utc), datetime.utcfromtimestamp(-1), date.fromtimestamp(0), date.fromisocalendar(2020, 53, 7))
print(moment.replace(year=2000, tzinfo=None), datetime.combine(date(2000, 1, 1), time(1, 2)), moment.timetz(), moment.time())
print(sorted([date(2020, 5, 1), date(2019, 5, 1), date(2020, 4, 30)]), date(2020, 1, 1) < date(2020, 1, 2), date(2020, 1, 1) == datetime(2020, 1, 1))
for action in [lambda: date(2020, 1, 1) < datetime(2020, 1, 1), lambda: datetime(2020, 1, 1) - datetime(2020, 1, 1, tzinfo=timezone.utc),
               lambda: date(2021, 2, 29), lambda: time(24), lambda: timedelta(days=10**10), lambda: timezone(timedelta(days=1)),
               lambda: date(MAXYEAR, 12, 31) + timedelta(1), lambda: datetime(2020, 1, 1) + 1]:
    try:
        print(action())
    except Exception as error:
        print(type(error).__name__)


class Eastern(tzinfo):
    def utcoffset(self, moment):
        return timedelta(hours=-5) + self.dst(moment)

    def dst(self, moment):
        return timedelta(hours=1) if 4 <= moment.month <= 10 else timedelta(0)

    def tzname(self, moment):
        return 'EDT' if self.dst(moment) else 'EST'


for month in 1, 7:
    local = datetime(2002, month, 1, 12, tzinfo=Eastern())
    print(local, local.tzname(), local.astimezone(timezone.utc), hash(local) == hash(local.astimezone(timezone.utc)))
print(f'{moment:%Y/%m}', '{:%H.%M}'.format(time(4, 5)), format(date(2001, 2, 3)), timedelta(days=1, seconds=5).total_seconds(), timedelta.max, timedelta.resolution)
print(datetime.min, datetime.max, MINYEAR, date.today() >= date(2020, 1, 1), (datetime(2020, 3, 1) - timedelta(days=1)).ctime())
