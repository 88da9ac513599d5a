/// What time is it? Daytime (RFC 867) says it as text, Time (RFC 868) as a number, both over TCP and UDP; zoned daytime, a
/// protocol of our own over UDP with one PDU of fixed length, says it for any zone in any language, and how sure that is.
///
/// ```
/// try (var server = ZoneServer.start(ZoneServer.Options.DEFAULTS);
///         var client = ZoneClient.open(server.address(), ZoneClient.Options.DEFAULTS)) {
///     if (client.ask("Asia/Tokyo", "ja").message() instanceof ZoneMessage.Answer answer) System.out.println(answer.text());
/// }
/// ```
///
/// - RFC 867, a line of text: [DaytimeServer][wirelab.daytime.DaytimeServer],
///   [DaytimeClient][wirelab.daytime.DaytimeClient], [DaytimeText][wirelab.daytime.DaytimeText]
/// - RFC 868, four bytes: [TimeServer][wirelab.daytime.TimeServer], [TimeClient][wirelab.daytime.TimeClient],
///   [TimeMessage][wirelab.daytime.TimeMessage]
/// - zoned daytime: [ZoneServer][wirelab.daytime.ZoneServer], [ZoneClient][wirelab.daytime.ZoneClient],
///   [ZoneMessage][wirelab.daytime.ZoneMessage], [ZoneSync][wirelab.daytime.ZoneSync]
/// - strftime, and patterns of java.time: [TimeFormat][wirelab.daytime.TimeFormat]
///
/// | limit | default | why | when it is hit |
/// | --- | --- | --- | --- |
/// | datagrams answered per source, RFC 867 and 868 | 20 per second, 50 at once | amplification | dropped and counted |
/// | questions answered per source, zoned | 50 per second, 200 at once | a near match costs 1 ms | dropped and counted |
/// | source addresses remembered | 10,000 | memory | the one heard least recently is forgotten |
/// | datagrams from ports 7, 13, 17, 19, 37 | none | two servers would talk for ever | dropped and counted |
/// | TCP connections | 1,000; 10 s of silence; 30 s in all | one line needs no more | reset; closed |
/// | answer that a client reads | 512 bytes; 4 for RFC 868 | "just one line" | an error |
/// | PDU of zoned daytime | 368 bytes | an answer is never longer than its question | dropped, or refused if longer |
/// | zone, locale, text | 40, 36, 128 bytes | enough for 99.7 % of all locales | the text is cut, and says so |
/// | languages with a ready formatter | 256 | memory | the one used least recently is made anew |
///
/// Left out on purpose: RFC 868's "minus" for years before 1900 is read by nobody; leap seconds have no field, since
/// java.time has none.
module wirelab.daytime {
    requires transitive wirelab.kit;
    requires transitive wirelab.ntp;
    // Names of months, days and calendars in other languages than English.
    requires jdk.localedata;

    exports wirelab.daytime;
}
