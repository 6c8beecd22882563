#!/bin/sh
# tunes the reflex: requests from templates, an adapter beside a published model, its card; see --help
set -eu
cd "$(dirname -- "$0")/.."

usage() {
  cat <<'END'
usage: npm run tune -- [--minutes N] [--requests N] [--seed N] [--threads N] [--fresh N] [--resume] [--keep]
  makes agent/reflex/llmos-reflex.gguf and agent/reflex/card.json. cut off, the same command goes on where it was.
  --minutes N    the tuning itself takes no longer (90): minutes alone on its threads, so on a machine with other work it takes
                 longer on the wall (on a gpu the wall counts). with fewer it comes to a good end sooner, also when it goes on
  --requests N   so many are made, and learned from once each (40000)
  --seed N       of the requests, their order and the first weights (7)
  --threads N    of the processor; all of them unless given. a gpu is used where torch sees one
  --fresh N      requests that were not learned from, to settle how sure a plan must be (300)
  --resume       go on with the requests that are in the cache, whatever the templates would make now
  --keep         leave agent/reflex alone: the adapter stays in the cache
END
}

minutes=90 requests=40000 seed=7 threads= fresh=300 resume= keep=
while [ $# -gt 0 ]; do
  case $1 in
    --minutes | --requests | --seed | --threads | --fresh)
      [ $# -gt 1 ] || { usage >&2; exit 2; }
      eval "${1#--}=\$2"
      shift 2
      ;;
    --resume) resume=1; shift ;;
    --keep) keep=1; shift ;;
    --help) usage; exit 0 ;;
    *) usage >&2; exit 2 ;;
  esac
done

. test/setup.sh
. tune/environment.sh
steps=5
[ -n "$keep" ] || steps=6

make_requests() {
  [ -z "$resume" ] || [ ! -f "$work/requests.jsonl" ] || return 0
  node dist/tune/generate.js --out "$work/requests.jsonl" --count "$requests" --seed "$seed"
}
train() {
  # a thread that waits must not hold the core that another needs
  OMP_WAIT_POLICY=passive nice -n 10 "$python" -B tune/train.py --base "$LLMOS_MODELS/$base_file" --data "$work/requests.jsonl" \
    --out "$work/reflex.gguf" --requests "$requests" --minutes "$minutes" --seed "$seed" ${threads:+--threads "$threads"}
}
finish() {
  node dist/tune/finish.js --adapter "$work/reflex.gguf" --data "$work/requests.jsonl" \
    --seed "$seed" --fresh "$fresh" && node_modules/.bin/prettier --log-level warn --write agent/reflex/card.json
}

need_node
work=$cache/tune/work
mkdir -p "$work"
step 'modules and build' sh -c 'npm run -s build'
step 'python environment' make_environment
step 'the base model' fetch_model tiny
step "$requests requests" make_requests
step "tuning, at most $minutes minutes" train
[ -n "$keep" ] || step 'measuring, and the card' finish
