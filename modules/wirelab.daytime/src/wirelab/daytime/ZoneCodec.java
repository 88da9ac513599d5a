package wirelab.daytime;

import java.nio.ByteBuffer;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Optional;
import wirelab.daytime.ZoneMessage.Answer;
import wirelab.daytime.ZoneMessage.Place;
import wirelab.daytime.ZoneMessage.Question;
import wirelab.daytime.ZoneMessage.Refusal;
import wirelab.daytime.ZoneMessage.Transition;
import wirelab.kit.Fields;
import wirelab.kit.ProtocolException;

/// Reads the PDU of zoned daytime, strictly: what contradicts itself is refused, so each message has one encoding.
final class ZoneCodec {
    private static final int KNOWN_FLAGS = 0xf8;

    private ZoneCodec() {}

    static ZoneMessage decode(ByteBuffer datagram) throws ProtocolException {
        if (datagram.remaining() < ZoneMessage.SIZE) {
            throw new ProtocolException("message", 0, datagram.remaining() + " bytes instead of " + ZoneMessage.SIZE);
        }
        var fields = new Fields(datagram);
        int version = fields.u8("version");
        if (version != ZoneMessage.VERSION) {
            throw new ProtocolException("version", 0, version + " is not " + ZoneMessage.VERSION);
        }
        int flags = fields.u8("flags");
        var status = ZoneStatus.of(fields.u8("status"));
        if (status == null) throw new ProtocolException("status", 2, "is none of 0 to 3");
        int state = fields.u8("state of the clock");
        long id = fields.u64("transaction id");
        String zone = FixedText.read(fields, "zone", ZoneMessage.ZONE_SIZE);
        String locale = FixedText.read(fields, "locale", ZoneMessage.LOCALE_SIZE);
        ZoneMessage message;
        if ((flags & ZoneMessage.FLAG_ANSWER) == 0 || status != ZoneStatus.OK) {
            if ((flags & ~ZoneMessage.FLAG_ANSWER) != 0) {
                throw new ProtocolException("flags", 1, "0x%02x is too much".formatted(flags));
            }
            if (state != 0) throw new ProtocolException("state of the clock", 3, "belongs to a time alone");
            message = (flags & ZoneMessage.FLAG_ANSWER) == 0 ? question(fields, status, id, zone, locale)
                    : refusal(fields, status, id, zone, locale);
        } else {
            message = answer(fields, flags, state, id, zone, locale);
        }
        fields.end();
        return message;
    }

    private static Question question(Fields fields, ZoneStatus status, long id, String zone, String locale)
            throws ProtocolException {
        if (status != ZoneStatus.OK) throw new ProtocolException("status", 2, "a question has none");
        zero(fields, ZoneMessage.SIZE - fields.offset());
        return new Question(id, zone, locale);
    }

    private static Refusal refusal(Fields fields, ZoneStatus status, long id, String zone, String locale)
            throws ProtocolException {
        zero(fields, ZoneMessage.TEXT_OFFSET - fields.offset());
        return new Refusal(id, status, zone, locale, FixedText.read(fields, "text", ZoneMessage.TEXT_SIZE));
    }

    private static Answer answer(Fields fields, int flags, int state, long id, String zone, String locale)
            throws ProtocolException {
        if ((flags & ~KNOWN_FLAGS) != 0) {
            throw new ProtocolException("flags", 1, "0x%02x is unknown".formatted(flags & ~KNOWN_FLAGS));
        }
        var time = time(fields);
        String abbreviation = FixedText.read(fields, "abbreviation", ZoneMessage.ABBREVIATION_SIZE);
        var next = transition(fields, (flags & 0x20) != 0);
        var sync = sync(fields, state);
        zero(fields, 1);
        var place = new Place(FixedText.read(fields, "server's zone", ZoneMessage.ZONE_SIZE),
                FixedText.read(fields, "server's locale", ZoneMessage.LOCALE_SIZE));
        zero(fields, 4);
        String text = FixedText.read(fields, "text", ZoneMessage.TEXT_SIZE);
        return new Answer(id, zone, locale, (flags & 0x08) != 0, time, abbreviation, (flags & 0x40) != 0, next, text,
                (flags & 0x10) != 0, place, sync);
    }

