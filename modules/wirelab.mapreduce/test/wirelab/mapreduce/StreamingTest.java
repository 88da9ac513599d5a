package wirelab.mapreduce;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import wirelab.kit.Host;
import wirelab.kit.Peer;
import wirelab.kit.ProtocolViolation;
import wirelab.terms.Oracle;
import wirelab.terms.Texts;

/// The jobs as commands: behind a plain sort, and under Hadoop.
class StreamingTest {
    private static final PrintStream NOWHERE = new PrintStream(OutputStream.nullOutputStream());
    private static final String POM = """
            <project>
              <modelVersion>4.0.0</modelVersion>
              <groupId>wirelab</groupId>
              <artifactId>hadoop</artifactId>
              <version>1</version>
              <dependencies>%s</dependencies>
            </project>
            """;
    private static final String DEPENDENCY = """
            <dependency><groupId>org.apache.hadoop</groupId><artifactId>%s</artifactId><version>3.4.2</version></dependency>
            """;
    @TempDir
    Path folder;

    private static byte[] mapped(JobSpec spec, String document, byte[] text, long memory) throws IOException {
        var out = new ByteArrayOutputStream();
        Streaming.map(spec, document, new ByteArrayInputStream(text), out, NOWHERE, memory);
        return out.toByteArray();
    }

    private static String reduced(JobSpec spec, byte[] lines) throws IOException {
        var out = new ByteArrayOutputStream();
        Streaming.reduce(spec, new ByteArrayInputStream(lines), out, NOWHERE);
        return out.toString(StandardCharsets.UTF_8);
    }

    @Test
    @Tag("interop")
    void mapperSortAndReducerGiveWhatTheClusterGivesForEveryJob() throws Exception {
        byte[] text = Texts.mixed(1, 400_000, false);
        var file = Files.write(folder.resolve("in.txt"), text);
        var jobs = List.of(JobSpec.TERMS, new JobSpec("pairs", "", ""), new JobSpec("index", "", ""), new JobSpec("grep",
                "a.", ""));
        try (var cluster = LocalCluster.start(2, 1)) {
            for (var job : jobs) {
                var options = JobOptions.of(file, folder.resolve("out")).withJob(job).withResume(true, false);
                try (var master = JobMaster.of(Host.HERE, cluster::config, options)) {
                    master.run();
                }
                byte[] lines = mapped(job, file.toString(), text, 1 << 20);
                byte[] sorted = Processes.run(lines, "env", "LC_ALL=C", "sort");
                assertEquals(Files.readString(folder.resolve("out")), reduced(job, sorted), job.name());
            }
        }
    }

    @Test
    void whatNoMapperWroteIsRefused() {
        for (String line : List.of("no tab", "term\tmany", "term\t")) {
            assertThrows(ProtocolViolation.class, () -> reduced(JobSpec.TERMS, bytes(line)));
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void severalMappersOutputIsCombinedAndCounted() throws Exception {
        var err = new ByteArrayOutputStream();
        var out = new ByteArrayOutputStream();
        Streaming.reduce(JobSpec.TERMS, new ByteArrayInputStream(bytes("a\t1\na\t2\nb\t5\n")), out, new PrintStream(err,
                true));
        assertEquals("a\t3\nb\t5\n", out.toString(StandardCharsets.UTF_8));
        assertEquals("reporter:counter:wirelab,keys reduced,2\n", err.toString(StandardCharsets.UTF_8));
    }

    /// Hadoop 3.4 does not run on JDK 25 (its log-in asks for a security manager); our commands do not run on 17.
    @Test
    @Tag("interop")
    @Tag("download")
    void hadoopStreamingGivesTheSameTable() throws Exception {
        var hadoopsJava = Path.of("/usr/lib/jvm/java-17-openjdk-amd64/bin/java");
        assumeTrue(Files.isExecutable(hadoopsJava), "a JDK 17 is missing: apt-get install openjdk-17-jre-headless");
        byte[] text = Texts.mixed(2, 500_000, false);
        var in = Files.createDirectory(folder.resolve("in"));
        Files.write(in.resolve("a.txt"), text);
        Files.writeString(in.resolve("b.txt"), "niño Straße İstanbul\n");
        var logging = Files.writeString(folder.resolve("log4j.properties"), """
                log4j.rootLogger=INFO,out
                log4j.appender.out=org.apache.log4j.ConsoleAppender
                log4j.appender.out.layout=org.apache.log4j.SimpleLayout
                """);
        var command = new ProcessBuilder(hadoopsJava.toString(), "-Dlog4j.configuration=file:" + logging, "-cp", hadoop(),
                "org.apache.hadoop.streaming.HadoopStreaming", "-D", "mapreduce.framework.name=local", "-D",
                "fs.defaultFS=file:///",
                "-D", "hadoop.tmp.dir=" + folder.resolve("tmp"), "-input", in.toString(), "-output",
                        folder.resolve("out").toString(),
                "-mapper", command("WordMapper"), "-reducer", command("WordReducer")).redirectErrorStream(true).start();
        String said;
        try (InputStream output = command.getInputStream()) {
            said = new String(output.readAllBytes(), StandardCharsets.UTF_8);
        }
        assertEquals(0, command.waitFor(), said);
        assertEquals(Oracle.table(text, Files.readAllBytes(in.resolve("b.txt"))),
                Files.readString(folder.resolve("out/part-00000")));
        assertTrue(said.contains("keys reduced="), "our counters are among Hadoop's: " + said);
    }

    /// Hadoop looks for its commands from a folder of its own, and cuts the line at spaces.
    private static String command(String script) {
        return Path.of(System.getProperty("java.home"), "bin", "java") + " @" + Path.of("out/lab").toAbsolutePath()
                + " -m wirelab.scripts/wirelab.scripts." + script;
    }

    /// Fetches Hadoop, once, into the local Maven repository.
    ///
    /// @return its class path
    private String hadoop() throws Exception {
        String maven = Peer.require("mvn", "maven");
        var dependencies = new StringBuilder();
        for (String artifact : List.of("hadoop-streaming", "hadoop-common", "hadoop-mapreduce-client-jobclient")) {
            dependencies.append(DEPENDENCY.formatted(artifact));
        }
        var pom = Files.writeString(folder.resolve("pom.xml"), POM.formatted(dependencies));
        var path = folder.resolve("classpath");
        var fetching = new ProcessBuilder(maven, "-q", "-B", "-f", pom.toString(), "dependency:build-classpath",
                "-Dmdep.outputFile=" + path)
                .redirectErrorStream(true).redirectOutput(folder.resolve("mvn.log").toFile()).start();
        assumeTrue(fetching.waitFor() == 0, "Hadoop cannot be fetched: mvn needs a repository it can reach");
        return Files.readString(path).strip();
    }
}
