package dev.prebuild.snapshot.progress;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/**
 * All that a layer is going to hold, in the order in which the engine writes it. How far the engine
 * has come is found by a binary search for the last entry that is there: a few looks, however many
 * entries there are.
 *
 * @param <P> where an entry is
 */
public final class Contents<P> {
  private final List<Mark<P>> marks;
  private final Footprint total;

  /**
   * An entry.
   *
   * @param before the work of all entries before it
   */
  private record Mark<P>(P place, long bytes, long before) {}

  private Contents(List<Mark<P>> marks, Footprint total) {
    this.marks = marks;
    this.total = total;
  }

  /** Looks for an entry in what has been written; returns its size in bytes if it is there. */
  public interface Probe<P> {
    OptionalLong size(P place);
  }

  /** Of all of it. */
  public Footprint total() {
    return total;
  }

  /** The work that has been done, from zero to that of the total. */
  public long done(Probe<P> probe) {
    int there = 0;
    int unknown = marks.size();
    OptionalLong lastSize = OptionalLong.empty();
    while (there < unknown) {
      int middle = (there + unknown) >>> 1;
      OptionalLong size = probe.size(marks.get(middle).place());
      if (size.isPresent()) {
        there = middle + 1;
        lastSize = size;
      } else {
        unknown = middle;
      }
    }
    return there == 0 ? 0 : done(there, lastSize.orElse(0));
  }

  private long done(int there, long lastSize) {
    Mark<P> last = marks.get(there - 1);
    boolean isWhole = lastSize >= last.bytes();
    if (isWhole) {
      return there == marks.size() ? total.work() : last.before() + Footprint.work(last.bytes());
    }
    return last.before() + lastSize;
  }

  /** Collects entries in the order in which they are written. */
  public static final class Collector<P> {
    /** Enough for a twentieth of a percent; what lies between two marks is not told apart. */
    private static final int MOST_MARKS = 2_000;

    /** Files that make a difference by themselves have a mark of their own. */
    private static final long LARGE = 8L * 1024 * 1024;

    private List<Mark<P>> marks = new ArrayList<>();
    private long bytes;
    private long files;
    private long stride = 1;

    /**
     * @param size of a regular file; 0 for any other entry
     */
    public void add(P place, long size) {
      if (files % stride == 0 || size >= LARGE) {
        marks.add(new Mark<>(place, size, new Footprint(bytes, files).work()));
        thinOut();
      }
      bytes += size;
      files++;
    }

    private void thinOut() {
      if (marks.size() <= MOST_MARKS) {
        return;
      }
      List<Mark<P>> kept = new ArrayList<>();
      for (int i = 0; i < marks.size(); i++) {
        if (i % 2 == 0 || marks.get(i).bytes() >= LARGE) {
          kept.add(marks.get(i));
        }
      }
      marks = kept;
      stride *= 2;
    }

    /** All that was added. */
    public Contents<P> finish() {
      return new Contents<>(List.copyOf(marks), new Footprint(bytes, files));
    }
  }
}
