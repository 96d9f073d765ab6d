"""Compound statements: branches, loops, exceptions, match, with, generators in use, closures, deleted variables."""
import re

import grammar
from writer import NoVariable


class Statements:
    """Methods of the Writer that write one compound statement each."""

    def body(self, count, nesting):
        for _ in range(count):
            self.statement(nesting)

    def statement(self, nesting):
        if nesting <= 0 or self.cost > self.allowed or self.chance(0.62):
            return self.simple(grammar.STATEMENTS)
        choices = [
            (self.branch, 5), (self.loop, 6), (self.countdown, 2), (self.attempt, 4), (self.raising, 2), (self.leave, 3),
            (self.matching, 1), (self.manager, 1), (self.resume, 1), (self.closure, 1), (self.deletion, 1)]
        return self.random.choices([c for c, _ in choices], [w for _, w in choices])[0](nesting - 1)

    def few(self):
        return self.random.choice([1, 1, 2, 2, 3])

    def branch(self, nesting):
        with self.block("if %s:" % self.expression("bool", 2)):
            self.body(self.few(), nesting)
        while self.chance(0.25):
            with self.block("elif %s:" % self.expression("bool", 2)):
                self.body(self.few(), nesting)
        if self.chance(0.5):
            with self.block("else:"):
                self.body(self.few(), nesting)

    def loop(self, nesting):
        if self.weight > 40:
            return self.simple(grammar.STATEMENTS)
        for _ in range(9):
            template = self.pick(grammar.LOOPS)
            try:
                head, fresh, _ = self.fill(template, 1)
                break
            except NoVariable:
                continue
        else:
            return self.simple(grammar.STATEMENTS)
        before = dict(self.scope)
        iterated = re.search(r" in ([ld]\d+):$", head)
        self.broken.append(False)
        with self.block(head, times=5):
            self.scope.update(fresh)
            if iterated and iterated[1][0] == "l":
                self.line("if len(%s) > 40: break" % iterated[1])
            self.body(self.few() + 1, nesting)
        if self.broken.pop() and self.chance(0.6) or self.chance(0.1):
            with self.block("else:"):
                self.body(1, 0)
        if self.chance(0.9):
            self.scope = {name: kind for name, kind in self.scope.items() if name in before}

    def countdown(self, nesting):
        """A while loop with fuel that nothing else may assign."""
        if self.weight > 40:
            return self.simple(grammar.STATEMENTS)
        fuel = self.fresh("int")
        self.line("%s = %d" % (fuel, self.random.randrange(1, 7)))
        self.broken.append(False)
        condition = self.pick(["", "", " and " + self.expression("bool", 1)])
        with self.block("while %s > 0%s:" % (fuel, condition), times=5):
            self.line("%s -= 1" % fuel)
            self.scope[fuel] = "int"
            self.fixed.add(fuel)
            self.body(self.few() + 1, nesting)
        if self.broken.pop() and self.chance(0.6):
            with self.block("else:"):
                self.body(1, 0)
        self.scope.pop(fuel, None)

    def leave(self, nesting):
        """A break, continue or return under a condition."""
        ways = []
        if self.broken:
            ways += ["break", "continue", "continue"]
            self.broken[-1] = True
        if self.returns is not None:
            ways.append("return " + self.expression(self.returns, 1) if self.returns else "return")
        if not ways:
            return self.simple(grammar.STATEMENTS)
        with self.block("if %s:" % self.expression("bool", 2)):
            if self.chance(0.4):
                self.simple(grammar.STATEMENTS)
            self.line(self.pick(ways))

    def raising(self, nesting):
        if self.calm and self.chance(0.9):
            return self.simple(grammar.STATEMENTS)
        with self.block("if %s:" % self.pick([
                self.expression("int", 1) + " % 7 == 3", self.expression("bool", 2) + " and %s" % self.expression("bool", 1)])):
            self.simple(grammar.RAISES)

    def attempt(self, nesting):
        with self.block("try:"):
            self.body(self.few(), nesting)
            if self.chance(0.6):
                self.raising(0)
            if self.chance(0.3):
                self.statement(nesting)
        handlers = self.random.sample(grammar.HANDLERS, self.random.choice([1, 1, 2]))
        final = self.chance(0.25)
        if final and self.chance(0.3):
            handlers = []
        for handler in handlers:
            name = self.fresh("any") if self.chance(0.6) else ""
            with self.block("except %s%s:" % (handler, " as " + name if name else "")):
                if name:
                    target = self.target("str", self.scope)
                    self.line("%s = type(%s).__name__ + str(%s)[:40]" % (target, name, name))
                if self.chance(0.2):
                    self.line("errors.append(where(%s))" % name if name else "errors.append(1)")
                if self.chance(0.1):
                    self.line(self.pick(["raise", "raise Problem(1, 'again')" + (" from " + name if name else "")]))
                elif self.chance(0.5):
                    self.body(1, nesting - 1)
        if handlers and self.chance(0.3):
            with self.block("else:"):
                self.body(1, nesting - 1)
        if final:
            with self.block("finally:"):
                self.body(1, 0)

    def matching(self, nesting):
        subject = self.expression(self.pick(["any", "int", "tuple", "mixed", "obj", "str", "dict"]), 1)
        with self.block("match %s:" % subject):
            cases = ["0 | 1", "int(%s)" % self.fresh("int"), "float()", "str() as " + self.fresh("str"), "None", "True",
                     "(1, %s)" % self.fresh("any"), "[%s, *_]" % self.fresh("any"), "[]", "{1: %s}" % self.fresh("any"),
                     "'abc'", "%s(a=%s)" % (self.pick(self.classes), self.fresh("any")), "bool() | None"]
            for case in self.random.sample(cases, self.random.randrange(2, 6)):
                guard = " if " + self.expression("bool", 1) if self.chance(0.2) else ""
                with self.block("case %s%s:" % (case, guard)):
                    bound = re.search(r"\b([nsv]\d+)\b", case)
                    if bound:
                        self.scope[bound[1]] = {"n": "int", "s": "str", "v": "any"}[bound[1][0]]
                    self.body(1, nesting - 1)
            if self.chance(0.7):
                with self.block("case _:"):
                    self.body(1, nesting - 1)

    def manager(self, nesting):
        head = self.pick(["Manager(%s)" % self.expression("k", 0), self.expression("obj", 0), "Manager(1), Manager(2)"])
        with self.block("with %s:" % head):
            self.body(self.few(), nesting)
            if self.chance(0.5):
                self.raising(0)

    def resume(self, nesting):
        """A generator driven by hand."""
        name = self.fresh("any")
        target = self.target("int", self.scope)
        self.line("%s = %s" % (name, self.fill(self.pick(["<genfun>(<k>)", "<genfun>(<tiny>, <int>)"]), 1)[0]))
        for _ in range(self.few() + 1):
            self.line(self.pick([
                "%s = next(%s, -1)" % (target, name), "%s = next(%s, 0)" % (target, name),
                "%s = scalar(next(%s))" % (target, name), "%s = scalar(%s.send(%s))" % (target, name, self.expression("int", 0)),
                "for %s in %s:\n%sif %s: break" % (
                    target, name, "    " * (self.indentation + 1), self.expression("bool", 1)),
                "%s.close()" % name, "%s.throw(ValueError(%s))" % (name, self.expression("k", 0)),
                "%s = sum(%s)" % (target, name)]))
        if self.loops:
            self.bound(target, "int", "(")

    def closure(self, nesting):
        if self.broken and self.weight > 50:
            return self.simple(grammar.STATEMENTS)
        name = self.fresh("fun")
        state = [n for n in self.variables("int", assignable=True) if n not in self.outer]
        chosen = self.pick(state) if state and self.inside and self.chance(0.7) else None
        with self.define("%s(u, w=%s)" % (name, self.expression("k", 0)), {"u": "int", "w": "int"}):
            if chosen:
                self.line("nonlocal " + chosen)
                self.line("%s = (%s + u) %% 1000003" % (chosen, chosen))
            self.simple(["<int!> = u + <k>", "<int!> = u * w % 1009", "w += <k>"], 0)
            self.line("return %s" % self.fill(self.pick(["u + w", "<int> - w", "u ^ <cut>"]), 0)[0])
        self.scope[name] = "fun"

    def deletion(self, nesting):
        """A variable goes away and may be missed."""
        if self.calm:
            return self.simple(grammar.STATEMENTS)
        local = [n for kind in ("int", "float", "str", "list") for n in self.variables(kind, assignable=True)
                 if n not in self.outer and n not in self.kept]
        if not local or self.nested:
            return self.simple(grammar.STATEMENTS)
        name = self.pick(local)
        self.line("del " + name)
        if self.chance(0.5):
            kind = self.scope[name]
            if self.chance(0.6):
                with self.block("if %s:" % self.expression("bool", 1)):
                    del self.scope[name]
                    self.line("%s = %s" % (name, self.expression(kind, 1)))
            else:
                del self.scope[name]
                self.line("%s = %s" % (name, self.expression(kind, 1)))
            self.scope[name] = kind
        else:
            self.scope.pop(name, None)
