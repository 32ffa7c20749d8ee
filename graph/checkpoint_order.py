"""The order of a run's checkpoints, whatever the clocks of the processes that write them say."""

from uuid import UUID

from langgraph.checkpoint.base import id as checkpoint_ids


def go_on_after(checkpoint_id: str) -> None:
    """Give further checkpoints of this process ids that sort behind one that it has read.

    The last checkpoint of a run is the one with the highest id, and ids begin with the time. A process that goes on
    with a run of another one, and whose clock is behind that one's, would else write what nobody ever reads.

    Args:
        checkpoint_id: A UUID of version 6, as LangGraph makes them.
    """
    number = UUID(checkpoint_id).int
    time = (number >> 80) << 12 | (number >> 64) & 0xFFF
    # LangGraph keeps the time of its last id to make the next one higher, and has no function to set it.
    last: int | None = checkpoint_ids._last_v6_timestamp
    checkpoint_ids._last_v6_timestamp = max(time, last or 0)  # type: ignore[assignment]  # declared as None
