"""A parser of the wire format, written from the module's README alone: reads frames from standard input, prints a line for each."""
import struct
import sys


class Bad(Exception):
    pass


class Reader:
    def __init__(self, data):
        self.data, self.at = data, 0

    def take(self, n):
        if self.at + n > len(self.data):
            raise Bad("cut short")
        piece = self.data[self.at:self.at + n]
        self.at += n
        return piece

    def num(self, n):
        return int.from_bytes(self.take(n), "big")

    def below(self, n, limit):
        value = self.num(n)
        if value >= limit:
            raise Bad(f"{value} is not below {limit}")
        return value

    def sized(self, n, limit):
        return self.take(self.below(n, limit + 1))

    def text(self, n, limit):
        try:
            return self.sized(n, limit).decode("utf-8")
        except UnicodeDecodeError:
            raise Bad("not UTF-8")


def attempt(r):
    return {"job": r.num(8), "portion": r.below(4, 65536), "attempt": r.num(4)}


def spec(r):
    return {"name": r.text(1, 255), "argument": r.text(2, 4096), "source": r.text(4, 1048576)}


def reason(r):
    return r.text(2, 4096)


def fnv(data):
    h = 0xCBF29CE484222325
    for b in data:
        h = (h ^ b) * 0x100000001B3 % 2 ** 64
    return h


def partition(key, n):
    h = fnv(key.split(b"\t")[0])
    return (h ^ h >> 32) % n


def records(data):
    r, found = Reader(data), []
    while r.at < len(data):
        key = r.sized(4, 2097152)
        found.append((key, r.take(8)))
    return found


def parse(data):
    r = Reader(data)
    kind = r.num(1)
    if kind == 1:
        if r.num(4) != 0x574C4D52:
            raise Bad("magic")
        m = {"version": r.num(1), "role": r.below(1, 2), "nonce": r.take(16).hex()}
    elif kind == 2:
        m = {"nonce": r.take(16).hex(), "proof": r.take(32).hex()}
    elif kind == 3:
        m = {"proof": r.take(32).hex()}
    elif kind == 4:
        m = {"takes jobs": r.below(1, 2)}
    elif kind == 5:
        m = {"reason": reason(r)}
    elif kind in (6, 27):
        m = {}
    elif kind == 16:
        m = attempt(r) | spec(r)
        m["reducers"] = [(r.text(1, 255), r.num(2)) for _ in range(r.below(1, 65))]
    elif kind == 17:
        m = attempt(r) | {"document": r.text(2, 4096), "offset": r.num(8), "text": r.sized(4, 4194304).hex()}
    elif kind in (18, 19, 33, 37):
        m = attempt(r)
    elif kind == 24:
        m = attempt(r) | {"bytes": r.num(8), "phase": r.below(1, 3)}
    elif kind == 25:
        m = attempt(r) | {"records": r.num(8), "spills": r.num(8), "spilled": r.num(8)}
    elif kind in (26, 34):
        m = attempt(r) | {"reason": reason(r)}
    elif kind == 32:
        m = attempt(r) | {"partition": r.below(2, 64), "terms": r.num(8), "bytes": r.num(8), "digest": r.num(8)}
    elif kind == 35:
        found = records(r.take(len(data) - 1))
        digest = sum(fnv(key + value) for key, value in found) % 2 ** 64
        m = {"count": len(found), "digest": digest, "partitions": [partition(key, 3) for key, _ in found]}
    elif kind == 36:
        m = {"terms": r.num(8), "bytes": r.num(8), "digest": r.num(8)}
    elif kind == 48:
        m = {"job": r.num(8), "portions": r.num(4), "partition": r.below(2, 64)} | spec(r)
        if not 1 <= m["portions"] <= 65536:
            raise Bad("portions")
    elif kind == 49:
        m = {"job": r.num(8), "accepted": [r.below(4, 65536) for _ in range(r.num(4))]}
    elif kind == 50:
        m = {"job": r.num(8), "ahead": r.num(4)}
    elif kind == 51:
        m = attempt(r) | {"kind": r.below(1, 6), "note": reason(r)}
    elif kind in (52, 53):
        m = {"job": r.num(8)}
    else:
        raise Bad("type")
    if r.at != len(data):
        raise Bad("bytes left over")
    return kind, m


def main():
    data = sys.stdin.buffer.read()
    while data:
        length = struct.unpack(">I", data[:4])[0]
        frame, data = data[4:4 + length], data[4 + length:]
        try:
            kind, m = parse(frame)
            print(kind, " ".join(f"{name}={value!r}" for name, value in m.items()))
        except Bad:
            print("bad")


if __name__ == "__main__":
    main()
