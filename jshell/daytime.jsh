// Daytime by hand (RFC 867, RFC 868, and zoned daytime): start servers, ask them, look at the bytes, stop.
// In the project's folder, after ./build.sh: jshell jshell/daytime.jsh; step by step: java scripts/Shell.java daytime
// jshell runs what is no comment, and its prompt is there soon; what stands behind //> is yours to type then.
// Started elsewhere, or before the build, jshell cannot see the packages: this says so and ends.
try { Class.forName("wirelab.kit.Host"); } catch (ClassNotFoundException e) {
    System.out.println("cd to the folder of wirelab, run ./build.sh there, then: jshell jshell/daytime.jsh");
    Thread.sleep(300);
    ProcessHandle.current().parent().filter(p -> p.info().command().orElse("").endsWith("jshell"))
            .ifPresent(ProcessHandle::destroy);
    Thread.sleep(10_000);
}
import wirelab.kit.*
import wirelab.daytime.*

var patience = Duration.ofSeconds(5)

// RFC 867: a line of text, over TCP to whoever connects, over UDP to whoever sends a datagram.
var daytime = DaytimeServer.start(DaytimeServer.Options.DEFAULTS)
//> DaytimeClient.tcp(daytime.address(), patience).text()
//> DaytimeClient.udp(daytime.address(), patience).text()

// The same by hand, with the plain socket of the JDK: connect, read to the end.
//> var socket = new Socket(daytime.address().getAddress(), daytime.address().getPort())
//> new String(socket.getInputStream().readAllBytes())
//> socket.close()

// The line has no prescribed syntax; those that are met in the field are understood.
//> new DaytimeText("02 FEB 82 07:59:01 PST").time(ZoneOffset.UTC)
//> new DaytimeText("Mon Feb 22 17:37:43 1982").time(ZoneOffset.UTC)

// Formats: strftime when there is a % in it, else DateTimeFormatter.
//> TimeFormat.of("%c, week %V, day %j", Locale.ENGLISH).format(ZonedDateTime.now())
//> TimeFormat.of("EEEE d 'de' MMMM", Locale.forLanguageTag("es")).format(ZonedDateTime.now())

// RFC 868: four bytes.
var time = TimeServer.start(ServiceOptions.DEFAULTS, InstantSource.system())
//> var answer = TimeClient.tcp(time.address(), patience)
//> System.out.println(HexDump.of(answer.encode()))
//> answer.time(Instant.now())

// 2036: the number begins at 0 again. Who believes to live in 1900 reads it otherwise.
//> TimeMessage.of(Instant.parse("2036-02-07T06:28:16Z"))
//> new TimeMessage(0).time(Instant.now())
//> new TimeMessage(0).time(Instant.parse("1910-01-01T00:00:00Z"))

// Zoned daytime: any zone, any language, one PDU of fixed length.
var zones = ZoneServer.start(
        ZoneServer.Options.DEFAULTS.withPlace(ZoneId.of("Europe/Madrid"), Locale.forLanguageTag("es-ES")))
var client = ZoneClient.open(zones.address(), ZoneClient.Options.DEFAULTS)
//> var madrid = (ZoneMessage.Answer) client.ask("", "").message()
//> madrid.text()
//> madrid.sync()
//> var tokyo = (ZoneMessage.Answer) client.ask("Asia/Tokyo", "ja").message()
//> tokyo.text()
//> System.out.println(HexDump.of(tokyo.encode()))
//> client.ask("Europe/Madird", "").message()

// A question written by hand, with one bit too many.
//> var bytes = new ZoneMessage.Question(42, "Asia/Tokyo", "ja").encode()
//> bytes[1] = 1
//> try { ZoneMessage.decode(ByteBuffer.wrap(bytes)); } catch (IOException e) { System.out.println(e.getMessage()); }

// Yours to try, at the prompt (the lab sheet has more):
// The same moment in another language.
//     client.ask("Europe/Madrid", "fr").message()
// When does summer time begin there, and by how much?
//     client.ask("Antarctica/Troll", "en").message()
// RFC 868 over UDP: what does an empty datagram bring?
//     TimeClient.udp(time.address(), patience)
// How many are connected to a server that hangs up at once?
//     daytime
System.out.println("daytime, time, zones and client are alive; try: client.ask(\"Asia/Tokyo\", \"de\").message()")
