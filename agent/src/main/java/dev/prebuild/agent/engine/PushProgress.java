package dev.prebuild.agent.engine;

import com.github.dockerjava.api.model.ResponseItem;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/**
 * How far a push has come, by the bytes of the layers that are sent. Those that are there already
 * count for nothing. How large a layer is, is known when its turn comes; until then the whole image
 * is taken for what is to be sent.
 */
final class PushProgress {
  private static final int MOST = 99;

  private final long imageBytes;
  private final Map<String, Layer> layers = new HashMap<>();
  private long heard;
  private int percent;

  /**
   * One layer.
   *
   * @param total 0 while it waits
   */
  private record Layer(State state, long sent, long total) {
    enum State {
      WAITING,
      SENDING,
      SENT,
      /** Nothing is sent of it. */
      THERE
    }
  }

  /**
   * @param imageBytes of all layers together
   */
  PushProgress(long imageBytes) {
    this.imageBytes = imageBytes;
  }

  /** Takes in what the engine says. */
  synchronized void hear(ResponseItem item) {
    heard++;
    String layer = item.getId();
    String status = item.getStatus();
    if (layer == null || status == null) {
      return;
    }
    Layer before = layers.getOrDefault(layer, new Layer(Layer.State.WAITING, 0, 0));
    layers.put(layer, after(before, status, item));
    percent = Math.max(percent, now());
  }

  private static Layer after(Layer before, String status, ResponseItem item) {
    if (status.equals("Pushing")) {
      return sending(before, item);
    }
    if (status.equals("Pushed")) {
      return new Layer(Layer.State.SENT, before.total, before.total);
    }
    if (status.equals("Layer already exists") || status.startsWith("Mounted from ")) {
      return new Layer(Layer.State.THERE, 0, 0);
    }
    // "Preparing", "Waiting"; "Retrying in 5 seconds", after which it is sent from its beginning.
    return new Layer(Layer.State.WAITING, 0, before.total);
  }

  /** The engine counts the archive around a layer's files, too: then it sends more than all. */
  private static Layer sending(Layer before, ResponseItem item) {
    ResponseItem.ProgressDetail detail = item.getProgressDetail();
    if (detail == null) {
      return new Layer(Layer.State.SENDING, before.sent, before.total);
    }
    long total = Math.max(before.total, Objects.requireNonNullElse(detail.getTotal(), 0L));
    long sent = Objects.requireNonNullElse(detail.getCurrent(), 0L);
    return new Layer(Layer.State.SENDING, Math.clamp(sent, 0, total), total);
  }

  private int now() {
    long sent = layers.values().stream().mapToLong(Layer::sent).sum();
    long known = layers.values().stream().mapToLong(Layer::total).sum();
    boolean isComplete =
        layers.values().stream()
            .noneMatch(layer -> layer.state == Layer.State.WAITING && layer.total == 0);
    long total = isComplete ? known : Math.max(known, imageBytes);
    return total == 0 ? 0 : (int) Math.min(MOST, 100.0 * sent / total);
  }

  /** Never falls: 0 to 99. */
  synchronized int percent() {
    return percent;
  }

  /** How many things were heard: a push of which nothing is heard stands still. */
  synchronized long heard() {
    return heard;
  }

  /** Bytes of the layers that were sent to their end. */
  synchronized long sentBytes() {
    return layers.values().stream()
        .filter(layer -> layer.state == Layer.State.SENT)
        .mapToLong(Layer::total)
        .sum();
  }
}
