#!/bin/sh
# Makes .venv ready for one command, and installs what the system lacks where it may.
#
#   tools/setup.sh run|dev [chromium] [gettext] [gnupg] [peers] [postgresql] [softhsm] [store] [token]
#
# run: what a node needs, letters included; with token also what speaks with a token of PKCS#11, with store what speaks with a store for S3: once there, each
# stays. dev: all of that and the tools of tests and checks. A second call with nothing to do takes a few hundredths of a second.
# What cannot be done ends with one line that says what to install, and a non-zero exit; nothing is skipped.
set -eu
cd "$(dirname "$0")/.."
here=$(pwd -P)
venv=$here/.venv
python=$venv/bin/python
log=${TMPDIR:-/tmp}/comity-setup.$$.log
trap 'rm -f "$log"' EXIT

say() { printf 'setup: %s\n' "$*"; }
die() {
	printf 'setup: %s\n' "$*" >&2
	exit 1
}

# Runs a command in silence; shows its last lines if it fails.
quiet() {
	"$@" >"$log" 2>&1 </dev/null || {
		status=$?
		tail -n 15 "$log" >&2
		return $status
	}
}

# administer COMMAND...: runs it as root, or fails where this account may not.
administer() {
	if [ "$(id -u)" = 0 ]; then "$@"; else sudo -n "$@"; fi
}

may_administer() {
	[ "$(id -u)" = 0 ] || { command -v sudo >/dev/null 2>&1 && sudo -n true >/dev/null 2>&1; }
}

# system_package PURPOSE PACKAGE: installs one of Debian's packages.
system_package() {
	command -v apt-get >/dev/null 2>&1 || die "what Debian calls $2 is needed for $1: install it with this system's package manager, then run this again."
	may_administer || die "$2 is needed for $1: run  sudo apt-get install $2  and then this again."
	say "installing $2 (for $1)"
	set -- "$1" env DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends "$2"
	purpose=$1
	shift
	administer "$@" >"$log" 2>&1 </dev/null && return
	quiet administer apt-get update -qq || die "apt-get update failed, which is needed for $purpose: see the lines above."
	quiet administer "$@" || die "the package for $purpose could not be installed: see the lines above."
}

# ---------------------------------------------------------------- .venv, from the system's python3

# A folder .venv proves nothing: an interrupted or failed start leaves one behind, and a moved one has wrong paths inside.
venv_is_sound() {
	[ -x "$python" ] && grep -qF "$venv/bin/python" "$venv/bin/pip" 2>/dev/null &&
		"$python" -c 'import pip, sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null
}

# A distribution builds its own Python with all optimisations, and is a tenth to a third faster than one that was built by hand and stands first
# on the PATH: it is taken where it can, the other one where it cannot, and whatever PYTHON names before both.
choose_python() {
	found=${PYTHON:-}
	[ -z "$found" ] || return 0
	for found in /usr/bin/python3 python3; do
		"$found" -c 'import ensurepip, sys, venv; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && return
	done
	# None can make an environment yet. What the package python3-venv mends is the distribution's own.
	for found in /usr/bin/python3 python3; do
		"$found" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && return
	done
	return 0
}

make_venv() {
	choose_python
	command -v "$found" >/dev/null 2>&1 || die "Python 3.11 or later is needed: run  sudo apt-get install python3-venv  and then this again."
	"$found" -c 'import sys; sys.exit(sys.version_info < (3, 11))' ||
		die "Python 3.11 or later is needed, and $found is $("$found" -V 2>&1): set PYTHON to a later one."
	if ! "$found" -c 'import ensurepip, venv' 2>/dev/null; then
		system_package "making .venv" python3-venv
		"$found" -c 'import ensurepip, venv' 2>/dev/null ||
			die "$(command -v "$found") cannot make a virtual environment (no ensurepip): set PYTHON to one that can, for example /usr/bin/python3."
	fi
	say "making .venv with $("$found" -V 2>&1)"
	rm -rf "$venv"
	quiet "$found" -m venv "$venv" || {
		rm -rf "$venv"
		die "python3 -m venv failed: see the lines above."
	}
}

