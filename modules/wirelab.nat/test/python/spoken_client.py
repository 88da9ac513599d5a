"""A classroom chat client of the spoken dialect, written from its description alone.

    python3 spoken_client.py ID SERVER_HOST SERVER_PORT PRIVATE_IP LOCAL_PORT KEEP_ALIVE_SECONDS
"""
import re
import socket
import sys
import threading
import time

CLIENT_PORT = 10081
me, host, port, private_ip, local_port, keep_alive = sys.argv[1:7]
server = (host, int(port))
sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
sock.bind((private_ip, int(local_port)))
public = {}
neighbour = {}


def say(line):
    print(line, flush=True)


def receive():
    while True:
        data, source = sock.recvfrom(2048)
        text = data.decode()
        gone = re.fullmatch(r"(\S+) is (unregistered|off-line) (\S+):(\d+)", text)
        private = re.fullmatch(r"(\S+)@private:(\S+)", text)
        here = re.fullmatch(r"(\S+) (\S+):(\d+)", text)
        if source != server:
            sender, message = text.split("@chat ", 1)
            say("From %s [%s]" % (sender, message))
        elif gone:
            public.pop(gone.group(1), None)
            neighbour.pop(gone.group(1), None)
            say(text)
        elif private:
            neighbour[private.group(1)] = (private.group(2), CLIENT_PORT)
            say(text)
        elif here:
            public[here.group(1)] = (here.group(2), int(here.group(3)))
            say("+ " + here.group(1))
        else:
            say("? " + text)


def keep():
    while True:
        time.sleep(float(keep_alive))
        sock.sendto((me + "@keepalive").encode(), server)


sock.sendto((me + " " + private_ip).encode(), server)
threading.Thread(target=receive, daemon=True).start()
if float(keep_alive) > 0:
    threading.Thread(target=keep, daemon=True).start()
for line in sys.stdin:
    words = line.rstrip("\n").split(" ", 2)
    if words[0] == "@show_list":
        for name in sorted(public):
            say("%s %s:%d" % ((name,) + public[name]))
    elif words[0] == "@chat":
        sock.sendto((me + "@chat " + words[2]).encode(), neighbour.get(words[1]) or public[words[1]])
    elif words[0] == "@exit":
        sock.sendto((me + " @exit").encode(), server)
        break
