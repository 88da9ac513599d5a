"""Reads lines "KIND HEX" (udp, udpkey, ask, answer, root) and says for each what it is, or why it is nothing.

Written from the section on the wire format of the lab sheet alone.
"""
import hashlib
import hmac
import math
import struct
import sys

KEY = b"a key of a class"


class Bad(Exception):
    pass


class Fields:
    def __init__(self, data):
        self.data, self.at = data, 0

    def take(self, n):
        if self.at + n > len(self.data):
            raise Bad("ends early")
        part = self.data[self.at:self.at + n]
        self.at += n
        return part

    def number(self, n, most=None, least=0):
        value = int.from_bytes(self.take(n), "big")
        if value < least or most is not None and value > most:
            raise Bad("out of bounds: %d" % value)
        return value

    def text(self, n, most):
        length = self.number(n, most)
        raw = self.take(length)
        raw.decode("utf-8")
        return raw

    def end(self):
        if self.at != len(self.data):
            raise Bad("more than there should be")


SUBJECT, NONCE = {4, 6, 7, 8}, {4, 5, 6, 7}
MOST_INCARNATION = 4294967280


def udp(data, key):
    f = Fields(data)
    if len(data) != 132 or f.take(4) != b"WLIX" or f.number(1) != 2:
        raise Bad("no datagram of ours")
    kind = f.number(1, 8, 1)
    if f.number(2) != (1 if key else 0):
        raise Bad("flags")
    ident = f.take(16)
    incarnation = f.number(4, MOST_INCARNATION)
    sequence, port = f.number(4), f.number(2, None, 1)
    f.number(2, 0)
    documents, root = f.number(4), f.take(32)
    subject, about, nonce = f.take(16), f.number(4, MOST_INCARNATION), f.number(8)
    named = subject != bytes(16)
    if ident == bytes(16) or named != (kind in SUBJECT) and kind != 5 or not named and about:
        raise Bad("ids")
    if nonce and kind not in NONCE:
        raise Bad("nonce")
    wanted = hmac.new(key, data[:100], hashlib.sha256).digest() if key else bytes(32)
    if f.take(32) != wanted:
        raise Bad("code")
    return "%d %s %d %d %d %d %s %s %d %d" % (kind, ident.hex(), incarnation, sequence, port, documents, root.hex(),
                                             subject.hex(), about, nonce)


def path(f):
    length, digits = f.number(1, 16), f.number(8)
    if digits & ((1 << (64 - 4 * length)) - 1):
        raise Bad("digits")


def document(f):
    begin = f.at
    f.take(32)
    f.number(8, 2 ** 63 - 1)
    f.text(1, 127)
    f.text(2, 512)
    before = None
    for _ in range(f.number(2, 32, 1)):
        name = f.text(2, 1024)
        if before is not None and name <= before:
            raise Bad("order")
        before = name
    return f.data[begin:f.at]


def statistics(f):
    documents = f.number(8, 2 ** 63 - 1)
    f.number(8, 2 ** 63 - 1)
    for _ in range(f.number(2)):
        f.number(8, documents)


def hit(f):
    f.take(32)
    if not math.isfinite(struct.unpack(">d", f.take(8))[0]):
        raise Bad("score")
    f.text(2, 1024)


def ask(data):
    f = Fields(data)
    kind = f.number(1, 11, 1)
    if kind == 1:
        for _ in range(f.number(2, 256, 1)):
            path(f)
    elif kind == 2:
        for _ in range(f.number(2, 4096, 1)):
            f.number(8)
    elif kind in (3, 4):
        f.take(32)
        if kind == 3:
            f.number(8, 2 ** 63 - 1)
            f.number(8, 2 ** 63 - 1)
    elif kind in (6, 11):
        f.number(4)
    elif kind == 7:
        f.number(8, 2 ** 63 - 1)
    elif kind > 7:
        f.text(2, 1024)
        if kind > 8:
            f.number(2, 100, 1)
        if kind == 9:
            statistics(f)
    f.end()
    return str(kind)


def answer(data):
    f = Fields(data)
    kind = f.number(1)
    big = 2 ** 63 - 1
    if kind == 129:
        for _ in range(f.number(2)):
            shape = f.number(1)
            if shape > 16 and shape != 255:
                raise Bad("shape")
            f.take(8 * 16 if shape == 255 else 16 * shape)
    elif kind == 130:
        f.number(4)
        for _ in range(f.number(2)):
            document(f)
    elif kind == 131:
        f.number(8, big), f.number(8, big)
    elif kind == 132:
        f.number(8, big), f.number(4)
        f.take(32 * f.number(2))
    elif kind == 133:
        for _ in range(f.number(2)):
            f.take(20)
            f.text(1, 64)
    elif kind == 134:
        f.number(4)
        for _ in range(f.number(2)):
            document(f)
            for _ in range(f.number(2)):
                f.text(1, 64)
    elif kind == 135:
        f.number(8, big)
        for _ in range(f.number(2)):
            f.text(2, 512)
    elif kind == 136:
        statistics(f)
    elif kind == 137:
        for _ in range(f.number(2)):
            hit(f)
    elif kind == 138:
        f.number(2)
        for _ in range(f.number(2)):
            hit(f)
            document(f)
            for _ in range(f.number(2)):
                f.text(1, 64)
    elif kind == 255:
        f.text(2, 512)
    else:
        raise Bad("kind")
    f.end()
    return str(kind)


def digest(documents, depth):
    if len(documents) <= 16:
        return hashlib.sha256(b"\0" + b"".join(sorted(documents))).digest()
    branches = [[] for _ in range(16)]
    for document in documents:
        branches[document[depth // 2] >> (0 if depth % 2 else 4) & 15].append(document)
    return hashlib.sha256(b"\1" + b"".join(digest(branch, depth + 1) for branch in branches)).digest()


def root(data):
    f = Fields(data)
    documents = []
    while f.at < len(data):
        documents.append(document(f))
    return digest(documents, 0).hex()


READ = {"udp": lambda data: udp(data, None), "udpkey": lambda data: udp(data, KEY), "ask": ask, "answer": answer,
        "root": root}

for line in sys.stdin:
    kind, _, digits = line.rstrip("\n").partition(" ")
    try:
        print(READ[kind](bytes.fromhex(digits)))
    except (Bad, UnicodeDecodeError):
        print("bad")
