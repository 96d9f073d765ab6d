// Series as CSV, with commas, semicolons or tabs, with or without a line of names. Four layouts:
//
//   0.1,0.2        a column per process; shorter processes end in empty cells
//   0.1,0.2
//
//   process,iteration,seconds      a row per iteration, in any order of rows and columns; process or iteration may be missing
//   0,0,0.1
//
//   0,0,0.1        the same without names: three columns of which the first two are whole numbers, no pair twice
//
//   process_exec_num,bench_name,0,1,2      a row per process, as warmup_stats reads it
//   0,richards,0.1,0.2,0.3

enum CSVImport {
  static func read(_ bytes: [UInt8]) throws(ImportError) -> Imported {
    let table = try CSVTable(bytes)
    if table.names.first == "process_exec_num" { return try processPerRow(table) }
    if table.names.contains("seconds") { return try iterationPerRow(table) }
    if isIterationPerRow(table) {
      return try iterationPerRow(table, process: 0, iteration: 1, seconds: 2)
    }
    return try processPerColumn(table)
  }

  private static func processPerColumn(_ table: CSVTable) throws(ImportError) -> Imported {
    var columns = [[Double]](repeating: [], count: table.width)
    for row in table.rows {
      for (column, cell) in row.cells.enumerated() where !cell.isEmpty {
        guard columns[column].count == row.index else {
          throw row.error(column, "a value below an empty cell")
        }
        columns[column].append(try row.seconds(column))
      }
    }
    var imported = Imported(.csv)
    // A separator at the end of each line makes a column of nothing.
    if let last = columns.last, last.isEmpty, columns.count > 1 { columns.removeLast() }
    try imported.add("", columns)
    return imported
  }

  private static func isIterationPerRow(_ table: CSVTable) -> Bool {
    guard table.names.isEmpty, table.rows.allSatisfy({ $0.cells.count == 3 }) else { return false }
    var pairs = Set<[Int]>()
    return table.rows.allSatisfy { row in
      guard let process = Int(row.cells[0]), let iteration = Int(row.cells[1]) else { return false }
      return pairs.insert([process, iteration]).inserted
    }
  }

  private static func iterationPerRow(_ table: CSVTable) throws(ImportError) -> Imported {
    try iterationPerRow(
      table, process: table.names.firstIndex(of: "process"), iteration: table.names.firstIndex(of: "iteration"),
      seconds: table.names.firstIndex(of: "seconds")!)
  }

  /// - Parameters: columns; without `process` there is one process, without `iteration` the order of rows counts.
  private static func iterationPerRow(
    _ table: CSVTable, process: Int?, iteration: Int?, seconds: Int
  ) throws(ImportError) -> Imported {
    var order: [String: Int] = [:]
    var processes: [[(iteration: Int, seconds: Double, row: CSVTable.Row)]] = []
    for row in table.rows {
      let name = process.map(row.cell) ?? ""
      let index = order[name] ?? processes.count
      if index == processes.count {
        order[name] = index
        processes.append([])
      }
      var position = processes[index].count
      if let iteration {
        guard let number = Int(row.cell(iteration)) else { throw row.error(iteration, "no number of an iteration") }
        position = number
      }
      processes[index].append((position, try row.seconds(seconds), row))
    }
    var result: [[Double]] = []
    for process in processes {
      let sorted = process.sorted { $0.iteration < $1.iteration }
      for (before, after) in zip(sorted, sorted.dropFirst()) where after.iteration != before.iteration &+ 1 {
        let problem = after.iteration == before.iteration ? "is there twice" : "follows \(before.iteration)"
        throw after.row.error(iteration ?? 0, "iteration \(after.iteration) \(problem)")
      }
      result.append(sorted.map(\.seconds))
    }
    var imported = Imported(.csv)
    try imported.add("", result)
    return imported
  }

  private static func processPerRow(_ table: CSVTable) throws(ImportError) -> Imported {
    var order: [String] = []
    var benchmarks: [String: [[Double]]] = [:]
    for row in table.rows {
      var seconds: [Double] = []
      var cells = row.cells.count
      while cells > 2 && row.cells[cells - 1].isEmpty { cells -= 1 }
      for column in 2..<max(2, cells) { seconds.append(try row.seconds(column)) }
      let name = row.cell(1)
      if benchmarks[name] == nil { order.append(name) }
      benchmarks[name, default: []].append(seconds)
    }
    var imported = Imported(.csv)
    for name in order { try imported.add(name, benchmarks[name]!) }
    return imported
  }
}

/// Cells of text. The first line has names when one of its cells is text that is no number.
struct CSVTable {
  struct Row {
    /// From 0 among the rows with values.
    let index: Int
    /// From 1 in the file.
    let line: Int
    let cells: [String]

    /// Empty when the row has no such column.
    func cell(_ column: Int) -> String { column < cells.count ? cells[column] : "" }

    func error(_ column: Int, _ problem: String) -> ImportError {
      ImportError(place: "line \(line), column \(column + 1)", problem: problem)
    }

    func seconds(_ column: Int) throws(ImportError) -> Double {
      let text = cell(column)
      guard let number = Double(text) else {
        throw error(column, text.isEmpty ? "an empty cell" : "\(ImportError.quoted(text)) is no number")
      }
      guard (0...Series.longest).contains(number) else {
        throw error(column, "\(ImportError.quoted(text)) is no time; times are seconds from 0 to 1e9")
      }
      return number
    }
  }

  /// Lower case; empty without a line of names.
  let names: [String]
  let rows: [Row]
  /// Columns of the widest row.
  let width: Int

  init(_ bytes: [UInt8]) throws(ImportError) {
    let lines = bytes.split(omittingEmptySubsequences: false) { $0 == 0x0A }
    let separators = [UInt8(ascii: "\t"), UInt8(ascii: ";"), UInt8(ascii: ",")]
    let first = lines.first { line in line.contains { $0 > 0x20 } } ?? []
    let separator = separators.first { first.contains($0) } ?? UInt8(ascii: ",")
    var names: [String] = []
    var rows: [Row] = []
    var width = 0
    var isFirst = true
    var cellCount = 0
    for (number, line) in lines.enumerated() where line.contains(where: { $0 > 0x20 && $0 != separator }) {
      let cells = line.split(separator: separator, omittingEmptySubsequences: false).map(Self.trimmed)
      cellCount += cells.count
      guard cellCount <= ImportLimit.numbers, cells.count <= 10 * Series.most else {
        throw ImportError(place: "line \(number + 1)", problem: "more than \(ImportLimit.numbers) cells in the file")
      }
      defer { isFirst = false }
      if isFirst && cells.contains(where: { !$0.isEmpty && Double($0) == nil }) {
        names = cells.map { $0.lowercased() }
        continue
      }
      width = max(width, cells.count)
      rows.append(Row(index: rows.count, line: number + 1, cells: cells))
    }
    guard !rows.isEmpty else { throw ImportError(problem: "no line with times") }
    guard width <= ImportLimit.processes || names.first == "process_exec_num" else {
      throw ImportError(problem: "\(width) columns; at most \(ImportLimit.processes) processes")
    }
    self.names = names
    self.rows = rows
    self.width = width
  }

  /// Without space around it and without its quotes.
  private static func trimmed(_ cell: ArraySlice<UInt8>) -> String {
    var cell = cell
    let isMargin = { (byte: UInt8) in byte <= 0x20 || byte == UInt8(ascii: "\"") }
    while let byte = cell.first, isMargin(byte) { cell.removeFirst() }
    while let byte = cell.last, isMargin(byte) { cell.removeLast() }
    return String(decoding: cell, as: UTF8.self)
  }
}
