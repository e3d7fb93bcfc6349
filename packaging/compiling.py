"""Before a wheel is packed: message files are compiled, because the wheel carries them and the repository does not."""

import subprocess
import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class Compiling(BuildHookInterface):
    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002 - hatchling's signature
        subprocess.run([sys.executable, str(Path(self.root) / "packaging" / "messages.py"), "compile"], check=True)
