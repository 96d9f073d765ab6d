# What gc tells: referents, referrers, containers, callbacks, statistics, the count of what was freed.
import gc


class Plain:
    pass


class Slotted:
    __slots__ = ("value",)


items = [1, 3, 5]
print(sorted(gc.get_referents(items)), sorted(gc.get_referents(tuple(items))), sorted(gc.get_referents({1: 3, 5: 7})))
print(sorted(gc.get_referents([1, 2], {3: 4}, (0, 0, 0))), gc.get_referents(1, "a", 4j))
plain, slotted = Plain(), Slotted()
plain.value = slotted.value = items
print(any(found is items for found in gc.get_referents(plain) + [plain.__dict__["value"]]),
      any(found is items for found in gc.get_referents(slotted)))
print(any(found is Plain for found in gc.get_referents(plain)))
holder = {"held": slotted}
print(any(found is holder for found in gc.get_referrers(slotted)), any(found is items for found in gc.get_objects()))
for value in (None, 1, 1.5, 1j, True, b"a", "a", bytearray(b"a"), object(), int, object, [], set(), plain, Plain, print):
    if not isinstance(value, type(print)):
        print(type(value).__name__, gc.is_tracked(value), end="; ")
print()
for arguments in ((3,), (-1,), ("a",)):
    try:
        gc.get_objects(*arguments)
    except (ValueError, TypeError) as error:
        print(type(error).__name__, error)

seen = []


def callback(phase, information):
    seen.append((phase, sorted(information), information["generation"]))


gc.callbacks.append(callback)
gc.collect()
gc.collect(0)
gc.callbacks.remove(callback)
print(seen)
before = gc.get_stats()
gc.collect(1)
after = gc.get_stats()
print([new["collections"] - old["collections"] for old, new in zip(before, after)], sorted(after[0]))

gc.collect()
loop = []
loop.append(loop)
del loop
print(gc.collect() > 0)
gc.freeze()
print(gc.get_freeze_count() > 0)
gc.unfreeze()
print(gc.get_freeze_count(), gc.get_debug(), gc.garbage, gc.isenabled())
