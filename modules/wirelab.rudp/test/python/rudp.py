"""Reads packets of reliable UDP, written from the lab sheet alone: hex on standard input, a line each; words on standard output."""
import struct
import sys

KINDS = ["DATA", "HELLO", "COOKIE", "WELCOME", "RESET"]


def crc32c(data):
    crc = 0xFFFFFFFF
    for byte in data:
        crc ^= byte
        for _ in range(8):
            crc = crc >> 1 ^ (0x82F63B78 if crc & 1 else 0)
    return crc ^ 0xFFFFFFFF


def frames(body):
    at = 0

    def take(form):
        nonlocal at
        values = struct.unpack_from("!" + form, body, at)
        at += struct.calcsize("!" + form)
        return values

    def skip(count):
        nonlocal at
        if at + count > len(body):
            raise ValueError("cut short")
        at += count

    while at < len(body):
        (kind,) = take("B")
        if kind == 0:
            yield "padding %d" % (1 + len(body) - at)
            if any(body[at:]):
                raise ValueError("padding")
            at = len(body)
        elif kind == 1:
            yield "ping"
        elif kind == 2:
            delay, count, first = take("IBI")
            take("II" * count)
            yield "ack %d in a row, %d more runs" % (first, count)
        elif kind in (3, 4):
            stream, offset, length = take("IQH")
            skip(length)
            yield "stream %d at %d +%d%s" % (stream, offset, length, " end" if kind == 4 else "")
        elif kind == 5:
            yield "max data %d" % take("Q")
        elif kind == 6:
            yield "max data of stream %d %d" % take("IQ")
        elif kind == 7:
            yield "max streams %d" % take("I")
        elif kind == 8:
            yield "reset stream %d code %d" % take("IH")
        elif kind == 9:
            (length,) = take("H")
            skip(length)
            yield "message %d" % length
        elif kind == 10:
            take("Q")
            yield "path challenge"
        elif kind == 11:
            take("Q")
            yield "path response"
        elif kind == 12:
            code, length = take("HB")
            skip(length)
            yield "close %d" % code
        else:
            raise ValueError("frame %d" % kind)


def packet(data):
    sequence, ack, bits, flags, _ = struct.unpack_from("!IIIBQ", data)
    if flags & 0xC0 or flags & 7 >= len(KINDS):
        raise ValueError("flags")
    kind = KINDS[flags & 7]
    if kind != "DATA" or not flags & 0x20:
        if crc32c(data[:-4]) != struct.unpack("!I", data[-4:])[0]:
            raise ValueError("checksum")
    if kind != "DATA":
        return kind
    text = "#%d" % sequence
    if flags & 8:
        text += " ack %d/%08x" % (ack, bits)
    if flags & 0x20:
        return text + ", sealed"
    return ", ".join(list(frames(data[21:-4])) + [text])


for line in sys.stdin:
    print(packet(bytes.fromhex(line.strip())))
