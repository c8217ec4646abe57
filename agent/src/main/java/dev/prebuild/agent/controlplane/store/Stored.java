package dev.prebuild.agent.controlplane.store;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.Parser;
import java.sql.SQLException;
import org.jdbi.v3.core.mapper.RowMapper;

/**
 * An object as it lies in its table.
 *
 * @param sequence its place in the order of creation, from 1
 */
public record Stored<M extends Message>(long sequence, M message) {

  /** Reads the columns sequence and message. */
  public static <M extends Message> RowMapper<Stored<M>> mapper(Parser<M> parser) {
    return (row, _) -> {
      try {
        return new Stored<>(row.getLong("sequence"), parser.parseFrom(row.getBytes("message")));
      } catch (InvalidProtocolBufferException e) {
        throw new SQLException("a row holds a broken message: the database is damaged", e);
      }
    };
  }
}
