// The escapes of one letter that str and bytes literals share; the codecs of their contents read them too.

/// The byte that a backslash and `letter` stand for: \n, \\ and the like. nil for every other letter, also for a newline,
/// which stands for nothing at all.
public func escapedByte(_ letter: UInt8) -> UInt8? {
  switch letter {
  case UInt8(ascii: "\\"), UInt8(ascii: "'"), UInt8(ascii: "\""): letter
  case UInt8(ascii: "a"): 0x07
  case UInt8(ascii: "b"): 0x08
  case UInt8(ascii: "t"): 0x09
  case UInt8(ascii: "n"): 0x0A
  case UInt8(ascii: "v"): 0x0B
  case UInt8(ascii: "f"): 0x0C
  case UInt8(ascii: "r"): 0x0D
  default: nil
  }
}
