"""The values of a managed login style that nobody changed, in the structure of Cognito's settings document; colours as
RRGGBBAA. They are how the pages look that nobody dressed at all."""

import copy
from typing import Any


def _modes(light: Any, dark: Any) -> dict[str, Any]:
    return {"lightMode": light, "darkMode": dark}


def _button(background: str, line: str, text: str) -> dict[str, str]:
    return {"backgroundColor": background, "borderColor": line, "textColor": text}


def _states(defaults: Any, hover: Any, active: Any) -> dict[str, Any]:
    return {"defaults": defaults, "hover": hover, "active": active}


def _status(background: str, line: str) -> dict[str, str]:
    return {"backgroundColor": background, "borderColor": line, "indicatorColor": line}


_QUIET_BUTTON = _modes(
    _states(
        _button("ffffffff", "c5cad8ff", "171a26ff"),
        _button("f8f9fcff", "4f46e5ff", "171a26ff"),
        _button("eef0f7ff", "4338caff", "171a26ff"),
    ),
    _states(
        _button("151823ff", "3a4156ff", "eef0f6ff"),
        _button("11141dff", "7f7dfaff", "eef0f6ff"),
        _button("0c0e16ff", "9896ffff", "eef0f6ff"),
    ),
)
_PAGE_STRIP = {
    **_modes(
        {"background": {"color": "ffffffff"}, "borderColor": "dfe2eaff"},
        {"background": {"color": "151823ff"}, "borderColor": "262b3aff"},
    ),
    "backgroundImage": {"enabled": False},
    "logo": {"enabled": False, "location": "START"},
}

