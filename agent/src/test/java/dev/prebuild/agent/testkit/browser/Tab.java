package dev.prebuild.agent.testkit.browser;

import com.fasterxml.jackson.databind.JsonNode;
import dev.prebuild.agent.testkit.Eventually;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;

/** A page in a browser, as its user sees and uses it. */
public final class Tab {
  private static final Set<String> BAD_LEVELS = Set.of("error", "warning", "assert");
  private static final Map<String, Integer> KEYS =
      Map.of("Tab", 9, "Enter", 13, "Escape", 27, " ", 32);

  /**
   * How Chromium ends all requests when an interface comes or goes, as one does with each
   * container. It is no fault of the page.
   */
  private static final String NETWORK_CHANGED = "net::ERR_NETWORK_CHANGED";

  private static final int MOST_TRIES = 20;

  private final DevTools devTools;
  private final Optional<String> session;
  private final AtomicBoolean isDisturbed = new AtomicBoolean();
  private final Queue<String> complaints = new ConcurrentLinkedQueue<>();

  Tab(DevTools devTools, String session) {
    this.devTools = devTools;
    this.session = Optional.of(session);
    devTools.listen(
        event -> {
          if (event.path("sessionId").asText().equals(session)) {
            note(event.path("method").asText(), event.path("params"));
          }
        });
  }

  /** Notes what a developer would see in red or yellow. */
  private void note(String method, JsonNode event) {
    switch (method) {
      case "Runtime.exceptionThrown" -> complaints.add(event.toString());
      case "Runtime.consoleAPICalled" -> noteIfBad(event.path("type").asText(), event);
      case "Log.entryAdded" -> noteIfBad(event.path("entry").path("level").asText(), event);
      default -> {
        // Of no interest here.
      }
    }
  }

  private void noteIfBad(String level, JsonNode event) {
    if (event.path("entry").path("text").asText().endsWith(NETWORK_CHANGED)) {
      isDisturbed.set(true);
    } else if (BAD_LEVELS.contains(level)) {
      complaints.add(event.toString());
    }
  }

  void open(String url) throws Exception {
    for (String domain : List.of("Page", "Runtime", "Log")) {
      call(domain + ".enable", Map.of());
    }
    call("Emulation.setFocusEmulationEnabled", Map.of("enabled", true));
    call("Emulation.setTimezoneOverride", Map.of("timezoneId", "UTC"));
    for (int tries = 0; tries < MOST_TRIES; tries++) {
      isDisturbed.set(false);
      call("Page.navigate", Map.of("url", url));
      isTrue("document.readyState === 'complete' && location.href !== 'about:blank'");
      if (!isDisturbed.get()) {
        return;
      }
    }
    throw new AssertionError("the host's network changes all the time: no page loads");
  }

  private JsonNode call(String method, Map<String, ?> parameters) throws Exception {
    return devTools.call(session, method, parameters);
  }

  /** Errors and warnings of its console so far. */
  public List<String> complaints() {
    return List.copyOf(complaints);
  }

  /** What an expression is in the page, awaited if it is a promise. */
  public JsonNode evaluate(String expression) throws Exception {
    JsonNode answer =
        call(
            "Runtime.evaluate",
            Map.of("expression", expression, "awaitPromise", true, "returnByValue", true));
    if (answer.has("exceptionDetails")) {
      throw new AssertionError(expression + ": " + answer.path("exceptionDetails"));
    }
    return answer.path("result").path("value");
  }

  /** The text of the first element that a selector finds; empty if there is none. */
  public String text(String selector) throws Exception {
    return evaluate("document.querySelector('%s')?.textContent ?? ''".formatted(selector)).asText();
  }

  /** Waits until an element has a text that matches. */
  public void awaitText(String selector, String pattern) throws Exception {
    Eventually.await(
        "%s matches %s".formatted(selector, pattern),
        () -> text(selector),
        text -> text.matches(pattern));
  }

  /** Waits until an expression is true. */
  public void isTrue(String expression) throws Exception {
    Eventually.isTrue(expression, () -> evaluate(expression).asBoolean());
  }

  /** The element with the focus, by its id, else by its text. */
  public String focused() throws Exception {
    return evaluate("document.activeElement.id || document.activeElement.textContent").asText();
  }

  /** Types a text where the focus is. */
  public void type(String text) throws Exception {
    call("Input.insertText", Map.of("text", text));
  }

  /** Presses and releases a key. */
  public void press(String key) throws Exception {
    press(key, false);
  }

  /** The same together with the shift key. */
  public void pressShifted(String key) throws Exception {
    press(key, true);
  }

  private void press(String key, boolean isShifted) throws Exception {
    Map<String, Object> event = new LinkedHashMap<>();
    event.put("key", key);
    event.put("code", key);
    event.put("windowsVirtualKeyCode", KEYS.get(key));
    event.put("modifiers", isShifted ? 8 : 0);
    event.put("type", "keyUp");
    Map<String, Object> down = new LinkedHashMap<>(event);
    down.put("type", "keyDown");
    if (key.equals("Enter")) {
      down.put("text", "\r");
    }
    call("Input.dispatchKeyEvent", down);
    call("Input.dispatchKeyEvent", event);
  }

  /** Has its user prefer something, such as a colour scheme. */
  public void prefer(String feature, String value) throws Exception {
    call(
        "Emulation.setEmulatedMedia",
        Map.of("features", List.of(Map.of("name", feature, "value", value))));
  }

  /** Makes its window so wide and so high, in pixels. */
  public void resize(int width, int height) throws Exception {
    call(
        "Emulation.setDeviceMetricsOverride",
        Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", false));
  }

  /** What its window shows, as PNG. */
  public byte[] picture() throws Exception {
    JsonNode answer = call("Page.captureScreenshot", Map.of("format", "png"));
    return Base64.getDecoder().decode(answer.path("data").asText());
  }
}
