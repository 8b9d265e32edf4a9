"""`SMS_MFA`: a code to the user's phone (SEC-123 to SEC-128)."""

from pools.actions.codes import Purpose
from pools.actions.second_factors import Factor
from pools.actions.sign_in.sent_code import SentCode


class SmsMfa(SentCode):
    name = factor = Factor.SMS_MFA
    response = "SMS_MFA_CODE"
    attribute = "phone_number"
    purpose = Purpose.SMS_MFA
    flag = "sms_mfa_enabled"
