#!/usr/bin/env bash
# Every verb of wirelab; ./build.sh help lists them. Needs bash and a JDK 25, which need not be the default java.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

# Debian packages with the stock programs that tests and benchmarks talk to.
PACKAGES=(
  xinetd ncat socat netcat-openbsd curl wget python3 procps iproute2 iputils-ping
  shellcheck gsasl openssl nginx squid tinyproxy-bin wrk chromium
  haproxy caddy nghttp2-client irtt fping
  spin gcc libc6-dev chrony rdate faketime tshark iperf iperf3 nftables conntrack coturn stun-client ngircd smcroute
  openssh-client openssh-server openssh-sftp-server dropbear-bin putty-tools python3-paramiko git rsync sshfs lftp
  python3-asyncssh ssh-audit tmux vim-tiny strace
  maven openjdk-17-jre-headless mawk syncthing sword-text-sparv varnish nodejs
  poppler-utils qpdf groff ghostscript enscript
  avahi-daemon avahi-utils dbus-daemon bind9-dnsutils
)

# Jars for the tests alone: group:artifact:version and SHA-256.
JARS=(
  org.junit.platform:junit-platform-console-standalone:6.1.3 e62b96ac475dbcde8599ea905d088f65d90778f86e259b856a49fa5c4ea256ec
  org.mockito:mockito-core:5.24.0 97a1f835ad84075255aa37809e4379eff541273c02c6201cbad49bd5950932cd
  net.bytebuddy:byte-buddy:1.17.7 3575dcb8a98faf943d3c1595c47a16047c4fce8a83ebbb26262f1a2f67546357
  org.tinylog:tinylog-api:2.7.0 eb5111e02a6b5324b5fd4e434cbe6b93119be05ad2dba3d21cf0045b3a97540c
  org.tinylog:tinylog-impl:2.7.0 37e532f706a01bb76a98454ccd71d1ffa2e83f2befe1c309e5c67e3c474bedba
  org.tinylog:jsl-tinylog:2.7.0 7d89591f96297a8a7621bb4c590650b1aa6f6b89059229bc664f0786d6682e37
)

# Modules whose tests take as long as those of all others together; either time is much waiting.
HALF=(mapreduce program replica sftp shell ssh sshclient)

# For a compiler that runs for seconds: the JIT compiler's quick half alone, and the collector without threads; half the time.
BRIEF=(-XX:TieredStopAtLevel=1 -XX:+UseSerialGC)

help() {
  cat <<'TEXT'
./build.sh [VERB]
  build              compile all modules and scripts into out/ (the verb when there is none); nothing if nothing changed
  run NAME [ARGS]    run a script: ./build.sh run EchoServer --port 7007
  tour               run every demo, one after the other, with a table at the end
  test [MODULE] [-- ARGS]  run all tests, or those of one module; ARGS go to JUnit's console launcher
  bench [NAME]       measure against the stock programs; without NAME, list what can be measured
  deps               install the stock programs that tests and benchmarks talk to (Debian, as root or with sudo)
  docs               Javadoc into out/docs
  image              a runtime image with every script as a command, in out/image; needs no JDK where it runs
  env                print what puts JDK 25 on PATH, and lab, which starts scripts faster: eval "$(./build.sh env)"
  clean              remove what the build made
TEXT
}

die() { printf 'build.sh: %s\n' "$1" >&2; exit 1; }

