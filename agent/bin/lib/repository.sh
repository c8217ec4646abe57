# shellcheck shell=bash disable=SC2034,SC2154 # variables are shared with what sources this
# The demo's repository and what its prebuild does: Lua, a real program that builds in seconds. Sourced after
# images.sh.

PUBLIC_REPOSITORY=https://github.com/lua/lua
SOURCE_PACKAGE=lua5.4

REPOSITORY='' BUILD_TASK='' PROOF_COMMAND='' # URL, what builds it, what shows in an environment that it was built

# What installs a compiler into an image of Debian's kind, unless it is there.
toolchain_task() {
  cat <<'TASK'
command -v cc >/dev/null && command -v make >/dev/null && exit
export DEBIAN_FRONTEND=noninteractive log=/tmp/install.log
install="apt-get -q -y --no-install-recommends install gcc libc6-dev make"
echo "installing a compiler"
$install >$log 2>&1 || { apt-get -q update && $install >$log 2>&1; } || { tail -n 20 $log; exit 1; }
grep -E "^(After|Unpacking (gcc|cpp|binutils|libc6-dev|make))" $log
rm $log
cc --version | head -n 1
TASK
}

LUA_PROOF='-e "local function fib(n) return n < 2 and n or fib(n-1) + fib(n-2) end print(_VERSION, fib(25))"'

# choose_repository FOLDER - makes a repository there and sets the three above.
choose_repository() {
  REPOSITORY=file://$1
  say "looking for a public git server ($PUBLIC_REPOSITORY)"
  if GIT_TERMINAL_PROMPT=0 timeout 5 git ls-remote --exit-code "$PUBLIC_REPOSITORY" HEAD >/dev/null 2>&1; then
    say "cloning it, to add a dev container and an automations file"
    git clone --quiet "$PUBLIC_REPOSITORY" "$1" || fail "$PUBLIC_REPOSITORY could not be cloned; git's reason is above"
    # Its makefile is its authors' own: with a debugging allocator and libraries that not every machine has.
    BUILD_TASK='make -j2 TESTS= MYLIBS=-ldl MYCFLAGS="-std=c99 -DLUA_USE_POSIX -DLUA_USE_DLOPEN"'
    PROOF_COMMAND="./lua $LUA_PROOF"
    return
  fi
  say "it cannot be reached; making a repository from the source package $SOURCE_PACKAGE of this machine's distribution"
  make_repository "$1"
  BUILD_TASK="make -j2 posix" PROOF_COMMAND="src/lua $LUA_PROOF"
}

# add_dev_container FOLDER TOOLCHAIN - with what installs a compiler, which may be empty.
add_dev_container() {
  mkdir -p "$1/.devcontainer"
  {
    printf '// A dev container without an image of its own: it is made from that of the environment class.\n'
    jq -n --arg toolchain "$2" '{name: "Lua", containerEnv: {PROJECT: "lua"}} +
      if $toolchain == "" then {} else {onCreateCommand: ["/bin/sh", ".devcontainer/toolchain.sh"]} end'
  } >"$1/.devcontainer/devcontainer.json"
  printf '%s\n' "$2" >"$1/.devcontainer/toolchain.sh"
  commit_all "$1" "Add a dev container"
}

# add_automations FOLDER BUILD PROOF - JSON is YAML too.
add_automations() {
  mkdir -p "$1/.ona"
  jq -n --arg build "$2" --arg proof "$3" '{tasks: {
      build: {name: "Build", command: $build, triggeredBy: ["prebuild"], prebuildRequiresSuccess: true},
      prove: {name: "Prove that it works", command: $proof, triggeredBy: ["beforeSnapshot"]}}}' \
    >"$1/.ona/automations.yaml"
  commit_all "$1" "Say how it is built"
}

commit_all() {
  git -C "$1" add -A
  git -C "$1" -c user.name=demo -c user.email=demo@localhost -c commit.gpgSign=false commit -q -m "$2"
}

make_repository() {
  local tarball
  has_apt || fail "no public git server answers, and this system has no apt to get a source package with; pass --repository"
  tarball=$(cached_source)
  if [[ -z $tarball ]]; then
    fetch_source
    tarball=$(cached_source)
  fi
  [[ -n $tarball ]] || fail "no public git server answers, and there is no source package $SOURCE_PACKAGE; pass --repository"
  mkdir -p "$1"
  tar -C "$1" --strip-components=1 --no-same-owner -xf "$tarball"
  git -C "$1" init -q -b main
  commit_all "$1" "$(basename "$tarball")"
}

cached_source() { compgen -G "$IMAGE_CACHE/${SOURCE_PACKAGE}_*.orig.tar.*" | head -n 1 || true; }

# By way of lists of our own: the machine's need not name sources, and stay as they are.
fetch_source() {
  local folder
  folder=$(mktemp -d)
  at_exit rm -rf "$folder"
  mkdir -p "$folder"/{lists/partial,cache/archives/partial,source} "$IMAGE_CACHE"
  list_sources >"$folder/sources.list"
  own_apt "$folder" -q -q update >&2 || fail "apt-get could not read the list of source packages; its reason is above"
  (cd "$folder/source" && own_apt "$folder" -q -q --download-only source "$SOURCE_PACKAGE" >&2) ||
    fail "apt-get could not fetch the source package $SOURCE_PACKAGE; its reason is above"
  find "$folder/source" -name "${SOURCE_PACKAGE}_*.orig.tar.*" ! -name '*.asc' -exec mv {} "$IMAGE_CACHE" \;
}

# The files are only read, by this user; so apt need not become another one, who could not write here.
own_apt() {
  apt-get -o Dir::Etc::sourcelist="$1/sources.list" -o Dir::Etc::sourceparts=- -o Dir::State::lists="$1/lists" \
    -o Dir::Cache="$1/cache" -o APT::Sandbox::User="$(id -un)" "${@:2}"
}

list_sources() {
  local uri suite component id keyring option=''
  # shellcheck disable=SC1091 # of the system
  id=$(. /etc/os-release && printf '%s' "$ID")
  keyring=/usr/share/keyrings/$id-archive-keyring.gpg
  [[ ! -r $keyring ]] || option="[signed-by=$keyring] "
  while read -r uri suite component; do
    printf 'deb-src %s%s %s %s\n' "$option" "$uri" "$suite" "$component"
  done < <(distribution_sources)
}
