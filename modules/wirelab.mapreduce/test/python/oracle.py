"""Counts the terms of standard input as the module's README says a term is, with Python's own tables of Unicode."""
import collections
import sys
import unicodedata


def lower(c):
    # The simple mapping of one code point to one; Python's own lower() knows the long one of U+0130 only.
    return "i" if c == "\u0130" else c.lower()


def main():
    counts = collections.Counter()
    term = []
    for c in sys.stdin.buffer.read().decode("utf-8", errors="replace"):
        category = unicodedata.category(c)
        if category[0] in "LM" or category == "Nd":
            term.append(lower(c))
        elif term:
            counts["".join(term)] += 1
            term = []
    if term:
        counts["".join(term)] += 1
    out = sys.stdout.buffer
    for term in sorted(counts):
        out.write(f"{term}\t{counts[term]}\n".encode())


if __name__ == "__main__":
    main()
