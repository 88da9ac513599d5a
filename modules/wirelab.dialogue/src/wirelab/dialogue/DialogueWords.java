package wirelab.dialogue;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;
import wirelab.kit.Tap;

/// Shows lines as they are; tokens are a secret even in a picture.
final class DialogueWords {
    static final Tap.Words WORDS = (_, bytes) -> describe(bytes);

    private DialogueWords() {}

    private static String describe(ByteBuffer bytes) {
        String text = StandardCharsets.UTF_8.decode(bytes.duplicate()).toString();
        // What is explained to people is no part of the conversation.
        return text.lines().map(line -> line.replaceFirst("(OPENED \\S+|RESUME) \\S+|(?<=INFO) .+", "$1 …"))
                .collect(Collectors.joining("; "));
    }
}