install_uv() {
	wanted=$(sed -n 's/^uv==\([^ ]*\).*/\1/p' requirements/uv.txt)
	case "$("$venv/bin/uv" --version 2>/dev/null)" in
	"uv $wanted" | "uv $wanted "*) return ;;
	esac
	say "installing uv $wanted, checked by its hash"
	quiet "$python" -m pip install --disable-pip-version-check --require-hashes -r requirements/uv.txt || die "uv could not be installed: see the lines above."
}

# ---------------------------------------------------------------- the hash-checked sets

# Beside .venv's contents lie copies of the files that it was made from; equal copies mean nothing to do.
is_current() { cat "requirements/$1.txt" pyproject.toml | cmp -s - "$venv/made-from-$1"; }

sync_sets() {
	# What the tests need stays when the demo asks for less.
	optional=
	for set in token store; do
		case " $* " in *" $set "*) optional="$optional $set" ;; *) [ ! -f "$venv/made-from-$set" ] || optional="$optional $set" ;; esac
	done
	if [ "$1" = dev ] || [ -x "$venv/bin/pytest" ]; then
		sets="run letters token store dev"
	else
		sets="run letters$optional"
	fi
	wanted=$sets
	[ "$1" = dev ] || wanted="run letters$optional"
	current=yes
	for set in $wanted; do is_current "$set" || current=no; done
	[ "$current" = no ] || [ ! -x "$venv/bin/comity" ] || return 0
	rm -f "$venv/made-from-run" "$venv/made-from-letters" "$venv/made-from-token" "$venv/made-from-store" "$venv/made-from-dev"
	files=
	for set in $sets; do files="$files requirements/$set.txt"; done
	# shellcheck disable=SC2086 # the names are ours and hold no spaces
	say "installing $(cat $files | grep -c '^[a-z].*==') packages, checked by their hashes ($sets)"
	# shellcheck disable=SC2086
	quiet "$venv/bin/uv" pip sync -q --python "$python" --require-hashes $files || die "the packages could not be installed: see the lines above."
	quiet "$venv/bin/uv" pip install -q --python "$python" --offline --no-deps -e . || die "Comity itself could not be installed: see the lines above."
	rm -f "$venv/compiled"
	for set in $sets; do cat "requirements/$set.txt" pyproject.toml >"$venv/made-from-$set"; done
}

# Whoever runs a node may not write here: what is not compiled now is compiled at each start, in memory, which costs seconds and 10 MB.
# Some packages bring files for other Pythons along, which do not compile and are never loaded. Beside what Python itself compiles, a node has
# modules without docstrings (docs/adr/0057).
compile_modules() {
	{ [ -f "$venv/compiled" ] && [ -d "$venv/lean" ]; } || {
		say "compiling their modules"
		"$python" -m compileall -q -j 0 "$venv/lib" >/dev/null 2>&1 || :
		"$python" tools/compile_lean.py all || die "the modules could not be compiled: see the lines above."
		: >"$venv/compiled"
	}
	"$python" -m compileall -q src/comity >/dev/null 2>&1 || :
	"$python" tools/compile_lean.py || die "our modules could not be compiled: see the lines above."
}

# ---------------------------------------------------------------- what letters as PDF need of the system

library_loads() { "$python" -c 'import ctypes, sys; ctypes.CDLL(sys.argv[1])' "$1" 2>/dev/null; }

# Pango brings fontconfig and HarfBuzz along. The second cuts fonts: twice as fast as Python would, and the same each time.
install_pango() {
	library_loads libpangoft2-1.0.so.0 || system_package "letters as PDF" libpangoft2-1.0-0
	library_loads libharfbuzz-subset.so.0 || system_package "letters as PDF" libharfbuzz-subset0
	library_loads libpangoft2-1.0.so.0 && library_loads libharfbuzz-subset.so.0 ||
		die "Pango was installed for letters as PDF and cannot be loaded: are python3 and the system of one make?"
}

# A node without Pango does everything but letters as PDF, and says so where one is asked for: there one line is enough. Tests need it.
prepare_pango() {
	if [ "$1" = dev ]; then
		install_pango
	else
		(install_pango) || say "going on without letters as PDF; all else works"
	fi
}

# ---------------------------------------------------------------- what only tests, checks and benchmarks need

system_name() { sed -n 's/^ID=//p' /etc/os-release 2>/dev/null | tr -d '"'; }

