package wirelab.daytime;

import java.nio.ByteBuffer;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Optional;
import wirelab.daytime.ZoneMessage.Answer;
import wirelab.daytime.ZoneMessage.Place;
import wirelab.daytime.ZoneMessage.Question;
import wirelab.daytime.ZoneMessage.Refusal;
import wirelab.daytime.ZoneMessage.Transition;
import wirelab.kit.FieldReader;
import wirelab.kit.FieldWriter;
import wirelab.kit.ProtocolViolation;
import wirelab.kit.Text;

/// Reads the PDU of zoned daytime, strictly: what contradicts itself is refused, so each message has one encoding.
final class ZoneCodec {
    private static final int KNOWN_FLAGS = 0xf8;

    private ZoneCodec() {}

    static ZoneMessage decode(ByteBuffer datagram) throws ProtocolViolation {
        if (datagram.remaining() < ZoneMessage.SIZE) {
            throw new ProtocolViolation("message", 0, Text.count(datagram.remaining(), "byte") + " instead of "
                    + ZoneMessage.SIZE);
        }
        var fields = new FieldReader(datagram);
        int version = fields.u8("version");
        if (version != ZoneMessage.VERSION) {
            throw new ProtocolViolation("version", 0, version + " is not " + ZoneMessage.VERSION);
        }
        int flags = fields.u8("flags");
        var status = ZoneStatus.of(fields.u8("status"));
        if (status == null) throw new ProtocolViolation("status", 2, "is none of 0 to 3");
        int state = fields.u8("state of the clock");
        long id = fields.u64("transaction id");
        String zone = FixedText.read(fields, "zone", ZoneMessage.ZONE_SIZE);
        String locale = FixedText.read(fields, "locale", ZoneMessage.LOCALE_SIZE);
        ZoneMessage message;
        if ((flags & ZoneMessage.FLAG_ANSWER) == 0 || status != ZoneStatus.OK) {
            if ((flags & ~ZoneMessage.FLAG_ANSWER) != 0) {
                throw new ProtocolViolation("flags", 1, "0x%02x is too much".formatted(flags));
            }
            if (state != 0) throw new ProtocolViolation("state of the clock", 3, "belongs to a time alone");
            message = (flags & ZoneMessage.FLAG_ANSWER) == 0 ? question(fields, status, id, zone, locale)
                    : refusal(fields, status, id, zone, locale);
        } else {
            message = answer(fields, flags, state, id, zone, locale);
        }
        fields.end();
        return message;
    }

    private static Question question(FieldReader fields, ZoneStatus status, long id, String zone, String locale)
            throws ProtocolViolation {
        if (status != ZoneStatus.OK) throw new ProtocolViolation("status", 2, "a question has none");
        fields.zeros("reserved", ZoneMessage.SIZE - fields.offset());
        return new Question(id, zone, locale);
    }

    private static Refusal refusal(FieldReader fields, ZoneStatus status, long id, String zone, String locale)
            throws ProtocolViolation {
        fields.zeros("reserved", ZoneMessage.TEXT_OFFSET - fields.offset());
        return new Refusal(id, status, zone, locale, FixedText.read(fields, "text", ZoneMessage.TEXT_SIZE));
    }

    private static Answer answer(FieldReader fields, int flags, int state, long id, String zone, String locale)
            throws ProtocolViolation {
        if ((flags & ~KNOWN_FLAGS) != 0) {
            throw new ProtocolViolation("flags", 1, "0x%02x is unknown".formatted(flags & ~KNOWN_FLAGS));
        }
        var time = time(fields);
        String abbreviation = FixedText.read(fields, "abbreviation", ZoneMessage.ABBREVIATION_SIZE);
        var next = transition(fields, (flags & 0x20) != 0);
        var sync = sync(fields, state);
        fields.zeros("reserved", 1);
        var place = new Place(FixedText.read(fields, "server's zone", ZoneMessage.ZONE_SIZE),
                FixedText.read(fields, "server's locale", ZoneMessage.LOCALE_SIZE));
        fields.zeros("reserved", 4);
        String text = FixedText.read(fields, "text", ZoneMessage.TEXT_SIZE);
        return new Answer(id, zone, locale, (flags & 0x08) != 0, time, abbreviation, (flags & 0x40) != 0, next, text,
                (flags & 0x10) != 0, place, sync);
    }

