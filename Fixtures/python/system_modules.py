# fcntl, pwd, grp, resource, termios and mmap: what they answer that does not depend on the machine, and errors.
import fcntl
import grp
import mmap
import os
import pwd
import resource
import tempfile
import termios


def attempt(function, *arguments, **keywords):
    try:
        print(repr(function(*arguments, **keywords)))
    except Exception as error:
        print(type(error).__name__, error)


reading, writing = os.pipe()
print(fcntl.fcntl(reading, fcntl.F_GETFD), fcntl.fcntl(reading, fcntl.F_SETFD, 0), fcntl.fcntl(reading, fcntl.F_GETFD))
flags = fcntl.fcntl(reading, fcntl.F_GETFL)
fcntl.fcntl(reading, fcntl.F_SETFL, flags | os.O_NONBLOCK)
attempt(os.read, reading, 1)
os.write(writing, b"12345")
print(fcntl.ioctl(reading, termios.FIONREAD, b"\0\0\0\0"))
with tempfile.TemporaryFile() as file:
    fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    fcntl.lockf(file, fcntl.LOCK_EX, 10, 0)
    fcntl.flock(file, fcntl.LOCK_UN)
    attempt(fcntl.lockf, file, 99 << 8)
attempt(fcntl.fcntl, "x", 1)
attempt(fcntl.fcntl, 9999, 1)
attempt(fcntl.ioctl, reading, termios.TCGETS, b"x" * 100)

print(pwd.getpwuid(0)[:4], pwd.getpwnam("root").pw_dir, grp.getgrgid(0).gr_name, grp.getgrnam("root").gr_gid)
print(any(entry.pw_name == "root" for entry in pwd.getpwall()), any(entry.gr_name == "root" for entry in grp.getgrall()))
attempt(pwd.getpwnam, "no such account")
attempt(pwd.getpwuid, 123456)
attempt(pwd.getpwuid, "x")
attempt(pwd.getpwuid, 2**40)
attempt(grp.getgrnam, 1)
attempt(grp.getgrgid, 123456)

soft, hard = resource.getrlimit(resource.RLIMIT_CORE)
resource.setrlimit(resource.RLIMIT_CORE, (0, hard))
print(resource.getrlimit(resource.RLIMIT_CORE)[0], resource.prlimit(0, resource.RLIMIT_CORE)[0])
usage = resource.getrusage(resource.RUSAGE_SELF)
print(usage.ru_utime >= 0, usage.ru_maxrss > 0, len(usage), resource.getpagesize() % 4096)
attempt(resource.getrlimit, 999)
attempt(resource.setrlimit, 7, (1,))
attempt(resource.setrlimit, 7, (5, 3))
attempt(resource.getrusage, 77)

attempt(termios.tcgetattr, 9999)
attempt(termios.tcgetattr, reading)
attempt(termios.tcsetattr, reading, 0, [1])

m = mmap.mmap(-1, 20)
m[0:5] = b"hello"
print(m.find(b"l"), m.rfind(b"l"), m.read(3), m.tell(), m.seek(0), m.readline()[:6], len(m), m[4], m[-20:-15], m[::-4])
m.seek(0)
print(m.write(b"HE"), m.tell(), m.read_byte(), m.write_byte(33), m[:6], bytes(memoryview(m)[:4]), m.move(10, 0, 5), m[10:15])
m[1] = 65
m[0:6:2] = b"xyz"
print(m[:8], b"A" in m[:8], m.closed, repr(m)[:50])
for call in [(m.seek, -1), (m.seek, 1, 9), (m.write, b"x" * 100), (m.move, 0, 19, 5), (m.__getitem__, 99), (m.__getitem__, "x"),
             (m.__setitem__, 0, 300), (m.__setitem__, 0, "x"), (m.__setitem__, slice(0, 2), b"xyz"), (m.__delitem__, 0),
             (m.write_byte, 300), (m.find, "x"), (mmap.mmap, -1, 0), (mmap.mmap, -1, -1), (mmap.mmap, 9999, 5)]:
    attempt(*call)
m.resize(8)
print(len(m), m[:])
m.close()
attempt(m.read)
attempt(len, m)
print(repr(m), m.closed)
with tempfile.TemporaryFile() as file:
    file.write(b"contents of a file\n" * 3)
    file.flush()
    with mmap.mmap(file.fileno(), 0) as m:
        print(m.size(), m.readline(), m.find(b"file", 10))
        m[:8] = b"CONTENTS"
        m.flush()
    file.seek(0)
    print(file.read(12))
    with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as m:
        attempt(m.__setitem__, 0, 1)
        attempt(m.resize, 9)
        print(bytes(m)[:8], memoryview(m).readonly)
