"""A classroom chat client of the tagged dialect, written from its description alone.

    python3 tagged_client.py ID SERVER_HOST SERVER_PORT PRIVATE_IP LOCAL_PORT KEEP_ALIVE_SECONDS
"""
import socket
import sys
import threading
import time

me, host, port, private_ip, local_port, keep_alive = sys.argv[1:7]
server = (host, int(port))
sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
sock.bind((private_ip, int(local_port)))
private = "%s:%d" % (private_ip, sock.getsockname()[1])
clients = {}


def say(line):
    print(line, flush=True)


def address(text):
    ip, port = text.rsplit(":", 1)
    return ip, int(port)


def receive():
    while True:
        data, source = sock.recvfrom(65535)
        text = data.decode()
        if source != server:
            sender, message = text.split("|", 1)
            say(sender + "> " + message)
        elif text[0] == "R":
            entries = [entry.split(",") for entry in text[1:].split("|")]
            # All are known before one is named: whoever sees the first may write to it at once.
            clients.update({name: (public, private_address) for name, public, private_address in entries})
            for name, _, _ in entries:
                say("+ " + name)
        elif text[0] == "U":
            clients.pop(text[1:], None)
            say("- " + text[1:])
        else:
            say("? " + text)


def keep():
    while True:
        time.sleep(float(keep_alive))
        sock.sendto(("K" + me).encode(), server)


sock.sendto(("R%s,%s" % (me, private)).encode(), server)
threading.Thread(target=receive, daemon=True).start()
if float(keep_alive) > 0:
    threading.Thread(target=keep, daemon=True).start()
for line in sys.stdin:
    words = line.rstrip("\n").split(" ", 2)
    if words[0] == "@show_list":
        for name in sorted(clients):
            say("%s %s / %s" % ((name,) + clients[name]))
    elif words[0] == "@chat":
        public, private_address = clients[words[1]]
        same_nat = public.split(":")[0] == clients[me][0].split(":")[0]
        sock.sendto((me + "|" + words[2]).encode(), address(private_address if same_nat else public))
    elif words[0] == "@exit":
        sock.sendto(("U" + me).encode(), server)
        break
