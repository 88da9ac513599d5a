"""A client and a slave of the simple dialect, written from the wire section of the README alone."""
import os
import shutil
import socket
import struct
import sys

REGISTER, REMOTE, COPY, ADD, DELETE, MODIFY = range(6)
WHOLE = 1 << 20


class Peer:
    def __init__(self, address):
        host, port = address.rsplit(":", 1)
        self.socket = socket.create_connection((host, int(port)), 20)
        self.file = self.socket.makefile("rb")

    def send(self, action, path="", data=b"", node=0):
        name = path.encode()
        self.socket.sendall(struct.pack(">III", node, action, len(name)) + name + struct.pack(">I", len(data)) + data)

    def exactly(self, count):
        data = self.file.read(count)
        if len(data) != count:
            raise EOFError("the peer ended")
        return data

    def receive(self):
        node, action, length = struct.unpack(">III", self.exactly(12))
        path = self.exactly(length).decode()
        length, = struct.unpack(">I", self.exactly(4))
        return node, action, path, self.exactly(length)

    def send_file(self, action, path, content):
        at = 0
        while True:
            piece = content[at:at + WHOLE]
            self.send(action, path, piece)
            at += len(piece)
            if len(piece) < WHOLE:
                return

    def answer(self):
        _, action, _, data = self.receive()
        if action != REMOTE:
            raise ValueError("action %d is no answer" % action)
        word, _, rest = data.decode().partition("\n")
        if word != "ok":
            raise ValueError(rest)
        return rest


class Slave:
    """Has a folder become what the master's is."""

    def __init__(self, address, folder):
        self.folder = folder
        self.pieces = b""
        self.peer = Peer(address)
        self.peer.send(REGISTER, data=b"127.0.0.1:1")
        node, action, _, _ = self.peer.receive()
        if action != REGISTER or node < 1:
            raise ValueError("not registered")
        print("registered", node, flush=True)

    def run(self):
        there = set()
        while True:
            _, action, path, data = self.peer.receive()
            if action == COPY and not path:
                break
            there.add(path.rstrip("/"))
            self.take(path, data)
        self.forget(there)
        print("copied", flush=True)
        while True:
            _, action, path, data = self.peer.receive()
            if action == DELETE:
                self.remove(os.path.join(self.folder, path))
            else:
                self.take(path, data)
            print(action, path, flush=True)

    def take(self, path, data):
        target = os.path.join(self.folder, path)
        if path.endswith("/"):
            os.makedirs(target, exist_ok=True)
            return
        self.pieces += data
        if len(data) == WHOLE:
            return
        os.makedirs(os.path.dirname(target), exist_ok=True)
        with open(target + ".new", "wb") as file:
            file.write(self.pieces)
        os.replace(target + ".new", target)
        self.pieces = b""

    def forget(self, there):
        for folder, folders, files in os.walk(self.folder, topdown=False):
            for name in files + folders:
                target = os.path.join(folder, name)
                if os.path.relpath(target, self.folder) not in there:
                    self.remove(target)

    @staticmethod
    def remove(target):
        if os.path.isdir(target):
            shutil.rmtree(target)
        else:
            os.remove(target)


def client(address):
    peer = Peer(address)
    peer.send(ADD, "notes/")
    peer.answer()
    peer.send_file(ADD, "notes/short", b"hello")
    peer.answer()
    long = bytes(range(256)) * 10_000
    peer.send_file(ADD, "notes/long", long)
    peer.answer()
    peer.send_file(ADD, "notes/even", b"x" * WHOLE)
    peer.answer()
    peer.send_file(MODIFY, "notes/short", b"hello again")
    peer.answer()
    peer.send(REMOTE, "notes", b"ls")
    print(peer.answer().replace("\n", " "))
    peer.send(COPY, "notes")
    files = {}
    while True:
        _, action, path, data = peer.receive()
        if action != COPY:
            raise ValueError("action %d in a copy" % action)
        if not path:
            break
        files[path] = files.get(path, b"") + data
    assert files["notes/long"] == long and files["notes/short"] == b"hello again" and len(files["notes/even"]) == WHOLE
    peer.send(DELETE, "notes/even")
    peer.answer()
    peer.send(REMOTE, "notes/short", b"mv notes/moved")
    peer.answer()
    peer.send(REMOTE, "../x", b"rm")
    try:
        peer.answer()
        raise AssertionError("a path that leaves the folder")
    except ValueError as refused:
        print("refused:", refused)
    print("done")


if sys.argv[1] == "client":
    client(sys.argv[2])
else:
    Slave(sys.argv[2], sys.argv[3]).run()
