"""The demo and development: own secret under var/, loopback only, plain HTTP."""

from reorg.settings import environment, secret
from reorg.settings.base import *  # noqa: F403
from reorg.settings.base import VAR_DIR

SECRET_KEY = environment.text("SECRET_KEY") or secret.kept_in(VAR_DIR / "secret-key")
ALLOWED_HOSTS = environment.listed("ALLOWED_HOSTS") or ["localhost", "127.0.0.1", "[::1]"]
DEBUG = environment.flag("DEBUG")
SIGNING_FACTOR_REQUIRED = environment.chosen("REORG_SIGNING_FACTOR", "optional", "required") == "required"
SHOW_COMPONENTS = True