_DEFAULTS: dict[str, Any] = {
    "categories": {
        "auth": {
            "authMethodOrder": [
                [{"display": "BUTTON", "type": "FEDERATED"}, {"display": "INPUT", "type": "USERNAME_PASSWORD"}]
            ],
            "federation": {"interfaceStyle": "BUTTON_LIST", "order": []},
        },
        "form": {
            "displayGraphics": True,
            "instructions": {"enabled": False},
            "languageSelector": {"enabled": False},
            "location": {"horizontal": "CENTER", "vertical": "CENTER"},
            "sessionTimerDisplay": "NONE",
        },
        "global": {
            "colorSchemeMode": "DYNAMIC",
            "pageFooter": {"enabled": False},
            "pageHeader": {"enabled": False},
            "spacingDensity": "REGULAR",
        },
        "signUp": {"acceptanceElements": [{"enforcement": "NONE", "textKey": "en"}]},
    },
    "componentClasses": {
        "buttons": {"borderRadius": 10.0},
        "divider": _modes({"borderColor": "dfe2eaff"}, {"borderColor": "262b3aff"}),
        "dropDown": {
            "borderRadius": 10.0,
            **_modes(
                {
                    "defaults": {"itemBackgroundColor": "ffffffff"},
                    "hover": {
                        "itemBackgroundColor": "f8f9fcff",
                        "itemBorderColor": "4f46e5ff",
                        "itemTextColor": "171a26ff",
                    },
                    "match": {"itemBackgroundColor": "dfe3ffff", "itemTextColor": "4338caff"},
                },
                {
                    "defaults": {"itemBackgroundColor": "151823ff"},
                    "hover": {
                        "itemBackgroundColor": "11141dff",
                        "itemBorderColor": "7f7dfaff",
                        "itemTextColor": "eef0f6ff",
                    },
                    "match": {"itemBackgroundColor": "1d2046ff", "itemTextColor": "9896ffff"},
                },
            ),
        },
        "focusState": _modes({"borderColor": "4f46e5ff"}, {"borderColor": "9896ffff"}),
        "idpButtons": {"icons": {"enabled": True}},
        "input": {
            "borderRadius": 10.0,
            **_modes(
                {
                    "defaults": {"backgroundColor": "ffffffff", "borderColor": "c5cad8ff"},
                    "placeholderColor": "5b6275ff",
                },
                {
                    "defaults": {"backgroundColor": "0f121bff", "borderColor": "3a4156ff"},
                    "placeholderColor": "9aa1b4ff",
                },
            ),
        },
        "inputDescription": _modes({"textColor": "5b6275ff"}, {"textColor": "9aa1b4ff"}),
        "inputLabel": _modes({"textColor": "171a26ff"}, {"textColor": "eef0f6ff"}),
        "link": _modes(
            {"defaults": {"textColor": "4f46e5ff"}, "hover": {"textColor": "4338caff"}},
            {"defaults": {"textColor": "9896ffff"}, "hover": {"textColor": "b4b3ffff"}},
        ),
        "optionControls": _modes(
            {
                "defaults": {"backgroundColor": "ffffffff", "borderColor": "c5cad8ff"},
                "selected": {"backgroundColor": "4f46e5ff", "foregroundColor": "ffffffff"},
            },
            {
                "defaults": {"backgroundColor": "0f121bff", "borderColor": "3a4156ff"},
                "selected": {"backgroundColor": "5e5af0ff", "foregroundColor": "ffffffff"},
            },
        ),
        "statusIndicator": _modes(
            {
                "error": _status("fdeef0ff", "c0263aff"),
                "pending": {"indicatorColor": "5b6275ff"},
                "success": _status("e7f6eeff", "0b7a4bff"),
                "warning": _status("fff7e0ff", "8a5a00ff"),
            },
            {
                "error": _status("331820ff", "ff8794ff"),
                "pending": {"indicatorColor": "9aa1b4ff"},
                "success": _status("10291fff", "4ccb8fff"),
                "warning": _status("2e2408ff", "f0c04aff"),
            },
        ),
    },
    "components": {
        "alert": {
            "borderRadius": 10.0,
            **_modes(
                {"error": {"backgroundColor": "fdeef0ff", "borderColor": "fdeef0ff"}},
                {"error": {"backgroundColor": "331820ff", "borderColor": "331820ff"}},
            ),
        },
        "favicon": {"enabledTypes": ["ICO", "SVG"]},
        "form": {
            "backgroundImage": {"enabled": False},
            "borderRadius": 16.0,
            "logo": {"enabled": False, "formInclusion": "IN", "location": "START", "position": "TOP"},
            **_modes(
                {"backgroundColor": "ffffffff", "borderColor": "dfe2eaff"},
                {"backgroundColor": "151823ff", "borderColor": "262b3aff"},
            ),
        },
        "idpButton": {"custom": {}, "standard": _QUIET_BUTTON},
        "pageBackground": {"image": {"enabled": False}, **_modes({"color": "f5f6faff"}, {"color": "0c0e16ff"})},
        "pageFooter": _PAGE_STRIP,
        "pageHeader": _PAGE_STRIP,
        "pageText": _modes(
            {"bodyColor": "5b6275ff", "descriptionColor": "5b6275ff", "headingColor": "171a26ff"},
            {"bodyColor": "9aa1b4ff", "descriptionColor": "9aa1b4ff", "headingColor": "eef0f6ff"},
        ),
        "phoneNumberSelector": {"displayType": "TEXT"},
        "primaryButton": _modes(
            {
                "active": {"backgroundColor": "3730a3ff", "textColor": "ffffffff"},
                "defaults": {"backgroundColor": "4f46e5ff", "textColor": "ffffffff"},
                "disabled": {"backgroundColor": "dfe2eaff", "borderColor": "dfe2eaff"},
                "hover": {"backgroundColor": "4338caff", "textColor": "ffffffff"},
            },
            {
                "active": {"backgroundColor": "4f46e5ff", "textColor": "ffffffff"},
                "defaults": {"backgroundColor": "5e5af0ff", "textColor": "ffffffff"},
                "disabled": {"backgroundColor": "262b3aff", "borderColor": "262b3aff"},
                "hover": {"backgroundColor": "6a67f4ff", "textColor": "ffffffff"},
            },
        ),
        "secondaryButton": _QUIET_BUTTON,
    },
}


def defaults() -> dict[str, Any]:
    """A copy of the whole document, for whoever changes it."""
    return copy.deepcopy(_DEFAULTS)
