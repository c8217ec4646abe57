package dev.prebuild.agent.bench;

import java.io.IOException;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Calls of PrebuildService, as a user makes them, in JSON over one connection.
 *
 * @param authorization the header, with its line end
 */
record ApiCalls(BareHttp connection, String authorization) implements AutoCloseable {
  private static final Pattern PREBUILD_ID =
      Pattern.compile("\"prebuild\": *\\{\\s*\"id\": *\"([^\"]+)\"");
  private static final Pattern NEXT_TOKEN = Pattern.compile("\"nextToken\": *\"([^\"]+)\"");

  static ApiCalls of(StockedAgent agent) throws IOException {
    return new ApiCalls(agent.connect(), agent.authorization("user"));
  }

  private String call(String method, String body) throws IOException {
    return connection.call("POST", path(method), authorization, body);
  }

  private static String path(String method) {
    return "/gitpod.v1.PrebuildService/" + method;
  }

  /** A Get that is refused by the look of its id: all that a call is, but for the store. */
  void refused() throws IOException {
    String answer =
        connection.exchange("POST", path("GetPrebuild"), authorization, "{\"prebuildId\": \"?\"}");
    if (!answer.startsWith("HTTP/1.1 400")) {
      throw new IOException("400 awaited: " + answer);
    }
  }

  void get(UUID prebuild) throws IOException {
    String _ = call("GetPrebuild", "{\"prebuildId\": \"%s\"}".formatted(prebuild));
  }

  /**
   * A page of 25.
   *
   * @param filter JSON
   */
  String list(String filter, String token) throws IOException {
    String body =
        "{\"filter\": %s, \"pagination\": {\"pageSize\": 25, \"token\": \"%s\"}}"
            .formatted(filter, token);
    return call("ListPrebuilds", body);
  }

  /** The token of a page deep in a walk over all. */
  String walk(int pages) throws IOException {
    String token = "";
    for (int page = 0; page < pages; page++) {
      token = find(NEXT_TOKEN, list("{}", token));
    }
    return token;
  }

  /** Returns the prebuild's id. */
  String create(UUID project, UUID environmentClass) throws IOException {
    String body =
        "{\"projectId\": \"%s\", \"environmentClassId\": \"%s\"}"
            .formatted(project, environmentClass);
    return find(PREBUILD_ID, call("CreatePrebuild", body));
  }

  void cancel(String prebuild) throws IOException {
    String _ = call("CancelPrebuild", "{\"prebuildId\": \"%s\"}".formatted(prebuild));
  }

  /** Has a pool have one instance more at most. */
  void enlarge(UUID pool) throws IOException {
    String _ = call("UpdateWarmPool", "{\"warmPoolId\": \"%s\", \"maxSize\": 3}".formatted(pool));
  }

  private static String find(Pattern pattern, String answer) throws IOException {
    Matcher matcher = pattern.matcher(answer);
    if (!matcher.find()) {
      throw new IOException("no %s in %s".formatted(pattern, answer));
    }
    return matcher.group(1);
  }

  @Override
  public void close() throws IOException {
    connection.close();
  }
}
