// A folder in memory that is kept equal to a tree, on a disk whose power you take away: nothing is written on yours.
// In the project's folder, after ./build.sh: jshell jshell/folder.jsh; step by step: java scripts/Shell.java folder
// jshell runs what is no comment, and its prompt is there soon; what stands behind //> is yours to type then.
// Started elsewhere, or before the build, jshell cannot see the packages: this says so and ends.
try { Class.forName("wirelab.kit.Host"); } catch (ClassNotFoundException e) {
    System.out.println("cd to the folder of wirelab, run ./build.sh there, then: jshell jshell/folder.jsh");
    Thread.sleep(300);
    ProcessHandle.current().parent().filter(p -> p.info().command().orElse("").endsWith("jshell"))
            .ifPresent(ProcessHandle::destroy);
    Thread.sleep(10_000);
}
import wirelab.folder.*
import wirelab.kit.*

// A tree never changes: each operation gives another one. The same tree has the same root, in whatever order it grew.
var motto = new TreeNode.FileNode(Bytes.of(new byte[32]), 5, 0644, 0)
var tree = FolderTree.EMPTY.mkdir("docs", 0755).put("docs/motto", motto)
//> tree.list("docs")
//> tree.root().equals(FolderTree.EMPTY.mkdir("docs", 0755).put("docs/motto", motto).root())
//> tree.mv("docs", "papers").under("")
//> tree.differences(tree.chmod("docs/motto", 0600))

// A folder that is brought to a tree. What it will hold is staged first, by its hash.
var volume = new ModelVolume()
var keeper = FolderKeeper.open(volume, KeeperOptions.DEFAULTS)
//> var first = keeper.held().mkdir("docs", 0755).put("docs/plan", keeper.stage("the plan".getBytes(), 0644))
//> keeper.missing(first)
//> keeper.bring(first)
//> volume.list("docs")
//> volume.list(".wirelab")

// The power goes in the middle: the path has its old content or its new one, and what was going on is finished.
//> var second = first.put("docs/plan", keeper.stage("another plan, which is longer".getBytes(), 0644))
//> volume.haltBefore(6)
//> try { keeper.bring(second); } catch (ModelVolume.Halted e) { System.out.println(e.getMessage()); }
//> volume.crash(new Random(7))
//> volume.list("docs")
//> keeper = FolderKeeper.open(volume, KeeperOptions.DEFAULTS)
//> keeper.look()
//> keeper.missing(second)

// Yours to try, at the prompt (the lab sheet has more):
// Is a name that differs by a capital letter free?
//     tree.get("docs/Motto")
// What is on the disk before call 3, 4, 5?
//     volume.haltBefore(3)
// What stood at a path before?
//     keeper.versions("docs/plan")
System.out.println("tree, volume and keeper are there; try: tree.mkdir(\"docs/new\", 0755), volume.list(\".wirelab\")")
