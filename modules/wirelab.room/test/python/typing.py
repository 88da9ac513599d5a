"""Runs a room client at a terminal of its own and types into it, while messages arrive.

usage: typing.py HOST PORT COMMAND...

Half a line is typed; another member, a plain socket, says something; the rest of the line is typed. What the terminal
showed is printed, control characters as Python writes them, then what the other member heard, then whether the terminal was
put back.
"""
import os
import pty
import select
import socket
import subprocess
import sys
import termios
import time

host, port = sys.argv[1], int(sys.argv[2])
other = socket.create_connection((host, port))
reader = other.makefile("r", encoding="utf-8")
controller, terminal = pty.openpty()
before = termios.tcgetattr(terminal)
child = subprocess.Popen(sys.argv[3:], stdin=terminal, stdout=terminal, stderr=terminal, start_new_session=True,
                         preexec_fn=lambda: os.close(os.open(os.ttyname(terminal), os.O_RDWR)))
shown = b""


def await_shown(text, since=0):
    """Reads what the terminal shows until a text is among it."""
    global shown
    end = time.monotonic() + 30
    while text not in shown[since:]:
        if time.monotonic() > end:
            sys.exit(f"not shown: {text!r}; shown: {shown!r}")
        if select.select([controller], [], [], 0.2)[0]:
            shown += os.read(controller, 4096)


def await_heard(part):
    """Reads what the other member hears until a line holds a text."""
    for line in reader:
        if part in line:
            return line.strip()
    sys.exit(f"not heard: {part}")


# Its own joining, not that of the other member, which it is told first.
await_shown(b"<#2> joined\r\n\r\x1b[K> ")
os.write(controller, "half a li".encode())
await_shown(b"> half a li")
at = len(shown)
other.sendall("good morning \x1b[2J\n".encode())
await_shown(b"half a li", at)
print("shown:", shown[at:].decode())
os.write(controller, "nx\x7fe of Zoë\r".encode())
print("heard:", await_heard("half"))
if sys.argv[3:][-1] == "--nick=zoe":
    print("interrupted:", end=" ")
    child.terminate()
else:
    os.write(controller, b"exit\r")
print("status:", child.wait(30))
print("terminal as before:", termios.tcgetattr(terminal) == before)
