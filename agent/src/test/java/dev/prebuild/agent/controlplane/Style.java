package dev.prebuild.agent.controlplane;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.Descriptors.MethodDescriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.util.JsonFormat;
import java.io.IOException;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** How a client writes a call down. */
enum Style {
  CONNECT_JSON("application/json") {
    @Override
    HttpRequest.Builder headers() {
      return super.headers().header("Connect-Protocol-Version", "1");
    }
  },
  /** JSON again, but it says nothing of the protocol and pages by the URL. */
  REST("application/json") {
    @Override
    String query(JsonNode body) {
      return body.path("pagination")
          .propertyStream()
          .map(Style::parameter)
          .collect(Collectors.joining("&", "?", ""));
    }

    @Override
    byte[] write(MethodDescriptor method, JsonNode body) throws IOException {
      JsonNode rest = body.deepCopy();
      if (rest instanceof ObjectNode object) {
        object.remove("pagination");
      }
      return super.write(method, rest);
    }
  },
  BINARY("application/proto") {
    @Override
    HttpRequest.Builder headers() {
      return super.headers().header("Connect-Protocol-Version", "1");
    }

    @Override
    byte[] write(MethodDescriptor method, JsonNode body) throws IOException {
      DynamicMessage.Builder message = DynamicMessage.newBuilder(method.getInputType());
      JsonFormat.parser().ignoringUnknownFields().merge(body.toString(), message);
      return message.build().toByteArray();
    }

    @Override
    JsonNode read(MethodDescriptor method, byte[] body) throws IOException {
      DynamicMessage message = DynamicMessage.parseFrom(method.getOutputType(), body);
      return MAPPER.readTree(JsonFormat.printer().print(message));
    }
  };

  private static final JsonMapper MAPPER = new JsonMapper();
  private static final String JSON = "application/json";

  private final String contentType;

  Style(String contentType) {
    this.contentType = contentType;
  }

  /** What came back; a refusal is JSON in every style. */
  record Answer(int status, JsonNode body) {}

  /**
   * Makes a call.
   *
   * @param token sent as it is; no token if empty
   */
  Answer call(
      ControlPlaneFixture plane, Optional<String> token, MethodDescriptor method, JsonNode body)
      throws IOException, InterruptedException {
    HttpRequest.Builder request = headers();
    token.ifPresent(text -> request.header("Authorization", "Bearer " + text));
    HttpResponse<byte[]> response =
        plane.post(ControlPlaneFixture.path(method) + query(body), request, write(method, body));
    String answered = response.headers().firstValue("Content-Type").orElse("");
    String expected = response.statusCode() == 200 ? contentType : JSON;
    if (!answered.equals(expected)) {
      throw new AssertionError("answered as \"%s\", not %s".formatted(answered, expected));
    }
    return new Answer(
        response.statusCode(),
        response.statusCode() == 200
            ? read(method, response.body())
            : MAPPER.readTree(response.body()));
  }

  HttpRequest.Builder headers() {
    return HttpRequest.newBuilder().header("Content-Type", contentType);
  }

  String query(JsonNode body) {
    return "";
  }

  byte[] write(MethodDescriptor method, JsonNode body) throws IOException {
    return MAPPER.writeValueAsBytes(body);
  }

  JsonNode read(MethodDescriptor method, byte[] body) throws IOException {
    return MAPPER.readTree(body);
  }

  private static String parameter(Map.Entry<String, JsonNode> field) {
    return field.getKey()
        + "="
        + URLEncoder.encode(field.getValue().asText(), StandardCharsets.UTF_8);
  }
}
