/// Room client: the line that you type stays intact when a message arrives; with pipes it copies lines.

import wirelab.kit.*;
import wirelab.room.*;
import wirelab.tap.TapOptions;

void main(String... args) {
    Program.of("RoomClient", "talks in a room; at a terminal the line that you type stays intact")
            .client(wirelab.room.RoomServer.PORT)
            .text("nick", "NAME", null, "take this name at once")
            .number("line", Rules.DEFAULTS.lineLimit(), 16, 20_000, "longest line that can be typed, in bytes")
            .example("--nick alice")
            .example("--port 7017 < lines.txt")
            .with(new TapOptions())
            .run(args, options -> {
                try (var client = wirelab.room.RoomClient.connect(options.address())) {
                    if (options.text("nick") != null) client.send(new Command.Nick(options.text("nick")));
                    RoomChat.talk(client, System.in, System.out, options.number("line"));
                }
            });
}
