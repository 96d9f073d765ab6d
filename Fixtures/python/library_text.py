# textwrap, pprint, string templates, reprlib, difflib, shlex, fnmatch, html, unicodedata names in text.
import difflib, fnmatch, html, pprint, reprlib, shlex, string, textwrap

text = 'The quick brown fox jumped over the lazy dog, which was not amused; it barked -- loudly -- at the fox for hours.'
for width in 10, 25, 60:
    print(textwrap.fill(text, width, initial_indent='* ', subsequent_indent='  '))
print(textwrap.shorten(text, 40), textwrap.dedent('\n    a\n      b\n    c\n'), textwrap.indent('a\n\nb', '> '), textwrap.wrap('averyveryverylongword indeed', 8), textwrap.wrap('a-b-c-d', 4, break_on_hyphens=False))
nested = {'list': list(range(30)), 'dict': {i: 'x' * i for i in range(8)}, 'set': frozenset([1]), 'tuple': (1,), 'text': 'long ' * 30, 'deep': [[[[[]]]]]}
pprint.pprint(nested, width=60)
pprint.pprint(nested, width=100, compact=True, depth=2, sort_dicts=False)
print(pprint.pformat({'b': 1, 'a': {'z'}}), pprint.isreadable(nested), pprint.saferepr(nested['deep']))
print(string.Template('$who owes ${what} $$5').substitute(who='Tim', what='money'), string.Template('$a $b').safe_substitute(a=1))
try:
    string.Template('$a $').substitute(a=1)
except ValueError as error:
    print(error)
print(string.capwords('hello  big world'), string.Formatter().format('{0} {name!r:>5}', 1, name='x'), list(string.Formatter().parse('a{b!s:c{d}}e')))
print(reprlib.repr(list(range(100))), reprlib.repr('x' * 100), reprlib.repr({i: i for i in range(10)}))
one, two = ['a', 'b', 'c', 'd', 'e'], ['a', 'c', 'x', 'd', 'e', 'f']
print('\n'.join(difflib.unified_diff(one, two, 'one', 'two', lineterm='')))
print('\n'.join(difflib.ndiff(['emu', 'cat'], ['emus', 'dog'])), difflib.get_close_matches('appel', ['ape', 'apple', 'peach', 'puppy']), difflib.SequenceMatcher(None, 'abcd', 'bcde').ratio())
print(difflib.SequenceMatcher(None, one, two).get_opcodes())
print(shlex.split("a 'b c' \"d e\\\" f\" g\\ h # i", comments=True), shlex.quote("it's"), shlex.join(['a b', 'c']))
print(fnmatch.filter(['a.py', 'b.txt', 'ab.py', '.c.py'], '*.py'), fnmatch.translate('a?[!b]*.c'), fnmatch.fnmatchcase('A', 'a'))
print(html.escape('<a href="x">&\'</a>'), html.unescape('&lt;&eacute;&#x20AC;&#39;&nosuch;&amp'))
