package wirelab.room;

import java.text.Normalizer;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Pattern;
import wirelab.kit.Visible;

/// Somebody in the room, as others see them: `#3`, or `#3 alice` for one who has taken a name.
///
/// @param id from 1 upwards; never given to anybody else as long as the server runs
/// @param nick the name, or an empty text for none
public record RoomMember(int id, String nick) {
    /// Letters first, so that no name can be taken for an id; at most 20 characters,
    /// so that names do not crowd out what is said.
    private static final Pattern NICK = Pattern.compile("\\p{L}[\\p{L}\\p{M}\\p{Nd}_-]{0,19}");

    /// Checks the id and the name.
    ///
    /// @throws IllegalArgumentException when the id is not positive or the name is none
    public RoomMember {
        Objects.requireNonNull(nick);
        if (id < 1) throw new IllegalArgumentException("id " + id);
        if (!nick.isEmpty() && !isNick(nick)) throw new IllegalArgumentException("name '" + nick + "'");
    }

    /// Whether a text may be a name: a letter of any script, then up to 19 letters, digits, `_` and `-`.
    public static boolean isNick(String text) {
        return NICK.matcher(text).matches() && Visible.name(text).equals(text);
    }

    /// {@return what two names must not share: `Alice`, `ALICE` and full-width `Ａlice` are one name; its form for
    /// comparison}
    static String key(String nick) {
        String lower = Normalizer.normalize(nick, Normalizer.Form.NFKC).toLowerCase(Locale.ROOT);
        return Normalizer.normalize(lower, Normalizer.Form.NFKC);
    }

    /// {@return the member as others see it: `#3` or `#3 alice`}
    @Override
    public String toString() {
        return nick.isEmpty() ? "#" + id : "#" + id + " " + nick;
    }
}
