# A bank: classes, properties, custom exceptions, context managers, reports with formatting.
from collections import defaultdict
from contextlib import contextmanager


class BankError(Exception):
    pass


class InsufficientFunds(BankError):
    def __init__(self, account, amount):
        super().__init__(f"{account.owner} has {account.balance:.2f}, needs {amount:.2f}")
        self.missing = amount - account.balance


class Account:
    interest = 0.01
    opened = 0

    def __init__(self, owner, balance=0.0):
        self.owner = owner
        self._balance = balance
        self.history = []
        type(self).opened += 1
        self.number = f"{type(self).__name__[0]}{type(self).opened:04d}"

    @property
    def balance(self): return self._balance

    @balance.setter
    def balance(self, value):
        if value < self.floor():
            raise InsufficientFunds(self, self._balance - value)
        self.history.append(value - self._balance)
        self._balance = value

    def floor(self): return 0.0

    def deposit(self, amount):
        if amount <= 0:
            raise ValueError(f"cannot deposit {amount}")
        self.balance += amount

    def withdraw(self, amount): self.balance -= amount
    def month_end(self): self.balance *= 1 + self.interest
    def __repr__(self): return f"<{self.number} {self.owner} {self.balance:,.2f}>"
    def __lt__(self, other): return self.balance < other.balance


class Checking(Account):
    interest = 0.0
    opened = 0

    def __init__(self, owner, balance=0.0, limit=100.0):
        super().__init__(owner, balance)
        self.limit = limit

    def floor(self): return -self.limit


class Bank:
    def __init__(self): self.accounts, self.failures = {}, defaultdict(list)

    def open(self, cls, *args, **kwargs):
        account = cls(*args, **kwargs)
        self.accounts[account.number] = account
        return account

    def __getitem__(self, number): return self.accounts[number]
    def __iter__(self): return iter(self.accounts.values())
    def __len__(self): return len(self.accounts)

    @contextmanager
    def transaction(self):
        saved = {a: (a._balance, len(a.history)) for a in self}
        try:
            yield self
        except BankError as error:
            for account, (balance, length) in saved.items():
                account._balance = balance
                del account.history[length:]
            self.failures[type(error).__name__].append(str(error))

    def transfer(self, source, target, amount):
        with self.transaction():
            self[target].deposit(amount)
            self[source].withdraw(amount)


bank = Bank()
ann, bob = bank.open(Account, "Ann", 1000), bank.open(Checking, "Bob", 50, limit=200)
eve = bank.open(Account, "Eve")
print(list(bank), len(bank))
bank.transfer("A0001", "C0001", 250.5)
bank.transfer("C0001", "A0002", 400)
bank.transfer("C0001", "A0002", 400)
bank.transfer("A0002", "A0001", 5000)
print(list(bank), dict(bank.failures))
for action in (lambda: ann.deposit(-5), lambda: bank["X"], lambda: bob.withdraw(10 ** 6)):
    try:
        action()
    except (BankError, ValueError, KeyError) as error:
        print(type(error).__name__, error, getattr(error, "missing", None))
for account in bank:
    account.month_end()
print(f"{'number':<8}{'owner':^8}{'balance':>12}{'moves':>6}")
for account in sorted(bank, reverse=True):
    print(f"{account.number:<8}{account.owner:^8}{account.balance:>12,.2f}{len(account.history):>6}")
print(max(bank), min(bank), sum(a.balance for a in bank), [round(x, 2) for x in ann.history])
