# os: files by folder descriptors, vectors and copies in the kernel, children, users, scheduling, file systems.
import os
import shutil
import signal
import sys
import tempfile


def attempt(function, *arguments, **keywords):
    try:
        print(function.__name__, function(*arguments, **keywords))
    except Exception as error:
        print(function.__name__, type(error).__name__, error)


root = tempfile.mkdtemp()
folder = os.open(root, os.O_RDONLY)

# Below a folder's descriptor, not in the current folder.
os.mkdir('d', dir_fd=folder)
file = os.open('d/f', os.O_RDWR | os.O_CREAT, 0o640, dir_fd=folder)
print(os.writev(file, [b'abc', bytearray(b'defg'), memoryview(b'hij')]), os.pwritev(file, [b'XY'], 1))
parts = [bytearray(4), bytearray(10)]
print(os.preadv(file, parts, 0), parts, os.lseek(file, 0, 0), os.readv(file, [bytearray(3)]))
os.symlink('d/f', 'l', dir_fd=folder)
print(os.readlink('l', dir_fd=folder), os.stat('l', dir_fd=folder).st_size,
      os.stat('l', dir_fd=folder, follow_symlinks=False).st_size, oct(os.lstat('d/f', dir_fd=folder).st_mode))
os.link('d/f', 'h', src_dir_fd=folder, dst_dir_fd=folder)
os.rename('h', 'd/g', src_dir_fd=folder, dst_dir_fd=folder)
os.chmod('d/g', 0o600, dir_fd=folder)
os.utime('d/g', (1, 2), dir_fd=folder)
os.mkfifo('p', dir_fd=folder)
print(os.access('d/g', os.R_OK, dir_fd=folder), os.access('nothing', os.F_OK, dir_fd=folder), os.fstat(file).st_nlink,
      os.stat('d/g', dir_fd=folder).st_mtime)
print(sorted((entry.name, entry.is_dir(), entry.is_symlink(), entry.stat(follow_symlinks=False).st_size >= 0)
             for entry in os.scandir(folder)))
print(sorted(entry.path for entry in os.scandir(folder)), [names for _, _, names, _ in os.fwalk(root)][1:])
os.unlink('p', dir_fd=folder)
for function in (os.open, os.stat, os.unlink, os.rename, os.chown, os.utime):
    print(function.__name__, function in os.supports_dir_fd, function in os.supports_fd,
          function in os.supports_follow_symlinks)
attempt(os.stat, folder, dir_fd=folder)
attempt(os.stat, 'x', dir_fd='a')
attempt(os.mkdir, 'd', dir_fd=folder)
attempt(os.chown, root, 'a', 0)
attempt(os.chown, root, -2, 0)
attempt(os.chown, root, 1 << 70, 0)
attempt(os.readv, file, 5)
attempt(os.writev, file, ['text'])

# Copies inside the kernel.
target = os.open('d/copy', os.O_RDWR | os.O_CREAT, dir_fd=folder)
print(os.copy_file_range(file, target, 4, 0), os.sendfile(target, file, 4, 3), os.pread(target, 20, 0))
reading, writing = os.pipe()
print(os.splice(file, writing, 5, offset_src=2), os.read(reading, 9))
attempt(os.splice, file, writing, -1)
attempt(os.posix_fadvise, file, 0, 0, os.POSIX_FADV_WILLNEED)
attempt(os.posix_fallocate, file, 0, 20)
attempt(os.lockf, file, os.F_LOCK, 0)
attempt(os.lockf, file, os.F_ULOCK, 0)
print(os.fstat(file).st_size, len(os.getrandom(5)))
memory = os.memfd_create('name')
print(os.write(memory, b'123'), os.pread(memory, 9, 1))
event = os.eventfd(3)
os.eventfd_write(event, 4)
print(os.eventfd_read(event), os.get_inheritable(event))
attempt(os.eventfd, -1)

# Children.
child = os.posix_spawn(sys.executable, [sys.executable, '-c', 'print(6 * 7, flush=True); import os; os._exit(3)'], os.environ,
                       file_actions=[(os.POSIX_SPAWN_DUP2, writing, 1), (os.POSIX_SPAWN_CLOSE, reading)], setsigdef=[signal.SIGPIPE])
process, status, usage = os.wait4(child, 0)
print(process == child, os.waitstatus_to_exitcode(status), usage.ru_maxrss > 0, os.read(reading, 10))
child = os.posix_spawnp('true', ['true'], {})
state = os.waitid(os.P_PID, child, os.WEXITED)
print(state.si_pid == child, state.si_signo == signal.SIGCHLD, state.si_status, state.si_code == os.CLD_EXITED)
attempt(os.posix_spawn, '/nowhere', ['a'], {})
attempt(os.posix_spawn, '/bin/true', [], {})
attempt(os.posix_spawn, '/bin/true', 5, {})
attempt(os.posix_spawn, '/bin/true', ['a'], {}, file_actions=[(9,)])
attempt(os.posix_spawn, '/bin/true', ['a'], {}, file_actions=[(1, 2, 3)])
attempt(os.waitid, os.P_ALL, 0, os.WEXITED)
child, terminal = os.forkpty()
if child == 0:
    os.write(1, f'terminal {os.isatty(0)} {os.getsid(0) == os.getpid()}\n'.encode())
    os._exit(0)
text = b''
while b'\n' not in text:
    text += os.read(terminal, 100)
print(text, os.waitpid(child, 0)[1])

# Users, scheduling, file systems.
print(os.getresuid() == (os.getuid(),) * 3, os.getresgid()[0] == os.getgid(), set(os.getgroups()) >= set())
attempt(os.setuid, 'a')
attempt(os.setgroups, 5)
attempt(os.tcgetpgrp, file)
print(os.sched_getparam(0), os.sched_getscheduler(0) == os.SCHED_OTHER, os.sched_param(3), os.getpriority(os.PRIO_PROCESS, 0))
os.sched_setaffinity(0, os.sched_getaffinity(0))
attempt(os.sched_setaffinity, 0, [-1])
attempt(os.sched_setparam, 0, 5)
attempt(os.sched_param)
status = os.statvfs(root)
print(status.f_namemax, len(status), status.f_bsize > 0, type(status))
attempt(os.statvfs, '/nowhere')
attempt(os.pathconf, root, 'PC_NAME_MAX')
attempt(os.fpathconf, file, 'nothing')
attempt(os.confstr, 'CS_PATH')
attempt(os.sysconf, 1.5)
print(os.makedev(3, 7), os.major(os.makedev(3, 7)), os.minor(os.makedev(3, 7)), os.ctermid())
try:
    os.removexattr(root, 'user.nothing')
except OSError as error:
    print(error.filename == root)
shutil.rmtree(root)
print(os.path.exists(root))
