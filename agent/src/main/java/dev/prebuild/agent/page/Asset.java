package dev.prebuild.agent.page;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** A file of the page. */
final class Asset {
  private final String mediaType;
  private final byte[] content;
  private final String tag;

  private Asset(String mediaType, byte[] content) {
    this.mediaType = mediaType;
    this.content = content;
    this.tag = '"' + digest(content) + '"';
  }

  /** One that was packed with the agent. */
  static Asset packed(String name) {
    try (InputStream file = Asset.class.getResourceAsStream(name)) {
      if (file == null) {
        throw new IllegalStateException("the agent was packed without the page's file " + name);
      }
      return new Asset(mediaType(name), file.readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException("reading the page's file " + name, e);
    }
  }

  private static String mediaType(String name) {
    String ending = name.substring(name.lastIndexOf('.') + 1);
    return switch (ending) {
      case "html" -> "text/html;charset=utf-8";
      case "css" -> "text/css;charset=utf-8";
      case "js" -> "text/javascript;charset=utf-8";
      default -> throw new IllegalArgumentException("no media type is known for " + name);
    };
  }

  private static String digest(byte[] content) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content), 0, 16);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  String mediaType() {
    return mediaType;
  }

  int size() {
    return content.length;
  }

  /** Names this content, as an ETag does. */
  String tag() {
    return tag;
  }

  void write(OutputStream target) throws IOException {
    target.write(content);
  }
}
