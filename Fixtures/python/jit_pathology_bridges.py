# Bridge explosion: one loop whose body takes one of 2 ** 12 ways through twelve branches, so that every guard fails and every bridge
# has guards that fail again. The argument scales the work.
import sys

scale = int(sys.argv[1]) if len(sys.argv) > 1 else 1


def ways(count, seed):
    total = 0
    state = seed
    for i in range(count):
        state = (state * 1103515245 + 12345) % 2147483648
        bits = state >> 16
        if bits & 1: total += 1
        else: total -= 2
        if bits & 2: total += bits % 3
        else: total ^= 5
        if bits & 4: total += 7
        else: total -= i
        if bits & 8: total = total * 3 % 1000003
        else: total += 11
        if bits & 16: total -= 13
        else: total += i & 7
        if bits & 32: total ^= 17
        else: total -= 19
        if bits & 64: total += 23
        else: total = total * 5 % 1000003
        if bits & 128: total -= 29
        else: total += 31
        if bits & 256: total += i % 5
        else: total -= 37
        if bits & 512: total ^= 41
        else: total += 43
        if bits & 1024: total -= 47
        else: total += 53
        if bits & 2048: total = total * 7 % 1000003
        else: total -= 59
    return total


print(ways(20000 * scale, 7))
print(ways(20000 * scale, 99))
