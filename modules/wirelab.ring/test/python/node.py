"""A node of the logical ring, written from SPECIFICATION.txt alone.

python3 node.py --id N --id_dst M --config config.ini [--messages FILE] [--journal FILE] [--wrong R5]

--wrong makes a node that breaks one requirement, for the conformance suite to find.
"""
import argparse
import asyncio
import configparser
import hashlib
import hmac
import json
import os
import struct
import sys
import time

ALL = 0xFFFFFFFF
MAX_DATA = 65536
T, A, F = 0x80, 0x40, 0x20
HELLO, WELCOME, REFUSE, ALIVE, TOKEN, DATA, FINISH, CLAIM = range(1, 9)
FLAGS = {TOKEN: T, FINISH: F}
IDLE, HOLDS, WAITS, ENDS = "IDLE", "HOLDS", "WAITS", "ENDS"
TIMES = {"alive": 0.5, "dead": 2.5, "lap": 1.0, "lost": 6.0, "form": 30.0, "probe": 1.0, "retry": 0.25, "rotation": 0.5}


class Broken(Exception):
    """A frame that breaks Section 4."""


class Frame:
    """Sections 4.1 and 4.2. The mark is (round, maker, turn, copy)."""

    def __init__(self, kind, src, dst, mark, incarnation, sequence=0, rest=b"", a=False):
        self.kind, self.src, self.dst, self.mark = kind, src, dst, mark
        self.incarnation, self.sequence, self.rest, self.a = incarnation, sequence, rest, a

    def data(self):
        round_, maker, turn, copy = self.mark
        return struct.pack(">BBHIIQII", 1, self.kind, copy, round_, maker, turn, self.incarnation, self.sequence) + self.rest

    def flags(self):
        return FLAGS.get(self.kind, 0) | (A if self.a else 0)

    @staticmethod
    def parse(src, dst, flags, data):
        if len(data) < 28:
            raise Broken("block cut short")
        version, kind, copy, round_, maker, turn, incarnation, sequence = struct.unpack(">BBHIIQII", data[:28])
        rest = data[28:]
        if version != 1 or not HELLO <= kind <= CLAIM:
            raise Broken("version or kind")
        allowed = FLAGS.get(kind, 0)
        if flags & ~(allowed | (A if kind == DATA else 0)) or flags & allowed != allowed:
            raise Broken("flags")
        if kind != DATA and len(rest) != (16 if kind == TOKEN else 0):
            raise Broken("length")
        if kind in (TOKEN, CLAIM) and copy or kind in (DATA, FINISH) and not copy:
            raise Broken("copy")
        if kind == CLAIM and (maker != src or turn):
            raise Broken("claim")
        return Frame(kind, src, dst, (round_, maker, turn, copy), incarnation, sequence, rest, bool(flags & A))


class Link:
    """One TCP connection, with the tags of Section 6 where the ring has a key."""

    def __init__(self, reader, writer):
        self.reader, self.writer = reader, writer
        self.peer = self.incarnation = None
        self.heard = self.said = time.monotonic()
        self.send_key = self.receive_key = None
        self.sent = self.received = 0

    async def agree(self, key, dialed):
        mine = os.urandom(16)
        self.writer.write(mine)
        theirs = await self.reader.readexactly(16)
        if mine == theirs:
            raise Broken("own nonce")
        first, second = (mine, theirs) if dialed else (theirs, mine)
        link = hmac.digest(key, b"wirelab ring 1" + first + second, hashlib.sha256)
        forth, back = (hmac.digest(link, way, hashlib.sha256) for way in (b">", b"<"))
        self.send_key, self.receive_key = (forth, back) if dialed else (back, forth)

    def tag(self, key, number, header, data):
        return hmac.digest(key, struct.pack(">Q", number) + header + data, hashlib.sha256)[:16]

    def send(self, frame):
        data = frame.data()
        extra = 16 if self.send_key else 0
        header = struct.pack(">IIBI", frame.src, frame.dst, frame.flags(), len(data) + extra)
        tag = self.tag(self.send_key, self.sent, header, data) if extra else b""
        self.sent += 1
        self.said = time.monotonic()
        self.writer.write(header + data + tag)

    async def receive(self):
        header = await self.reader.readexactly(13)
        src, dst, flags, length = struct.unpack(">IIBI", header)
        if (flags & 0x1F and WRONG != "R1") or flags & T and flags & F:
            raise Broken("reserved")
        if length > MAX_DATA and WRONG != "R2":
            raise Broken("data length")
        data = await self.reader.readexactly(length)
        if self.receive_key:
            data, tag = data[:-16], data[-16:]
            if length < 16 or not hmac.compare_digest(tag, self.tag(self.receive_key, self.received, header, data)):
                raise Broken("tag")
        self.received += 1
        self.heard = time.monotonic()
        return Frame.parse(src, dst, flags & ~0x1F, data)

    def close(self):
        self.writer.close()


