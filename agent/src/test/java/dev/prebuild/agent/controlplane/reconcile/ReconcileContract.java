package dev.prebuild.agent.controlplane.reconcile;

import dev.prebuild.agent.controlplane.store.Database;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** What follows from changes and from time, on every database. */
abstract class ReconcileContract
    implements LeaseCases,
        ShareCases,
        SnapshotCases,
        ScheduleCases,
        RetentionCases,
        SettingsCases,
        WalkCases {
  private World world;

  /** Opens the database of this test, which is the same one each time. */
  abstract Database openDatabase();

  @BeforeEach
  void open() {
    world = new World(this::openDatabase);
  }

  @AfterEach
  void close() {
    world.close();
  }

  @Override
  public World world() {
    return world;
  }
}
