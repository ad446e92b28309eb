"""A request as a chat: what is sent, byte for byte."""

from overhaul.domain.endpoints import Endpoint
from overhaul.domain.models import ModelRequest, Speaker
from overhaul.domain.text import encodable
from serving.structured import instruction

Message = dict[str, str]


def chat(request: ModelRequest, endpoint: Endpoint) -> list[Message]:
    """The request as chat messages: neighbours of one speaker joined, the schema said where it must be."""
    messages: list[Message] = []
    for segment in request.segments:
        text = encodable(segment.text)
        if messages and messages[-1]["role"] == segment.speaker.value:
            messages[-1]["content"] += text
        else:
            messages.append({"role": segment.speaker.value, "content": text})
    said = instruction(endpoint.structured, request.answer_schema)
    if said and messages and messages[-1]["role"] != Speaker.ASSISTANT:
        messages[-1]["content"] += said
    elif said:
        messages.append({"role": Speaker.USER.value, "content": said.strip()})
    return messages
