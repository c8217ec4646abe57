package dev.prebuild.agent.telemetry;

import java.io.IOException;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the process and its virtual machine take, by the names that every exporter uses; read when
 * scraped, from where reading costs little.
 */
public final class ProcessTelemetry {
  private static final Logger LOG = LoggerFactory.getLogger(ProcessTelemetry.class);
  private static final String RESIDENT = "VmRSS:";
  private static final String OPEN_FILES = "Max open files";

  private final Metrics metrics;
  private final Path proc;

  /**
   * @param proc the process's own folder in the kernel's file system
   */
  public ProcessTelemetry(Metrics metrics, Path proc) {
    this.metrics = metrics;
    this.proc = proc;
  }

  /** Shows it from now on. */
  public void show() {
    showProcess();
    showFiles();
    showVirtualMachine();
  }

  private void showProcess() {
    ProcessHandle process = ProcessHandle.current();
    metrics.watchCount(
        "process_cpu_seconds_total",
        "Total user and system CPU time spent in seconds.",
        counter ->
            process.info().totalCpuDuration().ifPresent(time -> counter.call(seconds(time))));
    double startedAt = process.info().startInstant().map(Instant::toEpochMilli).orElse(0L) / 1e3;
    metrics.watch(
        "process_start_time_seconds",
        "Start time of the process since unix epoch in seconds.",
        () -> startedAt);
    metrics.watch(
        "process_resident_memory_bytes",
        "Resident memory size in bytes.",
        gauge -> number("status", RESIDENT).ifPresent(kib -> gauge.call(kib * 1024)));
  }

  private void showFiles() {
    metrics.watch(
        "process_open_fds",
        "Number of open file descriptors.",
        gauge -> openFiles().ifPresent(gauge::call));
    metrics.watch(
        "process_max_fds",
        "Maximum number of open file descriptors.",
        gauge -> number("limits", OPEN_FILES).ifPresent(gauge::call));
  }

  private void showVirtualMachine() {
    Runtime runtime = Runtime.getRuntime();
    metrics.watch(
        "jvm_memory_used_bytes",
        "Used bytes of a given JVM memory area.",
        gauge -> gauge.call((double) (runtime.totalMemory() - runtime.freeMemory()), "heap"),
        Label.of("area", "heap"));
    metrics.watch(
        "jvm_memory_max_bytes",
        "Max (bytes) of a given JVM memory area.",
        gauge -> gauge.call((double) runtime.maxMemory(), "heap"),
        Label.of("area", "heap"));
    metrics.watchCount(
        "jvm_gc_collection_seconds_total",
        "Time spent in a given JVM garbage collector in seconds.",
        counter -> {
          for (GarbageCollectorMXBean collector : ManagementFactory.getGarbageCollectorMXBeans()) {
            counter.call(collector.getCollectionTime() / 1e3, collector.getName());
          }
        },
        Label.open("gc"));
  }

  private static double seconds(Duration time) {
    return time.toNanos() / 1e9;
  }

  /** What cannot be read has no value; a scrape is not to fail for it. */
  private OptionalDouble openFiles() {
    try (Stream<Path> files = Files.list(proc.resolve("fd"))) {
      return OptionalDouble.of((double) files.count());
    } catch (IOException e) {
      LOG.debug("the open files cannot be counted", e);
      return OptionalDouble.empty();
    }
  }

  /** The first number of the line that begins so. */
  private OptionalDouble number(String file, String line) {
    try {
      return number(Files.readAllLines(proc.resolve(file)), line);
    } catch (IOException e) {
      LOG.debug("{} cannot be read", proc.resolve(file), e);
      return OptionalDouble.empty();
    }
  }

  private static OptionalDouble number(List<String> lines, String start) {
    Optional<String> number =
        lines.stream()
            .filter(line -> line.startsWith(start))
            .map(line -> line.substring(start.length()).strip().split("\\s+", 2)[0])
            .filter(word -> word.matches("\\d+"))
            .findFirst();
    return number
        .map(word -> OptionalDouble.of(Double.parseDouble(word)))
        .orElseGet(OptionalDouble::empty);
  }
}
