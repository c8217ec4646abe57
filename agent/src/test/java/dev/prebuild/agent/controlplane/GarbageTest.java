package dev.prebuild.agent.controlplane;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Descriptors.MethodDescriptor;
import dev.prebuild.config.wire.gitpod.v1.PrebuildProto;
import dev.prebuild.config.wire.runner.v1.RunnerProto;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Bodies that nobody should send: refused, never a fault of the server. */
class GarbageTest {
  private static final int BODIES = 50;
  private static final String ALPHABET = "{}[]\":,.0123456789eE-truefalsnull ";

  @Test
  void neverFailsOverGarbage(@TempDir Path folder) throws Exception {
    try (ControlPlaneFixture plane = ControlPlaneFixture.in(folder).open()) {
      for (MethodDescriptor method : methods().toList()) {
        boolean isForUsers = method.getService().getName().equals("PrebuildService");
        String token = plane.token(isForUsers ? Who.USER : Who.RUNNER);
        for (long seed : Seeds.upTo(BODIES)) {
          String body = garbage(new Random(seed));
          HttpResponse<String> response =
              plane.json(ControlPlaneFixture.path(method).substring(1), body, token);
          assertThat(response.statusCode())
              .as("%s of %s: %s", Seeds.name(seed), method.getName(), body)
              .isIn(200, 400);
          assertThat(response.body()).doesNotContain("\\tat ", "Caused by");
        }
      }
    }
  }

  private static Stream<MethodDescriptor> methods() {
    return Stream.of(PrebuildProto.getDescriptor(), RunnerProto.getDescriptor())
        .flatMap(file -> file.getServices().stream())
        .flatMap(service -> service.getMethods().stream());
  }

  private static String garbage(Random random) {
    return random
        .ints(random.nextInt(60), 0, ALPHABET.length())
        .mapToObj(index -> ALPHABET.substring(index, index + 1))
        .collect(Collectors.joining());
  }
}
