// The table of format version 3: the ledger of calls into C. docs/recording.md documents it.

extension RecordingSchema {
  static let tablesOfVersion3 = """
    CREATE TABLE crossing (
      id INTEGER PRIMARY KEY, function INTEGER NOT NULL, frame INTEGER NOT NULL UNIQUE, site INTEGER,
      route TEXT NOT NULL, signature TEXT NOT NULL, calls INTEGER NOT NULL, traced_calls INTEGER NOT NULL,
      bytes INTEGER NOT NULL, callbacks INTEGER NOT NULL, conversion_ns INTEGER, call_ns INTEGER,
      traced_call_ns INTEGER, callback_ns INTEGER) STRICT;
    """

  /// What each C function costs. A sample belongs to a function once: to its innermost crossing on the stack. It is callback time
  /// when Python ran below that, or what leads into and out of it; C time when the state says so and the C function had been reached.
  static let viewsOfVersion3 = """
    CREATE VIEW crossing_total AS
      WITH crossed AS (
             SELECT stack_frame.stack AS stack, frame.function AS function, min(stack_frame.depth) AS depth
             FROM stack_frame JOIN frame ON frame.id = stack_frame.frame
                  JOIN function ON function.id = frame.function
             WHERE function.kind = 4 GROUP BY stack_frame.stack, frame.function),
           inner_most AS (
             SELECT crossed.stack AS stack, crossed.function AS function,
                    max(function.kind IN (0, 1)) AS python,
                    max(CASE WHEN function.kind = 2 AND function.file NOT LIKE '%/libffi.so%'
                             THEN stack_frame.depth END) AS c,
                    min(CASE WHEN function.kind = 3 OR function.file LIKE '%/libffi.so%'
                             THEN stack_frame.depth END) AS machinery,
                    count(function.id) AS frames
             FROM crossed LEFT JOIN stack_frame ON stack_frame.stack = crossed.stack
                                                AND stack_frame.depth < crossed.depth
                  LEFT JOIN frame ON frame.id = stack_frame.frame LEFT JOIN function ON function.id = frame.function
             GROUP BY crossed.stack, crossed.function),
           spent AS (
             SELECT inner_most.function AS function,
                    sum(CASE WHEN python OR machinery < c THEN weight ELSE 0 END) AS callback_us,
                    sum(CASE WHEN python OR machinery < c THEN 0
                             WHEN stack_total.state = 5 AND (c IS NOT NULL OR frames = 0) THEN weight
                             ELSE 0 END) AS c_us,
                    sum(weight) AS weight
             FROM inner_most JOIN stack_total ON stack_total.stack = inner_most.stack GROUP BY inner_most.function),
           counted AS (
             SELECT function, sum(calls) AS calls, sum(traced_calls) AS traced_calls, sum(bytes) AS bytes,
                    sum(callbacks) AS callbacks
             FROM crossing GROUP BY function)
      SELECT function.name AS name, function.file AS library, counted.calls AS calls,
             counted.traced_calls AS traced_calls, counted.bytes AS bytes, counted.callbacks AS callbacks,
             coalesce(spent.c_us, 0) AS c_us,
             coalesce(spent.weight - spent.c_us - spent.callback_us, 0) AS overhead_us,
             coalesce(spent.callback_us, 0) AS callback_us, coalesce(spent.weight, 0) AS weight,
             coalesce(spent.weight, 0) * 1.0 / (SELECT sum(weight) FROM stack_total) AS share
      FROM counted JOIN function ON function.id = counted.function
           LEFT JOIN spent ON spent.function = counted.function
      ORDER BY weight DESC, calls DESC;
    """
}
