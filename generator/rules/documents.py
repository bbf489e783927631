"""Addresses of documents that many rules come from."""

BICEP_LINTER = "https://learn.microsoft.com/azure/azure-resource-manager/bicep/linter-rule-"
"""With the name of a rule of Bicep's linter behind it."""
SCALE_SET_API = "https://learn.microsoft.com/rest/api/compute/virtual-machine-scale-sets/create-or-update"
