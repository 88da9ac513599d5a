/// Adds a user to the user file of LoginServer, gives a user a new password, or removes one.

import wirelab.kit.*;
import wirelab.login.UserFile;
import wirelab.login.UserFileWriter;
import wirelab.login.Verifier;
import wirelab.program.*;

void main(String... args) {
    Program.of("AddUser", "adds a user to a user file, which holds verifiers and never passwords (RFC 5802)")
            .text("users", "FILE", "users.ini", "the user file; made if there is none")
            .text("file", "FILE", null, "the same, as it was called before")
            .with(PasswordSwitches.ofNamed())
            .number("iterations", Verifier.DEFAULT_ITERATIONS, Verifier.MIN_ITERATIONS, Verifier.MAX_ITERATIONS,
                    "how often the password is hashed; more makes guessing and logging in slower")
            .flag("remove", "remove the user instead")
            .flag("list", "list the users instead")
            .arguments("NAME", "the user; the password is asked for, or read from standard input")
            .example("alice")
            .example("alice < password.txt")
            .example("--remove alice")
            .run(args, options -> {
                Path file = options.text("file") != null ? options.path("file") : options.path("users");
                if (options.flag("list")) {
                    if (!options.arguments().isEmpty()) throw new UsageException("--list takes no name");
                    UserFile.open(file).names().forEach(System.out::println);
                    return;
                }
                if (options.arguments().size() != 1) throw new UsageException("one name is needed");
                String name = options.arguments().getFirst();
                var writer = new UserFileWriter(file, Secrets.RANDOM);
                if (options.flag("remove")) {
                    if (!writer.remove(name)) throw new IOException("there is no user " + name + " in " + file);
                    System.out.println("removed " + name + " from " + file);
                    return;
                }
                String given = PasswordSwitches.given(options);
                String password = given != null ? given : Password.askTwice("new password of " + name + ": ");
                var verifier = Verifier.of(password, options.number("iterations"), Secrets.RANDOM);
                System.out.println((writer.put(name, verifier) ? "changed " : "added ") + name + " in " + file);
            });
}
