# Shared by the scripts beside it: source it, then call need_venv. Needs bash and a Python >= 3.11, nothing else.
#
# After sourcing: ROOT is the repository's folder, PYTHON is the interpreter of .venv (once need_venv has returned).
# An error is one line on standard error, with exit code 1.

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
PYTHON=$ROOT/.venv/bin/python
export PYTHONPATH=$ROOT
SCRIPT=scripts/$(basename "$0")

fail() {
  echo "$SCRIPT: $1" >&2
  exit 1
}

say() {
  echo "$SCRIPT: $1" >&2
}

# Whether a command is a Python that this program runs on.
is_python() {
  "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null
}

# Print the first suitable Python of this machine; python3 comes first.
find_python() {
  local candidate
  for candidate in python3 python3.14 python3.13 python3.12 python3.11; do
    if command -v "$candidate" >/dev/null && is_python "$candidate"; then
      command -v "$candidate"
      return
    fi
  done
  fail "needs Python 3.11 or later; found $(python3 --version 2>/dev/null || echo none)"
}

# One line that changes when the requirements or the interpreter do.
fingerprint() {
  "$PYTHON" -c 'import hashlib, sys; print(hashlib.sha256(open(sys.argv[1], "rb").read()).hexdigest(), sys.version)' "$1" |
    tr '\n' ' '
}

make_venv() {
  is_python "$PYTHON" && "$PYTHON" -m pip --version >/dev/null 2>&1 && return
  local python log
  python=$(find_python) || exit 1
  [[ -w $ROOT && (! -e $ROOT/.venv || -w $ROOT/.venv) ]] || fail "no write permission for $ROOT, where .venv is made"
  say "making .venv"
  log=$("$python" -m venv --clear "$ROOT/.venv" 2>&1) && return
  rm -rf "$ROOT/.venv"
  [[ $log == *ensurepip* ]] && fail "$python lacks the venv module; on Debian: apt-get install python3-venv"
  fail "could not make .venv: $(tail -1 <<<"$log")"
}

# with_pip FILE: install what a requirements file says.
with_pip() {
  "$PYTHON" -m pip install --quiet --disable-pip-version-check --no-input --require-hashes -r "$1"
}

# with_uv FILE: the same in a sixth of the time, where the file pins uv; it asks the index that pip is told to ask.
with_uv() {
  local pinned index
  pinned=$(awk '/^uv==/ { found = 1 } found { print } found && !/\\$/ { exit }' "$1")
  [[ -n $pinned ]] && with_pip <(echo "$pinned") >/dev/null 2>&1 || return
  index=${PIP_INDEX_URL:-$("$PYTHON" -m pip config get global.index-url 2>/dev/null)}
  UV_DEFAULT_INDEX=$index "$PYTHON" -m uv pip install --quiet --python "$PYTHON" --require-hashes -r "$1" >/dev/null 2>&1
}

# need_venv runtime|dev: make .venv and install requirements/<name>.txt into it, unless that is done. dev has all of
# runtime, so it counts as both.
need_venv() {
  local wanted=$1 name log
  make_venv
  for name in "$wanted" dev; do
    [[ -f $ROOT/.venv/installed-$name && $(<"$ROOT/.venv/installed-$name") == "$(fingerprint "$ROOT/requirements/$name.txt")" ]] &&
      return
  done
  [[ -w $ROOT/.venv ]] || fail "no write permission for $ROOT/.venv"
  say "installing requirements/$wanted.txt into .venv (once; a minute or so)"
  log=$(with_uv "$ROOT/requirements/$wanted.txt" || with_pip "$ROOT/requirements/$wanted.txt" 2>&1) ||
    fail "could not install requirements/$wanted.txt: $(why <<<"$log")"
  rm -f "$ROOT"/.venv/installed-*
  fingerprint "$ROOT/requirements/$wanted.txt" >"$ROOT/.venv/installed-$wanted"
}

# The line of pip's output (standard input) that tells why it failed.
why() {
  local output
  output=$(cat)
  grep -m1 -E '^ERROR: (No matching|Could not|THESE PACKAGES)' <<<"$output" || tail -1 <<<"$output"
}
