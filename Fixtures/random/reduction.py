"""Makes a program smaller while a predicate stays true: takes statements out, replaces compound statements by their
bodies and expressions by parts of themselves, until nothing more can go or the time is up."""
import ast
import copy
import time


def reduce(text, predicate, seconds=60):
    """The smallest program found for which `predicate(text)` holds; it must hold for `text`."""
    end = time.monotonic() + seconds

    def holds(tree):
        try:
            candidate = ast.unparse(ast.fix_missing_locations(tree)) + "\n"
            compile(candidate, "program.py", "exec")
        except (SyntaxError, ValueError, RecursionError):
            return False
        return predicate(candidate)

    tree = ast.parse(text)
    if not holds(tree):
        return text
    changed = True
    while changed and time.monotonic() < end:
        changed = False
        for step in (remove_statements, unwrap_statements, simplify_expressions):
            tree, smaller = step(tree, holds, end)
            changed = changed or smaller
    return ast.unparse(tree) + "\n"


def bodies(tree):
    """Every list of statements, outer ones first."""
    return [value for node in ast.walk(tree) for _, value in ast.iter_fields(node)
            if isinstance(value, list) and value and isinstance(value[0], (ast.stmt, ast.excepthandler, ast.match_case))]


def remove_statements(tree, holds, end):
    smaller, number = False, 0
    while number < len(bodies(tree)) and time.monotonic() < end:
        size = len(bodies(tree)[number])
        while size >= 1:
            start = 0
            while number < len(bodies(tree)) and start < len(bodies(tree)[number]) and time.monotonic() < end:
                candidate = copy.deepcopy(tree)
                body = bodies(candidate)[number]
                removed = body[start:start + size]
                if size == 1 and isinstance(removed[0], ast.Pass):
                    start += 1
                    continue
                body[start:start + size] = []
                if not body and isinstance(removed[0], ast.stmt) and not emptied(candidate, body):
                    body.append(ast.Pass())
                if holds(candidate):
                    tree, smaller = candidate, True
                    if size == 1 and len(body) == 1 and isinstance(body[0], ast.Pass):
                        break
                else:
                    start += size
            size //= 2
        number += 1
    return tree, smaller


def emptied(tree, body):
    """Whether this list may be empty: else and finally parts, handlers."""
    return any(value is body and name in ("orelse", "finalbody") for node in ast.walk(tree)
               for name, value in ast.iter_fields(node))


def unwrap_statements(tree, holds, end):
    smaller, number = False, 0
    while time.monotonic() < end:
        places = [(body, index) for body in bodies(tree) for index, node in enumerate(body)
                  if isinstance(node, (ast.If, ast.For, ast.While, ast.Try, ast.With))]
        if number >= len(places):
            break
        candidate = copy.deepcopy(tree)
        body, index = [(body, index) for body in bodies(candidate) for index, node in enumerate(body)
                       if isinstance(node, (ast.If, ast.For, ast.While, ast.Try, ast.With))][number]
        body[index:index + 1] = body[index].body
        if holds(candidate):
            tree, smaller = candidate, True
        else:
            number += 1
    return tree, smaller


def expressions(tree):
    """Places of expressions that may be replaced: (parent, field, index or None)."""
    places = []
    for node in ast.walk(tree):
        if isinstance(node, (ast.JoinedStr, ast.FormattedValue, ast.match_case)):
            continue
        for name, value in ast.iter_fields(node):
            for index, item in enumerate(value) if isinstance(value, list) else [(None, value)]:
                if isinstance(item, ast.expr) and isinstance(getattr(item, "ctx", ast.Load()), ast.Load):
                    places.append((node, name, index))
    return places


def simplify_expressions(tree, holds, end):
    smaller, number = False, 0
    while number < len(expressions(tree)) and time.monotonic() < end:
        node, name, index = expressions(tree)[number]
        value = getattr(node, name)
        item = value if index is None else value[index]
        replaced = False
        parts = [part for part in ast.iter_child_nodes(item) if isinstance(part, ast.expr)]
        if isinstance(item, (ast.Constant, ast.Name)):
            parts = []
        elif not isinstance(item, ast.UnaryOp):
            parts.append(ast.Constant(1))
        for choice in [None] * (index is not None and len(value) > 1) + parts:
            candidate = copy.deepcopy(tree)
            node, name, index = expressions(candidate)[number]
            if choice is None:
                del getattr(node, name)[index]
            elif index is None:
                setattr(node, name, copy.deepcopy(choice))
            else:
                getattr(node, name)[index] = copy.deepcopy(choice)
            if holds(candidate):
                tree, smaller, replaced = candidate, True, True
                break
        number += not replaced
    return tree, smaller
