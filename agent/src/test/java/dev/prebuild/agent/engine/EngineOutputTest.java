package dev.prebuild.agent.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.dockerjava.api.exception.BadRequestException;
import com.github.dockerjava.api.model.BuildResponseItem;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

final class EngineOutputTest {
  private final List<String> lines = new ArrayList<>();
  private final EngineOutput<BuildResponseItem> output = new EngineOutput<>(lines::add);

  private void say(String json) throws IOException {
    output.onNext(new ObjectMapper().readValue(json, BuildResponseItem.class));
  }

  @Test
  void ofAPullItsBeginningAndItsEndAreTold() throws IOException {
    say("{\"status\":\"Pulling from library/x\",\"id\":\"latest\"}");
    say("{\"status\":\"Pulling fs layer\",\"progressDetail\":{},\"id\":\"0a\"}");
    say(
        "{\"status\":\"Downloading\",\"progressDetail\":{\"current\":1,\"total\":2},\"id\":\"0a\"}");
    say("{\"status\":\"Digest: sha256:00\"}");
    say("{\"status\":\"Status: Downloaded newer image for x:latest\"}");
    say("{\"stream\":\"Step 1/1 : FROM x\"}");
    say("{\"stream\":\"\\n\"}");

    assertThat(lines)
        .containsExactly(
            "Pulling from library/x",
            "Status: Downloaded newer image for x:latest",
            "Step 1/1 : FROM x");
    assertThat(output.failure()).isEmpty();
  }

  @Test
  void aFailureIsInWhatIsSaid() throws IOException {
    say("{\"stream\":\"unfinished\"}");
    say("{\"errorDetail\":{\"code\":7,\"message\":\"it failed\"},\"error\":\"it failed\"}");

    assertThat(output.failure()).hasValue(new EngineOutput.Failure("it failed", OptionalInt.of(7)));
    assertThat(lines).containsExactly("unfinished");
  }

  @Test
  void aRefusalIsThrownOnceItIsOver() throws Exception {
    output.onError(new BadRequestException("no such instruction"));

    output.awaitCompletion();

    assertThatExceptionOfType(BadRequestException.class)
        .isThrownBy(output::failure)
        .withMessageContaining("no such instruction");
  }

  /** Cancelled before the engine has begun to answer: it must not go on alone. */
  @Test
  void whatBeginsAfterTheEndIsEndedAtOnce() throws IOException {
    AtomicBoolean isEnded = new AtomicBoolean();
    output.close();

    output.onStart(() -> isEnded.set(true));

    assertThat(isEnded).isTrue();
  }
}
