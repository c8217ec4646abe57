# shellcheck shell=bash disable=SC2034,SC2154 # variables are shared with what sources this
# Images made on this machine, for where no registry can be reached. Sourced after engine.sh.

IMAGE_CACHE=${XDG_CACHE_HOME:-${HOME:-/root}/.cache}/prebuild-agent

# import_image NAME:TAG <TAR - makes an image of a file system; prints nothing.
import_image() {
  local answer
  answer=$(engine POST "/images/create?fromSrc=-&repo=${1%:*}&tag=${1##*:}" --upload-file - \
    --header 'Content-Type: application/x-tar') || fail "the engine did not take the image $1: $answer"
  [[ $answer != *'"error"'* ]] || fail "the engine did not take the image $1: $answer"
}

has_image() { engine GET "/images/$1/json" --output /dev/null 2>/dev/null; }

# remove_image NAME:TAG - fails when it is in use; one that is not there is fine.
remove_image() {
  has_image "$1" || return 0
  engine DELETE "/images/$1" >/dev/null
}

# make_busybox_image NAME:TAG - a shell with the usual small tools, root and a user dev with id 1000.
make_busybox_image() {
  require_command busybox busybox-static "the tests' containers are made of it"
  local root
  root=$(mktemp -d)
  at_exit rm -rf --one-file-system "$root"
  lay_out_busybox "$root/rootfs"
  # Two passes, since the one folder belongs to dev, whoever runs this script.
  tar -C "$root/rootfs" --numeric-owner --owner=0 --group=0 --exclude=./home/dev -cf "$root/image.tar" .
  tar -C "$root/rootfs" --numeric-owner --owner=1000 --group=1000 -rf "$root/image.tar" ./home/dev
  import_image "$1" <"$root/image.tar"
}

lay_out_busybox() {
  local applet
  mkdir -p "$1"/{bin,dev,etc,home/dev,proc,root,run,sys,tmp,usr/bin,usr/sbin,sbin,var/tmp,workspaces}
  chmod 1777 "$1/tmp" "$1/var/tmp"
  chmod 700 "$1/root"
  cp "$(static_busybox)" "$1/bin/busybox"
  while read -r applet; do
    mkdir -p "$1/$(dirname "$applet")"
    [[ $applet == bin/busybox ]] || ln -sf /bin/busybox "$1/$applet"
  done < <("$1/bin/busybox" --list-full)
  printf 'root:x:0:0:root:/root:/bin/sh\ndev:x:1000:1000:dev:/home/dev:/bin/sh\n' >"$1/etc/passwd"
  printf 'root:x:0:\ndev:x:1000:\n' >"$1/etc/group"
}

# The package busybox has the same command, but needs libraries that the image has not.
static_busybox() {
  local busybox
  busybox=$(readlink -f "$(command -v busybox)")
  if LC_ALL=C ldd "$busybox" 2>/dev/null | grep -q '=>'; then
    install_package busybox-static "the tests' containers need a busybox without libraries"
    busybox=$(readlink -f "$(command -v busybox)")
  fi
  printf '%s\n' "$busybox"
}

# registry_has IMAGE - asks by way of the engine, which knows where its images come from.
registry_has() { engine GET "/distribution/$1/json" --max-time 10 --output /dev/null 2>/dev/null; }

# pull_image NAME:TAG - shows one line for each step of a layer.
pull_image() {
  engine POST "/images/create?fromImage=${1%:*}&tag=${1##*:}" --no-buffer --max-time 900 |
    jq --unbuffered -r 'if .error then "failed: " + .error
      elif .progressDetail.total then empty
      else "    " + (.id // "") + " " + (.status // "") end'
  has_image "$1"
}

# apt_sources - one line "URI SUITE COMPONENT" for each place that this machine's packages come from.
apt_sources() {
  # shellcheck disable=SC2016 # apt-get fills these in
  apt-get indextargets --format '$(SITE) $(RELEASE) $(COMPONENT)' 'Created-By: Packages' | sort -u
}

# distribution_sources - those of the distribution itself, without its updates and what others add.
distribution_sources() {
  local codename
  # shellcheck disable=SC1091 # of the system
  codename=$(. /etc/os-release && printf '%s' "${VERSION_CODENAME:-}")
  [[ -n $codename ]] || fail "/etc/os-release does not name the release (VERSION_CODENAME)"
  apt_sources | awk -v suite="$codename" '$2 == suite'
}

# make_base_image NAME:TAG - a small system of this machine's own distribution. It carries the packages of a
# compiler in its cache, not installed, so that a prebuild can install them without a network.
make_base_image() {
  local uri suite archive
  has_apt || fail "no registry answers, and this system has no apt to make a base image with; pass --image with one that the engine has"
  read -r uri suite < <(distribution_sources | awk '$3 == "main" {print $1, $2; exit}') || true
  [[ -n ${uri:-} ]] || fail "no registry answers, and the sources of apt name no mirror of this distribution; pass --image"
  archive=$IMAGE_CACHE/base-$suite-$(dpkg --print-architecture)-1.tar.gz
  if [[ -s $archive ]]; then
    say "base image: the one made by an earlier run ($archive)"
  else
    build_base_archive "$uri" "$suite" "$archive"
  fi
  say "importing it as $1"
  import_image "$1" <"$archive"
}

build_base_archive() {
  ((EUID == 0)) || fail "no registry answers, and a base image can only be made by root; run this as root, or pass --image"
  require_command debootstrap debootstrap "no registry answers, so the base image is made here"
  local folder root
  folder=$(mktemp -d /var/tmp/prebuild-base.XXXXXX)
  at_exit rm -rf --one-file-system "$folder"
  root=$folder/rootfs
  say "base image: making one of $2 (debootstrap; kept in $IMAGE_CACHE for the next run)"
  # A mount namespace of its own, so that its mounts end with it, whatever ends it.
  unshare --mount debootstrap --variant=minbase --include=ca-certificates "$2" "$root" "$1" | show_debootstrap ||
    fail "debootstrap could not make the base image; its reason is above"
  say "fetching the packages of a compiler into it"
  fetch_toolchain "$root" || fail "apt-get could not fetch the packages of a compiler; its reason is above"
  mkdir -p "$IMAGE_CACHE"
  tar -C "$root" --numeric-owner --exclude='./dev/*' --exclude='./proc/*' --exclude='./sys/*' -cf - . |
    gzip -1 >"$3.$$"
  mv "$3.$$" "$3"
}

# debootstrap says several hundred lines; its phases and every 25th package will do.
show_debootstrap() {
  awk '/^I: (Retrieving|Validating|Extracting|Unpacking|Configuring) / {
         if (++seen[$2] % 25 == 1) print "    " $2, $3 "…"; next }
       /^(W|E):/ || /failed|Failure/ {print "    " $0} {fflush()}' >&2
}

fetch_toolchain() {
  cp /etc/resolv.conf "$1/etc/resolv.conf"
  chroot "$1" apt-get clean &&
    chroot "$1" apt-get -q -q update >&2 &&
    chroot "$1" env DEBIAN_FRONTEND=noninteractive apt-get -q -q -y --no-install-recommends --download-only \
      install gcc libc6-dev make >&2
}
