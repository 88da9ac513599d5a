package wirelab.sftp;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.Locale;

/// A line as `ls -l` prints it in the locale POSIX. Clients show it, and some read it.
final class LongName {
    private static final String[] MONTHS =
            {"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    /// `ls` shows the year instead of the time of day for what is older than half a year, or in the future.
    private static final long HALF_A_YEAR = 365L * 24 * 3600 / 2;
    private static final String KINDS = "?pc?d?b?-?l?s???";

    private LongName() {}

    static String of(String name, Spot.Known known, Accounts accounts, Instant now, ZoneId zone) {
        var attributes = known.attributes();
        var owner = attributes.owner();
        return String.format(Locale.ROOT, "%s %4d %-8s %-8s %8d %s %s", mode(attributes.mode()), known.links(),
                or(accounts.user(owner.uid()), owner.uid()), or(accounts.group(owner.gid()), owner.gid()),
                attributes.size(), time(attributes.times().modified(), now, zone), name);
    }

    private static String or(String name, long id) {
        return name == null ? Long.toString(id) : name;
    }

    /// {@return ten characters such as `drwxr-xr-x`}
    static String mode(int mode) {
        var text = new StringBuilder(10).append(KINDS.charAt(mode >> 12 & 15));
        for (int shift = 6; shift >= 0; shift -= 3) {
            int bits = mode >> shift;
            boolean special = (mode & 01000 << shift / 3) != 0;
            boolean runs = (bits & 1) != 0;
            char set = shift == 0 ? 't' : 's';
            text.append((bits & 4) != 0 ? 'r' : '-').append((bits & 2) != 0 ? 'w' : '-');
            text.append(special ? runs ? set : Character.toUpperCase(set) : runs ? 'x' : '-');
        }
        return text.toString();
    }

    private static String time(long seconds, Instant now, ZoneId zone) {
        var time = ZonedDateTime.ofInstant(Instant.ofEpochSecond(seconds), zone);
        long age = now.getEpochSecond() - seconds;
        boolean recent = age >= 0 && age < HALF_A_YEAR;
        String last = recent ? String.format(Locale.ROOT, "%02d:%02d", time.getHour(), time.getMinute())
                : String.format(Locale.ROOT, " %d", time.getYear());
        return String.format(Locale.ROOT, "%s %2d %s", MONTHS[time.getMonthValue() - 1], time.getDayOfMonth(), last);
    }
}
