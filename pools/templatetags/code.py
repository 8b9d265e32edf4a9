"""Values within generated code, quoted as its language has it: they come from people, and are pasted by others."""

import json
import shlex

from django import template

register = template.Library()


@register.filter
def literal(value: object) -> str:
    """A string, or a list of them, as JavaScript, Python, YAML and TOML alike write it: in double quotes, in ASCII."""
    return json.dumps(value).replace("</", "<\\u002f")


@register.filter
def shell(value: str) -> str:
    """One word of a POSIX shell."""
    return shlex.quote(value)


@register.filter
def hcl(value: object) -> str:
    """The same in Terraform's language, where `${` and `%{` begin a template."""
    return json.dumps(value).replace("${", "$${").replace("%{", "%%{")