class Journal:
    """What a node must not forget, a JSON object per line."""

    def __init__(self, path):
        self.epoch, self.claim, self.incarnation = (0, 0), (0, 0), 0
        self.delivered, self.begun, self.pending, self.file = {}, set(), None, None
        if not path:
            return
        if os.path.exists(path):
            with open(path, "rb") as old:
                content = old.read()
            whole = content[:content.rfind(b"\n") + 1]
            for line in whole.splitlines():
                self.replay(json.loads(line))
            with open(path, "r+b") as old:
                old.truncate(len(whole))
        self.file = open(path, "ab")

    def replay(self, entry):
        what = entry["is"]
        if what == "start":
            self.incarnation = max(self.incarnation, entry["incarnation"])
        elif what == "epoch":
            self.epoch = max(self.epoch, tuple(entry["epoch"]))
        elif what == "claim":
            self.claim = max(self.claim, tuple(entry["epoch"]))
        elif what == "number":
            self.pending = entry
            self.begun.add(entry["line"])
        elif what == "settle":
            self.pending = None
        elif what == "deliver":
            self.delivered[entry["src"]] = tuple(entry["number"])
        elif what == "over":
            self.begun, self.pending = set(), None

    def add(self, **entry):
        self.replay(entry)
        if self.file:
            self.file.write(json.dumps(entry).encode() + b"\n")
            self.file.flush()
            os.fsync(self.file.fileno())


