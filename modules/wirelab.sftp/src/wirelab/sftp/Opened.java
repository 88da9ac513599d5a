package wirelab.sftp;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.Iterator;
import wirelab.sftp.ExtendedRequest.CopyData;

/// What a handle stands for.
sealed interface Opened extends AutoCloseable {
    /// Where it is, for questions about it and changes to it.
    Spot spot();

    @Override
    void close() throws IOException;

    /// An open file.
    ///
    /// @param flags with which it was opened, of [OpenFlags]
    record OpenFile(Spot spot, FileChannel channel, int flags) implements Opened {
        boolean reads() {
            return OpenFlags.has(flags, OpenFlags.READ);
        }

        boolean writes() {
            return OpenFlags.has(flags, OpenFlags.WRITE | OpenFlags.APPEND);
        }

        /// Reads as much as there is room for, or to the end.
        ///
        /// @return bytes, 0 at the end
        int read(ByteBuffer into, long offset) throws IOException {
            int before = into.position();
            for (int n = 1; n > 0 && into.hasRemaining(); ) n = channel.read(into, offset + into.position() - before);
            return into.position() - before;
        }

        void write(ByteBuffer data, long offset) throws IOException {
            boolean appends = OpenFlags.has(flags, OpenFlags.APPEND);
            while (data.hasRemaining()) {
                // A channel of the JDK appends or reads, not both: then its end is asked for.
                if (appends && !reads()) channel.write(data);
                else offset += channel.write(data, appends ? channel.size() : offset);
            }
        }

        /// `copy-data`: from file to file within the kernel, which for some file systems is a matter of sharing blocks.
        void copy(CopyData what, OpenFile to) throws IOException {
            if (what.fromOffset() < 0 || what.toOffset() < 0 || what.length() < 0) {
                throw new FileSystemException(null, null, "no file is so long");
            }
            // As long as the file is now: somebody else may make it longer without end.
            long there = Math.max(0, channel.size() - what.fromOffset());
            long length = what.length() == 0 ? there : Math.min(there, what.length());
            if (spot.key().equals(to.spot.key()) && Math.abs(what.fromOffset() - what.toOffset()) < length) {
                throw new FileSystemException(null, null, "the two parts of the file overlap");
            }
            if (what.toOffset() > Long.MAX_VALUE - length) throw new FileSystemException(null, null, "no file is so long");
            for (long done = 0; done < length; ) {
                channel.position(what.fromOffset() + done);
                long n = to.channel.transferFrom(channel, what.toOffset() + done, length - done);
                // It has become shorter meanwhile.
                if (n <= 0) break;
                done += n;
            }
        }

        @Override
        public void close() throws IOException {
            try (spot) {
                channel.close();
            }
        }
    }

    /// An open folder.
    ///
    /// @param names those that were not read yet
    record OpenFolder(Spot spot, DirectoryStream<Path> stream, Iterator<Path> names) implements Opened {
        /// {@return the next name, or `null` when there are no more}
        String next() throws IOException {
            try {
                return names.hasNext() ? PathText.name(names.next()) : null;
            } catch (DirectoryIteratorException e) {
                throw e.getCause();
            }
        }

        @Override
        public void close() throws IOException {
            try (spot) {
                stream.close();
            }
        }
    }
}
