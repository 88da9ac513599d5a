"""Types into a program on a terminal of 80 by 24: typist.py ARGS..., with lines `WAIT\tTYPE` on standard input.

Waits until the screen has shown WAIT (a regular expression) since the last line, then types TYPE; `\\r`, `\\t` and `\\x03` stand
for keys. What was shown comes out at the end, then the time of the first `jshell>` in seconds and the status.
"""
import fcntl, os, pty, re, select, signal, struct, sys, termios, time

steps = [line.rstrip("\n").split("\t", 1) for line in sys.stdin]
pid, fd = pty.fork()
if pid == 0:
    os.environ["TERM"] = "xterm"
    os.execvp(sys.argv[1], sys.argv[1:])
fcntl.ioctl(fd, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
shown, since, began, first = "", 0, time.time(), 0.0


def more(seconds):
    global shown, first
    if not select.select([fd], [], [], seconds)[0]:
        return True
    try:
        data = os.read(fd, 65536)
    except OSError:
        return False
    shown += data.decode("utf-8", "replace")
    if not first and "jshell> " in shown:
        first = time.time() - began
    return bool(data)


def words(text):
    return re.sub(r"\x1b(\[[0-9;?]*[ -/]*[@-~]|[=>])", "", text)


for wait, keys in steps:
    limit = time.time() + 120
    while not re.search(wait, words(shown[since:]), re.S):
        if time.time() > limit or not more(0.2):
            print(words(shown))
            sys.exit("not shown: " + wait)
    since = len(shown)
    os.write(fd, keys.encode().decode("unicode_escape").encode("latin-1"))
limit = time.time() + 120
while more(0.2):
    if time.time() > limit:
        print(words(shown))
        os.kill(pid, signal.SIGKILL)
        sys.exit("does not end")
status = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
print(words(shown).replace("\r", ""))
print("first prompt after %.1f s, status %d" % (first, status))
