"""The talk's example: a Sobel filter over a frame kept as one flat bytearray, the arithmetic written out.

n frames of 128×96 points. sobel_half.py and sobel_full.py compute the same frames with more abstraction: compare time
per frame.
"""
import math

SIZE, SMALL = 18, 1
EXPECTED = [620882, 621566, 622312, 623217, 626423, 630665, 631704, 633183, 635184, 637032, 634117, 633525, 629674,
            627567, 625138, 624645, 625981, 626994]

WIDTH, HEIGHT = 128, 96


def frame(number):
    return bytearray((x * x + y * 3 + number * 7) % 251 if (x // 16 + y // 16) % 2 else (x ^ y) & 0xFF
                     for y in range(HEIGHT) for x in range(WIDTH))


def sobel(source):
    out = bytearray(WIDTH * HEIGHT)
    for y in range(1, HEIGHT - 1):
        for x in range(1, WIDTH - 1):
            i = y * WIDTH + x
            dx = (-source[i - WIDTH - 1] + source[i - WIDTH + 1] - 2 * source[i - 1] + 2 * source[i + 1]
                  - source[i + WIDTH - 1] + source[i + WIDTH + 1])
            dy = (-source[i - WIDTH - 1] - 2 * source[i - WIDTH] - source[i - WIDTH + 1]
                  + source[i + WIDTH - 1] + 2 * source[i + WIDTH] + source[i + WIDTH + 1])
            out[i] = min(int(math.sqrt(dx * dx + dy * dy) / 4.0), 255)
    return out


def run(n):
    return [sum(sobel(frame(number))) for number in range(n)]


if __name__ == "__main__":
    print(run(SMALL))
