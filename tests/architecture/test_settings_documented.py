import ast
import re

from django.conf import settings


def test_every_setting_from_the_environment_is_documented():
    folder = settings.BASE_DIR / "portal" / "settings"
    read = {name for path in folder.glob("*.py") for name in variables_read(path.read_text())}
    page = (settings.BASE_DIR / "docs" / "settings.md").read_text()

    documented = set(re.findall(r"^\| `([A-Z_]+)`", page, re.MULTILINE))

    assert documented == read


def test_a_variable_is_found_however_it_is_read():
    source = 'HOSTS = env.list("HOSTS", default=[])\nurl = nested(f(env("URL")))\nenv.read_env(path)'

    assert variables_read(source) == {"HOSTS", "URL"}


def variables_read(source: str) -> set[str]:
    """Names given as text to `env(...)` and `env.kind(...)`."""
    calls = (node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call) and node.args)
    return {
        call.args[0].value
        for call in calls
        if ast.unparse(call.func).partition(".")[0] == "env" and isinstance(call.args[0], ast.Constant)
    }
