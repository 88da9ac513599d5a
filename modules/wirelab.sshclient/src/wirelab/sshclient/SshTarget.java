package wirelab.sshclient;

import wirelab.kit.UsageException;

/// Where to log in as whom, as it is typed: `[USER@]HOST[:PORT]`; a port behind an IPv6 address needs brackets around that.
///
/// @param user `null` where nothing is said
/// @param port 0 where nothing is said
public record SshTarget(String user, String host, int port) {
    /// @throws UsageException when it is none
    public static SshTarget parse(String text) {
        int at = text.lastIndexOf('@');
        String user = at < 0 ? null : text.substring(0, at);
        String rest = text.substring(at + 1);
        int colon = rest.lastIndexOf(':');
        boolean bracketed = rest.startsWith("[") && colon > 0 && rest.charAt(colon - 1) == ']';
        boolean hasPort = colon >= 0 && (bracketed || rest.indexOf(':') == colon);
        String host = hasPort ? rest.substring(0, colon) : rest;
        if (host.startsWith("[") && host.endsWith("]")) host = host.substring(1, host.length() - 1);
        // A host that begins with a hyphen would be an option for the next program that gets it.
        if (host.isEmpty() || host.startsWith("-") || "".equals(user)) throw new UsageException("'" + text
                + "' is not USER@HOST");
        return new SshTarget(user, host, hasPort ? port(rest.substring(colon + 1)) : 0);
    }

    static int port(String text) {
        if (!text.matches("[0-9]{1,5}") || Integer.parseInt(text) < 1 || Integer.parseInt(text) > 65_535) {
            throw new UsageException("'" + text + "' is no port");
        }
        return Integer.parseInt(text);
    }
}
