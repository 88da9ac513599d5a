package wirelab.rudp;

/// What makes Wireshark and tshark understand the protocol: a script in Lua, for their folder of plugins or for
/// `-X lua_script:FILE`.
public final class RudpDissector {
    private static final String LUA = """
            -- Reliable UDP of wirelab, as its lab sheet specifies it. Wireshark's own RUDP is another protocol.
            local rudp = Proto("wrudp", "Reliable UDP of wirelab")
            local kinds = {[0]="DATA", "HELLO", "COOKIE", "WELCOME", "RESET"}
            local frames = {[0]="PADDING", "PING", "ACK", "STREAM", "STREAM end", "MAX_DATA", "MAX_STREAM_DATA",
              "MAX_STREAMS", "RESET_STREAM", "MESSAGE", "PATH_CHALLENGE", "PATH_RESPONSE", "CLOSE"}
            local f = rudp.fields
            f.sequence = ProtoField.uint32("wrudp.sequence", "Sequence")
            f.ack = ProtoField.uint32("wrudp.ack", "Ack")
            f.bits = ProtoField.uint32("wrudp.ack_bitfield", "Ack bit field", base.HEX)
            f.sealed = ProtoField.bool("wrudp.sealed", "Sealed", 8, nil, 0x20)
            f.phase = ProtoField.bool("wrudp.phase", "Key phase", 8, nil, 0x10)
            f.acked = ProtoField.bool("wrudp.acks", "Acknowledges", 8, nil, 0x08)
            f.kind = ProtoField.uint8("wrudp.kind", "Kind", base.DEC, kinds, 0x07)
            f.connection = ProtoField.uint64("wrudp.connection", "Connection", base.HEX)
            f.frame = ProtoField.string("wrudp.frame", "Frame")
            f.stream = ProtoField.uint32("wrudp.stream", "Stream")
            f.offset = ProtoField.uint64("wrudp.offset", "Offset")
            f.length = ProtoField.uint16("wrudp.length", "Length")
            f.check = ProtoField.uint32("wrudp.crc32c", "CRC-32C", base.HEX)

            -- How long a frame is, and -1 where it is none.
            local function size(data, at, left)
              local t = data(at, 1):uint()
              if t == 0 then return left end
              local fixed = {1, 10, 15, 15, 9, 13, 5, 7, 3, 9, 9, 4}
              if t > 12 or fixed[t] > left then return -1 end
              if t == 2 then return 10 + 8 * data(at + 5, 1):uint() end
              if t == 3 or t == 4 then return 15 + data(at + 13, 2):uint() end
              if t == 9 then return 3 + data(at + 1, 2):uint() end
              if t == 12 then return 4 + data(at + 3, 1):uint() end
              return fixed[t]
            end

            function rudp.dissector(data, info, tree)
              local length = data:len()
              if length < 25 then return 0 end
              local flags = data(12, 1):uint()
              local kind = kinds[bit.band(flags, 7)]
              if kind == nil or bit.band(flags, 0xc0) ~= 0 then return 0 end
              info.cols.protocol = "WRUDP"
              local sub = tree:add(rudp, data(), "Reliable UDP, " .. kind)
              sub:add(f.sequence, data(0, 4)); sub:add(f.ack, data(4, 4)); sub:add(f.bits, data(8, 4))
              sub:add(f.sealed, data(12, 1)); sub:add(f.phase, data(12, 1)); sub:add(f.acked, data(12, 1))
              sub:add(f.kind, data(12, 1)); sub:add(f.connection, data(13, 8))
              local text = kind .. " #" .. data(0, 4):uint()
              if bit.band(flags, 8) ~= 0 then text = text .. " ack " .. data(4, 4):uint() end
              if bit.band(flags, 0x20) ~= 0 then info.cols.info = text .. ", sealed" return length end
              local last = length - 4
              sub:add(f.check, data(last, 4))
              local at = 21
              while kind == "DATA" and at < last do
                local n = size(data, at, last - at)
                local t = data(at, 1):uint()
                if n <= 0 or n > last - at then break end
                text = text .. ", " .. frames[t]
                local one = sub:add(f.frame, data(at, n), frames[t])
                if t == 3 or t == 4 then
                  one:add(f.stream, data(at + 1, 4)); one:add(f.offset, data(at + 5, 8))
                  one:add(f.length, data(at + 13, 2))
                end
                at = at + n
              end
              info.cols.info = text
              return length
            end

            DissectorTable.get("udp.port"):add(PORT, rudp)
            DissectorTable.get("udp.port"):add_for_decode_as(rudp)
            """;

    private RudpDissector() {}

    /// {@return the script}
    ///
    /// @param port of the server; for another there is *Decode As*, or `-d udp.port==PORT,wrudp`
    public static String lua(int port) {
        return LUA.replace("PORT", Integer.toString(port));
    }
}
