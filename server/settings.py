"""Every setting, in one table: name, default and help. Each is read from the environment as `CREDITGRAPH_<NAME>`.

`docs/reference/settings.md` is generated from this table.
"""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Self
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from graph.errors import StartError

PREFIX = "CREDITGRAPH_"


class EngineChoice(StrEnum):
    """Which graph engine holds the data."""

    EMBEDDED = "embedded"
    NEO4J = "neo4j"


class Mode(StrEnum):
    """`production` answers no introspection and serves no pages; `development` does both."""

    PRODUCTION = "production"
    DEVELOPMENT = "development"


class Settings(BaseSettings):
    """The settings of one process; read once, by `read_settings`, and handed on from there."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, frozen=True)

    engine: EngineChoice = Field(
        EngineChoice.EMBEDDED,
        description="Graph engine: `embedded` starts one in the data folder, `neo4j` connects to a Neo4j server.",
    )
    data_dir: Path = Field(
        Path("var"), description="Data folder: the embedded graph, the identity key and the demo's keys live here."
    )
    engine_heap: str = Field(
        "1g",
        pattern=r"^\d+[mg]$",
        description="Upper limit of the embedded engine's Java heap, such as `1g` or `4g`; two thirds of it keep data "
        "that is asked for again. Best above the size of the data folder: about 3 MB for every 1,000 enterprises.",
    )
    neo4j_uri: str = Field("bolt://127.0.0.1:7687", description="Address of the Neo4j server (bolt:// or neo4j://).")
    neo4j_user: str = Field("neo4j", description="User name at the Neo4j server.")
    neo4j_password: SecretStr = Field(SecretStr(""), description="Password at the Neo4j server.")
    neo4j_database: str = Field("neo4j", description="Database at the Neo4j server.")
    host: str = Field("127.0.0.1", description="Address that the API listens on.")
    port: int = Field(8000, ge=0, le=65535, description="Port that the API listens on; 0 takes any free one.")
    mode: Mode = Field(
        Mode.PRODUCTION, description="`production`: no introspection, no GraphiQL. `development`: both, at /graphiql."
    )
    rules_dir: Path = Field(
        Path(__file__).parent.parent / "seeds",
        description="Folder with the rule files (policies, catalogue, departments, reviews); default: the ones shipped.",
    )
    identity_key_file: Path | None = Field(
        None,
        description="File with the secret under which citizen and passport numbers are digested (at least 16 bytes). "
        "Default: `identity.key` in the data folder, made at the first start. Losing it makes every citizen number "
        "on record unfindable, so back it up, apart from the database.",
    )
    timezone: str = Field("Asia/Shanghai", description="Time zone that says which day is today.")
    log_level: str = Field(
        "INFO", pattern=r"^(DEBUG|INFO|WARNING|ERROR)$", description="Least severe log line that is written."
    )
    max_body_bytes: int = Field(
        16 * 1024 * 1024, ge=1024, description="Largest request body in bytes; longer ones get BODY_TOO_LARGE."
    )
    max_depth: int = Field(14, ge=1, description="Deepest nesting of fields in a query.")
    max_aliases: int = Field(50, ge=0, description="Most aliases in a query.")
    max_tokens: int = Field(2_000, ge=10, description="Most lexical tokens in a query (variables do not count).")
    max_cost: int = Field(
        1_000_000,
        ge=1,
        description="Highest cost of a query: each field costs 1, times the lengths of the lists that it is in.",
    )
    max_batch: int = Field(
        10_000, ge=1, le=10_000, description="Most requests of `decideMany` and most rows of a load mutation."
    )
    query_timeout: float = Field(30.0, gt=0, description="Seconds after which a query of the graph is given up.")

    publicity: bool = Field(
        True, description="Whether SERIOUS findings in force are published at /publicity, without a login (公示)."
    )
    publicity_per_minute: int = Field(
        120, ge=1, description="Requests to /publicity that one network address may make in a minute."
    )
    trusted_proxies: str = Field(
        "127.0.0.1,::1",
        description="Addresses or networks, separated by commas, of the proxies in front of this server. Where a request "
        "comes from one of them, the last address in its X-Forwarded-For that is none of them is the caller's, for "
        "`publicity_per_minute`; from anybody else that header counts for nothing.",
    )
    dispatching: bool = Field(
        True,
        description="Whether this server works out who must be told and delivers. Of several servers on one database one "
        "is enough; more do no harm.",
    )
    deliver_to_private: bool = Field(
        False,
        description="Whether dispatches may be delivered to webhooks on loopback and private networks, and over plain http.",
    )

    @field_validator("timezone")
    @classmethod
    def _known_zone(cls, value: str) -> str:
        try:
            ZoneInfo(value)
        except (ZoneInfoNotFoundError, ValueError):
            raise ValueError("no time zone has this name; write for example Asia/Shanghai") from None
        return value

    @model_validator(mode="after")
    def _key_file_given(self) -> Self:
        if self.engine is EngineChoice.NEO4J and not self.neo4j_password.get_secret_value():
            raise ValueError("engine neo4j needs neo4j_password")
        return self

    @property
    def zone(self) -> ZoneInfo:
        """The time zone that says which day is today."""
        return ZoneInfo(self.timezone)

    @property
    def identity_key_path(self) -> Path:
        """Where the identity key is."""
        return self.identity_key_file or self.data_dir / "identity.key"


def read_settings(**overrides: object) -> Settings:
    """The settings from the environment; `overrides` (the command line's) win. Raises StartError naming the setting."""
    given = {name: value for name, value in overrides.items() if value is not None}
    try:
        return Settings(**given)  # type: ignore[arg-type]
    except ValidationError as error:
        raise StartError("; ".join(_problem(dict(item)) for item in error.errors(include_url=False))) from None


def _problem(item: dict[str, object]) -> str:
    location = item["loc"]
    name = PREFIX + str(location[0]).upper() if isinstance(location, tuple) and location else "settings"
    return f"{name}: {item['msg']}"
