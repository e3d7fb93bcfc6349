"""The wheel asks for what requirements/app.in names, its extra for what study.in adds: one list each, not two."""

from pathlib import Path

from hatchling.metadata.plugin.interface import MetadataHookInterface


class Dependencies(MetadataHookInterface):
    PLUGIN_NAME = "custom"

    def update(self, metadata: dict) -> None:
        metadata["dependencies"] = self._named("app.in")
        metadata["optional-dependencies"] = {"study": self._named("study.in")}

    def _named(self, file: str) -> list[str]:
        lines = (Path(self.root) / "requirements" / file).read_text(encoding="utf-8").splitlines()
        return [line for line in lines if line and not line.startswith(("#", "-r"))]
