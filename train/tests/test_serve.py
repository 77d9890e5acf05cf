"""Triton's own client talks to `prime-infill serve`: the protocol is theirs, not only ours."""

import json
import os
import re
import subprocess
import urllib.request
from collections.abc import Iterator

import numpy as np
import pytest
import tritonclient.http as triton
from conftest import TRAIN
from tritonclient.utils import InferenceServerException

ROOT = TRAIN.parent
MODEL = "prime-tiny"
TOKEN = "a-token-that-is-long-enough"


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    if not (ROOT / "dist" / "cli.js").exists():
        subprocess.run(["node", "esbuild.mjs", "extension"], cwd=ROOT, check=True)
    words = ["serve", "--model", MODEL, "--device", "cpu", "--threads", "1", "--port", "0"]
    server = subprocess.Popen(
        ["node", "dist/cli.js", *words],
        cwd=ROOT,
        env={**os.environ, "PRIME_INFILL_TOKEN": TOKEN},
        stderr=subprocess.PIPE,
        text=True,
    )
    assert server.stderr is not None
    said = server.stderr.readline()
    found = re.search(r"answers at http://([^/]+)/", said)
    assert found, said
    yield found[1]
    server.terminate()
    assert server.wait(60) == 0  # told to stop is no failure


@pytest.fixture
def client(address: str) -> Iterator[triton.InferenceServerClient]:
    made = triton.InferenceServerClient(address)
    yield made
    made.close()


def headers() -> dict[str, str]:
    """Anew each time: the client writes into what it is given."""
    return {"Authorization": f"Bearer {TOKEN}"}


def text_input(text: str) -> triton.InferInput:
    tensor = triton.InferInput("text_input", [1], "BYTES")
    tensor.set_data_from_numpy(np.array([text.encode()], dtype=np.object_), binary_data=False)
    return tensor


def test_it_finds_out_what_is_there(client: triton.InferenceServerClient) -> None:
    assert client.is_server_live()
    assert client.is_server_ready()
    assert client.is_model_ready(MODEL, headers=headers())
    assert not client.is_model_ready("other", headers=headers())
    assert client.get_server_metadata(headers=headers())["name"] == "prime-infill"
    (entry,) = client.get_model_repository_index(headers=headers())
    assert (entry["name"], entry["state"]) == (MODEL, "READY")
    metadata = client.get_model_metadata(MODEL, entry["version"], headers=headers())
    assert metadata["versions"] == [entry["version"]]
    assert metadata["inputs"] == [{"name": "text_input", "datatype": "BYTES", "shape": [1]}]


def test_it_infers(client: triton.InferenceServerClient) -> None:
    result = client.infer(
        MODEL,
        [text_input("const größe = <?3>;\n")],
        request_id="42",
        outputs=[triton.InferRequestedOutput("text_output", binary_data=False)],
        parameters={"fileName": "a.ts", "temperature": 0, "best_of": 2},
        headers=headers(),
    )
    assert result.get_response()["id"] == "42"
    (text,) = result.as_numpy("text_output")
    assert re.fullmatch(r"const größe = .+;\n", text, re.DOTALL)


def test_it_infers_where_it_asks_for_binary_outputs(client: triton.InferenceServerClient) -> None:
    result = client.infer(MODEL, [text_input("a = <?2>")], headers=headers())
    (text,) = result.as_numpy("text_output")
    assert text.startswith("a = ")


def test_it_hears_what_is_wrong(client: triton.InferenceServerClient) -> None:
    with pytest.raises(InferenceServerException, match="There is no hole"):
        client.infer(MODEL, [text_input("a")], headers=headers())
    with pytest.raises(InferenceServerException, match="A token is missing"):
        client.infer(MODEL, [text_input("a = <?>")])
    tensor = triton.InferInput("text_input", [1], "BYTES")
    tensor.set_data_from_numpy(np.array([b"a = <?>"], dtype=np.object_))
    with pytest.raises(InferenceServerException, match="binary_data=False"):
        client.infer(MODEL, [tensor], headers=headers())


def test_the_steps_are_server_sent_events(address: str) -> None:
    request = urllib.request.Request(
        f"http://{address}/v2/models/{MODEL}/generate_stream",
        data=json.dumps({"text_input": "a = <?3>"}).encode(),
        headers=headers(),
    )
    with urllib.request.urlopen(request) as answer:
        assert answer.headers["Content-Type"] == "text/event-stream; charset=utf-8"
        events = [json.loads(line[6:]) for line in answer if line.startswith(b"data: ")]
    assert [event["done"] for event in events] == [False] * (len(events) - 1) + [True]
    assert events[-1]["text_output"].startswith("a = ")