# Playwright brings its own node, which wants a library that a small system has not.
prepare_playwright() {
	node=$("$python" -c 'import playwright, pathlib; print(pathlib.Path(playwright.__file__).parent / "driver" / "node")')
	"$node" --version >/dev/null 2>&1 && return
	system_package "the browser tests" libatomic1
	quiet "$node" --version || die "Playwright cannot run here: see the lines above."
}

# Debian's own Chromium without its windows, which nobody sees here: a sixth of the processor time of their pages. On Ubuntu that package is an empty shell, so
# there it is the one that Playwright brings.
find_chromium() {
	if [ -n "${COMITY_CHROMIUM:-}" ]; then
		chromium=$COMITY_CHROMIUM
		[ -x "$chromium" ] || die "COMITY_CHROMIUM names $chromium, which is not there or cannot be run."
		return
	fi
	if [ "$(system_name)" = ubuntu ]; then
		chromium=$("$python" -c 'from playwright.sync_api import sync_playwright as s
with s() as p: print(p.chromium.executable_path)')
		[ -x "$chromium" ] && return
		may_administer || die "the browser tests need Chromium: run  sudo $venv/bin/playwright install-deps chromium && $venv/bin/playwright install chromium  and then this again."
		say "installing Chromium (for the browser tests)"
		quiet "$venv/bin/playwright" install --with-deps chromium ||
			die "the browser tests need Chromium, and Playwright could not bring it: install one and name it in COMITY_CHROMIUM."
		return
	fi
	chromium=$(command -v chromium-headless-shell || command -v chromium) && return
	system_package "the browser tests" chromium-headless-shell
	chromium=$(command -v chromium-headless-shell) || die "the browser tests need Chromium: install one and name it in COMITY_CHROMIUM."
}

# The server's programs are not on the PATH. Debian's package brings a cluster of its own, which nobody here touches (tools/cluster.py).
have_postgresql() {
	for initdb in /usr/lib/postgresql/*/bin/initdb; do [ -x "$initdb" ] && return; done
	command -v initdb >/dev/null 2>&1
}

# A token in software, for the tests of tokens; python-pkcs11 loads it as it would the library of a device's maker.
have_softhsm() {
	command -v softhsm2-util >/dev/null 2>&1 || return
	for module in /usr/lib/softhsm/libsofthsm2.so /usr/lib/*/softhsm/libsofthsm2.so /usr/lib64/pkcs11/libsofthsm2.so; do [ -f "$module" ] && return; done
	return 1
}

# Servers and converters of others have an environment of their own: they want other releases of what we use, and replace some of it.
prepare_peers() {
	peers=$here/.venv-peers
	cmp -s requirements/peers.txt "$peers/made-from-peers" && [ -x "$peers/bin/python" ] && return
	rm -rf "$peers"
	say "installing $(grep -c '^[a-z].*==' requirements/peers.txt) packages beside ours, checked by their hashes (peers)"
	quiet "$venv/bin/uv" venv -q --python "$python" "$peers" || die "no environment could be made for the peers: see the lines above."
	quiet "$venv/bin/uv" pip sync -q --python "$peers/bin/python" --require-hashes requirements/peers.txt || die "the peers could not be installed: see the lines above."
	cp requirements/peers.txt "$peers/made-from-peers"
}

[ $# -gt 0 ] || die "usage: tools/setup.sh run|dev [chromium] [gettext] [gnupg] [peers] [postgresql] [softhsm] [store] [token]"
venv_is_sound || make_venv
install_uv
sync_sets "$@"
compile_modules
prepare_pango "$1"
shift
for need in "$@"; do
	case $need in
	chromium)
		prepare_playwright
		find_chromium
		printf '%s\n' "$chromium" >"$venv/chromium-path"
		;;
	gettext) command -v xgettext >/dev/null 2>&1 && command -v msgmerge >/dev/null 2>&1 || system_package "the translation check" gettext ;;
	gnupg) command -v gpg >/dev/null 2>&1 && command -v gpg-agent >/dev/null 2>&1 || system_package "the benchmark's peer" gnupg ;;
	peers) prepare_peers ;;
	store) ;; # with the sets, above
	postgresql) have_postgresql || system_package "the tests on the second database" postgresql ;;
	softhsm) have_softhsm || system_package "the tests of tokens" softhsm2 ;;
	token) ;; # a set, above
	*) die "unknown need: $need" ;;
	esac
done