class Node:
    def __init__(self, me, first, nodes, times, key, messages, journal):
        self.me, self.nodes, self.t, self.key, self.journal = me, nodes, times, key, journal
        order = list(nodes)
        at = order.index(first)
        self.candidates = [n for n in order[at:] + order[:at] if n != me]
        self.incarnation = max(journal.incarnation + 1, int(time.time()))
        journal.add(**{"is": "start", "incarnation": self.incarnation})
        self.mark = journal.epoch + (0, 0)
        self.claim, self.claimed = journal.claim, None
        self.state, self.started = IDLE, time.monotonic()
        self.risen = self.lonely = self.started
        self.successor = self.predecessor = None
        self.place, self.trying, self.dialing, self.dial_at = 0, 0, False, 0.0
        self.probed, self.probe_at, self.failed, self.dials = 0, 0.0, False, 0
        self.finishing, self.due, self.until, self.sent_at = False, None, 0.0, 0.0
        self.token = self.token_to = self.token_at = None
        self.last = self.stale_in = None
        self.quiet = self.least = self.least_at = 0
        self.used, self.copies, self.tries = False, 0, 0
        self.queue, self.current, self.sequence = [], None, 0
        for line, dst, text in messages:
            pending = journal.pending
            if pending and pending["line"] == line:
                self.current = (tuple(pending["number"]), dst, text)
            elif line not in journal.begun:
                self.queue.append((line, dst, text))
        self.over = asyncio.get_running_loop().create_future()

    # Links, Section 5.2.

    async def run(self):
        host, port = self.nodes[self.me]
        server = await asyncio.start_server(self.accept, host, port)
        print(f"listening on {host}:{port}", flush=True)
        ticking = asyncio.create_task(self.ticks())
        status = await self.over
        ticking.cancel()
        server.close()
        for link in (self.successor, self.predecessor):
            if link:
                link.close()
        await asyncio.sleep(0.05)
        return status

    def speak(self, link, kind, sequence=0):
        link.send(Frame(kind, self.me, link.peer, self.mark, self.incarnation, sequence))

    async def accept(self, reader, writer):
        link = Link(reader, writer)
        try:
            async with asyncio.timeout(self.t["dead"]):
                if self.key:
                    await link.agree(self.key, False)
                hello = await link.receive()
            if hello.kind != HELLO:
                raise Broken("no HELLO")
            if self.admit(link, hello):
                self.learn(hello.mark)
                self.act()
                await self.serve(link)
        except (Broken, OSError, asyncio.IncompleteReadError, TimeoutError, EOFError):
            pass
        finally:
            self.lost(link)

    def admit(self, link, hello):
        link.peer, link.incarnation = hello.src, hello.incarnation
        reason, old = 0, self.predecessor
        if hello.src == self.me and hello.incarnation != self.incarnation:
            reason = 2
        elif (hello.src not in self.nodes or hello.dst != self.me) and WRONG != "R9":
            reason = 3
        elif old and old.peer == hello.src and hello.src != self.me:
            reason = 2 if hello.incarnation < old.incarnation else 0
        elif old and old.peer != self.me:
            reason = 0 if hello.src != self.me and self.prefers(hello, old) or WRONG == "R11" else 1
        if reason:
            self.speak(link, REFUSE, reason)
            if reason == 2 and hello.src == self.me and hello.incarnation > self.incarnation:
                self.end(1)
            return False
        self.predecessor = link
        if old:
            old.close()
        self.speak(link, WELCOME)
        return True

    def prefers(self, hello, old):
        epoch = hello.mark[:2]
        if epoch != self.mark[:2]:
            return epoch > self.mark[:2]
        if self.fresh() and hello.mark[2] == 0:
            return self.candidates.index(hello.src) > self.candidates.index(old.peer)
        return hello.incarnation > old.incarnation

    async def serve(self, link):
        while not self.over.done() and link in (self.predecessor, self.successor):
            frame = await link.receive()
            if link not in (self.predecessor, self.successor):
                return
            self.received(link, frame)
            self.act()
            await link.writer.drain()

    def lost(self, link):
        link.close()
        if link is self.predecessor:
            self.predecessor = None
            if self.finishing:
                self.end(0)
        if link is self.successor:
            self.successor, self.failed, self.trying = None, True, 0
            self.lonely = time.monotonic()
            self.dial_at = self.lonely + (self.t["lap"] if self.finishing else 0)

    async def dial(self, place):
        peer = self.candidates[place] if place < len(self.candidates) else self.me
        self.dials += 1
        link = None
        try:
            async with asyncio.timeout(self.t["dead"]):
                link = Link(*await asyncio.open_connection(*self.nodes[peer]))
                if self.key:
                    await link.agree(self.key, True)
                link.peer = peer
                self.speak(link, HELLO, self.dials)
                answer = await link.receive()
            if answer.kind == WELCOME:
                self.dialing = False
                self.welcomed(link, answer, place)
                self.act()
                await self.serve(link)
                return
            if answer.kind != REFUSE:
                raise Broken("neither WELCOME nor REFUSE")
            if answer.sequence == 2:
                self.end(1)
            self.learn(answer.mark)
            self.dialing = False
            if not self.successor:
                self.trying, self.dial_at = 0, time.monotonic() + self.t["retry"]
        except (Broken, OSError, asyncio.IncompleteReadError, TimeoutError, EOFError):
            if self.dialing and (link is None or link is not self.successor):
                self.dialing = False
                self.dial_failed(place)
        finally:
            if link:
                self.lost(link)

    def dial_failed(self, place):
        now = time.monotonic()
        if self.successor or place != self.trying:
            return
        self.trying += 1
        wait = self.t["form"] if self.fresh() else self.t["lost"]
        if self.trying > len(self.candidates) or self.trying == len(self.candidates) and now - self.lonely < wait:
            self.trying, self.dial_at = 0, now + self.t["retry"]

    def welcomed(self, link, answer, place):
        old, self.successor, self.place = self.successor, link, place
        if old:
            old.close()
        link.incarnation = answer.incarnation
        gone = False
        if self.failed and self.token and (link.peer, link.incarnation) != self.token_to and self.state == IDLE:
            r, m, t, _ = self.token.mark
            gone = (r, m) == self.mark[:2] and answer.mark < (r, m, t + 1, 0)
        self.failed = False
        self.probe_at = time.monotonic() + self.t["probe"]
        self.learn(answer.mark)
        if gone:
            self.make_claim()

    def fresh(self):
        return self.mark[2] == 0

    # Frames, Sections 5.1 and 5.3 to 5.7.

    def learn(self, mark):
        if mark <= self.mark:
            return False
        if mark[:2] != self.mark[:2]:
            self.journal.add(**{"is": "epoch", "epoch": mark[:2]})
            self.stale_in = None
        self.mark, self.state, self.risen = mark, IDLE, time.monotonic()
        return True

    def forward(self, frame):
        if self.successor:
            self.successor.send(frame)

    def received(self, link, f):
        if f.kind in (TOKEN, DATA, FINISH, CLAIM):
            if link is not self.predecessor:
                raise Broken("not from the predecessor")
            {TOKEN: self.on_token, DATA: self.on_data, FINISH: self.on_finish, CLAIM: self.on_claim}[f.kind](f)
        elif f.kind == ALIVE and link is self.successor and self.token and self.token_to == (link.peer, link.incarnation):
            if f.mark < self.token.mark and time.monotonic() - self.token_at >= self.t["alive"] and WRONG != "R25":
                self.token_at = time.monotonic()
                link.send(self.token)
        elif f.kind != ALIVE:
            raise Broken("not now")

    def later(self, mark):
        return mark > self.mark or WRONG == "R5" and mark[:3] == self.mark[:3]

    def on_claim(self, f):
        epoch = f.mark[:2]
        if epoch <= self.mark[:2]:
            return
        if f.src == self.me:
            enough = not self.fresh() or f.sequence >= len(self.nodes) or time.monotonic() - self.started >= self.t["form"]
            if epoch == self.claim and enough:
                self.learn(epoch + (1, 0))
                self.hold(0, self.me, 1)
        elif epoch > self.claim or WRONG == "R30":
            self.claim, self.claimed = max(self.claim, epoch), time.monotonic()
            f.sequence += 1
            self.forward(f)

    def on_token(self, f):
        if f.dst != self.me and WRONG != "R21" or not self.later(f.mark):
            return
        self.learn(f.mark)
        self.finishing = False
        quiet, least, least_at = struct.unpack(">IIQ", f.rest)
        if self.is_stale(least_at):
            if self.stale_in == self.mark[:2]:
                self.make_claim()
                return
            self.stale_in = self.mark[:2]
        self.hold(quiet, least, least_at)

    def is_stale(self, least_at):
        return self.last is not None and self.last[:2] == self.mark[:2] and least_at < self.last[2]

    def on_data(self, f):
        if f.src == self.me:
            if self.state == WAITS and f.mark == self.mark:
                self.state, self.copies = HOLDS, 0
                self.settle("delivered" if f.a else "nobody has taken it")
            return
        if not self.later(f.mark):
            return
        self.learn(f.mark)
        self.finishing = False
        if f.dst in (self.me, ALL):
            number = (f.incarnation, f.sequence)
            if number > self.journal.delivered.get(f.src, (0, 0)) or WRONG == "R42":
                self.journal.add(**{"is": "deliver", "src": f.src, "number": number})
                print(f"{f.src}> {f.rest.decode(errors='replace')}", flush=True)
            f.a = WRONG != "R41"
        elif WRONG == "R4":
            f.rest += b"!"
        self.forward(f)

    def on_finish(self, f):
        if f.src == self.me:
            if self.state == ENDS and f.mark == self.mark:
                self.end(0)
            return
        if not self.later(f.mark):
            return
        self.learn(f.mark)
        if self.current or self.queue:
            return
        self.finishing = True
        self.forward(f)

    def hold(self, quiet, least, least_at):
        now, rotation = time.monotonic(), self.t["rotation"]
        self.state, self.quiet, self.least, self.least_at = HOLDS, quiet, least, least_at
        self.used, self.copies = False, 0
        if self.due is None:
            self.until, self.due = now, now + rotation
        elif now < self.due:
            self.until, self.due = self.due, now + rotation
        else:
            self.until = now
            self.due = self.due + rotation if self.due + rotation > now else now + rotation

    def act(self):
        """Uses a turn in which nothing is under way; messages here all have priority 0."""
        while self.state == HOLDS and self.successor and not self.over.done():
            now = time.monotonic()
            if not self.current and self.queue and self.until - now > self.t["rotation"] * 7 / 16:
                line, dst, text = self.queue.pop(0)
                self.sequence += 1
                number = (self.incarnation, self.sequence)
                self.journal.add(**{"is": "number", "number": number, "line": line})
                self.current, self.tries, self.copies = (number, dst, text), 0, 0
            goes_on = self.current and self.copies < 4 and now < self.until
            if goes_on:
                self.used = True
                self.transmit(WAITS)
            elif not self.current and not self.queue and not self.used and self.least == self.me and self.lap_was_quiet():
                self.transmit(ENDS)
            else:
                self.pass_turn()

    def lap_was_quiet(self):
        return self.last and self.last[:2] == self.mark[:2] and self.quiet >= self.mark[2] - self.last[2]

    def transmit(self, state):
        r, m, t, c = self.mark
        self.mark, self.state, self.sent_at = (r, m, t, c + 1), state, time.monotonic()
        self.copies += 1
        if state == ENDS:
            frame = Frame(FINISH, self.me, self.me, self.mark, self.incarnation)
        else:
            (incarnation, sequence), dst, text = self.current
            self.tries += 1
            frame = Frame(DATA, self.me, dst, self.mark, incarnation, sequence, text)
        self.forward(frame)

    def settle(self, fate):
        (incarnation, sequence), dst, text = self.current
        self.journal.add(**{"is": "settle", "number": (incarnation, sequence)})
        if fate != "delivered":
            print(f"to {dst}: {fate}: {text.decode()}", file=sys.stderr, flush=True)
        self.current = None

    def pass_turn(self):
        r, m, t, _ = self.mark
        quiet = 0 if self.used or self.current or self.queue or self.state == ENDS else self.quiet + 1
        if self.me <= self.least or self.is_stale(self.least_at) or self.least_at > t:
            self.least, self.least_at = self.me, t
        self.last, self.state = (r, m, t), IDLE
        rest = struct.pack(">IIQ", min(quiet, ALL), self.least, self.least_at)
        self.token = Frame(TOKEN, self.me, self.successor.peer, (r, m, t + 1, 0), self.incarnation, 0, rest)
        self.token_to = (self.successor.peer, self.successor.incarnation)
        self.token_at = self.risen = time.monotonic()
        self.forward(self.token)

    def make_claim(self):
        self.claimed = time.monotonic()
        if self.successor:
            self.claim = (max(self.claim[0], self.mark[0]) + 1, self.me)
            self.journal.add(**{"is": "claim", "epoch": self.claim})
            self.successor.send(Frame(CLAIM, self.me, self.me, self.claim + (0, 0), self.incarnation, 1))

    def end(self, status):
        if self.over.done():
            return
        if status == 0:
            self.journal.add(**{"is": "over"})
        if self.predecessor:
            self.speak(self.predecessor, ALIVE)
        self.over.set_result(status)

    # Time, Section 7.

    async def ticks(self):
        while True:
            await asyncio.sleep(0.02)
            now = time.monotonic()
            for link in (self.successor, self.predecessor):
                if link and now - link.heard > self.t["dead"]:
                    self.lost(link)
                elif link and now - link.said > self.t["alive"] and WRONG != "R16":
                    self.speak(link, ALIVE)
            if not self.dialing and not self.successor and now >= self.dial_at:
                self.begin_dial(self.trying)
            elif not self.dialing and self.successor and self.place and now >= self.probe_at:
                self.probed = (self.probed + 1) % self.place
                self.probe_at = now + self.t["probe"]
                self.begin_dial(self.probed)
            self.time_out(now)
            self.act()

    def begin_dial(self, place):
        self.dialing = True
        self.task = asyncio.create_task(self.dial(place))

    def time_out(self, now):
        if self.state in (WAITS, ENDS):
            self.risen = now
            if self.successor and now - self.sent_at > self.t["lap"]:
                if self.state == WAITS and self.tries >= 16:
                    self.state, self.copies = HOLDS, 0
                    self.settle("it never came back")
                elif self.copies < 4:
                    self.transmit(self.state)
                else:
                    self.pass_turn()
        if self.state != IDLE or not self.successor or self.fresh() and not self.predecessor:
            return
        under_way = self.claim > self.mark[:2]
        wait = 0 if self.fresh() else self.t["lap"] if under_way else self.t["lost"]
        if now - self.risen >= wait and (self.claimed is None or now - self.claimed > self.t["lap"]):
            self.make_claim()


