# shellcheck shell=bash disable=SC2154 # variables are shared with what sources this
# Makes the Debian package of what Maven has built. Sourced after build.sh.
# The same sources and the same JDK give the same bytes: all times are that of the last commit, all lists are sorted.

DEB_SOURCES=$ROOT/agent/src/main/deb
INSTALLED=$ROOT/config/src/main/resources/dev/prebuild/config # files for a host
STAGE=$ROOT/agent/target/deb                                  # the package's content, as it will lie on the host
STAGE_HOME=$STAGE/usr/lib/prebuild-agent

require_package_tools() {
  require_command dpkg-deb dpkg "it makes the package"
  require_command gzip gzip "the package's documents are compressed with it"
  SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-$(git -C "$ROOT" log -1 --format=%ct)}
  export SOURCE_DATE_EPOCH
  # Lists in the same order and files with the same modes, whoever makes it.
  export LC_ALL=C
  umask 022
}

# package_version - a snapshot is older than its release, and younger than an earlier commit's.
package_version() {
  local version
  version=$(sed -n 's|^  <version>\(.*\)</version>|\1|p' "$ROOT/pom.xml" | head -n 1)
  printf '%s\n' "${version/-SNAPSHOT/\~$(date --utc --date="@$SOURCE_DATE_EPOCH" +%Y%m%d%H%M%S)}"
}

# stage_package - makes $STAGE, without what the virtual machine learns.
stage_package() {
  rm -rf "$STAGE"
  install -d -m 755 "$STAGE_HOME"/{bin,lib,native} "$STAGE"/usr/{bin,lib/systemd/system} \
    "$STAGE"/usr/share/{man/man8,bash-completion/completions,doc/prebuild-agent/examples}
  install -d -m 700 "$STAGE/etc/prebuild-agent"
  stage_program
  stage_runtime
  stage_launcher
  stage_files
  set_times
}

set_times() { find "$STAGE" -exec touch --no-dereference --date="@$SOURCE_DATE_EPOCH" {} +; }

stage_program() {
  local target=$ROOT/agent/target machine
  machine=$(uname -m)
  install -m 644 "$target/prebuild-agent.jar" "$target"/lib/*.jar "$STAGE_HOME/lib"
  install -m 644 "$target/native/org/sqlite/native/Linux/$machine/libsqlitejdbc.so" \
    "$target/native/com/sun/jna/linux-${machine/_/-}/libjnidispatch.so" "$STAGE_HOME/native"
}

# What the jars refer to, but for what only debuggers and their kin would use.
stage_runtime() {
  local modules
  modules=$("$JAVA_HOME/bin/jdeps" --print-module-deps --ignore-missing-deps --multi-release "$JAVA_NEEDED" \
    "$STAGE_HOME/lib"/*.jar) || fail "jdeps could not tell which modules the agent needs: $modules"
  # It warns on the same stream.
  modules=$(tail -n 1 <<<"$modules" | sed -e 's/,jdk\.attach//' -e 's/,jdk\.jdi//')
  say "the runtime has $modules"
  "$JAVA_HOME/bin/jlink" --add-modules "$modules" --no-header-files --no-man-pages \
    --output "$STAGE_HOME/runtime" ||
    fail "jlink could not make the runtime; its reason is above"
  # Nobody starts the others.
  find "$STAGE_HOME/runtime/bin" -type f ! -name java -delete
  find "$STAGE_HOME/runtime" -type d -exec chmod 755 {} +
}

stage_launcher() {
  # shellcheck disable=SC2016 # the launcher's own variable
  local jar class_path='$home/lib/prebuild-agent.jar'
  for jar in "$STAGE_HOME"/lib/*.jar; do
    [[ $jar == */prebuild-agent.jar ]] || class_path+=":\$home/lib/${jar##*/}"
  done
  sed -e "s|@OPTIONS@|${AGENT_JAVA_OPTIONS[*]}|" -e "s|@CLASS_PATH@|$class_path|" "$DEB_SOURCES/launcher" \
    >"$STAGE_HOME/bin/prebuild-agent"
  chmod 755 "$STAGE_HOME/bin/prebuild-agent"
  ln -s ../lib/prebuild-agent/bin/prebuild-agent "$STAGE/usr/bin/prebuild-agent"
}

stage_files() {
  local documents=$STAGE/usr/share/doc/prebuild-agent file
  install -m 644 "$INSTALLED/prebuild-agent.service" "$STAGE/usr/lib/systemd/system"
  # The installation puts it in its place, if there is none: dpkg would ask whoever has changed theirs.
  install -m 644 "$DEB_SOURCES/prebuild-agent.default" "$STAGE_HOME"
  install -m 644 "$DEB_SOURCES/copyright" "$ROOT"/agent/docs/{upgrade,runbooks,metrics}.md "$documents"
  gzip -9n <"$ROOT/CHANGELOG.md" >"$documents/changelog.gz"
  for file in "$INSTALLED"/*; do
    case $file in
      *.service) ;;
      *.8) gzip -9n <"$file" >"$STAGE/usr/share/man/man8/${file##*/}.gz" ;;
      *) cp -r "$file" "$documents/examples" ;;
    esac
  done
  chmod -R u=rwX,go=rX "$documents"
  "$STAGE_HOME/bin/prebuild-agent" completion bash >"$STAGE/usr/share/bash-completion/completions/prebuild-agent" ||
    fail "the packaged agent does not print what completes its commands; its reason is above"
}

RECORDINGS=(prebuild-agent.aotconf commands.aotconf)

# record_profile FOLDER - lets the staged program work, and records what its virtual machine learns.
record_profile() {
  say "training the packaged agent: a prebuild, a pool, some claims, a command (half a minute)"
  rm -rf "$1"
  mkdir "$1"
  PREBUILD_AGENT_LAUNCHER=$STAGE_HOME/bin/prebuild-agent run_benchmarks train "${RECORDINGS[@]/#/$1/}" ||
    fail "the packaged agent could not be trained; the reason is above"
}

# stage_profile FOLDER - it fits no other build than the one that it was recorded of.
stage_profile() {
  local recording
  for recording in "${RECORDINGS[@]}"; do
    [[ -r $1/$recording ]] || fail "there is no recording $1/$recording; make one with --train"
    install -m 644 "$1/$recording" "$STAGE_HOME"
  done
}

# build_package - prints the file that it has made of $STAGE.
build_package() {
  local control=$STAGE/DEBIAN architecture version size file
  architecture=$(dpkg --print-architecture)
  version=$(package_version)
  rm -rf "$control"
  # Of the files alone: what folders take is the file system's.
  size=$(find "$STAGE" -type f -printf '%s\n' | awk '{ sum += int(($1 + 1023) / 1024) } END { print sum }')
  install -d -m 755 "$control"
  sed -e "s|@VERSION@|$version|" -e "s|@ARCHITECTURE@|$architecture|" -e "s|@SIZE@|$size|" "$DEB_SOURCES/control" \
    >"$control/control"
  install -m 755 "$DEB_SOURCES"/{postinst,prerm,postrm} "$control"
  (cd "$STAGE" && find etc usr -type f -print0 | LC_ALL=C sort -z | xargs -0 md5sum) >"$control/md5sums"
  set_times
  file=$ROOT/agent/target/prebuild-agent_${version}_$architecture.deb
  # One thread, since what several of them make depends on their number.
  dpkg-deb --root-owner-group --threads-max=1 -Zzstd -z12 --build "$STAGE" "$file" >/dev/null ||
    fail "dpkg-deb could not make $file; its reason is above"
  printf '%s\n' "$file"
}
