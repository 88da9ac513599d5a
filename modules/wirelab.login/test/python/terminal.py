"""Runs a command at a terminal of its own, types a line when it asks for a password, and prints what the terminal showed.

usage: terminal.py PASSWORD COMMAND...
"""
import os
import pty
import sys

password = sys.argv[1]
child, terminal = pty.fork()
if child == 0:
    os.execvp(sys.argv[2], sys.argv[2:])
shown = b""
answered = 0
while True:
    try:
        chunk = os.read(terminal, 4096)
    except OSError:
        break
    if not chunk:
        break
    shown += chunk
    asked = shown.count(b"password of") + shown.count(b"once more:")
    while answered < asked and shown.rstrip(b" ").endswith(b":"):
        os.write(terminal, password.encode() + b"\n")
        answered += 1
sys.stdout.write(shown.decode())
sys.exit(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
