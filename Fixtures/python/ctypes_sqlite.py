# ctypes with SQLite: open, exec with a callback per row, prepared statements, a function in Python that SQL calls, errors
from ctypes import *

sql = CDLL("libsqlite3.so.0")
Row = CFUNCTYPE(c_int, py_object, c_int, POINTER(c_char_p), POINTER(c_char_p))
Function = CFUNCTYPE(None, c_void_p, c_int, POINTER(c_void_p))
sql.sqlite3_errmsg.restype = sql.sqlite3_libversion.restype = sql.sqlite3_column_text.restype = c_char_p
sql.sqlite3_column_int64.restype, sql.sqlite3_column_double.restype, sql.sqlite3_value_double.restype = c_int64, c_double, c_double
sql.sqlite3_value_double.argtypes, sql.sqlite3_result_double.argtypes = [c_void_p], [c_void_p, c_double]
sql.sqlite3_bind_int64.argtypes = [c_void_p, c_int, c_int64]
sql.sqlite3_bind_double.argtypes = [c_void_p, c_int, c_double]
sql.sqlite3_bind_text.argtypes = [c_void_p, c_int, c_char_p, c_int, c_void_p]
sql.sqlite3_free.argtypes = [c_void_p]
db = c_void_p()
print(sql.sqlite3_open(b":memory:", byref(db)), bool(db), sql.sqlite3_libversion()[:2])


@Row
def on_row(rows, count, values, names):
    rows.append({names[i].decode(): values[i].decode() if values[i] is not None else None for i in range(count)})
    return len(rows) == 3


def execute(text, rows=None):
    error = c_void_p()
    context = py_object(rows) if rows is not None else None
    status = sql.sqlite3_exec(db, text, on_row if rows is not None else None, context, byref(error))
    message = None
    if error:
        message = cast(error, c_char_p).value.decode()
        sql.sqlite3_free(error)
    return status, message


print(execute(b"create table points (id integer primary key, name text, x real)"))
insert = c_void_p()
print(sql.sqlite3_prepare_v2(db, b"insert into points values (?, ?, ?)", -1, byref(insert), None))
for i in range(200):
    sql.sqlite3_bind_int64(insert, 1, i + 2**40)
    sql.sqlite3_bind_text(insert, 2, b"point %d" % i, -1, -1)
    sql.sqlite3_bind_double(insert, 3, i / 8)
    assert sql.sqlite3_step(insert) == 101
    sql.sqlite3_reset(insert)
print(sql.sqlite3_finalize(insert))
rows = []
print(execute(b"select count(*) as n, sum(x) as total, null as missing from points", rows), rows)
rows = []
print(execute(b"select name from points order by id", rows), len(rows))
print(execute(b"select * from nowhere"), sql.sqlite3_errmsg(db))


@Function
def cube(context, count, values):
    sql.sqlite3_result_double(context, sql.sqlite3_value_double(values[0]) ** 3)


print(sql.sqlite3_create_function(db, b"cube", 1, 1, None, cube, None, None))
query = c_void_p()
sql.sqlite3_prepare_v2(db, b"select id, name, cube(x) from points where cube(x) > 14000 order by x desc", -1, byref(query), None)
while sql.sqlite3_step(query) == 100:
    print(sql.sqlite3_column_int64(query, 0), sql.sqlite3_column_text(query, 1), sql.sqlite3_column_double(query, 2),
          sql.sqlite3_column_type(query, 1))
print(sql.sqlite3_column_count(query), sql.sqlite3_finalize(query))
for attempt in [lambda: sql.sqlite3_bind_int64(None, "x", 1), lambda: sql.sqlite3_value_double(1.5), lambda: sql.sqlite3_bind_text(None, 1),
                lambda: on_row(1, 2), lambda: Function(5.0), lambda: db.contents]:
    try:
        print(attempt())
    except Exception as error:
        print(type(error).__name__, error)
print(sql.sqlite3_close(db))
