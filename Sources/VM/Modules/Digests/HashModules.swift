// The modules `_md5`, `_sha1`, `_sha256`, `_sha512`, `_sha3` and `_hashlib`, and their hash objects. Word 1 of a hash
// object is a leaf object with its DigestState.

import CRuntime
import Glibc

/// The types of hash objects; immortal once made.
struct HashTypes {
  /// Of the modules for one family each, by algorithm.
  var plain: [DigestAlgorithm: Value] = [:]
  /// `_hashlib.HASH` and `_hashlib.HASHXOF`.
  var hash = Value.unbound, extendable = Value.unbound
}
nonisolated(unsafe) var hashTypes = HashTypes()

extension UnsafeMutablePointer where Pointee == ThreadState {
  func hashState(_ object: Value) -> DigestState { DigestState(memory: object.pointer.word(1).pointer + 16) }

  /// A hash object of a type, with no bytes fed yet.
  private func allocateHash(_ type: Value) -> Value {
    let storage = makeRawArray(self, bytes: DigestState.bytes)
    let object = allocateInstance(TypeRef(type))
    object.pointer.setWord(1, .object(storage))
    return object
  }

  func makeHash(_ type: Value, _ algorithm: DigestAlgorithm, _ data: Value) -> Value {
    let object = allocateHash(type)
    hashState(object).start(algorithm)
    if data.isUnbound { return object }
    guard let bytes = hashable(data) else { return .error }
    hashState(object).update(bytes)
    return object
  }

  /// The bytes to be hashed; nil with TypeError pending.
  func hashable(_ data: Value) -> UnsafeBufferPointer<UInt8>? {
    if let view = byteView(data) { return view }
    if isMemoryView(data) { return bytesArgument(data) }
    raise(
      .typeError,
      data.isKind(.string) ? "Strings must be encoded before hashing" : "object supporting the buffer API required")
    return nil
  }

  /// `digest` (length unbound) and the one of extendable-output functions.
  fileprivate func digest(_ object: Value, length: Value, asText: Bool) -> Value {
    let state = hashState(object)
    var count = state.algorithm.row.digest
    if length.isBound {
      guard let given = index(length) else { return .error }
      if given < 0 {
        return raise(.valueError, "value must be positive")
      }
      if given >= 1 << 29 { return raise(.valueError, "length is too large") }
      count = given
    }
    let bytes = BytesRef.allocate(self, count: count)
    state.withCopy { $0.finish(bytes.bytes, count) }
    return asText ? hexadecimal(bytes) : bytes.value
  }

  func hexadecimal(_ bytes: BytesRef) -> Value {
    let text = StringRef.allocate(self, count: bytes.count * 2, widthShift: 0, ascii: true)
    for index in 0..<bytes.count {
      text.bytes[index * 2] = hexDigit(bytes.bytes[index] >> 4)
      text.bytes[index * 2 + 1] = hexDigit(bytes.bytes[index] & 15)
    }
    return text.value
  }

  fileprivate func copyHash(_ object: Value) -> Value {
    let copy = allocateHash(object.type.value)
    memcpy(hashState(copy).memory, hashState(object).memory, DigestState.bytes)
    return copy
  }

  fileprivate func defineHashType(
    _ name: StaticString, module: StaticString, isExtendable: Bool, extra: [NativeDefinition] = [],
    attributes: [GetSetDefinition] = [], flags: Int
  ) -> Value {
    vm.pointee.immortal(
      define(
        TypeDefinition(
          name: name, words: 2, flags: flags, module: module,
          methods: hashMethods + (isExtendable ? extendableDigest : plainDigest) + extra,
          attributes: hashAttributes + attributes)))
  }

  // MARK: One family each

  func defineDigestModule(_ name: StaticString, _ algorithms: [DigestAlgorithm]) {
    let isFunction = algorithms[0].row.family != .keccak
    let module = defineModule(
      name, isFunction ? plainConstructors.filter { algorithms.contains($0.0) }.map(\.1) : [])
    for algorithm in algorithms {
      let type = defineHashType(
        algorithm.row.name, module: name, isExtendable: algorithm.isExtendable,
        extra: isFunction ? [] : keccakConstructor, attributes: isFunction ? [] : keccakAttributes,
        flags: isFunction ? TypeFlags.notInstantiable | TypeFlags.final : TypeFlags.final)
      hashTypes.plain[algorithm] = type
      let shown = isFunction ? "\(algorithm.row.name)".uppercased() + "Type" : "\(algorithm.row.name)"
      module.namespace.set(name: StringRef.intern(shown), type)
    }
    if !isFunction { module.set("implementation", StringRef.intern("PitViper")) }
  }

