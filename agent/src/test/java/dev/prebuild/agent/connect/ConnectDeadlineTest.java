package dev.prebuild.agent.connect;

import static dev.prebuild.agent.connect.ToyServer.NOW;
import static dev.prebuild.agent.connect.ToyServer.assertError;
import static dev.prebuild.agent.connect.ToyServer.text;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Callers that wait no longer than they say, and who hears of the calls. */
class ConnectDeadlineTest {
  private final ToyServer server = new ToyServer();

  @AfterEach
  void stop() {
    server.close();
  }

  @ParameterizedTest
  @CsvSource({"1, 1", "60000, 60000", "0000000007, 7", "9999999999, 9999999999"})
  void tellsTheHandlerHowLongTheCallerWaits(String timeout, long millis) throws Exception {
    assertThat(server.send(call("GetPrebuild", timeout)).statusCode()).isEqualTo(200);

    assertThat(server.deadlines()).containsExactly(new Deadline(NOW.plusMillis(millis)));
  }

  @Test
  void aCallerThatDoesNotSayWaitsForEver() throws Exception {
    assertThat(server.post("GetPrebuild", "application/json", "{}").statusCode()).isEqualTo(200);

    assertThat(server.deadlines()).containsExactly(Deadline.NEVER);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "-1", "+1", "1.5", "1s", "12345678901", "0x1"})
  void refusesWhatIsNoTimeout(String timeout) throws Exception {
    assertError(server.send(call("GetPrebuild", timeout)), 400, "invalid_argument");
    assertThat(server.deadlines()).isEmpty();
  }

  /** Nothing is done for a caller that does not wait; but who it is, is asked before. */
  @Test
  void beginsNothingForACallerThatDoesNotWait() throws Exception {
    HttpResponse<byte[]> response = server.send(call("GetPrebuild", "0"));

    assertError(response, 504, "deadline_exceeded");
    assertThat(text(response)).contains("not begun");
    assertThat(server.deadlines()).isEmpty();
    assertError(
        server.send(call("GetPrebuild", "0").setHeader("Authorization", "Bearer wrong")),
        401,
        "unauthenticated");
  }

  @Test
  void anAnswerThatComesTooLateIsNone() throws Exception {
    HttpResponse<byte[]> response = server.send(call("UpdateWarmPool", "60000"));

    assertError(response, 504, "deadline_exceeded");
    assertThat(text(response)).contains("may have been carried out");
    assertThat(server.send(call("UpdateWarmPool", "60001")).statusCode()).isEqualTo(200);
    assertThat(server.now()).isEqualTo(NOW.plusSeconds(120));
  }

  @ParameterizedTest
  @CsvSource({"PT10S, PT20S, PT10S", "PT30S, PT20S, PT20S", "PT0S, PT20S, PT0S"})
  void shortensAWait(Duration left, Duration wait, Duration expected) {
    assertThat(new Deadline(NOW.plus(left)).shorten(wait, NOW)).isEqualTo(expected);
    assertThat(Deadline.NEVER.shorten(wait, NOW)).isEqualTo(wait);
    assertThat(new Deadline(NOW).shorten(wait, NOW.plus(wait))).isEqualTo(Duration.ZERO);
  }

  @ParameterizedTest
  @CsvSource({
    "GetPrebuild, {}, ok",
    "GetPrebuild, [, invalid_argument",
    "CreatePrebuild, {}, failed_precondition",
    "GetWarmPool, {}, internal",
    "CancelPrebuild, {}, unimplemented"
  })
  void anObserverHearsOfEveryCall(String method, String body, String code) throws Exception {
    server.post(method, "application/json", body);

    assertThat(server.nextObserved()).isEqualTo("gitpod.v1.PrebuildService/" + method + " " + code);
  }

  @Test
  void anObserverHearsOfCallsThatReachNoHandler() throws Exception {
    server.post("GetPrebuild", "text/plain", "{}");
    assertThat(server.nextObserved()).isEqualTo("gitpod.v1.PrebuildService/GetPrebuild unknown");

    server.send(call("GetPrebuild", "0"));
    assertThat(server.nextObserved())
        .isEqualTo("gitpod.v1.PrebuildService/GetPrebuild deadline_exceeded");
  }

  /** Else whoever asks for enough of them would fill the memory of those who count. */
  @ParameterizedTest
  @ValueSource(strings = {"A", "B", "GetPrebuild/C", "get_prebuild"})
  void whatIsNotThereHasOneName(String method) throws Exception {
    assertError(server.post(method, "application/json", "{}"), 404, "unimplemented");

    assertThat(server.nextObserved()).isEqualTo("unknown unimplemented");
  }

  private HttpRequest.Builder call(String method, String timeout) {
    return server
        .request(method, "application/json")
        .header("Connect-Timeout-Ms", timeout)
        .POST(BodyPublishers.ofString("{}"));
  }
}
