from hostedui.models.authorization_code import AuthorizationCode
from hostedui.models.browser_session import BrowserSession

__all__ = ["AuthorizationCode", "BrowserSession"]
