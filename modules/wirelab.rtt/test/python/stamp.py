"""A STAMP Session-Sender and a Session-Reflector, written from RFC 8762 alone, for tests of another implementation.

  stamp.py reflect PORT [--stateful] [--key KEY]       prints the port, then answers until it is ended
  stamp.py send PORT COUNT SIZE [--key KEY]            prints a line for each answer: what it read in it, then the number of answers
"""
import hashlib
import hmac
import os
import socket
import struct
import sys
import time

EPOCH = 2208988800


def option(name):
    return sys.argv[sys.argv.index(name) + 1].encode() if name in sys.argv else None


def timestamp():
    now = time.time_ns()
    return struct.pack("!II", now // 10**9 + EPOCH, (now % 10**9 << 32) // 10**9)


def seconds(stamp):
    whole, fraction = struct.unpack("!II", stamp)
    return whole - EPOCH + fraction / 2**32


def signed(blocks, key):
    assert len(blocks) == 96
    return blocks + hmac.new(key, blocks, hashlib.sha256).digest()[:16]


def check(packet, key):
    return hmac.compare_digest(hmac.new(key, packet[:96], hashlib.sha256).digest()[:16], packet[96:112])


def reflect(port, stateful, key):
    server = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    server.setsockopt(socket.IPPROTO_IP, 12, 1)  # IP_RECVTTL
    server.bind(("127.0.0.1", port))
    print(server.getsockname()[1], flush=True)
    count = 0
    while True:
        packet, control, _, sender = server.recvmsg(9000, 256)
        received = timestamp()
        ttl = next(struct.unpack("i", data)[0] for level, kind, data in control if level == 0 and kind == 2)
        number = struct.pack("!I", count) if stateful else packet[0:4]
        error = struct.pack("!H", 0x8001)
        if key is None:
            if len(packet) < 44:
                continue
            base = (number + timestamp() + error + bytes(2) + received + packet[0:4] + packet[4:12] + packet[12:14]
                    + bytes(2) + bytes([ttl]) + bytes(3))
            answer = base + packet[44:]
        else:
            if len(packet) < 112 or not check(packet, key):
                continue
            blocks = (number + bytes(12) + timestamp() + error + bytes(6) + received + bytes(8) + packet[0:4] + bytes(12)
                      + packet[16:24] + packet[24:26] + bytes(6) + bytes([ttl]) + bytes(15))
            answer = signed(blocks, key) + packet[112:]
        count += 1
        server.sendto(answer, sender)


def send(port, count, size, key):
    client = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    client.settimeout(20)
    client.connect(("127.0.0.1", port))
    answers = 0
    for number in range(count):
        stamp = timestamp()
        head = struct.pack("!I", number)
        error = struct.pack("!H", 0x1234)
        if key is None:
            packet = head + stamp + error + bytes(30)
        else:
            packet = signed(head + bytes(12) + stamp + error + bytes(70), key)
        packet += os.urandom(max(0, size - len(packet)))
        client.send(packet)
        answer = client.recv(9000)
        assert len(answer) == len(packet), (len(answer), len(packet))
        if key is None:
            sequence, sent, estimate, received = answer[0:4], answer[4:12], answer[12:14], answer[16:24]
            mine, mystamp, myerror, ttl, rest = answer[24:28], answer[28:36], answer[36:38], answer[40], answer[44:]
            zeros = answer[14:16] + answer[38:40] + answer[41:44]
            assert rest == packet[44:]
        else:
            assert check(answer, key)
            sequence, sent, estimate, received = answer[0:4], answer[16:24], answer[24:26], answer[32:40]
            mine, mystamp, myerror, ttl, rest = answer[48:52], answer[64:72], answer[72:74], answer[80], answer[112:]
            zeros = answer[4:16] + answer[26:32] + answer[40:48] + answer[52:64] + answer[74:80] + answer[81:96]
            assert rest == packet[112:]
        assert not any(zeros)
        assert (mine, mystamp, myerror) == (head, stamp, error)
        assert estimate[1] != 0, "a multiplier of zero"
        order = seconds(stamp) - 60 < seconds(received) <= seconds(sent) + 1e-9 and seconds(sent) < seconds(stamp) + 60
        print("sequence", struct.unpack("!I", sequence)[0], "ttl", ttl, "order", order, flush=True)
        answers += 1
    print("answers", answers)


if sys.argv[1] == "reflect":
    reflect(int(sys.argv[2]), "--stateful" in sys.argv, option("--key"))
else:
    send(int(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4]), option("--key"))
