"""Facts that several agents' prompts state, in Korean and short: every token is read before an answer begins."""

from program.schema import Lift, LifterRequest, RoutineRequest

GOAL: dict[int, str] = {1: "최대 근력", 2: "근육", 3: "감량", 4: "수행 능력", 5: "지구력", 6: "건강"}

LIFT: dict[Lift, str] = {"bench_press": "벤치", "squat": "스쿼트", "dead_lift": "데드", "over_head_press": "프레스"}


def lifter(request: LifterRequest) -> str:
    """Who trains: level, sex and goal; the numbers keep apart what the words might not."""
    sex = "여성" if request.female else "남성"
    return f"수준 {request.experience}, {sex}, 목표 {request.purpose} {GOAL[request.purpose]}"


def role(request: RoutineRequest) -> str:
    """The month's part in a block of months."""
    return f"역할 {_ROLE[request.role]}"


_ROLE = {"original": "단독", "leader": "리더", "anchor": "앵커"}