    /// The date and time as fields, from the year to the day of the year.
    static void putFields(ByteBuffer into, OffsetDateTime time) {
        into.putInt(time.getYear()).put((byte) time.getMonthValue()).put((byte) time.getDayOfMonth())
                .put((byte) time.getHour()).put((byte) time.getMinute()).put((byte) time.getSecond())
                .put((byte) time.getDayOfWeek().getValue()).putShort((short) time.getDayOfYear());
    }

    private static final int FIELDS_SIZE = 12;

    /// The instant and the offset say all; the fields between them must say the same.
    private static OffsetDateTime time(Fields fields) throws ProtocolException {
        long seconds = fields.u64("seconds");
        long nanos = fields.u32("nanoseconds");
        if (nanos > 999_999_999) throw new ProtocolException("nanoseconds", 96, nanos + " is more than a second");
        var shown = ByteBuffer.wrap(fields.bytes("year", FIELDS_SIZE));
        var offset = offset(fields, "offset");
        try {
            var time = Instant.ofEpochSecond(seconds, nanos).atOffset(offset);
            var expected = ByteBuffer.allocate(FIELDS_SIZE);
            putFields(expected, time);
            int different = shown.mismatch(expected.flip());
            if (different >= 0) {
                throw new ProtocolException("date and time", 100 + different, "contradicts seconds and offset");
            }
            return time;
        } catch (DateTimeException e) {
            throw new ProtocolException("seconds", 88, seconds + " is no time that can be told");
        }
    }

    private static ZoneOffset offset(Fields fields, String field) throws ProtocolException {
        int at = fields.offset();
        int seconds = (int) fields.u32(field);
        if (Math.abs((long) seconds) > ZoneOffset.MAX.getTotalSeconds()) {
            throw new ProtocolException(field, at, seconds + " s is more than 18 h");
        }
        return ZoneOffset.ofTotalSeconds(seconds);
    }

    private static Optional<Transition> transition(Fields fields, boolean present) throws ProtocolException {
        if (!present) {
            zero(fields, 12);
            return Optional.empty();
        }
        long seconds = fields.u64("next transition");
        if (seconds < Instant.MIN.getEpochSecond() || seconds > Instant.MAX.getEpochSecond()) {
            throw new ProtocolException("next transition", 132, seconds + " is no time that can be told");
        }
        return Optional.of(new Transition(Instant.ofEpochSecond(seconds), offset(fields, "offset after it")));
    }

    private static ZoneSync sync(Fields fields, int state) throws ProtocolException {
        if (state >= ZoneSync.State.values().length) {
            throw new ProtocolException("state of the clock", 3, state + " is none of 0 to 2");
        }
        boolean isSet = state != ZoneSync.State.NEVER.ordinal();
        long bound = fields.u64("error bound");
        if (isSet ? bound < 0 : bound != ZoneSync.UNKNOWN_NANOS) {
            throw new ProtocolException("error bound", 144, "contradicts the state of the clock");
        }
        long age = fields.u32("age");
        if (isSet == (age == ZoneSync.UNKNOWN_SECONDS)) {
            throw new ProtocolException("age", 152, "contradicts the state of the clock");
        }
        int stratum = fields.u8("stratum");
        int servers = fields.u8("time servers asked");
        int used = fields.u8("time servers believed");
        if (used > servers) throw new ProtocolException("time servers believed", 158, used + " of " + servers);
        return new ZoneSync(ZoneSync.State.values()[state], isSet ? Duration.ofNanos(bound) : ZoneSync.UNKNOWN,
                isSet ? Duration.ofSeconds(age) : ZoneSync.UNKNOWN, stratum, servers, used);
    }

    private static void zero(Fields fields, int count) throws ProtocolException {
        int at = fields.offset();
        for (byte b : fields.bytes("reserved", count)) {
            if (b != 0) throw new ProtocolException("reserved", at, "is not zero");
            at++;
        }
    }
}
