package dev.prebuild.snapshot.devcontainer;

import dev.prebuild.config.spec.Allowances;
import dev.prebuild.snapshot.FakeTree;
import dev.prebuild.snapshot.steps.Step;
import dev.prebuild.snapshot.steps.Warning;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** Small repositories and images for tests. */
final class Repositories {
  static final String FILE = ".devcontainer/devcontainer.json";
  static final String FOLDER = "/workspaces/app";
  static final UUID PROJECT = new UUID(7, 7);
  static final Allowances EVERYTHING =
      new Allowances(
          true,
          true,
          Set.of("SYS_PTRACE", "CAP_NET_ADMIN"),
          Set.of("seccomp=unconfined"),
          Set.of("volume", "tmpfs", "bind"));

  private Repositories() {}

  /** What a file in the first of the usual places asks for. */
  static DevContainerRequest request(String json) {
    return DevContainerRequest.read(new FakeTree().with(FILE, json), Optional.empty());
  }

  /** An image with nothing but this label. */
  static ImageFacts labelled(String metadata) {
    return new ImageFacts("sha256:1", "", Map.of("PATH", "/bin"), Optional.of(metadata));
  }

  /** An image without a label. */
  static ImageFacts plain() {
    return new ImageFacts("sha256:1", "", Map.of("PATH", "/bin"), Optional.empty());
  }

  static DevContainerContext allowing(Allowances allowances) {
    return new DevContainerContext(FOLDER, PROJECT, allowances);
  }

  /** The file on a plain image, with nothing allowed. */
  static DevContainer devContainer(String json) {
    return request(json).on(plain(), allowing(Allowances.NONE));
  }

  /** The file on an image with that label, with nothing allowed. */
  static DevContainer devContainer(String json, String metadata) {
    return request(json).on(labelled(metadata), allowing(Allowances.NONE));
  }

  static List<String> texts(DevContainer devContainer) {
    return devContainer.warnings().stream().map(Warning::text).toList();
  }

  static List<String> names(List<Step> steps) {
    return steps.stream().map(Step::name).toList();
  }
}
