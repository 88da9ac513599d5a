package wirelab.nat;
import java.time.Duration;
/// x
public final class NatServer { private NatServer() {}
/// x
/// @param clients x
/// @param unanswered x
/// @param silence x
/// @param fanOut x
record Limits(int clients, int unanswered, Duration silence, int fanOut) { static final Limits DEFAULTS = new Limits(1000, 256, Duration.ofSeconds(30), 20_000); } }
