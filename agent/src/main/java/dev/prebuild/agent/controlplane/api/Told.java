package dev.prebuild.agent.controlplane.api;

import com.google.protobuf.Message;
import dev.prebuild.agent.connect.Handler;
import dev.prebuild.agent.controlplane.identity.Caller;
import java.util.function.BiFunction;

/** Has changes told of, once they are made. */
record Told(ChangeListener listener) {
  /**
   * A handler that does the same.
   *
   * @param id of what was changed, by the request and its answer
   */
  <Q extends Message, S extends Message> Handler<Caller, Q, S> of(
      String deed, Handler<Caller, Q, S> handler, BiFunction<Q, S, String> id) {
    return (call, request) -> {
      S answer = handler.handle(call, request);
      listener.changed(call.caller(), deed, id.apply(request, answer));
      return answer;
    };
  }
}
