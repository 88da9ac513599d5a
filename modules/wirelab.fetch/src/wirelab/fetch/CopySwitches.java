package wirelab.fetch;

import java.util.ArrayList;
import java.util.List;
import wirelab.kit.UsageException;
import wirelab.program.CommandLine;
import wirelab.program.Program;

/// Adds the switches about copies of sites to a program, with the letters of wget(1).
public final class CopySwitches implements Program.Extra {
    /// Nothing but what the user says.
    public CopySwitches() {}

    @Override
    public void declare(Program program) {
        program.flag("recursive", "follow links on the same host, into a folder").letter('r')
                .text("level", "N", null, "with -r: follow so many links, or inf [5]").letter('l')
                .number("max-urls", 10_000, 1, 1_000_000, "with -r: ask for so many URLs at most")
                .flag("no-parent", "with -r: stay in the folder of the first page").letters("np")
                .repeated("accept", "LIST", "with -r: keep these names").letter('A')
                .repeated("reject", "LIST", "with -r: leave out these").letter('R')
                .flag("page-requisites", "fetch what a page needs to be shown").letter('p')
                .flag("convert-links", "make pages lead to each other on disk").letter('k')
                .flag("mirror", "keep a copy up to date: -r -N -l inf").letter('m');
    }

    @Override
    public AutoCloseable begin(CommandLine options) {
        extent(options);
        return () -> {};
    }

    /// Whether more than one file is fetched for a URL.
    public static boolean copies(CommandLine options) {
        return follows(options) || options.flag("page-requisites");
    }

    private static boolean follows(CommandLine options) {
        return options.flag("recursive") || options.flag("mirror");
    }

    /// {@return how far a copy goes}
    public static SiteCopy.Extent extent(CommandLine options) {
        String level = options.text("level");
        int depth;
        if (level == null) {
            depth = options.flag("mirror") ? SiteCopy.Extent.ENDLESS : SiteCopy.Extent.DEFAULTS.depth();
        } else if (level.equals("inf")) {
            depth = SiteCopy.Extent.ENDLESS;
        } else if (level.matches("[0-9]{1,3}") && Integer.parseInt(level) <= 100) {
            depth = Integer.parseInt(level);
        } else {
            throw new UsageException("--level: " + level + " is not between 0 and 100, nor inf");
        }
        return new SiteCopy.Extent(follows(options) ? depth : 0, options.number("max-urls"));
    }

    /// {@return what of it is copied}
    public static CopyFilter filter(CommandLine options) {
        return new CopyFilter(!options.flag("no-parent"), list(options.all("accept")), list(options.all("reject")),
                options.flag("page-requisites"));
    }

    private static List<String> list(List<String> given) {
        if (given.isEmpty()) return null;
        var names = new ArrayList<String>();
        for (String each : given) for (String name : each.split(",")) if (!name.isBlank()) names.add(name.strip());
        return names;
    }
}
