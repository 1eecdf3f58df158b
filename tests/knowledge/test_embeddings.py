"""Turning texts into vectors, without a download or through an endpoint."""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

import numpy as np
import pytest

from knowledge.embeddings import EndpointEmbeddings, HashingEmbeddings
from knowledge.errors import EmbeddingFailed


class TestHashing:
    def test_texts_that_share_words_are_nearer_than_texts_that_do_not(self) -> None:
        asked, near, far = HashingEmbeddings().embed(
            ["施工许可证", "申请领取施工许可证", "绿化工程设计"]
        )

        assert asked @ near > 0.4 > asked @ far

    def test_every_row_has_length_one_even_of_an_empty_text(self) -> None:
        rows = HashingEmbeddings().embed(["施工", "", "！？", "a1"])

        assert np.linalg.norm(rows, axis=1) == pytest.approx([1, 1, 1, 1])

    def test_a_text_has_the_same_vector_alone_and_among_others(self) -> None:
        model = HashingEmbeddings()

        assert np.array_equal(model.embed(["规划"])[0], model.embed(["施工", "规划", "绿化"])[1])

    def test_every_process_gives_the_same_vectors(self) -> None:
        """Python's own hash differs from process to process; ours must not."""
        show = (
            "from knowledge.embeddings import HashingEmbeddings;"
            "print(HashingEmbeddings().embed(['施工许可证 iso 9001']).tobytes().hex())"
        )
        here = HashingEmbeddings().embed(["施工许可证 iso 9001"]).tobytes().hex()

        there = subprocess.run(
            [sys.executable, "-c", show], capture_output=True, text=True, check=True
        ).stdout

        assert there.strip() == here

    def test_another_size_is_another_model(self) -> None:
        assert HashingEmbeddings(512).id != HashingEmbeddings(1024).id


Reply = tuple[int, Any]


@contextmanager
def a_server(answer: Any) -> Iterator[tuple[str, list[Any]]]:
    """An OpenAI-compatible server; ``answer(texts)`` gives status and rows. Yields address and requests."""
    asked: list[Any] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            asked.append(body["input"])
            status, rows = answer(body["input"])
            data = [{"object": "embedding", "index": n, "embedding": r} for n, r in enumerate(rows)]
            content = json.dumps(
                {
                    "object": "list",
                    "model": "m",
                    "data": data,
                    "usage": {"prompt_tokens": 1, "total_tokens": 1},
                }
            ).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 — its name there
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/v1", asked
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def endpoint(address: str) -> EndpointEmbeddings:
    return EndpointEmbeddings(base_url=address, model="m", api_key="k", timeout=5)


class TestEndpoint:
    def test_it_sends_texts_in_small_batches_and_takes_vectors(self) -> None:
        """Servers that are not OpenAI's refuse token numbers and large batches."""
        with a_server(lambda texts: (200, [[len(t), 0.0] for t in texts])) as (address, asked):
            rows = endpoint(address).embed(["桥" * n for n in range(1, 13)])

        assert [len(batch) for batch in asked] == [10, 2]
        assert all(isinstance(text, str) for batch in asked for text in batch)
        assert rows == pytest.approx(np.array([[1.0, 0.0]] * 12))

    @pytest.mark.parametrize(
        "answer",
        [
            lambda texts: (401, []),
            lambda texts: (200, [[1.0, 2.0]]),
            lambda texts: (200, [[1.0], [1.0, 2.0]]),
        ],
        ids=["refused", "too few", "uneven"],
    )
    def test_an_answer_without_usable_vectors_is_a_named_failure(self, answer: Any) -> None:
        with (
            a_server(answer) as (address, _),
            pytest.raises(EmbeddingFailed, match="向量模型 m 不可用"),
        ):
            endpoint(address).embed(["桥", "路"])

    def test_a_server_that_is_not_there_is_a_named_failure(self) -> None:
        with pytest.raises(EmbeddingFailed):
            endpoint("http://127.0.0.1:9/v1").embed(["桥"])
