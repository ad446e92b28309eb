"""A server that speaks what vLLM speaks beside the chat: listings, metrics, odds, adapters; broken on demand.

    with SimulatedVllm(faults={"json-schema"}) as server:
        …  server.base_url …

A fault carries the name of the canary's check that must find it.
"""

import hashlib
import json
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from tests.support.simulated_behaviours import tokens_of

VALID = '{"edits":[{"kind":"replace","name":"add","line":7}],"done":true}'
_WORDS = ("one ", "two ", "three ", "four ", "five ", "six ")


@dataclass
class SimulatedVllm:
    """The server, running inside ``with``. All its fields may be changed while it runs."""

    faults: set[str] = field(default_factory=set)
    model: str = "tiny"
    adapters: dict[str, str] = field(default_factory=dict)
    """Name → folder."""
    key: str = "sesame"
    context: int = 2048
    metrics: bool = True
    runtime_lora: bool = True
    refuses_to_load: str = ""
    """What it says, with a status of 500, instead of loading an adapter."""
    started: float = 1.0
    running: int = 0
    generated: int = 0
    prompts: int = 0
    port: int = 0

    def __enter__(self) -> "SimulatedVllm":
        simulated = self

        class Handler(_Handler):
            server_of = simulated

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.port = self._server.server_address[1]
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,))
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    @property
    def base_url(self) -> str:
        """Its root."""
        return f"http://127.0.0.1:{self.port}"

    def listing(self) -> dict[str, Any]:
        """What ``/v1/models`` says."""
        context = self.context // 2 if "context-told" in self.faults else self.context
        base = {"id": self.model, "root": "/models/tiny", "parent": None, "max_model_len": context}
        rows = [{"id": name, "root": path, "parent": self.model} for name, path in self.adapters.items()]
        return {"object": "list", "data": [base, *rows]}

    def metrics_text(self) -> str:
        """What ``/metrics`` says."""
        label = '{engine="0",model_name="tiny"}'
        return (
            "# HELP vllm:num_requests_running Number of requests.\n"
            f"process_start_time_seconds {self.started}\n"
            f"vllm:num_requests_running{label} {float(self.running)}\n"
            f"vllm:generation_tokens_total{label} {float(self.generated)}\n"
            f"vllm:prompt_tokens_total{label} {float(self.prompts)}\n"
        )

    def odds(self, model: str, prompt: str) -> dict[str, float]:
        """The next token's: they follow from the model and from every letter of the prompt."""
        if "long-context" in self.faults:
            prompt = prompt[-400:]
        if "adapters" in self.faults:
            model = self.model
        number = int.from_bytes(hashlib.sha256(f"{model}\0{prompt}".encode()).digest()[:4], "big") / 2**32
        return {"a": -0.1 - number, "b": -2.0 - number, "c": -4.0 + number}


