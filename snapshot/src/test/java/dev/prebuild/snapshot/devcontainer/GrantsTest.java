package dev.prebuild.snapshot.devcontainer;

import static dev.prebuild.snapshot.devcontainer.Repositories.allowing;
import static dev.prebuild.snapshot.devcontainer.Repositories.plain;
import static dev.prebuild.snapshot.devcontainer.Repositories.request;
import static dev.prebuild.snapshot.devcontainer.Repositories.texts;
import static org.assertj.core.api.Assertions.assertThat;

import dev.prebuild.config.spec.Allowances;
import dev.prebuild.snapshot.devcontainer.Privileges.ExtraMount;
import dev.prebuild.snapshot.steps.Warning;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class GrantsTest {
  private static final String NOT_ALLOWED = "the environment class does not allow it; its setting ";

  private static DevContainer with(Allowances allowances, String json) {
    return request(json.replace('\'', '"')).on(plain(), allowing(allowances));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'privileged': true}                  | privileged is left out (true)              | allow.privileged",
        "{'runArgs': ['--privileged']}         | privileged is left out (true)              | allow.privileged",
        "{'capAdd': ['SYS_PTRACE']}            | capAdd is left out (SYS_PTRACE)            | allow.capabilities",
        "{'runArgs': ['--cap-add=ALL']}        | capAdd is left out (ALL)                   | allow.capabilities",
        "{'securityOpt': ['seccomp=unconfined']} | securityOpt is left out (seccomp=unconfined) | allow.securityOptions",
        "{'runArgs': ['--security-opt', 'apparmor=unconfined']} | securityOpt is left out (apparmor=unconfined) | allow.securityOptions",
        "{'securityOpt': ['no-new-privileges:false']} | securityOpt is left out (no-new-privileges:false) | allow.newPrivileges",
        "{'mounts': ['source=a,target=/cache']} | mounts is left out (type=volume,target=/cache) | allow.mountTypes",
        "{'mounts': [{'type': 'tmpfs', 'target': '/cache'}]} | mounts is left out (type=tmpfs,target=/cache) | allow.mountTypes",
      })
  void whatTheClassDoesNotAllowIsLeftOutWithAWarningThatNamesTheSetting(
      String json, String what, String setting) {
    DevContainer devContainer = with(Allowances.NONE, json);

    assertThat(devContainer.granted()).isEqualTo(Privileges.NONE);
    assertThat(devContainer.warnings())
        .containsExactly(
            new Warning("dev container", what + ": " + NOT_ALLOWED + setting + " would"));
  }

  @Test
  void whatTheClassAllowsIsGranted() {
    DevContainer devContainer =
        with(
            Repositories.EVERYTHING,
            """
            {
              'privileged': true, 'init': true,
              'capAdd': ['cap_sys_ptrace', 'CAP_NET_ADMIN'],
              'securityOpt': ['seccomp=unconfined', 'no-new-privileges:false'],
              'mounts': ['type=volume,source=x-${devcontainerId},target=/var/lib/docker',
                         {'type': 'tmpfs', 'target': '${containerWorkspaceFolder}/tmp'}]
            }
            """);

    assertThat(devContainer.granted())
        .isEqualTo(
            new Privileges(
                true,
                true,
                Set.of("SYS_PTRACE", "NET_ADMIN"),
                List.of("seccomp=unconfined"),
                List.of(
                    new ExtraMount("volume", "/var/lib/docker"),
                    new ExtraMount("tmpfs", "/workspaces/app/tmp"))));
    assertThat(devContainer.warnings()).isEmpty();
  }

  @Test
  void onePrivilegeDoesNotBringAnother() {
    Allowances privileged = new Allowances(true, false, Set.of(), Set.of(), Set.of());

    assertThat(with(privileged, "{'capAdd': ['SYS_PTRACE']}").granted()).isEqualTo(Privileges.NONE);
    assertThat(with(Repositories.EVERYTHING, "{}").granted()).isEqualTo(Privileges.NONE);
  }

  @Test
  void anInitProcessAndGivingUpPrivilegesNeedNoLeave() {
    DevContainer devContainer =
        with(
            Allowances.NONE,
            "{'runArgs': ['--init'], 'securityOpt': ['no-new-privileges', 'no-new-privileges:true']}");

    assertThat(devContainer.granted().init()).isTrue();
    assertThat(devContainer.granted().securityOptions()).contains("no-new-privileges");
    assertThat(devContainer.warnings()).isEmpty();
  }

  @Test
  void ofRunArgumentsOnlyPrivilegesAreLookedAt() {
    DevContainer devContainer =
        with(
            Repositories.EVERYTHING,
            """
            {'runArgs': ['--cap-add=SYS_PTRACE', '--cap-add', 'NET_ADMIN', '--network', 'host',
                         '-v', '/:/host', '--security-opt=seccomp=unconfined', '--init=false',
                         '--privileged=false', '--privileged=maybe', 'new\\nline', '--cap-add']}
            """);

    assertThat(devContainer.granted())
        .isEqualTo(
            new Privileges(
                false,
                false,
                Set.of("SYS_PTRACE", "NET_ADMIN"),
                List.of("seccomp=unconfined"),
                List.of()));
    assertThat(texts(devContainer))
        .containsExactly(
            "runArgs is left out (--network, host, -v, /:/host, --privileged=maybe, new?line,"
                + " --cap-add): of these, only privileges are looked at");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "'type=bind,source=/,target=/host'",
        "'source=/var/run/docker.sock,target=/var/run/docker.sock,type=bind'",
        "{'type': 'bind', 'source': '/etc', 'target': '/data'}"
      })
  void aFolderOfTheHostIsNeverMounted(String mount) {
    DevContainer devContainer = with(Repositories.EVERYTHING, "{'mounts': [%s]}".formatted(mount));

    assertThat(devContainer.granted().mounts()).isEmpty();
    assertThat(texts(devContainer))
        .singleElement()
        .asString()
        .endsWith("a prebuild never has a folder of the host");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "/workspaces/app    | it would keep the repository out of the snapshot",
        "/workspaces/app/   | it would keep the repository out of the snapshot",
        "/workspaces        | it would keep the repository out of the snapshot",
        "/run/environment   | its target cannot be used: it is a folder of the system",
        "/                  | its target cannot be used: it is a folder of the system",
        "/data/../run       | its target cannot be used: it has parts like . or ..",
        "data               | its target cannot be used: it is not absolute",
        "``                 | its target cannot be used: it is not absolute",
      })
  void aMountStaysClearOfTheSystemAndTheRepository(String target, String why) {
    DevContainer devContainer =
        with(Repositories.EVERYTHING, "{'mounts': ['type=tmpfs,target=%s']}".formatted(target));

    assertThat(devContainer.granted().mounts()).isEmpty();
    assertThat(texts(devContainer)).singleElement().asString().endsWith(why);
  }

  @Test
  void aMountOfAnotherKindIsNotAllowed() {
    DevContainer devContainer =
        with(Repositories.EVERYTHING, "{'mounts': ['type=npipe,target=/x', 'nonsense']}");

    assertThat(texts(devContainer))
        .containsExactly(
            "mounts is left out (type=npipe,target=/x): " + NOT_ALLOWED + "allow.mountTypes would",
            "mounts is left out (type=volume,target=): its target cannot be used: it is not absolute");
  }
}
