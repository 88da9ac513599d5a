"""SASLprep (RFC 4013) out of Python's own tables of RFC 3454: an oracle for wirelab's.

Reads lines of code points in hexadecimal with spaces between; answers each with the prepared code points, or "refused".
"""
import stringprep
import sys
import unicodedata

PROHIBITED = [stringprep.in_table_c12, stringprep.in_table_c21_c22, stringprep.in_table_c3, stringprep.in_table_c4,
              stringprep.in_table_c5, stringprep.in_table_c6, stringprep.in_table_c7, stringprep.in_table_c8,
              stringprep.in_table_c9]


def prepare(text):
    mapped = "".join(" " if stringprep.in_table_c12(c) else c for c in text if not stringprep.in_table_b1(c))
    prepared = unicodedata.ucd_3_2_0.normalize("NFKC", mapped)
    if not prepared or any(table(c) for c in prepared for table in PROHIBITED):
        return None
    if any(stringprep.in_table_d1(c) for c in prepared):
        if any(stringprep.in_table_d2(c) for c in prepared):
            return None
        if not stringprep.in_table_d1(prepared[0]) or not stringprep.in_table_d1(prepared[-1]):
            return None
    return prepared


for line in sys.stdin:
    points = [int(point, 16) for point in line.split()]
    if any(stringprep.in_table_a1(chr(point)) for point in points):
        print("unassigned")
        continue
    prepared = prepare("".join(map(chr, points)))
    print("refused" if prepared is None else " ".join("%x" % ord(c) for c in prepared))
