"""The manual names everything that there is: settings, outcomes, source options, commands, make targets."""

import re
from pathlib import Path

import pytest
import typer

from clusterwire import app
from core import source as source_model
from core.models import Outcome
from core.settings import PREFIX, Settings

ROOT = Path(__file__).resolve().parents[1]
OPERATION = (ROOT / "docs" / "operation.md").read_text(encoding="utf-8")
SOURCES = (ROOT / "docs" / "sources.md").read_text(encoding="utf-8")
README = (ROOT / "README.md").read_text(encoding="utf-8")


def command_paths(group: typer.main.TyperGroup, prefix: str = "clusterwire") -> list[str]:
    paths = []
    for name, command in group.commands.items():
        nested = getattr(command, "commands", None)
        paths += command_paths(command, f"{prefix} {name}") if nested else [f"{prefix} {name}"]
    return paths


@pytest.mark.parametrize("name", sorted(Settings.model_fields))
def test_every_setting_is_documented(name):
    assert f"`{PREFIX}{name.upper()}`" in OPERATION


@pytest.mark.parametrize("name", sorted(Settings.model_fields))
def test_every_setting_tells_what_it_is_for(name):
    assert Settings.model_fields[name].description


@pytest.mark.parametrize("outcome", list(Outcome))
def test_every_outcome_is_documented(outcome):
    assert f"| `{outcome}` |" in OPERATION


@pytest.mark.parametrize("command", command_paths(typer.main.get_command(app)))
def test_every_command_is_documented_and_gives_an_example(command):
    assert command.removesuffix(" check") in OPERATION
    click_command = typer.main.get_command(app)
    for name in command.split()[1:]:
        click_command = click_command.commands[name]
    assert "Example" in (click_command.help or "")


@pytest.mark.parametrize(
    "model",
    [
        source_model.Source,
        source_model.FeedSpider,
        source_model.SitemapSpider,
        source_model.ListingSpider,
        source_model.JsonApiSpider,
        source_model.CustomSpider,
        source_model.Extraction,
        source_model.StatedField,
        source_model.Politeness,
        source_model.Expectations,
        source_model.Canary,
    ],
)
def test_every_source_option_is_documented(model):
    assert [name for name in model.model_fields if f"`{name}`" not in SOURCES] == []


def test_every_make_target_of_the_readme_exists():
    named = set(re.findall(r"(?:^|`)make ([a-z]+)", README, re.MULTILINE))
    defined = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    assert {"demo", "test"} <= named <= defined


def test_every_link_between_documents_leads_somewhere():
    files = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md"))]
    links = [
        (file, link) for file in files for link in re.findall(r"\]\(([^)#:]+)\)", file.read_text(encoding="utf-8"))
    ]
    assert links
    assert [f"{file.name}: {link}" for file, link in links if not (file.parent / link).exists()] == []
