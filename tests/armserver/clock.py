"""Time that only a test lets pass, so that the same questions get the same answers."""

from datetime import UTC, datetime, timedelta

START = datetime(2024, 1, 1, tzinfo=UTC)


class Clock:
    """Stands still until somebody lets it tick."""

    def __init__(self) -> None:
        self.now = START

    def tick(self, seconds: float = 1) -> datetime:
        """Let time pass; give what time it is then."""
        self.now += timedelta(seconds=seconds)
        return self.now


def timestamp(moment: datetime) -> str:
    """Write a moment as Resource Manager does, `2024-01-01T00:00:01.5Z`."""
    text = moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%f").rstrip("0").rstrip(".")
    return f"{text}Z"


def duration(between: timedelta) -> str:
    """Write a duration as Resource Manager does, `PT1H2M3.5S`."""
    seconds = between.total_seconds()
    hours, seconds = divmod(seconds, 3600)
    minutes, seconds = divmod(seconds, 60)
    parts = [f"{int(hours)}H" if hours else "", f"{int(minutes)}M" if minutes else "", f"{seconds:g}S"]
    return "PT" + "".join(parts)
