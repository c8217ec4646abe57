package dev.prebuild.agent.cli.remote;

import com.google.protobuf.Descriptors.ServiceDescriptor;
import com.google.protobuf.Message;
import dev.prebuild.agent.cli.output.ExitCode;
import dev.prebuild.agent.cli.output.Failure;
import dev.prebuild.agent.cli.place.Place;
import dev.prebuild.agent.connect.ConnectClient;
import dev.prebuild.agent.connect.ConnectCode;
import dev.prebuild.agent.connect.ConnectException;
import dev.prebuild.config.wire.gitpod.v1.CancelPrebuildRequest;
import dev.prebuild.config.wire.gitpod.v1.CancelPrebuildResponse;
import dev.prebuild.config.wire.gitpod.v1.CreatePrebuildLogsTokenRequest;
import dev.prebuild.config.wire.gitpod.v1.CreatePrebuildLogsTokenResponse;
import dev.prebuild.config.wire.gitpod.v1.CreatePrebuildRequest;
import dev.prebuild.config.wire.gitpod.v1.CreatePrebuildResponse;
import dev.prebuild.config.wire.gitpod.v1.CreateWarmPoolRequest;
import dev.prebuild.config.wire.gitpod.v1.CreateWarmPoolResponse;
import dev.prebuild.config.wire.gitpod.v1.DeletePrebuildRequest;
import dev.prebuild.config.wire.gitpod.v1.DeletePrebuildResponse;
import dev.prebuild.config.wire.gitpod.v1.DeleteWarmPoolRequest;
import dev.prebuild.config.wire.gitpod.v1.DeleteWarmPoolResponse;
import dev.prebuild.config.wire.gitpod.v1.GetPrebuildRequest;
import dev.prebuild.config.wire.gitpod.v1.GetPrebuildResponse;
import dev.prebuild.config.wire.gitpod.v1.GetWarmPoolRequest;
import dev.prebuild.config.wire.gitpod.v1.GetWarmPoolResponse;
import dev.prebuild.config.wire.gitpod.v1.ListPrebuildsRequest;
import dev.prebuild.config.wire.gitpod.v1.ListPrebuildsResponse;
import dev.prebuild.config.wire.gitpod.v1.ListWarmPoolsRequest;
import dev.prebuild.config.wire.gitpod.v1.ListWarmPoolsResponse;
import dev.prebuild.config.wire.gitpod.v1.PaginationRequest;
import dev.prebuild.config.wire.gitpod.v1.Prebuild;
import dev.prebuild.config.wire.gitpod.v1.PrebuildProto;
import dev.prebuild.config.wire.gitpod.v1.UpdateWarmPoolRequest;
import dev.prebuild.config.wire.gitpod.v1.UpdateWarmPoolResponse;
import dev.prebuild.config.wire.gitpod.v1.WarmPool;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** The control plane, as a user of it calls it. */
public final class PrebuildServiceClient {
  private static final Duration LIMIT = Duration.ofSeconds(10);
  private static final int LARGEST_PAGE = 100;

  private final ServiceDescriptor service =
      Objects.requireNonNull(PrebuildProto.getDescriptor().findServiceByName("PrebuildService"));
  private final URI base;
  private final Path tokenFile;
  private final ConnectClient client;

  /**
   * A client of the place's control plane.
   *
   * @throws Failure if the place has no user's token, or the file of it is of no use
   */
  public PrebuildServiceClient(Place place, HttpClients clients) {
    HttpClient http = clients.to(place.controlPlane(), place);
    this.base = place.controlPlane();
    this.tokenFile = tokenFile(place);
    this.client = new ConnectClient(http, base, tokenFile);
    try {
      client.readToken();
    } catch (ConnectException e) {
      throw new Failure(ExitCode.WRONG_USE, e.reason(), e);
    }
  }

  private static Path tokenFile(Place place) {
    Path file =
        place
            .userToken()
            .orElseThrow(
                () ->
                    new Failure(
                        ExitCode.WRONG_USE,
                        "calls of the control plane at %s need a user's token; --user-token-file names its file"
                            .formatted(place.controlPlane())));
    String _ = Http.token(file, "a user of the control plane");
    return file;
  }

  public Prebuild createPrebuild(CreatePrebuildRequest request) throws InterruptedException {
    return call("CreatePrebuild", request, CreatePrebuildResponse.getDefaultInstance())
        .getPrebuild();
  }

  public Prebuild prebuild(String id) throws InterruptedException {
    GetPrebuildRequest request = GetPrebuildRequest.newBuilder().setPrebuildId(id).build();
    return call("GetPrebuild", request, GetPrebuildResponse.getDefaultInstance()).getPrebuild();
  }

