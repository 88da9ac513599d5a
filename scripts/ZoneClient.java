/// Zoned daytime client: asks what time it is in one or several zones, in the language that you like, and how sure that is.

import static wirelab.daytime.ZoneClient.*;

import wirelab.daytime.*;
import wirelab.daytime.ZoneServer;
import wirelab.impair.LinkSwitches;
import wirelab.kit.*;
import wirelab.ntp.Offsets;
import wirelab.program.*;
import wirelab.tap.TapSwitches;

void main(String... args) {
    Program.of("ZoneClient", "asks what time it is in one or several zones")
            .client(ZoneServer.PORT)
            .repeated("zone", "ZONE", "a zone such as Europe/Madrid; without any, that of the server")
            .text("locale", "TAG", "", "language such as es-ES; without it, that of the server")
            .duration("timeout", "500ms", "how long to wait before asking again; doubled each time")
            .number("tries", 3, 1, 10, "how often to ask")
            .example("--zone Europe/Madrid --zone Asia/Tokyo --locale ja")
            .example("--locale th-TH-u-ca-buddhist-nu-thai")
            .with(new LinkSwitches())
            .with(new TapSwitches())
            .run(args, options -> {
                var zones = options.all("zone").isEmpty() ? List.of("") : options.all("zone");
                int unknown = 0;
                try (var client = open(options.host(), options.address(),
                        new Options(options.duration("timeout"), options.number("tries")))) {
                    for (String zone : zones) if (!show(client.ask(zone, options.text("locale")))) unknown++;
                } catch (IllegalArgumentException e) {
                    throw new UsageException(e.getMessage());
                }
                if (unknown > 0) throw new IOException("refused: " + unknown + " of "
                        + Text.count(zones.size(), "question"));
            });
}

/// Shows a reply.
///
/// @return whether it holds a time
boolean show(Reply reply) {
    return switch (reply.message()) {
        case ZoneMessage.Answer answer -> {
            // What a server has put into its texts must not control the terminal.
            say("%s: %s%s", answer.zone(), answer.text(), answer.isCut() ? "…" : "");
            say("  %s %s, day %d of the year%s", answer.time(), answer.abbreviation(), answer.time().getDayOfYear(),
                    answer.isDaylightSaving() ? ", daylight saving" : "");
            answer.next().ifPresent(next -> say("  next change: %s to %s", next.at(), Clocks.utc(next.after())));
            if (answer.isOtherLocale()) say("  in %s, since the server does not know that language", answer.locale());
            say("  the server is in %s (%s); its clock: %s", answer.place().zone(), answer.place().locale(),
                    clock(answer.sync()));
            say("  the answer took %s", Text.duration(reply.roundTrip()));
            yield true;
        }
        case ZoneMessage.Refusal refusal -> {
            String known = refusal.status() == ZoneStatus.UNKNOWN_ZONE
                    ? "; did you mean " + refusal.text().replace("\n", ", ") + "?" : ": " + refusal.text();
            say("%s: %s%s", refusal.zone(), refusal.status().name().toLowerCase(Locale.ROOT).replace('_', ' '),
                    refusal.text().isEmpty() ? "" : known);
            yield false;
        }
        case ZoneMessage.Question question ->
                throw new IllegalStateException("a client never takes a question for an answer: " + question);
    };
}

String clock(ZoneSync sync) {
    return switch (sync.state()) {
        case NEVER -> sync.servers() == 0 ? "that of its machine, not synchronised"
                : "not synchronised yet, " + sync.servers() + " time servers asked";
        case SYNCHRONISED -> "right to " + Offsets.bound(sync.bound().toNanos()) + ", by " + sync.used() + " of "
                + sync.servers() + " time servers, stratum " + sync.stratum();
        case HOLDOVER -> "on its own for " + sync.age().toSeconds() + " s, still right to "
                + Offsets.bound(sync.bound().toNanos());
    };
}

void say(String format, Object... values) {
    System.out.println(Visible.of(format.formatted(values)));
}
