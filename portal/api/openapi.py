"""The API's description in OpenAPI 3.1, made from what answers the calls."""

from typing import Any

from django.conf import settings

from portal.api.answers import ENDPOINTS
from portal.api.endpoints import Endpoint, Parameter

NULLABLE = ("opened_on", "closed_on", "closed_at", "trust", "due_on", "ends_on")
ERRORS = {
    "400": "A parameter cannot be used; the message says which and why",
    "401": "No token, or one that is not in use",
    "403": "The token may not read this",
    "404": "There is no such record",
    "429": "Too many calls; Retry-After says for how many seconds to wait",
}
ABOUT = (
    "Read only. Schools, who stands with them, school days, and how far concerns and cases are, by "
    "reference. No child's name, identifier or detail, and nothing of tiers T4 and T5, is in any answer. "
    "Every call is written down with the system that made it."
)


def description() -> dict[str, Any]:
    return {
        "openapi": "3.1.0",
        "info": {"title": f"{settings.AUTHORITY['service_name']} API", "version": "1", "description": ABOUT},
        "servers": [{"url": f"{settings.SITE_URL}/api/v1"}],
        "security": [{"token": []}],
        "paths": {_path(endpoint): {"get": _operation(endpoint)} for endpoint in ENDPOINTS},
        "components": {
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
            "schemas": {"Error": _ERROR},
        },
    }


_ERROR = {
    "type": "object",
    "required": ["error"],
    "properties": {
        "error": {
            "type": "object",
            "required": ["code", "message"],
            "properties": {"code": {"type": "string"}, "message": {"type": "string"}},
        }
    },
}


def _path(endpoint: Endpoint) -> str:
    return "/" + endpoint.path.replace("<int:urn>", "{urn}")


def _operation(endpoint: Endpoint) -> dict[str, Any]:
    parameters = [_parameter(parameter) for parameter in endpoint.parameters]
    if endpoint.has_urn:
        urn = {"name": "urn", "in": "path", "required": True, "schema": {"type": "integer"}}
        parameters.insert(0, urn)
    return {
        "operationId": endpoint.name,
        "summary": endpoint.summary,
        "description": f"Needs the scope `{endpoint.scope.value}`.",
        "parameters": parameters,
        "responses": {"200": _success(endpoint)} | {code: _error(words) for code, words in ERRORS.items()},
    }


def _parameter(parameter: Parameter) -> dict[str, Any]:
    return {
        "name": parameter.name,
        "in": "query",
        "description": parameter.description,
        "schema": dict(parameter.schema),
    }


def _success(endpoint: Endpoint) -> dict[str, Any]:
    row = {
        "type": "object",
        "required": list(endpoint.fields),
        "properties": {name: _field(name, *stated) for name, stated in endpoint.fields.items()},
    }
    return _json(endpoint.summary, _listed(endpoint, row) if endpoint.is_list else row)


def _listed(endpoint: Endpoint, row: dict[str, Any]) -> dict[str, Any]:
    around: dict[str, Any] = {"results": {"type": "array", "items": row}}
    if endpoint.has_urn:
        around["urn"] = {"type": "integer"}
    if any(parameter.name == "page" for parameter in endpoint.parameters):
        around |= {"count": {"type": "integer"}, "next": {"type": ["string", "null"], "format": "uri"}}
    return {"type": "object", "required": sorted(around), "properties": around}


def _field(name: str, kind: str, words: str) -> dict[str, Any]:
    if kind == "array":
        return {"type": "array", "items": {"type": "string"}, "description": words}
    return {"type": [kind, "null"] if name in NULLABLE else kind, "description": words}


def _error(words: str) -> dict[str, Any]:
    return _json(words, {"$ref": "#/components/schemas/Error"})


def _json(words: str, schema: dict[str, Any]) -> dict[str, Any]:
    return {"description": words, "content": {"application/json": {"schema": schema}}}
