# subprocess: output, input, status, pipes between programs, working directory, environment, sessions, and errors.
import os
import signal
import subprocess
import sys


def attempt(function, *arguments, **keywords):
    try:
        print(function(*arguments, **keywords))
    except Exception as error:
        print(type(error).__name__, error)


print(subprocess.run(["echo", "hello"], capture_output=True))
result = subprocess.run(["sh", "-c", "cat; echo problem >&2; exit 3"], input="some\ntext\n", capture_output=True, text=True)
print(result.returncode, repr(result.stdout), repr(result.stderr))
attempt(result.check_returncode)
attempt(subprocess.run, ["false"], check=True)
attempt(subprocess.check_output, "echo $HOME; exit 2", shell=True, env={"HOME": "/nowhere"})
print(subprocess.check_output("echo $VALUE", shell=True, env={"VALUE": "42"}), subprocess.getstatusoutput("echo both; exit 1"))
print(subprocess.check_output(["pwd"], cwd="/usr", text=True), subprocess.call(["true"]))

with subprocess.Popen(["sort"], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as sorter:
    print(sorter.communicate(b"c\na\nb\n"), sorter.returncode)
first = subprocess.Popen(["printf", "3\\n1\\n2\\n"], stdout=subprocess.PIPE)
second = subprocess.Popen(["sort", "-r"], stdin=first.stdout, stdout=subprocess.PIPE, text=True)
first.stdout.close()
print(second.communicate()[0].split(), first.wait())

sleeper = subprocess.Popen(["sleep", "30"])
print(sleeper.poll())
attempt(sleeper.wait, timeout=0.01)
sleeper.terminate()
print(sleeper.wait(), sleeper.returncode == -signal.SIGTERM, sleeper.poll())
print(subprocess.run(["sh", "-c", "kill -9 $$"]).returncode)
try:
    subprocess.run(["sleep", "9"], timeout=0.05)
except subprocess.TimeoutExpired as error:
    print(type(error).__name__, error.cmd, error.stdout)

attempt(subprocess.run, ["/no/such/program"])
attempt(subprocess.run, ["echo"], cwd="/no/such/folder")
attempt(subprocess.run, "echo", stdin=5, input="x")
attempt(subprocess.Popen, [])
print(subprocess.run(["sh", "-c", "echo out; echo err >&2"], stdout=subprocess.PIPE, stderr=subprocess.STDOUT).stdout)
print(subprocess.run(["sh", "-c", "echo gone"], stdout=subprocess.DEVNULL).stdout)
reading, writing = os.pipe()
os.set_inheritable(writing, True)
subprocess.run(["sh", "-c", "echo through >&%d" % writing], pass_fds=[writing])
os.close(writing)
print(os.read(reading, 100))
os.close(reading)
print(subprocess.check_output(["sh", "-c", "ps -o sid= -p $$ >/dev/null; umask"], umask=0o077, start_new_session=True))
print(subprocess.check_output(["echo", "prepared"], preexec_fn=lambda: os.chdir("/")))
attempt(subprocess.run, ["echo"], preexec_fn=lambda: 1 / 0)
data = os.urandom(200_000)
print(subprocess.run(["cat"], input=data, capture_output=True).stdout == data)
print(subprocess.run([b"echo", "bytes and text"], stdout=subprocess.PIPE, text=True, encoding="utf-8").args)
sys.stdout.flush()
