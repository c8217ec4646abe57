package dev.prebuild.agent.git;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What git and ssh print, word for word. */
final class TroubleTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "DISK_FULL | fatal: write error: No space left on device; fatal: fetch-pack: invalid index-pack output",
        "NOT_FOUND | fatal: repository 'https://example.org/a.git/' not found",
        "NOT_FOUND | ERROR: Repository not found.; fatal: Could not read from remote repository.",
        "NOT_FOUND | fatal: '/srv/a' does not appear to be a git repository",
        "DENIED | fatal: Authentication failed for 'https://example.org/a.git/'",
        "DENIED | fatal: could not read Username for 'https://example.org': terminal prompts disabled",
        "DENIED | fatal: unable to access 'https://example.org/a/': The requested URL returned error: 403",
        "DENIED | git@example.org: Permission denied (publickey).; fatal: Could not read from remote repository.",
        "UNREACHABLE | ssh: connect to host example.org port 22: Connection timed out",
        "UNREACHABLE | fatal: unable to access 'https://example.org/a/': Could not resolve host: example.org",
        "UNREACHABLE | fatal: unable to access 'https://a/': Failed to connect to a port 443 after 1 ms: Couldn't connect to server",
        "UNREACHABLE | fatal: unable to access 'https://a/': The requested URL returned error: 503",
        "UNREACHABLE | error: RPC failed; curl 28 Operation too slow. Less than 1 bytes/sec transferred the last 60 seconds",
        "UNREACHABLE | fatal: the remote end hung up unexpectedly; fatal: early EOF",
        "UNTRUSTED | fatal: unable to access 'https://a/': server certificate verification failed. CAfile: x CRLfile: none",
        "UNTRUSTED | Host key verification failed.; fatal: Could not read from remote repository.",
        "NO_SUCH_REF | fatal: couldn't find remote ref refs/heads/none",
        "NO_SUCH_REF | fatal: remote error: upload-pack: not our ref 1234",
        "REFUSED | fatal: transport 'ext' not allowed",
        "LARGE_FILES | fatal: file.bin: smudge filter lfs failed",
        "NOT_FOUND | remote: ERROR: The project you were looking for could not be found; fatal: Could not read from remote repository.",
        "UNREACHABLE | remote: fatal: No space left on device; fatal: early EOF",
        "FAILED | remote: Authentication failed; fatal: bad object HEAD",
        "FAILED | fatal: bad object HEAD"
      })
  void isToldByWhatGitSays(Trouble trouble, String said) {
    assertThat(Trouble.of(List.of(said.split("; ", -1)))).isEqualTo(trouble);
  }
}
