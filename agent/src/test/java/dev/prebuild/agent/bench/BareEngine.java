package dev.prebuild.agent.bench;

import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The engine on its own socket. What it takes is the floor that figures are held against. */
final class BareEngine implements AutoCloseable {
  private static final Pattern ID = Pattern.compile("\"Id\":\"([0-9a-f]{64})\"");

  private static final Pattern IMAGE_ID = Pattern.compile("\"Id\":\"(sha256:[0-9a-f]{64})\"");

  private final BareHttp http;

  BareEngine(Path socket) throws IOException {
    http = new BareHttp(UnixDomainSocketAddress.of(socket));
  }

  /** Makes a container of an image that idles; returns its id. */
  String create(String name, String image) throws IOException {
    String body =
        """
        {"Image": "%s", "Entrypoint": ["/bin/sh", "-c", "while :; do sleep 86400; done"]}"""
            .formatted(image);
    Matcher id = ID.matcher(http.call("POST", "/containers/create?name=" + name, "", body));
    if (!id.find()) {
      throw new IOException("the engine made no container of " + image);
    }
    return id.group(1);
  }

  void start(String id) throws IOException {
    http.call("POST", "/containers/" + id + "/start", "", "");
  }

  void stop(String id) throws IOException {
    http.call("POST", "/containers/" + id + "/stop?t=1", "", "");
  }

  void rename(String id, String name) throws IOException {
    http.call("POST", "/containers/" + id + "/rename?name=" + name, "", "");
  }

  /** Makes an image; returns its id. */
  String commit(String container) throws IOException {
    Matcher id =
        IMAGE_ID.matcher(http.call("POST", "/commit?pause=false&container=" + container, "", "{}"));
    if (!id.find()) {
      throw new IOException("the engine made no image of " + container);
    }
    return id.group(1);
  }

  void removeImage(String id) throws IOException {
    http.call("DELETE", "/images/" + id, "", "");
  }

  void remove(String id) throws IOException {
    http.call("DELETE", "/containers/" + id + "?force=true", "", "");
  }

  @Override
  public void close() throws IOException {
    http.close();
  }
}
