# The traceback of an exception that leaves hot, inlined code: names, lines and carets of every frame.
class Account:
    def __init__(self, balance):
        self.balance = balance

    @property
    def ratio(self):
        return 1000 / self.balance

    def spend(self, amount):
        self.balance -= amount
        return self.ratio


def rounds(account, n):
    total = 0.0
    for i in range(n):
        total += account.spend(2 if i % 2 else 1) + helper(i,
                                                           total)
    return total


def helper(i, total):
    values = [total
              for _ in range(2)]
    return values[i % 2] * 0


print(rounds(Account(10**6), 500))
rounds(Account(750), 700)
