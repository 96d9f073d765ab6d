"""Fannkuch: flips of pancake stacks over all permutations; small integers and list slices."""
SIZE, SMALL = 9, 6
EXPECTED = (8629, 30)


def run(n):
    """Returns the checksum and the most flips any permutation of 0…n-1 needs until its first element is 0."""
    permutation = list(range(n))
    count = [0] * n
    most = checksum = 0
    sign = 1
    r = n
    while True:
        while r != 1:
            count[r - 1] = r
            r -= 1
        if permutation[0]:
            stack = permutation[:]
            flips = 0
            first = stack[0]
            while first:
                stack[:first + 1] = stack[first::-1]
                flips += 1
                first = stack[0]
            most = max(most, flips)
            checksum += sign * flips
        sign = -sign
        while True:
            if r == n:
                return checksum, most
            permutation.insert(r, permutation.pop(0))
            count[r] -= 1
            if count[r] > 0:
                break
            r += 1


if __name__ == "__main__":
    print(run(SMALL))
