"""Runs a command on a terminal of its own: what comes in is typed there, what it shows comes out.

usage: screen.py COLUMNS COMMAND...

The end of the input closes the terminal, as one closes a window. SIGUSR1 makes it 40 columns wide. The last lines that come
out are the command's status and whether it has put the terminal back as it was.
"""
import fcntl
import os
import pty
import select
import signal
import struct
import subprocess
import sys
import termios

controller, terminal = pty.openpty()


def resize(columns):
    fcntl.ioctl(controller, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))


resize(int(sys.argv[1]))
before = termios.tcgetattr(terminal)
child = subprocess.Popen(sys.argv[2:], stdin=terminal, stdout=terminal, stderr=terminal, start_new_session=True,
                         preexec_fn=lambda: os.close(os.open(os.ttyname(terminal), os.O_RDWR)))
signal.signal(signal.SIGUSR1, lambda *_: resize(40))
typing = True
while child.poll() is None:
    ready = select.select([controller, 0], [], [], 0.05)[0]
    if controller in ready:
        os.write(1, os.read(controller, 65536))
    if 0 in ready:
        keys = os.read(0, 65536)
        if not keys:
            typing = False
            break
        os.write(controller, keys)
if typing:
    while select.select([controller], [], [], 0)[0]:
        os.write(1, os.read(controller, 65536))
    print("status:", child.wait())
    print("terminal as before:", termios.tcgetattr(terminal) == before)
else:
    os.close(controller)
    print("status:", child.wait(60))
