package wirelab.daytime;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;
import wirelab.daytime.ZoneMessage.Answer;
import wirelab.daytime.ZoneMessage.Place;
import wirelab.daytime.ZoneMessage.Question;
import wirelab.daytime.ZoneMessage.Refusal;
import wirelab.daytime.ZoneMessage.Transition;
import wirelab.kit.ProtocolViolation;

/// What a server of zoned daytime answers: a function of the question, the time and the state of its clock.
final class ZoneResponder {
    private static final DateTimeFormatter ABBREVIATION = DateTimeFormatter.ofPattern("zzz", Locale.ENGLISH);
    private static final int NEAR_MATCHES = 3;

    private final Place place;
    private final ZoneTexts texts;

    ZoneResponder(ZoneId zone, Locale locale) {
        place = new Place(zone.getId(), locale.toLanguageTag());
        texts = new ZoneTexts(locale);
    }

    ZoneMessage answer(Question question, Instant now, ZoneSync sync) {
        String zone = question.zone().isEmpty() ? place.zone() : question.zone();
        if (!ZoneNames.isKnown(zone) && !zone.equals(place.zone())) {
            return new Refusal(question.id(), ZoneStatus.UNKNOWN_ZONE, question.zone(), question.locale(),
                    FixedText.cut(String.join("\n", ZoneNames.near(zone, NEAR_MATCHES)), ZoneMessage.TEXT_SIZE));
        }
        var writer = texts.of(question.locale());
        var time = now.atZone(ZoneNames.isKnown(zone) ? ZoneNames.zone(zone) : ZoneId.of(zone));
        var rules = time.getZone().getRules();
        String whole = writer.write(time);
        String text = FixedText.cut(whole, ZoneMessage.TEXT_SIZE);
        var next = Optional.ofNullable(rules.nextTransition(now))
                .map(change -> new Transition(change.getInstant(), change.getOffsetAfter()));
        String locale = FixedText.cut(writer.locale().toLanguageTag(), ZoneMessage.LOCALE_SIZE);
        String abbreviation = FixedText.cut(ABBREVIATION.format(time), ZoneMessage.ABBREVIATION_SIZE);
        return new Answer(question.id(), zone, locale, writer.isOther(), time.toOffsetDateTime(), abbreviation,
                rules.isDaylightSavings(now), next, text, text.length() < whole.length(), place, sync);
    }

    /// What to say to a datagram that is no question of ours.
    ///
    /// @param datagram its payload, from position to limit
    /// @return the refusal; empty when it must not be answered, because it is an answer itself or shorter than any answer
    Optional<ZoneMessage> refuse(ByteBuffer datagram, ProtocolViolation problem) {
        int at = datagram.position();
        if (datagram.remaining() < ZoneMessage.SIZE || (datagram.get(at + 1) & ZoneMessage.FLAG_ANSWER) != 0) {
            return Optional.empty();
        }
        var status = problem.field().equals("version") ? ZoneStatus.UNSUPPORTED_VERSION : ZoneStatus.MALFORMED;
        return Optional.of(new Refusal(datagram.getLong(at + ZoneMessage.ID_OFFSET), status, "", "",
                FixedText.cut(problem.getMessage(), ZoneMessage.TEXT_SIZE)));
    }
}
