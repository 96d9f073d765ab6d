// Names for the text form of traces: helpers, kinds, types of shapes, code objects.

import Backend
import CRuntime
import TraceIR

extension TraceNames {
  /// What the running VM calls things.
  static var ofVM: TraceNames {
    TraceNames(
      helpers: TraceHelpers.rows.map(\.name), kinds: Kind.allCases.map { "\($0)" },
      shape: { address in ShapeRef(address: address).type.nameText },
      object: { bits in
        let value = Value(bits: bits)
        guard value.isObject else { return nil }
        switch value.objectKind {
        case .function: return FunctionRef(value).code.qualname.text
        case .nativeFunction: return NativeRef(value).name.text
        case .type: return TypeRef(value).nameText
        case .module: return "module"
        default: return value.typeName
        }
      },
      code: { id in vm.pointee.codes[Int(id) - 1].code.qualname.text })
  }
}

extension JIT {
  /// Where a trace comes from, where it goes on, and where its code is.
  func placeText(_ record: TraceRecord) -> String {
    let origin =
      record.parent < 0 ? "loop" : "bridge from trace \(record.parent) exit \(exits[record.parentExit].index)"
    let end = record.link < 0 ? "interpreter" : "trace \(record.link)"
    let start = memory.address(of: record.compiled.code)
    let compiled = record.compiled
    return "trace \(record.number): \(origin), goes on to \(end), code 0x\(String(start, radix: 16)) "
      + "\(compiled.statistics.bytes) bytes\n"
  }
}