    /// The date and time as fields, from the year to the day of the year.
    static void putFields(FieldWriter into, OffsetDateTime time) {
        into.u32(time.getYear()).u8(time.getMonthValue()).u8(time.getDayOfMonth())
                .u8(time.getHour()).u8(time.getMinute()).u8(time.getSecond())
                .u8(time.getDayOfWeek().getValue()).u16(time.getDayOfYear());
    }

    private static final int FIELDS_SIZE = 12;

    /// The instant and the offset say all; the fields between them must say the same.
    private static OffsetDateTime time(FieldReader fields) throws ProtocolViolation {
        long seconds = fields.u64("seconds");
        long nanos = fields.u32("nanoseconds");
        if (nanos > 999_999_999) throw new ProtocolViolation("nanoseconds", 96, nanos + " is more than a second");
        byte[] shown = fields.bytes("year", FIELDS_SIZE);
        var offset = offset(fields, "offset");
        try {
            var time = Instant.ofEpochSecond(seconds, nanos).atOffset(offset);
            var expected = new FieldWriter(FIELDS_SIZE);
            putFields(expected, time);
            int different = Arrays.mismatch(shown, expected.done());
            if (different >= 0) {
                throw new ProtocolViolation("date and time", 100 + different, "contradicts seconds and offset");
            }
            return time;
        } catch (DateTimeException e) {
            throw new ProtocolViolation("seconds", 88, seconds + " is no time that can be told");
        }
    }

    private static ZoneOffset offset(FieldReader fields, String field) throws ProtocolViolation {
        int at = fields.offset();
        int seconds = (int) fields.u32(field);
        if (Math.abs((long) seconds) > ZoneOffset.MAX.getTotalSeconds()) {
            throw new ProtocolViolation(field, at, seconds + " s is more than 18 h");
        }
        return ZoneOffset.ofTotalSeconds(seconds);
    }

    private static Optional<Transition> transition(FieldReader fields, boolean present) throws ProtocolViolation {
        if (!present) {
            fields.zeros("reserved", 12);
            return Optional.empty();
        }
        long seconds = fields.u64("next transition");
        if (seconds < Instant.MIN.getEpochSecond() || seconds > Instant.MAX.getEpochSecond()) {
            throw new ProtocolViolation("next transition", 132, seconds + " is no time that can be told");
        }
        return Optional.of(new Transition(Instant.ofEpochSecond(seconds), offset(fields, "offset after it")));
    }

    private static ZoneSync sync(FieldReader fields, int state) throws ProtocolViolation {
        if (state >= ZoneSync.State.values().length) {
            throw new ProtocolViolation("state of the clock", 3, state + " is none of 0 to 2");
        }
        boolean isSet = state != ZoneSync.State.NEVER.ordinal();
        long bound = fields.u64("error bound");
        if (isSet ? bound < 0 : bound != ZoneSync.UNKNOWN_NANOS) {
            throw new ProtocolViolation("error bound", 144, "contradicts the state of the clock");
        }
        long age = fields.u32("age");
        if (isSet == (age == ZoneSync.UNKNOWN_SECONDS)) {
            throw new ProtocolViolation("age", 152, "contradicts the state of the clock");
        }
        int stratum = fields.u8("stratum");
        int servers = fields.u8("time servers asked");
        int used = fields.u8("time servers believed");
        if (used > servers) throw new ProtocolViolation("time servers believed", 158, used + " of " + servers);
        return new ZoneSync(ZoneSync.State.values()[state], isSet ? Duration.ofNanos(bound) : ZoneSync.UNKNOWN,
                isSet ? Duration.ofSeconds(age) : ZoneSync.UNKNOWN, stratum, servers, used);
    }
}
