package dev.prebuild.agent.page;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.prebuild.agent.connect.TestServer;
import dev.prebuild.agent.http.BearerFilter;
import dev.prebuild.agent.http.OverviewResource;
import dev.prebuild.agent.overview.Overview;
import dev.prebuild.agent.testkit.ModuleFolder;
import dev.prebuild.agent.testkit.browser.Axe;
import dev.prebuild.agent.testkit.browser.Browser;
import dev.prebuild.agent.testkit.browser.Tab;
import io.dropwizard.jackson.Jackson;
import io.dropwizard.jersey.jackson.JacksonFeature;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;
import org.glassfish.jersey.server.ResourceConfig;
import org.glassfish.jersey.servlet.ServletContainer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The page with much to show, in a real browser. */
final class PageLooksIT {
  @RegisterExtension static final Browser BROWSER = Browser.start();

  private static final String TOKEN = "agent";

  /** Whether the pictures of the docs are to be taken anew. */
  private static final boolean IS_FOR_DOCS = Boolean.getBoolean("page.pictures");

  private static final int MOST_BYTES = 150_000;

  private static Axe axe;
  private static Overview overview;

  private TestServer server = serve(0);

  @BeforeAll
  static void prepare() throws Exception {
    axe = Axe.install();
    overview = SampleOverview.at(Instant.now());
  }

