// Names of native addresses: module, symbol, kind. Reads the symbol table of a module when the first address in it is
// asked for. Used on the collector's thread only. Modules that were unloaded keep their names for samples taken before.

import CSampler
import Glibc

@_silgen_name("getauxval")
private func auxiliaryValue(_ type: UInt) -> UInt

final class Symbolizer {
  private struct Module {
    var path: String
    var base: UInt64
    var begin: UInt64
    var end: UInt64
    var isProgram: Bool
    var isLoaded: Bool
    var buildID: String
    var image: ELFImage?
    var debugImage: ELFImage?
    var isOpened = false
  }

  private var modules: [Module] = []

  /// Modules seen since the last call, for the table of modules.
  private(set) var unreported: [(id: Int, path: String, base: UInt, size: Int, build: String)] = []

  /// Takes over the sampler's list. Returns true when a module was unloaded, so that cached names of its addresses may
  /// be wrong from now on.
  func update() -> Bool {
    struct Update {
      var found: [SamplerModule] = []
    }
    var update = Update()
    withUnsafeMutablePointer(to: &update) { pointer in
      sampler_modules(
        0,
        { module, context in
          // Safety: the context is the pointer passed below, valid during the call.
          context!.assumingMemoryBound(to: Update.self).pointee.found.append(module!.pointee)
        }, pointer)
    }
    var changed = false
    for module in update.found {
      let index = Int(module.id)
      let isLoaded = module.unloadedAt == .max
      if index < modules.count {
        if modules[index].isLoaded && !isLoaded { changed = true }
        modules[index].isLoaded = isLoaded
        continue
      }
      let build = withUnsafeBytes(of: module.buildID) { bytes in
        bytes.prefix(Int(module.buildIDLength)).map { hexadecimal($0) }.joined()
      }
      let path = String(cString: module.path)
      modules.append(
        Module(
          path: path, base: UInt64(module.base), begin: UInt64(module.begin), end: UInt64(module.end),
          isProgram: index == 0 || path == Symbolizer.programPath, isLoaded: isLoaded, buildID: build))
      unreported.append((index + 1, path, UInt(module.base), Int(module.end) - Int(module.begin), build))
    }
    return changed
  }

  func clearUnreported() { unreported = [] }

  private static let programPath: String = {
    var buffer = [CChar](repeating: 0, count: Int(PATH_MAX))
    let length = readlink("/proc/self/exe", &buffer, buffer.count - 1)
    return length > 0 ? String(decoding: buffer.prefix(length).map { UInt8(bitPattern: $0) }, as: UTF8.self) : ""
  }()

  /// The function that covers an address.
  func function(at address: UInt64) -> FunctionRecord {
    guard let index = moduleIndex(of: address) else {
      return FunctionRecord(kind: .native, name: "[unknown code]", file: "")
    }
    open(index)
    let module = modules[index]
    let kind: FunctionKind = module.isProgram ? .runtime : .native
    let inFile = address &- module.base
    for image in [module.debugImage, module.image] {
      if let image, let symbol = image.symbol(at: inFile) {
        return FunctionRecord(kind: kind, name: Demangler.readable(image.name(of: symbol)), file: module.path)
      }
    }
    let start = module.image?.functionStart(at: inFile) ?? inFile & ~0xFFF
    let name = module.path.split(separator: "/").last.map(String.init) ?? module.path
    return FunctionRecord(kind: kind, name: "\(name)+0x\(String(start, radix: 16))", file: module.path)
  }

  private func moduleIndex(of address: UInt64) -> Int? {
    // A loaded module hides one that lay at the same place before; among the unloaded the newest counts.
    let covering = modules.indices.reversed().filter { modules[$0].begin <= address && address < modules[$0].end }
    return covering.first { modules[$0].isLoaded } ?? covering.first
  }

  private func open(_ index: Int) {
    if modules[index].isOpened { return }
    modules[index].isOpened = true
    let module = modules[index]
    if module.path == "[vdso]" {
      // Safety: AT_SYSINFO_EHDR (33) is where the kernel mapped the vDSO, which stays for the life of the process.
      if let memory = UnsafeRawPointer(bitPattern: auxiliaryValue(33)) {
        // Its section headers lie behind the code, on its last page.
        let size = (Int(module.end) - Int(bitPattern: memory) + 4095) & ~4095
        modules[index].image = ELFImage(bytes: UnsafeRawBufferPointer(start: memory, count: size))
      }
      return
    }
    modules[index].image = ELFImage(path: module.path)
    if module.buildID.count > 2 {
      let build = module.buildID
      modules[index].debugImage = ELFImage(
        path: "/usr/lib/debug/.build-id/\(build.prefix(2))/\(build.dropFirst(2)).debug")
    }
  }

  private func hexadecimal(_ byte: UInt8) -> String {
    let digits = String(byte, radix: 16)
    return digits.count == 1 ? "0" + digits : digits
  }
}
