"""Fast Fourier transform in place over two float lists, forth and back."""
import math

SIZE, SMALL = 15, 4
EXPECTED = (27799, True)


def transform(real, imaginary, direction):
    n = len(real)
    j = 0
    for i in range(n - 1):
        if i < j:
            real[i], real[j] = real[j], real[i]
            imaginary[i], imaginary[j] = imaginary[j], imaginary[i]
        bit = n >> 1
        while bit <= j:
            j -= bit
            bit >>= 1
        j += bit
    half = 1
    while half < n:
        angle = direction * math.pi / half
        step_r, step_i = math.cos(angle), math.sin(angle)
        wr, wi = 1.0, 0.0
        for start in range(half):
            for a in range(start, n, 2 * half):
                b = a + half
                tr = wr * real[b] - wi * imaginary[b]
                ti = wr * imaginary[b] + wi * real[b]
                real[b] = real[a] - tr
                imaginary[b] = imaginary[a] - ti
                real[a] += tr
                imaginary[a] += ti
            wr, wi = wr * step_r - wi * step_i, wr * step_i + wi * step_r
        half *= 2


def run(n):
    size = 1 << n
    real = [float(i * 7919 % 1009) / 1009 for i in range(size)]
    original = real[:]
    imaginary = [0.0] * size
    transform(real, imaginary, -1)
    peak = max(range(1, size), key=lambda i: real[i] ** 2 + imaginary[i] ** 2)
    transform(real, imaginary, 1)
    error = max(abs(r / size - o) for r, o in zip(real, original))
    return peak, error < 1e-9


if __name__ == "__main__":
    print(run(SMALL))
