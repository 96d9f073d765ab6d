# tokenize, token, keyword, codeop, linecache, traceback, warnings: tools that look at programs.
import codeop, io, keyword, linecache, token, tokenize, traceback, warnings

source = 'def f(a, *b):  # comment\n\tif a != 1_000 and b"x":\n\t\treturn f"{a}" """multi\nline"""\n\n@x\nasync def g(): ...\ny = 0x1F + 1.5e3j <<= 2 := -> \\\n  3\n'
for t in tokenize.generate_tokens(io.StringIO(source).readline):
    print(token.tok_name[t.type], token.tok_name[t.exact_type], repr(t.string), t.start, t.end)
print(tokenize.untokenize(tokenize.generate_tokens(io.StringIO('a = [1,\n  2]\n').readline)), tokenize.detect_encoding(io.BytesIO(b'# -*- coding: latin-1 -*-\n').readline))
for bad in ['a = """x\n', '(1,\n', 'if x:\n  a\n b\n']:
    try:
        list(tokenize.generate_tokens(io.StringIO(bad).readline))
        print('no error')
    except (tokenize.TokenError, IndentationError) as error:
        print(type(error).__name__, error)
print(keyword.iskeyword('async'), keyword.issoftkeyword('match'), len(keyword.kwlist), keyword.softkwlist)
for text in ['if x:', 'if x:\n  y\n', 'x = 1', 'x = (', 'def f(', '"""abc', 'x = = 1', 'for i in y: pass', '@d', 'else:', 'a\\']:
    try:
        print(repr(text), codeop.compile_command(text) is not None)
    except (SyntaxError, ValueError) as error:
        print(repr(text), type(error).__name__, error.msg)


def low(n):
    if n == 0:
        raise ValueError('deep') from KeyError('cause')
    low(n - 1)


try:
    low(2)
except ValueError as error:
    error.add_note('a note')
    text = traceback.format_exc()
    summary = traceback.TracebackException.from_exception(error, capture_locals=True)
    frames = traceback.extract_tb(error.__traceback__)
print(text.replace(__file__, 'FILE'))
print([(f.name, f.lineno, f.line, f.colno, f.end_colno) for f in frames], list(summary.format_exception_only()))
print(traceback.format_exception_only(SyntaxError('bad', ('f', 1, 3, 'a b c', 1, 4))), traceback.format_list([('f', 3, 'g', 'x = 1')]), traceback.format_exception(TypeError('t')))
print(linecache.getline(__file__, 1), repr(linecache.getline('/nosuch', 1)), [s.name for s in traceback.extract_stack()])
with warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter('always')
    warnings.warn('one')
    warnings.warn(DeprecationWarning('two'))
    warnings.filterwarnings('ignore', 'th.*')
    warnings.warn('three')
    warnings.filterwarnings('error', category=UserWarning)
    try:
        warnings.warn('four')
    except UserWarning as error:
        print('raised', error)
print([(w.category.__name__, str(w.message), w.lineno) for w in caught])
print(warnings.formatwarning('text', UserWarning, 'file.py', 3, 'source line'))
