package dev.prebuild.agent.page;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The page's files, for everybody: they hold nothing of the host. Only the paths of {@link
 * #mappings} lead here, so that no other is ever looked for.
 */
public final class PageServlet extends HttpServlet {
  private static final long serialVersionUID = 1L;

  private static final String START = "index.html";
  private static final String FOLDER = "/page/";
  private static final Set<String> READING = Set.of("GET", "HEAD");
  private static final List<String> NAMES =
      List.of(
          START,
          "page.css",
          "main.js",
          "claims.js",
          "dom.js",
          "events.js",
          "host.js",
          "log.js",
          "news.js",
          "parts.js",
          "plots.js",
          "pools.js",
          "prebuilds.js",
          "session.js",
          "snapshots.js",
          "stream.js",
          "words.js");

  /** The page takes nothing from elsewhere, sends nothing elsewhere, and stands in no frame. */
  private static final String CONTENT_SECURITY_POLICY =
      String.join(
          "; ",
          "default-src 'none'",
          "script-src 'self'",
          "style-src 'self'",
          "connect-src 'self'",
          "img-src 'self' data:",
          "base-uri 'none'",
          "form-action 'none'",
          "frame-ancestors 'none'",
          "require-trusted-types-for 'script'",
          "trusted-types 'none'");

  /** By the path of a servlet, in which the root alone is nothing. */
  private final transient Map<String, Asset> assets =
      NAMES.stream()
          .collect(
              Collectors.toUnmodifiableMap(
                  name -> name.equals(START) ? "" : FOLDER + name, Asset::packed));

  /** The paths that are to lead here. */
  public Set<String> mappings() {
    return assets.keySet();
  }

  @Override
  protected void service(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    response.setHeader("Content-Security-Policy", CONTENT_SECURITY_POLICY);
    response.setHeader("X-Content-Type-Options", "nosniff");
    response.setHeader("Referrer-Policy", "no-referrer");
    Asset asset = assets.get(request.getServletPath());
    if (asset == null) {
      response.setStatus(HttpServletResponse.SC_NOT_FOUND);
    } else if (!READING.contains(request.getMethod())) {
      response.setStatus(HttpServletResponse.SC_METHOD_NOT_ALLOWED);
      response.setHeader("Allow", "GET, HEAD");
    } else {
      answer(asset, request, response);
    }
  }

  /** A browser asks each time, and is told in a word that what it has is right. */
  private static void answer(Asset asset, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    response.setHeader("Cache-Control", "no-cache");
    response.setHeader("ETag", asset.tag());
    if (isKnown(asset, request)) {
      response.setStatus(HttpServletResponse.SC_NOT_MODIFIED);
      return;
    }
    response.setContentType(asset.mediaType());
    response.setContentLength(asset.size());
    if (request.getMethod().equals("GET")) {
      asset.write(response.getOutputStream());
    }
  }

  /** RFC 9110, section 13.1.2: tags are compared without regard to their being weak. */
  private static boolean isKnown(Asset asset, HttpServletRequest request) {
    return Collections.list(request.getHeaders("If-None-Match")).stream()
        .flatMap(header -> Arrays.stream(header.split(",", -1)))
        .map(String::strip)
        .anyMatch(tag -> tag.equals("*") || tag.replaceFirst("^W/", "").equals(asset.tag()));
  }
}
