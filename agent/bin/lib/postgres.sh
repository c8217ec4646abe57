# shellcheck shell=bash
# Gets the programs of a PostgreSQL server, of which the tests start one of their own. Sourced after packages.sh.

CLUSTER_SETTINGS=/etc/postgresql-common/createcluster.conf

# require_postgres - exports PREBUILD_TEST_POSTGRES, the folder with the programs.
require_postgres() {
  local folder
  if ! folder=$(find_postgres); then
    install_postgres
    folder=$(find_postgres) || fail "package postgresql is installed, and still there is no initdb below /usr/lib/postgresql"
  fi
  if ((EUID == 0)); then
    require_command setpriv util-linux "a PostgreSQL server must not run as root"
  fi
  export PREBUILD_TEST_POSTGRES=$folder
  say "PostgreSQL: $folder"
}

# The one that is named, on PATH, or the newest of the system's packages.
find_postgres() {
  local folder
  while read -r folder; do
    if [[ -x $folder/initdb && -x $folder/postgres ]]; then
      printf '%s\n' "$folder"
      return
    fi
  done < <(
    printf '%s\n' "${PREBUILD_TEST_POSTGRES:-}"
    dirname "$(command -v initdb || echo /none/initdb)"
    printf '%s\n' /usr/lib/postgresql/*/bin | sort --version-sort --reverse
  )
  return 1
}

# The package would make a database of the machine's own and start it as a service. It does not where the settings
# say so, for which they have to be there first; they are put back as they were.
install_postgres() {
  install_package postgresql-common "it can keep PostgreSQL's package from starting a server of the machine's own"
  restore_cluster_settings # an earlier run may have been killed here
  as_root cp -p "$CLUSTER_SETTINGS" "$CLUSTER_SETTINGS.before"
  at_exit restore_cluster_settings
  echo 'create_main_cluster = false' | as_root tee -a "$CLUSTER_SETTINGS" >/dev/null
  install_package postgresql "the tests start a private PostgreSQL server (the machine gets none)"
  restore_cluster_settings
}

restore_cluster_settings() {
  [[ ! -e $CLUSTER_SETTINGS.before ]] || as_root mv "$CLUSTER_SETTINGS.before" "$CLUSTER_SETTINGS"
}