  private static TestServer serve(int port) {
    PageServlet page = new PageServlet();
    ServletContainer api =
        new ServletContainer(
            new ResourceConfig()
                .register(new JacksonFeature(Jackson.newObjectMapper()))
                .register(new BearerFilter(List.of((_, token) -> token.equals(TOKEN))))
                .register(new OverviewResource(() -> overview, Jackson.newObjectMapper())));
    return new TestServer(Map.of(page, page.mappings(), api, List.of("/*")), port);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private Tab signedIn() throws Exception {
    Tab tab = BROWSER.open(server.uri().toString());
    tab.isTrue("document.activeElement?.id === 'token'");
    tab.type(TOKEN);
    tab.press("Enter");
    tab.awaitText("#connection", "Live");
    return tab;
  }

  @ParameterizedTest
  @CsvSource({"light, 1120", "dark, 1120", "light, 360", "dark, 360"})
  void everybodyCanUseIt(String scheme, int width) throws Exception {
    Tab tab = signedIn();
    tab.prefer("prefers-color-scheme", scheme);
    tab.resize(width, 800);
    tab.evaluate("document.getElementById('minutes').open = true");

    assertThat(axe.violations(tab)).isEmpty();
    assertThat(tab.evaluate("document.documentElement.scrollWidth").asInt()).isEqualTo(width);
    assertThat(tab.complaints()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"light", "dark"})
  void everybodyCanSignIn(String scheme) throws Exception {
    Tab tab = BROWSER.open(server.uri().toString());
    tab.prefer("prefers-color-scheme", scheme);
    tab.isTrue("document.activeElement?.id === 'token'");

    assertThat(axe.violations(tab)).isEmpty();
    assertThat(tab.complaints()).isEmpty();
  }

  @Test
  void whatIsShownIsSaidInWordsAsWell() throws Exception {
    Tab tab = signedIn();

    assertThat(tab.text("#host")).contains("Pause refill", "less than 10 %", "connection refused");
    assertThat(tab.text("#claims-words")).matches("\\d+ claims served, \\d+ % .* ready, 2 refused");
    assertThat(tab.text("#latency-words")).matches("Median .* ms at .*; 99th percentile .*");
    assertThat(tab.evaluate("document.querySelectorAll('#minutes tbody tr').length").asInt())
        .isEqualTo(overview.claims().size());
    assertThat(tab.text("#pools tbody tr:nth-child(3)"))
        .contains("payments-api", "bring 17.0 claims an hour", "3 of an older snapshot for 4 min");
    assertThat(tab.text("#prebuilds tbody tr:nth-child(2)")).contains("Snapshotting", "63 %");
    assertThat(tab.text("#snapshots tbody tr:nth-child(1)")).contains("4.5 GiB", "1.8 GiB", "yes");
  }

  @Test
  void nothingMovesForThoseWhoDoNotWantIt() throws Exception {
    Tab tab = signedIn();
    String duration =
        "getComputedStyle(document.querySelector('.bar rect.running')).transitionDuration";

    tab.prefer("prefers-reduced-motion", "no-preference");
    assertThat(tab.evaluate(duration).asText()).startsWith("0.3s");
    tab.prefer("prefers-reduced-motion", "reduce");
    assertThat(tab.evaluate(duration).asText()).isEqualTo("0s");
  }

  @Test
  void anAgentThatGoesAndComesBackIsFollowedAgain() throws Exception {
    Tab tab = signedIn();
    tab.evaluate("window.isTheSamePage = true");

    int port = server.port();
    server.close();
    tab.awaitText("#connection", "Not heard since .*; trying again");
    server = serve(port);

    tab.awaitText("#connection", "Live");
    assertThat(tab.evaluate("window.isTheSamePage").asBoolean()).isTrue();
  }

  /** HTML standard, section 9.2.6, cut at every place. */
  @Test
  void eventsAreReadByTheStandard() throws Exception {
    Tab tab = BROWSER.open(server.uri().toString());

    JsonNode events =
        tab.evaluate(
            """
            import('/page/events.js').then(({ EventParser }) => {
              const text = ': hello\\n\\ndata: one\\ndata:two\\ndata\\nid: 1\\n\\r\\n'
                + 'event: other\\rdata:  three: 3\\r\\rdata: four\\r\\n\\r\\nid: 5\\n\\ndata: cut off';
              const read = (size) => {
                const parser = new EventParser();
                const pieces = text.match(new RegExp(`[^]{1,${size}}`, 'g'));
                return JSON.stringify(pieces.flatMap((piece) => parser.push(piece)));
              };
              return Array.from({ length: text.length }, (_, index) => read(index + 1));
            })
            """);

    assertThat(events)
        .isNotEmpty()
        .allSatisfy(
            seen ->
                assertThat(seen.asText())
                    .isEqualTo(
                        """
                        [{"type":"message","data":"one\\ntwo\\n"},\
                        {"type":"other","data":" three: 3"},\
                        {"type":"message","data":"four"}]"""));
  }

  @Test
  void pausesGrowToALimitAndAreNotAllAlike() throws Exception {
    Tab tab = BROWSER.open(server.uri().toString());

    JsonNode pauses =
        tab.evaluate(
            """
            import('/page/stream.js').then(({ pause }) =>
              [pause(0, 0), pause(0, 1), pause(3, 0), pause(50, 0), pause(50, 1)])
            """);

    assertThat(pauses).extracting(JsonNode::asInt).containsExactly(1000, 500, 8000, 30000, 15000);
  }

  /** With {@code -Dpage.pictures=true} they go into the docs. */
  @ParameterizedTest
  @ValueSource(strings = {"light", "dark"})
  void picturesOfItAreSmall(String scheme) throws Exception {
    Tab tab = signedIn();
    tab.prefer("prefers-color-scheme", scheme);
    tab.resize(1200, 800);
    tab.resize(1200, tab.evaluate("document.documentElement.scrollHeight").asInt());
    Path folder = ModuleFolder.find().resolve(IS_FOR_DOCS ? "docs" : "target");
    Path file = folder.resolve("page-%s.png".formatted(scheme));

    save(tab.picture(), file);

    assertThat(Files.size(file)).isLessThan(MOST_BYTES);
  }

  /** Packed as well as can be; a browser rather does it fast. */
  private static void save(byte[] picture, Path file) throws IOException {
    ImageWriter writer = ImageIO.getImageWritersByFormatName("png").next();
    ImageWriteParam parameters = writer.getDefaultWriteParam();
    parameters.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
    parameters.setCompressionQuality(0);
    Files.deleteIfExists(file);
    try (ImageOutputStream target = ImageIO.createImageOutputStream(file.toFile())) {
      writer.setOutput(target);
      writer.write(
          null,
          new IIOImage(fewerColors(ImageIO.read(new ByteArrayInputStream(picture))), null, null),
          parameters);
    } finally {
      writer.dispose();
    }
  }

  /** Of the shades between letters and ground nobody can tell as many apart as there are. */
  private static BufferedImage fewerColors(BufferedImage picture) {
    BufferedImage fewer =
        new BufferedImage(picture.getWidth(), picture.getHeight(), BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < picture.getHeight(); y++) {
      for (int x = 0; x < picture.getWidth(); x++) {
        int color = picture.getRGB(x, y);
        fewer.setRGB(x, y, (color & 0xFCFCFC) | (color >> 6 & 0x030303));
      }
    }
    return fewer;
  }
}
