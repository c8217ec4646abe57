# shellcheck shell=bash disable=SC2034,SC2154 # variables are shared with what sources this
# A clean Debian machine for tests: an overlay over a root that debootstrap has made, in namespaces of its own, with
# systemd as its first process. Sourced after images.sh.

MACHINE=      # its folder
MACHINE_ROOT= # what it sees as /
MACHINE_RUN=  # what it may see as /run
machine_init= # process id of its systemd, while it runs

# make_machine - in a state as just installed.
make_machine() {
  ((EUID == 0)) || fail "a machine to install the package on can only be made by root"
  require_command unshare util-linux "the machine has namespaces of its own"
  local base
  base=$(clean_root)
  # Not below /tmp or /var/tmp, of which services have their own.
  MACHINE=$(mktemp -d /var/lib/prebuild-machine.XXXXXX)
  MACHINE_ROOT=$MACHINE/root MACHINE_RUN=$MACHINE/run
  at_exit remove_machine
  mkdir "$MACHINE"/{root,run,upper,work}
  mount -t tmpfs -o mode=755 machine "$MACHINE_RUN"
  mount -t overlay -o "lowerdir=$base,upperdir=$MACHINE/upper,workdir=$MACHINE/work" machine "$MACHINE_ROOT"
}

remove_machine() {
  stop_machine
  umount "$MACHINE_ROOT" "$MACHINE_RUN"
  rm -rf --one-file-system "$MACHINE"
}

# clean_root - prints the folder with the root that all machines share; makes it when there is none.
clean_root() {
  local uri suite folder making
  require_command debootstrap debootstrap "the package is installed on a clean system"
  require_command pgrep procps "its first process is looked for"
  read -r uri suite < <(distribution_sources | awk '$3 == "main" {print $1, $2; exit}') || true
  [[ -n ${uri:-} ]] || fail "the sources of apt name no mirror of this distribution, so no clean system can be made"
  folder=$IMAGE_CACHE/root-$suite-$(dpkg --print-architecture)-1
  if [[ ! -d $folder ]]; then
    say "clean system: making one of $suite (debootstrap, a minute; kept in $IMAGE_CACHE for the next run)"
    mkdir -p "$IMAGE_CACHE"
    making=$(mktemp -d "$IMAGE_CACHE/making.XXXXXX")
    at_exit rm -rf --one-file-system "$making"
    unshare --mount debootstrap --variant=minbase --include=systemd,systemd-sysv,dbus,git \
      "$suite" "$making/root" "$uri" | show_debootstrap >&2 || fail "debootstrap could not make it; its reason is above"
    mv -T "$making/root" "$folder"
  fi
  printf '%s\n' "$folder"
}

# in_root COMMAND... - as in an installer's chroot, where no systemd runs.
in_root() {
  unshare --mount --pid --fork --mount-proc=/proc --root="$MACHINE_ROOT" \
    env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin DEBIAN_FRONTEND=noninteractive "$@"
}

# start_machine FOLDER:PLACE... - boots it; it sees these folders of ours in these places.
start_machine() {
  local group=/sys/fs/cgroup tenths
  [[ ! -d $group/systemd ]] || group=$group/systemd
  group=$group/${MACHINE##*/}
  mkdir "$group"
  # shellcheck disable=SC2016 # of the inner shell
  setsid bash -c 'echo $$ >"$1/cgroup.procs" && exec unshare --mount --pid --fork --uts --ipc --net --cgroup "${@:2}"' \
    - "$group" bash -euo pipefail -c "$(declare -f enter_machine); enter_machine \"\$@\"" - "$MACHINE_ROOT" "$@" \
    </dev/null >"$MACHINE/console" 2>&1 &
  disown $!
  for ((tenths = 0; tenths < 300; tenths++)); do
    machine_init=$(pgrep -P $! 2>/dev/null) || true
    if [[ -n $machine_init ]] && [[ $(in_machine systemctl is-system-running 2>/dev/null) == running ]]; then return; fi
    sleep 0.1
  done
  tail -n 20 "$MACHINE/console" >&2
  fail "the machine is not up after half a minute; the end of its console is above"
}

# Runs within the new namespaces; of the machine's first process.
enter_machine() {
  local root=$1 device folder
  mount --make-rprivate /
  ip link set lo up
  mount -t proc proc "$root/proc"
  mount -t sysfs -o ro sysfs "$root/sys"
  mount -t tmpfs tmpfs "$root/run"
  mount -t tmpfs -o mode=755 tmpfs "$root/dev"
  for device in null zero full random urandom tty; do
    touch "$root/dev/$device"
    mount --bind "/dev/$device" "$root/dev/$device"
  done
  mkdir "$root/dev/pts" "$root/dev/shm"
  mount -t devpts -o newinstance,ptmxmode=0666 devpts "$root/dev/pts"
  ln -s pts/ptmx "$root/dev/ptmx"
  ln -s /proc/self/fd "$root/dev/fd"
  if [[ -d /sys/fs/cgroup/systemd ]]; then
    mount -t tmpfs tmpfs "$root/sys/fs/cgroup"
    mkdir "$root/sys/fs/cgroup/systemd"
    mount -t cgroup -o none,name=systemd cgroup "$root/sys/fs/cgroup/systemd"
  else
    mount -t cgroup2 cgroup2 "$root/sys/fs/cgroup"
  fi
  for folder in "${@:2}"; do
    mkdir -p "$root${folder#*:}"
    mount --bind "${folder%%:*}" "$root${folder#*:}"
  done
  mkdir -p "$root/oldroot"
  cd "$root" || exit
  pivot_root . oldroot
  umount -l /oldroot
  exec env -i container=other PATH=/usr/sbin:/usr/bin:/sbin:/bin /sbin/init --log-target=console </dev/null
}

# in_machine COMMAND... - as root on the machine.
in_machine() {
  nsenter --target "$machine_init" --mount --pid --uts --ipc --net --cgroup --root --wd \
    env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin LC_ALL=C DEBIAN_FRONTEND=noninteractive "$@"
}

stop_machine() {
  [[ -n $machine_init ]] || return 0
  local group
  # Its own end of all processes; there is nothing that would have to be written.
  kill -KILL "$machine_init" 2>/dev/null || true
  wait_until_gone "$machine_init" 10 || true
  machine_init=
  while read -r group; do rmdir "$group"; done < <(find /sys/fs/cgroup -type d -path "*/${MACHINE##*/}*" 2>/dev/null | sort -r)
}
