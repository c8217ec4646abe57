package dev.prebuild.agent.testkit;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.async.ResultCallback;
import com.github.dockerjava.api.exception.ConflictException;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.model.Frame;
import com.github.dockerjava.api.model.Image;
import com.github.dockerjava.core.DefaultDockerClientConfig;
import com.github.dockerjava.core.DockerClientImpl;
import com.github.dockerjava.zerodep.ZerodepDockerHttpClient;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/** The engine that the environment names, seen and touched behind the agent's back. */
public final class TestEngine implements AutoCloseable {
  public static final String OWNER = "dev.prebuild.owner";

  private static final String UNIX = "unix://";

  private final Path socket;
  private final String image;
  private final DockerClient client;

  private TestEngine(Path socket, String image) {
    this.socket = socket;
    this.image = image;
    DefaultDockerClientConfig config =
        DefaultDockerClientConfig.createDefaultConfigBuilder()
            .withDockerHost(UNIX + socket)
            .withDockerTlsVerify(false)
            .build();
    this.client =
        DockerClientImpl.getInstance(
            config,
            new ZerodepDockerHttpClient.Builder()
                .dockerHost(config.getDockerHost())
                .maxConnections(64)
                .build());
  }

  /** Without an engine there is no test: that is said, and nothing is skipped. */
  public static TestEngine fromEnvironment() {
    String host = variable("DOCKER_HOST");
    if (!host.startsWith(UNIX)) {
      throw new AssertionError("DOCKER_HOST must be unix://SOCKET, is '%s'".formatted(host));
    }
    return new TestEngine(
        Path.of(host.substring(UNIX.length())), variable("PREBUILD_AGENT_TEST_IMAGE"));
  }

  /** An engine that a test has started itself. */
  static TestEngine at(Path socket, String image) {
    return new TestEngine(socket, image);
  }

  private static String variable(String name) {
    return Optional.ofNullable(System.getenv(name))
        .filter(value -> !value.isBlank())
        .orElseThrow(
            () ->
                new AssertionError(
                    "%s is not set; this test needs a container engine and a test image: run agent/bin/test, which provides both"
                        .formatted(name)));
  }

  public Path socket() {
    return socket;
  }

  /** A small image with busybox, run as root, that knows a user dev with id 1000. */
  public String image() {
    return image;
  }

  public DockerClient client() {
    return client;
  }

  /** All of a runner, by name. */
  public List<SeenContainer> containers(UUID runnerId) {
    return client
        .listContainersCmd()
        .withShowAll(true)
        .withLabelFilter(Map.of(OWNER, runnerId.toString()))
        .exec()
        .stream()
        .map(SeenContainer::of)
        .toList();
  }

  /** One container of a runner. */
  public Optional<SeenContainer> container(UUID runnerId, String name) {
    return containers(runnerId).stream().filter(seen -> seen.name().equals(name)).findFirst();
  }

  /** All of a runner; those too that have no name. */
  public List<Image> images(UUID runnerId) {
    return client.listImagesCmd().withLabelFilter(Map.of(OWNER, runnerId.toString())).exec();
  }

  /** The engine's answer word for word, its head included. */
  public String get(String path) throws IOException {
    try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
      String request = "GET %s HTTP/1.0\r\nHost: engine\r\n\r\n".formatted(path);
      channel.write(ByteBuffer.wrap(request.getBytes(StandardCharsets.UTF_8)));
      return new String(Channels.newInputStream(channel).readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  /** What a command in a running container prints, to either stream; run by its own user. */
  public String exec(String containerId, String... command) throws InterruptedException {
    String id =
        client
            .execCreateCmd(containerId)
            .withAttachStdout(true)
            .withAttachStderr(true)
            .withCmd(command)
            .exec()
            .getId();
    return read(callback -> client.execStartCmd(id).exec(callback));
  }

  /** Watches for the end of the next commit, whoever has asked for it. */
  public CommitWatch watchCommit() {
    return CommitWatch.start(client);
  }

  /** What a container has printed. */
  public String log(String containerId) throws InterruptedException {
    return read(
        callback ->
            client.logContainerCmd(containerId).withStdOut(true).withStdErr(true).exec(callback));
  }

  private interface Reading {
    ResultCallback.Adapter<Frame> start(ResultCallback.Adapter<Frame> callback);
  }

  private static String read(Reading reading) throws InterruptedException {
    ByteArrayOutputStream output = new ByteArrayOutputStream();
    ResultCallback.Adapter<Frame> callback =
        new ResultCallback.Adapter<>() {
          @Override
          public void onNext(Frame frame) {
            output.writeBytes(frame.getPayload());
          }
        };
    if (!reading.start(callback).awaitCompletion(Eventually.LIMIT.toSeconds(), TimeUnit.SECONDS)) {
      throw new AssertionError("the engine's stream did not end; read so far: " + output);
    }
    return output.toString(StandardCharsets.UTF_8);
  }

  public void kill(String containerId) {
    client.killContainerCmd(containerId).exec();
  }

  public void stop(String containerId) {
    client.stopContainerCmd(containerId).withTimeout(10).exec();
  }

  /** No error if it is gone, or on its way. */
  public void remove(String containerId) {
    try {
      client.removeContainerCmd(containerId).withForce(true).withRemoveVolumes(true).exec();
    } catch (NotFoundException | ConflictException e) {
      // As wanted.
    }
  }

  /** Removes whatever a runner has made. */
  public void removeAll(UUID runnerId) {
    containers(runnerId).parallelStream().forEach(seen -> remove(seen.id()));
    int before = Integer.MAX_VALUE;
    for (var left = images(runnerId); !left.isEmpty(); left = images(runnerId)) {
      if (left.size() >= before) {
        throw new IllegalStateException("images that cannot be removed: " + left);
      }
      before = left.size();
      left.forEach(found -> removeUnlessParent(found.getId()));
    }
  }

  /** One that another was made from goes after that one. */
  private void removeUnlessParent(String id) {
    try {
      client.removeImageCmd(id).withForce(true).exec();
    } catch (NotFoundException | ConflictException e) {
      // As wanted, or its turn comes.
    }
  }

  @Override
  public void close() throws IOException {
    client.close();
  }
}
