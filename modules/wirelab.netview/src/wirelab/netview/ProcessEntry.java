package wirelab.netview;

import wirelab.kit.Visible;

/// A process that has a socket open.
///
/// @param name the kernel's, 15 bytes at most, which the process itself may choose: not fit for a terminal as it is
public record ProcessEntry(long pid, String name) {
    /// {@return name and number, fit for a terminal}
    @Override
    public String toString() {
        return Visible.name(name) + "/" + pid;
    }
}
