/**
 * Unary calls of the Connect protocol, both sides, in JSON and in binary. Nothing here knows what
 * the calls are about: services come in as descriptors, callers as whatever the authenticator makes
 * of a token.
 *
 * @see <a href="https://connectrpc.com/docs/protocol">Connect protocol reference</a>
 */
@NullMarked
package dev.prebuild.agent.connect;

import org.jspecify.annotations.NullMarked;
