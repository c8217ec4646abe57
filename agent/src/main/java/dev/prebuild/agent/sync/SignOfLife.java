package dev.prebuild.agent.sync;

import dev.prebuild.agent.connect.ConnectException;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A sign of life out of turn, when the host has news that should not wait for the next long poll.
 * Its answer is of no interest: if the news changes what is wanted, the long poll that is under way
 * ends with that.
 *
 * @param controlPlane must not keep what it is answered
 */
public record SignOfLife(ControlPlane controlPlane) {
  private static final Logger LOG = LoggerFactory.getLogger(SignOfLife.class);

  /** Returns at once. */
  public void give() {
    Thread _ = Thread.ofVirtual().name("sign-of-life").start(this::giveNow);
  }

  private void giveNow() {
    try {
      controlPlane.sync(0, Duration.ZERO);
    } catch (ConnectException e) {
      LOG.info(
          "the control plane could not be told at once, the next sync tells it: {}", e.reason());
    } catch (InterruptedException _) {
      LOG.debug("a sign of life was interrupted; the next sync gives one");
    } catch (RuntimeException e) {
      LOG.error("a sign of life failed in a way that nobody foresaw; the next sync gives one", e);
    }
  }
}
