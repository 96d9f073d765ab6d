// GMP's functions on objects: each keeps its operands alive until GMP is done with them, which a pointer taken from an object
// does not. Names and order of operands are GMP's.

import CGMP

enum GMP {
  static func add(_ a: LargeNatural, _ b: LargeNatural, _ c: LargeNatural) {
    withExtendedLifetime((a, b, c)) { __gmpz_add(a.number, b.number, c.number) }
  }
  static func add_ui(_ a: LargeNatural, _ b: LargeNatural, _ c: UInt) {
    withExtendedLifetime((a, b)) { __gmpz_add_ui(a.number, b.number, c) }
  }
  static func addmul_ui(_ a: LargeNatural, _ b: LargeNatural, _ c: UInt) {
    withExtendedLifetime((a, b)) { __gmpz_addmul_ui(a.number, b.number, c) }
  }
  static func cmp(_ a: LargeNatural, _ b: LargeNatural) -> Int32 {
    withExtendedLifetime((a, b)) { __gmpz_cmp(a.number, b.number) }
  }
  static func cmp_ui(_ a: LargeNatural, _ b: UInt) -> Int32 {
    withExtendedLifetime(a) { __gmpz_cmp_ui(a.number, b) }
  }
  static func divexact(_ a: LargeNatural, _ b: LargeNatural, _ c: LargeNatural) {
    withExtendedLifetime((a, b, c)) { __gmpz_divexact(a.number, b.number, c.number) }
  }
  static func divexact_ui(_ a: LargeNatural, _ b: LargeNatural, _ c: UInt) {
    withExtendedLifetime((a, b)) { __gmpz_divexact_ui(a.number, b.number, c) }
  }
  static func divisible_ui_p(_ a: LargeNatural, _ b: UInt) -> Int32 {
    withExtendedLifetime(a) { __gmpz_divisible_ui_p(a.number, b) }
  }
  static func fdiv_q(_ a: LargeNatural, _ b: LargeNatural, _ c: LargeNatural) {
    withExtendedLifetime((a, b, c)) { __gmpz_fdiv_q(a.number, b.number, c.number) }
  }
  static func fdiv_q_2exp(_ a: LargeNatural, _ b: LargeNatural, _ c: UInt) {
    withExtendedLifetime((a, b)) { __gmpz_fdiv_q_2exp(a.number, b.number, c) }
  }
  static func fdiv_q_ui(_ a: LargeNatural, _ b: LargeNatural, _ c: UInt) {
    withExtendedLifetime((a, b)) { _ = __gmpz_fdiv_q_ui(a.number, b.number, c) }
  }
  static func fdiv_qr(_ a: LargeNatural, _ b: LargeNatural, _ c: LargeNatural, _ d: LargeNatural) {
    withExtendedLifetime((a, b, c, d)) { __gmpz_fdiv_qr(a.number, b.number, c.number, d.number) }
  }
  static func fdiv_ui(_ a: LargeNatural, _ b: UInt) -> UInt {
    withExtendedLifetime(a) { __gmpz_fdiv_ui(a.number, b) }
  }
  static func gcd(_ a: LargeNatural, _ b: LargeNatural, _ c: LargeNatural) {
    withExtendedLifetime((a, b, c)) { __gmpz_gcd(a.number, b.number, c.number) }
  }
  static func get_si(_ a: LargeNatural) -> Int {
    withExtendedLifetime(a) { __gmpz_get_si(a.number) }
  }
  static func mul(_ a: LargeNatural, _ b: LargeNatural, _ c: LargeNatural) {
    withExtendedLifetime((a, b, c)) { __gmpz_mul(a.number, b.number, c.number) }
  }
  static func mul_2exp(_ a: LargeNatural, _ b: LargeNatural, _ c: UInt) {
    withExtendedLifetime((a, b)) { __gmpz_mul_2exp(a.number, b.number, c) }
  }
  static func mul_si(_ a: LargeNatural, _ b: LargeNatural, _ c: Int) {
    withExtendedLifetime((a, b)) { __gmpz_mul_si(a.number, b.number, c) }
  }
  static func mul_ui(_ a: LargeNatural, _ b: LargeNatural, _ c: UInt) {
    withExtendedLifetime((a, b)) { __gmpz_mul_ui(a.number, b.number, c) }
  }
  static func neg(_ a: LargeNatural, _ b: LargeNatural) {
    withExtendedLifetime((a, b)) { __gmpz_neg(a.number, b.number) }
  }
  static func powm(_ a: LargeNatural, _ b: LargeNatural, _ c: LargeNatural, _ d: LargeNatural) {
    withExtendedLifetime((a, b, c, d)) { __gmpz_powm(a.number, b.number, c.number, d.number) }
  }
  static func set(_ a: LargeNatural, _ b: LargeNatural) {
    withExtendedLifetime((a, b)) { __gmpz_set(a.number, b.number) }
  }
  static func set_ui(_ a: LargeNatural, _ b: UInt) {
    withExtendedLifetime(a) { __gmpz_set_ui(a.number, b) }
  }
  static func sizeinbase(_ a: LargeNatural, _ b: Int32) -> Int {
    withExtendedLifetime(a) { Int(__gmpz_sizeinbase(a.number, b)) }
  }
  static func sqrt(_ a: LargeNatural, _ b: LargeNatural) {
    withExtendedLifetime((a, b)) { __gmpz_sqrt(a.number, b.number) }
  }
  static func sqrtrem(_ a: LargeNatural, _ b: LargeNatural, _ c: LargeNatural) {
    withExtendedLifetime((a, b, c)) { __gmpz_sqrtrem(a.number, b.number, c.number) }
  }
  static func sub(_ a: LargeNatural, _ b: LargeNatural, _ c: LargeNatural) {
    withExtendedLifetime((a, b, c)) { __gmpz_sub(a.number, b.number, c.number) }
  }
  static func sub_ui(_ a: LargeNatural, _ b: LargeNatural, _ c: UInt) {
    withExtendedLifetime((a, b)) { __gmpz_sub_ui(a.number, b.number, c) }
  }
  static func tdiv_q(_ a: LargeNatural, _ b: LargeNatural, _ c: LargeNatural) {
    withExtendedLifetime((a, b, c)) { __gmpz_tdiv_q(a.number, b.number, c.number) }
  }
  static func tdiv_q_2exp(_ a: LargeNatural, _ b: LargeNatural, _ c: UInt) {
    withExtendedLifetime((a, b)) { __gmpz_tdiv_q_2exp(a.number, b.number, c) }
  }
  static func tdiv_q_ui(_ a: LargeNatural, _ b: LargeNatural, _ c: UInt) {
    withExtendedLifetime((a, b)) { _ = __gmpz_tdiv_q_ui(a.number, b.number, c) }
  }
  static func tdiv_qr(_ a: LargeNatural, _ b: LargeNatural, _ c: LargeNatural, _ d: LargeNatural) {
    withExtendedLifetime((a, b, c, d)) { __gmpz_tdiv_qr(a.number, b.number, c.number, d.number) }
  }
  static func tstbit(_ a: LargeNatural, _ b: UInt) -> Int32 {
    withExtendedLifetime(a) { __gmpz_tstbit(a.number, b) }
  }
  static func scan1(_ a: LargeNatural, _ b: UInt) -> UInt {
    withExtendedLifetime(a) { __gmpz_scan1(a.number, b) }
  }
  static func ui_pow_ui(_ a: LargeNatural, _ b: UInt, _ c: UInt) {
    withExtendedLifetime(a) { __gmpz_ui_pow_ui(a.number, b, c) }
  }
}
