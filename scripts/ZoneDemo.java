/// Zoned daytime: one PDU of fixed length, any zone, any language, and a server that says how good its clock is.

import wirelab.daytime.*;
import wirelab.daytime.ZoneClient;
import wirelab.daytime.ZoneServer;
import wirelab.kit.*;
import wirelab.ntp.*;
import wirelab.ntp.NtpClient;
import wirelab.ntp.NtpServer;
import wirelab.program.*;
import wirelab.tap.TapSwitches;

static final Duration WRONG = Duration.ofSeconds(3);

/// Where servers and clients stand: what is said there, `--pcap` and `--ladder` show.
Host host = Host.HERE;

void main(String... args) {
    Program.of("ZoneDemo", "zoned daytime with a clock that NTP keeps right").with(new TapSwitches())
            .demo(args, (given, demo) -> {
        host = given.host();
        // The time server is 3 s ahead of this machine, so that it can be seen whose time is told.
        var truth = InstantSource.offset(InstantSource.system(), WRONG);
        var ntp = NtpServer.start(host, NtpServer.Options.DEFAULTS, truth,
                Reference.vouched(truth, 2, Duration.ofMillis(1)));
        var often = Synchroniser.Options.DEFAULTS.withPoll(Duration.ofMillis(200)).withSamples(4, Duration.ofMillis(2))
                .withClient(NtpClient.Options.DEFAULTS.withTimeout(Duration.ofMillis(200)));
        try (var synchroniser = Synchroniser.start(host, List.of(ntp.address()), LocalClock.free(), often, _ -> {})) {
            synchroniser.awaitFirst(Duration.ofSeconds(5));
            var options = ZoneServer.Options.DEFAULTS.withPlace(ZoneId.of("Europe/Madrid"), Locale.forLanguageTag("es-ES"));
            try (var server = ZoneServer.start(host, options, synchroniser);
                    var client = ZoneClient.open(host, server.address(), ZoneClient.Options.DEFAULTS)) {
                place(demo, client);
                zones(demo, client);
                fixedLength(demo, client);
                refusals(demo, client);
                withoutNtp(demo, client, ntp);
            }
        } finally {
            ntp.close();
        }
    });
}

ZoneMessage.Answer ask(ZoneClient client, String zone, String locale) throws IOException {
    return (ZoneMessage.Answer) client.ask(zone, locale).message();
}

void place(Demo demo, ZoneClient client) throws IOException {
    demo.step("A question that names nothing: the time where the server operates, in the language there");
    var answer = ask(client, "", "");
    String offset = answer.abbreviation() + ", " + Clocks.utc(answer.time().getOffset());
    demo.say(answer.zone() + ": " + answer.text() + " (" + offset + ")");
    demo.say("clock: " + answer.sync());
    demo.check("the server follows its time server, which is 3 s ahead of this machine",
            Math.abs(Duration.between(Instant.now().plus(WRONG), answer.time().toInstant()).toMillis()) < 500);
    demo.check("it says so, and how wrong it may be", answer.sync().state() == ZoneSync.State.SYNCHRONISED
            && answer.sync().stratum() == 3 && answer.sync().bound().compareTo(Duration.ofSeconds(1)) < 0);
}

void zones(Demo demo, ZoneClient client) throws IOException {
    demo.step("Other zones, other languages, other calendars and digits");
    for (String[] asked : new String[][] {{"America/New_York", "en-US"}, {"Asia/Kolkata", "hi"}, {"Asia/Tokyo", "ja"},
            {"Australia/Lord_Howe", "fr"}, {"Asia/Bangkok", "th-TH-u-ca-buddhist-nu-thai"}, {"Africa/Cairo", "ar-EG"}}) {
        var answer = ask(client, asked[0], asked[1]);
        demo.say(String.format("%-20s %s", answer.zone(), answer.text()));
        demo.check("its fields are those that java.time gives", answer.time().toZonedDateTime().getOffset()
                .equals(ZoneId.of(asked[0]).getRules().getOffset(answer.time().toInstant())) && !answer.isOtherLocale());
    }
}

void fixedLength(Demo demo, ZoneClient client) throws IOException {
    demo.step("Every PDU has 368 bytes: a question is as long as its answer, so nobody gains by asking in another's name");
    var question = new ZoneMessage.Question(0x6162636465666768L, "Asia/Thimphu", "dz");
    var answer = ask(client, "Asia/Thimphu", "dz");
    demo.say(HexDump.of(Arrays.copyOf(question.encode(), 64)) + "\n...");
    demo.say(answer.text() + (answer.isCut() ? "…" : ""));
    demo.check("question and answer have the same length",
            question.encode().length == ZoneMessage.SIZE && answer.encode().length == ZoneMessage.SIZE);
}

void refusals(Demo demo, ZoneClient client) throws IOException {
    demo.step("Names that are no zone");
    for (String zone : List.of("Europe/Madird", "tokyo", "Asia/Madrid", "qqqqqqqqqqqqq")) {
        var refusal = (ZoneMessage.Refusal) client.ask(zone, "").message();
        demo.say(zone + ": " + refusal.status() + ", near matches: " + refusal.text().lines().toList());
        demo.check("it is refused, with what may have been meant", refusal.status() == ZoneStatus.UNKNOWN_ZONE
                && (zone.startsWith("q") ? refusal.text().isEmpty() : !refusal.text().isEmpty()));
    }
}

void withoutNtp(Demo demo, ZoneClient client, NtpServer ntp) throws Exception {
    demo.step("The time server goes away: the clock goes on by itself, and its error bound grows");
    ntp.close();
    var answer = ask(client, "", "");
    for (int i = 0; i < 100 && answer.sync().state() == ZoneSync.State.SYNCHRONISED; i++) {
        Thread.sleep(50);
        answer = ask(client, "", "");
    }
    var first = answer.sync();
    var then = first;
    for (int i = 0; i < 100 && then.bound().compareTo(first.bound()) <= 0; i++) {
        // While the clock still slews towards the last offset that it has measured, the bound may shrink.
        first = then;
        Thread.sleep(50);
        then = ask(client, "", "").sync();
    }
    demo.say("state " + first.state() + ", within " + Offsets.bound(first.bound().toNanos()) + ", and a little later within "
            + Offsets.bound(then.bound().toNanos()));
    demo.check("it says that it is on its own", first.state() == ZoneSync.State.HOLDOVER);
    demo.check("the bound grows", then.bound().compareTo(first.bound()) > 0);
    demo.check("and the time is still that of the time server", Math.abs(Duration.between(Instant.now().plus(WRONG),
            ask(client, "", "").time().toInstant()).toMillis()) < 500);
}
