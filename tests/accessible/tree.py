"""Prints what a screen reader is told of a program's window, over AT-SPI: one JSON object a line, outermost first."""

import json
import sys

import gi

gi.require_version("Atspi", "2.0")
from gi.repository import Atspi  # noqa: E402


def walk(node):
    if node is None:
        return
    states = node.get_state_set()
    line = {
        "role": node.get_role_name(),
        "name": node.get_name() or "",
        "focused": states.contains(Atspi.StateType.FOCUSED),
        "focusable": states.contains(Atspi.StateType.FOCUSABLE),
    }
    text = node.get_text_iface()
    if text is not None:
        line["text"] = Atspi.Text.get_text(text, 0, Atspi.Text.get_character_count(text))
    print(json.dumps(line))
    for index in range(node.get_child_count()):
        walk(node.get_child_at_index(index))


Atspi.init()
desktop = Atspi.get_desktop(0)
for index in range(desktop.get_child_count()):
    program = desktop.get_child_at_index(index)
    if program is not None and program.get_name() == sys.argv[1]:
        walk(program)
