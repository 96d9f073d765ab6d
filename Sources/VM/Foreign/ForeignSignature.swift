// Signatures of C functions, prepared for calls: made once for a function type, never freed or changed (machine code and the
// ledger keep their addresses). The structure itself is in CRuntime/include/foreign.h.
//
//   let signature = try ForeignSignature.prepare(arguments: [.scalar(.double)], fixed: nil, result: .scalar(.double),
//                                                text: "double cos(double)")
//
// A call's block of `blockBytes` bytes holds, at the `offset` of each argument and of the result:
//   - an integer, character, bool or address: eight bytes, widened as C widens it (`CScalar.storeWidened`);
//   - float, double, long double, complex: its own bytes (`CScalar.store`);
//   - an aggregate: its own bytes.
// The result is read with `CScalar.load`/`bits`/`real` at `result.offset`, an aggregate from there. Layout follows from one question:
// do all arguments and the result travel in registers (`isDirect`)? Then offsets are places in the registers' image.
//
// Preparing costs a few microseconds and memory for ever: equal signatures should be shared by whoever prepares them.

import CLibFFI
import CRuntime
import Glibc

typealias ForeignSignaturePointer = UnsafeMutablePointer<ForeignSignature>

/// Type of an argument, result or part of an aggregate.
indirect enum CArgumentType {
  case scalar(CScalar)
  /// A structure (elements in order), an array by value inside one (its items), or a union (what libffi shall take it for), with
  /// size and alignment in bytes as C lays it out. Padding, packing and bit-fields show only in size and alignment.
  case aggregate(size: Int, alignment: Int, elements: [CArgumentType])
}

enum ForeignSignatureError: Error {
  /// libffi cannot pass this: the reason in words.
  case unsupported(String)
}

extension ForeignSignature {
  /// Prepares calls of functions with these types. `fixed`: number of arguments before the "..." of this call of a variadic
  /// function, whose further arguments must have been promoted as C does (float → double, small integers → int); nil for others.
  static func prepare(
    arguments: [CArgumentType], fixed: Int?, result: CArgumentType, text: String
  ) throws(ForeignSignatureError) -> ForeignSignaturePointer {
    let signature = ForeignSignaturePointer.allocate(capacity: 1)
    signature.initialize(to: ForeignSignature())
    signature.pointee.argumentCount = UInt32(arguments.count)
    signature.pointee.fixedCount = UInt32(fixed ?? arguments.count)
    signature.pointee.isVariadic = fixed == nil ? 0 : 1
    signature.pointee.arguments = .allocate(capacity: max(1, arguments.count))
    signature.pointee.text = UnsafePointer(strdup(text))
    for (index, type) in arguments.enumerated() { signature.pointee.arguments[index] = ForeignArgument(type) }
    signature.pointee.result = ForeignArgument(result)
    try prepareCall(signature)
    placeArguments(signature)
    let bytes = (0..<arguments.count).reduce(signature.pointee.result.size) {
      $0 + signature.pointee.arguments[$1].size
    }
    signature.pointee.fixedBytes = UInt32(truncatingIfNeeded: bytes)
    return signature
  }

  private static func prepareCall(_ signature: ForeignSignaturePointer) throws(ForeignSignatureError) {
    let count = signature.pointee.argumentCount
    let types = UnsafeMutablePointer<UnsafeMutablePointer<ffi_type>?>.allocate(capacity: max(1, Int(count)))
    for index in 0..<Int(count) {
      types[index] = signature.pointee.arguments[index].type.assumingMemoryBound(to: ffi_type.self)
    }
    let call = UnsafeMutablePointer<ffi_cif>.allocate(capacity: 1)
    call.initialize(to: ffi_cif())
    let result = signature.pointee.result.type.assumingMemoryBound(to: ffi_type.self)
    let status =
      signature.pointee.isVariadic != 0
      ? ffi_prep_cif_var(call, FFI_UNIX64, signature.pointee.fixedCount, count, result, types)
      : ffi_prep_cif(call, FFI_UNIX64, count, result, types)
    guard status == FFI_OK else {
      let text = String(cString: signature.pointee.text)
      throw .unsupported(
        status == FFI_BAD_TYPEDEF ? "libffi knows no such type: \(text)" : "libffi cannot call \(text)")
    }
    signature.pointee.call = Raw(call)
  }

