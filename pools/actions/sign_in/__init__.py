"""Sign-in, for every door: start it, answer its challenges, take the tokens."""

from pools.actions.sign_in.after_confirmation import check_session, session_after_confirmation, session_after_sign_up
from pools.actions.sign_in.attempt import Authenticated, Challenge, Presented
from pools.actions.sign_in.flows import REFRESH_FLOWS, offers_choice
from pools.actions.sign_in.refreshing import get_tokens_from_refresh_token, refresh_sign_in
from pools.actions.sign_in.run import (
    after_sign_up,
    answer_challenge,
    ask_again,
    ask_for_passkey,
    finish,
    send_link,
    show_again,
    start_sign_in,
    with_choice,
    with_link,
    with_passkey,
    with_password,
)

__all__ = [
    "REFRESH_FLOWS",
    "Authenticated",
    "Challenge",
    "Presented",
    "after_sign_up",
    "answer_challenge",
    "ask_again",
    "ask_for_passkey",
    "check_session",
    "finish",
    "get_tokens_from_refresh_token",
    "offers_choice",
    "refresh_sign_in",
    "send_link",
    "session_after_confirmation",
    "session_after_sign_up",
    "show_again",
    "start_sign_in",
    "with_choice",
    "with_link",
    "with_passkey",
    "with_password",
]
