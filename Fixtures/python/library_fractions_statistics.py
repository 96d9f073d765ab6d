# fractions and statistics: exact arithmetic, parsing, averages and spreads of exact and inexact data.
from fractions import Fraction
from decimal import Decimal
import statistics as s

print(Fraction(3, 6), Fraction('0.125'), Fraction('-7/21'), Fraction(0.1).limit_denominator(10), Fraction(Decimal('1.1')), Fraction('1e-3'), repr(Fraction(4)))
print(Fraction(1, 3) + Fraction(1, 6), Fraction(1, 3) - 1, Fraction(2, 3) * 0.5, Fraction(2, 3) ** -2, Fraction(2, 3) ** 0.5, Fraction(7, 2) // 1, Fraction(-7, 2) % 2, divmod(Fraction(7, 2), Fraction(2, 3)))
print(round(Fraction(5, 2)), round(Fraction(22, 7), 2), int(Fraction(-7, 2)), float(Fraction(1, 3)), hash(Fraction(1, 2)) == hash(0.5), Fraction(1, 2) == 0.5, Fraction(1, 3) < 0.34)
for bad in ['1/0', 'a', '1/2/3', '']:
    try:
        print(Fraction(bad))
    except Exception as error:
        print(type(error).__name__, error)
total = Fraction(0)
for n in range(1, 30):
    total += Fraction(1, n) * (-1) ** n
print(total, total.numerator.bit_length(), total.limit_denominator(1000))
data = [2.75, 1.75, 1.25, 0.25, 0.5, 1.25, 3.5]
print(s.mean(data), s.fmean(data), s.median(data), s.median_low(data), s.median_high(data), s.median_grouped(data), s.mode(data), s.multimode('aabbc'))
print(s.stdev(data), s.pstdev(data), s.variance(data), s.pvariance(data), s.geometric_mean(data), s.harmonic_mean(data), s.quantiles(data, n=4), s.quantiles(data, n=5, method='inclusive'))
print(s.mean([Fraction(1, 3), Fraction(1, 6)]), s.mean([Decimal('0.5'), Decimal('0.75')]), s.variance([Fraction(1, 6), Fraction(1, 2), Fraction(5, 3)]), s.fmean([1, 2, 3], weights=[3, 2, 1]))
print(s.correlation([1, 2, 3, 4], [2, 4, 5, 9]), s.covariance([1, 2, 3], [1, 5, 7]), s.linear_regression([1, 2, 3], [2, 4, 7]))
for action in [lambda: s.mean([]), lambda: s.stdev([1]), lambda: s.mode([]), lambda: s.harmonic_mean([-1]), lambda: s.mean(['a'])]:
    try:
        print(action())
    except Exception as error:
        print(type(error).__name__, error)
normal = s.NormalDist(100, 15)
print(normal, normal.cdf(130), normal.pdf(100), normal.inv_cdf(0.975), normal + 5, normal * 2, s.NormalDist.from_samples(data), normal.overlap(s.NormalDist(110, 15)), normal.zscore(85))
