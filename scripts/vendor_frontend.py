"""Copies from node_modules/ into var/vendor/ the compiled front-end files that the portal serves.

Nothing is built. Both script files, GOV.UK's and MOJ's, are ES modules: a `<script type="module">`
imports `initAll` from them. htmx is a classic script.

The GOV.UK typeface and crest may only be used on GOV.UK, so the style sheets are served without
them: the font comes from `--portal-font`, which the portal's own style sheet may set.
"""

import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
MODULES = ROOT / "node_modules"
GOVUK = MODULES / "govuk-frontend/dist/govuk"
MOJ = MODULES / "@ministryofjustice/frontend/moj"

FONT = 'var(--portal-font,system-ui,"Segoe UI",Roboto,"Noto Sans","Liberation Sans",Arial,sans-serif)'
REWRITES = (
    # The licence of the typeface, then its rules, then its uses.
    (re.compile(r"/\*![^*]*gov\.uk[^*]*\*/", re.IGNORECASE), ""),
    (re.compile(r"@font-face\{font-family:GDS Transport;[^}]*\}"), ""),
    (re.compile(r"font-family:GDS Transport,arial,sans-serif"), f"font-family:{FONT}"),
    # The crest above the copyright line of the footer.
    (re.compile(r"\.govuk-footer__copyright-logo:before\{[^}]*\}"), ""),
    # Images lie beside the style sheet, where the static files' manifest finds them.
    (re.compile(r"url\(/assets/images/"), "url(images/"),
)
SOURCE_MAP = re.compile(r"(/\*# sourceMappingURL=\S+ \*/|//# sourceMappingURL=\S+)\s*$")
IMAGE = re.compile(r"url\((images/[^)]+)\)")
FORBIDDEN = re.compile(r"GDS Transport|@font-face|govuk-crest|url\(/")


def main() -> None:
    if not GOVUK.is_dir():
        sys.exit("node_modules/ is empty: run `make setup`.")
    served = {
        "govuk/govuk-frontend.min.css": style(GOVUK / "govuk-frontend.min.css"),
        "govuk/govuk-frontend.min.js": script(GOVUK / "govuk-frontend.min.js"),
        "moj/moj-frontend.min.css": style(MOJ / "moj-frontend.min.css"),
        "moj/moj-frontend.min.js": script(MOJ / "moj-frontend.min.js"),
        "htmx/htmx.min.js": script(MODULES / "htmx.org/dist/htmx.min.js"),
    }
    for name in set(IMAGE.findall(served["moj/moj-frontend.min.css"].decode())):
        served[f"moj/{name}"] = (MOJ / "assets" / name).read_bytes()
    mirror(served, ROOT / "var/vendor")


def style(path: Path) -> bytes:
    """A style sheet without the GOV.UK typeface and crest; stops when an upgrade brings them back."""
    text = path.read_text()
    for pattern, replacement in (*REWRITES, (SOURCE_MAP, "")):
        text = pattern.sub(replacement, text)
    if left := FORBIDDEN.search(text):
        sys.exit(f"{path.name} still contains “{left[0]}”: mend REWRITES in scripts/vendor_frontend.py.")
    return text.encode()


def script(path: Path) -> bytes:
    return SOURCE_MAP.sub("", path.read_text()).encode()


def mirror(files: dict[str, bytes], folder: Path) -> None:
    """Make the folder hold exactly these files, writing only what differs."""
    for name, content in files.items():
        target = folder / name
        if not target.exists() or target.read_bytes() != content:
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content)
    for stray in folder.rglob("*"):
        if stray.is_file() and stray.relative_to(folder).as_posix() not in files:
            stray.unlink()


if __name__ == "__main__":
    main()
