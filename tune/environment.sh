# shellcheck shell=sh
# the python that tunes: an environment of its own in the cache, never the system's; sourced after test/setup.sh
tune_venv=$LLMOS_CACHE/tune/venv
python=$tune_venv/bin/python
base_file=smollm2-135m-instruct-q4_1.gguf

environment_is_there() { [ -x "$python" ] && cmp -s tune/requirements.txt "$tune_venv/requirements.txt"; }

# some gigabytes: what the registry has of torch brings its libraries for gpus along
make_environment() {
  environment_is_there && return 0
  mkdir -p "$LLMOS_CACHE/tune"
  "${PYTHON:-python3}" -m venv "$tune_venv" && "$tune_venv/bin/pip" install -r tune/requirements.txt &&
    cp tune/requirements.txt "$tune_venv/requirements.txt"
}
