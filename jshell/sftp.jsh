// SFTP by hand (version 3): one request byte by byte, and a session in a folder that no path leads out of.
// In the project's folder, after ./build.sh: jshell jshell/sftp.jsh; step by step: java scripts/Shell.java sftp
// Started elsewhere, or before the build, jshell cannot see the packages: this says so and ends.
try { Class.forName("wirelab.kit.Host"); } catch (ClassNotFoundException e) {
    System.out.println("cd to the folder of wirelab, run ./build.sh there, then: jshell jshell/sftp.jsh");
    Thread.sleep(300);
    ProcessHandle.current().parent().filter(p -> p.info().command().orElse("").endsWith("jshell"))
            .ifPresent(ProcessHandle::destroy);
    Thread.sleep(10_000);
}
import java.nio.ByteBuffer
import java.nio.file.*
import wirelab.kit.*
import wirelab.sftp.*

// What a client sends to open a file: type 3, its number, the path behind its length, flags, and no attributes.
var open = new SftpRequest.Open(1, "notes.txt", OpenFlags.READ, FileAttributes.NONE)
System.out.println(HexDump.of(ByteBuffer.wrap(open.encode())))

// A session knows files and no connection: requests go in, replies come out.
var folder = Files.createTempDirectory("sftp")
Files.writeString(folder.resolve("notes.txt"), "hello, world")
var session = SftpService.open(SftpOptions.DEFAULTS.withRoot(folder))
var opened = (SftpReply.Handle) session.answer(open)
System.out.println(session.answer(new SftpRequest.Read(2, opened.handle(), 7, 100)))

// A link that leads out is there, and leads nowhere.
Files.createSymbolicLink(folder.resolve("up"), Path.of("../.."))
System.out.println(session.answer(new SftpRequest.Lstat(3, "up")))
System.out.println(session.answer(new SftpRequest.Opendir(4, "up")))

// Yours to try, at the prompt (the lab sheet has more):
// What does the server know beyond the draft?
//     session.hello().extensions()
// Where is one who goes up from the root?
//     session.answer(new SftpRequest.Realpath(5, "/../../etc"))
// A length that lies: does the decoder ask for the memory?
//     SftpRequest.decode(ByteBuffer.wrap(open.encode(), 0, 12))
System.out.println("session is open; try: session.answer(new SftpRequest.Readlink(5, \"up\"))")
