#!/bin/sh
# scores a model's plans; fetches the model where it is missing; --help says how to ask
set -eu
cd "$(dirname -- "$0")/../.."
. test/setup.sh
need_node
install_modules >&2
npm run -s build >&2
model=default
previous=
for word in "$@"; do
  [ "$previous" != --model ] || model=$word
  previous=$word
done
case " $* " in
  *' --executed '*)
    fetch_model "$model" >&2
    exec node dist/test/executed/executed.js "$@"
    ;;
esac
# a set by its file, judged by what would become of the machine
case " $* " in *' --set seen '* | *' --set aside '*) ;; *' --set '*)
  fetch_model "$model" >&2
  exec node dist/test/model/eval-set.js "$@"
  ;;
esac
case " $* " in *' --help '*) ;; *) fetch_model "$model" >&2 ;; esac
exec node dist/test/model/eval.js "$@"
