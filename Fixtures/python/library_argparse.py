# argparse: positionals, options, groups, subcommands, types, help texts, errors and their exit status.
import argparse
import sys

parser = argparse.ArgumentParser(prog='tool', description='A tool with a long description that has to be wrapped, because it says more than fits.', epilog='The end.')
parser.add_argument('source', help='where from')
parser.add_argument('targets', nargs='*', default=['here'], help='where to (default: %(default)s)')
parser.add_argument('-n', '--number', type=int, default=3, metavar='N', help='how many')
parser.add_argument('-v', '--verbose', action='count', default=0)
parser.add_argument('--mode', choices=['fast', 'slow'], default='fast')
parser.add_argument('--pair', nargs=2, type=float)
parser.add_argument('--add', action='append')
parser.add_argument('--flag', action=argparse.BooleanOptionalAction, default=True)
parser.add_argument('--version', action='version', version='%(prog)s 1.0')
group = parser.add_mutually_exclusive_group()
group.add_argument('--red', action='store_const', const='red', dest='colour')
group.add_argument('--blue', action='store_const', const='blue', dest='colour')
parser.print_help()


def attempt(parser, words):
    sys.stderr = sys.stdout
    try:
        print(words, parser.parse_args(words))
    except SystemExit as error:
        print(words, 'exit', error.code)
    finally:
        sys.stderr = sys.__stderr__


for words in [['a'], ['a', 'b', 'c', '-n', '5', '-vvv'], ['a', '--mode=slow', '--pair', '1', '2.5'], ['a', '--add', 'x', '--add=y', '--no-flag'], ['a', '--red'],
              [], ['a', '-n', 'x'], ['a', '--mode', 'other'], ['a', '--red', '--blue'], ['a', '--pair', '1'], ['a', '--unknown'], ['--version'], ['a', '--numb', '7'], ['a', '--', '-x']]:
    attempt(parser, words)
print(parser.parse_known_args(['a', '--strange', '1']))
commands = argparse.ArgumentParser(prog='git')
kinds = commands.add_subparsers(dest='command', required=True, title='commands')
add = kinds.add_parser('add', help='add files', aliases=['a'])
add.add_argument('files', nargs='+')
add.set_defaults(action=len)
kinds.add_parser('log', help='show history').add_argument('-1', dest='one', action='store_true')
commands.print_help()
for words in [['add', 'x', 'y'], ['log', '-1'], ['nothing'], [], ['add']]:
    attempt(commands, words)


class Upper(argparse.Action):
    def __call__(self, parser, namespace, values, option_string=None):
        setattr(namespace, self.dest, values.upper())


def even(text):
    number = int(text)
    if number % 2:
        raise argparse.ArgumentTypeError(f'{number} is odd')
    return number


special = argparse.ArgumentParser(prog='s', fromfile_prefix_chars=None, formatter_class=argparse.ArgumentDefaultsHelpFormatter)
special.add_argument('--name', action=Upper, default='x', help='a name')
special.add_argument('--even', type=even)
special.print_usage()
for words in [['--name', 'abc', '--even', '4'], ['--even', '3']]:
    attempt(special, words)
