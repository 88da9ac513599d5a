package wirelab.daytime;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Objects;
import java.util.Optional;
import wirelab.kit.FieldWriter;
import wirelab.kit.ProtocolViolation;

/// The one PDU of zoned daytime, version 1. A question and its answer have the same form and the same length, 368 bytes, so
/// an answer is never longer than its question, and both fit into the smallest datagram that every IPv4 host takes (576
/// bytes).
///
/// Numbers are in network byte order, texts are UTF-8, filled up with zero bytes. All that is not named as part of a
/// question, or of a refusal, is zero in it. The module's README has the rules that go with it.
///
/// | offset | length | field | question | refusal | |
/// | ---: | ---: | --- | :-: | :-: | --- |
/// | 0 | 1 | version | ✓ | ✓ | 1 |
/// | 1 | 1 | flags | ✓ | ✓ | see below |
/// | 2 | 1 | status | | ✓ | 0 here is the time, 1 unknown zone, 2 unsupported version, 3 malformed |
/// | 3 | 1 | state of the clock | | | 0 never set, 1 synchronised, 2 holding over |
/// | 4 | 8 | transaction id | ✓ | ✓ | copied into the answer |
/// | 12 | 40 | zone | ✓ | ✓ | IANA name; empty asks for the server's own |
/// | 52 | 36 | locale | ✓ | ✓ | BCP 47 tag; empty asks for the server's own; in the answer, the one that was used |
/// | 88 | 8 | seconds since 1970 | | | signed |
/// | 96 | 4 | nanoseconds | | | 0 to 999,999,999 |
/// | 100 | 4 | year | | | signed, in the zone, as all down to the second |
/// | 104 | 1 | month | | | 1 to 12 |
/// | 105 | 1 | day of the month | | | 1 to 31 |
/// | 106 | 1 | hour | | | 0 to 23 |
/// | 107 | 1 | minute | | | 0 to 59 |
/// | 108 | 1 | second | | | 0 to 59 |
/// | 109 | 1 | day of the week | | | 1 Monday to 7 Sunday |
/// | 110 | 2 | day of the year | | | 1 to 366 |
/// | 112 | 4 | offset | | | seconds east of UTC, signed |
/// | 116 | 16 | abbreviation | | | of the zone at that time, in English |
/// | 132 | 8 | next transition | | | seconds since 1970, signed; with flag 0x20 |
/// | 140 | 4 | offset after it | | | seconds east of UTC, signed; with flag 0x20 |
/// | 144 | 8 | error bound | | | nanoseconds; all ones if not known |
/// | 152 | 4 | age of the last correction | | | seconds; all ones if there was none |
/// | 156 | 1 | stratum | | | 0 if never set |
/// | 157 | 1 | time servers asked | | | |
/// | 158 | 1 | time servers believed | | | at most those asked |
/// | 159 | 1 | reserved | | | 0 |
/// | 160 | 40 | server's zone | | | where it operates |
/// | 200 | 36 | server's locale | | | where it operates |
/// | 236 | 4 | reserved | | | 0 |
/// | 240 | 128 | text | | ✓ | date and time in the locale; in a refusal, near matches or the reason |
///
/// Flags: 0x80 answer or refusal, 0x40 daylight saving in force, 0x20 next transition given, 0x10 text cut, 0x08 another
/// locale than was asked for; the others are zero.
public sealed interface ZoneMessage {
    /// Length of every message in bytes.
    int SIZE = 368;
    /// The version that is spoken here.
    int VERSION = 1;
    /// Longest name of a zone, in bytes.
    int ZONE_SIZE = 40;
    /// Longest tag of a locale, in bytes (RFC 5646, section 4.4.1, advises 35).
    int LOCALE_SIZE = 36;
    /// Longest abbreviation of a zone, in bytes.
    int ABBREVIATION_SIZE = 16;
    /// Longest text, in bytes.
    int TEXT_SIZE = 128;
    /// Where the transaction id stands, in every version.
    int ID_OFFSET = 4;
    /// Where the text stands.
    int TEXT_OFFSET = 240;
    /// Flag: this is an answer, and must never be answered.
    int FLAG_ANSWER = 0x80;

    /// {@return the transaction id: 64 bits that the client has chosen}
    long id();

    /// Writes the message.
    ///
    /// @param into where its 368 bytes go; the position moves behind them
    void encode(ByteBuffer into);

    /// Writes the message.
    ///
    /// @return its 368 bytes
    default byte[] encode() {
        var bytes = new byte[SIZE];
        encode(ByteBuffer.wrap(bytes));
        return bytes;
    }

    /// What time is it there?
    ///
    /// @param id chosen at random, so that nobody who does not see the question can answer it
    /// @param zone an IANA name such as `Europe/Madrid`, at most 40 bytes; empty asks for the server's own
    /// @param locale a BCP 47 tag such as `es-ES`, at most 36 bytes; empty asks for the server's own
    record Question(long id, String zone, String locale) implements ZoneMessage {
        public Question {
            checkLength("zone", zone, ZONE_SIZE);
            checkLength("locale", locale, LOCALE_SIZE);
        }

