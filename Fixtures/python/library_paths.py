# pathlib, os.path, tempfile, shutil, glob: paths as values, and a tree of files made, read, listed, moved and removed.
import glob, os, shutil, stat, tempfile
from pathlib import Path, PurePosixPath, PureWindowsPath

path = PurePosixPath('/usr/lib/../lib/python3.11/os.tar.gz')
print(path.parts, path.name, path.stem, path.suffix, path.suffixes, path.parent, list(path.parents)[:2], path.anchor, path.is_absolute())
print(path / 'a' / '../b', path.with_name('x.py'), path.with_suffix('.zip'), path.with_stem('y'), path.relative_to('/usr'), path.match('*.gz'), PurePosixPath('a//b/./c/'), repr(PureWindowsPath('c:/x\\y')), PureWindowsPath('C:/A') == PureWindowsPath('c:/a'))
try:
    path.relative_to('/etc')
except ValueError as error:
    print(error)
print(os.path.join('a', '/b', 'c'), os.path.normpath('a/../../b//c/.'), os.path.splitext('a/.b.c'), os.path.split('/a/b'), os.path.commonpath(['/a/b/c', '/a/bc']), os.path.commonprefix(['abc', 'abd']), os.path.relpath('/a/b', '/a/c/d'), os.path.basename('/'), os.path.expandvars('$NOSUCH/x'))
with tempfile.TemporaryDirectory() as folder:
    root = Path(folder)
    (root / 'one' / 'two').mkdir(parents=True)
    for name in ['a.txt', 'one/b.txt', 'one/two/c.txt', 'one/.hidden', 'one/d.py']:
        (root / name).write_text(f'content of {name}\n' * 2)
    show = lambda paths: sorted(str(Path(p).relative_to(root)) for p in paths)
    print(show(root.rglob('*.txt')), show(root.glob('*')), show(glob.glob(folder + '/**/*', recursive=True)), show(root.glob('**/')), show(glob.iglob(folder + '/*/[a-c]*')))
    print((root / 'a.txt').read_text(), (root / 'a.txt').stat().st_size, (root / 'a.txt').exists(), (root / 'zz').exists(), (root / 'one').is_dir())
    for where, folders, files in sorted(os.walk(folder)):
        print(os.path.relpath(where, folder), sorted(folders), sorted(files))
    shutil.copytree(root / 'one', root / 'copy', ignore=shutil.ignore_patterns('*.py'))
    shutil.move(str(root / 'a.txt'), str(root / 'copy' / 'moved.txt'))
    (root / 'link').symlink_to('copy/moved.txt')
    print(show(root.rglob('*')), os.readlink(root / 'link'), (root / 'link').resolve() == (root / 'copy/moved.txt').resolve(), (root / 'link').is_symlink())
    (root / 'copy' / 'moved.txt').chmod(0o640)
    print(stat.filemode((root / 'copy/moved.txt').stat().st_mode), oct((root / 'link').stat().st_mode & 0o777))
    for action in [lambda: (root / 'nothing').read_text(), lambda: (root / 'one').rmdir(), lambda: (root / 'one').mkdir(), lambda: (root / 'a' / 'b').touch(), lambda: (root / 'one').read_bytes()]:
        try:
            action()
        except OSError as error:
            print(type(error).__name__, error.errno, error.strerror)
    with open(root / 'x', 'w+', encoding='utf-8', newline='') as file:
        print(file.write('é\r\nb'), file.seek(0), repr(file.read()), file.name == str(root / 'x'), file.mode, file.encoding)
    with tempfile.NamedTemporaryFile('w', dir=folder, suffix='.tmp', delete=True) as file:
        file.write('x')
        file.flush()
        print(os.path.getsize(file.name), file.name.endswith('.tmp'))
    entries = {entry.name: (entry.is_dir(), entry.is_symlink()) for entry in os.scandir(folder)}
    print(sorted(entries.items()))
    shutil.rmtree(root / 'one')
    archive = shutil.make_archive(str(root / 'packed'), 'zip', root / 'copy')
    shutil.unpack_archive(archive, root / 'unpacked')
    print(show((root / 'unpacked').rglob('*')), shutil.which('nosuchprogram'))
print(os.path.exists(folder))
with tempfile.SpooledTemporaryFile(max_size=10) as file:
    file.write(b'12345678901')
    file.seek(0)
    print(file.read())
