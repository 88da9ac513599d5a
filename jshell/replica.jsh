// A replicated folder by hand: first the log's commands and the tree that they make, then a group of three in this process.
// In the project's folder, after ./build.sh: jshell jshell/replica.jsh; step by step: java scripts/Shell.java replica
// jshell runs what is no comment, and its prompt is there soon; what stands behind //> is yours to type then.
// Started elsewhere, or before the build, jshell cannot see the packages: this says so and ends.
try { Class.forName("wirelab.kit.Host"); } catch (ClassNotFoundException e) {
    System.out.println("cd to the folder of wirelab, run ./build.sh there, then: jshell jshell/replica.jsh");
    Thread.sleep(300);
    ProcessHandle.current().parent().filter(p -> p.info().command().orElse("").endsWith("jshell"))
            .ifPresent(ProcessHandle::destroy);
    Thread.sleep(10_000);
}
import wirelab.folder.*
import wirelab.kit.*
import wirelab.replica.*

// A tree never changes: a command makes another one of it, or refuses.
var mkdir = new TreeChange.Mkdir("docs", 0755)
var tree = mkdir.apply(FolderTree.EMPTY)
//> new TreeChange.Link("docs/link", "elsewhere").apply(tree)
//> mkdir.encode()

// What all say to each other has one form.
//> Bytes.wrap(new Pdu(7, Pdu.ADD, "a", Bytes.wrap("hi".getBytes())).encode())

// Three nodes at ports that were free a moment ago, each with a folder of its own.
int free() throws IOException { try (var socket = new ServerSocket(0)) { return socket.getLocalPort(); } }
var addresses = new TreeMap<Integer, InetSocketAddress>()
for (int id = 0; id < 3; id++) addresses.put(id, new InetSocketAddress("127.0.0.1", free()));
var config = new ReplicaConfig(addresses, Secrets.token(16), false)
var folder = Files.createTempDirectory("replica")
var HOW = ReplicaOptions.DEFAULTS
Path of(int id) throws IOException { return Files.createDirectories(folder.resolve("nodo" + id)); }
ReplicaService start(int id) throws IOException { return ReplicaService.start(Host.HERE, config, id, of(id), HOW); }
var nodes = new ArrayList<>(List.of(start(0), start(1), start(2)))
var client = ReplicaSession.open(Host.HERE, config, ReplicaSession.Options.DEFAULTS)
client.put("motto", 0644, "nothing acknowledged is lost".getBytes())
//> client.list("", true)
//> System.out.println(client.tell("replicas"))

// Yours to try, at the prompt (the lab sheet has more):
// Who is it that has just answered? Let him die, write, and ask again.
//     nodes.get(client.node()).close()
//     client.put("motto", 0644, "still not lost".getBytes())
//     System.out.println(client.tell("replicas"))
// What has happened to a path?
//     System.out.println(client.tell("why motto"))
System.out.println("three nodes, and client; try: client.list(\"\", true)")
