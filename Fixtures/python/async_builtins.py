# aiter and anext: iterators, defaults, what anext(iterator, default) returns.
async def ag():
    try:
        yield 1
        yield 2
    finally:
        print("fin")
def run(c):
    try:
        while True: c.send(None)
    except StopIteration as e: return e.value
async def main():
    a = ag()
    it = aiter(a)
    print(it is a, await anext(it), await anext(it), await anext(it, "default"))
    try: await anext(it)
    except StopAsyncIteration as e: print(repr(e))
    for f in (lambda: aiter(5), lambda: anext(5)):
        try: f()
        except TypeError as e: print(e)
    class B:
        def __aiter__(self): return 5
    try: aiter(B())
    except TypeError as e: print(e)
    class C:
        def __init__(self): self.n = 0
        def __aiter__(self): return self
        async def __anext__(self):
            self.n += 1
            if self.n > 2: raise StopAsyncIteration("done")
            return self.n
    c = C()
    print(await anext(c), await anext(c, None), await anext(c, None))
    x = anext(c, 7)
    print(type(x).__name__, hasattr(x, "send"), hasattr(x, "throw"), hasattr(x, "close"))
    x.close()
    g = ag()
    print(await g.asend(None)); 
    print(await g.aclose())
    try: await g.asend(1)
    except StopAsyncIteration as e: print("stop", e.args)
run(main())
c = main(); c.close()