  // MARK: All of them

  func defineHashlibModule() {
    let module = defineModule(
      "_hashlib", doc: "Digests, keyed digests and key derivation, with the functions that CPython takes from OpenSSL.",
      namedConstructors.map(\.1) + hashlibFunctions)
    let flags = TypeFlags.notInstantiable
    hashTypes.hash = defineHashType(
      "HASH", module: "_hashlib", isExtendable: false, extra: namedRepresentation, flags: flags)
    hashTypes.extendable = defineHashType(
      "HASHXOF", module: "_hashlib", isExtendable: true, extra: namedRepresentation, flags: flags)
    module.set("HASH", hashTypes.hash)
    module.set("HASHXOF", hashTypes.extendable)
    module.set(
      "UnsupportedDigestmodError",
      makeExceptionType("UnsupportedDigestmodError", base: .valueError, module: "_hashlib"))
    let names = makeSet()
    let constructors = DictRef.make(self)
    for algorithm in DigestAlgorithm.allCases { _ = setAdd(names, StringRef.intern(algorithm.row.name)) }
    for name in ["blake2b", "blake2s"] { _ = setAdd(names, StringRef.intern(name)) }
    for (algorithm, definition) in namedConstructors {
      let name = "\(definition.signature)".prefix { $0 != "(" }
      constructors.set(
        self, module.namespace.get(name: StringRef.intern(String(name))), StringRef.intern(algorithm.row.name))
    }
    module.set("openssl_md_meth_names", call(vm.pointee.types.frozenSet, names.value))
    module.set("_constructors", makeMappingProxy(self, constructors.value))
    defineKeyedDigests(module)
  }

  /// A hash object of `_hashlib`.
  func makeNamedHash(_ algorithm: DigestAlgorithm, _ data: Value) -> Value {
    makeHash(algorithm.isExtendable ? hashTypes.extendable : hashTypes.hash, algorithm, data)
  }
}

private let hashAttributes: [GetSetDefinition] = [
  GetSetDefinition("name", { t, object in StringRef.intern(t.hashState(object).algorithm.row.name) }),
  GetSetDefinition("digest_size", { t, object in .int(t.hashState(object).algorithm.row.digest) }),
  GetSetDefinition("block_size", { t, object in .int(t.hashState(object).algorithm.row.block) }),
]

private let hashMethods: [NativeDefinition] = [
  NativeDefinition("update(self, obj, /)") { t, a in
    guard let bytes = t.hashable(a[1]) else { return .error }
    t.hashState(a[0]).update(bytes)
    return .none
  },
  NativeDefinition("copy(self, /)") { $0.copyHash($1[0]) },
]

private let plainDigest: [NativeDefinition] = [
  NativeDefinition("digest(self, /)") { $0.digest($1[0], length: .unbound, asText: false) },
  NativeDefinition("hexdigest(self, /)") { $0.digest($1[0], length: .unbound, asText: true) },
]

private let extendableDigest: [NativeDefinition] = [
  NativeDefinition("digest(self, /, length)") { $0.digest($1[0], length: $1[1], asText: false) },
  NativeDefinition("hexdigest(self, /, length)") { $0.digest($1[0], length: $1[1], asText: true) },
]

private let namedRepresentation: [NativeDefinition] = [
  NativeDefinition("__repr__(self, /)") { t, a in
    let name = t.hashState(a[0]).algorithm.row.name
    return StringRef.make(t, "<\(name) _hashlib.\(a[0].type.nameText) object @ \(addressText(a[0]))>")
  }
]

private let keccakConstructor: [NativeDefinition] = [
  NativeDefinition(.staticMethod, "__new__(cls, data=b'', /, *, usedforsecurity=True)") { t, a in
    guard let algorithm = hashTypes.plain.first(where: { $0.value == a[0] })?.key else {
      return t.raise(.typeError, "no digest algorithm is of this type")
    }
    return t.makeHash(a[0], algorithm, a[1])
  }
]

