package dev.prebuild.agent.git;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;

/** Finds the addresses of a host. */
@FunctionalInterface
interface Addresses {

  /** One or more. */
  List<InetAddress> of(String host) throws UnknownHostException;

  /** As the host's own name service tells them. */
  static Addresses ofNameService() {
    return host -> List.of(InetAddress.getAllByName(host));
  }
}
