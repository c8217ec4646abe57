package dev.prebuild.agent.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.prebuild.agent.testkit.Answer;
import dev.prebuild.agent.testkit.Standalone;
import dev.prebuild.agent.testkit.TestHost;
import dev.prebuild.agent.testkit.TestProject;
import dev.prebuild.agent.testkit.browser.Axe;
import dev.prebuild.agent.testkit.browser.Browser;
import dev.prebuild.agent.testkit.browser.Tab;
import java.nio.file.Files;
import java.util.UUID;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The page of the packaged agent, in a real browser, used by its keys alone. */
class PageIT {
  @RegisterExtension static final TestHost HOST = new TestHost();
  @RegisterExtension static final Browser BROWSER = Browser.start();

  private static Standalone agent;
  private static TestProject project;
  private static TestProject logged;
  private static UUID snapshotId;
  private static UUID poolId;
  private static String token;

  @BeforeAll
  static void prebuildAndFill() throws Exception {
    agent = Standalone.of(HOST, HOST.settings("agent"));
    project = agent.project("example", "build", "echo hello");
    logged =
        agent.project(
            "logged",
            "build",
            "echo at the gate; %s; echo through the gate".formatted(Standalone.WAIT_FOR_GATE));
    HOST.startHealthy("standalone", agent.settings());
    token = Files.readString(agent.settings().state().resolve("agent.token")).strip();
    poolId = agent.controlPlane().createWarmPool(project, 2, 4);
    snapshotId = agent.controlPlane().createPrebuild(project);
    agent.awaitCompletion(snapshotId);
    agent.awaitPool(poolId, 2, 2);
  }

  private static Tab open() throws Exception {
    Tab tab = BROWSER.open(agent.settings().url());
    // While the page is loaded anew there is none.
    tab.isTrue("document.activeElement?.id === 'token'");
    return tab;
  }

  private static Tab signedIn() throws Exception {
    Tab tab = open();
    tab.type(token);
    tab.press("Enter");
    tab.awaitText("#connection", "Live");
    return tab;
  }

  private static String short8(UUID id) {
    return id.toString().substring(0, 8);
  }

  @Test
  void aWrongTokenIsRefusedInSight() throws Exception {
    Tab tab = open();

    tab.type("sardine");
    tab.press("Enter");

    tab.awaitText("#token-problem", "The agent does not take this token\\.");
    assertThat(tab.focused()).isEqualTo("token");
    assertThat(tab.evaluate("document.getElementById('overview').hidden").asBoolean()).isTrue();
    assertThat(tab.evaluate("sessionStorage.length").asInt()).isZero();
    assertThat(tab.complaints()).singleElement().asString().contains("401");
  }

  @Test
  void aSessionByKeysAlone() throws Exception {
    Tab tab = signedIn();
    assertThat(tab.focused()).isEqualTo("host-title");

    tab.press("Tab");
    assertThat(tab.evaluate("document.activeElement.localName").asText()).isEqualTo("summary");
    tab.press("Tab");
    assertThat(tab.focused()).isEqualTo("Log");
    String button = tab.evaluate("document.activeElement.ariaLabel").asText();
    assertThat(button).startsWith("Log of project, prebuild ");
    tab.press("Enter");
    tab.awaitText("#log-state", "Finished");
    assertThat(tab.focused()).isEqualTo("log-lines");
    tab.press("Escape");
    tab.isTrue("!document.getElementById('log').open");
    assertThat(tab.focused()).isEqualTo("Log");

    for (String expected : new String[] {"The same in figures", "sign-out"}) {
      tab.pressShifted("Tab");
      assertThat(tab.focused()).isEqualTo(expected);
    }
    tab.press("Enter");
    // While the page is loaded anew there is none.
    tab.isTrue("document.activeElement?.id === 'token'");
    assertThat(tab.evaluate("JSON.stringify(sessionStorage)").asText()).doesNotContain(token);
    assertThat(tab.text("#content")).doesNotContain(short8(snapshotId));
    assertThat(tab.complaints()).isEmpty();
  }

  @Test
  void aClaimMovesTheNumbers() throws Exception {
    Tab tab = signedIn();
    tab.evaluate("window.isTheSamePage = true");
    tab.awaitText("#pools td.running", "2");
    tab.awaitText("#pools td.stopped", "2");
    assertThat(tab.text("#pools .name")).isEqualTo("project");
    assertThat(tab.text("#snapshots tbody")).contains(short8(snapshotId));
    assertThat(tab.text("#snapshots td.size")).matches("[0-9.]+ [KMG]iB");
    assertThat(tab.text("#claims-words")).isEqualTo("None yet");

    Answer claimed = agent.calls().claim(UUID.randomUUID(), project);

    assertThat(claimed.status()).as("%s", claimed).isEqualTo(201);
    tab.awaitText("#claims-words", "1 claim served, 100 % found an instance ready");
    tab.awaitText("#latency-words", "Median .*");
    assertThat(
            tab.evaluate("document.querySelectorAll('#claims-plot rect.running').length").asInt())
        .isEqualTo(1);
    tab.awaitText("#pools td.running", "2");
    assertThat(tab.evaluate("window.isTheSamePage").asBoolean()).isTrue();
    assertThat(tab.complaints()).isEmpty();
  }

  @Test
  void aLogIsReadWhileItIsWritten() throws Exception {
    Tab tab = signedIn();
    UUID prebuildId = agent.controlPlane().createPrebuild(logged);
    String row = "#prebuilds tr:has([title=\"%s\"])".formatted(prebuildId);
    tab.awaitText(row + " td.phase", "Running");

    tab.evaluate("document.querySelector('%s button').click()".formatted(row));

    tab.awaitText("#log-lines .stdout span", "at the gate");
    assertThat(tab.text("#log-lines .stdout ~ .stdout")).isEmpty();
    assertThat(tab.text("#log-state")).isEqualTo("Following");
    agent.openGate(prebuildId);
    tab.awaitText("#log-lines .stdout ~ .stdout span", "through the gate");
    tab.awaitText("#log-state", "Finished");
    tab.press("Escape");
    tab.awaitText(row + " td.phase", "Completed");
    assertThat(tab.complaints()).isEmpty();
    agent.controlPlane().delete(prebuildId);
  }

  @Test
  void itIsDarkForThoseWhoWantItAndKeepsTheRulesOfAccessibility() throws Exception {
    Axe axe = Axe.install();
    Tab tab = signedIn();
    for (String scheme : new String[] {"light", "dark"}) {
      tab.prefer("prefers-color-scheme", scheme);

      JsonNode ground = tab.evaluate("getComputedStyle(document.body).backgroundColor");

      assertThat(ground.asText())
          .isEqualTo(scheme.equals("dark") ? "rgb(20, 23, 26)" : "rgb(250, 250, 248)");
      assertThat(axe.violations(tab)).isEmpty();
    }
    assertThat(tab.complaints()).isEmpty();
  }
}
