package dev.prebuild.agent.testkit;

import com.github.dockerjava.api.exception.NotFoundException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.UUID;

/**
 * Lua's sources, and an image of a real distribution with the packages of a compiler at hand, not
 * installed. The first one on a machine takes a minute to make.
 */
public final class LuaExample {
  private final TestEngine engine;
  private final TestRepository repository;
  private final String image = "prebuild-agent-test/base:run-" + UUID.randomUUID();

  public LuaExample(TestEngine engine, Path folder) {
    this.engine = engine;
    this.repository = new TestRepository(folder);
  }

  /** Makes both, with these files in the repository as well. */
  public void make(Map<String, String> files) throws Exception {
    runScript();
    for (Map.Entry<String, String> file : files.entrySet()) {
      repository.write(file.getKey(), file.getValue());
    }
    repository.commit("Say what runs in a prebuild");
  }

  private void runScript() throws IOException, InterruptedException {
    Path script = ModuleFolder.find().resolve("bin").resolve("lua-example");
    Process process =
        new ProcessBuilder(script.toString(), image, repository.folder().toString())
            .redirectErrorStream(true)
            .start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new AssertionError("%s: %s".formatted(script, said));
    }
  }

  public String image() {
    return image;
  }

  public String url() {
    return repository.url();
  }

  /** No error if it is gone. */
  public void removeImage() {
    try {
      engine.client().removeImageCmd(image).withForce(true).exec();
    } catch (NotFoundException e) {
      // As wanted.
    }
  }
}
