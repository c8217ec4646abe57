package dev.prebuild.agent.systemd;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;

/**
 * Sends datagrams to a Unix socket. Java has streams there and nothing else, so these are the calls
 * of Linux's C library itself, with its numbers.
 */
final class UnixDatagrams {
  private static final short AF_UNIX = 1;
  private static final int SOCK_DGRAM_CLOEXEC = 2 | 0x80000;
  private static final int MSG_NOSIGNAL = 0x4000;

  /** Bytes of an address: the family, and a path that ends with a zero unless it is abstract. */
  private static final int ADDRESS_LIMIT = 2 + 108;

  private static final Linker LINKER = Linker.nativeLinker();
  private static final StructLayout CALL_STATE = Linker.Option.captureStateLayout();
  private static final MethodHandle SOCKET =
      call("socket", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT));
  private static final MethodHandle SEND =
      call(
          "sendto",
          FunctionDescriptor.of(
              JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT, ADDRESS, JAVA_INT));
  private static final MethodHandle CLOSE =
      call("close", FunctionDescriptor.of(JAVA_INT, JAVA_INT));

  private UnixDatagrams() {}

  @SuppressWarnings("restricted") // what such calls are for
  private static MethodHandle call(String name, FunctionDescriptor signature) {
    return LINKER.downcallHandle(
        LINKER.defaultLookup().findOrThrow(name),
        signature,
        Linker.Option.captureCallState("errno"));
  }

  /**
   * Sends one datagram; waits while the receiver's queue is full.
   *
   * @param socket its path, or {@code @} and an abstract name
   * @throws IOException if it cannot be sent; the message has the number of the C library's error
   */
  static void send(String socket, String message) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment address = address(arena, socket);
      byte[] bytes = message.getBytes(StandardCharsets.UTF_8);
      MemorySegment content = arena.allocateFrom(JAVA_BYTE, bytes);
      MemorySegment state = arena.allocate(CALL_STATE);
      int descriptor = (int) SOCKET.invokeExact(state, (int) AF_UNIX, SOCK_DGRAM_CLOEXEC, 0);
      check("making a socket", descriptor, state);
      try {
        long sent =
            (long)
                SEND.invokeExact(
                    state,
                    descriptor,
                    content,
                    (long) bytes.length,
                    MSG_NOSIGNAL,
                    address,
                    (int) address.byteSize());
        check("sending to " + socket, sent, state);
      } finally {
        int _ = (int) CLOSE.invokeExact(state, descriptor);
      }
    } catch (IOException | RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException("a call of the C library throws nothing of its own", e);
    }
  }

  private static MemorySegment address(Arena arena, String socket) throws IOException {
    boolean isAbstract = socket.startsWith("@");
    byte[] name = socket.getBytes(StandardCharsets.UTF_8);
    int length = Short.BYTES + name.length + (isAbstract ? 0 : 1);
    if (length > ADDRESS_LIMIT) {
      throw new IOException("the path of the socket is too long: " + socket);
    }
    MemorySegment address = arena.allocate(length, Short.BYTES);
    address.set(JAVA_SHORT, 0, AF_UNIX);
    MemorySegment.copy(name, 0, address, JAVA_BYTE, Short.BYTES, name.length);
    if (isAbstract) {
      address.set(JAVA_BYTE, Short.BYTES, (byte) 0);
    }
    return address;
  }

  private static void check(String what, long result, MemorySegment state) throws IOException {
    if (result < 0) {
      int error =
          state.get(
              JAVA_INT, CALL_STATE.byteOffset(MemoryLayout.PathElement.groupElement("errno")));
      throw new IOException("%s failed with error %d".formatted(what, error));
    }
  }
}
