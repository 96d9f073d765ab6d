# round() and the format mini-language for floats.
for v in (0.5, 1.5, 2.5, -0.5, -1.5, 2.675, 2.665, 1.005, 0.125, 0.375, 1e16, 123.456, -0.04, 5.015, 1e300, 0.1 + 0.2):
    print(v, round(v), round(v, 0), round(v, 1), round(v, 2), round(v, 3), round(v, -1), round(v, -2))
print(round(5), round(15, -1), round(25, -1), round(-15, -1), round(5, 2), round(1234, -2))
print(round(1250, -2), round(True), round(2.5, None), round(7, -1), round(0, -5))
print(round(1e-320, 320), round(123456.789, -400), round(1.5, 400), round(1e22, 2))
print(type(round(1.5)).__name__, type(round(1.5, 0)).__name__)
specs = ["", "f", ".0f", ".1f", ".3f", "e", ".0e", ".2e", "E", "g", ".3g", ".10g", "G", "n", "%", ".1%", ".0%",
         "10.2f", "<10.2f", ">10.2f", "^10.2f", "=10.2f", "+.2f", " .2f", "-.2f", "010.2f", "*^12.3e", ",.2f", "_.2f",
         "+,.1f", "#.0f", "#g", ".17g", ".20f", "z.0f", "zf", "08", "+", "12", "<12", "x<8.1f", "+010,.3f"]
values = [0.0, -0.0, 1.0, 3.14159, -2.5, 1234567.891, 1e-5, 1e20, 123456789.0, 0.00012345, 1e100]
for spec in specs:
    print(repr(spec), [format(v, spec) for v in values])
inf, nan = float("inf"), float("nan")
for spec in ("", "f", ".2e", "g", "%", "F", "E", "08.2f", "+f", ">8", "=+8", ",f"):
    print(repr(spec), [format(v, spec) for v in (inf, -inf, nan)])
for value, spec in ((1.5, "d"), (1.5, "x"), (1.5, "s"), (1.5, "c"), (1.5, "q"), (1.5, "10.f"), (1.5, ".-1f"),
                    (1.5, ",_f"), (1.5, ",n"), (1.5, "<<5"), (1.5, "5 5")):
    try:
        print(format(value, spec))
    except ValueError as error:
        print(spec, error)
print("%f %.2f %e %g %G %.3e %10.3f|%-10.3f|%+.1f % .1f %010.2f %#.0f %.0f %5.1f%%" % ((3.14159,) * 14))
print("%s %r %s %g %g %f" % (1e16, 0.1, -0.0, 1e-5, 1e16, 1e20), "%d %i" % (3.99, -3.99), "%x" % 255)
print("%.50f" % 0.1, "%.30g" % 0.1, f"{0.1:.55f}", "%.0e" % 12345, "%g" % 100000, "%g" % 1000000)
print("%.15g %.16g %.17g" % (0.1, 0.1, 0.1))
print(f"{1e15} {1e16} {1e17:f} {123456789.123456789:.3f} {2.5:.0f} {3.5:.0f}")
print(f"{0.5:.0f} {1.45:.1f} {1.55:.1f} {9.995:.2f} {999999.5:.0f} {0.0001:g} {0.00001:g}")
print([round(x * 0.1, 1) for x in range(11)], [f"{x / 7:.4f}" for x in range(8)])