  /**
   * The newest prebuilds that a filter lets through.
   *
   * @param most that are of interest; more than zero
   */
  public List<Prebuild> prebuilds(ListPrebuildsRequest.Filter filter, int most)
      throws InterruptedException {
    List<Prebuild> found = new ArrayList<>();
    String page = "";
    do {
      ListPrebuildsRequest request =
          ListPrebuildsRequest.newBuilder()
              .setFilter(filter)
              .setPagination(page(page, most - found.size()))
              .build();
      ListPrebuildsResponse answer =
          call("ListPrebuilds", request, ListPrebuildsResponse.getDefaultInstance());
      found.addAll(answer.getPrebuildsList());
      page = answer.getPagination().getNextToken();
    } while (!page.isEmpty() && found.size() < most);
    return found;
  }

  public Prebuild cancelPrebuild(String id) throws InterruptedException {
    CancelPrebuildRequest request = CancelPrebuildRequest.newBuilder().setPrebuildId(id).build();
    return call("CancelPrebuild", request, CancelPrebuildResponse.getDefaultInstance())
        .getPrebuild();
  }

  public void deletePrebuild(String id) throws InterruptedException {
    DeletePrebuildRequest request = DeletePrebuildRequest.newBuilder().setPrebuildId(id).build();
    DeletePrebuildResponse _ =
        call("DeletePrebuild", request, DeletePrebuildResponse.getDefaultInstance());
  }

  /** A token that opens the log of one prebuild, for an hour. */
  public String logsToken(String id) throws InterruptedException {
    CreatePrebuildLogsTokenRequest request =
        CreatePrebuildLogsTokenRequest.newBuilder().setPrebuildId(id).build();
    return call(
            "CreatePrebuildLogsToken",
            request,
            CreatePrebuildLogsTokenResponse.getDefaultInstance())
        .getAccessToken();
  }

  public WarmPool createPool(CreateWarmPoolRequest request) throws InterruptedException {
    return call("CreateWarmPool", request, CreateWarmPoolResponse.getDefaultInstance())
        .getWarmPool();
  }

  public WarmPool pool(String id) throws InterruptedException {
    GetWarmPoolRequest request = GetWarmPoolRequest.newBuilder().setWarmPoolId(id).build();
    return call("GetWarmPool", request, GetWarmPoolResponse.getDefaultInstance()).getWarmPool();
  }

  /** All pools that a filter lets through. */
  public List<WarmPool> pools(ListWarmPoolsRequest.Filter filter) throws InterruptedException {
    List<WarmPool> found = new ArrayList<>();
    String page = "";
    do {
      ListWarmPoolsRequest request =
          ListWarmPoolsRequest.newBuilder()
              .setFilter(filter)
              .setPagination(page(page, LARGEST_PAGE))
              .build();
      ListWarmPoolsResponse answer =
          call("ListWarmPools", request, ListWarmPoolsResponse.getDefaultInstance());
      found.addAll(answer.getWarmPoolsList());
      page = answer.getPagination().getNextToken();
    } while (!page.isEmpty());
    return found;
  }

  public WarmPool updatePool(UpdateWarmPoolRequest request) throws InterruptedException {
    return call("UpdateWarmPool", request, UpdateWarmPoolResponse.getDefaultInstance())
        .getWarmPool();
  }

  public void deletePool(String id) throws InterruptedException {
    DeleteWarmPoolRequest request = DeleteWarmPoolRequest.newBuilder().setWarmPoolId(id).build();
    DeleteWarmPoolResponse _ =
        call("DeleteWarmPool", request, DeleteWarmPoolResponse.getDefaultInstance());
  }

  private static PaginationRequest page(String token, int size) {
    return PaginationRequest.newBuilder()
        .setToken(token)
        .setPageSize(Math.min(size, LARGEST_PAGE))
        .build();
  }

  private <S extends Message> S call(String method, Message request, S prototype)
      throws InterruptedException {
    try {
      return client.call(
          Objects.requireNonNull(service.findMethodByName(method)), request, prototype, LIMIT);
    } catch (ConnectException e) {
      throw new Failure(exitCode(e), reason(e), e);
    }
  }

  private String reason(ConnectException e) {
    if (e.code() == ConnectCode.UNAUTHENTICATED) {
      return "the control plane at %s refuses the token in %s; --user-token-file names another one"
          .formatted(base, tokenFile);
    }
    return exitCode(e) == ExitCode.REFUSED && !e.said().isEmpty() ? e.said() : e.reason();
  }

  private static ExitCode exitCode(ConnectException e) {
    return switch (e.code()) {
      // Answers of none, or of something that is no control plane.
      case UNAVAILABLE, DEADLINE_EXCEEDED, UNKNOWN, UNIMPLEMENTED, INTERNAL -> ExitCode.UNREACHABLE;
      default -> ExitCode.REFUSED;
    };
  }
}
