"""Paramiko's client with a server that is a program: client.py SERVER FILE."""

import hashlib
import os
import select
import socket
import stat
import subprocess
import sys

import paramiko


class Channel(socket.socket):
    """One end of a socket pair with the two things that a channel of SSH has and it has not."""

    def get_name(self):
        return "pipe"

    def recv_ready(self):
        return bool(select.select([self], [], [], 0)[0])


def main(server, file):
    mine, its = socket.socketpair()
    process = subprocess.Popen([server], stdin=its, stdout=its)
    its.close()
    client = paramiko.SFTPClient(Channel(fileno=mine.detach()))
    size = os.path.getsize(file)
    wanted = open(file, "rb").read()

    assert client.normalize(".") == "/"
    assert client.put(file, "a").st_size == size
    client.getfo("a", digest := Digest())
    assert digest.sum.digest() == hashlib.sha256(wanted).digest()
    with client.open("a", "r+") as a:
        a.prefetch(size)
        assert a.read() == wanted
        a.seek(5)
        a.write(b"hello")
        a.flush()
        a.seek(0)
        assert a.read(12) == wanted[:5] + b"hello" + wanted[10:12]
        assert a.readv([(0, 3), (5, 5)]).__next__() == wanted[:3]
        a.truncate(20)
        assert a.stat().st_size == 20
        a.utime((5, 6))
        a.chmod(0o600)
    with client.open("a", "a+") as a:
        a.write("\u00fc\n")
    assert client.stat("a").st_size == 23
    assert client.stat("a").st_mode & 0o7777 == 0o600
    try:
        client.open("a", "x")
        raise AssertionError("it is there already")
    except IOError:
        pass
    client.mkdir("d", 0o700)
    client.symlink("../a", "d/l")
    assert client.readlink("d/l") == "../a"
    assert stat.S_ISLNK(client.lstat("d/l").st_mode) and stat.S_ISREG(client.stat("d/l").st_mode)
    client.chdir("d")
    assert client.normalize("l") == "/a"
    client.rename("l", "m")
    client.posix_rename("m", "n")
    for i in range(250):
        with client.open("file %d" % i, "w") as each:
            each.write("x" * i)
    names = {each.filename: each.st_size for each in client.listdir_attr(".")}
    assert len(names) == 251 and all(names["file %d" % i] == i for i in range(250))
    assert len(list(client.listdir_iter("."))) == 251
    try:
        client.stat("nothing")
        raise AssertionError("there is no such file")
    except FileNotFoundError:
        pass
    try:
        client.open("../../../etc/passwd")
        raise AssertionError("it leads out")
    except IOError:
        pass
    for name in names:
        client.unlink(name)
    client.chdir("/")
    client.rmdir("d")
    client.unlink("a")
    client.close()
    assert process.wait(30) == 0
    print("all well")


class Digest:
    """A file that remembers no more than a sum of what is written to it."""

    def __init__(self):
        self.sum = hashlib.sha256()

    def write(self, data):
        self.sum.update(data)


main(*sys.argv[1:])
