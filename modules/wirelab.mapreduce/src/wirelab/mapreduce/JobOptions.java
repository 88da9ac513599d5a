package wirelab.mapreduce;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import wirelab.kit.UsageException;
import wirelab.terms.Terms;

/// What a master is to do, and how.
///
/// @param inputs files, folders, `-`
/// @param out where the result goes
/// @param job what is done
/// @param portions how many; 0 for half as many as there are mappers
/// @param copies mappers for each portion; 0 for two where there are enough
/// @param reducers how many of the configured ones take part; 0 for one
/// @param shape of the result
/// @param force whether a file that is there may be replaced
/// @param resume whether to go on with what a master that died had begun
/// @param skip whether to leave out a portion that kills its mappers
/// @param patience how long to wait for a node when there is none to work with
public record JobOptions(List<String> inputs, Path out, JobSpec job, int portions, int copies, int reducers, Shape shape,
        boolean force, boolean resume, boolean skip, Duration patience) {
    /// How the result is written.
    public enum Format { TSV, CSV, JSON }

    /// @param byCount whether the most frequent come first; else the order is that of code points
    /// @param top how many, 0 for all
    public record Shape(boolean byCount, long top, Format format) {
        /// All terms in order, a line each: term, TAB, count.
        public static final Shape DEFAULT = new Shape(false, 0, Format.TSV);
    }

    public JobOptions {
        inputs = List.copyOf(inputs);
        Objects.requireNonNull(out);
        if (portions < 0 || portions > Message.MAX_PORTIONS) throw new UsageException(portions + " portions");
    }

    /// Terms counted, the rest as it is usual.
    public static JobOptions of(Path in, Path out) {
        return new JobOptions(List.of(in.toString()), out, JobSpec.TERMS, 0, 0, 0, Shape.DEFAULT, false, false, false,
                Duration.ofSeconds(30));
    }

    public JobOptions withJob(JobSpec job) {
        return new JobOptions(inputs, out, job, portions, copies, reducers, shape, force, resume, skip, patience);
    }

    public JobOptions withPortions(int portions, int copies) {
        return new JobOptions(inputs, out, job, portions, copies, reducers, shape, force, resume, skip, patience);
    }

    public JobOptions withReducers(int reducers) {
        return new JobOptions(inputs, out, job, portions, copies, reducers, shape, force, resume, skip, patience);
    }

    public JobOptions withShape(Shape shape) {
        return new JobOptions(inputs, out, job, portions, copies, reducers, shape, force, resume, skip, patience);
    }

    public JobOptions withResume(boolean force, boolean resume) {
        return new JobOptions(inputs, out, job, portions, copies, reducers, shape, force, resume, skip, patience);
    }

    public JobOptions withSkip(boolean skip) {
        return new JobOptions(inputs, out, job, portions, copies, reducers, shape, force, resume, skip, patience);
    }

    public JobOptions withPatience(Duration patience) {
        return new JobOptions(inputs, out, job, portions, copies, reducers, shape, force, resume, skip, patience);
    }

    /// {@return how many portions at most, by the rule: half as many as mappers, but one}
    int portionsFor(int mappers) {
        return portions > 0 ? portions : Math.max(1, mappers / 2);
    }

    int copiesFor(int mappers, int portions) {
        return copies > 0 ? copies : mappers >= 2 * portions ? 2 : 1;
    }
}