# Prints the home of a JDK 25 or later.
find_jdk() {
  local home path_java=''
  if path_java=$(command -v javac); then path_java=$(dirname "$(dirname "$(readlink -f "$path_java")")"); fi
  for home in "${JAVA_HOME:-}" "$path_java" /usr/lib/jvm/* "$HOME"/.sdkman/candidates/java/* \
      "$HOME"/.jdks/* /opt/* /Library/Java/JavaVirtualMachines/*/Contents/Home; do
    [[ -x $home/bin/javac && -f $home/release ]] || continue
    [[ $(<"$home/release") =~ JAVA_VERSION=\"([0-9]+) ]] || continue
    if ((BASH_REMATCH[1] >= 25)); then printf '%s\n' "$home"; return; fi
  done
  die 'no JDK 25 found; install one (Debian: a temurin-25-jdk or openjdk-25-jdk package, SDKMAN: sdk install java 25-tem) or set JAVA_HOME'
}

build() {
  [[ -f out/built && -z $(find modules/*/src scripts -newer out/built -print -quit) ]] && return
  lab --build
}

# What is compiled, and how, stands in Lab.java.
lab() {
  "$JDK/bin/java" "${BRIEF[@]}" scripts/Lab.java "$@"
}

run() {
  local name=${1:-}
  [[ -n $name ]] || die 'run needs the name of a script; java scripts/Lab.java lists them'
  [[ -f scripts/$name.java ]] || die "there is no scripts/$name.java; java scripts/Lab.java lists what there is"
  build
  shift
  exec "$JDK/bin/java" @out/lab -m "wirelab.scripts/wirelab.scripts.$name" "$@"
}

# Puts one jar into out/lib: from the local Maven repository, through mvn, or from the base address in MAVEN_REPO.
fetch() {
  local group artifact version sum=$2 jar
  IFS=: read -r group artifact version <<<"$1"
  jar=$artifact-$version.jar
  local path=${group//.//}/$artifact/$version/$jar
  local repository=${MAVEN_LOCAL:-$HOME/.m2/repository}
  [[ -f out/lib/$jar ]] && return
  if [[ ! -f $repository/$path ]] && command -v mvn >/dev/null; then
    echo "fetching $jar"
    mvn -q -B dependency:get "-Dartifact=$1" -Dtransitive=false || true
  fi
  if [[ -f $repository/$path ]]; then
    cp "$repository/$path" "out/lib/$jar.part"
  elif [[ -n ${MAVEN_REPO:-} ]] && curl -fsS -o "out/lib/$jar.part" "$MAVEN_REPO/$path"; then
    :
  else
    die "$jar is missing: put it into out/lib, or install mvn, or set MAVEN_REPO to the address of a Maven repository"
  fi
  echo "$sum  out/lib/$jar.part" | sha256sum -c --status || die "$jar has the wrong SHA-256"
  mv "out/lib/$jar.part" "out/lib/$jar"
}

# Runs a command with the programs of the system, as deps installs them, and a home of its own: a version manager's shims, and
# shells whose user has set up much, take long to start, wait for each other's locks, and make a test fail here alone.
apart() {
  local home status=0
  home=$(mktemp -d)
  env HOME="$home" PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin "$@" || status=$?
  rm -rf "$home"
  return "$status"
}

test() {
  local module='' status=0
  if [[ -n ${1:-} && $1 != -- ]]; then
    [[ -d modules/$1 ]] || die "there is no module $1"
    module=$1
    shift
  fi
  [[ ${1:-} == -- ]] && shift
  mkdir -p out/lib
  for ((i = 0; i < ${#JARS[@]}; i += 2)); do fetch "${JARS[i]}" "${JARS[i + 1]}"; done
  lab --tests ${module:+"$module"}
  # Names of files outside ASCII: in the locale POSIX, which a bare machine has, the JDK knows none.
  [[ $(locale charmap 2>/dev/null) == UTF-8 ]] || export LC_ALL=C.UTF-8
  # Room for ten thousand connections with both ends in this process, where the system allows it.
  ulimit -Hn 65536 2>/dev/null || true
  ulimit -Sn "$(ulimit -Hn)"
  if [[ -n $module ]]; then
    junit '' "--select-module=$module" "$@" 2>&1 | tee out/test.log || status=$?
  else
    halves "$@" || status=$?
  fi
  summary "$status"
}

# All modules, in two virtual machines side by side. What they print comes as it comes; in the log it is one behind the other.
halves() {
  local module half pids=() status=0 zero=() one=()
  for module in modules/*; do
    module=${module#modules/}
    if [[ " ${HALF[*]} " == *" ${module#wirelab.} "* ]]; then
      one+=("--select-module=$module")
    else
      zero+=("--select-module=$module")
    fi
  done
  { junit 0 "${zero[@]}" "$@" 2>&1 | tee out/test-0.log; } & pids+=($!)
  { junit 1 "${one[@]}" "$@" 2>&1 | tee out/test-1.log; } & pids+=($!)
  for half in 0 1; do
    wait "${pids[half]}" || status=$?
    # A test may have ended the virtual machine, with whatever status.
    grep -q '^\[.* tests successful ' "out/test-$half.log" || status=1
  done
  cat out/test-0.log out/test-1.log >out/test.log
  return "$status"
}

# JUnit's console launcher: which half of all tests this is, or nothing; then its options.
junit() {
  local half=$1 jar=(out/lib/mockito-core-*.jar)
  shift
  # Whoever starts this in the background may have had it ignore ^C, and so would every program that a test starts.
  local signals=(env --default-signal=HUP --default-signal=INT --default-signal=QUIT)
  "${signals[@]}" true 2>/dev/null || signals=()
  apart "${signals[@]}" "$JDK/bin/java" "-javaagent:${jar[0]}" -Xshare:auto -Xmx2g -Dtinylog.level=info \
    ${half:+"-Dwirelab.half=$half"} @out/tests org.junit.platform.console.ConsoleLauncher execute --disable-banner \
    --disable-ansi-colors --details=tree "$@"
}

# The last line of a test run, from the summaries of the console launcher; a run that did not reach one has failed.
summary() {
  awk -v status="$1" '
    /^\[ +[0-9]+ (tests|containers) (successful|failed|skipped|aborted)/ { n[$3 " " $4] += $2 }
    END {
      failed = n["tests failed"] + n["containers failed"]
      if (status != 0 && failed == 0) failed = 1
      printf "%d passed, %d failed, %d skipped\n", n["tests successful"], failed, n["tests skipped"] + n["tests aborted"]
      exit failed > 0 || n["tests successful"] == 0
    }' out/test.log | tee out/result
}

bench() {
  local name=${1:-} file
  if [[ -z $name ]]; then
    for file in scripts/bench/*Bench.java; do
      printf '%-10s %s\n' "$(basename "${file,,}" bench.java)" "$(sed -n '/^\/\/\//{s,^/// *,,p;q}' "$file")"
    done
    return
  fi
  shift
  file=scripts/bench/${name^}Bench.java
  [[ -f $file ]] || die "there is no $file; ./build.sh bench lists what can be measured"
  build
  mkdir -p out/bench
  ulimit -Hn 65536 2>/dev/null || true
  ulimit -Sn "$(ulimit -Hn)"
  apart "$JDK/bin/java" @out/lab "$file" "$@"
}

deps() {
  command -v apt-get >/dev/null || die "deps knows Debian alone; install the like of: ${PACKAGES[*]}"
  local root=()
  if ((EUID != 0)); then root=(sudo); fi
  "${root[@]}" apt-get update -q
  # Daemons among the packages must not start by themselves: the tests start them on free ports.
  "${root[@]}" env DEBIAN_FRONTEND=noninteractive RUNLEVEL=1 apt-get install -q -y --no-install-recommends "${PACKAGES[@]}"
  # Some packages of nodejs bring npm, and forbid the one of its own that Debian has.
  command -v npm >/dev/null ||
    "${root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends npm
}

docs() {
  lab --docs
  echo "out/docs/index.html"
}

image() {
  build
  rm -rf out/image
  "$JDK/bin/jlink" --module-path out/modules --add-modules wirelab.scripts --strip-debug --no-header-files --no-man-pages \
    --output out/image
  # The settings of out/lab: a cache of classes fits only those that it was made with.
  local settings script cache
  settings=$(grep '^-XX' out/lab | tr '\n' ' ')
  # A training run, over server and client alike, makes the cache of classes that halves the start of every command; SSH, whose
  # cryptography alone is many, has one of its own.
  for script in HttpDemo SshDemo; do
    # shellcheck disable=SC2086 # several words
    out/image/bin/java $settings "-XX:AOTCacheOutput=out/image/lib/${script%Demo}.aot" -m "wirelab.scripts/wirelab.scripts.$script" \
      >out/image.log 2>&1 || die "the training run of $script failed: see out/image.log"
  done
  # The client, whose start is waited for at each command, is trained by a login of its own.
  # shellcheck disable=SC2086 # several words
  "$JDK/bin/java" @out/lab scripts/bench/SshTraining.java -- out/image/bin/java $settings \
    -XX:AOTCacheOutput=out/image/lib/SshClient.aot >out/image.log 2>&1 ||
    die "the training run of SshClient failed: see out/image.log"
  # The commands of jlink itself do not stand a folder with a space in its name.
  for script in scripts/*.java; do
    script=$(basename "$script" .java)
    cache=Http
    [[ $script != @(Ssh|Sftp)* ]] || cache=Ssh
    [[ $script != SshClient ]] || cache=SshClient
    [[ $script == Lab ]] || command_file "out/image/bin/$script" <<SCRIPT
bin=\$(dirname "\$0")
exec "\$bin/java" $settings "-XX:AOTCache=\$bin/../lib/$cache.aot" -m wirelab.scripts/wirelab.scripts.$script "\$@"
SCRIPT
  done
  echo "out/image/bin/EchoServer ($(du -sh out/image | cut -f1) in all)"
}

# Makes a command of the lines on standard input.
command_file() {
  { echo '#!/bin/sh'; cat; } >"$1"
  chmod +x "$1"
}

# A word for any shell, whatever it holds.
quoted() {
  printf "'%s'" "${1//\'/\'\\\'\'}"
}

# Prints what puts JDK 25 first on PATH, and a command: `lab EchoDemo` starts a script by its name, `lab FILE.java` any other
# over the modules, in half the time, with a cache of the compiler's classes that one training run makes.
environment() {
  build
  local out=$PWD/out
  if ! mkdir -p out/bin 2>/dev/null || ! touch out/bin/lab 2>/dev/null; then
    out=$(mktemp -d)
    printf 'out/ cannot be written: lab and its cache are in %s\n' "$out" >&2
  fi
  rm -rf "${out:?}/bin"
  mkdir "$out/bin"
  [[ -f $out/scripts.aot ]] ||
    "$JDK/bin/java" "-XX:AOTCacheOutput=$out/scripts.aot" scripts/EchoDemo.java >"$out/scripts.log" 2>&1
  command_file "$out/bin/lab" <<SCRIPT
root=$(quoted "$PWD")
out=$(quoted "$out")
java=$(quoted "$JDK/bin/java")
[ \$# -gt 0 ] || exec "\$java" "\$root/scripts/Lab.java"
script=\$1
shift
[ -f "\$script" ] || script=\$root/scripts/\${script%.java}.java
[ -f "\$script" ] || { echo "lab: there is no \$script; without arguments lab lists what there is" >&2; exit 2; }
exec "\$java" -cp "\$root" -XX:AOTCache="\$out/scripts.aot" -Xlog:aot=off "\$script" "\$@"
SCRIPT
  printf 'export JAVA_HOME=%q PATH=%q:%q:"%s"\n' "$JDK" "$out/bin" "$JDK/bin" "\$PATH"
}

verb=${1:-build}
(($# > 0)) && shift
case $verb in
  help|-h|--help) help; exit ;;
  clean) rm -rf out wirelab; exit ;;
  deps) deps; exit ;;
esac
JDK=$(find_jdk)
case $verb in
  build|run|test|bench|docs|image) "$verb" "$@" ;;
  tour) run Tour "$@" ;;
  env) environment ;;
  *) help >&2; exit 2 ;;
esac
