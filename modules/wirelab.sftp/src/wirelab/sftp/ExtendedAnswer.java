package wirelab.sftp;

import java.util.ArrayList;
import java.util.List;
import wirelab.kit.Bytes;
import wirelab.kit.FieldReader;
import wirelab.kit.FieldWriter;
import wirelab.kit.ProtocolViolation;

/// What stands in an EXTENDED_REPLY, by the request that it answers.
public sealed interface ExtendedAnswer {
    /// {@return the fields behind the number of the request}
    Bytes encode();

    /// How much a server takes at once (`limits@openssh.com`): four `uint64` in this order; 0 where it does not say.
    ///
    /// @param packet bytes of a packet, with its length
    /// @param read bytes of one READ
    /// @param write bytes of one WRITE
    /// @param handles open at once
    record ServerLimits(long packet, long read, long write, long handles) implements ExtendedAnswer {
        static ServerLimits decode(Bytes fields) throws ProtocolViolation {
            var reader = new FieldReader(fields.array());
            var limits = new ServerLimits(reader.u64("packet"), reader.u64("read"), reader.u64("write"),
                    reader.u64("handles"));
            reader.end();
            return limits;
        }

        @Override
        public Bytes encode() {
            return Bytes.wrap(new FieldWriter().u64(packet).u64(read).u64(write).u64(handles).done());
        }
    }

    /// How full a file system is (`statvfs@openssh.com`, version 2): eleven `uint64` in this order, see statvfs(3).
    ///
    /// @param blockSize bytes in which it is best read
    /// @param fragmentSize bytes of one block, as counted here
    /// @param available blocks that are free for everybody
    /// @param availableNodes files that everybody may still make
    /// @param flags 1 where nothing can be written, 2 where programs run with the rights of who starts them alone
    record FileSystemStats(long blockSize, long fragmentSize, long blocks, long free, long available, long nodes,
            long freeNodes, long availableNodes, long id, long flags, long longestName) implements ExtendedAnswer {
        static FileSystemStats decode(Bytes fields) throws ProtocolViolation {
            var in = new FieldReader(fields.array());
            var stats = new FileSystemStats(in.u64("bsize"), in.u64("frsize"), in.u64("blocks"), in.u64("bfree"),
                    in.u64("bavail"), in.u64("files"), in.u64("ffree"), in.u64("favail"), in.u64("fsid"), in.u64("flag"),
                    in.u64("namemax"));
            in.end();
            return stats;
        }

        @Override
        public Bytes encode() {
            return Bytes.wrap(new FieldWriter().u64(blockSize).u64(fragmentSize).u64(blocks).u64(free).u64(available)
                    .u64(nodes).u64(freeNodes).u64(availableNodes).u64(id).u64(flags).u64(longestName).done());
        }
    }

    /// Names of users and groups (`users-groups-by-id@openssh.com`): two strings full of strings, in the order in which they
    /// were asked for; an empty one for who is not known.
    record IdNames(List<String> users, List<String> groups) implements ExtendedAnswer {
        static IdNames decode(Bytes fields) throws ProtocolViolation {
            var reader = new FieldReader(fields.array());
            var names = new IdNames(names(reader, "users"), names(reader, "groups"));
            reader.end();
            return names;
        }

        private static List<String> names(FieldReader fields, String field) throws ProtocolViolation {
            var packed = new FieldReader(fields.string(field, SftpLimits.PACKET));
            var names = new ArrayList<String>();
            while (packed.remaining() > 0) names.add(SftpFields.text(packed, field, 256));
            return List.copyOf(names);
        }

        @Override
        public Bytes encode() {
            return Bytes.wrap(new FieldWriter().sized(4, out -> users.forEach(name -> SftpFields.path(out, name)))
                    .sized(4, out -> groups.forEach(name -> SftpFields.path(out, name))).done());
        }
    }
}