def seconds(text):
    for unit, factor in (("ms", 0.001), ("min", 60), ("s", 1)):
        if text.endswith(unit):
            return float(text[:-len(unit)]) * factor
    return float(text)


def read_config(path):
    parser = configparser.ConfigParser()
    parser.read(path)
    nodes, times, key = {}, dict(TIMES), b""
    for name in parser.sections():
        section = parser[name]
        if name == "ring":
            key = section.get("key", "").encode()
            times.update({k: seconds(section[k]) for k in TIMES if k in section})
        elif "host" in section:
            nodes[int("".join(c for c in name if c.isdigit()))] = (section["host"], int(section["port"]))
    return nodes, times, key


def read_messages(path):
    with open(path, encoding="utf-8") as file:
        for number, line in enumerate(file, 1):
            dst, _, text = line.rstrip("\r\n").partition(" ")
            if dst:
                yield number, ALL if dst == "*" else int(dst.split("!")[0]), text.encode()


def main():
    global WRONG
    parser = argparse.ArgumentParser()
    parser.add_argument("--id", type=int, required=True)
    parser.add_argument("--id_dst", type=int, required=True)
    parser.add_argument("--config", default="config.ini")
    for option in ("--messages", "--journal", "--wrong"):
        parser.add_argument(option)
    options = parser.parse_args()
    WRONG = options.wrong
    nodes, times, key = read_config(options.config)
    messages = list(read_messages(options.messages)) if options.messages else []

    async def run():
        return await Node(options.id, options.id_dst, nodes, times, key, messages, Journal(options.journal)).run()

    sys.exit(asyncio.run(run()))


WRONG = None
if __name__ == "__main__":
    main()
