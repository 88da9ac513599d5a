package wirelab.dialogue;

import java.util.Locale;
import java.util.stream.Collectors;
import wirelab.chat.ChatScreen;
import wirelab.chat.LineFields;
import wirelab.kit.Visible;

/// The client for people: what they type becomes commands, and events become sentences.
public final class DialogueText {
    /// What can be typed.
    public static final String HELP = """
            /who            who is there
            /invite NAME    ask for a conversation
            /accept         yes to an invitation
            /refuse         no to an invitation
            /leave          end the conversation
            /drop           break the connection off on purpose; the client comes back by itself
            exit            end it all
            anything else is said to the other; // at the beginning stands for /""";

    private DialogueText() {}

    /// Does what a line says.
    ///
    /// @return what to answer; empty for nothing, `null` at the end
    /// @throws InterruptedException when the waiting thread is interrupted
    public static String type(DialogueClient client, String line) throws InterruptedException {
        String text = line.strip();
        if (text.isEmpty()) return "";
        if (ChatScreen.isExit(text) || text.equalsIgnoreCase("/quit")) return null;
        if (text.startsWith("/") && !text.startsWith("//")) return command(client, text.split("\\s+"));
        String said = text.startsWith("//") ? text.substring(1) : text;
        String problem = LineFields.textProblem(said);
        if (problem != null) return "* not said: " + problem;
        client.say(said);
        return "";
    }

    private static String command(DialogueClient client, String... words) {
        switch (words[0].toLowerCase(Locale.ROOT)) {
            case "/who" -> client.ask(new Command.Who());
            case "/accept" -> client.ask(new Command.Accept());
            case "/refuse" -> client.ask(new Command.Refuse());
            case "/leave" -> client.ask(new Command.Leave());
            case "/drop" -> client.breakOff();
            case "/invite" -> {
                if (words.length != 2 || !LineFields.isName(words[1])) return "* /invite NAME";
                client.ask(new Command.Invite(words[1]));
            }
            default -> {
                return HELP;
            }
        }
        return "";
    }

    /// Puts an event into words.
    ///
    /// @return a line for people, such as `bob: hello` or `* message 7 was delivered`
    public static String text(Event event) {
        return Visible.of(words(event));
    }

    private static String words(Event event) {
        return switch (event) {
            case Event.Message(String name, String text) -> name + ": " + text;
            case Event.Info(String text) -> "* " + text;
            case Event.Welcome(String name) -> "* you are logged in as " + name;
            case Event.Opened opened -> "* you are logged in as " + opened.name() + "; /help shows what can be typed";
            case Event.There there -> "* there: " + there.users().stream().map(Presence::toString)
                    .collect(Collectors.joining(" ")) + (there.more() ? " ..." : "");
            case Event.Calling(String name) -> "* " + name + " is being asked";
            case Event.Invited(String name) -> "* " + name + " wants to talk to you: /accept or /refuse";
            case Event.Missed(String name) -> "* the invitation of " + name + " is off";
            case Event.Refused(String name, Reason reason) -> "* " + name + " " + reason.text();
            case Event.Linked(String name) -> "* you talk to " + name + " now";
            case Event.Queued(long number) -> "* message " + number + " waits";
            case Event.Sent(long number) -> "* message " + number + " has left for one who types by hand";
            case Event.Delivered(long number) -> "* message " + number + " was delivered";
            case Event.Failed(long number, Reason reason) -> "* message " + number
                    + (reason == Reason.UNCONFIRMED ? " may NOT have been delivered: " : " was NOT delivered: ")
                    + (reason == Reason.GONE ? "the other is gone" : reason.text());
            case Event.Away(String name) -> "* " + name + " has lost the connection and may come back";
            case Event.Returned(String name) -> "* " + name + " is back";
            case Event.Left(String name) -> "* " + name + " has left the conversation";
            case Event.Gone(String name) -> "* " + name + " is gone; the conversation is over";
            case Event.Problem(String word, String text) -> "* " + word + ": " + text;
            case Event.Hello _, Event.Back _, Event.Got _, Event.Ping _, Event.Pong _, Event.Bye _ -> "* " + event.encode();
        };
    }
}
