print("circle is imported as", __name__)
from .constants import PI


class Circle:
    def __init__(self, r): self.r = r
    def area(self): return PI * self.r ** 2
