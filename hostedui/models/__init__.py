from hostedui.models.authorization_code import AuthorizationCode
from hostedui.models.browser_session import BrowserSession
from hostedui.models.device_authorization import DeviceAuthorization
from hostedui.models.provider_session import ProviderSession
from hostedui.models.pushed_request import PushedRequest
from hostedui.models.spent_jwt import SpentJwt

__all__ = ["AuthorizationCode", "BrowserSession", "DeviceAuthorization", "ProviderSession", "PushedRequest", "SpentJwt"]