  /// Decides where in the block everything lies.
  private static func placeArguments(_ signature: ForeignSignaturePointer) {
    let count = Int(signature.pointee.argumentCount)
    let arguments = signature.pointee.arguments.unsafelyUnwrapped
    let integers = (0..<count).count { arguments[$0].travels == .integer }
    let vectors = (0..<count).count { arguments[$0].travels == .vector }
    let result = signature.pointee.result
    let isDirect =
      integers + vectors == count && integers <= FOREIGN_INTEGER_REGISTERS
      && vectors <= FOREIGN_VECTOR_REGISTERS && result.travels != .memory
    if isDirect {
      signature.pointee.isDirect = 1
      signature.pointee.integerCount = UInt8(integers)
      signature.pointee.vectorCount = UInt8(vectors)
      var integer: UInt32 = 0
      var vector = UInt32(FOREIGN_VECTOR_PLACE)
      for index in 0..<count {
        if arguments[index].travels == .integer {
          arguments[index].offset = integer
          integer += 8
        } else {
          arguments[index].offset = vector
          vector += 8
        }
      }
      signature.pointee.result.offset =
        UInt32(result.travels == .vector ? FOREIGN_VECTOR_RESULT : FOREIGN_INTEGER_RESULT)
      signature.pointee.blockBytes = UInt32(FOREIGN_DIRECT_BYTES)
      return
    }
    var offset = 0
    for index in 0..<count {
      arguments[index].offset = UInt32(offset)
      offset = (offset + max(8, Int(arguments[index].size)) + 15) & ~15
    }
    signature.pointee.result.offset = UInt32(offset)
    signature.pointee.blockBytes = UInt32((offset + max(16, Int(result.size)) + 15) & ~15)
  }
}

extension ForeignArgument {
  /// The scalar type; of an aggregate `.void`.
  @inline(__always) var scalarType: CScalar { unsafeBitCast(scalar, to: CScalar.self) }

  fileprivate enum Travel { case integer, vector, memory }

  /// In which sort of register a scalar travels; what needs two, or none, counts as memory. A void result: integer.
  fileprivate var travels: Travel {
    if isAggregate != 0 { return .memory }
    switch scalarType {
    case .float, .double: return .vector
    case .longDouble, .floatComplex, .doubleComplex: return .memory
    default: return .integer
    }
  }

  fileprivate init(_ type: CArgumentType) {
    self.init()
    let described = type.makeFFIType()
    self.type = Raw(described)
    switch type {
    case .scalar(let scalar):
      self.scalar = scalar.rawValue
      size = UInt64(scalar.size)
    case .aggregate(let bytes, _, _):
      scalar = CScalar.void.rawValue
      isAggregate = 1
      size = UInt64(bytes)
    }
  }
}

extension CArgumentType {
  /// libffi's description, kept for ever.
  fileprivate func makeFFIType() -> UnsafeMutablePointer<ffi_type> {
    switch self {
    case .scalar(let scalar): return scalar.ffiType
    case .aggregate(let size, let alignment, let elements):
      let parts = UnsafeMutablePointer<UnsafeMutablePointer<ffi_type>?>.allocate(capacity: elements.count + 1)
      for (index, element) in elements.enumerated() { parts[index] = element.makeFFIType() }
      parts[elements.count] = nil
      let type = UnsafeMutablePointer<ffi_type>.allocate(capacity: 1)
      type.initialize(
        to: ffi_type(
          size: size, alignment: UInt16(alignment), type: UInt16(FFI_TYPE_STRUCT), elements: parts))
      return type
    }
  }
}
