package dev.prebuild.agent.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.dockerjava.api.exception.NotFoundException;
import dev.prebuild.agent.testkit.EngineGate.Moment;
import java.io.IOException;
import java.nio.file.Path;
import java.util.UUID;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What tests of crashes rely on. */
class EngineGateIT {
  private final String name = "gate-" + UUID.randomUUID();
  private TestEngine engine;
  private TestEngine behindGate;
  private EngineGate gate;

  @BeforeEach
  void open(@TempDir Path folder) throws IOException {
    engine = TestEngine.fromEnvironment();
    gate = EngineGate.open(folder.resolve("gate.sock"), engine.socket());
    behindGate = TestEngine.at(gate.path(), engine.image());
  }

  @AfterEach
  void close() throws IOException {
    gate.close();
    behindGate.close();
    engine.remove(name);
    engine.close();
  }

  @Test
  void passesOnWhatIsNotHeld() {
    HeldCall other = gate.hold(Moment.BEFORE, "POST", "/containers/create[?]name=another");

    make();

    assertThat(isMade()).isTrue();
    other.drop();
  }

  @ParameterizedTest
  @EnumSource
  void aReleasedCallIsAnswered(Moment moment) throws Exception {
    HeldCall call = gate.hold(moment, "POST", "/containers/create[?]name=" + name);
    FutureTask<String> answer = callAside();
    call.awaitReached();
    assertThat(answer.isDone()).isFalse();

    call.release();

    assertThat(answer.get()).isNotEmpty();
    assertThat(isMade()).isTrue();
  }

  @ParameterizedTest
  @CsvSource({"BEFORE, false", "DURING, true", "AFTER, true"})
  void aDroppedCallIsNotAnswered(Moment moment, boolean hasReachedEngine) throws Exception {
    HeldCall call = gate.hold(moment, "POST", "/containers/create[?]name=" + name);
    FutureTask<String> answer = callAside();
    call.awaitReached();
    if (moment == Moment.DURING) {
      Eventually.isTrue("the engine goes on with it", this::isMade);
    }

    call.drop();

    assertThatThrownBy(answer::get).hasRootCauseInstanceOf(IOException.class);
    assertThat(isMade()).isEqualTo(hasReachedEngine);
  }

  private FutureTask<String> callAside() {
    FutureTask<String> answer = new FutureTask<>(this::make);
    Thread.startVirtualThread(answer);
    return answer;
  }

  private String make() {
    return behindGate
        .client()
        .createContainerCmd(engine.image())
        .withName(name)
        .withCmd("true")
        .exec()
        .getId();
  }

  private boolean isMade() {
    try {
      return engine.client().inspectContainerCmd(name).exec().getId() != null;
    } catch (NotFoundException e) {
      return false;
    }
  }
}