class _Handler(BaseHTTPRequestHandler):
    server_of: SimulatedVllm
    protocol_version = "HTTP/1.1"

    def log_message(self, format: str, *args: object) -> None:
        """Nothing."""

    def do_GET(self) -> None:
        """Listings."""
        simulated = self.server_of
        if self.path == "/health":
            self._json(200, {})
        elif self.path == "/version":
            self._json(200, {"version": "0.32.0"})
        elif self.path == "/metrics" and simulated.metrics:
            self._send(200, simulated.metrics_text().encode(), "text/plain")
        elif self.path == "/v1/models" and self._allowed():
            self._json(200, simulated.listing())
        elif self.path != "/v1/models":
            self._json(404, {"detail": "Not Found"})

    def do_POST(self) -> None:
        """Questions and adapters."""
        body = json.loads(self.rfile.read(int(self.headers["content-length"])))
        if not self._allowed():
            return
        if self.path.endswith("_lora_adapter") and self.server_of.runtime_lora:
            self._adapter(body)
        elif self.path == "/v1/completions":
            self._completion(body)
        elif self.path == "/v1/chat/completions":
            self._chat(body)
        else:
            self._json(404, {"detail": "Not Found"})

    def _allowed(self) -> bool:
        simulated = self.server_of
        if "key" in simulated.faults or self.headers.get("authorization") == f"Bearer {simulated.key}":
            return True
        self._json(401, {"error": "Unauthorized"})
        return False

    def _adapter(self, body: dict[str, Any]) -> None:
        simulated, name = self.server_of, body["lora_name"]
        if self.path.startswith("/v1/load"):
            if simulated.refuses_to_load:
                self._json(500, {"error": {"message": simulated.refuses_to_load, "code": 500}})
                return
            simulated.adapters[name] = body["lora_path"]
        elif simulated.adapters.pop(name, None) is None:
            self._json(404, {"error": {"message": f"The lora adapter '{name}' cannot be found.", "code": 404}})
            return
        self._send(200, b"Success", "text/plain")

    def _known(self, model: str) -> bool:
        simulated = self.server_of
        if "unknown-model" in simulated.faults or model == simulated.model or model in simulated.adapters:
            return True
        self._json(404, {"error": {"message": f"The model `{model}` does not exist.", "code": 404}})
        return False

    def _completion(self, body: dict[str, Any]) -> None:
        if self._known(body["model"]):
            odds = self.server_of.odds(body["model"], body["prompt"])
            self._json(200, {"choices": [{"text": "a", "logprobs": {"top_logprobs": [odds]}}]})

    def _chat(self, body: dict[str, Any]) -> None:
        simulated = self.server_of
        if not self._known(body["model"]):
            return
        prompt = tokens_of("".join(message["content"] for message in body["messages"]))
        simulated.prompts += prompt
        if "truncates" in simulated.faults:
            prompt = min(prompt, 256)
        pieces, finish = self._answer(body)
        usage = {"prompt_tokens": prompt, "completion_tokens": len(pieces), "total_tokens": prompt + len(pieces)}
        if not body.get("stream"):
            message = {"role": "assistant", "content": "".join(pieces)}
            self._json(200, {"choices": [{"index": 0, "message": message, "finish_reason": finish}], "usage": usage})
            return
        if "streaming" in simulated.faults:
            pieces = ["".join(pieces)]
        self._stream(body, pieces, finish, None if "usage" in simulated.faults else usage)

    def _answer(self, body: dict[str, Any]) -> tuple[list[str], str]:
        faults, most = self.server_of.faults, int(body["max_tokens"])
        if "response_format" in body or "structured_outputs" in body:
            answer = "Certainly! " + VALID if "json-schema" in faults else VALID
            return [answer[at : at + 4] for at in range(0, len(answer), 4)], "stop"
        return [_WORDS[at % len(_WORDS)] for at in range(most)], "stop" if "stop-reasons" in faults else "length"

    def _stream(self, body: dict[str, Any], pieces: list[str], finish: str, usage: dict[str, int] | None) -> None:
        simulated = self.server_of
        self.send_response(200)
        self.send_header("content-type", "text/event-stream")
        self.send_header("connection", "close")
        self.end_headers()
        simulated.running += 1
        try:
            for data in self._events(body, pieces, finish, usage):
                self.wfile.write(b"data: " + data + b"\n\n")
                self.wfile.flush()
                if len(pieces) > 500:
                    time.sleep(0.002)
        except OSError:
            if "cancellation" in simulated.faults:
                simulated.generated += len(pieces)
        finally:
            simulated.running -= 1
            self.close_connection = True

    def _events(
        self, body: dict[str, Any], pieces: list[str], finish: str, usage: dict[str, int] | None
    ) -> Iterator[bytes]:
        def chunk(choices: list[Any], **more: Any) -> bytes:
            common = {"id": "1", "object": "chat.completion.chunk", "created": 1, "model": body["model"]}
            return json.dumps({**common, "choices": choices, **more}).encode()

        for piece in pieces:
            yield chunk([{"index": 0, "delta": {"content": piece}, "finish_reason": None}])
            self.server_of.generated += 1
        yield chunk([{"index": 0, "delta": {}, "finish_reason": finish}])
        if usage is not None:
            yield chunk([], usage=usage)
        yield b"[DONE]"

    def _json(self, status: int, value: object) -> None:
        self._send(status, json.dumps(value).encode(), "application/json")

    def _send(self, status: int, data: bytes, kind: str) -> None:
        self.send_response(status)
        self.send_header("content-type", kind)
        self.send_header("content-length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)
