package dev.prebuild.agent.logs;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.time.DateTimeException;
import java.time.Instant;

/** Entries of a log as lines of JSON: how they are stored, and how programs read them. */
public final class LogJson {
  private static final JsonFactory JSON = new JsonFactory();

  private LogJson() {}

  /** One line with its end, as UTF-8. */
  public static byte[] write(LogEntry entry) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(256);
    write(entry, bytes);
    return bytes.toByteArray();
  }

  static void write(LogEntry entry, ByteArrayOutputStream target) {
    try (JsonGenerator json = JSON.createGenerator((OutputStream) target)) {
      json.writeStartObject();
      switch (entry) {
        case LogEntry.Printed printed -> write(printed, json);
        case LogEntry.Dropped dropped -> write(dropped, json);
      }
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory", e);
    }
    target.write('\n');
  }

  private static void write(LogEntry.Printed printed, JsonGenerator json) throws IOException {
    LogLine line = printed.line();
    json.writeNumberField("offset", printed.offset());
    json.writeStringField("time", line.time().toString());
    json.writeStringField("step", line.step());
    json.writeStringField("stream", line.stream().word());
    json.writeStringField("text", line.text());
    if (line.isPartial()) {
      json.writeBooleanField("partial", true);
    }
    if (line.nth() > 1) {
      json.writeNumberField("nth", line.nth());
    }
  }

  private static void write(LogEntry.Dropped dropped, JsonGenerator json) throws IOException {
    json.writeNumberField("dropped", dropped.bytes());
    if (dropped.isAtLeast()) {
      json.writeBooleanField("atLeast", true);
    }
    if (dropped.from().isPresent()) {
      json.writeStringField("from", dropped.from().get().toString());
    }
    json.writeStringField("to", dropped.time().toString());
    json.writeNumberField("offset", dropped.offset());
  }

  /**
   * Reads a line back.
   *
   * @throws IOException if it is none, for instance since its end is missing
   */
  static LogEntry.Printed read(byte[] stored) throws IOException {
    try (JsonParser json = JSON.createParser(stored)) {
      if (json.nextToken() != JsonToken.START_OBJECT) {
        throw new JsonParseException(json, "no object");
      }
      return new Fields().read(json);
    } catch (DateTimeException | IllegalArgumentException e) {
      throw new IOException("a field of a log's line makes no sense", e);
    }
  }

  /** What has been read of a line. */
  private static final class Fields {
    private long offset = -1;
    private Instant time = Instant.EPOCH;
    private String step = "";
    private LogStream stream = LogStream.AGENT;
    private String text = "";
    private boolean isPartial;
    private int nth = 1;

    LogEntry.Printed read(JsonParser json) throws IOException {
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        String name = json.currentName();
        json.nextToken();
        field(name, json);
      }
      if (json.currentToken() != JsonToken.END_OBJECT || offset < 0) {
        throw new JsonParseException(json, "no whole line of a log");
      }
      return new LogEntry.Printed(offset, new LogLine(time, step, stream, text, isPartial, nth));
    }

    private void field(String name, JsonParser json) throws IOException {
      switch (name) {
        case "offset" -> offset = json.getLongValue();
        case "time" -> time = Instant.parse(json.getText());
        case "step" -> step = json.getText();
        case "stream" -> stream = LogStream.of(json.getText());
        case "text" -> text = json.getText();
        case "partial" -> isPartial = json.getBooleanValue();
        case "nth" -> nth = json.getIntValue();
        default -> json.skipChildren();
      }
    }
  }
}