private let keccakAttributes: [GetSetDefinition] = [
  GetSetDefinition("_rate_bits", { t, object in .int(t.hashState(object).algorithm.row.block * 8) }),
  GetSetDefinition("_capacity_bits", { t, object in .int(1600 - t.hashState(object).algorithm.row.block * 8) }),
  GetSetDefinition(
    "_suffix",
    { t, object in
      t.makeBytes([t.hashState(object).algorithm.isExtendable ? 0x1F : 0x06])
    }),
]

private func plain(_ t: Thread, _ algorithm: DigestAlgorithm, _ data: Value) -> Value {
  t.makeHash(hashTypes.plain[algorithm].unsafelyUnwrapped, algorithm, data)
}

private let plainConstructors: [(DigestAlgorithm, NativeDefinition)] = [
  (.md5, NativeDefinition(.function, "md5(string=b'', *, usedforsecurity=True)") { plain($0, .md5, $1[0]) }),
  (.sha1, NativeDefinition(.function, "sha1(string=b'', *, usedforsecurity=True)") { plain($0, .sha1, $1[0]) }),
  (.sha224, NativeDefinition(.function, "sha224(string=b'', *, usedforsecurity=True)") { plain($0, .sha224, $1[0]) }),
  (.sha256, NativeDefinition(.function, "sha256(string=b'', *, usedforsecurity=True)") { plain($0, .sha256, $1[0]) }),
  (.sha384, NativeDefinition(.function, "sha384(string=b'', *, usedforsecurity=True)") { plain($0, .sha384, $1[0]) }),
  (.sha512, NativeDefinition(.function, "sha512(string=b'', *, usedforsecurity=True)") { plain($0, .sha512, $1[0]) }),
]

/// A function `openssl_NAME`.
private func named(
  _ algorithm: DigestAlgorithm, _ signature: StaticString, _ body: @escaping NativeBody
) -> (DigestAlgorithm, NativeDefinition) {
  (algorithm, NativeDefinition(.function, signature, body))
}

private let namedConstructors: [(DigestAlgorithm, NativeDefinition)] = [
  named(.md5, "openssl_md5(string=b'', *, usedforsecurity=True)") { $0.makeNamedHash(.md5, $1[0]) },
  named(.sha1, "openssl_sha1(string=b'', *, usedforsecurity=True)") { $0.makeNamedHash(.sha1, $1[0]) },
  named(.sha224, "openssl_sha224(string=b'', *, usedforsecurity=True)") { $0.makeNamedHash(.sha224, $1[0]) },
  named(.sha256, "openssl_sha256(string=b'', *, usedforsecurity=True)") { $0.makeNamedHash(.sha256, $1[0]) },
  named(.sha384, "openssl_sha384(string=b'', *, usedforsecurity=True)") { $0.makeNamedHash(.sha384, $1[0]) },
  named(.sha512, "openssl_sha512(string=b'', *, usedforsecurity=True)") { $0.makeNamedHash(.sha512, $1[0]) },
  named(.sha3_224, "openssl_sha3_224(string=b'', *, usedforsecurity=True)") { $0.makeNamedHash(.sha3_224, $1[0]) },
  named(.sha3_256, "openssl_sha3_256(string=b'', *, usedforsecurity=True)") { $0.makeNamedHash(.sha3_256, $1[0]) },
  named(.sha3_384, "openssl_sha3_384(string=b'', *, usedforsecurity=True)") { $0.makeNamedHash(.sha3_384, $1[0]) },
  named(.sha3_512, "openssl_sha3_512(string=b'', *, usedforsecurity=True)") { $0.makeNamedHash(.sha3_512, $1[0]) },
  named(.shake128, "openssl_shake_128(string=b'', *, usedforsecurity=True)") { $0.makeNamedHash(.shake128, $1[0]) },
  named(.shake256, "openssl_shake_256(string=b'', *, usedforsecurity=True)") { $0.makeNamedHash(.shake256, $1[0]) },
]

private let hashlibFunctions: [NativeDefinition] = [
  NativeDefinition(.function, "new(name, string=b'', *, usedforsecurity=True)") { t, a in
    guard a[0].isKind(.string) else { return t.raise(.typeError, "name must be a string") }
    guard let algorithm = DigestAlgorithm(named: StringRef(a[0]).text) else {
      return t.raise(.valueError, "unsupported hash type \(StringRef(a[0]).text)")
    }
    return t.makeNamedHash(algorithm, a[1])
  },
  NativeDefinition(.function, "get_fips_mode()") { _, _ in .int(0) },
  NativeDefinition(.function, "compare_digest(a, b, /)", compareDigest),
]
