# datetime: ISO parsing and formatting, strftime, strptime, format(), repr.
from datetime import date, datetime, time, timedelta, timezone


def attempt(function, *arguments, **named):
    try:
        return repr(function(*arguments, **named))
    except Exception as error:
        return f"{type(error).__name__}: {error}"


print("dates")
for text in """2024-02-29 20240229 2024-W09-4 2024W094 2024-W09 2024W09 2024-W53-1 2020-W53-7 0000-01-01 2024-2-29 2024-02-30
2024-0229 202402-29 2024-W00-1 2024-W09-8 2024-W9-1 20240 2024-02-29T 2024010112 9999-W52-6 9999-W52-7 ２024-02-29""".split():
    print(text, attempt(date.fromisoformat, text))
print(attempt(date.fromisoformat, 20240229), attempt(date.fromisoformat, ""))

print("times")
for text in """04 04:30 0430 04:30:15 043015 T04:30 04:30:15.1 04:30:15,123 04:30:15.123456 04:30:15.1234567 043015.25 04:3 24:00 04:60
04:30Z 04:30:15+01:00 04:30:15-0530 04:30+05 04:30:15.5-23:59:59.999999 04:30+24:00 04:30z 04:30+ 04:30:15. 04:30Zx 4 0
04:3015 0430:15 04:30:15:123456 04:30-00:00 04:30+00:00:01 04:30:15.123456abc+01:00 04:30+01:00:00.25""".split():
    print(text, attempt(time.fromisoformat, text))

print("datetimes")
for text in """2024-02-29 2024-02-29T04:30 2024-02-29_04:30:15 20240229T043015 20240229043015 2024-W09-4T04 2024W094T0430 2024W09T04
2024-W09-04 2024-W09T04:30 2024-02-29T04:30:15.000001+05:45 2024-02-29é04:30 2024-02-29\U0001F60004:30Z 2024-02-29T 2024-02-29T4
2024-02-29T25:00 2024-13-01T00:00 2024-02-29TT04:30 2024-02-29-04:30 2024-02-29+04:30""".split():
    print(text, attempt(datetime.fromisoformat, text))
print(attempt(datetime.fromisoformat, "2024-02-29 04:30:15-05:00"), attempt(datetime.fromisoformat, "2024-02-29\ud80004:30"))

print("formats")
moments = [
    datetime(2024, 2, 29, 4, 5, 6, 78), datetime(1, 1, 1), datetime(999, 12, 31, 23, 59, 59, 999999, timezone.utc),
    datetime(2024, 7, 4, 15, 0, tzinfo=timezone(timedelta(hours=-3, minutes=-30), "Zone%d")),
    datetime(2024, 7, 4, 12, 0, 1, tzinfo=timezone(timedelta(hours=3, seconds=7, microseconds=9))),
]
for moment in moments:
    print(repr(moment), str(moment), moment.ctime(), moment.isoformat(" "), moment.isoformat("\u20ac", "minutes"))
    for precision in "auto", "hours", "minutes", "seconds", "milliseconds", "microseconds":
        print(moment.isoformat(timespec=precision), moment.timetz().isoformat(precision), end=" ")
    print()
    for form in "%Y-%m-%dT%H:%M:%S.%f%z", "%I %p %y %j %%", "%a %A %b %B %Z|", "%U %W %V %G %u %w", "%d/%m/%y é %", "":
        print(repr(moment.strftime(form)), repr(format(moment.date(), form)), repr(f"{moment.timetz():{form}}"), end=" ")
    print()
    print(tuple(moment.timetuple()), tuple(moment.utctimetuple()) if moment.year > 1 else "")
print(attempt(moments[0].isoformat, "ab"), attempt(moments[0].isoformat, 1), attempt(moments[0].isoformat, "T", "x"))
print(attempt(moments[0].isoformat, timespec=3), attempt(moments[0].isoformat, "T", "auto", 1), attempt(moments[0].isoformat, a=1))
print(attempt(time(1).isoformat, "parsecs"), attempt(date(1, 1, 1).strftime, 3), attempt(date(1, 1, 1).strftime))
print(attempt(format, moments[0], "\ud800"), repr(date(2024, 1, 1).strftime("a\0b")), attempt(date(1, 1, 1).__format__, 3))

print("strptime")
for text, form in [
    ("2024-02-29 04:05:06.000078 +0530", "%Y-%m-%d %H:%M:%S.%f %z"), ("29/2/24 4 PM", "%d/%m/%y %I %p"),
    ("2024 60", "%Y %j"), ("UTC 2024", "%Z %Y"), ("2024 W09 4", "%G W%V %u"), ("2024", "%m"), ("2024-02-30", "%Y-%m-%d"),
    ("x", "%"),
]:
    print(attempt(datetime.strptime, text, form))
print(attempt(datetime.strptime, 1, "%Y"), attempt(datetime.strptime, "1"), attempt(datetime.strptime, "1", format="%Y"))
