"""CreateTerms and its siblings."""

from typing import Any

from pools.actions import terms
from pools.api.call import Call
from pools.api.registry import operation
from pools.models import Terms

_COLUMNS = {"TermsName": "name", "TermsSource": "source", "Enforcement": "enforcement", "Links": "links"}


@operation("CreateTerms")
def create_terms(call: Call) -> dict[str, Any]:
    given = _columns(call)
    made = terms.create_terms(call.client, given.pop("name"), given.pop("links", {}), caller=call.caller, **given)
    return {"Terms": _shape(made)}


@operation("DescribeTerms")
def describe_terms(call: Call) -> dict[str, Any]:
    return {"Terms": _shape(_terms(call))}


@operation("DescribeTermsByClient")
def describe_terms_by_client(call: Call) -> dict[str, Any]:
    return {"Terms": _shape(terms.get_terms_by_client(call.client, call.input["TermsName"]))}


@operation("UpdateTerms")
def update_terms(call: Call) -> dict[str, Any]:
    return {"Terms": _shape(terms.update_terms(_terms(call), caller=call.caller, **_columns(call)))}


@operation("DeleteTerms")
def delete_terms(call: Call) -> dict[str, Any]:
    terms.delete_terms(_terms(call), caller=call.caller)
    return {}


@operation("ListTerms")
def list_terms(call: Call) -> dict[str, Any]:
    page, more = terms.list_terms(
        call.pool, limit=call.input.get("MaxResults", terms.LARGEST_PAGE), token=call.input.get("NextToken")
    )
    return {"Terms": [_listed(each) for each in page], "NextToken": more}


def _terms(call: Call) -> Terms:
    return terms.get_terms(call.pool, call.input["TermsId"])


def _columns(call: Call) -> dict[str, Any]:
    return {column: call.input[member] for member, column in _COLUMNS.items() if member in call.input}


def _listed(document: Terms) -> dict[str, Any]:
    """`TermsDescriptionType`."""
    return {
        "TermsId": str(document.id),
        "TermsName": document.name,
        "Enforcement": document.enforcement,
        "CreationDate": document.created_at,
        "LastModifiedDate": document.modified_at,
    }


def _shape(document: Terms) -> dict[str, Any]:
    """`TermsType`."""
    return _listed(document) | {
        "UserPoolId": document.pool_id,
        "ClientId": document.client_id,
        "TermsSource": document.source,
        "Links": document.links,
    }
