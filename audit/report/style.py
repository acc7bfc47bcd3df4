"""The style sheet of a medium: typeface, colours, then the rules in `templates/style/`."""

from __future__ import annotations

from audit.report.environment import templates_dir
from audit.report.palette import DARK, FIGURE_DARK, FIGURE_LIGHT, LIGHT
from audit.report.typeface import FAMILY, WEIGHTS, print_font, web_font


def screen_style() -> str:
    """Of the HTML page: light and dark, wide and narrow, and print."""
    faces = [_face(weight, "woff2", web_font(weight)) for weight in WEIGHTS]
    dark = _variables({**DARK, **_only_series(FIGURE_DARK)})
    return "\n".join(
        (
            *faces,
            _variables({**LIGHT, **_only_series(FIGURE_LIGHT)}),
            f"@media screen and (prefers-color-scheme: dark) {{ {dark} }}",
            _figure_colours(),
            _rules("base"),
            _rules("screen"),
            _rules("paper"),
        )
    )


def print_style() -> str:
    """Of the PDF; figures keep the light colours that stand in the SVG."""
    faces = [_face(weight, "truetype", print_font(weight)) for weight in WEIGHTS]
    return "\n".join((*faces, _variables(LIGHT), _rules("base"), _rules("pdf")))


def _rules(name: str) -> str:
    return (templates_dir() / "style" / f"{name}.css").read_text(encoding="utf-8")


def _face(weight: int, kind: str, data: str) -> str:
    mime = "font/woff2" if kind == "woff2" else "font/ttf"
    return (
        f"@font-face {{ font-family: '{FAMILY}'; font-weight: {weight}; font-style: normal; "
        f"src: url(data:{mime};base64,{data}) format('{kind}'); }}"
    )


def _variables(colours: dict[str, str]) -> str:
    return f":root {{ {' '.join(f'--{name}: {value};' for name, value in colours.items())} }}"


def _only_series(colours: dict[str, str]) -> dict[str, str]:
    return {name: value for name, value in colours.items() if name.startswith("c")}


def _figure_colours() -> str:
    """Classes that `figures/svg.py` sets: `f-` for fill, `s-` for stroke."""
    rules = [
        f".f-{name} {{ fill: var(--{name}); }} .s-{name} {{ stroke: var(--{name}); }}"
        for name in FIGURE_LIGHT
    ]
    return "\n".join(rules)
