from django.urls import path

from notifications import localstack
from notifications.webhooks.providers import provider_events
from notifications.webhooks.ses import ses_events

urlpatterns = [
    path("webhooks/messages/ses", ses_events, name="ses_events"),
    path("webhooks/messages/<str:provider>", provider_events, name="provider_events"),
    path("_aws/ses", localstack.ses, name="localstack_ses"),
    path("_aws/sns/sms-messages", localstack.sns, name="localstack_sns"),
]
