// What chats are made of, by hand: the line that is being typed, text that a terminal must not obey, and names.
// In the project's folder, after ./build.sh: jshell jshell/chat.jsh; step by step: java scripts/Shell.java chat
// jshell runs what is no comment, and its prompt is there soon; what stands behind //> is yours to type then.
// Started elsewhere, or before the build, jshell cannot see the packages: this says so and ends.
try { Class.forName("wirelab.kit.Host"); } catch (ClassNotFoundException e) {
    System.out.println("cd to the folder of wirelab, run ./build.sh there, then: jshell jshell/chat.jsh");
    Thread.sleep(300);
    ProcessHandle.current().parent().filter(p -> p.info().command().orElse("").endsWith("jshell"))
            .ifPresent(ProcessHandle::destroy);
    Thread.sleep(10_000);
}
import wirelab.kit.*
import wirelab.chat.*

// Keys go in as a terminal sends them, what to write to the terminal comes out; so this needs no terminal.
var editor = new LineEditor("> ", 20, 40)
//> editor.type("hello, bob".getBytes()).output().replace("\033", "ESC")

// A message comes while the line is typed: the bottom line is wiped, and drawn again below the message.
//> editor.message("bob is typing").replace("\033", "ESC")

// The left arrow arrives in pieces, as it may; then a word is put in, and Enter ends the line.
//> editor.type("\033".getBytes()).output().replace("\033", "ESC")
//> editor.type("[D\033[D\033[Ddear ".getBytes()).output().replace("\033", "ESC")
//> editor
//> editor.type("\n".getBytes()).lines()

// What others say is shown and not obeyed.
//> Visible.of("\033[2J wipes no screen")

// What may be a name, and what may be said.
//> LineFields.isName("bob")
//> LineFields.isName("bob>")
//> LineFields.textProblem("ring\007")

// Yours to try, at the prompt (the lab sheet has more):
// A letter of two bytes, and a backspace: how many cells go?
//     editor.type("\u00e9\b".getBytes(java.nio.charset.StandardCharsets.UTF_8)).output()
// How long may a name be?
//     LineFields.isName("b".repeat(33))
// A character that would turn the line around.
//     Visible.of("a\u202eb")
System.out.println("editor is here; try: editor.type(\"hi\\n\".getBytes()).lines()")
