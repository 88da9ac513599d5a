package wirelab.sftp;

import java.util.ArrayList;
import java.util.List;

/// How a file is to be opened (the draft, section 6.3): bits of OPEN.
public final class OpenFlags {
    public static final int READ = 1;
    public static final int WRITE = 2;
    public static final int APPEND = 4;
    public static final int CREATE = 8;
    public static final int TRUNCATE = 16;
    public static final int EXCLUSIVE = 32;

    private static final List<String> WORDS = List.of("read", "write", "append", "create", "truncate", "exclusive");

    private OpenFlags() {}

    static boolean has(int flags, int flag) {
        return (flags & flag) != 0;
    }

    static boolean areKnown(int flags) {
        return (flags & ~(2 * EXCLUSIVE - 1)) == 0;
    }

    static String words(int flags) {
        var words = new ArrayList<String>();
        for (int i = 0; i < WORDS.size(); i++) if (has(flags, 1 << i)) words.add(WORDS.get(i));
        if (!areKnown(flags)) words.add("0x" + Integer.toHexString(flags));
        return String.join(" ", words);
    }
}
