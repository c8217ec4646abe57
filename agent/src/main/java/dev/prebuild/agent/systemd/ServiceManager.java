package dev.prebuild.agent.systemd;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What systemd is told of the service, in the words of its protocol: sd_notify(3). Says everything
 * once, and nothing that would be untrue: a reload before the service is ready ends not ready.
 */
public final class ServiceManager {
  private static final Logger LOG = LoggerFactory.getLogger(ServiceManager.class);

  /** Without a watchdog, how often a start that takes its time shows that it goes on. */
  private static final Duration STARTING_BEAT = Duration.ofSeconds(10);

  private static final int BEATS_MISSED = 3;

  private final Channel channel;
  private final Optional<Duration> watchdog;
  private boolean isReady;
  private boolean isStopping;
  private boolean isReachable = true;
  private String status = "";

  /** The way to systemd. */
  interface Channel {
    void send(String message) throws IOException;
  }

  ServiceManager(Channel channel, Optional<Duration> watchdog) {
    this.channel = channel;
    this.watchdog = watchdog;
  }

  /**
   * The one that has started this process; empty if none wants to hear of it.
   *
   * @param environment of this process
   * @param pid of this process
   */
  public static Optional<ServiceManager> of(Map<String, String> environment, long pid) {
    return Optional.ofNullable(environment.get("NOTIFY_SOCKET"))
        .filter(socket -> socket.startsWith("/") || socket.startsWith("@"))
        .map(
            socket ->
                new ServiceManager(
                    message -> UnixDatagrams.send(socket, message), watchdog(environment, pid)));
  }

  /** It may be meant for another process that has inherited it to us. */
  static Optional<Duration> watchdog(Map<String, String> environment, long pid) {
    String ours = Long.toString(pid);
    return Optional.ofNullable(environment.get("WATCHDOG_USEC"))
        .filter(_ -> environment.getOrDefault("WATCHDOG_PID", ours).equals(ours))
        .filter(text -> text.matches("[0-9]{1,15}"))
        .map(text -> Duration.ofNanos(Long.parseLong(text) * 1_000))
        .filter(Duration::isPositive);
  }

  /** How often {@link #alive} is to be said: twice in the time that the watchdog allows. */
  public Duration beat() {
    return watchdog.map(limit -> limit.dividedBy(2)).orElse(STARTING_BEAT);
  }

  /**
   * All that the daemon has to do moves on. Keeps the watchdog quiet; before the service is ready,
   * moves the limit of its start ahead of three beats.
   */
  public synchronized void alive() {
    if (!isReady) {
      long micros = beat().multipliedBy(BEATS_MISSED).toNanos() / 1_000;
      send("EXTEND_TIMEOUT_USEC=" + micros);
    }
    if (watchdog.isPresent()) {
      send("WATCHDOG=1");
    }
  }

  /**
   * Shows this beside the service's state, if that is news.
   *
   * @param text lines of it are put into one
   */
  public synchronized void status(String text) {
    String line = text.lines().collect(Collectors.joining(" "));
    if (!line.equals(status) && !isStopping) {
      status = line;
      send("STATUS=" + line);
    }
  }

  /** The service does what it is there for. */
  public synchronized void ready() {
    isReady = true;
    send("READY=1");
  }

  /**
   * The settings are about to be read again.
   *
   * @param now {@link System#nanoTime}, which on Linux is the clock that systemd means
   */
  public synchronized void reloading(long now) {
    if (isReady) {
      send("RELOADING=1\nMONOTONIC_USEC=" + now / 1_000);
    }
  }

  /** They have been read, or refused. */
  public synchronized void reloaded() {
    if (isReady) {
      send("READY=1");
    }
  }

  /** From now on the service goes down. */
  public synchronized void stopping() {
    status("stopping");
    isStopping = true;
    send("STOPPING=1");
  }

  /** Whoever cannot be told now may be told later: systemd is started anew in place, too. */
  private void send(String message) {
    try {
      channel.send(message);
      isReachable = true;
    } catch (IOException e) {
      if (isReachable) {
        LOG.atWarn().addKeyValue("cause", e.getMessage()).log("systemd cannot be told how we are");
      }
      isReachable = false;
    }
  }
}
