"""Reads lines "tree HEX" and "delta OLD_HEX SIGNATURE_HEX INSTRUCTIONS_HEX" and says the root of a tree, or what comes out of a
delta; or why it is nothing.

Written from the section on the formats of the lab sheet alone.
"""
import hashlib
import sys
import unicodedata

NOTHING = bytes(32)


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

    def number(self, n):
        return int.from_bytes(self.take(n), "big")

    def more(self):
        return self.at < len(self.data)


def key(path):
    folded = unicodedata.normalize("NFC", unicodedata.normalize("NFD", path).upper().lower())
    return folded.replace("/", "\0")


def node(fields):
    """The bytes of a node."""
    begin = fields.at
    kind = fields.number(1)
    if kind == 1:
        fields.take(2 + 8 + 8 + 32)
    elif kind == 2:
        fields.take(2)
    elif kind == 3:
        fields.take(fields.number(2))
    else:
        raise Bad("kind %d" % kind)
    return fields.data[begin:fields.at]


def root(entries):
    """entries: (key, path bytes, node bytes) in order."""
    if not entries:
        return NOTHING
    ranks = [hashlib.sha256(k.encode("utf-8")).digest()[:8] for k, _, _ in entries]
    top = max(range(len(entries)), key=lambda i: (ranks[i], -i))
    _, path, what = entries[top]
    both = root(entries[:top]) + root(entries[top + 1:])
    return hashlib.sha256(both + len(path).to_bytes(2, "big") + path + what).digest()


def tree(data):
    fields = Fields(data)
    entries = []
    for _ in range(fields.number(4)):
        path = fields.take(fields.number(2))
        entries.append((key(path.decode("utf-8")), path, node(fields)))
    if fields.more():
        raise Bad("more follows")
    order = [k.encode("utf-16-be") for k, _, _ in entries]
    if order != sorted(set(order)):
        raise Bad("out of order")
    return root(entries).hex()


def weak(block):
    low = sum(block) & 0xffff
    high = sum((len(block) - i) * x for i, x in enumerate(block)) & 0xffff
    return high << 16 | low


def delta(old, signature, instructions):
    fields = Fields(signature)
    if fields.number(8) != len(old):
        raise Bad("another size")
    size = fields.number(4)
    for at in range(0, len(old), size):
        block = old[at:at + size]
        if fields.number(4) != weak(block) or fields.take(16) != hashlib.sha256(block).digest()[:16]:
            raise Bad("another sum at %d" % at)
    if fields.more():
        raise Bad("more sums than blocks")
    out = bytearray()
    fields = Fields(instructions)
    while fields.more():
        kind = fields.number(1)
        if kind == 1:
            begin, count = fields.number(8), fields.number(8)
            if begin + count > len(old):
                raise Bad("behind the end")
            out += old[begin:begin + count]
        elif kind == 2:
            out += fields.take(fields.number(4))
        else:
            raise Bad("kind %d" % kind)
    return hashlib.sha256(out).hexdigest()


for line in sys.stdin:
    words = line.rstrip("\n").split(" ")
    try:
        parts = [bytes.fromhex(word) for word in words[1:]]
        print(tree(*parts) if words[0] == "tree" else delta(*parts))
    except Bad as bad:
        print("bad", bad)
