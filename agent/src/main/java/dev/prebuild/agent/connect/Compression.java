package dev.prebuild.agent.connect;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/** How a body is packed on its way. */
enum Compression {
  IDENTITY {
    @Override
    byte[] unpack(byte[] body, int limit) {
      return body;
    }

    @Override
    byte[] pack(byte[] body) {
      return body;
    }
  },
  GZIP {
    @Override
    byte[] unpack(byte[] body, int limit) throws IOException {
      try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(body))) {
        // A small body may unfold to gigabytes; they are never there.
        return in.readNBytes(limit + 1);
      }
    }

    @Override
    byte[] pack(byte[] body) throws IOException {
      ByteArrayOutputStream packed = new ByteArrayOutputStream();
      try (OutputStream out = new GZIPOutputStream(packed)) {
        out.write(body);
      }
      return packed.toByteArray();
    }
  };

  /**
   * Undoes it.
   *
   * @param limit of what is unpacked, in bytes; more than that comes back cut to one byte above it
   * @throws IOException if the body is not packed like this
   */
  abstract byte[] unpack(byte[] body, int limit) throws IOException;

  abstract byte[] pack(byte[] body) throws IOException;

  /** The name in a header. */
  String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The compression that a Content-Encoding header names; the names' case does not count. */
  static Optional<Compression> of(String contentEncoding) {
    return Arrays.stream(values())
        .filter(compression -> compression.wireName().equalsIgnoreCase(contentEncoding.strip()))
        .findFirst();
  }

  /** All names, for a message. */
  static String names() {
    return Arrays.stream(values()).map(Compression::wireName).collect(Collectors.joining(", "));
  }

  /**
   * What an answer may be packed with. A client that does not say takes what it has sent itself; so
   * the protocol has it. A weight (RFC 9110, section 12.4.2) counts only where it is zero: no.
   *
   * @param acceptEncoding all headers of that name
   * @param ofRequest the compression of the request
   */
  static Compression forAnswer(List<String> acceptEncoding, Compression ofRequest) {
    if (acceptEncoding.isEmpty()) {
      return ofRequest;
    }
    List<Offer> offers =
        acceptEncoding.stream()
            .flatMap(header -> Arrays.stream(header.split(",", -1)))
            .map(Offer::of)
            .toList();
    boolean isGzipOffered =
        Offer.find(offers, GZIP.wireName())
            .or(() -> Offer.find(offers, "*"))
            .map(Offer::isAccepted)
            .orElse(false);
    return isGzipOffered ? GZIP : IDENTITY;
  }

  /** One element of an Accept-Encoding header. */
  private record Offer(String coding, boolean isAccepted) {
    static Offer of(String element) {
      String[] parts = element.toLowerCase(Locale.ROOT).split(";", 2);
      boolean isRefused = parts.length == 2 && parts[1].replace(" ", "").matches("q=0(\\.0{0,3})?");
      return new Offer(parts[0].strip(), !isRefused);
    }

    static Optional<Offer> find(List<Offer> offers, String coding) {
      return offers.stream().filter(offer -> offer.coding().equals(coding)).findFirst();
    }
  }
}
