"""A discord.py client with one of everything that people can use."""

import re

import discord
from discord import app_commands

from discord_server.plain_client import PlainClient

RULES = ("repeats", "flood", "links")


class Press(discord.ui.DynamicItem[discord.ui.Button[discord.ui.LayoutView]], template=r"press:(?P<what>\w+)"):
    """A button whose meaning is in its custom id, so that it outlives its process."""

    def __init__(self, what: str, *, disabled: bool = False) -> None:
        super().__init__(discord.ui.Button(label=what.title(), custom_id=f"press:{what}", disabled=disabled))
        self.what = what

    @classmethod
    async def from_custom_id(cls, _: discord.Interaction, __: discord.ui.Item[discord.ui.LayoutView], match: "re.Match[str]") -> "Press":
        return cls(match["what"])

    async def callback(self, interaction: discord.Interaction) -> None:
        if self.what == "ask":
            await interaction.response.send_modal(Question())
        elif self.what == "edit":
            await interaction.response.edit_message(view=card("edited"))
        elif self.what == "slow":
            await interaction.response.defer()
        else:
            await interaction.response.send_message(f"pressed {self.what}", ephemeral=True)


class Pick(discord.ui.ActionRow[discord.ui.LayoutView]):
    """A select."""

    @discord.ui.select(placeholder="Which?", options=[discord.SelectOption(label=one) for one in RULES], custom_id="pick")
    async def pick(self, interaction: discord.Interaction, chosen: discord.ui.Select[discord.ui.LayoutView]) -> None:
        await interaction.response.send_message(f"picked {chosen.values[0]}", ephemeral=True)


class Question(discord.ui.Modal, title="A question"):
    """A modal with a text and a select."""

    why: discord.ui.Label["Question"] = discord.ui.Label(text="Why?", component=discord.ui.TextInput(custom_id="why", max_length=50))
    rule: discord.ui.Label["Question"] = discord.ui.Label(
        text="Rule", component=discord.ui.Select(custom_id="rule", options=[discord.SelectOption(label=one) for one in RULES])
    )

    async def on_submit(self, interaction: discord.Interaction) -> None:
        why, rule = self.why.component, self.rule.component
        assert isinstance(why, discord.ui.TextInput)
        assert isinstance(rule, discord.ui.Select)
        await interaction.response.send_message(f"because {why.value}, {rule.values[0]}", ephemeral=True)


def card(text: str) -> discord.ui.LayoutView:
    """A Components V2 card with buttons and a select."""
    view = discord.ui.LayoutView(timeout=None)
    box: discord.ui.Container[discord.ui.LayoutView] = discord.ui.Container(discord.ui.TextDisplay(f"Card: {text}"))
    row: discord.ui.ActionRow[discord.ui.LayoutView] = discord.ui.ActionRow()
    for what in ("hide", "ask", "edit", "slow"):
        row.add_item(Press(what))
    row.add_item(Press("never", disabled=True))
    box.add_item(row)
    view.add_item(box)
    view.add_item(Pick())
    return view


class FullClient(PlainClient):
    """Commands `/probe say|who|slow|never`, menus `Look` and `Who`, and the card's buttons."""

    async def setup_hook(self) -> None:
        self.add_dynamic_items(Press)
        self.add_view(card("any"))
        self.tree.add_command(probe)
        self.tree.add_command(app_commands.ContextMenu(name="Look", callback=look))
        self.tree.add_command(app_commands.ContextMenu(name="Who", callback=who_is))
        await self.tree.sync()


probe = app_commands.Group(
    name="probe", description="Probes", default_permissions=discord.Permissions(manage_messages=True), guild_only=True
)
deeper = app_commands.Group(name="rule", description="Rules", parent=probe)


@probe.command(name="say", description="Says it again")
async def say(interaction: discord.Interaction, text: app_commands.Range[str, 1, 20], times: app_commands.Range[int, 1, 3] = 1) -> None:
    """Answers at once."""
    await interaction.response.send_message(" ".join([text] * times), ephemeral=True)


@probe.command(name="who", description="Names somebody")
async def who(interaction: discord.Interaction, member: discord.Member, channel: discord.TextChannel) -> None:
    """Answers after a deferral, and once more."""
    await interaction.response.defer(ephemeral=True)
    await interaction.edit_original_response(content=f"{member.name} in {channel.name}, {len(member.roles)} roles")
    await interaction.followup.send("and that is all", ephemeral=True)


@probe.command(name="open", description="Answers for all to see")
async def openly(interaction: discord.Interaction) -> None:
    """Defers and follows up."""
    await interaction.response.defer()
    await interaction.followup.send("here", view=discord.utils.MISSING)


@probe.command(name="card", description="Shows a card to one person")
async def private_card(interaction: discord.Interaction) -> None:
    """Defers, then shows a Components V2 view."""
    await interaction.response.defer(ephemeral=True)
    await interaction.edit_original_response(view=card("private"))


@probe.command(name="never", description="Never answers")
async def never(interaction: discord.Interaction) -> None:
    """Leaves the person waiting."""


@deeper.command(name="set", description="Sets a rule")
async def set_rule(interaction: discord.Interaction, rule: str) -> None:
    """Has autocomplete."""
    await interaction.response.send_message(f"set {rule}", ephemeral=True)


@set_rule.autocomplete("rule")
async def offer(_: discord.Interaction, typed: str) -> list[app_commands.Choice[str]]:
    """The rules that begin so."""
    return [app_commands.Choice(name=one.title(), value=one) for one in RULES if one.startswith(typed)]


async def look(interaction: discord.Interaction, message: discord.Message) -> None:
    """A menu on messages."""
    await interaction.response.send_message(f"{message.author.name} said {message.content}", ephemeral=True)


async def who_is(interaction: discord.Interaction, member: discord.Member) -> None:
    """A menu on members."""
    await interaction.response.send_message(f"this is {member.name}", ephemeral=True)
