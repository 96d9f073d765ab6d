"""Mandelbrot set: a plain loop over floats, counting the points that stay bounded."""
SIZE, SMALL = 280, 20
EXPECTED = (31131, 1913726)

LIMIT = 50


def run(n):
    inside = 0
    iterations = 0
    for row in range(n):
        ci = 2.0 * row / n - 1.0
        for column in range(n):
            cr = 2.0 * column / n - 1.5
            zr = zi = 0.0
            for _ in range(LIMIT):
                rr = zr * zr
                ii = zi * zi
                if rr + ii > 4.0:
                    break
                zi = 2.0 * zr * zi + ci
                zr = rr - ii + cr
                iterations += 1
            else:
                inside += 1
    return inside, iterations


if __name__ == "__main__":
    print(run(SMALL))
