package wirelab.sftp;

import java.util.function.Consumer;
import wirelab.kit.Visible;

/// Is told of every message of a client's connection, for instance to show them.
public interface MessageWatcher {
    /// Looks away.
    MessageWatcher NONE = new MessageWatcher() {
        @Override
        public void sent(Record message) {}

        @Override
        public void received(Record message) {}
    };

    /// @param message [SftpHello] or a request
    void sent(Record message);

    /// @param message [SftpHello] or a reply
    void received(Record message);

    /// A watcher with one line for each message: an arrow, and the message in words.
    static MessageWatcher lines(Consumer<String> out) {
        return new MessageWatcher() {
            @Override
            public void sent(Record message) {
                out.accept("──▶ " + Visible.of(message.toString()));
            }

            @Override
            public void received(Record message) {
                out.accept("◀── " + Visible.of(message.toString()));
            }
        };
    }
}
