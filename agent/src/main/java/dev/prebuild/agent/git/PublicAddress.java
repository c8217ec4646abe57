package dev.prebuild.agent.git;

import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Tells the addresses of the internet from those of this host, its network and its cloud. */
final class PublicAddress {
  /** IANA's special-purpose registries, as far as Java has no word for them. */
  private static final List<Block> SPECIAL =
      Stream.of(
              "0.0.0.0/8", // this network
              "100.64.0.0/10", // shared by a provider's customers
              "192.0.0.0/24", // protocol assignments
              "192.0.2.0/24", // documentation
              "198.18.0.0/15", // benchmarks
              "198.51.100.0/24", // documentation
              "203.0.113.0/24", // documentation
              "240.0.0.0/4") // reserved, and broadcast
          .map(Block::parse)
          .toList();

  private PublicAddress() {}

  /**
   * Addresses with a common beginning.
   *
   * @param first of them
   * @param mask one for each bit that counts
   */
  private record Block(int first, int mask) {
    static Block parse(String text) {
      int slash = text.indexOf('/');
      int bits = Integer.parseInt(text.substring(slash + 1));
      byte[] first = InetAddress.ofLiteral(text.substring(0, slash)).getAddress();
      return new Block(number(first), -1 << (Integer.SIZE - bits));
    }

    boolean contains(byte[] address) {
      return (number(address) & mask) == first;
    }

    private static int number(byte[] bytes) {
      return ByteBuffer.wrap(bytes).getInt();
    }
  }

  /** Whether it is one, and leads to no other kind behind a translator. */
  static boolean is(InetAddress address) {
    if (address.isAnyLocalAddress()
        || address.isLoopbackAddress()
        || address.isLinkLocalAddress()
        || address.isSiteLocalAddress()
        || address.isMulticastAddress()) {
      return false;
    }
    byte[] bytes = address.getAddress();
    return bytes.length == 4
        ? SPECIAL.stream().noneMatch(block -> block.contains(bytes))
        : isPublicV6(bytes);
  }

  /** 2000::/3 is all that is given out; some of it carries an IPv4 address. */
  private static boolean isPublicV6(byte[] bytes) {
    int first = word(bytes, 0);
    int second = word(bytes, 2);
    boolean isTranslated = first == 0x64 && second == 0xff9b;
    if (isTranslated) {
      return embedded(bytes, 12).filter(PublicAddress::is).isPresent();
    }
    if (first == 0x2002) {
      return embedded(bytes, 2).filter(PublicAddress::is).isPresent();
    }
    boolean isTunnelOrDocumentation = first == 0x2001 && (second < 0x200 || second == 0xdb8);
    return (first & 0xe000) == 0x2000 && !isTunnelOrDocumentation;
  }

  private static int word(byte[] bytes, int at) {
    return ByteBuffer.wrap(bytes).getChar(at);
  }

  private static Optional<InetAddress> embedded(byte[] bytes, int at) {
    try {
      return Optional.of(InetAddress.getByAddress(Arrays.copyOfRange(bytes, at, at + 4)));
    } catch (UnknownHostException e) {
      throw new UncheckedIOException("four bytes are no IPv4 address", e);
    }
  }
}
