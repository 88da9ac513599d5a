package wirelab.mapreduce;

import java.lang.reflect.InvocationTargetException;
import java.util.List;
import java.util.Objects;
import wirelab.kit.UsageException;

/// Which job is to be done, as it travels.
///
/// @param name one of [#READY], or the class of a shipped job
/// @param argument the regular expression of `grep`, else empty
/// @param source the Java source of a shipped job, else empty
public record JobSpec(String name, String argument, String source) {
    /// The jobs that every node has.
    public static final List<String> READY = List.of("terms", "index", "grep", "pairs");
    /// The commonest.
    public static final JobSpec TERMS = new JobSpec("terms", "", "");
    /// Longest source of a shipped job, in bytes.
    static final int MAX_SOURCE = 1 << 20;

    public JobSpec {
        Objects.requireNonNull(name);
    }

    boolean isShipped() {
        return !source.isEmpty();
    }

    /// {@return the job itself; a shipped one is compiled}
    ///
    /// @throws UsageException when there is no such job, or it cannot be compiled or made
    public Job job() {
        if (isShipped()) return shipped();
        return switch (name) {
            case "terms" -> new ReadyMade.TermCount();
            case "index" -> new ReadyMade.InvertedIndex();
            case "grep" -> new ReadyMade.GrepCount(argument);
            case "pairs" -> new ReadyMade.TermPairs();
            default -> throw new UsageException("there is no job '" + name + "'; ready-made are " + String.join(", ",
                    READY));
        };
    }

    private Job shipped() {
        try {
            var made = JobCompiler.load(name, source).getDeclaredConstructor().newInstance();
            if (made instanceof Job job) return job;
            throw new UsageException(name + " does not implement " + Job.class.getName());
        } catch (InvocationTargetException e) {
            throw new UsageException(name + " cannot be made: " + e.getCause());
        } catch (ReflectiveOperationException e) {
            throw new UsageException(name + " cannot be made: it needs a public constructor without parameters");
        }
    }
}
