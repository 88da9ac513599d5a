/// Room client: the line that you type stays intact when a message arrives; with pipes it copies lines.

import static wirelab.room.RoomClient.*;

import wirelab.chat.ChatScreen;
import wirelab.program.*;
import wirelab.room.*;
import wirelab.room.RoomServer;
import wirelab.tap.TapSwitches;

void main(String... args) {
    Program.of("RoomClient", "talks in a room; at a terminal the line that you type stays intact")
            .client(RoomServer.PORT)
            .text("nick", "NAME", null, "take this name at once")
            .number("line", Rules.DEFAULTS.lineLimit(), 16, 20_000, "longest line that can be typed, in bytes")
            .example("--nick alice")
            .example("--port 7017 < lines.txt")
            .with(new TapSwitches())
            .run(args, this::talk);
}

void talk(CommandLine options) throws Exception {
    try (var client = connect(options.host(), options.address(), "member");
            var screen = ChatScreen.open(System.in, System.out, options.number("line"))) {
        var chat = new RoomChat(client, screen);
        Program.whenAskedToEnd(chat::leave);
        Signals.listen("WINCH", screen::resized);
        if (options.text("nick") != null) client.send(new Command.Nick(options.text("nick")));
        chat.talk();
    }
}
