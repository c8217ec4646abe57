package dev.prebuild.agent.daemon;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;

/** A process that hears of hangups, the first of which it makes a mess of. Ends with its input. */
final class HangupProcess {
  private HangupProcess() {}

  public static void main(String[] arguments) throws IOException {
    AtomicInteger heard = new AtomicInteger();
    new Hangup(
            () -> {
              System.out.println("heard " + heard.incrementAndGet());
              if (heard.get() == 1) {
                throw new IllegalStateException("on purpose");
              }
            })
        .listen();
    System.out.println("listening");
    int end = System.in.read();
    System.out.println(end);
  }
}
