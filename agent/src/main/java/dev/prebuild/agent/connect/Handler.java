package dev.prebuild.agent.connect;

import com.google.protobuf.Message;

/**
 * Answers one method of a service. It may block for as long as it likes. It throws {@link
 * ConnectException} to refuse a call; any other exception counts as a fault of the server.
 *
 * @param <C> what is known about a caller
 */
@FunctionalInterface
public interface Handler<C, Q extends Message, S extends Message> {
  S handle(Call<C> call, Q request) throws InterruptedException;
}
