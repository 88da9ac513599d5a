package wirelab.daytime;

import java.time.DateTimeException;
import java.time.ZonedDateTime;
import java.time.chrono.IsoChronology;
import java.time.format.DateTimeFormatter;
import java.time.format.FormatStyle;
import java.util.Arrays;
import java.util.IllformedLocaleException;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Locale.LanguageRange;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/// Writes dates and times in any language that this Java knows.
final class ZoneTexts {
    /// Making a formatter costs a hundred times what using it does, so the last ones are kept.
    private static final int KEPT = 256;
    private static final Set<Locale> KNOWN = Arrays.stream(Locale.getAvailableLocales()).collect(Collectors.toSet());

    /// A language, and how it writes.
    ///
    /// @param isOther whether that is another one than was asked for
    record Writer(Locale locale, boolean isOther, DateTimeFormatter formatter) {
        String write(ZonedDateTime time) {
            try {
                return formatter.format(time);
            } catch (DateTimeException _) {
                // Some calendars do not go back so far.
                return formatter.withChronology(IsoChronology.INSTANCE).format(time);
            }
        }
    }

    private final Locale usual;
    private final Map<String, Writer> writers = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Writer> eldest) {
            return size() > KEPT;
        }
    };

    /// Begins.
    ///
    /// @param usual the locale for those who name none, or one that is not known
    ZoneTexts(Locale usual) {
        this.usual = usual;
    }

    /// The writer for a tag.
    ///
    /// @param tag a BCP 47 tag, or anything else
    /// @return the writer in that locale, or in the nearest that is known, or in the usual one
    synchronized Writer of(String tag) {
        return writers.computeIfAbsent(tag, _ -> {
            var locale = find(tag);
            boolean isOther = locale == null || !locale.equals(Locale.forLanguageTag(tag));
            if (locale == null) locale = usual;
            return new Writer(locale, isOther && !tag.isEmpty(),
                    DateTimeFormatter.ofLocalizedDateTime(FormatStyle.FULL, FormatStyle.MEDIUM).localizedBy(locale));
        });
    }

    /// Looks a tag up as RFC 4647, section 3.4, says: `es-MX-x-foo` may become `es-MX`, then `es`.
    private static Locale find(String tag) {
        if (tag.isEmpty()) return null;
        try {
            var asked = new Locale.Builder().setLanguageTag(tag).build();
            var known = KNOWN.contains(asked.stripExtensions()) ? asked.stripExtensions()
                    : Locale.lookup(LanguageRange.parse(asked.stripExtensions().toLanguageTag()), KNOWN);
            return known == null ? null : withCalendarAndDigits(known, asked);
        } catch (IllformedLocaleException | IllegalArgumentException _) {
            return null;
        }
    }

    /// Of the extensions, calendar and digits are taken over. A time zone is not: the question has a field for that.
    private static Locale withCalendarAndDigits(Locale known, Locale asked) {
        var builder = new Locale.Builder().setLocale(known);
        for (String key : new String[] {"ca", "nu"}) {
            String value = asked.getUnicodeLocaleType(key);
            if (value != null) builder.setUnicodeLocaleKeyword(key, value);
        }
        return builder.build();
    }
}
