# cffi with SQLite: open, exec with a callback per row, prepared statements, a function in Python that SQL calls, errors
from cffi import FFI

ffi = FFI()
ffi.cdef("""
    typedef struct sqlite3 sqlite3; typedef struct sqlite3_stmt sqlite3_stmt; typedef ... sqlite3_value, sqlite3_context;
    typedef long long sqlite3_int64;
    int sqlite3_open(const char *, sqlite3 **); int sqlite3_close(sqlite3 *); const char *sqlite3_errmsg(sqlite3 *);
    int sqlite3_exec(sqlite3 *, const char *, int (*row)(void *, int, char **, char **), void *, char **error);
    void sqlite3_free(void *); const char *sqlite3_libversion(void);
    int sqlite3_prepare_v2(sqlite3 *, const char *, int, sqlite3_stmt **, const char **); int sqlite3_finalize(sqlite3_stmt *);
    int sqlite3_step(sqlite3_stmt *); int sqlite3_reset(sqlite3_stmt *); int sqlite3_column_count(sqlite3_stmt *);
    int sqlite3_bind_int64(sqlite3_stmt *, int, sqlite3_int64); int sqlite3_bind_double(sqlite3_stmt *, int, double);
    int sqlite3_bind_text(sqlite3_stmt *, int, const char *, int, void (*)(void *));
    sqlite3_int64 sqlite3_column_int64(sqlite3_stmt *, int); double sqlite3_column_double(sqlite3_stmt *, int);
    const unsigned char *sqlite3_column_text(sqlite3_stmt *, int); int sqlite3_column_type(sqlite3_stmt *, int);
    int sqlite3_create_function(sqlite3 *, const char *, int, int, void *,
        void (*)(sqlite3_context *, int, sqlite3_value **), void (*)(void), void (*)(sqlite3_context *));
    double sqlite3_value_double(sqlite3_value *); void sqlite3_result_double(sqlite3_context *, double);
    enum { ROW = 100, DONE = 101 };
""")
sql = ffi.dlopen("libsqlite3.so.0")
handle = ffi.new("sqlite3 **")
print(sql.sqlite3_open(b":memory:", handle))
db = ffi.gc(handle[0], sql.sqlite3_close)
print(ffi.typeof(db), ffi.string(sql.sqlite3_libversion())[:2])


@ffi.callback("int(void *, int, char **, char **)")
def on_row(context, count, values, names):
    rows = ffi.from_handle(context)
    rows.append({ffi.string(names[i]).decode(): ffi.string(values[i]).decode() if values[i] else None for i in range(count)})
    return len(rows) == 3


def execute(text, rows=None):
    error = ffi.new("char **")
    context = ffi.new_handle(rows) if rows is not None else ffi.NULL
    status = sql.sqlite3_exec(db, text, on_row if rows is not None else ffi.NULL, context, error)
    message = None
    if error[0]:
        message = ffi.string(error[0]).decode()
        sql.sqlite3_free(error[0])
    return status, message


print(execute(b"create table points (id integer primary key, name text, x real)"))
statement = ffi.new("sqlite3_stmt **")
print(sql.sqlite3_prepare_v2(db, b"insert into points values (?, ?, ?)", -1, statement, ffi.NULL))
insert = statement[0]
for i in range(200):
    name = ffi.new("char[]", b"point %d" % i)
    sql.sqlite3_bind_int64(insert, 1, i + 2**40)
    sql.sqlite3_bind_text(insert, 2, name, -1, ffi.cast("void(*)(void *)", -1))
    sql.sqlite3_bind_double(insert, 3, i / 8)
    assert sql.sqlite3_step(insert) == sql.DONE
    sql.sqlite3_reset(insert)
print(sql.sqlite3_finalize(insert))
rows = []
print(execute(b"select count(*) as n, sum(x) as total, null as missing from points", rows), rows)
rows = []
print(execute(b"select name from points order by id", rows), len(rows))
print(execute(b"select * from nowhere"), ffi.string(sql.sqlite3_errmsg(db)))


@ffi.callback("void(sqlite3_context *, int, sqlite3_value **)")
def cube(context, count, values):
    sql.sqlite3_result_double(context, sql.sqlite3_value_double(values[0]) ** 3)


print(sql.sqlite3_create_function(db, b"cube", 1, 1, ffi.NULL, cube, ffi.NULL, ffi.NULL))
sql.sqlite3_prepare_v2(db, b"select id, name, cube(x) from points where cube(x) > 14000 order by x desc", -1, statement, ffi.NULL)
while sql.sqlite3_step(statement[0]) == sql.ROW:
    s = statement[0]
    print(sql.sqlite3_column_int64(s, 0), ffi.string(sql.sqlite3_column_text(s, 1)), sql.sqlite3_column_double(s, 2), sql.sqlite3_column_type(s, 1))
print(sql.sqlite3_column_count(statement[0]), sql.sqlite3_finalize(statement[0]))
for attempt in [lambda: sql.sqlite3_close(handle), lambda: ffi.new("sqlite3 *"), lambda: ffi.sizeof("sqlite3"),
                lambda: sql.sqlite3_bind_int64(ffi.NULL, 1, 2**63), lambda: db.field]:
    try:
        print(attempt())
    except Exception as error:
        print(type(error).__name__, error)
ffi.release(db)
