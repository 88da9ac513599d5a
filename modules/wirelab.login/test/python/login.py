"""Logs in to LoginServer by SCRAM-SHA-256 (RFC 5802, RFC 7677) with nothing but Python's standard library, then echoes.

usage: login.py HOST PORT USER TEXT        the password is the first line of standard input

Prints what the server said, then what came back. Exit status 1 if the server refused, 3 if it could not prove itself.
"""
import base64
import hashlib
import hmac
import secrets
import socket
import sys


def mac(key, text):
    return hmac.new(key, text.encode(), hashlib.sha256).digest()


def attributes(message):
    return dict(part.split("=", 1) for part in message.split(","))


def main():
    host, port, user, text = sys.argv[1:]
    password = sys.stdin.readline().rstrip("\n")
    connection = socket.create_connection((host, int(port)), timeout=20)
    stream = connection.makefile("rwb")

    def hear():
        line = stream.readline().decode().rstrip("\n")
        print(line)
        return line.split(" ", 1)

    def say(line):
        stream.write(line.encode() + b"\n")
        stream.flush()

    assert hear() == ["HELLO", "SCRAM-SHA-256"]
    nonce = secrets.token_urlsafe(18)
    first = "n=" + user.replace("=", "=3D").replace(",", "=2C") + ",r=" + nonce
    say("AUTH SCRAM-SHA-256 n,," + first)
    verb, challenge = hear()
    if verb != "CHALLENGE":
        sys.exit(1)
    offered = attributes(challenge)
    assert offered["r"].startswith(nonce) and len(offered["r"]) > len(nonce)

    salted = hashlib.pbkdf2_hmac("sha256", password.encode(), base64.b64decode(offered["s"]), int(offered["i"]))
    client_key = mac(salted, "Client Key")
    stored_key = hashlib.sha256(client_key).digest()
    last = "c=biws,r=" + offered["r"]
    signed = ",".join([first, challenge, last])
    proof = bytes(a ^ b for a, b in zip(client_key, mac(stored_key, signed)))
    say("RESPONSE " + last + ",p=" + base64.b64encode(proof).decode())
    verb, outcome = hear()
    if verb != "OK":
        sys.exit(1)
    signature = mac(mac(salted, "Server Key"), signed)
    if not hmac.compare_digest(base64.b64decode(attributes(outcome)["v"]), signature):
        sys.exit(3)

    connection.sendall(text.encode())
    connection.shutdown(socket.SHUT_WR)
    print(stream.read().decode())


main()
