// Names for the text form of traces: helpers, kinds, types of shapes, code objects.

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
