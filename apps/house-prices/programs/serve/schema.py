"""What clients send: one house, or a batch."""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Discriminator, Field, Tag

FEATURES = ("area_m2", "rooms", "bathrooms", "age_years", "distance_km", "condition")


class House(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)

    area_m2: float = Field(ge=5, le=5_000)
    rooms: int = Field(ge=1, le=100)
    bathrooms: int = Field(ge=0, le=50)
    age_years: int = Field(ge=0, le=500)
    distance_km: float = Field(ge=0, le=1_000)
    condition: Literal["poor", "fair", "good", "excellent"]


class Houses(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)

    houses: list[House] = Field(min_length=1, max_length=1_000)


def kind(body: Any) -> str:
    return "houses" if isinstance(body, dict) and "houses" in body else "house"


Body = Annotated[Annotated[House, Tag("house")] | Annotated[Houses, Tag("houses")], Discriminator(kind)]


def problem(error: dict[str, Any]) -> dict[str, str]:
    """The field as the client wrote it, and what is wrong with it."""
    if error["type"] == "json_invalid":
        return {"field": "body", "message": f"not JSON: {error['ctx']['error']} at character {error['loc'][1]}"}
    place = [str(part) for part in error["loc"][1:]]
    if place[:1] in (["house"], ["houses"]):
        place = place[1:]
    return {"field": ".".join(place) or "body", "message": error["msg"]}
