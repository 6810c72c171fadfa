#!/usr/bin/env bash
# Builds the native part of tfjs-node from the sources inside @tensorflow/tfjs-node-gpu against the TensorFlow library of
# the PyPI wheel `tensorflow-cpu`, so that the `tensorflow` engine can be tested where the hosts that
# its install script downloads from cannot be reached. No part of the product; Linux with g++, Python's pip and unzip.
#
#   test/peers/build-tfjs-node.sh FOLDER        (outside of the repository; about 900 MB)
#   SEQBENCH_TFJS_NODE=FOLDER/tfjs-node npx vitest run test/engine/parity.test.ts
#
# WHEEL=FILE takes a wheel that is already there. NODE_HEADERS=FOLDER is where node_api.h lies.
set -euo pipefail

# Its C API is that of TensorFlow 2.9, which tfjs-node 4.22 was written for, and more.
TENSORFLOW_VERSION=${TENSORFLOW_VERSION:-2.15.1}
# Only the wheel's C++ library is used, so any Python's build of it will do.
WHEEL_PYTHON=3.11

out=$(realpath -m "${1:?Name the folder to build in.}")
root=$(cd "$(dirname "$0")/../.." && pwd)
sources=$root/node_modules/@tensorflow/tfjs-node-gpu
headers=${NODE_HEADERS:-$(node -p 'require("path").resolve(process.execPath, "../../include/node")')}

[[ -d $sources/binding ]] || { echo "No $sources: run \`npm ci\` without --omit=optional first." >&2; exit 2; }
[[ -f $headers/node_api.h ]] || { echo "No node_api.h in $headers: set NODE_HEADERS." >&2; exit 2; }
[[ $out/ != "$root"/* ]] || { echo "Choose a folder outside of the repository." >&2; exit 2; }
mkdir -p "$out"

wheel=${WHEEL:-$(compgen -G "$out/tensorflow_cpu-$TENSORFLOW_VERSION-*.whl" || true)}
if [[ -z $wheel ]]; then
  python3 -m pip download --no-deps --only-binary=:all: --python-version "$WHEEL_PYTHON" \
    --platform manylinux2014_x86_64 --platform manylinux_2_17_x86_64 \
    --dest "$out" "tensorflow-cpu==$TENSORFLOW_VERSION"
  wheel=$(compgen -G "$out/tensorflow_cpu-$TENSORFLOW_VERSION-*.whl")
fi

package=$out/tfjs-node
rm -rf "$package"
cp -r "$sources" "$package"
# The package finds its dependencies where the repository has them: one copy of TF.js for both.
ln -sfn "$root/node_modules" "$out/node_modules"
sed -i 's#"name": "@tensorflow/tfjs-node-gpu"#"name": "@tensorflow/tfjs-node"#' "$package/package.json"

mkdir -p "$package/deps/lib" "$out/wheel"
unzip -qo "$wheel" 'tensorflow/libtensorflow_*' 'tensorflow/include/*' -d "$out/wheel"
ln -sfn "$out/wheel/tensorflow/include" "$package/deps/include"
for library in libtensorflow_cc libtensorflow_framework; do
  ln -sfn "$out/wheel/tensorflow/$library.so.2" "$package/deps/lib/$library.so.2"
done

# node-pre-gyp looks for the newest Node-API that both sides know; the package lists versions 3 to 8.
napi=$(node -p 'Math.min(8, Number(process.versions.napi))')
mkdir -p "$package/lib/napi-v$napi"
nice -n 19 g++ -O2 -std=c++17 -fPIC -shared -w -DNAPI_VERSION="$napi" \
  -I"$headers" -I"$package" -I"$package/deps/include" \
  "$package/binding/tfjs_backend.cc" "$package/binding/tfjs_binding.cc" \
  -L"$package/deps/lib" -l:libtensorflow_cc.so.2 -l:libtensorflow_framework.so.2 \
  -Wl,-rpath,"$out/wheel/tensorflow" \
  -o "$package/lib/napi-v$napi/tfjs_binding.node"

node -e '
  const tf = require(process.argv[1]);
  const [sum] = tf.sum(tf.tensor([1, 2, 3])).dataSync();
  if (tf.getBackend() !== "tensorflow" || sum !== 6) throw new Error("It loads, but does not compute.");
' "$package"
echo "Built. Use it with SEQBENCH_TFJS_NODE=$package"