        @Override
        public void encode(ByteBuffer into) {
            var out = new FieldWriter(into).u8(VERSION).zeros(3).u64(id);
            FixedText.put(out, zone, ZONE_SIZE);
            FixedText.put(out, locale, LOCALE_SIZE);
            out.zerosTo(SIZE);
        }
    }

    /// The time there.
    ///
    /// @param isOtherLocale whether that is another one than was asked for
    /// @param isCut whether only the beginning of the text did fit
    /// @param place where the server operates
    record Answer(long id, String zone, String locale, boolean isOtherLocale, OffsetDateTime time, String abbreviation,
            boolean isDaylightSaving, Optional<Transition> next, String text, boolean isCut, Place place,
            ZoneSync sync) implements ZoneMessage {
        public Answer {
            checkLength("zone", zone, ZONE_SIZE);
            checkLength("locale", locale, LOCALE_SIZE);
            checkLength("abbreviation", abbreviation, ABBREVIATION_SIZE);
            checkLength("text", text, TEXT_SIZE);
            Objects.requireNonNull(time);
            Objects.requireNonNull(next);
            Objects.requireNonNull(place);
            Objects.requireNonNull(sync);
        }

        @Override
        public void encode(ByteBuffer into) {
            int flags = FLAG_ANSWER | (isDaylightSaving ? 0x40 : 0) | (next.isPresent() ? 0x20 : 0)
                    | (isCut ? 0x10 : 0) | (isOtherLocale ? 0x08 : 0);
            var out = new FieldWriter(into).u8(VERSION).u8(flags).u8(0).u8(sync.state().ordinal()).u64(id);
            FixedText.put(out, zone, ZONE_SIZE);
            FixedText.put(out, locale, LOCALE_SIZE);
            out.u64(time.toEpochSecond()).u32(time.getNano());
            ZoneCodec.putFields(out, time);
            out.u32(time.getOffset().getTotalSeconds());
            FixedText.put(out, abbreviation, ABBREVIATION_SIZE);
            out.u64(next.map(change -> change.at().getEpochSecond()).orElse(0L));
            out.u32(next.map(change -> change.after().getTotalSeconds()).orElse(0));
            out.u64(sync.boundNanos()).u32(sync.ageSeconds());
            out.u8(sync.stratum()).u8(sync.servers()).u8(sync.used()).u8(0);
            FixedText.put(out, place.zone(), ZONE_SIZE);
            FixedText.put(out, place.locale(), LOCALE_SIZE);
            out.u32(0);
            FixedText.put(out, text, TEXT_SIZE);
        }
    }

    /// The server cannot say.
    ///
    /// @param status why, not [ZoneStatus#OK]
    /// @param zone the zone that was asked for, empty if that cannot be read
    /// @param locale the locale that was asked for, empty if that cannot be read
    /// @param text names that the zone may have been, one per line, or what is wrong
    record Refusal(long id, ZoneStatus status, String zone, String locale, String text) implements ZoneMessage {
        public Refusal {
            if (status == ZoneStatus.OK) throw new IllegalArgumentException("a refusal with status OK");
            checkLength("zone", zone, ZONE_SIZE);
            checkLength("locale", locale, LOCALE_SIZE);
            checkLength("text", text, TEXT_SIZE);
        }

        @Override
        public void encode(ByteBuffer into) {
            var out = new FieldWriter(into).u8(VERSION).u8(FLAG_ANSWER).u8(status.ordinal()).u8(0).u64(id);
            FixedText.put(out, zone, ZONE_SIZE);
            FixedText.put(out, locale, LOCALE_SIZE);
            FixedText.put(out.zerosTo(TEXT_OFFSET), text, TEXT_SIZE);
        }
    }

    /// A change of a zone's offset.
    ///
    /// @param at when it happens, a whole second
    record Transition(Instant at, ZoneOffset after) {}

    /// Where a server operates.
    ///
    /// @param zone the IANA name of its zone
    /// @param locale the BCP 47 tag of its locale
    record Place(String zone, String locale) {
        public Place {
            checkLength("zone", zone, ZONE_SIZE);
            checkLength("locale", locale, LOCALE_SIZE);
        }
    }

    /// Reads a message.
    ///
    /// @param datagram from position to limit
    /// @throws ProtocolViolation when it has another length or version, or a field that cannot be
    static ZoneMessage decode(ByteBuffer datagram) throws ProtocolViolation {
        return ZoneCodec.decode(datagram);
    }

    private static void checkLength(String field, String text, int most) {
        if (FixedText.length(text) > most) {
            throw new IllegalArgumentException(field + " '" + text + "' has more than " + most + " bytes");
        }
        if (text.indexOf('\0') >= 0) throw new IllegalArgumentException(field + " holds a zero");
    }
}
