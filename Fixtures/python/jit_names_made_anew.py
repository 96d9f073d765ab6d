# getattr with names that are new objects in each run, as text that was split has them.
class Machine:
    def __init__(self, names):
        self.names = names
        self.counts = {}
        self.total = 0

    def add(self, n):
        self.total += n

    def drop(self, n):
        self.total -= n * 2

    def mark(self, n):
        self.counts[n % 3] = self.counts.get(n % 3, 0) + 1

    def run(self, rounds):
        for n in range(rounds):
            getattr(self, self.names[n % len(self.names)])(n)
        return self.total, sorted(self.counts.items())


def main():
    for turn in range(150):
        names = "add drop mark add mark add".split()
        result = Machine(names).run(60)
    print(result)
    print(Machine(["add"] * 3).run(500))
    try:
        Machine("add drop missing".split()).run(10)
    except AttributeError as error:
        print(error)
    try:
        Machine(["add", "mark", 5]).run(10)
    except TypeError as error:
        print(error)
    Machine.drop = lambda self, n: self.add(-n)
    print(Machine("drop add mark mark".split()).run(300))


main()
