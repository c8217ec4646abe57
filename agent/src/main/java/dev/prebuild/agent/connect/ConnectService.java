package dev.prebuild.agent.connect;

import com.google.protobuf.Descriptors.MethodDescriptor;
import com.google.protobuf.Descriptors.ServiceDescriptor;
import com.google.protobuf.Message;
import com.google.protobuf.Parser;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * A service to be served: its descriptor, who may call it, and a handler for each method that is
 * implemented. The others answer {@code unimplemented}.
 *
 * @param <C> what is known about a caller
 */
public final class ConnectService<C> {
  private final ServiceDescriptor descriptor;
  private final Predicate<C> admits;
  private final Map<String, Method<C, ?>> methods;

  private ConnectService(Builder<C> builder) {
    descriptor = builder.descriptor;
    admits = builder.admits;
    methods = Map.copyOf(builder.methods);
  }

  /**
   * Starts a service.
   *
   * @param admits whether a caller may use the service at all
   */
  public static <C> Builder<C> builder(ServiceDescriptor descriptor, Predicate<C> admits) {
    return new Builder<>(descriptor, admits);
  }

  /** The full name, e.g. {@code gitpod.v1.PrebuildService}. */
  public String name() {
    return descriptor.getFullName();
  }

  ServiceDescriptor descriptor() {
    return descriptor;
  }

  boolean admits(C caller) {
    return admits.test(caller);
  }

  Optional<Method<C, ?>> method(String name) {
    return Optional.ofNullable(methods.get(name));
  }

  /** A handler and the message that it takes. */
  record Method<C, Q extends Message>(
      Q prototype, Parser<Q> parser, Handler<C, Q, ? extends Message> handler) {

    Message handle(Call<C> call, Body body) throws InterruptedException {
      return handler.handle(call, body.read(prototype, parser));
    }
  }

  /** A request's message, in whatever encoding it came. */
  interface Body {
    /**
     * Decodes it.
     *
     * @throws ConnectException invalid_argument if it is not such a message
     */
    <Q extends Message> Q read(Q prototype, Parser<Q> parser);
  }

  /** Collects the handlers of a service. */
  public static final class Builder<C> {
    private final ServiceDescriptor descriptor;
    private final Predicate<C> admits;
    private final Map<String, Method<C, ?>> methods = new HashMap<>();

    private Builder(ServiceDescriptor descriptor, Predicate<C> admits) {
      this.descriptor = descriptor;
      this.admits = admits;
    }

    /**
     * Adds a method.
     *
     * @param prototype default instance of the request
     * @throws IllegalArgumentException if the service has no such method or it takes another
     *     message
     */
    public <Q extends Message> Builder<C> method(
        String name, Q prototype, Handler<C, Q, ? extends Message> handler) {
      MethodDescriptor method = descriptor.findMethodByName(name);
      if (method == null || !method.getInputType().equals(prototype.getDescriptorForType())) {
        throw new IllegalArgumentException(
            "%s has no method %s that takes %s"
                .formatted(
                    descriptor.getFullName(),
                    name,
                    prototype.getDescriptorForType().getFullName()));
      }
      // A generated message's parser yields that message; the interface just cannot say so.
      @SuppressWarnings("unchecked")
      Parser<Q> parser = (Parser<Q>) prototype.getParserForType();
      methods.put(name, new Method<>(prototype, parser, handler));
      return this;
    }

    public ConnectService<C> build() {
      return new ConnectService<>(this);
    }
  }
}
