package dev.prebuild.agent.daemon;

import java.lang.reflect.Proxy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The signal by which an operator has the settings read again ({@code kill -HUP}). */
record Hangup(Runnable reload) {
  private static final Logger LOG = LoggerFactory.getLogger(Hangup.class);

  /**
   * From now on; else the signal would end the process. Java's one way to hear of a signal is in a
   * module that is there for good (jdk.unsupported), but that a compiler warns of however it is
   * asked not to: hence by reflection.
   */
  void listen() {
    try {
      Class<?> signal = Class.forName("sun.misc.Signal");
      Class<?> handler = Class.forName("sun.misc.SignalHandler");
      Object ours =
          Proxy.newProxyInstance(
              handler.getClassLoader(), new Class<?>[] {handler}, (_, _, _) -> heard());
      Object hangup = signal.getConstructor(String.class).newInstance("HUP");
      signal.getMethod("handle", signal, handler).invoke(null, hangup, ours);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("this Java virtual machine does not pass on signals", e);
    }
  }

  private boolean heard() {
    try {
      reload.run();
    } catch (RuntimeException e) {
      LOG.error(
          "reading the settings again failed; mend what is wrong and send the signal again", e);
    }
    return true;
  }
}
